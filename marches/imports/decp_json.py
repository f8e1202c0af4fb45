"""Official JSON (2.0.x, the flat shape of 2019, or the reply of the tabular API): text to records."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from marches.imports.decp_champs import cle
from marches.imports.decp_lu import Anomalie, CodeAnomalie

DEBUT_DE_LISTE = re.compile(r'"(?:marches?|contrat-concession|data)"\s*:\s*\[')
SEPARATION = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Enregistrements:
    """Records in the order of the file, and what stopped the reading."""

    valeurs: tuple[object, ...] = ()
    anomalies: tuple[Anomalie, ...] = ()

    @property
    def sont_des_rangees(self) -> bool:
        """Flat rows (one per holder and per amendment) instead of whole contracts."""
        premiere = next((valeur for valeur in self.valeurs if isinstance(valeur, Mapping)), {})
        return "acheteurid" in {cle(nom) for nom in premiere}


def lire_json(texte: str) -> Enregistrements:
    """A file cut short gives the contracts it holds whole."""
    decodeur = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, parse_constant=lambda _: None, strict=False)
    try:
        return Enregistrements(tuple(_deplier(decodeur.decode(texte))))
    except json.JSONDecodeError as faute:
        valeurs = _sauver(texte, decodeur)
        return Enregistrements(tuple(valeurs), (_anomalie(faute, len(valeurs)),))
    except RecursionError:
        message = "Ce fichier JSON est imbriqué sans fin : il n’est pas lu."
        return Enregistrements((), (Anomalie(1, "", CodeAnomalie.FICHIER_ILLISIBLE, message),))


def _anomalie(faute: json.JSONDecodeError, sauves: int) -> Anomalie:
    if sauves:
        message = (
            f"Le fichier JSON est coupé ou abîmé à la ligne {faute.lineno}, marchés lus avant la coupure : {sauves}."
        )
    else:
        message = (
            f"Ce fichier JSON est mal formé (ligne {faute.lineno}, colonne {faute.colno}) : téléchargez-le à nouveau."
        )
    return Anomalie(faute.lineno, "", CodeAnomalie.FICHIER_COUPE, message)


def _deplier(racine: object) -> list[object]:
    if isinstance(racine, list):
        return racine
    if not isinstance(racine, Mapping):
        return []
    noeud = {cle(nom): valeur for nom, valeur in racine.items()}
    if "marches" in noeud:
        return _deplier(noeud["marches"])
    listes = [noeud[nom] for nom in ("marche", "contratconcession", "data") if nom in noeud]
    if not listes:
        return [racine] if "id" in racine else []
    return [element for liste in listes for element in (liste if isinstance(liste, list) else [liste])]


def _sauver(texte: str, decodeur: json.JSONDecoder) -> list[object]:
    """Decodes records one by one from the start of each list until the damage."""
    valeurs: list[object] = []
    fin = 0
    debuts = [trouve.end() for trouve in DEBUT_DE_LISTE.finditer(texte)]
    if texte.startswith("["):
        debuts.insert(0, 1)
    for debut in debuts:
        if debut < fin:
            continue
        lus, fin = _decoder_suite(texte, debut, decodeur)
        valeurs += lus
    return valeurs


def _decoder_suite(texte: str, position: int, decodeur: json.JSONDecoder) -> tuple[list[object], int]:
    valeurs: list[object] = []
    while True:
        separation = SEPARATION.match(texte, position)
        position = separation.end() if separation else position
        if texte[position : position + 1] != "{":
            return valeurs, position
        try:
            valeur, position = decodeur.raw_decode(texte, position)
        except (json.JSONDecodeError, RecursionError):
            return valeurs, position
        valeurs.append(valeur)
