"""Read a CSV as companies export it: separator, encoding and quotes are found out, never guessed twice.

Runs in the confined process.
"""

from __future__ import annotations

import csv
import io

from clauses_app.imports.tableur_enveloppe import COLONNES_MAX, LIGNES_MAX
from clauses_app.imports.tableur_refus import FichierIllisible, Refus

LONGUEUR_MAX = 65_536  # a quote never closed would otherwise swallow the whole file
SEPARATEURS = (";", ",", "\t", "|")
ECHANTILLON = 20
CODAGE_INCONNU = (
    "Les caractères du fichier ne se lisent pas. Enregistrez-le en « CSV UTF-8 » ou en classeur Excel (.xlsx),"
    " puis déposez-le à nouveau."
)


def lire_csv(contenu: bytes) -> list[list[str]]:
    """Every record, empty ones included, so that a record keeps the number the sender sees."""
    texte = decoder(contenu)
    if max(map(len, texte.splitlines()), default=0) > LONGUEUR_MAX:
        raise FichierIllisible(Refus.ENDOMMAGE, "Une ligne du fichier est démesurée : un guillemet n’est pas fermé.")
    csv.field_size_limit(LONGUEUR_MAX)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=trouver_separateur(texte))
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
    """UTF-8, UTF-16 with its mark, else Windows-1252; strictly."""
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        codages: tuple[str, ...] = ("utf-16",)
    else:
        codages = ("utf-8-sig", "cp1252")
    for codage in codages:
        try:
            texte = contenu.decode(codage)
        except UnicodeDecodeError:
            continue
        if "\0" in texte:
            raise FichierIllisible(Refus.FORMAT)
        return texte
    raise FichierIllisible(Refus.FORMAT, CODAGE_INCONNU)


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
