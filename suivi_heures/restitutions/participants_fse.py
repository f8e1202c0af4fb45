"""The participants of an action co-funded by the FSE+, as a table: the indicators of annex I of regulation 2021/1057.

A column that nothing here can fill stays in its place, empty, and says why: the fund asks it of the person, who may
refuse to answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from beneficiaires.enums import EN_EMPLOI, Sexe, SituationEmploi, TypeSortie
from clauses_app.interface.formats import accorder, enumerer
from suivi_heures.queries.participants_fse import Participant, Participants
from suivi_heures.restitutions.exporter import Tableau, Valeur

EMPLOI, FORMATION, RECHERCHE = "En emploi", "En formation", "En recherche d’emploi"
RESULTATS: dict[str, str] = {
    TypeSortie.CDI: EMPLOI,
    TypeSortie.CDD_LONG: EMPLOI,
    TypeSortie.TITULARISATION: EMPLOI,
    TypeSortie.CREATION: EMPLOI,
    TypeSortie.CDD_COURT: EMPLOI,
    TypeSortie.CONTRAT_AIDE: EMPLOI,
    TypeSortie.FORMATION: FORMATION,
    TypeSortie.CHOMAGE: RECHERCHE,
}
AGES = ((18, "Moins de 18 ans"), (30, "De 18 à 29 ans"), (55, "De 30 à 54 ans"))
CITE = ((3, "CITE 0 à 2"), (5, "CITE 3 ou 4"))


@dataclass(frozen=True, slots=True)
class Colonne:
    """`lire` None: left empty, for the guichet to fill with the person."""

    titre: str
    lire: Callable[[Participant], Valeur] | None = None


def _age(p: Participant) -> str:
    ans = p.entree.year - p.naissance.year - ((p.entree.month, p.entree.day) < (p.naissance.month, p.naissance.day))
    return next((nom for borne, nom in AGES if ans < borne), "55 ans et plus")


def _niveau(p: Participant) -> str:
    if p.niveau is None:
        return ""
    return next((nom for borne, nom in CITE if p.niveau < borne), "CITE 5 à 8")


def _six_mois(p: Participant) -> str:
    if not p.a_six_mois:
        return ""
    if p.a_six_mois == SituationEmploi.INJOIGNABLE:
        return "Injoignable"
    return EMPLOI if p.a_six_mois in EN_EMPLOI else "Pas en emploi"


COLONNES = (
    Colonne("Référence", lambda p: p.ref),
    Colonne("Nom", lambda p: p.nom),
    Colonne("Prénom", lambda p: p.prenom),
    Colonne("Sexe", lambda p: Sexe(p.sexe).label if p.sexe else ""),
    Colonne("Année de naissance", lambda p: p.naissance.year),
    Colonne("Âge à l’entrée (EECO06 à 08)", _age),
    Colonne("Commune", lambda p: p.commune),
    Colonne("Coordonnées pour l’enquête à 6 mois"),
    Colonne("Date d’entrée", lambda p: p.entree),
    Colonne(
        "Situation à l’entrée (EECO02 à 05)", lambda p: "Chômage de longue durée (EECO03)" if p.est_longue_duree else ""
    ),
    Colonne("Diplôme à l’entrée (EECO09 à 11)", _niveau),
    Colonne("Handicap (EECO12)"),
    Colonne("Ressortissant d’un pays tiers (EECO13)"),
    Colonne("Origine étrangère (EECO14)"),
    Colonne("Minorité (EECO15)"),
    Colonne("Sans-abri ou logement précaire (EECO16)"),
    Colonne("Zone rurale (EECO17)"),
    Colonne("Date de sortie", lambda p: p.sortie),
    Colonne("Résultat à la sortie (EECR01, 02, 04)", lambda p: RESULTATS.get(p.type_sortie, "")),
    Colonne("Qualification obtenue (EECR03)", lambda p: "Oui" if p.est_qualifie else ""),
    Colonne("Situation à 6 mois (EECR05)", _six_mois),
    Colonne("Situation améliorée à 6 mois (EECR06)"),
)
VIDES = tuple(colonne.titre for colonne in COLONNES if colonne.lire is None)
A_SAVOIR = (
    "Document nominatif\u00a0: à remettre au seul service gestionnaire du FSE+, par un dépôt protégé.",
    "Une case vide n’est pas une réponse\u00a0: Ancrage ne sait pas. La personne peut refuser de répondre.",
    "Entrée\u00a0: premier jour du premier contrat dont des heures sont retenues dans l’année. Sortie et suites\u00a0:"
    " celles du parcours.",
    "Intitulés de l’annexe I du règlement (UE) 2021/1057\u00a0: à rapprocher du guide de votre gestionnaire.",
)


def dresser_participants(lus: Participants, *, convention: str, annee: int, motif: str, par: str) -> Tableau:
    return Tableau(
        titre=f"Participants FSE+ {annee}",
        colonnes=[colonne.titre for colonne in COLONNES],
        lignes=[[colonne.lire(p) if colonne.lire else "" for colonne in COLONNES] for p in lus.lignes],
        entete=[
            f"Convention\u00a0: {convention}. Exporté par {par}. Motif\u00a0: {motif}",
            *A_SAVOIR,
            f"À recueillir auprès des personnes, jamais gardé ici\u00a0: {enumerer(list(VIDES))}.",
            *dire_les_ecartes(lus),
        ],
    )


def dire_les_ecartes(lus: Participants) -> list[str]:
    """Why somebody who worked is not in the list."""
    phrases = []
    if lus.d_un_jour:
        phrases.append(
            f"{accorder(lus.d_un_jour, 'personne')} sans ligne\u00a0: un seul jour de contrat, il en faut plus d’un."
        )
    if lus.anonymises:
        phrases.append(
            f"{accorder(lus.anonymises, 'personne')} sans ligne\u00a0: dossier anonymisé à la fin de sa conservation."
        )
    return phrases


def nommer_fichier(annee: int, jour: datetime.date, forme: str) -> str:
    return f"participants-fse-{annee}-au-{jour:%Y-%m-%d}.{forme}"
