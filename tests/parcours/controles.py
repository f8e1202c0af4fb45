"""What is asked of every screen, whatever it shows."""

from __future__ import annotations

import hashlib
import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

HAUTEUR = 900
DEBORDEMENT = """() => {
  const racine = document.documentElement;
  if (racine.scrollWidth <= racine.clientWidth) return [];
  const trop = [...document.querySelectorAll('body *')].filter(e =>
    e.getBoundingClientRect().right > racine.clientWidth + 1 && !e.closest('.table-defile, .grille-cadre, svg'));
  return trop.slice(-3).map(e => e.outerHTML.slice(0, 140)).concat(racine.scrollWidth + ' px');
}"""
# Straight apostrophe, missing or breaking space, dot in a number, a word of the machine: as a reader sees them.
FAUTES = (
    r"\w'\w|\d (?:h|%|€)(?![\wéèà])|[\wé»)] [;!?](?:\s|$)|[\wé»)] :|« \S|\S »"
    r"|\b(?:nan|None|True|False)\b|\d\.\d+.?h"
)
TYPOGRAPHIE = """motif => {
  const lecteur = document.createTreeWalker(document.querySelector('main') || document.body, NodeFilter.SHOW_TEXT);
  const fautes = [];
  while (lecteur.nextNode()) {
    const noeud = lecteur.currentNode;
    if (noeud.parentElement.closest('script, code, kbd, pre, .source, textarea, [data-brut]')) continue;
    const trouve = noeud.nodeValue.match(new RegExp('.{0,20}(?:' + motif + ').{0,20}'));
    if (trouve) fautes.push(trouve[0].trim());
  }
  return fautes.slice(0, 4);
}"""
AXE = """async () => {
  const normes = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const reponse = await axe.run(document, {runOnly: {type: 'tag', values: normes}, resultTypes: ['violations']});
  return reponse.violations.flatMap(v => v.nodes.slice(0, 2).map(n =>
    v.id + ' : ' + n.html.slice(0, 160) + ' ' + n.failureSummary.slice(0, 160)));
}"""


def controler(page: Page, largeurs: tuple[int, ...]) -> list[str]:
    """Faults of the page as it stands: accessibility (WCAG 2.0 to 2.2, A and AA) and overflow at each width,
    typography."""
    page.evaluate(AXE_SCRIPT)
    fautes = [f"typographie : {texte}" for texte in page.evaluate(TYPOGRAPHIE, FAUTES)]
    for largeur in largeurs:
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        fautes += [f"{largeur} px, {faute}" for faute in page.evaluate(AXE)]
        fautes += [f"{largeur} px, déborde : {element}" for element in page.evaluate(DEBORDEMENT)]
    return [f"{page.url.partition('//')[2].partition('/')[2]} {faute}" for faute in fautes]


def deborde(page: Page, largeur: int = 390) -> list[str]:
    """Width lost alone, for a page whose markup was controlled under shorter names."""
    page.set_viewport_size({"width": largeur, "height": HAUTEUR})
    return [f"{page.url} déborde : {element}" for element in page.evaluate(DEBORDEMENT)]


def squelette(html: str) -> str:
    """Two pages of the same skeleton have the same faults: only texts and numbers differ."""
    balises = "".join(re.findall(r"<[a-z][^>]*>", html))
    sans_valeurs = re.sub(r'(href|value|action|id|for|name|content)="[^"]*"|\d+', "", balises)
    return hashlib.sha256(sans_valeurs.encode()).hexdigest()


def a_voir(html: str, largeurs: tuple[int, ...], deja_vus: set[object]) -> tuple[int, ...]:
    """The widths at which this skeleton was not controlled yet, now held as controlled."""
    neuves = tuple(largeur for largeur in largeurs if (largeur, squelette(html)) not in deja_vus)
    deja_vus.update((largeur, squelette(html)) for largeur in neuves)
    return neuves
