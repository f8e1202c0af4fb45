"""Every usual way to write hours is read; the others are refused with a way out."""

from decimal import Decimal

import pytest

from suivi_heures.imports.heures_ecrites import HeuresIllisibles, lire_heures


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("151,67", "151.67"),
        ("151.67", "151.67"),
        ("151h40", "151.67"),
        ("7 h 30", "7.50"),
        ("131\u202fh\u202f15", "131.25"),
        ("131:15", "131.25"),
        ("131:15:36", "131.26"),
        ("3h", "3.00"),
        ("3 heures", "3.00"),
        ("1 131,5", "1131.50"),
        ("1\u202f131,5", "1131.50"),
        (",5", "0.50"),
        ("0", "0.00"),
        ("7,005", "7.01"),
        ("-7,5", "-7.50"),
        ("\u2212 3", "-3.00"),
        (" 35 ", "35.00"),
        ("7h05min", "7.08"),
    ],
)
def test_une_ecriture_usuelle_est_lue(texte, heures):
    assert lire_heures(texte) == Decimal(heures)


@pytest.mark.parametrize(
    "texte", ["abc", "12 13", "1,2,3", "CP", "#REF!", "--3", "1h2h", "12/01/2026", "NaN", "1e5", "٣"]
)
def test_le_reste_est_refuse_avec_une_facon_de_faire(texte):
    with pytest.raises(HeuresIllisibles, match="Écrivez"):
        lire_heures(texte)


def test_soixante_quinze_minutes_n_existent_pas():
    with pytest.raises(HeuresIllisibles, match="59 minutes"):
        lire_heures("7h75")


def test_un_nombre_demesure_est_refuse():
    with pytest.raises(HeuresIllisibles):
        lire_heures("9999999999")
