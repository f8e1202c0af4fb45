"""Is the wall between guichets whole? Read in the catalogue: after each migration, after each restore.

Each rule is a query that answers the names of what breaks it; a sound database answers nothing.
`manage.py verifier_cloisonnement` prints the faults and exits with 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from clauses_app.tenancy.droits import Declaration, Droit, ecrire_droit, lire_declaration
from clauses_app.tenancy.politiques import est_confinee, est_un_mur
from clauses_app.tenancy.regles_catalogue import DROITS_DONNES, POLITIQUES, REGLES, TABLES

EN_GUICHET = frozenset({"interne", "externe"})
# Sign-in happens before any guichet: it reads these whole, and only these.
LUES_A_LA_CONNEXION = frozenset({"comptes_guichet", "comptes_adhesion", "comptes_invitation"})
NON_DECLAREE = "table sans guichet, ni partagée avec sa raison"
DISPARUE = "table déclarée partagée qui n’existe pas"
MUR_FAUX = "mur absent, partiel ou d’une autre forme"
POLITIQUE_FAUSSE = "politique permissive d’une forme refusée"
DROIT_DE_TROP = "droit de trop"
DROIT_ABSENT = "droit déclaré et absent"
NOMBRE_DE_REGLES = len(REGLES) + 6


class Curseur(Protocol):
    """Django's cursor or psycopg's."""

    def execute(self, requete: Any, parametres: Any = None, /) -> Any: ...

    def fetchall(self) -> Any: ...


@dataclass(frozen=True)
class Faute:
    """What is wrong, and where."""

    regle: str
    objet: str

    def __str__(self) -> str:
        return f"{self.regle} : {self.objet}"


@dataclass(frozen=True)
class Politique:
    table: str
    nom: str
    permissive: bool
    commande: str
    roles: frozenset[str]
    condition: str | None
    ecriture: str | None

    def __str__(self) -> str:
        return f"{self.table}, politique « {self.nom} »"


def verifier(curseur: Curseur, declaration: Declaration | None = None) -> list[Faute]:
    """Every fault of the current database, by rule."""
    declaration = declaration or lire_declaration()
    tables: dict[str, bool] = dict(_lire(curseur, TABLES))
    cloisonnees = frozenset(table for table, a_guichet in tables.items() if a_guichet)
    politiques = [_composer(*ligne) for ligne in _lire(curseur, POLITIQUES)]
    return [
        *_verifier_la_liste(tables, declaration),
        *_verifier_le_catalogue(curseur, declaration),
        *_verifier_les_murs(cloisonnees, politiques),
        *_verifier_les_politiques(cloisonnees, politiques),
        *_comparer_les_droits(curseur, declaration),
    ]


def _lire(curseur: Curseur, requete: str, parametres: dict[str, Any] | None = None) -> list[Any]:
    curseur.execute(requete, parametres or {})
    return list(curseur.fetchall())


def _composer(
    table: str,
    nom: str,
    permissive: bool,
    commande: str,
    roles: list[str],
    condition: str | None,
    ecriture: str | None,
) -> Politique:
    return Politique(table, nom, permissive, commande, frozenset(roles), condition, ecriture)


def _verifier_la_liste(tables: dict[str, bool], declaration: Declaration) -> list[Faute]:
    """A table is closed by guichet, or shared with a reason."""
    inconnues = [nom for nom, a_guichet in tables.items() if not a_guichet and nom not in declaration.partagees]
    disparues = [nom for nom in declaration.partagees if nom not in tables]
    return [*(Faute(NON_DECLAREE, nom) for nom in inconnues), *(Faute(DISPARUE, nom) for nom in disparues)]


def _verifier_le_catalogue(curseur: Curseur, declaration: Declaration) -> list[Faute]:
    parametres = {
        "partagees": list(declaration.partagees),
        "declencheurs": [f"{table}.{nom}" for table, nom in declaration.declencheurs.items()],
    }
    return [
        Faute(phrase, str(ligne[0]))
        for phrase, requete in REGLES.items()
        for ligne in _lire(curseur, requete, parametres)
    ]


def _verifier_les_murs(cloisonnees: frozenset[str], politiques: list[Politique]) -> list[Faute]:
    """The restrictive wall survives a later careless permissive policy."""
    murees = {politique.table for politique in politiques if _est_le_mur(politique)}
    return [Faute(MUR_FAUX, table) for table in sorted((cloisonnees | {"comptes_guichet"}) - murees)]


def _est_le_mur(politique: Politique) -> bool:
    sur_guichet = politique.table == "comptes_guichet"
    lecture = est_un_mur(politique.condition, sur_guichet=sur_guichet)
    ecriture = politique.ecriture is None or est_un_mur(politique.ecriture, sur_guichet=sur_guichet)
    ferme_tout = politique.commande == "*" and politique.roles >= EN_GUICHET
    return not politique.permissive and ferme_tout and lecture and ecriture


def _verifier_les_politiques(cloisonnees: frozenset[str], politiques: list[Politique]) -> list[Faute]:
    return [
        Faute(POLITIQUE_FAUSSE, str(politique))
        for politique in politiques
        if politique.permissive and not _est_permise(politique, cloisonnees)
    ]


def _est_permise(politique: Politique, cloisonnees: frozenset[str]) -> bool:
    """One role a policy; each role its forms."""
    if politique.roles == {"connexion"}:
        return politique.table in LUES_A_LA_CONNEXION
    conditions = [c for c in (politique.condition, politique.ecriture) if c is not None]
    if politique.table == "comptes_guichet":
        return politique.roles <= EN_GUICHET and all(est_un_mur(c, sur_guichet=True) for c in conditions)
    if politique.roles == {"interne"}:
        return all(est_un_mur(c) for c in conditions)
    return politique.roles == {"externe"} and all(est_confinee(c, cloisonnees) for c in conditions)


def _comparer_les_droits(curseur: Curseur, declaration: Declaration) -> list[Faute]:
    """Neither a grant too many, nor one missing."""
    donnes: set[Droit] = {(ligne[0], ligne[1], ligne[2], ligne[3]) for ligne in _lire(curseur, DROITS_DONNES)}
    return [
        *(Faute(DROIT_DE_TROP, ecrire_droit(droit)) for droit in sorted(donnes - declaration.droits)),
        *(Faute(DROIT_ABSENT, ecrire_droit(droit)) for droit in sorted(declaration.droits - donnes)),
    ]
