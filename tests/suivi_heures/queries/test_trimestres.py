"""Bounds and names of a quarter."""

from datetime import date

import pytest

from suivi_heures.queries.trimestres import Trimestre, TrimestreIllisible


@pytest.mark.parametrize(("numero", "debut", "fin"), [
    (1, date(2024, 1, 1), date(2024, 3, 31)),
    (2, date(2024, 4, 1), date(2024, 6, 30)),
    (3, date(2024, 7, 1), date(2024, 9, 30)),
    (4, date(2024, 10, 1), date(2024, 12, 31)),
])  # fmt: skip
def test_bornes_incluses(numero, debut, fin):
    trimestre = Trimestre(2024, numero)
    assert (trimestre.debut, trimestre.fin) == (debut, fin)
    assert Trimestre.contenant(debut) == Trimestre.contenant(fin) == trimestre
    assert trimestre.suivant.precedent == trimestre


def test_ecriture_et_lecture():
    assert Trimestre.lire("2026-T3") == Trimestre.lire("2026t3") == Trimestre(2026, 3)
    assert (Trimestre(2026, 3).code, Trimestre(2026, 3).libelle, Trimestre(2026, 1).ordinal) == (
        "2026-T3", "T3 2026", "1er",
    )  # fmt: skip


@pytest.mark.parametrize("texte", ["", "2026", "2026-T5", "T3 2026", "1999-T1", "2026-T33"])
def test_trimestre_illisible_refuse_avec_un_exemple(texte):
    with pytest.raises(TrimestreIllisible, match="2026-T3"):
        Trimestre.lire(texte)
