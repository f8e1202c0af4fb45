"""A map of places: true distances, names that cover nothing, the same facts in words."""

from __future__ import annotations

import re

from clauses_app.interface.graphiques import PointCarte, calculer_carte, rayon_de

PARIS, VINCENNES, MEAUX = (48.8566, 2.3522), (48.8474, 2.4390), (48.9601, 2.8787)


def _places(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="4.5"', svg)]


def test_les_distances_dessinees_sont_dans_le_rapport_des_vraies():
    carte = calculer_carte(
        [PointCarte(*VINCENNES), PointCarte(*MEAUX)], phrase="Deux places", centre=PointCarte(*PARIS, nom="Paris")
    )
    assert carte is not None
    for dessin, (l2, h2) in ((carte.large, (450, 200)), (carte.etroite, (170, 170))):
        (a, b), (c, d) = _places(dessin)
        pres, loin = sorted([((a - l2) ** 2 + (b - h2) ** 2) ** 0.5, ((c - l2) ** 2 + (d - h2) ** 2) ** 0.5])
        assert 5.9 < loin / pres < 6.5  # 40.2 km and 6.5 km


def test_les_cercles_ne_se_dessinent_qu_autour_d_un_lieu_sinon_une_regle_dit_l_echelle():
    autour = calculer_carte([PointCarte(*MEAUX)], phrase="", centre=PointCarte(*PARIS))
    libre = calculer_carte([PointCarte(*MEAUX), PointCarte(*PARIS)], phrase="")
    assert autour is not None
    assert libre is not None
    assert "stroke-dasharray" in autour.large
    assert "stroke-dasharray" not in libre.large
    assert "km</text>" in libre.large


def test_deux_noms_au_meme_endroit_ne_se_couvrent_pas():
    carte = calculer_carte([PointCarte(*PARIS, nom=f"Structure {n}") for n in range(9)], phrase="")
    assert carte is not None
    assert 1 <= len(re.findall(r">Structure \d<", carte.large)) <= 4


def test_un_nom_hostile_reste_un_texte():
    carte = calculer_carte([PointCarte(*PARIS, nom="<script>&")], phrase='"><script>')
    assert carte is not None
    assert "<script" not in carte.large + carte.etroite
    assert "&lt;script&gt;&amp;" in carte.large


def test_sans_point_pas_de_carte():
    assert calculer_carte([], phrase="") is None


def test_la_surface_dit_la_valeur():
    assert rayon_de(25, 100) * 2 == rayon_de(100, 100)
    assert rayon_de(0, 100) == rayon_de(5, 0) > 0
