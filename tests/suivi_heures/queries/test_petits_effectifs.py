"""No small group can be read or computed from a published table."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from suivi_heures.queries.petits_effectifs import TOTAL, Masque, masquer, masquer_liste

AUCUN, SEUIL, SECONDAIRE = Masque.AUCUN, Masque.SEUIL, Masque.SECONDAIRE


def avec_marges(corps: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    table = dict(corps)
    for (ligne, colonne), nombre in corps.items():
        for case in ((ligne, TOTAL), (TOTAL, colonne), (TOTAL, TOTAL)):
            table[case] = table.get(case, 0) + nombre
    return table


def test_rien_n_est_cache_au_dessus_du_seuil():
    assert set(masquer_liste({"DELD": 12, "RSA": 5, "RQTH": 0}, total=17).values()) == {AUCUN}


def test_une_seule_petite_case_en_cache_une_seconde_la_plus_petite_des_autres():
    masques = masquer_liste({"DELD": 12, "RSA": 7, "RQTH": 2}, total=21)
    assert masques == {"RQTH": SEUIL, "RSA": SECONDAIRE, "DELD": AUCUN, TOTAL: AUCUN}


def test_deux_petites_cases_se_cachent_l_une_l_autre():
    assert masquer_liste({"DELD": 12, "RSA": 3, "RQTH": 2}, total=17) == {
        "DELD": AUCUN, "RSA": SEUIL, "RQTH": SEUIL, TOTAL: AUCUN,
    }  # fmt: skip


def test_quatre_plus_quatre_se_devine_donc_une_troisieme_case_est_cachee():
    masques = masquer_liste({"DELD": 12, "RSA": 4, "RQTH": 4}, total=20)
    assert masques["DELD"] == SECONDAIRE


def test_une_personne_seule_cache_aussi_le_total():
    assert set(masquer_liste({"RSA": 1}, total=1).values()) == {SEUIL}


def test_quatre_fois_un_dans_un_total_de_quatre_ne_dit_plus_rien_des_cases():
    masques = masquer_liste({"RSA": 1, "DELD": 1, "QPV": 1, "RQTH": 1, "ASS": 0}, total=4)
    assert set(masques.values()) == {SECONDAIRE}


def test_une_case_cachee_dans_un_marche_ne_se_lit_pas_par_difference_avec_l_ensemble():
    table = avec_marges({
        ("T9", "RSA"): 19, ("T9", "DELD"): 3, ("T9", "RQTH"): 8,
        ("Moulin", "RSA"): 6, ("Moulin", "DELD"): 11, ("Moulin", "RQTH"): 7,
    })  # fmt: skip
    masques = masquer(table)
    cachees = {case for case, masque in masques.items() if masque}
    assert cachees == {("T9", "DELD"), ("T9", "RQTH"), ("Moulin", "DELD"), ("Moulin", "RQTH")}


def possibles(table, masques, seuil, plafond):
    """Every table of people that agrees with what is published."""
    corps = [case for case in table if TOTAL not in case]
    bornes = [
        range(table[case], table[case] + 1) if masques[case] == AUCUN
        else range(1, seuil) if masques[case] == SEUIL
        else range(plafond)
        for case in corps
    ]  # fmt: skip
    for valeurs in product(*bornes):
        monde = avec_marges(dict(zip(corps, valeurs, strict=True)))
        if all(
            nombre == table[case] if masques[case] == AUCUN else masques[case] == SECONDAIRE or 0 < nombre < seuil
            for case, nombre in monde.items()
        ):
            yield monde


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_par_enumeration_chaque_petite_case_garde_deux_valeurs_possibles(nombres):
    cases = [(ligne, colonne) for ligne in "ab" for colonne in "xy"]
    table = avec_marges(dict(zip(cases, nombres, strict=True)))
    masques = masquer(table, seuil=3)
    petites = {case for case, nombre in table.items() if 0 < nombre < 3}
    vues: dict[tuple[str, str], set[int]] = {case: set() for case in petites}
    for monde in possibles(table, masques, 3, 9):
        for case in petites:
            vues[case].add(monde[case])
    assert all(len(valeurs) > 1 for valeurs in vues.values())


def test_le_total_d_un_marche_ne_se_lit_pas_par_difference_avec_l_ensemble():
    totaux = masquer_liste({"A": 1, "B": 20, "C": 9}, total=30)
    assert totaux == {"A": SEUIL, "B": AUCUN, "C": SECONDAIRE, TOTAL: AUCUN}


def test_un_total_publie_ailleurs_n_est_jamais_cache():
    table = avec_marges({("A", "RSA"): 3, ("A", "DELD"): 9, ("B", "RSA"): 12, ("B", "DELD"): 10})
    totaux = {"A": AUCUN, "B": AUCUN, TOTAL: AUCUN}
    masques = masquer(table, totaux=totaux)
    assert not any(masques[ligne, TOTAL] for ligne in totaux)
    assert all(masques[ligne, "DELD"] for ligne in "AB") or masques[TOTAL, "RSA"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_par_enumeration_les_totaux_decides_d_abord_ne_trahissent_rien(nombres):
    cases = [(ligne, colonne) for ligne in "ab" for colonne in "xy"]
    table = avec_marges(dict(zip(cases, nombres, strict=True)))
    totaux = masquer_liste({ligne: table[ligne, TOTAL] for ligne in "ab"}, total=table[TOTAL, TOTAL], seuil=3)
    masques = masquer(table, seuil=3, totaux=totaux)
    vues: dict[tuple[str, str], set[int]] = {case: set() for case, nombre in table.items() if 0 < nombre < 3}
    for monde in possibles(table, masques, 3, 9):
        for case in vues:
            vues[case].add(monde[case])
    assert all(len(valeurs) > 1 for valeurs in vues.values()), (table, masques)
