"""« Ligne modifiée »: from which figure, and where it came from, as the ledger knows it."""

from __future__ import annotations

from decimal import Decimal

from clauses_app.interface.formats import formater_date
from suivi_heures.enums import CodeAnomalie
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.imports.releve.deja_recu import dire_la_modification
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.retraits import REPRISE, dire_l_origine
from suivi_heures.queries.semblables import DITS_UNE_FOIS, Ecrite, attend_un_contrat, personne_ecrite
from suivi_heures.services.composer_lignes import SANS_CONTRAT_ICI
from suivi_heures.services.inscrire_differences import Inscription, Reprise, Tenue

MODIFIEE = CodeAnomalie.LIGNE_MODIFIEE
ZERO = Decimal(0)


def dire_les_modifiees(*, releve: ReleveHeures, ecrites: Inscription) -> None:
    """The reading compares a file with the former files of its sender alone; hours may have come otherwise: another
    file, the grid. A line that changes nothing in the ledger is not modified, nor is a régularisation,
    which restates nothing; one compared with the other employer’s figure says both already."""
    croisees = {ligne.pk for un in ecrites.croisements for ligne in un.lignes}
    releves = ReleveHeures.objects.select_related("entreprise").in_bulk(
        {tenue.releve_id for une in ecrites.reprises.values() for tenue in une.tenues if tenue.releve_id}
    )
    touchees = []
    for ligne in LigneReleve.objects.filter(releve=releve, contrat__isnull=False).exclude(avertissements=[]):
        autres = [avis for avis in ligne.avertissements if avis["code"] != MODIFIEE]
        if len(autres) == len(ligne.avertissements):
            continue
        reprise = ecrites.reprises.get(ligne.pk) or ecrites.redecoupees.get(ligne.pk)
        sans_effet = ligne.pk in croisees | ecrites.regularisees or (
            reprise is not None and reprise.avant == reprise.ici
        )
        ligne.avertissements = autres if sans_effet else [*autres, _dire(ligne, releve, reprise, releves)]
        touchees.append(ligne)
    LigneReleve.objects.bulk_update(touchees, ["avertissements"], batch_size=500)
    _rendre_leur_motif(releve)


def _rendre_leur_motif(releve: ReleveHeures) -> None:
    """A line that did not enter the ledger modified nothing: it says why it waits. What is asked of its person is
    said at her first line only: this one repeats it rather than say nothing."""
    dehors = LigneReleve.objects.filter(releve=releve, contrat=None).exclude(anomalies=[])
    if not dehors.filter(anomalies__contains=[{"code": MODIFIEE.value}]).exists():
        return
    motifs: dict[Ecrite | None, dict[str, object]] = {}
    touchees = []
    for ligne in dehors.order_by("rang"):
        autres = [fait for fait in ligne.anomalies if fait["code"] != MODIFIEE]
        for fait in autres:
            if fait["code"] in DITS_UNE_FOIS:
                motifs.setdefault(personne_ecrite(ligne), fait)
        if len(autres) < len(ligne.anomalies):
            ligne.anomalies = autres
            touchees.append(ligne)
    for ligne in touchees:
        if not ligne.anomalies and attend_un_contrat(ligne):
            ligne.anomalies = [_redire(ligne, motifs.get(personne_ecrite(ligne)))]
    LigneReleve.objects.bulk_update(touchees, ["anomalies"], batch_size=500)


def _redire(ligne: LigneReleve, motif: dict[str, object] | None) -> dict[str, object]:
    if motif is None:
        code = CodeAnomalie.SANS_CONTRAT
        return Anomalie(ligne.numero, "", code, SANS_CONTRAT_ICI, f"{code.label}.").en_json()
    return motif | {"ligne": ligne.numero, "colonne": ""}


def _dire(
    ligne: LigneReleve, releve: ReleveHeures, reprise: Reprise | None, releves: dict[int, ReleveHeures]
) -> dict[str, object]:
    """The sender learns nothing of the files of another. New hours are told: nothing is to be checked of them."""
    if reprise is None:
        a_tous = au_guichet = dire_la_modification(None, ligne.heures or ZERO)
    else:
        tenues = list(dict.fromkeys(reprise.tenues))
        du_guichet = " ; ".join(_situer(tenue, releves) for tenue in tenues)
        du_sien = " ; ".join(dict.fromkeys(_taire(tenue, releves, releve.entreprise_id) for tenue in tenues))
        au_guichet = dire_la_modification(reprise.avant, reprise.ici, du_guichet)
        a_tous = dire_la_modification(reprise.avant, reprise.ici, du_sien)
    phrase, complete = (f"{MODIFIEE.label}\u00a0: {detail}." for detail in (a_tous, au_guichet))
    fait = Anomalie(ligne.numero, ligne.cellule(), MODIFIEE, phrase, "" if complete == phrase else complete)
    return fait.en_json() | ({"informe": True} if reprise is None else {})


def _situer(tenue: Tenue, releves: dict[int, ReleveHeures]) -> str:
    return dire_l_origine(
        releves.get(tenue.releve_id or 0),
        releve_id=tenue.releve_id,
        saisie_a=tenue.saisie_a,
        saisie_par=tenue.saisie_par,
    )


def _taire(tenue: Tenue, releves: dict[int, ReleveHeures], entreprise_id: int) -> str:
    connu = releves.get(tenue.releve_id or 0)
    if connu is not None and connu.entreprise_id == entreprise_id:
        return _situer(tenue, releves)
    if tenue.releve_id:
        return "un autre envoi"
    if tenue.saisie_par == REPRISE:
        return f"reprises d’un fichier le {formater_date(tenue.saisie_a)}"
    return f"saisies par le guichet le {formater_date(tenue.saisie_a)}"
