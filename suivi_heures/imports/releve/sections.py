"""Titles that stand among the rows: the site of those below, or the reminder of a month that is not this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.entetes import lire_bornes, lire_semaine, lire_titre_connu
from suivi_heures.imports.releve.identites import PIEDS, REPORTS, TOTAUX
from suivi_heures.imports.releve.periodes import NOMS, MoisVu
from suivi_heures.imports.releve.roles import Role
from suivi_heures.imports.releve.textes import MEMOIRE, normaliser

MOTS_D_UN_TITRE = 8
PREVU = re.compile(r"(?<![a-z])prev")
RAPPEL = re.compile(
    rf"(?:(?:pour )?rappels?|pour memoire)(?![a-z]).*(?<![a-z])(?:mois|trimestre|precedente?s?|{NOMS})(?![a-z])"
    r"|mois precedents?\Z"
)
AUSSI_DU_TRAVAIL = re.compile(
    r"(?<![a-z])(?:travail\w*|insertion|chantiers?|realise\w*|releves?|production|missions?|presences?|et|ou|suivi|fiche)"
    r"(?![a-z])"
)
FEUILLE_A_PART = re.compile(
    r"(?<![a-z])(formations?|absences?|conges?|maladies?|intemperies|pmsmp|poei|poec|arrets)(?![a-z])"
)
LIEU = re.compile(
    r"\s*(?:chantiers?|sites?|lieux?|lieu d.intervention|opérations?|affaires?|marchés?)\s*(?:n°\s*)?:\s*(.*)", re.I
)


class Sections:
    """Reads the titles in the order of the sheet; `lieu` holds until the next one."""

    def __init__(self, nomme_un_chantier: Callable[[str], bool], connait: Callable[[str], bool]) -> None:
        self.nomme_un_chantier, self.connait = nomme_un_chantier, connait
        self.lieu = ""
        self.nu = False  # the last site stood without « Chantier : » before it
        self.suivies = True  # rows came after the last title
        self.rappel = False
        self.quand: MoisVu | None = None  # the month or week that the last title of that kind says
        self.de_la_feuille = ""  # « Formation », the name of a sheet that holds nothing else
        self.nature = ""  # « ABSENCES », over a table whose column only says « Heures »
        self.nature_lue = False  # rows came under it: the next table has its own title, or none

    def dans_la_feuille(self, nom: str | None) -> None:
        """« Formation », « Absences mai »: every row of that sheet, unless its column says work."""
        nu = normaliser(nom or "")
        if nom and FEUILLE_A_PART.search(nu) and not AUSSI_DU_TRAVAIL.search(nu):
            self.nature = self.de_la_feuille = nom

    def qualifier(self, textes: list[str]) -> bool:
        """A title of its own over the next table, or over the rows below; one that says work ends it."""
        ecrit = textes[0].strip(" :") if len(textes) == 1 else ""
        dit = _nature_du_titre(ecrit) if ecrit else None
        if dit is not None:
            self.nature, self.nature_lue = ecrit if dit else "", False
        return dit is not None

    def dater(self, textes: list[str], *, seul: bool) -> bool:
        """« Avril 2026 », « Semaine 19 » alone on its row: when the rows below it were worked."""
        ecrit = " ".join(textes)
        vu = _periode_seule(ecrit) if seul and len(ecrit.split()) <= MOTS_D_UN_TITRE else None
        self.quand = vu or self.quand
        return vu is not None

    def nouveau_tableau(self) -> None:
        """The titles of columns right under « Rappel » are those of the reminder."""
        if self.nature_lue:
            self.nature = self.de_la_feuille
        if self.suivies:
            self.rappel = False

    def commence_un_rappel(self, textes: list[str]) -> bool:
        if not _annonce_un_rappel(" ".join(textes)):
            return False
        self.rappel, self.suivies = True, False
        return True

    def situer(self, textes: list[str], *, seul: bool) -> bool:
        """Whether the row is a title that could be taken for a name. `seul`: it stands over rows that name people."""
        ecrit = " ".join(textes)
        if trouve := LIEU.match(ecrit):
            self._retenir(trouve[1], nu=False)
            return False
        if len(textes) != 1 or len(ecrit.split()) > MOTS_D_UN_TITRE:
            return False
        nu = normaliser(ecrit)
        if self.nomme_un_chantier(ecrit) and not TOTAUX.match(nu) and not self.connait(ecrit):
            self._retenir(ecrit, nu=True)
            return seul
        if not (seul and self.nu) or self.connait(ecrit) or _est_un_pied(nu):
            return False
        self._retenir(ecrit, nu=True)
        return True

    def _retenir(self, lieu: str, *, nu: bool) -> None:
        """Two titles one under the other say the same place: « Marché : … », « Chantier : … »."""
        self.lieu = lieu if self.suivies else f"{self.lieu} {lieu}".strip()
        self.nu, self.suivies = nu, False


def lieux_connus(lieux: Iterable[str], nomme_un_chantier: Callable[[str], bool]) -> bool:
    """Sites in titles set rows aside only when one of them is known: else they are perhaps no sites at all."""
    return any(nomme_un_chantier(lieu) for lieu in set(lieux) if lieu)


@lru_cache(maxsize=MEMOIRE)
def _nature_du_titre(texte: str) -> bool | None:
    """True for hours that are no work; False for those that are; None for a title of something else."""
    nu = normaliser(texte)
    if len(nu.split()) > MOTS_D_UN_TITRE or _est_un_pied(nu):
        return None
    titre = lire_titre_connu(texte)
    if titre is None or titre.role != Role.HEURES or titre.nature is None or titre.mois is not None:
        return None
    if titre.nature != Nature.TRAVAIL and AUSSI_DU_TRAVAIL.search(nu):
        return None
    return titre.nature != Nature.TRAVAIL


@lru_cache(maxsize=MEMOIRE)
def _periode_seule(texte: str) -> MoisVu | None:
    nu = normaliser(texte)
    if PREVU.search(nu):
        return None
    titre = lire_titre_connu(texte.rstrip(" :"))
    if titre is not None and titre.seul and titre.mois is not None:
        return titre.mois
    return lire_semaine(texte) or lire_bornes(texte)


def _est_un_pied(nu: str) -> bool:
    return bool(TOTAUX.match(nu) or PIEDS.match(nu) or REPORTS.match(nu))


@lru_cache(maxsize=MEMOIRE)
def _annonce_un_rappel(texte: str) -> bool:
    nu = normaliser(texte)
    return len(nu.split()) <= MOTS_D_UN_TITRE and RAPPEL.match(nu) is not None
