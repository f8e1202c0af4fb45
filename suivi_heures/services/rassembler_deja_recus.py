"""What a company had already sent for these months, as it was understood: three queries, whatever its size."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from marches.models import Entreprise
from suivi_heures.enums import Nature, StatutReleve
from suivi_heures.imports.releve.connaissances import DejaRecu
from suivi_heures.imports.releve.resultat import LigneComprise, Periode
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.mois import dernier_jour

EN_VIGUEUR = (StatutReleve.SOUMIS, StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL, StatutReleve.RAPPROCHE)


def rassembler_deja_recus(
    *, entreprise: Entreprise, periode: Periode | None, empreinte: str, sauf: int = 0
) -> tuple[DejaRecu, ...]:
    """In the order of reception. Refused or sent back, a timesheet is known by its bytes only: its hours no
    longer stand. Taken back by its sender, it was never received. `sauf`: the timesheet that is being read."""
    du_mois = Q(empreinte=empreinte)
    if periode is not None:
        du_mois |= Q(mois__gte=periode.du.replace(day=1), mois__lte=periode.au)
    releves = list(
        ReleveHeures.objects.filter(du_mois, entreprise=entreprise)
        .exclude(pk=sauf)
        .exclude(statut__in=(StatutReleve.RETIRE, StatutReleve.DEPOSE))
        .order_by("pk")
    )
    lignes = _lignes(releve for releve in releves if _en_vigueur(releve))
    return tuple(
        DejaRecu(
            releve.nom_fichier, releve.empreinte, entreprise.ref, _periode(releve), tuple(lignes.get(releve.pk, ()))
        )
        for releve in releves
    )


def _en_vigueur(releve: ReleveHeures) -> bool:
    incomplet = releve.statut == StatutReleve.A_COMPLETER and not releve.motif and releve.lecture is not None
    return incomplet or releve.statut in EN_VIGUEUR


def _periode(releve: ReleveHeures) -> Periode:
    lue = (releve.lecture or {}).get("periode")
    return _lire_periode(lue) if lue else Periode(releve.mois, dernier_jour(releve.mois))


def _lire_periode(valeur: dict[str, Any]) -> Periode:
    return Periode(datetime.date.fromisoformat(valeur["du"]), datetime.date.fromisoformat(valeur["au"]))


def _lignes(releves: Iterable[ReleveHeures]) -> dict[int, list[LigneComprise]]:
    par_releve: dict[int, list[LigneComprise]] = defaultdict(list)
    connus = {releve.pk: releve for releve in releves}
    lues: Any = LigneReleve.objects.filter(releve_id__in=list(connus)).select_related("contrat__beneficiaire")
    for ligne in lues.order_by("pk"):
        releve = connus[ligne.releve_id]
        if releve.lecture is None and ligne.heures:
            par_releve[releve.pk].append(_relire(ligne, ligne.heures, Periode(releve.mois, dernier_jour(releve.mois))))
        elif "heures" in ligne.lue:
            par_releve[releve.pk].append(_relire(ligne, Decimal(ligne.lue["heures"]), _lire_periode(ligne.lue)))
        elif ligne.heures and ligne.du and ligne.au:  # anonymised since: the contract says who
            par_releve[releve.pk].append(_relire(ligne, ligne.heures, Periode(ligne.du, ligne.au)))
    return par_releve


def _relire(ligne: LigneReleve, heures: Decimal, periode: Periode) -> LigneComprise:
    """Person and contract as they are known today: files are merged, people renamed."""
    contrat = ligne.contrat
    return LigneComprise(
        nom=ligne.lue.get("Nom", ""),
        prenom=ligne.lue.get("Prénom", ""),
        naissance=None,
        personne=contrat.beneficiaire.ref if contrat else ligne.lue.get("personne"),
        periode=periode,
        heures=heures,
        nature=Nature(ligne.nature),
        motif=None,
        contrat=contrat.ref if contrat else None,
        feuille=ligne.lue.get("feuille"),
        numero=ligne.numero,
    )
