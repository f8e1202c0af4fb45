"""The layout of a table: its titles in their order, whatever the month, the day or the number they carry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from clauses_app.imports.nir import masquer_nir
from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from suivi_heures.imports.releve.dates import MOIS
from suivi_heures.imports.releve.textes import normaliser

JOURS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim"
CHANGEANT = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(MOIS, key=len, reverse=True))}|{JOURS})(?![a-z])|\d+")
SUITE = re.compile(r"\*(?: \*)+")
SANS_TITRE = "colonne "
CLE_MAX = 120


def cle_du_titre(libelle: str) -> str:
    """« Heures octobre 2026 » and « Heures novembre 2026 » are one title: what changes every month is « * »."""
    nu = " ".join(CHANGEANT.sub(" * ", normaliser(masquer_nir(libelle))).split())
    return SUITE.sub("*", nu)[:CLE_MAX]


def cles_des_colonnes(libelles: Mapping[int, str]) -> dict[int, str]:
    """Twice the same words are two columns, unless what tells them apart is a date."""
    cles: dict[int, str] = {}
    vues: dict[str, int] = {}
    for colonne in sorted(libelles):
        cle = cle_du_titre(libelles[colonne])
        if not cle:
            continue
        vues[cle] = vues.get(cle, 0) + 1
        cles[colonne] = f"{cle} ({vues[cle]})" if vues[cle] > 1 and "*" not in cle else cle
    return cles


def cles_sans_titres(colonnes: Iterable[int]) -> dict[int, str]:
    return {colonne: f"{SANS_TITRE}{lettres_de_colonne(colonne)}" for colonne in sorted(colonnes)}


def cles_distinctes(cles: Mapping[int, str]) -> tuple[str, ...]:
    """In the order of the file; a month more or less is the same layout."""
    return tuple(dict.fromkeys(cles[colonne] for colonne in sorted(cles)))


def empreinte_de(cles: Mapping[int, str]) -> str:
    """Empty when there is nothing to recognise."""
    distinctes = cles_distinctes(cles)
    return hashlib.sha256("\n".join(distinctes).encode()).hexdigest() if distinctes else ""
