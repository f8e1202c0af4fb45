"""What a published contract suggests for ours: proposed in a form, decided by a person."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable

from marches.enums import RoleAttribution, TypeClause, TypeMaitreOuvrage

PAR_CONSIDERATION = {
    "Clause sociale": TypeClause.EXEC,
    "Critère social": TypeClause.CRIT,
    "Marché réservé": TypeClause.RES_IAE,
    "Concession réservée": TypeClause.RES_IAE,
}
# The first digits of a public body's SIREN say its kind; anything else is a company until told otherwise.
PAR_DEBUT_DE_SIREN = (
    ("20", TypeMaitreOuvrage.EPCI),
    ("21", TypeMaitreOuvrage.COMMUNE),
    ("22", TypeMaitreOuvrage.DEPARTEMENT),
    ("23", TypeMaitreOuvrage.REGION),
    ("24", TypeMaitreOuvrage.EPCI),
    ("25", TypeMaitreOuvrage.SYNDICAT_MIXTE),
    ("26", TypeMaitreOuvrage.SANTE),
    ("27", TypeMaitreOuvrage.ETABLISSEMENT_PUBLIC),
    ("11", TypeMaitreOuvrage.ETAT),
    ("12", TypeMaitreOuvrage.ETAT),
    ("13", TypeMaitreOuvrage.ETAT),
    ("17", TypeMaitreOuvrage.ETAT),
    ("1", TypeMaitreOuvrage.ETABLISSEMENT_PUBLIC),
)
MOTS_DE_BAILLEUR = ("habitat", "hlm", "h l m", "logement", "3f ")


def proposer_types_clause(considerations: Iterable[str]) -> list[str]:
    """Clause and criterion together are one kind; nothing published proposes nothing."""
    types = [PAR_CONSIDERATION[texte] for texte in considerations if texte in PAR_CONSIDERATION]
    if TypeClause.EXEC in types and TypeClause.CRIT in types:
        types = [TypeClause.EXEC_CRIT, *(t for t in types if t not in (TypeClause.EXEC, TypeClause.CRIT))]
    return [str(type_clause) for type_clause in dict.fromkeys(types)]


def proposer_type_acheteur(siret: str, nom: str) -> str:
    minuscules = f"{nom.lower()} "
    if any(mot in minuscules for mot in MOTS_DE_BAILLEUR):
        return str(TypeMaitreOuvrage.BAILLEUR)
    return str(next((genre for debut, genre in PAR_DEBUT_DE_SIREN if siret.startswith(debut)), TypeMaitreOuvrage.PRIVE))


def proposer_fin(debut: datetime.date | None, duree_mois: int | None) -> datetime.date | None:
    """The day before the anniversary; unknown when one of them is."""
    if debut is None or not duree_mois:
        return None
    annee, mois = divmod(debut.month - 1 + duree_mois, 12)
    annee, mois = debut.year + annee, mois + 1
    anniversaire = datetime.date(annee, mois, min(debut.day, monthrange(annee, mois)[1]))
    return anniversaire - datetime.timedelta(days=1)


def proposer_role(rang: int, *, nombre: int, groupement: str) -> str:
    """The first of a group is its leader; without a group each holds the contract for itself."""
    if nombre == 1 or groupement not in ("Conjoint", "Solidaire"):
        return str(RoleAttribution.TITULAIRE)
    return str(RoleAttribution.COTRAITANT if rang else RoleAttribution.MANDATAIRE)
