"""The file of a report is PDF/UA-1 and PDF/A-3a, carries its data, and the checks that say so see what is broken."""

import csv
import io
import json
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, NameObject, TextStringObject

from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.figer import depuis_json, empreinte
from suivi_heures.restitutions.joindre_donnees import NOM_CSV, NOM_JSON, SCHEMA
from suivi_heures.restitutions.mesurer_bilan import COLONNES, mesurer_bilan
from suivi_heures.restitutions.produire_bilan import mettre_en_page
from tests.clauses_app.norme_pdf import enfants, fautes, parcourir
from tests.suivi_heures.restitutions.exemple import BILAN

ADRESSE = "https://ancrage.example/rapports/verifier/3-0123456789abcdef0123456789abcdef/"


@pytest.fixture(scope="module")
def document():
    return mettre_en_page(BILAN, verification=ADRESSE)


def test_le_rapport_suit_les_deux_normes(document):
    assert fautes(document) == []


def test_les_memes_chiffres_et_la_meme_adresse_donnent_les_memes_octets(document):
    assert mettre_en_page(BILAN, verification=ADRESSE) == document


def test_le_fichier_porte_ses_donnees(document):
    pieces = {nom: contenus[0] for nom, contenus in PdfReader(BytesIO(document)).attachments.items()}
    lu = json.loads(pieces[NOM_JSON])
    assert (lu["schema"], lu["empreinte"]) == (SCHEMA, empreinte(BILAN.chiffres()))
    assert depuis_json(BilanTrimestriel, lu["rapport"]) == BILAN
    lignes = list(csv.reader(io.StringIO(pieces[NOM_CSV].decode())))
    assert tuple(lignes[0]) == COLONNES
    assert len(lignes) == len(mesurer_bilan(BILAN)) + 1


def test_l_ordre_de_lecture_est_celui_des_pages(document):
    """Titles read through the structure, in the order of the bookmarks."""
    lecteur = PdfReader(BytesIO(document))
    titres = [noeud for noeud, _ in parcourir(lecteur.trailer["/Root"]["/StructTreeRoot"]) if noeud.get("/S") == "/H2"]
    pages = [lecteur.get_page_number(_page(noeud)) for noeud in titres]
    assert pages == sorted(pages)
    assert len(titres) == sum(1 for _ in _plat(lecteur.outline)) - 1  # the cover has no h2


def _page(noeud):
    if "/Pg" in noeud:
        return noeud["/Pg"]
    return _page(next(un for un in enfants(noeud) if hasattr(un, "get")))


def _plat(signets):
    for un in signets:
        if isinstance(un, list):
            yield from _plat(un)
        else:
            yield un


def _sans_langue(plume):
    del plume._root_object["/Lang"]


def _sans_titre_affiche(plume):
    plume._root_object["/ViewerPreferences"][NameObject("/DisplayDocTitle")] = BooleanObject(False)


def _sans_couleurs(plume):
    del plume._root_object["/OutputIntents"]


def _sans_texte_de_dessin(plume):
    dessin = next(n for n, _ in parcourir(plume._root_object["/StructTreeRoot"]) if n.get("/S") == "/Figure")
    dessin[NameObject("/Alt")] = TextStringObject(" ")


def _sans_portee(plume):
    entete = next(n for n, _ in parcourir(plume._root_object["/StructTreeRoot"]) if n.get("/S") == "/TH")
    del entete["/A"]


def _titre_de_trop(plume):
    titre = next(n for n, _ in parcourir(plume._root_object["/StructTreeRoot"]) if n.get("/S") == "/H2")
    titre[NameObject("/S")] = NameObject("/H4")


def _piece_sans_lien(plume):
    del plume._root_object["/AF"][0].get_object()["/AFRelationship"]


def _police_dehors(plume):
    police = next(iter(plume.pages[1]["/Resources"]["/Font"].values())).get_object()
    description = police["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    for nom in ("/FontFile", "/FontFile2", "/FontFile3"):
        description.pop(nom, None)


def _contenu_perdu(plume):
    paragraphe = next(n for n, _ in parcourir(plume._root_object["/StructTreeRoot"]) if n.get("/S") == "/P")
    paragraphe.pop("/K")


SEMEES = {
    "UA 7.2 : langue": _sans_langue,
    "UA 7.1 : le titre": _sans_titre_affiche,
    "A 6.2.3": _sans_couleurs,
    "UA 7.3": _sans_texte_de_dessin,
    "UA 7.5": _sans_portee,
    "UA 7.4.2": _titre_de_trop,
    "A 6.8": _piece_sans_lien,
    "A 6.2.11.4": _police_dehors,
    "UA 7.1": _contenu_perdu,
}


@pytest.mark.parametrize("regle", SEMEES)
def test_chaque_faute_semee_est_vue(document, regle):
    plume = PdfWriter(clone_from=BytesIO(document))
    SEMEES[regle](plume)
    sortie = BytesIO()
    plume.write(sortie)
    assert any(regle in faute for faute in fautes(sortie.getvalue()))
