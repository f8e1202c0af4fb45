"""Reads a file of published contracts (DECP), whatever its shape: contracts kept, faults named, never an error."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clauses_app.imports.tableur import lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from marches.imports.decp_json import Enregistrements, lire_json
from marches.imports.decp_lu import Anomalie, Avertissement, CodeAnomalie, LectureDecp, MarcheLu
from marches.imports.decp_officiel import lire_marche
from marches.imports.decp_tabulaire import Tableau, lire_tableau, rangees_nommees, rassembler
from marches.imports.decp_texte import decoder, deviner_separateur, en_lignes, lire_rangees
from marches.imports.decp_xml import lire_xml

CLASSEUR = b"PK\x03\x04"
TAILLE_MAX = 100 * 1024 * 1024
PAGE_WEB = re.compile(r"^\s*(<!doctype\s+html|<html|<head|<body)|<html[\s>]", re.IGNORECASE)
SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "Ce fichier est un ancien classeur Excel : enregistrez-le en CSV."),
    (b"\x1f\x8b", "Ce fichier est compressé : décompressez-le avant de le déposer."),
    (b"%PDF", "Ce fichier est un PDF : déposez le fichier JSON, XML ou CSV des données essentielles."),
)


def lire_decp(contenu: bytes) -> LectureDecp:
    """The content decides of the format, never the name of the file."""
    faute = _refuser(contenu)
    if faute:
        return _illisible(*faute)
    if contenu.startswith(CLASSEUR):
        return _lire_classeur(contenu)
    texte, encodage = decoder(contenu)
    debut = texte.lstrip()[:1]
    if not debut:
        return _illisible(CodeAnomalie.FICHIER_VIDE, "Ce fichier est vide.")
    if debut == "<" and PAGE_WEB.search(texte[:2000]):
        message = "Ce fichier est une page web, sans doute un message d’erreur : téléchargez à nouveau les données."
        return _illisible(CodeAnomalie.FORMAT_INCONNU, message)
    if debut in "{[":
        return _lire_enregistrements("JSON", encodage, lire_json(texte.strip()))
    if debut == "<":
        return _lire_enregistrements("XML", encodage, lire_xml(texte))
    return _lire_csv(texte, encodage)


def _refuser(contenu: bytes) -> tuple[CodeAnomalie, str] | None:
    if not contenu.strip():
        return CodeAnomalie.FICHIER_VIDE, "Ce fichier est vide."
    if len(contenu) > TAILLE_MAX:
        return CodeAnomalie.FICHIER_TROP_GROS, "Ce fichier dépasse 100 Mo : découpez-le, par exemple par année."
    for signature, message in SIGNATURES:
        if contenu.startswith(signature):
            return CodeAnomalie.FORMAT_INCONNU, message
    return None


def _illisible(code: CodeAnomalie, message: str) -> LectureDecp:
    return LectureDecp("", anomalies=(Anomalie(1, "", code, message),))


def _lire_enregistrements(forme: str, encodage: str, lus: Enregistrements) -> LectureDecp:
    if lus.sont_des_rangees:
        return _lire_dossiers(forme, encodage, "", rangees_nommees(lus.valeurs))
    resultats = [lire_marche(valeur, ligne=rang) for rang, valeur in enumerate(lus.valeurs, start=1)]
    return _conclure(LectureDecp(forme, encodage, "", len(lus.valeurs), 0, (), lus.anomalies), resultats)


def _lire_csv(texte: str, encodage: str) -> LectureDecp:
    lignes = en_lignes(texte)
    separateur = deviner_separateur(lignes)
    return _lire_dossiers("CSV", encodage, separateur, lire_tableau(lire_rangees(lignes, separateur)))


def _lire_classeur(contenu: bytes) -> LectureDecp:
    """The first visible sheet of a workbook, opened in the confined process."""
    try:
        classeur = lire_tableur(contenu, "marches.xlsx")
    except FichierIllisible as refus:
        return _illisible(CodeAnomalie.FICHIER_ILLISIBLE, str(refus))
    feuille = next(iter(classeur.visibles), None)
    textes = [(ligne.numero, ligne.textes()) for ligne in feuille.lignes] if feuille else []
    largeur = max((max(cases, default=0) for _, cases in textes), default=0)
    rangees = ((numero, [cases.get(rang, "") for rang in range(1, largeur + 1)]) for numero, cases in textes)
    return _lire_dossiers("XLSX", "", "", lire_tableau(rangees))


def _lire_dossiers(forme: str, encodage: str, separateur: str, tableau: Tableau) -> LectureDecp:
    lecture = LectureDecp(
        forme, encodage, separateur, tableau.lignes_lues, tableau.doublons, (), tuple(tableau.anomalies)
    )
    resultats = [
        lire_marche(dossier.valeurs, ligne=dossier.ligne, doutes=dossier.doutes)
        for dossier in rassembler(tableau.rangees)
    ]
    return _conclure(lecture, resultats)


def _conclure(lecture: LectureDecp, resultats: Iterable[MarcheLu | Anomalie]) -> LectureDecp:
    """One contract per buyer and number; a file that gives nothing says so."""
    marches: dict[str, MarcheLu] = {}
    anomalies = list(lecture.anomalies)
    doublons = lecture.doublons
    for resultat in resultats:
        if isinstance(resultat, Anomalie):
            anomalies.append(resultat)
            continue
        deja = marches.get(resultat.uid)
        marches[resultat.uid] = _departager(deja, resultat) if deja else resultat
        doublons += deja is not None
    if not marches and not anomalies:
        message = "Ce fichier ne contient aucun marché : vérifiez qu’il s’agit bien de données essentielles."
        anomalies.append(Anomalie(1, "", CodeAnomalie.AUCUN_MARCHE, message))
    return replace(lecture, doublons=doublons, marches=tuple(marches.values()), anomalies=tuple(anomalies))


def _departager(ancien: MarcheLu, nouveau: MarcheLu) -> MarcheLu:
    """The latest version wins, the later in the file at equal date; unrelated holders raise a doubt."""
    garde = nouveau if nouveau.derniere_version_le >= ancien.derniere_version_le else ancien
    avant, apres = ({t.identifiant for t in m.titulaires if t.identifiant} for m in (ancien, nouveau))
    if not (avant and apres and avant.isdisjoint(apres)):
        return garde
    message = "Ce numéro est publié plusieurs fois avec des titulaires sans rapport : sans doute plusieurs lots."
    doute = Avertissement("id", garde.identifiant, message, grave=True)
    return replace(garde, avertissements=tuple(dict.fromkeys((*garde.avertissements, doute))))
