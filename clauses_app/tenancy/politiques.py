"""The only forms a row policy may take, as PostgreSQL writes them back.

A policy for external users is a combination of « this column is what my context says » and « this row
hangs on a row I see »; anything else (a bare `true`, a cast, a function) is refused.
"""

from __future__ import annotations

import re
from functools import partial

CONTEXTE = (
    r"\( SELECT \(NULLIF\(current_setting\('clauses\."
    r"(?P<reglage>guichet_id|adhesion_id|entreprise_id|maitre_ouvrage_id)'::text, true\), ''::text\)\)::bigint"
    r' AS "nullif"\)'
)
MUR = re.compile(rf"\(guichet_id = {CONTEXTE.replace('?P<reglage>', '?:')}\)")
MUR_DU_GUICHET = re.compile(rf"\(id = {CONTEXTE.replace('?P<reglage>', '?:')}\)")

# S: confined by itself. F: a mere filter, never enough alone.
_PAS = (
    (re.compile(r"\((?:\w+\.)?\w+ = §\)"), "S"),
    (re.compile(r"\((?:\w+\.)?\w+ IN \( SELECT (?P<table>\w+)\.\w+ FROM (?P=table)(?: WHERE [SF])?\)\)"), "S"),
    (re.compile(r"\((?:\w+\.)?\w+ IS (?:NOT )?NULL\)"), "F"),
    (re.compile(r"\(\((?:\w+\.)?\w+\)::text = '\w+'::text\)"), "F"),
    (re.compile(r"\(S(?: OR S)+\)"), "S"),
    (re.compile(r"\(F(?: (?:OR|AND) F)+\)"), "F"),
    (re.compile(r"\((?=[^()]*S)[SF](?: AND [SF])+\)"), "S"),
)


def est_un_mur(expression: str | None, *, sur_guichet: bool = False) -> bool:
    """Is it `guichet_id = (the guichet of the transaction)`, and nothing else?"""
    forme = MUR_DU_GUICHET if sur_guichet else MUR
    texte = _aplatir(expression)
    return bool(forme.fullmatch(texte)) and "clauses.guichet_id" in texte


def est_confinee(expression: str | None, tables_closes: frozenset[str]) -> bool:
    """Does the condition keep an external user inside what its context names?"""
    texte = re.sub(CONTEXTE, "§", _aplatir(expression))
    while True:
        avant = texte
        for motif, remplacement in _PAS:
            texte = motif.sub(partial(_reduire, remplacement, tables_closes), texte)
        if texte == avant:
            return texte == "S"


def _reduire(remplacement: str, tables_closes: frozenset[str], trouve: re.Match[str]) -> str:
    """A sub-select confines only if its table is itself closed."""
    table = trouve.groupdict().get("table")
    return trouve[0] if table and table not in tables_closes else remplacement


def _aplatir(expression: str | None) -> str:
    return re.sub(r"\s+", " ", expression or "")
