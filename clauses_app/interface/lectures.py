"""What people type, as values: hours and dates in French writing. One sentence when it cannot be read."""

import re
from datetime import date, datetime
from decimal import Decimal

ESPACES = re.compile(r"[\s\u00a0\u202f]+")
NOMBRE = re.compile(r"-?\d{1,9}(?:[.,]\d{1,6})?")
DATES = (
    (re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}"), "%d/%m/%Y"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "%Y/%m/%d"),
)


def lire_nombre(texte: str) -> Decimal:
    """« 1 214,5 », « 1214.50 », « 151,67 h », « 12 % »: spaces and the unit are nothing to a reader."""
    compact = ESPACES.sub("", texte).replace("−", "-")
    compact = re.sub(r"(?:h|€|%)$", "", compact, flags=re.IGNORECASE)
    if not NOMBRE.fullmatch(compact):
        raise ValueError("Écrivez un nombre, par exemple 1 214,50.")
    return Decimal(compact.replace(",", "."))


def lire_heures(texte: str) -> Decimal:
    """Hours with two decimals at most, exactly as typed."""
    try:
        heures = lire_nombre(texte)
    except ValueError:
        raise ValueError("Écrivez un nombre d’heures, par exemple 151,67.") from None
    if heures != round(heures, 2):
        raise ValueError("Deux décimales au plus : écrivez par exemple 151,67.")
    return heures


def lire_date(texte: str) -> date:
    """« 02/11/2026 », « 2/11/2026 », « 2026-11-02 »."""
    compact = ESPACES.sub("", texte)
    for motif, forme in DATES:
        if motif.fullmatch(compact):
            normal = re.sub(r"[.\-]", "/", compact)
            try:
                return datetime.strptime(normal, forme).date()  # noqa: DTZ007  # a calendar day has no zone
            except ValueError:
                raise ValueError("Cette date n’existe pas : vérifiez le jour et le mois.") from None
    raise ValueError("Écrivez la date jour/mois/année, par exemple 02/11/2026.")


def lire_cle(texte: str) -> int | None:
    """Identifier in an address or a form; None when it cannot be one (words, more digits than a bigint)."""
    return int(texte) if texte.isascii() and texte.isdecimal() and len(texte) < 19 else None
