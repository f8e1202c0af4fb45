"""A spreadsheet from outside → numbered rows of text cells. The only door: `lire_tableur`.

The bytes are opened in another process, which may die of them; here only its answer is read.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from clauses_app.imports.tableur_refus import DEMESURE, FichierIllisible, Refus
from clauses_app.tenancy.coupures import ServiceDeborde

OCTETS_MAX = 10 * 1024 * 1024
ATTENTE_MAX = 30
RACINE = Path(__file__).resolve().parent.parent.parent
PROGRAMME = (
    "import sys; sys.path.insert(0, sys.argv.pop()); from clauses_app.imports.tableur_confine import principal;"
    " principal()"
)


class LectureReportee(ServiceDeborde):
    """The machine was too busy to read this file: nothing is known of it yet."""

    def __init__(self) -> None:
        super().__init__("La lecture de ce fichier est reportée\u00a0: le serveur est trop occupé.")


class Genre(StrEnum):
    __hash__ = str.__hash__  # the one of the text it equals; an enumeration's own is written in Python

    TEXTE = "texte"
    NOMBRE = "nombre"
    DATE = "date"
    DUREE = "duree"
    BOOLEEN = "booleen"
    ERREUR = "erreur"  # #REF! and the like
    SANS_VALEUR = "sans_valeur"  # a formula that was never computed


GENRES = {genre.value: genre for genre in Genre}


class Cellule(NamedTuple):
    reference: str
    texte: str
    genre: Genre = Genre.TEXTE


@dataclass(frozen=True, slots=True)
class Ligne:
    """`numero` is the one the sender sees; columns start at 1; an empty cell is absent."""

    numero: int
    brutes: Sequence[Sequence[Any]]  # (column, text, kind), as the confined reader answers them

    def cellule(self, colonne: int) -> Cellule:
        reference = f"{lettres_de_colonne(colonne)}{self.numero}"
        for rang, texte, genre in self.brutes:
            if rang == colonne:
                return Cellule(reference, texte, GENRES[genre])
        return Cellule(reference, "")

    def texte(self, colonne: int) -> str:
        return next((texte for rang, texte, _ in self.brutes if rang == colonne), "")

    def textes(self) -> dict[int, str]:
        return {rang: texte for rang, texte, _ in self.brutes}


@dataclass(frozen=True, slots=True)
class Feuille:
    nom: str
    visible: bool
    lignes: tuple[Ligne, ...]
    lignes_masquees: frozenset[int] = frozenset()
    colonnes_masquees: frozenset[int] = frozenset()
    fusions: tuple[tuple[int, int, int, int], ...] = ()  # top, left, bottom, right


@dataclass(frozen=True, slots=True)
class Classeur:
    forme: str  # xlsx, xls, ods or csv
    feuilles: tuple[Feuille, ...] = field(default_factory=tuple)
    porte_un_nir: bool = False

    @property
    def visibles(self) -> tuple[Feuille, ...]:
        return tuple(feuille for feuille in self.feuilles if feuille.visible)


def lire_tableur(contenu: bytes, nom: str) -> Classeur:
    """Read it, or raise `FichierIllisible` with the sentence to show; `LectureReportee` says nothing of the file."""
    if not contenu:
        raise FichierIllisible(Refus.VIDE)
    if len(contenu) > OCTETS_MAX:
        raise FichierIllisible(Refus.TROP_LOURD)
    reponse = _interroger(contenu, nom)
    if "refus" in reponse:
        raise FichierIllisible(Refus(reponse["refus"]), reponse["phrase"])
    feuilles = tuple(_composer_feuille(feuille) for feuille in reponse["feuilles"])
    return Classeur(reponse["forme"], feuilles, porte_un_nir=reponse.get("porte_un_nir", False))


def _interroger(contenu: bytes, nom: str) -> dict[str, Any]:
    """Run the confined reader. What it dies of tells whose fault it is: of its own limits, the file's; of the clock or
    of the system that needs its memory, ours."""
    extension = nom.rpartition(".")[2][:8]
    try:
        fini = subprocess.run(  # noqa: S603  our own interpreter, fixed program; the file travels by its input
            [sys.executable, "-I", "-c", PROGRAMME, f"fichier.{extension}", str(RACINE)],
            input=contenu,
            capture_output=True,
            timeout=ATTENTE_MAX,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            check=False,
        )
        reponse = orjson.loads(fini.stdout) if fini.returncode == 0 else None
    except subprocess.TimeoutExpired:  # its own share of processor is shorter: it was not given it
        raise LectureReportee from None
    except orjson.JSONDecodeError:
        fini, reponse = None, None
    if fini is not None and fini.returncode == -signal.SIGKILL:
        raise LectureReportee
    if fini is not None and fini.returncode == -signal.SIGXCPU:
        raise FichierIllisible(Refus.TROP_GRAND, DEMESURE)
    if not isinstance(reponse, dict):
        raise FichierIllisible(Refus.ENDOMMAGE)
    return reponse


def _composer_feuille(feuille: dict[str, Any]) -> Feuille:
    lignes = tuple(Ligne(numero, brutes) for numero, brutes in feuille["lignes"])
    return Feuille(
        feuille["nom"],
        feuille["visible"],
        lignes,
        frozenset(feuille.get("lignes_masquees", ())),
        frozenset(feuille.get("colonnes_masquees", ())),
        tuple((haut, gauche, bas, droite) for haut, gauche, bas, droite in feuille.get("fusions", ())),
    )
