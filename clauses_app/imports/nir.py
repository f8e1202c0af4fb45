"""Find a French social security number (NIR) in a text: the product never keeps one."""

import re

# Sex or provisional series, year, month (real or fictitious), département with 2A/2B, commune and order, key.
_SEPARATEUR = r"[\s.\-\u2010-\u2015\u2212]?"
_CHIFFRES = [r"[1-478]", r"\d", r"\d", r"\d", r"\d", r"\d", r"[\dAB]", *[r"\d"] * 8]
_MOTIF = re.compile(r"(?<!\d)" + _SEPARATEUR.join(_CHIFFRES) + r"(?!\d)", re.IGNORECASE)
_LONGUEUR = len(_CHIFFRES)
MASQUE = "[numéro de sécurité sociale]"


def _cle_juste(chiffres: str) -> bool:
    """The key is 97 minus the first thirteen digits modulo 97; Corsica counts as 19 (2A) or 18 (2B)."""
    departement = chiffres[5:7].upper()
    if departement[1] in "AB":
        if departement[0] != "2":
            return False
        chiffres = chiffres[:5] + ("19" if departement == "2A" else "18") + chiffres[7:]
    return 97 - int(chiffres[:13]) % 97 == int(chiffres[13:])


def _est_nir(trouve: re.Match[str]) -> bool:
    return _cle_juste(re.sub(r"[^0-9ABab]", "", trouve.group()))


def contient_nir(texte: str) -> bool:
    """True when fifteen digits with a right key stand in the text, spaced, dotted or not."""
    return len(texte) >= _LONGUEUR and any(_est_nir(trouve) for trouve in _MOTIF.finditer(texte))


def masquer_nir(texte: str) -> str:
    """The same text, each number replaced: fit for a message or a journal."""
    if len(texte) < _LONGUEUR:
        return texte
    return _MOTIF.sub(lambda trouve: MASQUE if _est_nir(trouve) else trouve.group(), texte)
