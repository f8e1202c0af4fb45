"""Read a CSV as companies export it: separator, encoding and quotes are found out, never guessed twice.

Runs in the confined process.
"""

from __future__ import annotations

import csv
import io
import re

from clauses_app.imports.tableur_enveloppe import COLONNES_MAX, LIGNES_MAX
from clauses_app.imports.tableur_refus import FichierIllisible, Refus

LONGUEUR_MAX = 65_536  # a quote never closed would otherwise swallow the whole file
LETTRES_FRANCAISES = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ’‘“”«»–—…€°²\xa0")
CONTROLES = re.compile(r"[\x00-\x08\x0e-\x1f]")
ANNONCE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # told to the spreadsheet, which does not show it
SEPARATEURS = (";", ",", "\t", "|")
ECHANTILLON = 20
CODAGE_INCONNU = (
    "Les caractères du fichier ne se lisent pas. Enregistrez-le en « CSV UTF-8 » ou en classeur Excel (.xlsx),"
    " puis déposez-le à nouveau."
)


def lire_csv(contenu: bytes) -> list[list[str]]:
    """Every record, empty ones included, so that a record keeps the number the sender sees."""
    texte = decoder(contenu)
    annonce = ANNONCE.match(texte)
    if annonce:
        texte = texte[annonce.end() :]
    if max(map(len, texte.splitlines()), default=0) > LONGUEUR_MAX:
        raise FichierIllisible(Refus.ENDOMMAGE, "Une ligne du fichier est démesurée : un guillemet n’est pas fermé.")
    csv.field_size_limit(LONGUEUR_MAX)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=annonce[1] if annonce else trouver_separateur(texte))
    lignes: list[list[str]] = []
    try:
        for ligne in lecteur:
            if len(lignes) >= LIGNES_MAX or len(ligne) > COLONNES_MAX:
                raise FichierIllisible(Refus.TROP_GRAND)
            lignes.append(ligne)
    except csv.Error as erreur:
        phrase = f"La ligne {lecteur.line_num} du fichier ne se lit pas : un guillemet n’est sans doute pas fermé."
        raise FichierIllisible(Refus.ENDOMMAGE, phrase) from erreur
    return lignes


def decoder(contenu: bytes) -> str:
    """UTF-8, UTF-16, else the old encoding (Windows, DOS, Mac) whose letters are the most French."""
    candidats = [texte for codage in _codages(contenu) if (texte := _decoder(contenu, codage)) is not None]
    if not candidats:
        raise FichierIllisible(Refus.FORMAT, CODAGE_INCONNU)
    texte = max(candidats, key=_noter_les_lettres)  # the first one, when they are worth the same
    if CONTROLES.search(texte):
        raise FichierIllisible(Refus.FORMAT)
    return texte


def _codages(contenu: bytes) -> tuple[str, ...]:
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    debut = contenu[:2000]
    if len(debut) > 3 and debut[1::2].count(0) > 0.4 * len(debut[1::2]):
        return ("utf-16-le",)
    if _decoder(contenu, "utf-8-sig") is not None:
        return ("utf-8-sig",)
    return ("cp1252", "cp850", "mac_roman")


def _decoder(contenu: bytes, codage: str) -> str | None:
    try:
        return contenu.decode(codage)
    except UnicodeDecodeError:
        return None


def _noter_les_lettres(texte: str) -> int:
    """Letters that French uses, against signs that it does not: an old encoding betrays itself."""
    rares = [c for c in texte if c > "\x7f"]
    return sum(1 if c in LETTRES_FRANCAISES else -1 for c in rares)


def trouver_separateur(texte: str) -> str:
    """The one that cuts the first records into the same number of columns, the most of them."""
    lignes = [ligne for ligne in texte.splitlines()[: ECHANTILLON * 2] if ligne.strip()][:ECHANTILLON]
    notes = {separateur: _noter(lignes, separateur) for separateur in SEPARATEURS}
    return max(SEPARATEURS, key=lambda separateur: notes[separateur])


def _noter(lignes: list[str], separateur: str) -> tuple[int, int]:
    """How many records agree with the widest common width, then that width."""
    try:
        largeurs = [len(ligne) for ligne in csv.reader(lignes, delimiter=separateur)]
    except csv.Error:
        return (0, 0)
    communes = [largeur for largeur in largeurs if largeur > 1]
    if not communes:
        return (0, 0)
    largeur = max(set(communes), key=lambda une: (communes.count(une), une))
    return (communes.count(largeur), largeur)
