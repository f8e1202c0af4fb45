"""Places around one another, as the crow flies: marks, circles of distance, names where they cover nothing.

No background: nothing is asked of another server. What the drawing shows stands in a table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sqrt

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clauses_app.interface.formats import formater_nombre

KM_PAR_DEGRE = 111.2
PAS = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # kilometres between two circles
ROND, CARRE, TRIANGLE = "rond", "carre", "triangle"
ENCRE, TRAIT, FOND, PLEIN = "#2A2521", "#CFC8BD", "#FBF9F5", "#5B2350"
MARGE, REGLE = 26, 30  # around the marks, and below them for the scale


@dataclass(frozen=True)
class PointCarte:
    """`rayon` in pixels; `nom` is written where there is room, the first ones first."""

    latitude: float
    longitude: float
    nom: str = ""
    forme: str = ROND
    rayon: float = 4.5


@dataclass(frozen=True)
class Carte:
    """A drawing for a desk, one for a phone: letters keep their size."""

    phrase: str
    large: SafeString
    etroite: SafeString


@dataclass(frozen=True)
class _Feuille:
    largeur: int
    hauteur: int
    corps: float


LARGE, ETROITE = _Feuille(900, 400, 13), _Feuille(340, 340, 12)


def calculer_carte(points: Sequence[PointCarte], *, phrase: str, centre: PointCarte | None = None) -> Carte | None:
    """`centre`: the place the circles are drawn around, else the middle of the points. None without any point."""
    if not points:
        return None
    tous = [*points, centre] if centre else list(points)
    lat = (max(p.latitude for p in tous) + min(p.latitude for p in tous)) / 2
    lon = (max(p.longitude for p in tous) + min(p.longitude for p in tous)) / 2
    milieu = centre or PointCarte(lat, lon)

    def en_km(point: PointCarte) -> tuple[float, float]:
        return (
            (point.longitude - milieu.longitude) * KM_PAR_DEGRE * cos(radians(milieu.latitude)),
            (milieu.latitude - point.latitude) * KM_PAR_DEGRE,
        )

    places = [(*en_km(point), point) for point in points]
    return Carte(
        phrase,
        *(_dessiner(feuille, places, centre, phrase) for feuille in (LARGE, ETROITE)),
    )


def _dessiner(
    feuille: _Feuille, places: list[tuple[float, float, PointCarte]], centre: PointCarte | None, phrase: str
) -> SafeString:
    l2, h2 = feuille.largeur / 2, (feuille.hauteur - (0 if centre else REGLE)) / 2
    marge = max(MARGE, *(point.rayon + 12 for _, _, point in places))
    loin_x = max(abs(x) for x, _, _ in places)
    loin_y = max(abs(y) for _, y, _ in places)
    echelle = min((l2 - marge) / max(loin_x, 0.5), (h2 - marge) / max(loin_y, 0.5))  # pixels in a kilometre
    loin = max(hypot(x, y) for x, y, _ in places)
    morceaux = [
        f'<svg viewBox="0 0 {feuille.largeur} {feuille.hauteur}" width="100%" role="img"'
        f' aria-label="{escape(phrase)}" focusable="false" font-size="{feuille.corps}">',
        f'<rect width="{feuille.largeur}" height="{feuille.hauteur}" rx="8" fill="{FOND}"/>',
    ]
    prises: list[tuple[float, float, float, float]] = []
    if centre:
        morceaux += _cercles(feuille, echelle, loin, prises)
    else:
        morceaux += _regle(feuille, echelle, prises)
    reperes = [(l2 + x * echelle, h2 + y * echelle, point) for x, y, point in places]
    morceaux += [_marquer(x, y, point) for x, y, point in sorted(reperes, key=lambda un: -un[2].rayon)]
    prises += [(x - p.rayon, y - p.rayon, x + p.rayon, y + p.rayon) for x, y, p in reperes]
    if centre:
        morceaux.append(
            f'<path d="M{l2 - 7} {h2}h14M{l2} {h2 - 7}v14" stroke="{ENCRE}" stroke-width="2.5" fill="none"/>'
        )
        reperes.insert(0, (l2, h2, centre))
    for x, y, point in reperes:
        morceaux += _nommer(feuille, x, y, point, prises)
    morceaux.append("</svg>")
    return mark_safe("".join(morceaux))  # noqa: S308  positions are ours, words are escaped


def _cercles(
    feuille: _Feuille, echelle: float, loin: float, prises: list[tuple[float, float, float, float]]
) -> Iterator[str]:
    x, y = feuille.largeur / 2, feuille.hauteur / 2
    pas = next((un for un in PAS if loin <= un * 3), PAS[-1])
    for km in (pas, 2 * pas, 3 * pas):
        rayon = km * echelle
        if rayon > hypot(x, y):
            return
        yield f'<circle cx="{x}" cy="{y}" r="{rayon:.1f}" fill="none" stroke="{TRAIT}" stroke-dasharray="3 3"/>'
        if rayon < y - 4:
            texte = f"{formater_nombre(km)}\u00a0km"
            prises.append((x - 20, y - rayon - feuille.corps, x + 20, y - rayon + 4))
            yield (
                f'<text x="{x}" y="{y - rayon + 4:.1f}" text-anchor="middle" fill="#5F574E" stroke="{FOND}"'
                f' stroke-width="4" paint-order="stroke">{texte}</text>'
            )


def _regle(feuille: _Feuille, echelle: float, prises: list[tuple[float, float, float, float]]) -> Iterator[str]:
    """A scale bar, of a quarter of the width at most."""
    km = next((un for un in reversed(PAS) if un * echelle <= feuille.largeur / 4), PAS[0])
    longueur, y = km * echelle, feuille.hauteur - 12
    prises.append((8, y - feuille.corps - 8, 14 + max(longueur, 50), feuille.hauteur))
    yield f'<path d="M12 {y - 4}v4h{longueur:.1f}v-4" fill="none" stroke="{ENCRE}" stroke-width="1.5"/>'
    yield f'<text x="12" y="{y - 8}" fill="#5F574E">{formater_nombre(km)}\u00a0km</text>'


def _marquer(x: float, y: float, point: PointCarte) -> str:
    r = point.rayon
    style = f'fill="{PLEIN}" fill-opacity=".55" stroke="{PLEIN}" stroke-width="1.5"'
    if point.forme == CARRE:
        return f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}" {style}/>'
    if point.forme == TRIANGLE:
        return f'<path d="M{x:.1f} {y - r * 1.2:.1f}l{r * 1.2:.1f} {r * 2:.1f}h{-r * 2.4:.1f}z" {style}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {style}/>'


def _nommer(
    feuille: _Feuille, x: float, y: float, point: PointCarte, prises: list[tuple[float, float, float, float]]
) -> Iterator[str]:
    """To the right of its mark, else to the left, else above: where it covers nothing, or not at all."""
    if not point.nom:
        return
    large, haut, ecart = len(point.nom) * feuille.corps * 0.56, feuille.corps, point.rayon + 4
    for debut, bas, ancre, ancrage in (
        (x + ecart, y + haut * 0.35, x + ecart, "start"),
        (x - ecart - large, y + haut * 0.35, x - ecart, "end"),
        (x - large / 2, y - ecart, x, "middle"),
        (x - large / 2, y + ecart + haut * 0.8, x, "middle"),
    ):
        boite = (debut - 1, bas - haut, debut + large + 1, bas + 3)
        dedans = boite[0] >= 2 and boite[2] <= feuille.largeur - 2 and boite[1] >= 2 and boite[3] <= feuille.hauteur - 2
        soi = (x - point.rayon, y - point.rayon, x + point.rayon, y + point.rayon)
        if dedans and not any(_se_touchent(boite, prise) for prise in prises if prise != soi):
            prises.append(boite)
            yield (
                f'<text x="{ancre:.1f}" y="{bas:.1f}" text-anchor="{ancrage}" fill="{ENCRE}" stroke="{FOND}"'
                f' stroke-width="3" paint-order="stroke">{escape(point.nom)}</text>'
            )
            return


def _se_touchent(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def rayon_de(valeur: float, plus_grande: float, *, haut: float = 26, bas: float = 3.5) -> float:
    """The area of a mark says how much."""
    return max(bas, haut * sqrt(max(valeur, 0) / plus_grande)) if plus_grande > 0 else bas
