"""What an old .xls hides, merges or never computed: the records of its stream, walked once.

Runs in the confined process. The shared reader gives the values; it is silent on the rest.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from clauses_app.imports.tableur_cellules import ERREUR, SANS_VALEUR, Case, lire_feuille
from clauses_app.imports.tableur_enveloppe import COLONNES_MAX, FEUILLES_MAX
from clauses_app.imports.tableur_ole import Conteneur, OleAbime
from clauses_app.imports.tableur_refus import FichierIllisible, Refus

BOF, EOF, FEUILLE, LIGNE, COLONNES, FUSIONS, FORMULE, ERREUR_BIFF, CHIFFRE = (
    0x0809,
    0x000A,
    0x0085,
    0x0208,
    0x007D,
    0x00E5,
    0x0006,
    0x0205,
    0x002F,
)
ERREURS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
ENREGISTREMENTS_MAX = 4_000_000


@dataclass(slots=True)
class FeuilleXls:
    lignes_masquees: list[int] = field(default_factory=list)
    colonnes_masquees: list[int] = field(default_factory=list)
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)
    a_part: dict[int, list[Case]] = field(default_factory=dict)

    def masques(self) -> dict[str, Any]:
        return {
            "lignes_masquees": self.lignes_masquees,
            "colonnes_masquees": self.colonnes_masquees,
            "fusions": self.fusions,
        }


def lire_ancien_classeur(contenu: bytes) -> list[dict[str, Any]]:
    """An .xls: values by the shared reader, the rest by the walk of its records."""
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(contenu))
    except (CalamineError, ValueError, OverflowError) as erreur:
        raise FichierIllisible(Refus.ENDOMMAGE) from erreur
    dites = lire_feuilles_xls(contenu)
    if len(classeur.sheets_metadata) > FEUILLES_MAX:
        raise FichierIllisible(Refus.TROP_GRAND)
    feuilles: list[dict[str, Any]] = []
    for rang, feuille in enumerate(classeur.sheets_metadata):
        if feuille.typ == SheetTypeEnum.WorkSheet:
            dite = dites[len(feuilles)] if len(feuilles) < len(dites) else FeuilleXls()
            lignes = lire_feuille(classeur.get_sheet_by_index(rang), dite.a_part)
            visible = feuille.visible == SheetVisibleEnum.Visible
            feuilles.append({"nom": feuille.name, "visible": visible, "lignes": lignes, **dite.masques()})
    return feuilles


def lire_feuilles_xls(contenu: bytes) -> list[FeuilleXls]:
    """One per worksheet, in their order."""
    try:
        flux = _flux(contenu)
        return [_lire(flux, position) for position in _positions(flux)]
    except (OleAbime, struct.error, IndexError) as erreur:
        raise FichierIllisible(Refus.ENDOMMAGE) from erreur


def verifier_xls(contenu: bytes) -> None:
    """An old workbook, whole and without a password; anything else in such a container is refused by name."""
    try:
        noms = Conteneur(contenu).noms()
        if "EncryptedPackage" in noms:
            raise FichierIllisible(Refus.PROTEGE)
        if not {"Workbook", "Book"} & set(noms):
            raise FichierIllisible(Refus.FORMAT)
        if any(genre == CHIFFRE for genre, _, _ in _enregistrements(_flux(contenu), 0)):
            raise FichierIllisible(Refus.PROTEGE)
    except (OleAbime, struct.error, IndexError) as erreur:
        raise FichierIllisible(Refus.ENDOMMAGE) from erreur


def _flux(contenu: bytes) -> bytes:
    conteneur = Conteneur(contenu)
    noms = conteneur.noms()
    debut, taille = noms.get("Workbook") or noms["Book"] if "Book" in noms or "Workbook" in noms else (0, 0)
    if not taille:
        raise OleAbime
    return conteneur.flux(debut, taille)


def _enregistrements(flux: bytes, position: int) -> Iterator[tuple[int, bytes, int]]:
    """(kind, body, position) until the end of the current substream."""
    for _ in range(ENREGISTREMENTS_MAX):
        if position + 4 > len(flux):
            return
        genre, longueur = struct.unpack_from("<HH", flux, position)
        yield genre, flux[position + 4 : position + 4 + longueur], position
        if genre == EOF:
            return
        position += 4 + longueur


def _positions(flux: bytes) -> list[int]:
    """Where each worksheet begins (charts and macro sheets left out)."""
    return [
        struct.unpack_from("<I", corps)[0]
        for genre, corps, _ in _enregistrements(flux, 0)
        if genre == FEUILLE and len(corps) > 6 and corps[5] == 0
    ]


def _lire(flux: bytes, debut: int) -> FeuilleXls:
    feuille = FeuilleXls()
    gestes = {
        LIGNE: _ligne,
        COLONNES: _colonnes,
        FUSIONS: _fusions,
        FORMULE: _formule,
        ERREUR_BIFF: _erreur,
    }
    profondeur = 0  # a chart hung on the sheet is a substream inside it
    position = debut
    for _ in range(ENREGISTREMENTS_MAX):
        if position + 4 > len(flux):
            break
        genre, longueur = struct.unpack_from("<HH", flux, position)
        profondeur += (genre == BOF) - (genre == EOF)
        if profondeur == 1 and genre in gestes:
            gestes[genre](feuille, flux[position + 4 : position + 4 + longueur])
        if profondeur <= 0:
            break
        position += 4 + longueur
    return feuille


def _ligne(feuille: FeuilleXls, corps: bytes) -> None:
    numero, hauteur, options = struct.unpack_from("<H4xH4xH", corps)
    if options & 0x20 or (hauteur & 0x7FFF) == 0:
        feuille.lignes_masquees.append(numero + 1)


def _colonnes(feuille: FeuilleXls, corps: bytes) -> None:
    premiere, derniere, largeur, _, options = struct.unpack_from("<HHHHH", corps)
    if options & 1 or largeur == 0:
        feuille.colonnes_masquees += range(premiere + 1, min(derniere + 1, COLONNES_MAX) + 1)


def _fusions(feuille: FeuilleXls, corps: bytes) -> None:
    for rang in range(struct.unpack_from("<H", corps)[0]):
        haut, bas, gauche, droite = struct.unpack_from("<HHHH", corps, 2 + 8 * rang)
        feuille.fusions.append((haut + 1, gauche + 1, bas + 1, droite + 1))


def _formule(feuille: FeuilleXls, corps: bytes) -> None:
    """Its last two bytes of result say that it is not a number: an error, or nothing at all."""
    numero, colonne = struct.unpack_from("<HH", corps)
    if corps[12:14] != b"\xff\xff":
        return
    if corps[6] == 2:
        feuille.a_part.setdefault(numero + 1, []).append((colonne + 1, ERREURS.get(corps[8], "#N/A"), ERREUR))
    elif corps[6] == 3:
        feuille.a_part.setdefault(numero + 1, []).append((colonne + 1, "", SANS_VALEUR))


def _erreur(feuille: FeuilleXls, corps: bytes) -> None:
    numero, colonne, _, valeur, est_erreur = struct.unpack_from("<HHHBB", corps)
    if est_erreur:
        feuille.a_part.setdefault(numero + 1, []).append((colonne + 1, ERREURS.get(valeur, "#N/A"), ERREUR))
