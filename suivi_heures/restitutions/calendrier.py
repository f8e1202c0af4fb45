"""The calendar as other software reads it (iCalendar, RFC 5545): no name of a beneficiary, no minutes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from suivi_heures.queries.agenda import Jalon

PARIS = ZoneInfo("Europe/Paris")
DUREE = datetime.timedelta(hours=1)
LARGEUR = 75


def ecrire_calendrier(jalons: Iterable[Jalon], *, nom: str, quand: datetime.datetime) -> bytes:
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ancrage//Agenda//FR",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_echapper(nom)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for jalon in jalons:
        lignes += _evenement(jalon, quand)
    lignes.append("END:VCALENDAR")
    return "".join(f"{pliee}\r\n" for ligne in lignes for pliee in _plier(ligne)).encode()


def _evenement(jalon: Jalon, quand: datetime.datetime) -> list[str]:
    adresse = reverse(jalon.url, args=[jalon.pk] if jalon.pk is not None else [])
    if jalon.nominatif:
        titre, adresse = "Affaire à suivre\u00a0: voir Ancrage", reverse("suivi_heures:tableau_de_bord")
    else:
        titre = f"{jalon.genre}\u00a0: {jalon.titre}"
    lignes = [
        "BEGIN:VEVENT",
        f"UID:{_echapper(jalon.identite)}-{jalon.jour:%Y%m%d}@ancrage",
        f"DTSTAMP:{quand.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
        *_moments(jalon),
        f"SUMMARY:{_echapper(titre)}",
        f"URL:{settings.ADRESSE_PUBLIQUE.rstrip('/')}{adresse}",
    ]
    if jalon.lieu:
        lignes.append(f"LOCATION:{_echapper(jalon.lieu)}")
    return [*lignes, "END:VEVENT"]


def _moments(jalon: Jalon) -> list[str]:
    if jalon.heure is None:
        suivant = jalon.jour + datetime.timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{jalon.jour:%Y%m%d}", f"DTEND;VALUE=DATE:{suivant:%Y%m%d}", "TRANSP:TRANSPARENT"]
    debut = datetime.datetime.combine(jalon.jour, jalon.heure, PARIS).astimezone(datetime.UTC)
    return [f"DTSTART:{debut:%Y%m%dT%H%M%SZ}", f"DTEND:{debut + DUREE:%Y%m%dT%H%M%SZ}"]


def _echapper(texte: str) -> str:
    propre = "".join(c if c.isprintable() or c == "\n" else " " for c in texte)
    return propre.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _plier(ligne: str) -> list[str]:
    """Seventy-five octets a line, never in the middle of a letter."""
    morceaux, courant = [], ""
    for lettre in ligne:
        if len((courant + lettre).encode()) > LARGEUR:
            morceaux.append(courant)
            courant = " "
        courant += lettre
    return [*morceaux, courant]
