"""The window of eligibility as it is drawn: when it opens, when it closes, the work contracts in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.contexte import Contexte, contexte_courant
from marches.enums import PointDepart, Portee


@dataclass(frozen=True, slots=True)
class ContratDansFenetre:
    """`employeur` is empty where the organisation that looks may not know it."""

    debut: date
    fin: date | None
    employeur: str
    est_celui_de_la_ligne: bool


@dataclass(frozen=True, slots=True)
class Fenetre:
    """`debut` is None where nobody decided anything; `fin` is None where the window never closes."""

    debut: date | None
    fin: date | None
    ouvreur: str
    employeur: str
    contrats: tuple[ContratDansFenetre, ...]


def decrire_fenetre(rangees: list[dict[str, Any]]) -> dict[int, Fenetre]:
    """By line. Two queries whatever the number of lines."""
    personnes = {rangee["beneficiaire_id"] for rangee in rangees}
    contrats: dict[int, list[ContratTravail]] = {}
    trouves = ContratTravail.objects.filter(beneficiaire__in=personnes).select_related("employeur", "marche")
    for contrat in trouves.order_by("date_debut", "pk"):
        contrats.setdefault(contrat.beneficiaire_id, []).append(contrat)
    return {rangee["id"]: _decrire(rangee, contrats[rangee["beneficiaire_id"]]) for rangee in rangees}


def _decrire(rangee: dict[str, Any], contrats: list[ContratTravail]) -> Fenetre:
    le_sien = next(c for c in contrats if c.pk == rangee["contrat_id"])
    dans_la_portee = [c for c in contrats if _cle(c, rangee["portee"]) == _cle(le_sien, rangee["portee"])]
    premier = le_sien if rangee["point_depart"] == PointDepart.CONTRAT else dans_la_portee[0]
    debut = le_sien.date_debut if rangee["fenetre_est_cdi"] else rangee["fenetre_depart"]
    return Fenetre(
        debut=debut or rangee["decision"],
        fin=rangee["fenetre_fin"],
        ouvreur=premier.employeur.nom,
        employeur=le_sien.employeur.nom,
        contrats=tuple(_montrer(dans_la_portee, le_sien)),
    )


def _montrer(contrats: list[ContratTravail], le_sien: ContratTravail) -> Iterable[ContratDansFenetre]:
    contexte = contexte_courant()
    for contrat in contrats:
        nom = contrat.employeur.nom if _est_connu(contrat, contexte) else ""
        yield ContratDansFenetre(contrat.date_debut, contrat.date_fin, nom, contrat.pk == le_sien.pk)


def _est_connu(contrat: ContratTravail, contexte: Contexte) -> bool:
    """An organisation knows the contracts it employs on or holds; the staff of the guichet, all of them."""
    if contexte.entreprise_id is None and contexte.maitre_ouvrage_id is None:
        return True
    return contexte.entreprise_id in (contrat.employeur_id, contrat.titulaire_id)


def _cle(contrat: ContratTravail, portee: str) -> tuple[str, int | None]:
    """What two contracts share when they are in the same scope."""
    match Portee(portee):
        case Portee.GUICHET:
            return ("guichet", None)
        case Portee.EMPLOYEUR:
            return ("employeur", contrat.employeur_id)
        case Portee.MARCHE:
            return ("marche", contrat.marche_id)
        case Portee.OPERATION:
            if contrat.marche.operation_id is None:
                return ("marche", contrat.marche_id)
            return ("operation", contrat.marche.operation_id)
