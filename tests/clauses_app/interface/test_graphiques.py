"""Geometry of the charts, and what they say aloud."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from clauses_app.interface.catalogue import composer_courbe, composer_frise
from clauses_app.interface.graphiques import (
    ETROIT,
    LARGE,
    RAPPORT,
    ContratFrise,
    PointCourbe,
    Projection,
    calculer_barre,
    calculer_barre_avancement,
    calculer_courbe,
    calculer_frise,
    calculer_jauge,
)

AUJOURDHUI = date(2026, 11, 20)
FENETRE = (date(2024, 12, 5), date(2026, 12, 4))


def avancement(**faits):
    base = {"cle": "x", "nom": "Cité Moulin-Neuf", "valide": Decimal(8405), "du": Decimal(22_500)}
    return calculer_barre_avancement(**(base | faits))


def test_cent_pour_cent_tombe_toujours_au_meme_endroit():
    assert avancement().obligation == avancement(du=Decimal(131_000)).obligation == "86.96%"


def test_la_barre_des_maquettes():
    barre = avancement(
        attente=Decimal(1130),
        attendu=Decimal(11_960),
        projection=Projection(Decimal(15_600), Decimal(16_900), Decimal(18_300)),
    )
    assert (barre.fait, barre.attente, barre.attendu) == ("32.48%", "4.37%", "46.22%")
    assert (barre.basse, barre.centrale, barre.haute) == ("60.29%", "65.31%", "70.72%")


def test_la_phrase_de_la_barre_dit_les_chiffres():
    phrase = avancement(
        attente=Decimal(1130), projection=Projection(Decimal(15_600), Decimal(16_900), Decimal(18_300))
    ).phrase
    assert phrase.replace("\u202f", " ") == (
        "Cité Moulin-Neuf : 8 405 h validées sur 22 500 h, soit 37,4 % ; 1 130 h en attente de validation ; "
        "projection à l’échéance 16 900 h, entre 15 600 et 18 300 h"
    )


@pytest.mark.parametrize("centrale", [0, 300, 16_900, 25_400, 25_800, 90_000])
@pytest.mark.parametrize("largeur", [100, 128, 300])
def test_la_projection_est_un_rond_entier_meme_au_dela_de_115_pour_cent(centrale, largeur):
    """On paper the drawing cuts what leaves it: the circle moves inside, of its own radius at most."""
    svg = avancement(projection=Projection(Decimal(0), Decimal(centrale), Decimal(95_000))).svg
    [(points, decalage)] = re.findall(r'<circle cx="([\d.]+)%"[^>]*?(?:translate\((\S+) 0\)"/>|/>)', svg)
    milieu = float(points) * largeur / 100 + float(decalage or 0)
    assert milieu >= 3.95
    assert milieu <= largeur - 3.95
    assert bool(decalage) == (centrale != 16_900)


def test_un_depassement_reste_dans_le_dessin():
    barre = avancement(valide=Decimal(90_000), attente=Decimal(10))
    assert (barre.fait, barre.attente) == ("100.00%", "")


def test_sans_obligation_la_barre_montre_quand_meme_les_heures():
    barre = avancement(du=Decimal(0))
    assert barre.fait == "86.96%"
    assert "sur" not in barre.phrase


def test_une_barre_simple_ne_deborde_pas():
    barre = calculer_barre(cle="x", fait=Decimal(80), tout=Decimal(100), attente=Decimal(50))
    assert (barre.fait, barre.attente) == ("80.00%", "20.00%")


def test_la_jauge_empile_dans_l_ordre_et_remplit_tout():
    jauge = calculer_jauge(
        cle="x",
        nom="T9",
        du=Decimal(131_000),
        valide=Decimal(96_312),
        attente=Decimal(3850),
        previsionnel=Decimal(24_312),
    )
    largeurs = [Decimal(s.largeur[:-1]) for s in (jauge.valide, jauge.attente, jauge.previsionnel, jauge.reste)]
    assert sum(largeurs) == pytest.approx(Decimal(100), abs=Decimal("0.01"))
    assert jauge.reste.dernier
    assert jauge.heures["reste"] == "6\u202f526\u202fh"


def test_la_jauge_d_un_marche_depasse_montre_son_obligation():
    jauge = calculer_jauge(cle="x", nom="T9", du=Decimal(100), valide=Decimal(120))
    assert jauge.reste is None
    assert jauge.obligation == "83.333%"


def test_la_jauge_d_un_marche_sans_rien():
    jauge = calculer_jauge(cle="x", nom="T9", du=Decimal(0), valide=Decimal(0))
    assert jauge.valide is jauge.reste is None
    assert jauge.parts["valide"] == "–"


def test_la_courbe_place_l_obligation_sous_le_haut_du_cadre():
    courbe = composer_courbe()
    assert float(courbe.obligation) == pytest.approx(45.7, abs=0.2)
    assert courbe.valide.startswith("58.0,382.0 ")
    assert [g.annee for g in courbe.graduations if g.annee] == ["2024", "2025", "2026", "2027"]


def test_la_projection_part_de_ce_qui_est_fait_et_en_attente():
    courbe = composer_courbe()
    assert courbe.centrale.split()[0] == courbe.basse.split()[0] == courbe.coin.split()[1]


def _boite(etiquette, cadre):
    largeur = len(etiquette.texte) * cadre.corps * 0.5
    gauche = float(etiquette.x) - {"start": 0, "middle": largeur / 2, "end": largeur}[etiquette.ancre]
    return gauche, float(etiquette.y) - cadre.corps * 0.75, gauche + largeur, float(etiquette.y) + cadre.corps * 0.2


@pytest.mark.parametrize("cadre", [LARGE, ETROIT, RAPPORT], ids=lambda cadre: cadre.nom)
@pytest.mark.parametrize("duree", [6, 14, 36])
def test_aucune_etiquette_de_la_courbe_n_en_couvre_une_autre(cadre, duree):
    """Early or late in the contract, far behind or far ahead."""
    for arrete in range(1, duree + 1):
        for part in (5, 20, 40, 60, 80, 95, 117, 160):
            total = Decimal(1000 * part * arrete) / 100 / duree
            points = [
                PointCourbe(
                    fin=date(2026 + rang // 12, rang % 12 + 1, 28),
                    attendu=Decimal(1000 * (rang + 1)) / duree,
                    valide=total * (rang + 1) / arrete if rang < arrete else None,
                    **(
                        {"basse": total + 1, "centrale": total * Decimal("1.1"), "haute": total * Decimal("1.2")}
                        if rang >= arrete
                        else {}
                    ),
                )
                for rang in range(duree)
            ]
            courbe = calculer_courbe(
                cle="x", nom="Gymnase", debut=date(2026, 1, 1), points=points, du=Decimal(1000), attente=Decimal(40),
                cadre=cadre,
            )  # fmt: skip
            boites = [(e.texte, _boite(e, cadre)) for e in courbe.etiquettes]
            touches = [
                (t, u)
                for n, (t, a) in enumerate(boites)
                for u, b in boites[n + 1 :]
                if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
            ]
            assert not touches, (arrete, part, touches)


@pytest.mark.parametrize("cadre", [LARGE, ETROIT, RAPPORT], ids=lambda cadre: cadre.nom)
@pytest.mark.parametrize("part", [1, 5, 20, 60, 95])
def test_le_valide_ne_s_ecrit_pas_sur_les_hypotheses(cadre, part):
    """Low, central, high leave the point of the closing date: the words beside it stand clear of the three."""
    for arrete in range(1, 12):
        total = Decimal(10 * part)
        points = [
            PointCourbe(
                fin=date(2026, rang, 28),
                valide=total * rang / arrete if rang <= arrete else None,
                **(
                    {nom: total + gain * (rang - arrete) / (12 - arrete) for nom, gain in GAINS.items()}
                    if rang > arrete
                    else {}
                ),
            )
            for rang in range(1, 13)
        ]
        courbe = calculer_courbe(
            cle="x", nom="Gymnase", debut=date(2026, 1, 1), points=points, du=Decimal(1000), cadre=cadre
        )
        mots = [_boite(e, cadre) for e in courbe.etiquettes if e.couleur == "#5B2350" and not _est_projetee(e)]
        for trait in (courbe.basse, courbe.centrale, courbe.haute):
            lieux = [tuple(map(float, point.split(","))) for point in trait.split()]
            for gauche, haut, droite, bas in mots:
                dessous = [y for x, y in _semer(lieux) if gauche < x < droite and haut < y < bas]
                assert not dessous, (arrete, trait)


GAINS = {"basse": Decimal(0), "centrale": Decimal(150), "haute": Decimal(600)}


def _est_projetee(etiquette):
    return etiquette.texte.startswith(("Projection", "centrale")) or etiquette.ancre == "end"


def _semer(lieux):
    """A hundred points along each side of a broken line."""
    return [
        (x1 + (x2 - x1) * part / 100, y1 + (y2 - y1) * part / 100)
        for (x1, y1), (x2, y2) in pairwise(lieux)
        for part in range(101)
    ]


def test_la_courbe_se_lit_en_tableau():
    assert composer_courbe().lignes[-1].fin == "septembre 2026"


def test_une_courbe_sans_aucune_heure():
    points = [PointCourbe(date(2026, mois, 28), attendu=Decimal(mois * 10)) for mois in range(1, 7)]
    courbe = calculer_courbe(cle="x", nom="Gymnase", debut=date(2026, 1, 5), points=points, du=Decimal(60))
    assert courbe.coin == courbe.centrale == ""
    assert "Aucune heure validée" in courbe.description


def test_une_courbe_d_un_marche_sans_obligation_ni_mois():
    courbe = calculer_courbe(cle="x", nom="Gymnase", debut=date(2026, 1, 5), points=[], du=Decimal(0))
    assert courbe.lignes == []


def test_un_contrat_qui_depasse_la_fenetre_est_coupe_en_trois():
    ligne = composer_frise().lignes[-1]
    assert [t.nature for t in ligne.tranches] == ["compte", "prevu", "apres"]
    assert ligne.phrase.endswith("les 27 derniers jours dépassent la fenêtre")


def test_le_dernier_jour_de_la_fenetre_compte():
    contrat = ContratFrise("CDD", "", FENETRE[0], FENETRE[1])
    frise = calculer_frise(cle="x", nom="A", contrats=[contrat], aujourdhui=date(2027, 1, 1), fenetre=FENETRE)
    assert [t.nature for t in frise.lignes[0].tranches] == ["compte"]


def test_une_formation_ne_compte_pas():
    contrat = ContratFrise("Titre pro", "", date(2025, 5, 5), date(2025, 8, 1), compte=False)
    frise = calculer_frise(cle="x", nom="A", contrats=[contrat], aujourdhui=AUJOURDHUI, fenetre=FENETRE)
    assert frise.lignes[0].tranches[0].nature == "annexe"


def test_une_personne_sans_contrat_ni_fenetre():
    frise = calculer_frise(cle="x", nom="A", contrats=[], aujourdhui=AUJOURDHUI)
    assert not frise.a_fenetre
    assert frise.phrase == "A. Aucune fenêtre d’éligibilité. Aucun contrat."


@pytest.mark.parametrize(
    ("gabarit", "contexte"),
    [
        ("avancement", {"barre": avancement(attente=Decimal(1))}),
        ("barre", {"barre": calculer_barre(cle="x", fait=Decimal(1), tout=Decimal(2), attente=Decimal(1))}),
        ("courbe", {"courbe": composer_courbe()}),
        ("courbe", {"courbe": composer_courbe(ETROIT)}),
        ("courbe", {"courbe": composer_courbe(RAPPORT)}),
        ("fenetre", {"frise": composer_frise()}),
    ],
)
def test_un_graphique_est_un_svg_sans_style_ni_nombre_a_virgule(gabarit, contexte):
    html = render_to_string(f"composants/graphiques/{gabarit}.svg.html", contexte)
    racine = ET.fromstring(html)
    identifiants = [e.get("id") for e in racine.iter() if e.get("id")]
    assert len(identifiants) == len(set(identifiants))
    for element in racine.iter():
        assert "style" not in element.attrib
        for nom in ("x", "y", "x1", "x2", "y1", "y2", "width", "height", "font-size", "cx", "cy"):
            assert "," not in element.get(nom, "")
