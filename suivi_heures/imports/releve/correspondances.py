"""Which memory of a layout serves a table, and what it says of each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from suivi_heures.imports.releve.connaissances import CorrespondanceConnue
from suivi_heures.imports.releve.empreintes import SANS_TITRE

RESSEMBLE = 0.6  # share of the titles in common, on each side


@dataclass(frozen=True, slots=True)
class Choix:
    champs: Mapping[int, str] = field(default_factory=dict)  # column → code of its field
    dit: str = ""
    proche: bool = False
    nouvelles: frozenset[int] = frozenset()


def choisir(cles: Mapping[int, str], empreinte: str, connues: Iterable[CorrespondanceConnue]) -> Choix:
    """The same layout first; else the one of this sender that resembles it most, for the titles they share."""
    connues = tuple(connues)
    exacte = next((une for une in connues if une.empreinte == empreinte), None)
    if exacte is not None:
        return Choix({c: exacte.champs[cle] for c, cle in cles.items() if cle in exacte.champs}, exacte.dit)
    titres = {cle for cle in cles.values() if not cle.startswith(SANS_TITRE)}
    proches = [(_ressemblance(titres, set(une.champs)), une) for une in connues if une.approche]
    note, proche = max(proches, key=lambda paire: paire[0], default=(0.0, None))
    if proche is None or note < RESSEMBLE:
        return Choix()
    champs = {c: proche.champs[cle] for c, cle in cles.items() if cle in proche.champs and cle in titres}
    nouvelles = frozenset(c for c, cle in cles.items() if cle in titres and cle not in proche.champs)
    return Choix(champs, proche.dit, proche=True, nouvelles=nouvelles)


def _ressemblance(titres: set[str], autres: set[str]) -> float:
    autres = {cle for cle in autres if not cle.startswith(SANS_TITRE)}
    communs = len(titres & autres)
    return communs / max(len(titres), len(autres)) if communs > 1 else 0.0
