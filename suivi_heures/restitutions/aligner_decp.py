"""Essential data of a buyer, given back with what the follow-up knows of the clause: the buyer’s own file, nothing else
of it touched. Most of the mandatory fields (CCAG, offers, advance, price) are not held here: they stay the buyer’s."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marches.enums import TypeClause

CLAUSE, CRITERE, RESERVE, AUCUNE = "Clause sociale", "Critère social", "Marché réservé", "Pas de considération sociale"
CONSIDERATIONS: dict[str, tuple[str, ...]] = {
    TypeClause.EXEC: (CLAUSE,),
    TypeClause.CRIT: (CRITERE,),
    TypeClause.EXEC_CRIT: (CLAUSE, CRITERE),
    **dict.fromkeys(
        (
            TypeClause.RES_HAND,
            TypeClause.RES_IAE,
            TypeClause.RES_MIXTE,
            TypeClause.RES_PENIT,
            TypeClause.RES_ESS,
        ),
        (RESERVE,),
    ),
    **dict.fromkeys((TypeClause.INSERT, TypeClause.PROGRES, TypeClause.FORM_SCOL, TypeClause.ANRU), (CLAUSE,)),
}


class DecpIllisible(ValueError):
    """Not a file of essential data; the message says what to give."""


@dataclass(frozen=True, slots=True)
class Alignement:
    """`modifies`: followed contracts whose considerations were completed; `suivis`: all those found in the file."""

    contenu: bytes
    lus: int
    suivis: int
    modifies: int


def aligner_decp(contenu: bytes, clauses: Mapping[str, tuple[str, ...]]) -> Alignement:
    """`clauses`: types of clause by national identifier. What the buyer already published is never removed."""
    try:
        racine = json.loads(contenu.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        faute = "Ce fichier n’est pas un JSON lisible\u00a0: donnez celui de vos données essentielles."
        raise DecpIllisible(faute) from None
    marches = list(_marches(racine))
    if not marches:
        raise DecpIllisible(
            "Ce fichier ne contient aucun marché au format réglementaire («\u00a0marches\u00a0», «\u00a0marche\u00a0»)."
        )
    suivis = [(un, clauses[uid]) for un in marches if (uid := identifier(un)) in clauses]
    modifies = sum(_completer(un, types) for un, types in suivis)
    sortie = json.dumps(racine, ensure_ascii=False, indent=2).encode() if modifies else contenu
    return Alignement(sortie, len(marches), len(suivis), modifies)


def identifier(marche: Mapping[str, Any]) -> str:
    """SIRET of the buyer, then its own number: unique nationally."""
    acheteur = marche.get("acheteur")
    siret = str(acheteur.get("id", "")) if isinstance(acheteur, Mapping) else ""
    return f"{siret}{marche.get('id', '')}"


def _marches(racine: Any) -> Iterator[dict[str, Any]]:
    noeud = racine.get("marches") if isinstance(racine, dict) else None
    liste = noeud.get("marche") if isinstance(noeud, dict) else noeud
    if isinstance(liste, list):
        yield from (un for un in liste if isinstance(un, dict))


def _completer(marche: dict[str, Any], types: tuple[str, ...]) -> bool:
    noeud = marche.get("considerationsSociales")
    publiees = noeud.get("considerationSociale") if isinstance(noeud, dict) else None
    anciennes = [texte for texte in publiees if texte != AUCUNE] if isinstance(publiees, list) else []
    connues = [texte for code in types for texte in CONSIDERATIONS.get(code, ())]
    nouvelles = list(dict.fromkeys([*anciennes, *connues]))
    if not nouvelles or nouvelles == publiees:
        return False
    marche["considerationsSociales"] = {"considerationSociale": nouvelles}
    return True
