"""Hours as a table: a line of the ledger a row, with what counts of it and why the rest does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beneficiaires.enums import Modalite
from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import formater_date, formater_heures, formater_periode
from marches.models import Lot
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.decompte.lignes import LigneComptee, calculer_lignes

COLONNES = (
    *("Marché", "Objet du marché", "Lot", "Titulaire", "Employeur", "Modalité", "Personne", "Référence"),
    *("Contrat de travail", "Du", "Au", "Nature", "Déclarées", "Statut", "Comptées", "Non comptées", "Motif"),
)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Contrat:
    ref: str
    nom: str
    prenom: str
    personne: str
    employeur: str
    titulaire: str
    modalite: str


def ecrire_lignes_heures(*, lots: list[int] | None, garder: Callable[[LigneComptee], bool]) -> Iterator[list[Any]]:
    """By lot, then by day. A line taken back whole weighs nothing and is not there. `lots` None = the whole guichet."""
    lignes = [ligne for ligne in calculer_lignes(lots=lots) if garder(ligne)]
    contrats = _contrats({ligne.contrat_id for ligne in lignes})
    des_lots = Lot.objects.values_list("pk", "ref", "marche__ref", "marche__objet")
    connus = {pk: suite for pk, *suite in (des_lots if lots is None else des_lots.filter(pk__in=lots))}
    refus = dict(
        Heure.objects.filter(pk__in=[li.id for li in lignes if li.statut == StatutHeure.REFUSEE]).values_list(
            "pk", "motif"
        )
    )
    corrections = _dire_les_corrections({ligne.id for ligne in lignes}, lots)
    for ligne in sorted(lignes, key=lambda li: (connus[li.lot_id], contrats[li.contrat_id].nom, li.du, li.id)):
        lot, marche, objet = connus[ligne.lot_id]
        c = contrats[ligne.contrat_id]
        comptees, ecartees, motif = _peser(ligne, refus.get(ligne.id, ""))
        yield [
            *(marche, objet, lot, c.titulaire, c.employeur, c.modalite, f"{c.nom} {c.prenom}", c.personne),
            *(c.ref, ligne.du, ligne.au, Nature(ligne.nature).label, ligne.heures),
            *(StatutHeure(ligne.statut).label, comptees, ecartees),
            " ".join(filter(None, (corrections.get(ligne.id, ""), motif))),
        ]


def _dire_les_corrections(cles: set[int], lots: list[int] | None) -> dict[int, str]:
    """Of each line that corrects another: which one, why, by whom and when."""
    lues = Heure.objects.filter(corrige_id__isnull=False, annulee=False)
    lues = lues if lots is None else lues.filter(lot_id__in=lots)
    corrections = [heure for heure in lues if heure.pk in cles]
    racines = Heure.objects.in_bulk({heure.corrige_id for heure in corrections})
    return {heure.pk: _dire_la_correction(heure, racines.get(heure.corrige_id or 0)) for heure in corrections}


def _dire_la_correction(heure: Heure, racine: Heure | None) -> str:
    visee = f" de la ligne {formater_periode(racine.du, racine.au)}, {formater_heures(racine.heures)}" if racine else ""
    saisie = f", saisie le {formater_date(racine.saisie_a)}" if racine else ""
    motif = heure.motif.strip() if heure.statut != StatutHeure.REFUSEE else ""  # then it is the one of the refusal
    par = f" par {heure.saisie_par}" if heure.saisie_par else ""
    dit = motif.rstrip(".") or "sans motif écrit"
    return f"Correction{visee}{saisie}\u00a0: {dit} (faite{par} le {formater_date(heure.saisie_a)})."


def _contrats(cles: set[int]) -> dict[int, _Contrat]:
    """The columns of the screen and no other: neither birth nor address nor criteria."""
    modalites = dict(Modalite.choices)
    lus = ContratTravail.objects.filter(pk__in=cles).values_list(
        *("pk", "modalite", "ref", "beneficiaire__nom", "beneficiaire__prenom", "beneficiaire__ref"),
        *("employeur__nom", "titulaire__nom"),
    )
    return {
        pk: _Contrat(ref, nom, prenom, personne, employeur, titulaire, str(modalites.get(modalite, modalite)))
        for pk, modalite, ref, nom, prenom, personne, employeur, titulaire in lus
    }


def _peser(ligne: LigneComptee, refus: str) -> tuple[Decimal, Decimal, str]:
    if ligne.statut == StatutHeure.SOUMISE:
        return ZERO, ZERO, "attend sa validation"
    if ligne.statut == StatutHeure.REFUSEE:
        return ZERO, ligne.heures, refus or "refusée"
    return ligne.valorisees, ligne.exclues, _enumerer(ligne.motifs.items())


def _enumerer(motifs: Iterable[tuple[Any, Decimal]]) -> str:
    return "\u202f; ".join(f"{motif.label}\u00a0: {formater_heures(heures)}" for motif, heures in motifs)
