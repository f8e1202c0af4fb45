"""A PDF fetches nothing, prints what it is given literally, and is the same twice."""

import json
import logging
import socket
from dataclasses import fields, is_dataclass, replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from clauses_app.pdf import RessourceInterdite, convertir_en_pdf, rendre_pdf
from suivi_heures.restitutions.bilan_trimestriel import Perimetre
from suivi_heures.restitutions.presenter_bilan import composer_contexte
from suivi_heures.restitutions.produire_bilan import mettre_en_page
from tests.clauses_app.norme_pdf import fautes
from tests.clauses_app.structure_pdf import lire_structure
from tests.suivi_heures.restitutions.exemple import BILAN

GABARIT = "suivi_heures/pdf/bilan_trimestriel/rapport.html"
PAGE = "<!doctype html><html lang='fr'><head><title>t</title>{tete}</head><body><p>Bonjour</p>{corps}</body></html>"
HOSTILE = '"><img src=http://192.0.2.1/{n}><style>@import url(http://192.0.2.1/);</style>{{{{ {n} }}}}'


def rendre(bilan):
    return rendre_pdf(GABARIT, composer_contexte(bilan), titre=bilan.titre)


def texte(octets):
    return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(octets)).pages).split())


@pytest.fixture(scope="module")
def document():
    return rendre(BILAN)


@pytest.fixture
def prises(monkeypatch):
    """Every attempt to connect or to resolve a name."""
    tentatives = []

    def refuser(*arguments, **options):
        tentatives.append(arguments)
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", refuser)
    monkeypatch.setattr(socket, "getaddrinfo", refuser)
    return tentatives


@pytest.mark.parametrize("morceau", [
    "<img src='http://192.0.2.1/a.png'>", "<img src='file:///etc/passwd'>", "<img src='a.png'>",
    "<link rel='stylesheet' href='http://192.0.2.1/a.css'>", "<style>@import 'http://192.0.2.1/a.css';</style>",
    "<p style='background: url(http://192.0.2.1/a.png)'>x</p>", "<object data='http://192.0.2.1/a.svg'></object>",
    "<embed src='http://192.0.2.1/a.svg'>", "<link rel='attachment' href='file:///etc/passwd'>",
    "<img src='actif:../settings.py'>", "<img src='actif:/etc/passwd'>", "<img src='data:image/png;base64,AAAA'>",
])  # fmt: skip
def test_toute_autre_ressource_arrete_le_document(prises, morceau):
    with pytest.raises(RessourceInterdite):
        convertir_en_pdf(PAGE.format(tete=morceau if "rel=" in morceau else "", corps=morceau))
    assert prises == []


@pytest.mark.parametrize("marque", ["\u202e", "\u2067", "\u200f", "\u061c"])
def test_un_nom_ne_retourne_pas_les_chiffres_qui_le_suivent(marque):
    """An invisible mark in the name of a company would have « 600 h sur 833 » read from right to left."""
    octets = convertir_en_pdf(PAGE.format(tete="", corps=f"<p>Crépis {marque}Neufs : 600 h sur 833</p>"))
    assert "Crépis Neufs : 600 h sur 833" in texte(octets)


def test_le_document_est_balise_et_porte_son_titre(document):
    lecteur = PdfReader(BytesIO(document))
    racine = lecteur.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/Lang"] == "fr"
    assert "/StructTreeRoot" in racine
    assert lecteur.metadata.title == BILAN.titre
    assert "pdfuaid:part" in lecteur.xmp_metadata.stream.get_data().decode()
    assert lecteur.outline


def test_chaque_dessin_se_lit_a_haute_voix(document):
    vus = []

    def visiter(noeud):
        noeud = noeud.get_object()
        if noeud.get("/S") == "/Figure":
            vus.append(noeud.get("/Alt", ""))
        enfants = noeud.get("/K", [])
        for enfant in enfants if isinstance(enfants, list) else [enfants]:
            if not isinstance(enfant, int) and hasattr(enfant.get_object(), "get"):
                visiter(enfant)

    visiter(PdfReader(BytesIO(document)).trailer["/Root"]["/StructTreeRoot"])
    assert len(vus) > 10
    assert all(vus)


def test_le_meme_contenu_donne_les_memes_octets(document):
    assert rendre(BILAN) == document


def test_le_moteur_ne_se_plaint_de_rien(caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        rendre(BILAN)
    assert [trace.getMessage() for trace in caplog.records] == []


def empoisonner(valeur, chemin=""):
    """Every text of the figures, replaced by a hostile one that says where it was."""
    if is_dataclass(valeur):
        return replace(
            valeur,
            **{
                champ.name: empoisonner(getattr(valeur, champ.name), f"{chemin}{champ.name}")
                for champ in fields(valeur)
                if champ.name not in {"etat", "masque", "trimestre", "motif"}
            },
        )
    if isinstance(valeur, tuple):
        return tuple(empoisonner(un, f"{chemin}{rang}") for rang, un in enumerate(valeur))
    return HOSTILE.format(n=chemin[-12:]) if type(valeur) is str else valeur


def test_un_texte_hostile_dans_chaque_champ_s_imprime_tel_quel_sans_requete(prises):
    octets = rendre(empoisonner(BILAN))
    assert prises == []
    lu = texte(octets).replace(" ", "")
    assert lu.count("<imgsrc=http://192.0.2.1/") > 60
    assert "{{" in lu
    assert "/URI" not in octets.decode("latin-1")


def test_un_texte_hostile_reste_une_donnee_dans_les_pieces_jointes(prises):
    """No request, no formula, and the structure of the file still follows the norms."""
    piege = replace(BILAN, perimetre=Perimetre("marche", "=1+1", '=HYPERLINK("http://192.0.2.1/")'))
    octets = mettre_en_page(empoisonner(piege), verification='https://ancrage.example/"><script>/')
    pieces = {nom: contenus[0].decode() for nom, contenus in PdfReader(BytesIO(octets)).attachments.items()}
    assert prises == []
    assert json.loads(pieces["rapport.json"])["rapport"]["perimetre"]["nom"].startswith('"><img src=http://192.0.2.1/')
    fiche = replace(BILAN.marches[0], reference="=1+1", objet="@SUM(A1)")
    formules = mettre_en_page(replace(BILAN, marches=(fiche,)))
    csv = PdfReader(BytesIO(formules)).attachments["mesures.csv"][0].decode()
    assert "'=1+1" in csv
    assert "\n=1+1" not in csv
    assert fautes(octets) == []


def test_l_identite_se_repete_dans_les_marges_et_nulle_part_ailleurs():
    """Letters and sheets: the guichet above, the document below, each on one line and said once a page."""
    guichet, pied = "Maison de l’emploi des Coteaux", "Fiche de réunion, comptes au 29/11/2026"
    courants = (
        f"<p class='courants-lettre'><span class='c-document'>{guichet}</span><span class='c-pied'>{pied}</span></p>"
    )
    for classe, pages in (("feuille", [1, 1]), ("lettre", [0, 1])):  # a letter opens on its own heading
        page = (
            "<!doctype html><html lang='fr'><head><title>t</title><link rel='stylesheet' href='actif:rapport.css'>"
            f"</head><body class='{classe}'>{courants}<h1>Titre</h1><p style='break-after: page'>Un</p><p>Deux</p>"
            "</body></html>"
        )
        lues = [" ".join(une.extract_text().split()) for une in PdfReader(BytesIO(convertir_en_pdf(page))).pages]
        assert [une.count(guichet) for une in lues] == pages
        assert [une.count(pied) for une in lues] == [1, 1]


def test_une_liste_rangee_en_table_reste_une_seule_liste(document):
    """The key figures: each one an item, its term and its definition, whatever boxes hold them in a row."""
    listes = [chemin for chemin, _, _, _ in lire_structure(document) if chemin.endswith("/L/LI")]
    assert len(listes) > 5
    assert not [chemin for chemin, _, _, _ in lire_structure(document) if "/L/L/" in f"{chemin}/"]
