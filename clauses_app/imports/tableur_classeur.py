"""Read a workbook that passed the look at its envelope: cells as text, with their kind.

Runs in the confined process.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from clauses_app.imports.tableur_enveloppe import FEUILLE, rang_de_colonne
from clauses_app.imports.tableur_refus import PHRASES, FichierIllisible, Refus

TEXTE, NOMBRE, DATE, DUREE, BOOLEEN, ERREUR, SANS_VALEUR = (
    "texte",
    "nombre",
    "date",
    "duree",
    "booleen",
    "erreur",
    "sans_valeur",
)
CELLULES_MAX = 2_000_000
ERREURS = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)\Z")
ORIGINE_1900 = datetime.datetime(1899, 12, 31)  # noqa: DTZ001  a workbook knows no zone
FIN_DES_DUREES = datetime.datetime(1900, 3, 1)  # noqa: DTZ001  idem
CASE = re.compile(rb"""<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)""", re.DOTALL)
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
# a formula followed by nothing, or by an empty value
SANS_RESULTAT = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
)
EN_ERREUR = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*\bt\s*=\s*["']e["'][^>]*)>\s*(?:<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*)?"""
    rb"""<(?:\w+:)?v[^>]*>([^<]*)<"""
)
NOMBRE_JUSTE = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\Z")

type Case = tuple[int, str, str]


def lire_classeur(contenu: bytes) -> list[dict[str, Any]]:
    """Sheets in their order, hidden ones said so; only rows that hold something, with their number."""
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(contenu))
        a_part = _cases_a_part(contenu)
        feuilles = []
        for rang, feuille in enumerate(classeur.sheets_metadata):
            if feuille.typ != SheetTypeEnum.WorkSheet:
                continue
            visible = feuille.visible == SheetVisibleEnum.Visible
            lignes = _lire_feuille(classeur.get_sheet_by_index(rang), a_part.get(feuille.name, {}))
            feuilles.append({"nom": feuille.name, "visible": visible, "lignes": lignes})
        return feuilles
    except (CalamineError, zipfile.BadZipFile, ValueError, OverflowError) as erreur:
        raise _nommer_la_faute(contenu) from erreur


def _lire_feuille(feuille: CalamineSheet, a_part: dict[int, list[Case]]) -> list[tuple[int, list[Case]]]:
    lignes: dict[int, list[Case]] = {}
    total = 0
    if feuille.start is not None:
        for numero, valeurs in enumerate(feuille.to_python(skip_empty_area=False), start=1):
            cases = [case for rang, valeur in enumerate(valeurs, start=1) if (case := _case(rang, valeur))]
            total += len(cases)
            if total > CELLULES_MAX:
                raise FichierIllisible(Refus.TROP_GRAND)
            if cases:
                lignes[numero] = cases
    for numero, cases in a_part.items():
        lues = {rang for rang, _, _ in lignes.get(numero, [])}
        lignes[numero] = sorted(lignes.get(numero, []) + [case for case in cases if case[0] not in lues])
    return sorted(lignes.items())


def _case(rang: int, valeur: Any) -> Case | None:
    texte, genre = decrire(valeur)
    return (rang, texte, genre) if texte else None


def decrire(valeur: Any) -> tuple[str, str]:
    """What a cell says, as text: hours keep the exact figure that was typed."""
    if isinstance(valeur, str):  # by far the most frequent
        texte = valeur.replace("\r\n", "\n").strip()
        return (texte, ERREUR if texte[:1] == "#" and ERREURS.match(texte) else TEXTE)
    if isinstance(valeur, bool):
        return ("vrai" if valeur else "faux", BOOLEEN)
    if isinstance(valeur, (int, float)):
        return (str(int(valeur)) if valeur == int(valeur) and abs(valeur) < 1e15 else repr(valeur), NOMBRE)
    return _date_ou_duree(valeur)


def _date_ou_duree(valeur: Any) -> tuple[str, str]:
    match valeur:
        case datetime.timedelta():
            return (_duree(valeur), DUREE)
        case datetime.time():
            return (f"{valeur.hour}:{valeur.minute:02d}", DUREE)
        case datetime.datetime():
            return _date_et_heure(valeur)
        case datetime.date():
            return (valeur.isoformat(), DATE)
    return (str(valeur).strip(), TEXTE)


def _date_et_heure(valeur: datetime.datetime) -> tuple[str, str]:
    """« hh:mm » above a day is stored as an instant of January 1900: it is a duration."""
    if valeur < FIN_DES_DUREES:
        return (_duree(valeur - ORIGINE_1900), DUREE)
    return (valeur.isoformat(sep=" ", timespec="minutes"), DATE)


def _duree(duree: datetime.timedelta) -> str:
    secondes = round(duree.total_seconds())
    signe, secondes = ("-", -secondes) if secondes < 0 else ("", secondes)
    minutes, reste = divmod(secondes, 60)
    texte = f"{signe}{minutes // 60}:{minutes % 60:02d}"
    return f"{texte}:{reste:02d}" if reste else texte


def _feuilles_xml(contenu: bytes) -> Iterator[tuple[str, bytes]]:
    """(name of the sheet, its XML): calamine says neither formulas without value nor the cell it refuses."""
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        liens = (
            archive.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in archive.NameToInfo else b""
        )
        cibles = {}
        for lien in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", liens):
            cible = _attribut(lien, b"Target").removeprefix("/xl/").removeprefix("/")
            cibles[_attribut(lien, b"Id")] = f"xl/{cible}"
        for feuille in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", archive.read("xl/workbook.xml")):
            partie = cibles.get(_attribut(feuille, rb"\w+:id"), "")
            if FEUILLE.match(partie) and partie in archive.NameToInfo:
                yield _attribut(feuille, b"name"), archive.read(partie)


def _attribut(balise: bytes, nom: bytes) -> str:
    trouve = re.search(rb"\b" + nom + rb"""\s*=\s*["']([^"']*)["']""", balise)
    texte = trouve[1].decode("utf-8", "replace") if trouve else ""
    for entite, signe in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        texte = texte.replace(entite, signe)
    return texte


def _cases_a_part(contenu: bytes) -> dict[str, dict[int, list[Case]]]:
    """Errors, and formulas never computed: calamine says « empty », which would pass for nothing declared."""
    trouvees: dict[str, dict[int, list[Case]]] = {}
    for nom, partie in _feuilles_xml(contenu):
        lignes = trouvees.setdefault(nom, {})
        couples = [(attributs, b"", SANS_VALEUR) for attributs in SANS_RESULTAT.findall(partie)]
        couples += [(attributs, erreur, ERREUR) for attributs, erreur in EN_ERREUR.findall(partie)]
        for attributs, texte, genre in couples:
            reference = REFERENCE.search(attributs)
            if reference:
                rang = rang_de_colonne(reference[1].decode("ascii"))
                lignes.setdefault(int(reference[2]), []).append((rang, texte.decode("utf-8", "replace"), genre))
    return trouvees


def _nommer_la_faute(contenu: bytes) -> FichierIllisible:
    """The reader refuses a whole sheet for one wrong number: say which cell, when it can be found."""
    try:
        for nom, partie in _feuilles_xml(contenu):
            for attributs, interieur in CASE.findall(partie):
                if _est_fausse(attributs, interieur):
                    reference = _attribut(attributs, b"r")
                    debut = f"La case {reference} de la feuille « {nom} » contient une valeur impossible à lire."
                    return FichierIllisible(Refus.CASE, f"{debut} Corrigez-la, puis déposez le fichier à nouveau.")
    except (zipfile.BadZipFile, KeyError, OSError):
        pass
    return FichierIllisible(Refus.ENDOMMAGE, PHRASES[Refus.ENDOMMAGE])


def _est_fausse(attributs: bytes, interieur: bytes) -> bool:
    genre = _attribut(attributs, b"t") or "n"
    valeur = re.search(rb"<(?:\w+:)?v[^>]*>([^<]*)<", interieur)
    if not valeur:
        return False
    texte = valeur[1].strip()
    if genre == "n":
        return not NOMBRE_JUSTE.match(texte) or len(texte) > 40
    return genre == "b" and texte not in {b"0", b"1", b"true", b"false"}
