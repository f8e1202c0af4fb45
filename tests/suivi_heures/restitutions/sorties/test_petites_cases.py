"""No group under the threshold can be found by subtracting any two outputs."""

import datetime
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from suivi_heures.enums import GenreSortie
from suivi_heures.queries.chiffres_publies import Boite, Publie, Registre, se_soustraient
from tests.suivi_heures.restitutions.sorties.annees import (
    ACHETEURS,
    SEUIL,
    creer_annee,
    figer_rapport,
    paires_qui_trahissent,
    personnes,
    publier_sortie,
)

T1 = datetime.date(2026, 1, 1), datetime.date(2026, 3, 31)
S1 = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)


def _publie(nombre, *, periode=T1, marches="AB", traits=()):
    return Publie(Boite(*periode, frozenset(marches), frozenset(traits)), nombre)


def test_deux_periodes_dont_l_une_contient_l_autre_se_soustraient():
    assert se_soustraient(_publie(12), _publie(14, periode=S1), seuil=5)
    assert not se_soustraient(_publie(12), _publie(17, periode=S1), seuil=5)
    assert not se_soustraient(_publie(12), _publie(12, periode=S1), seuil=5)


def test_un_acheteur_se_soustrait_du_guichet():
    assert se_soustraient(_publie(9, marches="A"), _publie(11), seuil=5)
    assert not se_soustraient(_publie(9, marches="C"), _publie(11), seuil=5)


def test_deux_publics_differents_ne_se_soustraient_pas():
    femmes, hommes = (("Sexe", "Femmes"),), (("Sexe", "Hommes"),)
    assert not se_soustraient(_publie(9, traits=femmes), _publie(11, traits=hommes), seuil=5)
    assert se_soustraient(_publie(9, traits=femmes), _publie(11), seuil=5)


def test_la_meme_case_redite_avec_trois_personnes_de_plus_en_dit_trop():
    assert Registre([_publie(12)]).trahi_par(_publie(15), seuil=5) == _publie(12)


def test_une_case_cachee_un_jour_reste_cachee():
    cachee = _publie(None, traits=[("Sexe", "Femmes")])
    assert Registre([cachee]).est_cachee(cachee.boite)
    assert Publie.depuis_json(cachee.en_json()) == cachee


def test_une_sortie_remise_deux_fois_ne_change_pas():
    gens = [
        {"sexe": "F" if n % 3 else "M", "age": 40, "qpv": n < 8, "categorie": "B_DELD", "marches": {"M1"}, "debut": 1}
        for n in range(30)
    ]
    annee = creer_annee(gens, 1)
    premiere = publier_sortie(GenreSortie.NATIONAL, annee, [])
    assert publier_sortie(GenreSortie.NATIONAL, annee, premiere) == premiere


def _tout_sortir(gens, ordre):
    """Reports of both buyers and of a contract for two quarters, every output of each quarter, in any order."""
    rapports = [*((acheteur, "") for acheteur in sorted(set(ACHETEURS.values()))), ("Département", "M1")]
    travaux = [(genre, trimestre) for genre in (*GenreSortie, *rapports) for trimestre in (1, 2)]
    random.Random(ordre).shuffle(travaux)
    publies = []
    for quoi, trimestre in travaux:
        if isinstance(quoi, GenreSortie):
            publies += publier_sortie(quoi, creer_annee(gens, trimestre), publies)
        else:
            acheteur, marche = quoi
            publies += figer_rapport(gens, acheteur, trimestre, publies, marche=marche)
    return publies


@settings(max_examples=40, deadline=None)
@given(personnes, st.integers(0, 1000))
def test_aucune_paire_de_sorties_ne_donne_un_petit_groupe(gens, ordre):
    publies = _tout_sortir(gens, ordre)
    assert not paires_qui_trahissent(publies)
    assert all(un.nombre is None or un.nombre == 0 or un.nombre >= SEUIL for un in publies)


@settings(max_examples=40, deadline=None)
@given(personnes, st.integers(0, 1000))
def test_ce_qu_une_sortie_cache_aucune_autre_ne_le_montre(gens, ordre):
    """Unless it had been said before: what was said cannot be taken back."""
    cachees: set[Boite] = set()
    dites: set[Boite] = set()
    for un in _tout_sortir(gens, ordre):
        assert un.nombre in (None, 0) or un.boite not in cachees or un.boite in dites
        (cachees if un.nombre is None else dites).add(un.boite)


@settings(max_examples=25, deadline=None)
@given(personnes)
def test_un_rapport_refait_sans_rien_de_neuf_ne_change_pas(gens):
    for acheteur in set(ACHETEURS.values()):
        premier = figer_rapport(gens, acheteur, 1, [])
        assert figer_rapport(gens, acheteur, 1, premier) == premier
