"""What cells that name themselves say: « Salarié(e) : », « né le 21/05/1990 »."""

from __future__ import annotations

import re

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.roles import Role, lire_titre

VIDE = Cellule("", "")
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


def separer_naissance(texte: str) -> tuple[str, Cellule]:
    """« DIALLO Mamadou, né le 21/05/1990 » says both."""
    trouve = NE_LE.search(texte) or DATE_FINALE.search(texte)
    if not trouve or JUSQU_AU.search(texte[: trouve.start()]):
        return texte.strip(), VIDE
    return texte[: trouve.start()].strip(" ,-–("), Cellule("", trouve[1])
