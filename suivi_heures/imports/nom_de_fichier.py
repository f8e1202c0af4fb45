"""The name of a received file: data like any other."""

import unicodedata

LONGUEUR_NOM = 150


def assainir_nom(nom: str) -> str:
    """The sender's name is data: no path, no control nor bidirectional character."""
    compose = unicodedata.normalize("NFC", nom.replace("\\", "/").rpartition("/")[2])
    propre = "".join(c for c in compose if unicodedata.category(c)[0] != "C").strip()
    tige, point, extension = propre.rpartition(".")
    if len(propre) > LONGUEUR_NOM and point and len(extension) < 10:
        return f"{tige[: LONGUEUR_NOM - len(extension) - 1]}.{extension}"
    return propre[:LONGUEUR_NOM] or "sans nom"
