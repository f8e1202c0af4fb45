"""From bytes to a JSON tree to be trusted: one encoding, no key twice, no number that lost its digits."""

import json
import re
from collections.abc import Iterator
from typing import Any

from clauses_app.imports.nir import contient_nir
from suivi_heures.imports.reprise_fiches import Faute
from suivi_heures.imports.reprise_valeurs import NombreALaVirgule, montrer

TAILLE_MAX = 64 * 1024 * 1024
PROFONDEUR_MAX = 20
_CHIFFRES_MAX = 18
_NOM_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}", re.ASCII)
RACINE = "(fichier)"


class Illisible(ValueError):
    """The bytes are not a JSON tree at all: nothing else can be said of them."""


class Noeud(dict[str, Any]):
    """A JSON object that remembers the keys written twice in it."""

    doublons: tuple[str, ...] = ()


def _noeud(paires: list[tuple[str, Any]]) -> Noeud:
    noeud = Noeud(paires)
    if len(noeud) < len(paires):
        vues: set[str] = set()
        noeud.doublons = tuple(dict.fromkeys(cle for cle, _ in paires if cle in vues or vues.add(cle)))  # type: ignore[func-returns-value]
    return noeud


def _entier(texte: str) -> int | NombreALaVirgule:
    return int(texte) if len(texte) <= _CHIFFRES_MAX else NombreALaVirgule(texte)


def suivre(chemin: str, cle: str) -> str:
    """The path of a key; a key that is not a plain name is quoted, and masked if it hides a number."""
    if not _NOM_SIMPLE.fullmatch(cle):
        return f"{chemin}[{montrer(cle)}]"
    return f"{chemin}.{cle}" if chemin else cle


def lire_arbre(octets: bytes) -> Any:
    """Decode then parse, refusing what JSON libraries let through in silence."""
    if len(octets) > TAILLE_MAX:
        raise Illisible(f"Le fichier dépasse {TAILLE_MAX // 1024 // 1024} Mo : découpez-le, par marché par exemple.")
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise Illisible(
            f"Le fichier n’est pas en UTF-8 (octet {erreur.start + 1}) : enregistrez-le de nouveau en UTF-8."
        ) from None
    try:
        return json.loads(
            texte,
            object_pairs_hook=_noeud,
            parse_float=NombreALaVirgule,
            parse_int=_entier,
            parse_constant=NombreALaVirgule,
        )
    except json.JSONDecodeError as erreur:
        raise Illisible(
            f"Le fichier n’est pas du JSON : ligne {erreur.lineno}, colonne {erreur.colno}, "
            f"{_RAISONS.get(erreur.msg, 'la syntaxe est inattendue')}."
        ) from None
    except RecursionError:
        raise Illisible("Le fichier emboîte trop de listes ou d’objets : suivez le format de reprise.") from None


_RAISONS = {
    "Expecting value": "une valeur manque",
    "Expecting ',' delimiter": "une virgule manque",
    "Expecting ':' delimiter": "un deux-points manque",
    "Expecting property name enclosed in double quotes": "un nom de champ entre guillemets manque",
    "Unterminated string starting at": "un texte n’est pas refermé par un guillemet",
    "Illegal trailing comma before end of object": "une virgule est de trop",
    "Illegal trailing comma before end of array": "une virgule est de trop",
    "Extra data": "du texte suit la fin du fichier",
    "Invalid control character at": "un texte contient un retour à la ligne ou un caractère de contrôle",
    "Invalid \\escape": "une barre oblique inverse est mal employée",
    "Invalid \\uXXXX escape": "une séquence \\u est mal écrite",
}


def _fautes(arbre: Any, chemin: str, profondeur: int) -> Iterator[Faute]:
    if profondeur > PROFONDEUR_MAX:
        yield Faute(chemin, "Trop de niveaux emboîtés : suivez le format de reprise.")
    elif isinstance(arbre, Noeud):
        yield from _fautes_des_cles(arbre, chemin)
        for cle, valeur in arbre.items():
            yield from _fautes(valeur, suivre(chemin, cle), profondeur + 1)
    elif isinstance(arbre, list):
        for rang, valeur in enumerate(arbre):
            yield from _fautes(valeur, f"{chemin}[{rang}]", profondeur + 1)
    elif contient_nir(_en_texte(arbre)):
        yield Faute(chemin, "Numéro de sécurité sociale trouvé : retirez-le, l’outil n’en garde jamais.")


def _en_texte(feuille: Any) -> str:
    return feuille.texte if isinstance(feuille, NombreALaVirgule) else str(feuille)


def _fautes_des_cles(noeud: Noeud, chemin: str) -> Iterator[Faute]:
    for cle in noeud.doublons:
        yield Faute(suivre(chemin, cle), "Champ écrit deux fois dans le même objet : gardez-en un seul.")
    for cle in noeud:
        if contient_nir(cle):
            yield Faute(suivre(chemin, cle), "Numéro de sécurité sociale dans un nom de champ : retirez-le.")


def inspecter_arbre(arbre: Any) -> list[Faute]:
    """Faults of any JSON file: keys written twice, social security numbers, endless nesting."""
    return list(_fautes(arbre, "", 0))
