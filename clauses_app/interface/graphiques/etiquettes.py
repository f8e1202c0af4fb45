"""Words laid on the curve of a contract: each where it covers nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from clauses_app.interface.formats import formater_date, formater_heures

type Segment = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class PointCourbe:
    """State at the end of a month; None where the figure does not exist."""

    fin: date
    valide: Decimal | None = None
    attendu: Decimal | None = None
    basse: Decimal | None = None
    centrale: Decimal | None = None
    haute: Decimal | None = None


@dataclass(frozen=True)
class Cadre:
    """A rendering: a narrow screen gets its own drawing rather than smaller letters."""

    nom: str
    largeur: int
    hauteur: int
    gauche: int
    droite: int
    haut: int
    bas: int
    corps: float
    ligne: float  # between two lines of a label
    etroit: bool = False
    fin: bool = False  # smaller gaps, for the report


LARGE = Cadre("large", 740, 428, 58, 616, 22, 382, 12.5, 16.8)
ETROIT = Cadre("etroit", 360, 300, 40, 346, 22, 266, 11, 14, etroit=True)
RAPPORT = Cadre("rapport", 700, 244, 52, 588, 20, 202, 10.5, 14.2, fin=True)


@dataclass(frozen=True)
class Etiquette:
    """A label laid on the drawing; `halo` paints white under it."""

    x: str
    y: str
    texte: str
    ancre: str = "start"
    couleur: str = "#5E574F"
    graisse: str = "400"
    halo: bool = False


@dataclass(frozen=True)
class Echelle:
    """Month rank and hours to positions."""

    cadre: Cadre
    mois: int
    maximum: float

    def x(self, rang: float) -> float:
        return self.cadre.gauche + rang * (self.cadre.droite - self.cadre.gauche) / max(self.mois, 1)

    def y(self, heures: Decimal | float) -> float:
        return self.cadre.bas - float(heures) * (self.cadre.bas - self.cadre.haut) / self.maximum

    def point(self, rang: float, heures: Decimal | float) -> str:
        return f"{self.x(rang):.1f},{self.y(heures):.1f}"


def lire_serie(
    points: Sequence[PointCourbe], lire: Callable[[PointCourbe], Decimal | None]
) -> list[tuple[int, Decimal]]:
    return [(rang, heures) for rang, point in enumerate(points, 1) if (heures := lire(point)) is not None]


def etiqueter(
    echelle: Echelle, points: Sequence[PointCourbe], rang: int, total: Decimal, attente: Decimal, du: Decimal
) -> list[Etiquette]:
    """What can only be in one place first; then each at the first of its places where it covers nothing."""
    cadre = echelle.cadre
    posees = [_dater_arrete(echelle, points[rang - 1].fin, rang)] if rang else []
    _poser(posees, _etiqueter_obligation(echelle, du), cadre)
    if points and points[-1].centrale is not None:
        _poser(posees, _etiqueter_projection(echelle, points[-1]), cadre)
    if rang:
        suites = _tracer_suites(echelle, points, rang, total + attente)
        places = _etiqueter_arrete(echelle, rang, total, attente)
        libres = [place for place in places if not any(_coupe(_cadrer(e, cadre), s) for e in place for s in suites)]
        _poser(posees, [*libres, *places], cadre)
    _poser(posees, _etiqueter_attendu(echelle, points), cadre, facultative=True)
    return posees


def _poser(
    posees: list[Etiquette], places: Sequence[list[Etiquette]], cadre: Cadre, *, facultative: bool = False
) -> None:
    """`facultative`: its figure is told elsewhere, better absent than over another."""
    prises = [_cadrer(e, cadre) for e in posees]
    for place in places:
        if not any(_se_touchent(_cadrer(e, cadre), prise) for e in place for prise in prises):
            posees += place
            return
    if places and not facultative:
        posees += places[0]


def _cadrer(e: Etiquette, cadre: Cadre) -> tuple[float, float, float, float]:
    """Left, top, right, bottom, as wide as these letters may be."""
    largeur = len(e.texte) * cadre.corps * 0.58
    gauche = float(e.x) - {"start": 0.0, "middle": largeur / 2, "end": largeur}[e.ancre]
    return gauche, float(e.y) - cadre.corps * 0.85, gauche + largeur, float(e.y) + cadre.corps * 0.25


def _se_touchent(une: tuple[float, float, float, float], autre: tuple[float, float, float, float]) -> bool:
    return une[0] < autre[2] and autre[0] < une[2] and une[1] < autre[3] and autre[1] < une[3]


def _tracer_suites(echelle: Echelle, points: Sequence[PointCourbe], rang: int, depart: Decimal) -> list[Segment]:
    """What the three hypotheses draw, from the point of the closing date."""
    suites: list[Segment] = []
    for nom in ("basse", "centrale", "haute"):
        serie = [(r, h) for r, p in enumerate(points, 1) if r > rang and (h := getattr(p, nom)) is not None]
        traits = [(echelle.x(r), echelle.y(h)) for r, h in [(rang, depart), *serie]]
        suites += pairwise(traits)
    return suites


def _coupe(cadre: tuple[float, float, float, float], trait: Segment) -> bool:
    """Does the line, always drawn to the right, pass behind the words?"""
    (x1, y1), (x2, y2) = trait
    gauche, droite = max(cadre[0], x1), min(cadre[2], x2)
    if gauche > droite or x2 <= x1:
        return False
    hauteurs = [y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in (gauche, droite)]
    return min(hauteurs) < cadre[3] and max(hauteurs) > cadre[1]


def _empiler(x: float, y: float, ligne: float, lignes: Sequence[tuple[str, str, str]], ancre: str) -> list[Etiquette]:
    """One above the other: words, colour, weight."""
    return [
        Etiquette(f"{x:.1f}", f"{y + n * ligne:.1f}", mot, ancre, couleur, graisse, halo=True)
        for n, (mot, couleur, graisse) in enumerate(lignes)
    ]


def _etiqueter_obligation(echelle: Echelle, du: Decimal) -> list[list[Etiquette]]:
    """Over its line, at one end or the other."""
    cadre, y = echelle.cadre, echelle.y(du) - 7
    mots = f"Obligation {formater_heures(du)}"
    bouts = ((cadre.gauche + 6, "start"), (cadre.droite - 6, "end"))
    return [[Etiquette(f"{x}", f"{y:.1f}", mots, ancre, "#2A2521", "600")] for x, ancre in bouts]


def _dater_arrete(echelle: Echelle, fin: date, rang: int) -> Etiquette:
    cadre = echelle.cadre
    jour = formater_date(fin) if not cadre.etroit else f"{fin:%d/%m/%y}"
    y = cadre.haut - (6 if cadre.etroit or cadre.fin else 4)
    return Etiquette(f"{echelle.x(rang):.1f}", f"{y}", jour, ancre="middle")


def _etiqueter_arrete(echelle: Echelle, rang: int, total: Decimal, attente: Decimal) -> list[list[Etiquette]]:
    """Under the point, on its right where there is room; else on its left, else above."""
    cadre = echelle.cadre
    x, y = echelle.x(rang), echelle.y(total)
    mots = ["Validé", formater_heures(total)] if cadre.etroit else [f"Validé {formater_heures(total)}"]
    lignes = [(mot, "#5B2350", "600") for mot in mots]
    if attente and not cadre.etroit:
        lignes.append((f"+ {formater_heures(attente)} en attente", "#8C5482", "400"))
    dessous = min(y + (40 if cadre.etroit else 22), cadre.bas - 6 - cadre.ligne * len(mots))
    dessus = max(y - 14 - cadre.ligne * (len(lignes) - 1), cadre.haut + cadre.corps)
    plus_haut = max(dessus - 3 * cadre.ligne, cadre.haut + cadre.corps)
    droite, gauche = (x + (8.0 if cadre.etroit else 10.0), "start"), (x - 8.0, "end")
    cotes = [gauche, droite] if x + (70 if cadre.etroit else 130) > cadre.largeur else [droite, gauche]
    return [
        _empiler(ou, hauteur, cadre.ligne, lignes, ancre)
        for hauteur in (dessous, dessus, cadre.bas - 6 - cadre.ligne * (len(lignes) - 1), plus_haut)
        for ou, ancre in cotes
        if cadre.gauche < ou < cadre.largeur
    ]


def _etiqueter_attendu(echelle: Echelle, points: Sequence[PointCourbe]) -> list[list[Etiquette]]:
    """Near the middle of the expected curve, or further along it, on the side where the other one is not."""
    cadre = echelle.cadre
    attendus = lire_serie(points, lambda p: p.attendu)
    if not attendus or len(points) < 4:
        return []
    parts = (0.53, 0.7, 0.3) if cadre.etroit else (0.44, 0.3, 0.6, 0.2, 0.75)
    places = (_placer_attendu(echelle, points, attendus, part) for part in parts)
    return [place for place in places if place]


def _placer_attendu(
    echelle: Echelle, points: Sequence[PointCourbe], attendus: Sequence[tuple[int, Decimal]], part: float
) -> list[Etiquette]:
    cadre = echelle.cadre
    rang, heures = attendus[min(int(len(points) * part), len(attendus) - 1)]
    mots = ["Attendu"] if cadre.etroit else ["Attendu", "(plan d’exécution)"]
    valide = points[rang - 1].valide
    au_dessus = valide is not None and valide < heures
    if au_dessus:
        x, bas = echelle.x(rang) - 12, echelle.y(heures) - cadre.ligne * len(mots)
    else:
        x, bas = echelle.x(rang) - 5, echelle.y(heures) + (22 if cadre.fin else 29)
    if not cadre.haut < bas < cadre.bas - cadre.ligne * len(mots):
        return []
    ancre = "end" if au_dessus else "start"
    return _empiler(x, bas, cadre.ligne - 1.2, [(mot, "#5E574F", "400") for mot in mots], ancre)


def _etiqueter_projection(echelle: Echelle, dernier: PointCourbe) -> list[list[Etiquette]]:
    """Three lines beside the end of the curves; on a narrow screen only the central one, under or over it."""
    cadre = echelle.cadre
    y = echelle.y(dernier.centrale or 0)
    if cadre.etroit:
        lignes = [(mot, "#5B2350", "600") for mot in ("Projection", formater_heures(dernier.centrale))]
        hauteurs = (min(y + 46, cadre.bas - 20), max(y - 30, cadre.haut + cadre.corps))
        return [_empiler(cadre.droite, hauteur, 14, lignes, "end") for hauteur in hauteurs]
    ecart = cadre.ligne - 0.6
    x = f"{cadre.droite + 10}"
    return [
        [
            Etiquette(x, f"{y + 4 - ecart:.1f}", f"haute {formater_heures(dernier.haute)}"),
            Etiquette(x, f"{y + 4:.1f}", f"centrale {formater_heures(dernier.centrale)}", "start", "#5B2350", "600"),
            Etiquette(x, f"{y + 4 + ecart:.1f}", f"basse {formater_heures(dernier.basse)}"),
        ]
    ]
