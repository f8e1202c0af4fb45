"""Tags, states, forms and the summary of their errors."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from clauses_app.comptes.enums import Role
from clauses_app.interface import navigation
from clauses_app.interface.catalogue import FormulaireExemple, composer_formulaire
from clauses_app.interface.etats import ETATS, dessiner_etat, lire_etat
from clauses_app.interface.formulaires import ChampDate, ChampHeures, ChampNombre, FormulaireAncrage
from clauses_app.interface.icones import IconeInconnue, dessiner_icone, lire_symboles
from clauses_app.interface.templatetags.ancrage import pages_proches


def rendre(source, **contexte):
    return Template(source).render(Context(contexte))


def test_une_icone_inconnue_se_dit():
    with pytest.raises(IconeInconnue):
        dessiner_icone("licorne")


def test_chaque_etat_a_un_mot_et_une_icone_du_sprite():
    assert all(etat.libelle and etat.icone in lire_symboles() for etat in ETATS.values())


def test_chaque_entree_de_menu_a_une_icone_du_sprite():
    entrees = (*navigation.PRINCIPAL, *navigation.SECONDAIRE, *navigation.PORTAIL, *navigation.COMPTE)
    assert {entree.icone for entree in entrees} <= lire_symboles()


@pytest.mark.parametrize("code", ["EN_RETARD", "en-retard", "en_retard"])
def test_un_etat_se_lit_dans_toutes_les_ecritures(code):
    assert lire_etat(code).libelle == "En retard"


def test_un_etat_inconnu_s_affiche_en_neutre():
    assert 'class="etat etat-neutre"' in dessiner_etat("MIS_EN_SOMMEIL")
    assert "Mis en sommeil" in dessiner_etat("MIS_EN_SOMMEIL")


def test_le_libelle_d_un_etat_est_echappe():
    assert "&lt;b&gt;" in rendre('{% etat "retard" mot %}', mot="<b>")


def test_les_filtres_sont_charges_partout():
    assert rendre("{{ h|heures }} {{ n|accorde:'relevé' }}", h=1214, n=2) == "1\u202f214\u202fh 2\u00a0relevés"


def test_le_filtre_typo_laisse_l_echappement():
    assert rendre("{{ t|typo }}", t="<b> ?") == "&lt;b&gt;\u202f?"


def test_le_resume_compte_les_champs_et_mene_a_chacun():
    html = rendre("{% resume_erreurs form %}", form=composer_formulaire())
    assert "Trois champs sont à corriger" in html
    assert 'href="#id_siret">SIRET de l’employeur\u00a0: il manque un chiffre' in html.replace(" :", "\u00a0:")


def test_un_formulaire_sans_faute_n_a_pas_de_resume():
    assert rendre("{% resume_erreurs form %}", form=FormulaireExemple()).strip() == ""


def test_un_champ_en_erreur_est_decrit_par_son_aide_puis_son_erreur():
    html = rendre("{% champ form.siret %}", form=composer_formulaire())
    assert 'aria-describedby="id_siret_helptext id_siret_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_siret_error"' in html
    assert 'value="732 829 320 0007"' in html


def test_un_groupe_de_cases_a_sa_legende():
    html = rendre("{% champ form.criteres %}", form=composer_formulaire())
    assert "<legend" in html
    assert html.count('class="form-check-input"') == 4
    assert len(re.findall(r"checked", html)) == 1


class Lecture(FormulaireAncrage):
    heures = ChampHeures(label="Heures", minimum=0, maximum=220)
    jour = ChampDate(label="Jour", required=False)
    montant = ChampNombre(label="Montant", required=False)


def test_ce_qui_est_tape_a_la_francaise_est_lu():
    form = Lecture({"heures": "151,67", "jour": "2/11/2026", "montant": "1 200,50 €"})
    assert form.is_valid(), form.errors
    assert [str(v) for v in form.cleaned_data.values()] == ["151.67", "2026-11-02", "1200.50"]


@pytest.mark.parametrize(
    ("texte", "phrase"), [("", "obligatoire"), ("x", "Écrivez un nombre"), ("-1", "au moins 0"), ("221", "au plus 220")]
)
def test_une_faute_garde_le_texte_et_dit_quoi_faire(texte, phrase):
    form = Lecture({"heures": texte})
    assert phrase in form.errors["heures"][0]
    assert form["heures"].value() == (texte or "")


def test_une_valeur_initiale_s_ecrit_a_la_francaise():
    assert 'value="151,67"' in str(Lecture(initial={"heures": forms.DecimalField().to_python("151.67")})["heures"])


def test_les_pages_proches_laissent_des_trous():
    assert pages_proches(Paginator(range(1000), 10).get_page(50)) == [1, 0, 48, 49, 50, 51, 52, 0, 100]
    assert pages_proches(Paginator(range(3), 10).get_page(1)) == [1]


def test_une_page_garde_les_filtres():
    page = Paginator(range(100), 10).get_page(2)
    html = rendre(
        '{% include "composants/pagination.html" with nom="Pages" %}',
        page=page, request=RequestFactory().get("/?etat=retard&page=2"),
    )  # fmt: skip
    assert "?etat=retard&amp;page=3" in html


def test_les_roles_du_menu_sont_ceux_des_comptes():
    assert {str(role) for role in Role} == navigation.INTERNES | navigation.EXTERNES


@pytest.mark.urls("tests.clauses_app.interface.adresses")
def test_une_entree_sans_adresse_ne_s_affiche_pas():
    entree = navigation.Entree("x", "X", "inbox", "nulle:part", navigation.INTERNES)
    assert navigation.composer_menu([entree], role="FACILITATEUR", chemin="/") == ()


def test_un_role_ne_voit_pas_le_menu_des_autres(monkeypatch):
    monkeypatch.setattr(navigation, "chercher_adresse", lambda nom: f"/{nom}/")
    menu = navigation.composer_menu(navigation.PRINCIPAL, role="ENTREPRISE", chemin="/")
    assert menu == ()


def test_l_entree_courante_est_la_plus_precise(monkeypatch):
    adresses = {"suivi_heures:marches": "/marches/", "suivi_heures:heures": "/marches/heures/"}
    monkeypatch.setattr(navigation, "chercher_adresse", lambda nom: adresses.get(nom, ""))
    menu = navigation.composer_menu(
        navigation.PRINCIPAL, role="FACILITATEUR", chemin="/marches/heures/12/", pastilles={"heures": 3}
    )
    assert [(lien.code, lien.courant, lien.pastille) for lien in menu] == [("marches", False, 0), ("heures", True, 3)]
