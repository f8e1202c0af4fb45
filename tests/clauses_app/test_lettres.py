"""Words of a drawing, on paper."""

from __future__ import annotations

import re
import threading
from io import BytesIO

import pytest
from pypdf import PdfReader

from clauses_app import pdf
from clauses_app.pdf import convertir_en_pdf

PAGE = """<!doctype html>
<html lang="fr"><head><title>Dessin</title>{tete}</head>
<body><svg viewBox="0 0 400 100" width="100%"><title>Un dessin</title>{dessin}</svg></body></html>"""
LIEE = '<link rel="stylesheet" href="actif:rapport.css">'


def _lire(dessin: str, *, tete: str = LIEE) -> PdfReader:
    return PdfReader(BytesIO(convertir_en_pdf(PAGE.format(tete=tete, dessin=dessin))))


def _depart(lecteur: PdfReader) -> float:
    """Abscissa of the text, in the frame of the drawing."""
    flux = lecteur.pages[0].get_contents().get_data().decode("latin-1")
    return float(re.search(r"BT.*?1(?:\.0)? 0 0 -1(?:\.0)? (-?[\d.]+) [\d.]+ Tm", flux, re.DOTALL)[1])


@pytest.mark.parametrize("ancre", ["start", "middle", "end"])
def test_un_texte_se_lit_d_un_trait_sans_cadre_a_part(ancre):
    lecteur = _lire(f'<text x="200" y="50" font-family="Inter" text-anchor="{ancre}">Validé 1 485 h</text>')
    page = lecteur.pages[0]
    assert "Validé 1 485 h" in page.extract_text()
    assert len(re.findall(rb"0 -1(?:\.0)? [-\d.]+ 50 Tm", page.get_contents().get_data())) == 1
    assert not page["/Resources"].get("/XObject")


def test_un_texte_recule_de_sa_largeur_ou_de_sa_moitie():
    debut, milieu, fin = (
        _depart(_lire(f'<text x="200" y="50" font-family="Inter" text-anchor="{ancre}">Attendu</text>'))
        for ancre in ("start", "middle", "end")
    )
    assert debut == pytest.approx(200)
    assert fin < milieu < debut
    assert debut - fin == pytest.approx(2 * (debut - milieu), abs=0.01)


@pytest.mark.parametrize(
    "texte",
    [
        '<text x="200" y="50" dx="4" text-anchor="end">Attendu</text>',
        '<text x="20 40 60" y="50">abc</text>',
        '<text x="20" y="50">un<tspan font-weight="600">deux</tspan></text>',
        '<text x="20" y="50"></text>',
    ],
)
def test_un_texte_qui_n_est_pas_simple_reste_au_moteur(texte, caplog):
    lettres = re.sub(r"<[^>]*>", "", texte)
    assert lettres in re.sub(r"\s", "", _lire(texte).pages[0].extract_text())
    assert not caplog.records


def test_la_feuille_lue_une_fois_donne_les_memes_octets_dans_tout_fil():
    dessin = '<text x="20" y="50" font-family="Inter">Réalisé</text>'
    attendu = convertir_en_pdf(PAGE.format(tete=LIEE, dessin=dessin))
    lus: list[bytes] = []
    fils = [
        threading.Thread(target=lambda: lus.append(convertir_en_pdf(PAGE.format(tete=LIEE, dessin=dessin))))
        for _ in range(2)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    dossier = pdf._feuille()["font_config"]._folder
    pdf.oublier_les_polices()
    assert not dossier.exists()
    assert [*lus, convertir_en_pdf(PAGE.format(tete=LIEE, dessin=dessin))] == [attendu] * 3


def test_un_document_sans_la_feuille_ne_la_recoit_pas():
    court = _lire('<text x="20" y="50">a</text>', tete="").pages[0]
    assert "Inter" not in str([un.get_object()["/BaseFont"] for un in court["/Resources"]["/Font"].values()])


def test_des_polices_balayees_du_disque_sont_relues():
    page = PAGE.format(tete=LIEE, dessin='<text x="20" y="50" font-family="Inter">Réalisé</text>')
    attendu = convertir_en_pdf(page)
    dossier = pdf._feuille()["font_config"]._folder
    next(dossier.iterdir()).unlink()
    assert convertir_en_pdf(page) == attendu
    assert pdf._feuille()["font_config"]._folder != dossier
