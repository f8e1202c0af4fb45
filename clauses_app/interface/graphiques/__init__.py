"""Geometry of the charts written by the server: figures in, positions out, no script.

Colours, weights and fonts are attributes in the templates: the PDF engine applies no style sheet
inside an SVG. Every identifier derives from the `cle` given by the caller.
"""

from clauses_app.interface.graphiques.barres import (
    Barre,
    BarreAvancement,
    Jauge,
    Projection,
    calculer_barre,
    calculer_barre_avancement,
    calculer_jauge,
)
from clauses_app.interface.graphiques.carte import (
    CARRE,
    ROND,
    TRIANGLE,
    Carte,
    PointCarte,
    calculer_carte,
    rayon_de,
)
from clauses_app.interface.graphiques.courbe import Courbe, calculer_courbe
from clauses_app.interface.graphiques.etiquettes import ETROIT, LARGE, RAPPORT, Cadre, PointCourbe
from clauses_app.interface.graphiques.frise import (
    ContratFrise,
    Frise,
    calculer_frise,
)

__all__ = [
    "CARRE",
    "ETROIT",
    "LARGE",
    "RAPPORT",
    "ROND",
    "TRIANGLE",
    "Barre",
    "BarreAvancement",
    "Cadre",
    "Carte",
    "ContratFrise",
    "Courbe",
    "Frise",
    "Jauge",
    "PointCarte",
    "PointCourbe",
    "Projection",
    "calculer_barre",
    "calculer_barre_avancement",
    "calculer_carte",
    "calculer_courbe",
    "calculer_frise",
    "calculer_jauge",
    "rayon_de",
]
