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
