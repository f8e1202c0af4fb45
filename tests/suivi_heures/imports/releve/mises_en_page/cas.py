"""A layout and its truth."""

from __future__ import annotations

import calendar
import datetime
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[4] / "donnees" / "releves"
BASE = json.loads((CORPUS / "base.json").read_text("utf-8"))
PERSONNES = {une["ref"]: une for une in BASE["beneficiaires"]}
SIRET = {une["ref"]: une["siret"] for une in (*BASE["entreprises"], *BASE["structures"])}
MISES_EN_PAGE: list[Callable[[], Cas]] = []


@dataclass
class Cas:
    fichier: str
    contenu: bytes
    employeur: str
    periode: tuple[str, str]
    lignes: list[tuple[str, str, str, str, str]]  # (who, du, au, nature, hours)
    anomalies: list[tuple[str, str | None, int | None]] = field(default_factory=list)
    recu_le: str = "2026-06-30"
    deposant: str | None = None
    deja_recus: list[tuple[str, bytes]] = field(default_factory=list)
    effet: str | None = None


def mise_en_page(fonction: Callable[[], Cas]) -> Callable[[], Cas]:
    MISES_EN_PAGE.append(fonction)
    return fonction


def nom(ref: str) -> str:
    return str(PERSONNES[ref]["nom"])


def prenom(ref: str) -> str:
    return str(PERSONNES[ref]["prenom"])


def complet(ref: str) -> str:
    return f"{nom(ref)} {prenom(ref)}"


def naissance(ref: str) -> datetime.date:
    return datetime.date.fromisoformat(PERSONNES[ref]["date_naissance"])


def mois(annee: int, rang: int) -> tuple[str, str]:
    return f"{annee}-{rang:02d}-01", f"{annee}-{rang:02d}-{calendar.monthrange(annee, rang)[1]}"


def mensuelles(
    heures: Iterable[tuple[str, Any]], annee: int, rang: int, nature: str = "TRAVAIL"
) -> list[tuple[str, str, str, str, str]]:
    du, au = mois(annee, rang)
    return [(qui, du, au, nature, f"{combien:.2f}") for qui, combien in heures]
