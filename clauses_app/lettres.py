"""Words of a drawing, on paper: a text is laid out and drawn whole.

The engine lays out and draws each letter apart, since a drawing may turn them one by one, and draws in a frame of its
own what is not aligned on its start: half the cost of a curve. Ours only have plain texts, at one place each.
"""

from __future__ import annotations

import importlib
from math import inf
from typing import Any

_A_PART = frozenset(
    {"dx", "dy", "rotate", "textLength", "letter-spacing", "display-anchor", "dominant-baseline", "alignment-baseline"}
)
_RECULS = {"middle": 0.5, "end": 1.0}


def dessiner_entiers(svg_du_moteur: Any) -> None:
    """Told once to the module of the engine that draws."""
    svg_du_moteur.TAGS["text"] = _dessiner


def _dessiner(svg: Any, noeud: Any, corps: float) -> None:
    moteur = importlib.import_module("weasyprint.svg.text")
    style = _styler(moteur, svg, noeud, corps)
    couper = importlib.import_module("weasyprint.text.line_break").split_first_line
    trace, _, _, largeur, _, base = couper(noeud.text or "", style, svg.context, inf, 0)
    recul = largeur * _RECULS.get(noeud.get("text-anchor", "start"), 0)
    if not _est_simple(noeud):  # letter by letter
        noeud.text_bounding_box = importlib.import_module("weasyprint.svg.bounding_box").EMPTY_BOUNDING_BOX
        svg.stream.push_state()
        svg.stream.transform(e=-recul)
        moteur.text(svg, noeud, corps)
        svg.stream.pop_state()
        return
    traits = importlib.import_module("weasyprint.draw.text")
    x, y = svg.point(noeud.get("x"), noeud.get("y"), corps)
    svg.stream.push_state()
    fond, contour = svg.set_graphical_state(noeud, corps)
    svg.stream.begin_text()
    trace.reactivate(style)
    svg.fill_stroke(fond, contour, text=True)
    boite = moteur.TextBox(trace, style)
    boite.baseline = base
    images = traits.draw_first_line(svg.stream, boite, "none", "none", moteur.Matrix(d=-1, e=x - recul, f=y))
    svg.stream.end_text()
    svg.stream.pop_state()
    traits.draw_emojis(svg.stream, style, x - recul, y, images)


def _est_simple(noeud: Any) -> bool:
    places = (noeud.get("x", ""), noeud.get("y", ""))
    return (
        bool(noeud.text)
        and not any(True for _ in noeud)
        and noeud.get("direction", "ltr") == "ltr"
        and all(place and " " not in place and "," not in place for place in places)
        and not any(nom in noeud.attrib for nom in _A_PART)
    )


def _styler(moteur: Any, svg: Any, noeud: Any, corps: float) -> Any:
    graisse = {"normal": "400", "bold": "700"}.get(lue := str(noeud.get("font-weight", 400)), lue)
    style = moteur.Style(importlib.import_module("weasyprint.css.properties").INITIAL_VALUES)
    style.font_config = svg.font_config
    style["font_family"] = [un.strip(" \"'") for un in noeud.get("font-family", "sans-serif").split(",")]
    style["font_style"] = noeud.get("font-style", "normal")
    style["font_weight"] = int(graisse) if graisse.isdecimal() else 400
    style["font_size"] = corps
    return style
