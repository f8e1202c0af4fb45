"""Read an OpenDocument workbook in one pass: what is shown, what is hidden, what is merged, at its place.

Runs in the confined process. Our own reading, because the shared reader tells neither hidden rows nor
formulas without a result; a sheet of a million repeated empty rows costs nothing here.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from clauses_app.imports.tableur_cellules import (
    BOOLEEN,
    CELLULES_MAX,
    DATE,
    DUREE,
    ERREUR,
    NOMBRE,
    SANS_VALEUR,
    TEXTE,
    Case,
    decrire,
)
from clauses_app.imports.tableur_enveloppe import COLONNES_MAX, FEUILLES_MAX, LIGNES_MAX
from clauses_app.imports.tableur_refus import FichierIllisible, Refus

ESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT, STYLE = (ESPACE % nom for nom in ("table", "office", "text", "style"))
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
DUREE_ISO = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?\Z")
ERREUR_ECRITE = re.compile(r"(#[A-Z/0!?]+|Err:\d{3})\Z")
CACHEES = {"collapse", "filter"}


@dataclass(slots=True)
class _Feuille:
    nom: str
    visible: bool
    ligne: int = 0  # the last row read
    colonne: int = 0  # the last cell read in the current row
    repetee: int = 1
    cachee: bool = False
    cases: list[Case] = field(default_factory=list)
    lignes: list[tuple[int, list[Case]]] = field(default_factory=list)
    lignes_masquees: list[int] = field(default_factory=list)
    colonnes_masquees: list[int] = field(default_factory=list)
    derniere_colonne: int = 0
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)
    total: int = 0


def lire_ods(contenu: bytes) -> list[dict[str, Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive, archive.open("content.xml") as flux:
            return _Lecteur().lire(flux)
    except (ParseError, DefusedXmlException, KeyError, zipfile.BadZipFile, ValueError, OverflowError) as erreur:
        raise FichierIllisible(Refus.ENDOMMAGE) from erreur


class _Lecteur:
    def __init__(self) -> None:
        self.feuilles: list[_Feuille] = []
        self.feuille: _Feuille | None = None
        self.styles_caches: set[str] = set()
        self.style = ""
        self.groupes: list[bool] = []
        self.profondeur = 0  # tables inside a cell of a table are not ours

    def lire(self, flux: Any) -> list[dict[str, Any]]:
        ouvertures = {
            f"{STYLE}style": self._style,
            f"{STYLE}table-properties": self._proprietes,
            f"{TABLE}table": self._table,
            f"{TABLE}table-row-group": self._groupe,
            f"{TABLE}table-column-group": self._groupe,
            f"{TABLE}table-row": self._ligne,
        }
        fermetures = {
            f"{TABLE}table": self._fin_de_table,
            f"{TABLE}table-row-group": self._fin_de_groupe,
            f"{TABLE}table-column-group": self._fin_de_groupe,
            f"{TABLE}table-column": self._colonne,
            f"{TABLE}table-cell": self._case,
            f"{TABLE}covered-table-cell": self._couverte,
            f"{TABLE}table-row": self._fin_de_ligne,
        }
        for evenement, element in iterparse(flux, events=("start", "end"), forbid_dtd=True):
            geste = (ouvertures if evenement == "start" else fermetures).get(element.tag)
            if geste is not None:
                geste(element)
        return [_decrire_feuille(feuille) for feuille in self.feuilles]

    def _style(self, element: Element) -> None:
        self.style = element.get(f"{STYLE}name", "")

    def _proprietes(self, element: Element) -> None:
        if element.get(f"{TABLE}display") == "false":
            self.styles_caches.add(self.style)

    def _table(self, element: Element) -> None:
        self.profondeur += 1
        if self.profondeur > 1:
            return
        if len(self.feuilles) >= FEUILLES_MAX:
            raise FichierIllisible(Refus.TROP_GRAND, "Le classeur a plus de 30 feuilles. Gardez celles du relevé.")
        visible = element.get(f"{TABLE}style-name") not in self.styles_caches
        self.feuille = _Feuille(element.get(f"{TABLE}name", ""), visible)
        self.feuilles.append(self.feuille)

    def _fin_de_table(self, element: Element) -> None:
        self.profondeur -= 1
        element.clear()
        if self.profondeur == 0:
            self.feuille = None

    def _groupe(self, element: Element) -> None:
        self.groupes.append(element.get(f"{TABLE}display") == "false")

    def _fin_de_groupe(self, element: Element) -> None:
        self.groupes.pop()
        element.clear()

    def _colonne(self, element: Element) -> None:
        feuille = self.feuille
        if feuille is None or self.profondeur != 1:
            return
        debut = feuille.derniere_colonne + 1
        feuille.derniere_colonne += _entier(element, "number-columns-repeated")
        if element.get(f"{TABLE}visibility") in CACHEES or any(self.groupes):
            feuille.colonnes_masquees += range(debut, min(feuille.derniere_colonne, COLONNES_MAX) + 1)

    def _ligne(self, element: Element) -> None:
        feuille = self.feuille
        if feuille is None or self.profondeur != 1:
            return
        feuille.colonne, feuille.cases = 0, []
        feuille.repetee = _entier(element, "number-rows-repeated")
        feuille.cachee = element.get(f"{TABLE}visibility") in CACHEES or any(self.groupes)

    def _fin_de_ligne(self, element: Element) -> None:
        feuille = self.feuille
        if feuille is None or self.profondeur != 1:
            return
        if feuille.cases:
            derniere = feuille.ligne + feuille.repetee
            feuille.total += len(feuille.cases) * feuille.repetee
            if derniere > LIGNES_MAX or feuille.total > CELLULES_MAX:
                raise FichierIllisible(Refus.TROP_GRAND)
            for numero in range(feuille.ligne + 1, derniere + 1):
                feuille.lignes.append((numero, feuille.cases))
                if feuille.cachee:
                    feuille.lignes_masquees.append(numero)
        feuille.ligne += feuille.repetee
        element.clear()

    def _couverte(self, element: Element) -> None:
        if self.feuille is not None and self.profondeur == 1:
            self.feuille.colonne += _entier(element, "number-columns-repeated")

    def _case(self, element: Element) -> None:
        feuille = self.feuille
        if feuille is None or self.profondeur != 1:
            return
        debut, repetee = feuille.colonne + 1, _entier(element, "number-columns-repeated")
        feuille.colonne += repetee
        texte, genre = _valeur(element)
        if texte or genre == SANS_VALEUR:
            if feuille.colonne > COLONNES_MAX:
                raise FichierIllisible(Refus.TROP_GRAND)
            feuille.cases += [(rang, texte, genre) for rang in range(debut, feuille.colonne + 1)]
        large, haute = _entier(element, "number-columns-spanned"), _entier(element, "number-rows-spanned")
        if (large > 1 or haute > 1) and len(feuille.fusions) < LIGNES_MAX:
            ligne = feuille.ligne + 1
            feuille.fusions.append((ligne, debut, ligne + haute - 1, debut + large - 1))


def _entier(element: Element, nom: str) -> int:
    return max(1, int(element.get(f"{TABLE}{nom}", "1")))


def _valeur(element: Element) -> tuple[str, str]:
    genre = element.get(f"{OFFICE}value-type") or element.get(f"{CALCEXT}value-type") or ""
    texte = _texte(element)
    formule = element.get(f"{TABLE}formula")
    if element.get(f"{CALCEXT}value-type") == "error" or (formule and ERREUR_ECRITE.match(texte)):
        return texte or "#ERREUR", ERREUR
    lue = _typee(element, genre, texte)
    if formule and not lue[0]:
        return "", SANS_VALEUR
    return lue


def _typee(element: Element, genre: str, texte: str) -> tuple[str, str]:
    match genre:
        case "float" | "percentage" | "currency":
            nombre = element.get(f"{OFFICE}value")
            return (decrire(float(nombre))[0], NOMBRE) if nombre else ("", TEXTE)
        case "date":
            return (element.get(f"{OFFICE}date-value", "").replace("T", " ")[:16].removesuffix(" 00:00"), DATE)
        case "time":
            return (_duree(element.get(f"{OFFICE}time-value", "")), DUREE)
        case "boolean":
            return ("vrai" if element.get(f"{OFFICE}boolean-value") == "true" else "faux", BOOLEEN)
    return (element.get(f"{OFFICE}string-value") or texte).strip(), TEXTE


def _duree(iso: str) -> str:
    trouve = DUREE_ISO.match(iso)
    if not trouve:
        return iso
    signe, heures, minutes, secondes = trouve.groups()
    texte = f"{signe}{int(heures or 0)}:{int(minutes or 0):02d}"
    return f"{texte}:{int(secondes):02d}" if int(secondes or 0) else texte


def _texte(element: Element) -> str:
    """Paragraphs of the cell itself: a comment or a drawing hung on it is not its content."""
    return "\n".join(_paragraphe(fils) for fils in element if fils.tag == f"{TEXT}p").strip()


def _paragraphe(element: Element) -> str:
    morceaux = [element.text or ""]
    for fils in element:
        if fils.tag == f"{TEXT}s":
            morceaux.append(" " * min(int(fils.get(f"{TEXT}c", "1")), 100))
        elif fils.tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
            morceaux.append(" ")
        elif fils.tag.startswith(TEXT):
            morceaux.append(_paragraphe(fils))
        morceaux.append(fils.tail or "")
    return "".join(morceaux)


def _decrire_feuille(feuille: _Feuille) -> dict[str, Any]:
    return {
        "nom": feuille.nom,
        "visible": feuille.visible,
        "lignes": feuille.lignes,
        "lignes_masquees": feuille.lignes_masquees,
        "colonnes_masquees": feuille.colonnes_masquees,
        "fusions": feuille.fusions,
    }
