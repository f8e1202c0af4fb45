"""What is asked of every screen, whatever it shows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

HAUTEUR = 900
# Once the page has settled into its new width: two frames, and the end of what moves.
DEBORDEMENT = """async () => {
  const trame = () => new Promise(requestAnimationFrame);
  await trame(); await trame();
  const mouvements = document.getAnimations().filter(a => Number.isFinite(a.effect.getComputedTiming().endTime));
  await Promise.allSettled(mouvements.map(a => a.finished));
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
AXE = """async dedans => {
  const normes = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const choix = {runOnly: {type: 'tag', values: normes}, resultTypes: ['violations']};
  const reponse = await axe.run(dedans || document, choix);
  return reponse.violations.flatMap(v => v.nodes.slice(0, 2).map(n =>
    v.id + ' : ' + n.html.slice(0, 160) + ' ' + n.failureSummary.slice(0, 160)));
}"""


def controler(
    page: Page, largeurs: tuple[int, ...], avec_axe: tuple[int, ...] | None = None, dedans: tuple[int, ...] = ()
) -> list[str]:
    """Faults of the page as it stands: typography, overflow at each width, and accessibility (WCAG 2.0 to 2.2, A and
    AA) at those of `avec_axe`, all when not given; within `main` alone at those of `dedans`."""
    par_axe = largeurs if avec_axe is None else avec_axe
    if par_axe:
        page.evaluate(AXE_SCRIPT)
    fautes = [f"typographie : {texte}" for texte in page.evaluate(TYPOGRAPHIE, FAUTES)]
    for largeur in largeurs:
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        if largeur in par_axe:
            fautes += [f"{largeur} px, {faute}" for faute in page.evaluate(AXE, "main" if largeur in dedans else None)]
        fautes += [f"{largeur} px, déborde : {element}" for element in page.evaluate(DEBORDEMENT)]
    return [f"{page.url.partition('//')[2].partition('/')[2]} {faute}" for faute in fautes]


def deborde(page: Page, largeur: int = 390) -> list[str]:
    """Width lost alone, for a page whose markup was controlled under shorter names."""
    page.set_viewport_size({"width": largeur, "height": HAUTEUR})
    return [f"{page.url} déborde : {element}" for element in page.evaluate(DEBORDEMENT)]


@dataclass
class DejaVus:
    """What was controlled so far, by another role, of another object or in another state.

    A page whose every element was already seen by axe in the same place (three ancestors), under the same outline of
    headings and landmarks, has nothing to teach it: it is opened for its width and its words alone, and not even so
    when its whole content has a skeleton that was seen, for then only texts and numbers differ. Where what surrounds
    `main` was seen, axe reads `main`."""

    pages: set[tuple[int, str]] = field(default_factory=set)
    elements: set[tuple[int, str]] = field(default_factory=set)

    def a_voir(self, html: str, largeurs: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """Widths at which to open this page, those where axe reads it, and of these those where it reads `main` alone;
        held from now on as controlled."""
        lu = Squelette.lire(html)
        dedans = tuple(un for un in largeurs if lu.a_main and {(un, autour) for autour in lu.autour} <= self.elements)
        par_axe = tuple(un for un in largeurs if not {(un, element) for element in lu.elements} <= self.elements)
        neuves = tuple(un for un in largeurs if un in par_axe or (un, lu.contenu) not in self.pages)
        self.pages.update((largeur, lu.contenu) for largeur in neuves)
        self.elements.update((largeur, element) for largeur in par_axe for element in lu.elements)
        return neuves, par_axe, dedans


ANCETRES = 3
# a token, an address, a drawing: what changes from one page to the next without changing what axe reads
SANS_VALEUR = frozenset(
    {"action", "alt", "content", "d", "datetime", "for", "height", "href", "id", "name", "placeholder", "points", "src"}
    | {"stroke-dasharray", "style", "title", "transform", "value", "viewbox", "width"}
)
SANS_FIN = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
PLAN = re.compile(r"(h[1-6]|main|nav|header|footer|aside|section|form|dialog)\b")


class Squelette(HTMLParser):
    """The markup of a page without its texts nor its numbers: whole, and element by element."""

    def __init__(self) -> None:
        super().__init__()
        self._ouverts: list[tuple[str, str]] = []
        self._balises: list[str] = []
        self.elements: set[str] = set()
        self.autour: set[str] = set()  # of these, those that `main` does not hold
        self.a_main = False

    @classmethod
    def lire(cls, html: str) -> Squelette:
        lu = cls()
        lu.feed(html)
        lu.elements.add(" ".join(groupe for groupe, _ in groupby(une for une in lu._balises if PLAN.match(une))))
        return lu

    @property
    def contenu(self) -> str:
        """What stands in `main`, or the whole page: menus change with the role, not with what it shows."""
        debut = next((rang for rang, une in enumerate(self._balises) if une.startswith("main ")), 0)
        return hashlib.sha256("".join(self._balises[debut:]).encode()).hexdigest()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        balise = " ".join([tag, *sorted(self._dire(nom, valeur or "") for nom, valeur in attrs)])
        self._balises.append(balise)
        element = "<".join([balise, *(dite for _, dite in self._ouverts[: -ANCETRES - 1 : -1])])
        self.elements.add(element)
        self.a_main |= tag == "main"
        if not any(ouvert == "main" for ouvert, _ in self._ouverts):
            self.autour.add(element)
        if not SANS_FIN.fullmatch(tag):
            self._ouverts.append((tag, balise))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in (noms := [nom for nom, _ in self._ouverts]):
            del self._ouverts[len(noms) - 1 - noms[::-1].index(tag) :]

    @staticmethod
    def _dire(nom: str, valeur: str) -> str:
        muet = nom in SANS_VALEUR or nom.startswith(("aria-", "data-", "hx-"))
        return nom if muet else f"{nom}={re.sub(r'[0-9]+', '', valeur)}"
