"""Find a French social security number (NIR) in a text: the product never keeps one.

With its key, the number proves itself wherever its digits are cut. Without it, or between unusual separators,
it is known by its shape alone: the usual groups, a real month and département, and no digit or hexadecimal
letter against it, so that a SIRET, an IBAN or a telephone number is not refused.
"""

import re

# Sex or provisional series, year, month (real or fictitious), département with 2A/2B, commune and order, key.
_SEPARATEUR = r"[\s.\-\u2010-\u2015\u2212]?"
_CHIFFRES = [r"[1-478]", r"\d", r"\d", r"\d", r"\d", r"\d", r"[\dAB]", *[r"\d"] * 8]
_AVEC_CLE = re.compile(r"(?<!\d)" + _SEPARATEUR.join(_CHIFFRES) + r"(?!\d)", re.IGNORECASE)
_ENTRE_GROUPES = r"[\s.,;:/_|*+·•\-\u2010-\u2015\u2212]{0,3}"
_GROUPES = [
    r"[1278]",
    r"\d\d",
    r"(?:0[1-9]|1[0-2])",
    r"(?:0[1-9]|[1-8]\d|9[0-5]|9[7-9]|2[AB])",
    r"(?!000)\d{3}",
    r"(?!000)\d{3}",
]
_SANS_CLE = re.compile(r"(?<![0-9a-f])" + _ENTRE_GROUPES.join(_GROUPES) + r"(?![0-9a-f])", re.IGNORECASE)
LONGUEUR = 13
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
    """True when a number with a right key, or of the right shape without a key, stands in the text."""
    if len(texte) < LONGUEUR:
        return False
    return any(map(_est_nir, _AVEC_CLE.finditer(texte))) or _SANS_CLE.search(texte) is not None


def masquer_nir(texte: str) -> str:
    """The same text, each number replaced: fit for a message or a journal."""
    if len(texte) < LONGUEUR:
        return texte
    masque = _AVEC_CLE.sub(lambda trouve: MASQUE if _est_nir(trouve) else trouve.group(), texte)
    return _SANS_CLE.sub(MASQUE, masque)
