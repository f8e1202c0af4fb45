"""Write workbooks by hand: cached results or none, hidden rows and columns, merges, 1904, in xlsx, ods and csv."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from clauses_app.imports.tableur_enveloppe import lettres_de_colonne

CLASSIQUE = "http://schemas.openxmlformats.org"
STYLES = {"date": 1, "duree": 2, "heure": 3, "nombre": 0}
FORMATS = (("date", 14), ("duree", 46), ("heure", 20))


@dataclass(frozen=True)
class Formule:
    """A formula, with the result that the file recorded, or none."""

    resultat: Any = None
    expression: str = "1+1"


@dataclass(frozen=True)
class Duree:
    """A number of hours in a cell formatted [h]:mm."""

    heures: float


@dataclass(frozen=True)
class Erreur:
    texte: str = "#REF!"


@dataclass
class F:
    """A sheet."""

    nom: str
    lignes: list[list[Any]]
    fusions: list[str] = field(default_factory=list)
    lignes_masquees: set[int] = field(default_factory=set)
    colonnes_masquees: set[int] = field(default_factory=set)
    masquee: bool = False


def xlsx(*feuilles: F, date1904: bool = False) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types(len(feuilles)))
        archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/workbook.xml", _classeur(feuilles, date1904))
        liens = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(feuilles) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", _relations([*liens, ("styles", "styles.xml")]))
        archive.writestr("xl/styles.xml", _styles())
        for numero, feuille in enumerate(feuilles, 1):
            archive.writestr(f"xl/worksheets/sheet{numero}.xml", _feuille(feuille, date1904))
    return sortie.getvalue()


def _types(nombre: int) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parties = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parties += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, nombre + 1)]
    dits = "".join(f'<Override PartName="{p}" ContentType="{base}.{t}+xml"/>' for p, t in parties)
    defauts = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{CLASSIQUE}/package/2006/content-types">{defauts}{dits}</Types>'


def _relations(liens: list[tuple[str, str]]) -> str:
    base = f"{CLASSIQUE}/officeDocument/2006/relationships"
    dits = "".join(f'<Relationship Id="r{n}" Type="{base}/{t}" Target="{c}"/>' for n, (t, c) in enumerate(liens, 1))
    return f'<Relationships xmlns="{CLASSIQUE}/package/2006/relationships">{dits}</Relationships>'


def _classeur(feuilles: tuple[F, ...], date1904: bool) -> str:
    dites = "".join(
        f'<sheet name="{escape(f.nom)}" sheetId="{n}" r:id="r{n}"{' state="hidden"' if f.masquee else ""}/>'
        for n, f in enumerate(feuilles, 1)
    )
    espaces = f'xmlns="{CLASSIQUE}/spreadsheetml/2006/main" xmlns:r="{CLASSIQUE}/officeDocument/2006/relationships"'
    calendrier = '<workbookPr date1904="1"/>' if date1904 else ""
    return f"<workbook {espaces}>{calendrier}<sheets>{dites}</sheets></workbook>"


def _styles() -> str:
    formats = "".join(f'<xf numFmtId="{numero}" applyNumberFormat="1"/>' for _, numero in FORMATS)
    return (
        f'<styleSheet xmlns="{CLASSIQUE}/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="4"><xf numFmtId="0"/>{formats}</cellXfs></styleSheet>'
    )


def _feuille(feuille: F, date1904: bool) -> str:
    colonnes = "".join(f'<col min="{c}" max="{c}" width="9" hidden="1"/>' for c in sorted(feuille.colonnes_masquees))
    lignes = []
    for numero, valeurs in enumerate(feuille.lignes, 1):
        cases = "".join(
            _case(f"{lettres_de_colonne(rang)}{numero}", v, date1904)
            for rang, v in enumerate(valeurs, 1)
            if v is not None
        )
        cache = ' hidden="1"' if numero in feuille.lignes_masquees else ""
        lignes.append(f'<row r="{numero}"{cache}>{cases}</row>')
    fusions = "".join(f'<mergeCell ref="{f}"/>' for f in feuille.fusions)
    return (
        f'<worksheet xmlns="{CLASSIQUE}/spreadsheetml/2006/main">'
        f"{f'<cols>{colonnes}</cols>' if colonnes else ''}<sheetData>{''.join(lignes)}</sheetData>"
        f"{f'<mergeCells>{fusions}</mergeCells>' if fusions else ''}</worksheet>"
    )


def _case(reference: str, valeur: Any, date1904: bool) -> str:
    match valeur:
        case str():
            return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(valeur)}</t></is></c>'
        case Erreur():
            return f'<c r="{reference}" t="e"><v>{valeur.texte}</v></c>'
        case Formule(resultat=None):
            return f'<c r="{reference}"><f>{valeur.expression}</f></c>'
        case Formule():
            return f'<c r="{reference}"><f>{valeur.expression}</f><v>{valeur.resultat}</v></c>'
        case Duree():
            return f'<c r="{reference}" s="2"><v>{valeur.heures / 24!r}</v></c>'
        case datetime.time():
            return f'<c r="{reference}" s="3"><v>{(valeur.hour * 60 + valeur.minute) / 1440!r}</v></c>'
        case datetime.date():
            origine = datetime.date(1904, 1, 1) if date1904 else datetime.date(1899, 12, 30)
            return f'<c r="{reference}" s="1"><v>{(valeur - origine).days}</v></c>'
    return f'<c r="{reference}"><v>{valeur}</v></c>'


ODS = "urn:oasis:names:tc:opendocument:xmlns"


def ods(*feuilles: F) -> bytes:
    espaces = " ".join(f'xmlns:{n}="{ODS}:{n}:1.0"' for n in ("office", "table", "text", "style"))
    cachee = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="cachee" style:family="table">{cachee}</style:style>'
    corps = "".join(_table(feuille) for feuille in feuilles)
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espaces}><office:automatic-styles>{style}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{corps}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", contenu)
    return sortie.getvalue()


def _table(feuille: F) -> str:
    largeur = max((len(ligne) for ligne in feuille.lignes), default=1)
    colonnes = "".join(
        f"<table:table-column{' table:visibility="collapse"' if c in feuille.colonnes_masquees else ''}/>"
        for c in range(1, largeur + 1)
    )
    lignes = []
    for numero, valeurs in enumerate(feuille.lignes, 1):
        cachee = ' table:visibility="filter"' if numero in feuille.lignes_masquees else ""
        cases = "".join(_case_ods(valeur) for valeur in valeurs) or "<table:table-cell/>"
        lignes.append(f"<table:table-row{cachee}>{cases}</table:table-row>")
    lignes.append('<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>')
    nom = ' table:style-name="cachee"' if feuille.masquee else ""
    return f'<table:table table:name="{escape(feuille.nom)}"{nom}>{colonnes}{"".join(lignes)}</table:table>'


def _case_ods(valeur: Any) -> str:
    match valeur:
        case None:
            return "<table:table-cell/>"
        case str():
            return f'<table:table-cell office:value-type="string"><text:p>{escape(valeur)}</text:p></table:table-cell>'
        case Formule(resultat=None):
            return '<table:table-cell table:formula="of:=1+1"/>'
        case Formule():
            lu = f'office:value-type="float" office:value="{valeur.resultat}"'
            return f'<table:table-cell table:formula="of:=1+1" {lu}/>'
        case Duree():
            minutes = round(valeur.heures * 60)
            iso = f"PT{minutes // 60:02d}H{minutes % 60:02d}M00S"
            return f'<table:table-cell office:value-type="time" office:time-value="{iso}"/>'
        case datetime.date():
            return f'<table:table-cell office:value-type="date" office:date-value="{valeur.isoformat()}"/>'
    return f'<table:table-cell office:value-type="float" office:value="{valeur}"/>'


def texte(lignes: list[list[Any]], *, separateur: str = ";", codage: str = "utf-8-sig", tout: bool = False) -> bytes:
    sortie = io.StringIO()
    citer = csv.QUOTE_ALL if tout else csv.QUOTE_MINIMAL
    ecrivain = csv.writer(sortie, delimiter=separateur, lineterminator="\r\n", quoting=citer)
    ecrivain.writerows([[_en_texte(valeur) for valeur in ligne] for ligne in lignes])
    return sortie.getvalue().encode(codage)


def _en_texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, datetime.date):
        return f"{valeur:%d/%m/%Y}"
    return str(valeur).replace(".", ",") if isinstance(valeur, float) else str(valeur)
