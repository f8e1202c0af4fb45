"""French figures, dates and sentences, as text: used by screens, service sentences and the PDF."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

FINE = "\u202f"  # narrow no-break space: thousands, before h % ; ! ?
INSECABLE = "\u00a0"  # no-break space: before : and inside « »
MOINS = "\u2212"
PAS_ENCORE = "Ce fait n’a pas encore eu lieu\u00a0: vérifiez la date."
ABSENT = "–"
PARIS = ZoneInfo("Europe/Paris")

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOIS_COURTS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
LETTRES = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
)

Nombre = Decimal | int
QUANTUMS = tuple(Decimal(1).scaleb(-decimales) for decimales in range(10))


def arrondir(valeur: Nombre, decimales: int) -> Decimal:
    """Commercial rounding: the one a reader checks by hand."""
    quantum = QUANTUMS[decimales] if 0 <= decimales < len(QUANTUMS) else Decimal(1).scaleb(-decimales)
    return Decimal(valeur).quantize(quantum, rounding=ROUND_HALF_UP)


@lru_cache(maxsize=8192)  # equal numbers are written alike, and a list writes hundreds
def formater_nombre(valeur: Nombre | None, decimales: int | None = None) -> str:
    """1 214 ; 973,5 ; 151,67. Without `decimales`, two at most and no useless zero."""
    if valeur is None:
        return ABSENT
    nombre = arrondir(valeur, 2 if decimales is None else decimales)
    entier, _, fraction = f"{abs(nombre):f}".partition(".")
    if decimales is None:
        fraction = fraction.rstrip("0")
    texte = f"{int(entier):,}".replace(",", FINE) + (f",{fraction}" if fraction else "")
    return MOINS + texte if nombre < 0 else texte


@lru_cache(maxsize=8192)
def formater_heures(valeur: Nombre | None, decimales: int | None = None) -> str:
    """1 214 h ; 151,60 h. Hours are counted to the hundredth: both decimals, or none when they are zeros."""
    if valeur is None:
        return ABSENT
    if decimales is None:
        decimales = 0 if arrondir(valeur, 2) % 1 == 0 else 2
    return f"{formater_nombre(valeur, decimales)}{FINE}h"


def formater_ecart_heures(valeur: Nombre) -> str:
    """+26,50 h ; −14 h ; 0 h: what is added or taken away."""
    return f"{'+' if valeur > 0 else ''}{formater_heures(valeur)}"


def formater_pourcent(points: Nombre | None, decimales: int = 1) -> str:
    """73,5 % ; takes points (73.5), never a ratio: see calculer_part."""
    return ABSENT if points is None else f"{formater_nombre(points, decimales)}{FINE}%"


def calculer_part(partie: Nombre, tout: Nombre) -> Decimal | None:
    """Share in points; None when there is nothing to divide by."""
    return Decimal(partie) * 100 / Decimal(tout) if tout else None


def formater_euros(valeur: Nombre | None, decimales: int | None = None) -> str:
    """1 200 € ; 1 234,56 € : cents are written both or not at all."""
    if valeur is None:
        return ABSENT
    if decimales is None:
        decimales = 0 if Decimal(valeur) == Decimal(valeur).to_integral_value() else 2
    return f"{formater_nombre(valeur, decimales)}{INSECABLE}€"


def formater_octets(taille: int | None) -> str:
    """412 ko ; 1,2 Mo"""
    if taille is None:
        return ABSENT
    if taille < 1000:
        return f"{taille}{INSECABLE}octets" if taille > 1 else f"{taille}{INSECABLE}octet"
    if taille < 1_000_000:
        return f"{formater_nombre(Decimal(taille) / 1000, 0)}{INSECABLE}ko"
    return f"{formater_nombre(arrondir(Decimal(taille) / 1_000_000, 1))}{INSECABLE}Mo"


def en_date_locale(jour: date | datetime) -> date:
    """The day in Paris of a date or of an aware datetime."""
    if isinstance(jour, datetime):
        return jour.astimezone(PARIS).date() if jour.tzinfo else jour.date()
    return jour


def formater_date(jour: date | datetime | None) -> str:
    """21/11/2026"""
    return ABSENT if jour is None else f"{en_date_locale(jour):%d/%m/%Y}"


def formater_echeance(avant: date | datetime | None, au: date) -> str:
    """« 21/11/2026 », and once it is past, by how many days: a deadline is never shown as if it were to come."""
    retard = (au - en_date_locale(avant)).days if avant else 0
    suite = f", échéance dépassée de {accorder(retard, 'jour')}" if retard > 0 else ""
    return f"{formater_date(avant)}{suite}"


def formater_date_courte(jour: date | datetime | None) -> str:
    """21/11"""
    return ABSENT if jour is None else f"{en_date_locale(jour):%d/%m}"


def formater_date_longue(jour: date | datetime | None) -> str:
    """vendredi 20 novembre 2026"""
    if jour is None:
        return ABSENT
    local = en_date_locale(jour)
    quantieme = "1er" if local.day == 1 else str(local.day)
    return f"{JOURS[local.weekday()]} {quantieme} {MOIS[local.month - 1]} {local.year}"


def formater_mois(jour: date | datetime | None) -> str:
    """octobre 2026"""
    if jour is None:
        return ABSENT
    local = en_date_locale(jour)
    return f"{MOIS[local.month - 1]} {local.year}"


def formater_mois_court(jour: date | datetime | None) -> str:
    """oct."""
    return ABSENT if jour is None else MOIS_COURTS[en_date_locale(jour).month - 1]


def formater_de_mois(jour: date | datetime, annee: bool = False) -> str:
    """« d’octobre », « de novembre »: for « relevé d’octobre »."""
    local = en_date_locale(jour)
    nom = MOIS[local.month - 1]
    texte = f"d’{nom}" if nom[0] in "ao" else f"de {nom}"
    return f"{texte} {local.year}" if annee else texte


def formater_de(nom: object) -> str:
    """« d’Élodie Martin », « de Karim Ba ». An initial h is read as it stands: nothing says whether it is mute."""
    texte = str(nom)
    premiere = unicodedata.normalize("NFD", texte[:1]).casefold()[:1]
    return f"d’{texte}" if premiere and premiere in "aeiouœæ" else f"de {texte}"


def formater_trimestre(jour: date | datetime | None) -> str:
    """T4 2026"""
    if jour is None:
        return ABSENT
    local = en_date_locale(jour)
    return f"T{(local.month + 2) // 3}{INSECABLE}{local.year}"


def formater_heure(instant: datetime | time | None) -> str:
    """10 h 42 ; 10 h"""
    if instant is None:
        return ABSENT
    if isinstance(instant, datetime):
        instant = (instant.astimezone(PARIS) if instant.tzinfo else instant).time()
    minutes = f"{FINE}{instant.minute:02d}" if instant.minute else ""
    return f"{instant.hour}{FINE}h{minutes}"


def formater_date_heure(instant: datetime | None) -> str:
    """12/11/2026 à 9 h 12"""
    return ABSENT if instant is None else f"{formater_date(instant)} à {formater_heure(instant)}"


def formater_periode(debut: date | None, fin: date | None) -> str:
    """du 02/09/2024 au 30/06/2027 ; le 12/11/2026 ; depuis le … ; jusqu’au …"""
    if debut and debut == fin:
        return f"le {formater_date(debut)}"
    if debut and fin:
        return f"du {formater_date(debut)} au {formater_date(fin)}"
    if debut:
        return f"depuis le {formater_date(debut)}"
    return f"jusqu’au {formater_date(fin)}" if fin else ABSENT


def accorder(nombre: Nombre, singulier: str, pluriel: str | None = None) -> str:
    """« 1 relevé », « 2 relevés »: in French the plural starts at two."""
    mot = singulier if abs(Decimal(nombre)) < 2 else (pluriel or f"{singulier}s")
    return f"{formater_nombre(nombre)}{INSECABLE}{mot}"


def ecrire_nombre(nombre: int, feminin: bool = False) -> str:
    """« quinze », « une »; digits beyond sixteen."""
    if not 0 <= nombre < len(LETTRES):
        return formater_nombre(nombre)
    return "une" if feminin and nombre == 1 else LETTRES[nombre]


def enumerer(termes: Sequence[str]) -> str:
    """« a, b et c »"""
    if len(termes) < 2:
        return "".join(termes)
    return f"{', '.join(termes[:-1])} et {termes[-1]}"


def initiales(nom: str) -> str:
    """« CF » for Camille Ferrand: the first letters of the first two words."""
    mots = [mot for mot in re.split(r"[\s\-&]+", nom) if mot[:1].isalnum()]
    return "".join(mot[0] for mot in mots[:2]).upper()


_TYPOGRAPHIE = tuple(
    (re.compile(motif), remplacement)
    for motif, remplacement in (
        (r"'|&#x27;|&#39;", "’"),
        (r"\.\.\.", "…"),
        (r"(?<=\S)[ \u00a0](?=[;!?%](?!\w))", FINE),
        (r"(?<=\S) (?=:(?:\s|$))", INSECABLE),
        (r"« ", f"«{INSECABLE}"),
        (r" »", f"{INSECABLE}»"),
        (r"(?<![\d,.\u202f])(\d{1,3}(?: \d{3})+)(?![\d])", None),
        (r"(?<=\d) (?=h\b)", FINE),
        (r"(?<=\dh|\u202fh) (?=\d{2}\b)", FINE),
        (r"(?<=\d) (?=€)", INSECABLE),
        (r"\b([Ll]ots?|[Nn]°|[Aa]rt\.|[Aa]rticles?) (?=\d)", rf"\1{INSECABLE}"),
        (r"(?<![\w\d])-(?=\d)", MOINS),
    )
)


def _soigner(texte: str) -> str:
    for motif, remplacement in _TYPOGRAPHIE:
        if remplacement is None:
            texte = motif.sub(lambda trouve: trouve[1].replace(" ", FINE), texte)
        else:
            texte = motif.sub(remplacement, texte)
    return texte


def soigner_typographie(texte: str) -> str:
    """French spaces, apostrophes and minus; in safe HTML the tags are left alone."""
    if not isinstance(texte, SafeString):
        return _soigner(str(texte))
    morceaux = re.split(r"(<[^>]*>)", texte)
    morceaux[::2] = [_soigner(morceau) for morceau in morceaux[::2]]
    return mark_safe("".join(morceaux))  # noqa: S308  # same markup, only its text changed
