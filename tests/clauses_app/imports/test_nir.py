"""The social security number is recognised however it is typed, and nothing else is taken for one."""

import pytest

from clauses_app.imports.nir import MASQUE, contient_nir, masquer_nir


def avec_cle(treize: str) -> str:
    calcul = treize.replace("2A", "19").replace("2B", "18")
    return f"{treize}{97 - int(calcul) % 97:02d}"


CONTINENT = avec_cle("1850578006084")
CORSE_A = avec_cle("285072A001022")
CORSE_B = avec_cle("190122B033045")


@pytest.mark.parametrize("nir", [CONTINENT, CORSE_A, CORSE_B, CORSE_A.lower()])
def test_un_numero_est_reconnu_seul_ou_dans_une_phrase(nir):
    assert contient_nir(nir)
    assert contient_nir(f"Dupont Marie (n° {nir}), maçonne")


@pytest.mark.parametrize("separateur", [" ", ".", "-", "\u00a0", "\u202f"])
def test_un_numero_est_reconnu_avec_ses_espaces_ou_ses_points(separateur):
    n = CORSE_A
    assert contient_nir(separateur.join([n[0], n[1:3], n[3:5], n[5:7], n[7:10], n[10:13], n[13:]]))


@pytest.mark.parametrize(
    "texte",
    [
        CONTINENT[:13],
        CORSE_A[:13],
        "NIR1850578006084",
        "son numéro est 1 85 05 78 006 084, à retirer",
        "1/85/05/78/006/084",
        "1_85_05_78_006_084",
        "1  85  05  78  006  084",
        "1 - 85 - 05 - 78 - 006 - 084",
        "1,85,05,78,006,084",
        f"1 / 85 / 05 / 78 / 006 / 084 / {CONTINENT[13:]}",
        f"1850578006084 / {CONTINENT[13:]}",
        "1 85 05 78 006 084 12 rue des Lilas",
        f"tél. 06 12 34 56 78, n° {CONTINENT[:13]}",
        f"2 personnes 1850578006084 {CONTINENT[13:]}",
    ],
)
def test_un_numero_sans_cle_ou_aux_separateurs_inhabituels_est_reconnu(texte):
    assert contient_nir(texte)
    assert MASQUE in masquer_nir(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "18505780060842",
        "185 057 800 60842",
        "1850578006084a1f",
        "3017620422003",
        "1764468000000",
        "1852578006084",
        "1850596006084",
        "01 85 05 78 00 06 08 41 20 12",
        "0033 1 85 05 78 00",
        "FR76 1850 5780 0608 4123 4567 890",
        "10278 06039 00020123401 45",
        "151,67 120,50 35,00 12,25",
        CONTINENT[:-2] + f"{(int(CONTINENT[-2:]) + 1) % 97:02d}",
        "0" + CONTINENT,
        "49270049700018",
        "2023-01-15 2024-12-31",
        "+33 6 12 34 56 78",
        "FR76 3000 6000 0112 3456 7890 189",
        "",
        "185052A",
    ],
)
def test_un_autre_nombre_n_est_pas_pris_pour_un_numero(texte):
    assert not contient_nir(texte)


def test_un_numero_se_masque_et_le_reste_du_texte_demeure():
    assert masquer_nir(f"n° {CONTINENT} vu") == f"n° {MASQUE} vu"
    assert masquer_nir("49270049700018 et puis") == "49270049700018 et puis"
