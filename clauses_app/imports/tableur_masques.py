"""What a sheet of an xlsx hides or merges, read from its XML: the values' reader does not say it.

Runs in the confined process.
"""

from __future__ import annotations

import re
from typing import Any

from clauses_app.imports.tableur_enveloppe import COLONNES_MAX, LIGNES_MAX, rang_de_colonne

LIGNE = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
COLONNE = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
FUSION = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
NUMERO = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
# hidden by hand, by a filter or by a folded outline; or flattened to nothing
CACHE = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']|\b(?:ht|width)\s*=\s*["']0(?:\.0*)?["']""")
# how CACHE may begin: texts that a search reaches at once, where the three together are ten times slower
INDICES = (re.compile(rb"hidden"), re.compile(rb"""ht\s*=\s*["']0"""), re.compile(rb"""width\s*=\s*["']0"""))
BORNES = re.compile(rb"""\b(min|max)\s*=\s*["'](\d{1,7})["']""")
FUSIONS_MAX = 50_000


def lire_masques(partie: bytes) -> dict[str, Any]:
    cache = any(CACHE.match(partie, vu.start()) for indice in INDICES for vu in indice.finditer(partie))
    fusions = FUSION.findall(partie)[:FUSIONS_MAX] if b"mergeCell" in partie else []
    return {
        "lignes_masquees": _lignes(partie) if cache else [],
        "colonnes_masquees": _colonnes(partie) if cache else [],
        "fusions": [
            (int(haut), rang_de_colonne(gauche.decode()), int(bas), rang_de_colonne(droite.decode()))
            for gauche, haut, droite, bas in fusions
        ],
    }


def _lignes(partie: bytes) -> list[int]:
    cachees, numero = [], 0
    for attributs in LIGNE.findall(partie):
        dit = NUMERO.search(attributs)
        numero = int(dit[1]) if dit else numero + 1
        if CACHE.search(attributs) and numero <= LIGNES_MAX:
            cachees.append(numero)
    return cachees


def _colonnes(partie: bytes) -> list[int]:
    cachees: set[int] = set()
    for attributs in COLONNE.findall(partie):
        if CACHE.search(attributs):
            bornes = {nom: int(valeur) for nom, valeur in BORNES.findall(attributs)}
            debut, fin = bornes.get(b"min", 1), min(bornes.get(b"max", 0), COLONNES_MAX)
            cachees.update(range(debut, fin + 1))
    return sorted(cachees)
