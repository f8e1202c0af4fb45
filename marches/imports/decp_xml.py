"""Official XML (and its 2019 ancestor): a stream of elements to the records the JSON would hold."""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from marches.imports.decp_json import Enregistrements
from marches.imports.decp_lu import Anomalie, CodeAnomalie

DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ENREGISTREMENTS = {"marche", "contrat-concession"}
PROFONDEUR_MAX = 15


def lire_xml(texte: str) -> Enregistrements:
    """Contracts closed before a damage are kept; a file that declares entities is refused."""
    valeurs: list[object] = []
    try:
        for valeur in _parcourir(texte):
            valeurs.append(valeur)
    except ParseError as faute:
        ligne = faute.position[0]
        suite = f"marchés lus avant la coupure : {len(valeurs)}." if valeurs else "téléchargez-le à nouveau."
        message = f"Le fichier XML est coupé ou abîmé à la ligne {ligne}, {suite}"
        return Enregistrements(tuple(valeurs), (Anomalie(ligne, "", CodeAnomalie.FICHIER_COUPE, message),))
    except DefusedXmlException:
        message = "Ce fichier XML déclare des entités, ce qu’un fichier de marchés ne fait jamais : il est refusé."
        return Enregistrements((), (Anomalie(1, "", CodeAnomalie.FICHIER_ILLISIBLE, message),))
    return Enregistrements(tuple(valeurs))


def _parcourir(texte: str) -> Iterator[object]:
    # Already decoded: the declared encoding must not be applied a second time.
    flux = io.BytesIO(INTERDITS.sub(" ", DECLARATION.sub("", texte)).strip().encode())
    parents: list[Any] = []
    for evenement, element in iterparse(flux, events=("start", "end")):
        if evenement == "start":
            parents.append(element)
            continue
        parents.pop()
        if _nom(element) in ENREGISTREMENTS and parents:
            yield _en_valeur(element)
            parents[-1].remove(element)


def _nom(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _en_valeur(element: Any, profondeur: int = 0) -> object:
    """Repeated children become a list, as in the JSON; text otherwise."""
    if not len(element) or profondeur > PROFONDEUR_MAX:
        return (element.text or "").strip() or None
    valeurs: dict[str, Any] = {}
    for enfant in element:
        nom, valeur = _nom(enfant), _en_valeur(enfant, profondeur + 1)
        if nom in valeurs:
            deja = valeurs[nom]
            valeurs[nom] = [*deja, valeur] if isinstance(deja, list) else [deja, valeur]
        else:
            valeurs[nom] = valeur
    return valeurs
