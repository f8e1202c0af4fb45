"""The structure that a screen reader walks through, put right where the PDF engine stops short of the norm.

It works on the objects of the file before they are written: no second reading, and a cost that grows as the file does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

_PERDU = pydyf.Dictionary({"Type": "/Pagination"})


def achever_balises(pdf: Any, prefixe: str = "") -> None:
    """Headers of tables say what they head, terms and their definitions are items of their list, and what is repeated
    on each page (running titles, numbers) is left out of the reading. `prefixe`: told before the name of each header,
    where several documents become one."""
    racine = _suivre(pdf, pdf.catalog["StructTreeRoot"])
    lus: set[tuple[bytes, int]] = set()
    noms: list[tuple[bytes, Any]] = []
    for noeud, parents in _parcourir(pdf, racine, ()):
        role = noeud.get("S")
        if role == "/TH":
            noeud["A"]["Scope"] = "/Column" if "/THead" in parents else "/Row"
        elif role == "/L":
            _aplatir(pdf, noeud)
        elif role == "/Div" and parents[-1] == "/L":
            _ranger_terme(pdf, noeud)
        if "ID" in noeud:
            noeud["ID"].string = f"{prefixe}{noeud['ID'].string}"  # the same object in the cells it heads
            noms.append((noeud["ID"].data, noeud))
        lus.update((noeud["Pg"], enfant) for enfant in noeud.get("K", ()) if isinstance(enfant, int))
    _nommer(pdf, racine, noms)
    _ecarter(pdf, racine, lus)


def _parcourir(pdf: Any, noeud: Any, parents: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    yield noeud, parents
    au_dessus = (*parents, noeud.get("S", ""))
    for enfant in _elements(pdf, noeud):
        yield from _parcourir(pdf, enfant, au_dessus)


def _elements(pdf: Any, noeud: Any) -> list[Any]:
    suivis = (_suivre(pdf, enfant) for enfant in noeud.get("K", ()) if isinstance(enfant, bytes))
    return [un for un in suivis if "S" in un]


def _suivre(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _ranger_terme(pdf: Any, groupe: Any) -> None:
    """A group of a `dl` becomes one item: its term is the label, its definition the body."""
    groupe["S"] = "/LI"
    for rang, un in enumerate(_elements(pdf, groupe)):
        un["S"] = "/LBody" if rang else "/Lbl"
        for interieur in _elements(pdf, un):
            if interieur["S"] == "/LBody":
                interieur["S"] = "/NonStruct"


def _aplatir(pdf: Any, liste: Any) -> None:
    """Laid out as a table, a list is named again by each box around its cells: it is read as one."""
    while len(enfants := _elements(pdf, liste)) == 1 and enfants[0]["S"] == "/L":
        liste["K"] = enfants[0]["K"]
        for un in _elements(pdf, liste):
            un["P"] = liste.reference


def _nommer(pdf: Any, racine: Any, noms: list[tuple[bytes, Any]]) -> None:
    """Cells name their headers: the file must hold the index of these names."""
    if noms:
        arbre = pydyf.Array()
        for nom, noeud in sorted(noms, key=lambda paire: paire[0]):
            arbre.extend([nom, noeud.reference])
        racine["IDTree"] = pydyf.Dictionary({"Names": arbre})


def _ecarter(pdf: Any, racine: Any, lus: set[tuple[bytes, int]]) -> None:
    """What the page draws and the structure does not read is an artefact: margins, repeated at each page."""
    nums = _suivre(pdf, racine["ParentTree"])["Nums"]
    for rang, reference in enumerate(pdf.page_references):
        flux = _suivre(pdf, _suivre(pdf, reference)["Contents"]).stream
        for place, mot in enumerate(flux):
            if mot == b"BDC" and (marque := flux[place - 1].get("MCID")) is not None and (reference, marque) not in lus:
                flux[place - 2], flux[place - 1] = "/Artifact", _PERDU
                nums[2 * rang + 1][marque] = "null"
