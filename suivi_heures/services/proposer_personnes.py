"""Who a line of a timesheet may be about: people under contract with its sender, the likeliest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import formater_date
from suivi_heures.imports.releve.connaissances import PersonneConnue
from suivi_heures.imports.releve.rapprocher import noter_ressemblance
from suivi_heures.models import LigneReleve
from suivi_heures.queries.semblables import personne_ecrite

SEUIL, AU_PLUS = 55, 3


@dataclass(frozen=True, slots=True)
class Proposition:
    contrat_id: int
    nom: str
    detail: str
    score: int


def proposer_personnes(
    *, lignes: Iterable[LigneReleve], entreprise_id: int, visibles: Any
) -> dict[int, list[Proposition]]:
    """By line. `visibles`: the contracts that whoever asks may see; those of another employer cover nothing."""
    contrats = list(
        visibles.filter(employeur_id=entreprise_id, beneficiaire__anonymise_le=None)
        .select_related("beneficiaire", "lot__marche")
        .order_by("date_debut", "pk")
    )
    par_personne: dict[int, list[ContratTravail]] = {}
    for contrat in contrats:
        par_personne.setdefault(contrat.beneficiaire_id, []).append(contrat)
    trouvees: dict[Any, list[Proposition]] = {}
    sortie = {}
    for ligne in lignes:
        qui = personne_ecrite(ligne)
        if qui is None:
            continue
        cle = (qui, ligne.lue.get("du"), ligne.lue.get("au"))
        if cle not in trouvees:
            trouvees[cle] = _classer(ligne, qui, par_personne.values())
        sortie[ligne.pk] = trouvees[cle]
    return sortie


def _classer(ligne: LigneReleve, qui: Any, personnes: Iterable[list[ContratTravail]]) -> list[Proposition]:
    notees = []
    for contrats in personnes:
        fiche = contrats[0].beneficiaire
        autres = tuple(fiche.autres_noms or ())
        connue = PersonneConnue(fiche.ref, fiche.nom, fiche.prenom, fiche.date_naissance, autres)
        score = noter_ressemblance(qui[0], qui[1], connue)
        if fiche.ref == ligne.lue.get("personne"):
            score = 99
        if score >= SEUIL:
            notees.append((score, _proposer(ligne, qui[1], contrats, score)))
    return [proposition for _, proposition in sorted(notees, key=lambda une: -une[0])[:AU_PLUS]]


def _proposer(
    ligne: LigneReleve, naissance: datetime.date | None, contrats: list[ContratTravail], score: int
) -> Proposition:
    du, au = (datetime.date.fromisoformat(ligne.lue[champ]) for champ in ("du", "au"))
    couvrants = [une for une in contrats if une.date_debut <= au and (une.date_fin is None or une.date_fin >= du)]
    contrat = couvrants[0] if couvrants else contrats[-1]
    fiche = contrat.beneficiaire
    faits = ["même date de naissance"] if naissance and naissance == fiche.date_naissance else []
    faits.append(_dire_contrat(contrat, au, couvrant=bool(couvrants)))
    return Proposition(contrat.pk, f"{fiche.prenom} {fiche.nom}", ", ".join(faits), score)


def _dire_contrat(contrat: ContratTravail, au: datetime.date, *, couvrant: bool) -> str:
    if couvrant:
        return f"au lot {contrat.lot.ref} depuis le {formater_date(contrat.date_debut)}"
    if contrat.date_debut > au:
        return f"contrat à partir du {formater_date(contrat.date_debut)} seulement\u00a0: ces heures ne compteront pas"
    fin = formater_date(contrat.date_fin)
    return f"contrat terminé le {fin}\u00a0: ces heures ne compteront pas"
