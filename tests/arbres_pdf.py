"""Each document made by the tests is read twice: by the fast reader, and by the engine's own."""

from __future__ import annotations

from xml.etree import ElementTree

import tinyhtml5

from clauses_app import pdf

VIDES = {"html", "head"}  # what stands between their children is not printed


def lire_deux_fois(html: str) -> ElementTree.Element | None:
    lu = _lire_vite(html)
    if lu is None:
        assert 'name="generator"' not in html, "un gabarit du produit n’est pas fermé strictement"
        return None
    assert decrire(lu) == decrire(tinyhtml5.parse(html, namespace_html_elements=False))
    return lu


def decrire(element: ElementTree.Element) -> list[object]:
    texte = "" if element.tag in VIDES else element.text or ""
    suite = [
        (decrire(enfant), "" if element.tag in VIDES or enfant.tag == "body" else enfant.tail or "")
        for enfant in element
    ]
    if element.tag == "body" and suite:  # what follows the body belongs to its end
        suite[-1] = (suite[-1][0], suite[-1][1].rstrip())
    return [element.tag, dict(element.attrib), texte, suite]


_lire_vite = pdf.lire_arbre
