"""What people type."""

from datetime import date
from decimal import Decimal

import pytest

from clauses_app.interface.lectures import lire_date, lire_heures, lire_nombre


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("151,67", "151.67"),
        ("151.67", "151.67"),
        ("1 214,5 h", "1214.5"),
        ("1\u202f214\u00a0h", "1214"),
        ("−7", "-7"),
        ("35H", "35"),
    ],
)
def test_des_heures_ecrites_en_francais_se_lisent(texte, valeur):
    assert lire_heures(texte) == Decimal(valeur)


@pytest.mark.parametrize("texte", ["", "abc", "1,2,3", "12e3", "NaN", "7h30", "1.214,5", "9" * 40])
def test_un_texte_illisible_recoit_une_phrase(texte):
    with pytest.raises(ValueError, match="Écrivez un nombre d’heures"):
        lire_heures(texte)


def test_trois_decimales_ne_sont_pas_arrondies_en_silence():
    with pytest.raises(ValueError, match="Deux décimales"):
        lire_heures("151,667")


def test_un_nombre_accepte_son_unite():
    assert lire_nombre("12 %") == 12
    assert lire_nombre("1 200 €") == 1200


@pytest.mark.parametrize("texte", ["02/11/2026", "2/11/2026", "02.11.2026", "2026-11-02", " 02/11/2026 "])
def test_une_date_se_lit_jour_mois_annee(texte):
    assert lire_date(texte) == date(2026, 11, 2)


def test_un_jour_qui_n_existe_pas():
    with pytest.raises(ValueError, match="n’existe pas"):
        lire_date("31/02/2026")


@pytest.mark.parametrize("texte", ["", "hier", "11/2026", "02/11/26"])
def test_une_date_illisible(texte):
    with pytest.raises(ValueError, match="jour/mois/année"):
        lire_date(texte)
