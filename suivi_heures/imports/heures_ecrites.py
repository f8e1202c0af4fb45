"""Hours as people write them: « 151,67 », « 151 h 40 », « 7 h 30 », « 151:40 »."""

from __future__ import annotations

import re
from decimal import Decimal

from clauses_app.interface.formats import FINE, INSECABLE, arrondir

ESPACES = re.compile(rf"[\s{INSECABLE}{FINE}\u2009]+")
MILLIERS = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")
EN_HEURES_MINUTES = re.compile(
    r"([+-]?)(\d{1,6}) ?(?:h|:|heures?) ?(\d{1,2})(?: ?(?:min|mn|m))?(?::(\d{2}))?\Z", re.I | re.A
)
EN_HEURES = re.compile(r"([+-]?)(\d{1,6}(?:[.,]\d+)?|[.,]\d+) ?(?:h|heures?)?\Z", re.I | re.A)
MAX = Decimal("999999.99")


class HeuresIllisibles(ValueError):
    """`phrase` says what is wrong and how to write it."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        super().__init__(phrase)


def lire_heures(texte: str) -> Decimal:
    """Decimal hours, to the hundredth; the sign is kept, its meaning is the caller's business."""
    propre = _nettoyer(texte)
    if trouve := EN_HEURES_MINUTES.match(propre):
        signe, heures, minutes, secondes = trouve.groups()
        if int(minutes) > 59 or int(secondes or 0) > 59:
            raise HeuresIllisibles(f"« {texte} » a plus de 59 minutes. Écrivez par exemple 151{FINE}h{FINE}40.")
        centiemes = Decimal(int(minutes) * 60 + int(secondes or 0)) / 3600
        return _signer(signe, arrondir(int(heures) + centiemes, 2))
    if trouve := EN_HEURES.match(propre):
        signe, nombre = trouve.groups()
        return _signer(signe, arrondir(Decimal(nombre.replace(",", ".")), 2))
    raise HeuresIllisibles(f"« {texte[:40]} » n’est pas un nombre d’heures. Écrivez 151,67 ou 151{FINE}h{FINE}40.")


def _nettoyer(texte: str) -> str:
    propre = ESPACES.sub(" ", texte).strip().replace("\u2212", "-")
    return re.sub(r"^([+-]) ", r"\1", MILLIERS.sub("", propre))


def _signer(signe: str, heures: Decimal) -> Decimal:
    if heures > MAX:
        raise HeuresIllisibles("Ce nombre d’heures est trop grand : vérifiez-le.")
    return -heures if signe == "-" else heures
