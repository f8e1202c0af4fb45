"""People of an action that the FSE+ co-funds: who came in, when, with what; how they went out.

Only what the follow-up already holds. What the fund asks besides (disability, origin, housing) is never kept here.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from beneficiaires.enums import Categorie, Decision, NatureEtape, ResultatEtape
from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite, EtapeParcours, Situation, Sortie
from beneficiaires.queries.parcours import est_prematuree
from suivi_heures.models import Financement
from suivi_heures.queries.decompte.lignes import calculer_lignes

LONGUE_DUREE = (Categorie.B_DELD, Categorie.B_DETLD, Categorie.B_ELOIGNE)
APRES_LA_SORTIE = datetime.timedelta(weeks=4)  # when an immediate result is looked at
SIX_MOIS = 6


@dataclass(frozen=True, slots=True)
class Participant:
    ref: str
    nom: str
    prenom: str
    sexe: str
    naissance: datetime.date
    commune: str
    niveau: int | None
    est_longue_duree: bool
    entree: datetime.date
    sortie: datetime.date | None
    type_sortie: str
    est_qualifie: bool
    a_six_mois: str  # code of the situation told, empty when nobody asked


@dataclass(frozen=True, slots=True)
class Participants:
    lignes: tuple[Participant, ...]
    d_un_jour: int  # left out: the fund counts nobody who came one day
    anonymises: int  # left out: their file has no name any more


def rassembler_participants(financement: Financement, annee: int) -> Participants:
    """People with hours kept in the year on the contracts that this convention pays for, by name."""
    debut, fin = datetime.date(annee, 1, 1), datetime.date(annee, 12, 31)
    comptes = {
        ligne.contrat_id
        for ligne in calculer_lignes(lots=None)
        if ligne.retenues > 0 and ligne.du <= fin and ligne.au >= debut
    }
    contrats = ContratTravail.objects.filter(pk__in=comptes)
    if financement.maitre_ouvrage_id is not None:
        contrats = contrats.filter(marche__maitre_ouvrage_id=financement.maitre_ouvrage_id)
    siens: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for contrat in contrats.values("beneficiaire_id", "date_debut", "date_fin"):
        siens[contrat["beneficiaire_id"]].append(contrat)
    nommes = Beneficiaire.objects.filter(pk__in=siens, anonymise_le=None).order_by("tri", "pk")
    durables = [p for p in nommes if not _est_d_un_jour(siens[p.pk])]
    entrees = {p.pk: min(c["date_debut"] for c in siens[p.pk]) for p in durables}
    return Participants(
        lignes=tuple(_decrire(durables, entrees)),
        d_un_jour=len(nommes) - len(durables),
        anonymises=len(siens) - len(nommes),
    )


def _est_d_un_jour(contrats: Collection[dict[str, Any]]) -> bool:
    return len(contrats) == 1 and all(c["date_debut"] == c["date_fin"] for c in contrats)


def _decrire(personnes: list[Beneficiaire], entrees: dict[int, datetime.date]) -> list[Participant]:
    decisions = DecisionEligibilite.objects.filter(
        beneficiaire__in=entrees, decision=Decision.ACCEPTEE, retiree_a=None, categorie__in=LONGUE_DUREE
    )
    longues = set(decisions.values_list("beneficiaire_id", flat=True))
    sorties = {s.beneficiaire_id: s for s in Sortie.objects.retenus().filter(beneficiaire__in=entrees)}
    a_six_mois = Situation.objects.retenus().filter(sortie__in=[s.pk for s in sorties.values()], mois=SIX_MOIS)
    suites = {
        s.beneficiaire_id: s.situation
        for s in a_six_mois.select_related("sortie")
        if not est_prematuree(s, s.sortie.le)
    }
    certifiees = defaultdict(list)
    etapes = EtapeParcours.objects.retenus().filter(
        beneficiaire__in=entrees, nature=NatureEtape.CERTIFICATION, resultat=ResultatEtape.OBTENUE
    )
    for cle, debut, fin in etapes.values_list("beneficiaire_id", "debut", "fin"):
        certifiees[cle].append(fin or debut)
    return [
        Participant(
            ref=p.ref,
            nom=p.nom,
            prenom=p.prenom,
            sexe=p.sexe,
            naissance=p.date_naissance,
            commune=p.commune,
            niveau=p.niveau_formation,
            est_longue_duree=p.pk in longues,
            entree=entrees[p.pk],
            sortie=sortie.le if sortie else None,
            type_sortie=sortie.type if sortie else "",
            est_qualifie=sortie is not None
            and any(entrees[p.pk] <= jour <= sortie.le + APRES_LA_SORTIE for jour in certifiees[p.pk]),
            a_six_mois=suites.get(p.pk, "") if sortie else "",
        )
        for p in personnes
        for sortie in (_derniere(sorties.get(p.pk), entrees[p.pk]),)
    ]


def _derniere(sortie: Sortie | None, entree: datetime.date) -> Sortie | None:
    """An exit before this entry speaks of another path."""
    return sortie if sortie is not None and sortie.le >= entree else None
