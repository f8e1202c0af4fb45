"""The same report by typst: our own HTML told in its language, headings, tables, drawings and texts alike.

Its styles are its own; what is compared is a tagged document (PDF/UA-1) that holds the same words, rows and drawings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import tinyhtml5
import typst

SVG = "{http://www.w3.org/2000/svg}"
SPECIAUX = re.compile(r'([\\#*_`$<>@=\-+/\[\]"~\'])')
TITRES = {"h1": "=", "h2": "==", "h3": "==="}
ENTETE = """#set document(title: "Rapport trimestriel", author: "Guichet")
#set text(lang: "fr", size: 9pt)
#set page(paper: "a4", margin: (x: 17mm, y: 22mm), numbering: "1 sur 1")
#set table(stroke: (bottom: 0.3pt), inset: 3pt)
#show table.cell: set text(size: 8pt)
#show heading.where(level: 2): it => { pagebreak(weak: true); it }
#outline()
"""


def composer(html: str) -> str:
    racine = tinyhtml5.parse(html.encode(), namespace_html_elements=False)
    return ENTETE + "\n".join(_bloc(racine.find("body")))


def convertir(source: str) -> bytes:
    octets: bytes = typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])
    return octets


def _bloc(noeud: Any) -> Iterator[str]:
    for enfant in noeud:
        nom = enfant.tag
        if nom == f"{SVG}svg":
            yield _dessin(enfant)
        elif nom in TITRES:
            yield f"{TITRES[nom]} {_texte(enfant)}"
        elif nom == "table":
            yield _table(enfant)
        elif nom in {"p", "dt", "dd", "li"}:
            dessins = "".join(_dessin(un) for un in enfant.iter(f"{SVG}svg"))
            yield f"{dessins}{'- ' if nom == 'li' else ''}{_texte(enfant)}\n"
        elif isinstance(nom, str):
            yield from _bloc(enfant)


def _table(noeud: Any) -> str:
    lignes = [list(ligne) for ligne in noeud.iter("tr")]
    colonnes = max((len(ligne) for ligne in lignes), default=1)
    entete = [_case(case) for case in lignes[0]] if noeud.find("thead") is not None else []
    corps = [_case(case) for ligne in lignes[1 if entete else 0 :] for case in ligne]
    legende = noeud.find("caption")
    dite = f"{_texte(legende)}\n" if legende is not None else ""
    premiere = f"table.header({', '.join(entete)}), " if entete else ""
    return f"{dite}#table(columns: ({'1fr, ' * colonnes}), {premiere}{', '.join(corps)})\n"


def _case(noeud: Any) -> str:
    return f"[{''.join(_dessin(un) for un in noeud.iter(f'{SVG}svg'))}{_texte(noeud)}]"


def _texte(noeud: Any) -> str:
    morceaux = [noeud.text or ""]
    for enfant in noeud:
        if enfant.tag != f"{SVG}svg":
            morceaux.append(" " if enfant.tag == "br" else _brut(enfant))
        morceaux.append(enfant.tail or "")
    return SPECIAUX.sub(r"\\\1", " ".join("".join(morceaux).split()))


def _brut(noeud: Any) -> str:
    return "".join(noeud.itertext())


def _dessin(noeud: Any) -> str:
    ecrit = _svg(noeud).replace("\\", "\\\\").replace('"', '\\"')
    nom = (noeud.get("aria-label") or "dessin").replace("\\", "\\\\").replace('"', '\\"')
    return f'#image(bytes("{ecrit}"), format: "svg", width: 100%, alt: "{nom}")'


def _svg(noeud: Any) -> str:
    """Written by hand: the tree was parsed as HTML, without its prefixes."""
    nom = noeud.tag.removeprefix(SVG)
    attributs = {cle.rsplit("}", 1)[-1]: valeur for cle, valeur in noeud.attrib.items()}
    if nom == "svg":
        attributs = {"xmlns": "http://www.w3.org/2000/svg", **attributs}
        attributs.pop("width", None)
        attributs.pop("height", None)
    ecrits = "".join(f" {cle}='{_echapper(valeur)}'" for cle, valeur in attributs.items())
    enfants = "".join(_svg(un) + _echapper(un.tail or "") for un in noeud if isinstance(un.tag, str))
    return f"<{nom}{ecrits}>{_echapper(noeud.text or '')}{enfants}</{nom}>"


def _echapper(texte: str) -> str:
    return texte.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
