"""What cells that name themselves say: « Salarié(e) : », « né le 21/05/1990 »."""

from __future__ import annotations

import re
from collections.abc import Callable

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.dates import lire_date
from suivi_heures.imports.releve.identites import NOM_ECRIT
from suivi_heures.imports.releve.roles import PERSONNES, Role, lire_titre

VIDE = Cellule("", "")
PERSONNELS = PERSONNES | {Role.NAISSANCE}
NE_LE = re.compile(r"(?i)\(?\s*(?:,|-|–)?\s*n[ée](?:\s?\(e\)|e)?\s+le\s*:?\s*([\d/. -]{6,10}\d)\s*\)?")
DATE_FINALE = re.compile(r"\(?\s*(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})\s*\)?\s*\Z")
JUSQU_AU = re.compile(r"(?i)(?<![a-z])(?:du|au|à|a|-|–)\s*\Z")


def lire_etiquettes(cases: list[tuple[int, Cellule]]) -> list[tuple[Role, Cellule, str]]:
    """« Salarié(e) : | TRAORÉ Fatoumata | Né(e) le : | 36391 », or « Salarié : TRAORÉ Fatoumata »."""
    trouvees: list[tuple[Role, Cellule, str]] = []
    for rang, (_, case) in enumerate(cases):
        if case.genre != Genre.TEXTE or ":" not in case.texte:
            continue
        libelle, _, suite = case.texte.partition(":")
        titre = lire_titre(libelle.strip())
        if titre is None:
            continue
        if suite.strip():
            trouvees.append((titre.role, Cellule(case.reference, suite.strip()), libelle))
        elif rang + 1 < len(cases):
            trouvees.append((titre.role, cases[rang + 1][1], libelle))
    return trouvees


def lire_titre_de_bloc(
    cases: list[tuple[int, Cellule]], connait: Callable[[str], bool]
) -> list[tuple[Role, Cellule, str]]:
    """The labels of a row, with or without a colon."""
    return lire_etiquettes(cases) or _lire_deux_cases(cases, connait)


def _lire_deux_cases(
    cases: list[tuple[int, Cellule]], connait: Callable[[str], bool]
) -> list[tuple[Role, Cellule, str]]:
    """« Salarié | TRAORÉ Fatou », « Nom | TRAORÉ »: alone on their row, without a colon; two titles are no label."""
    if len(cases) != 2:
        return []
    libelle, valeur = cases[0][1], cases[1][1]
    titre = lire_titre(libelle.texte) if libelle.genre == Genre.TEXTE else None
    if titre is None or titre.role not in PERSONNELS or not valeur.texte.strip():
        return []
    if titre.role == Role.NAISSANCE:
        return [(titre.role, valeur, libelle.texte)] if lire_date(valeur) else []
    if valeur.genre != Genre.TEXTE or not NOM_ECRIT.match(valeur.texte.strip()):
        return []
    if not connait(valeur.texte) and lire_titre(valeur.texte) is not None:
        return []
    return [(titre.role, valeur, libelle.texte)]


def separer_naissance(texte: str) -> tuple[str, Cellule]:
    """« DIALLO Mamadou, né le 21/05/1990 » says both."""
    trouve = NE_LE.search(texte) or DATE_FINALE.search(texte)
    if not trouve or JUSQU_AU.search(texte[: trouve.start()]):
        return texte.strip(), VIDE
    return texte[: trouve.start()].strip(" ,-–("), Cellule("", trouve[1])
