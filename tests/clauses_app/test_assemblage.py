"""Pieces of a document keep what they say when they are numbered again, whatever their texts look like."""

import pytest

from clauses_app.morceaux import Morceau, deballer, emballer, renumeroter


@pytest.mark.parametrize(("avant", "apres"), [
    (b"<</P 4 0 R/K [12 0 R 0 5 0 R]>>", b"<</P 104 0 R/K [112 0 R 0 105 0 R]>>"),
    (b"<</T (lot 4 0 R)/P 4 0 R>>", b"<</T (lot 4 0 R)/P 104 0 R>>"),
    (rb"<</T (a\) 4 0 R \\)/P 4 0 R>>", rb"<</T (a\) 4 0 R \\)/P 104 0 R>>"),
    (b"<</T (deux\nlignes 4 0 R)/P 4 0 R>>", b"<</T (deux\nlignes 4 0 R)/P 104 0 R>>"),
    (b"<</T <feff00e9>/P 4 0 R>>", b"<</T <feff00e9>/P 104 0 R>>"),
    (b"<</StructParents 3/T (/StructParents 3)>>", b"<</StructParents 10/T (/StructParents 3)>>"),
    (b"<</StructParent 0/Rect [1 4 0 9]>>", b"<</StructParent 7/Rect [1 4 0 9]>>"),
])  # fmt: skip
def test_seules_les_references_changent_de_numero(avant, apres):
    assert renumeroter(avant, lambda numero: numero + 100, 7) == apres


def test_un_morceau_garde_se_relit_le_meme():
    morceau = Morceau(
        objets=[(b"<</Type /Page>>", None), (b"<</Length 3>>", b"\x00\xff\x80"), (b"<</Length 0>>", b"")],
        pages=[4], folios=[5], racine=[6], parents=[b"[4 0 R null]", b"(\xe9)"], noms=[("(00001-12-0-0)", 4)],
        ancres=[("marche-1", 0, 1.5, 2.25)], signets=[("Été", 0, 1.0, 2.0, [("Sous", 0, 3.0, 4.0, [])])],
        enveloppe={"fiche": b"<</Title <feff00e9>>>"},
    )  # fmt: skip
    (octets, autre) = deballer(emballer([morceau, morceau]))
    relu = Morceau.depuis_octets(octets)
    assert octets == autre
    assert relu.objets == morceau.objets
    assert relu.en_octets() == octets
    assert Morceau.compter(octets) == (1, [("marche-1", 0)])
