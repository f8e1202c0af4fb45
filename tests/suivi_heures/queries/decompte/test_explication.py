"""Each code is said in one sentence, with the fact, the date and the parameter; nothing sensitive."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clauses_app.tenancy.contexte import basculer, contexte_courant, within_guichet
from suivi_heures.enums import Motif
from suivi_heures.models import Heure
from suivi_heures.queries.decompte.explication import (
    LigneProjetee,
    expliquer_ligne,
    expliquer_lignes,
    simuler_ligne,
    simuler_lignes,
)
from suivi_heures.queries.decompte.lignes import calculer_lignes
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche, creer_regle
from tests.factories.suivi_heures import creer_heure
from tests.oracle.generateur import generer
from tests.suivi_heures.queries.decompte.chargeur import charger, creer_le_guichet

SENSIBLE = re.compile(r"handicap|RQTH|BOETH|RSA|[AB]_[A-Z]", re.IGNORECASE)


def _phrase(texte):
    """Expected sentence, written with ordinary spaces."""
    return re.sub("[\u202f\u00a0]", " ", texte)


def _mars(contrat, heures="100.00", nature="TRAVAIL", du=date(2025, 3, 1), au=date(2025, 3, 31)):
    return simuler_ligne(contrat=contrat, du=du, au=au, heures=Decimal(heures), nature=nature)


@pytest.fixture
def regle(dans_guichet):
    return creer_regle()


def _contrat(**champs):
    personne = creer_beneficiaire(eligible_depuis=champs.pop("eligible_depuis", date(2024, 1, 1)))
    return creer_contrat(beneficiaire=personne, **champs)


def test_la_phrase_de_la_fenetre_dit_le_fait_la_date_et_le_parametre(regle):
    structure = creer_entreprise(nom="ETTI Pro Emploi")
    personne = creer_beneficiaire(eligible_depuis=date(2024, 1, 1))
    creer_contrat(
        beneficiaire=personne, employeur_id=structure.pk, date_debut=date(2024, 3, 15), date_fin=date(2024, 6, 30)
    )
    contrat = creer_contrat(beneficiaire=personne, date_debut=date(2025, 9, 1), date_fin=None)

    explication = _mars(contrat, "35.00", du=date(2026, 3, 16), au=date(2026, 3, 20))

    assert _phrase(explication.phrase) == (
        "35,00 h après le 14/03/2026 : la fenêtre de 24 mois ouverte le 15/03/2024 par le premier contrat"
        " (ETTI Pro Emploi) est close."
    )
    assert explication.fenetre.debut == date(2024, 3, 15)
    assert explication.fenetre.fin == date(2026, 3, 14)
    assert [c.est_celui_de_la_ligne for c in explication.fenetre.contrats] == [False, True]


@pytest.mark.parametrize(
    ("champs", "parametres", "attendue"),
    [
        (
            {"date_debut": date(2025, 3, 22)},
            {},
            "67,74 h avant le 22/03/2025 : le contrat de travail commence ce jour-là.",
        ),
        (
            {"date_fin": date(2025, 3, 10)},
            {},
            "67,74 h après le 10/03/2025 : le contrat de travail se termine ce jour-là.",
        ),
        (
            {"date_debut": date(2025, 3, 5), "date_fin": date(2025, 3, 10)},
            {},
            "80,65 h en dehors des dates : le contrat de travail va du 05/03/2025 au 10/03/2025.",
        ),
        (
            {"eligible_depuis": date(2025, 3, 22)},
            {},
            "67,74 h avant le 22/03/2025 : l’éligibilité n’est acquise qu’à partir de ce jour.",
        ),
        (
            {"eligible_depuis": date(2025, 3, 22)},
            {"regularisation_jours": 7},
            "67,74 h avant le 22/03/2025 : l’éligibilité a été décidée 49 jours après le début du contrat,"
            " pour 7 jours admis à régulariser.",
        ),
        (
            {"type_contrat": "CDI"},
            {"cdi_mois": 1},
            "100,00 h après le 28/02/2025 : ce CDI, commencé le 01/02/2025, compte pendant 1 mois.",
        ),
        (
            {},
            {"plafond_mensuel": Decimal("80.00")},
            "20,00 h au-delà de 80,00 h en mars 2025 : c’est le plafond par personne et par mois,"
            " tous chantiers confondus.",
        ),
        (
            {"eligible_depuis": None},
            {},
            "100,00 h : aucune décision d’éligibilité n’a été acceptée pour cette personne.",
        ),
    ],
)
def test_chaque_motif_a_sa_phrase(dans_guichet, champs, parametres, attendue):
    creer_regle(**parametres)

    assert _phrase(_mars(_contrat(**champs)).phrase) == attendue


def test_les_natures_exclues_se_disent(regle):
    contrat = _contrat()

    assert _phrase(_mars(contrat, nature="ABSENCE").phrase).startswith("100,00 h d’absence :")
    assert _phrase(_mars(contrat, nature="TUTORAT").phrase).startswith("100,00 h de tutorat :")
    assert _phrase(_mars(contrat, nature="FORMATION_HORS_CONTRAT").phrase) == (
        "100,00 h de formation hors contrat : la règle de ce marché ne les compte pas."
    )


def test_un_public_non_admis_ne_dit_pas_lequel(regle):
    lot = creer_lot(marche=creer_marche(categories_admises=["B_RSA"]))
    contrat = _contrat(attribution=creer_attribution(lot=lot))

    explication = _mars(contrat)

    assert [motif.code for motif in explication.motifs] == [Motif.PUBLIC_NON_ADMIS]
    assert not SENSIBLE.search(explication.phrase)


def test_une_ligne_qui_compte_dit_toutes_les_regles_tenues(regle):
    explication = _mars(_contrat())

    assert explication.retenues == explication.valorisees == Decimal("100.00")
    assert explication.jours == explication.jours_comptes == 31
    assert all(examen.respectee for examen in explication.regles)
    assert [examen.titre for examen in explication.regles] == [
        "Nature des heures",
        "Éligibilité",
        "Contrat de travail",
        "Dates du marché",
        "Date de la décision",
        "Fenêtre d’éligibilité",
    ]


def test_une_ligne_en_attente_se_compte_comme_si_elle_etait_validee(regle):
    ligne = creer_heure(contrat=_contrat(date_fin=date(2025, 3, 10)), statut="SOUMISE")

    explication = expliquer_ligne(ligne)

    assert explication.statut == "SOUMISE"
    assert explication.retenues == Decimal("32.26")


def test_une_ligne_refusee_ne_retient_rien_mais_montre_ses_regles(regle):
    explication = expliquer_ligne(creer_heure(contrat=_contrat(), statut="REFUSEE"))

    assert explication.retenues == Decimal("0.00")
    assert explication.motifs == ()
    assert explication.regles


def test_les_cases_d_une_grille_partagent_le_plafond(dans_guichet):
    creer_regle(plafond_mensuel=Decimal("100.00"))
    contrat = _contrat()
    creer_heure(contrat=contrat, heures="70.00")
    mois = (date(2025, 3, 1), date(2025, 3, 31))
    cases = [LigneProjetee(contrat.pk, *mois, Decimal("20.00")), LigneProjetee(contrat.pk, *mois, Decimal("30.00"))]

    assert [e.retenues for e in simuler_lignes(cases)] == [Decimal("20.00"), Decimal("10.00")]


def test_rien_a_expliquer_ne_demande_rien(dans_guichet, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert simuler_lignes([]) == []


def test_expliquer_dit_les_memes_heures_que_compter(db):
    scenario = generer(3)
    with within_guichet(creer_le_guichet(scenario).pk):
        charger(scenario)
        explications = expliquer_lignes(Heure.objects.filter(statut="VALIDEE"))
        comptees = [ligne for ligne in calculer_lignes() if ligne.statut == "VALIDEE"]

        assert len(explications) == len(comptees)
        for ligne in comptees:
            explication = explications[ligne.id]
            assert explication.retenues == ligne.retenues
            assert {m.code: m.heures for m in explication.motifs} == ligne.motifs
            assert not SENSIBLE.search(" ".join(r.phrase for r in explication.regles) + explication.phrase)


def test_une_bonification_confidentielle_ne_se_nomme_pas(dans_guichet):
    creer_regle(bonifications=[{"code": "B", "condition": "HANDICAP", "coefficient": "1.5"}])
    personne = creer_beneficiaire()
    creer_decision(beneficiaire=personne, categorie="B_RQTH")

    explication = _mars(creer_contrat(beneficiaire=personne))

    assert explication.valorisees == Decimal("150.00")
    assert explication.coefficient_confidentiel
    assert explication.bonifications == ()


def test_une_entreprise_recoit_la_meme_phrase_sans_les_contrats_des_autres(regle):
    structure = creer_entreprise(nom="ETTI Pro Emploi")
    personne = creer_beneficiaire(eligible_depuis=date(2024, 1, 1))
    creer_contrat(
        beneficiaire=personne, employeur_id=structure.pk, date_debut=date(2024, 3, 15), date_fin=date(2024, 6, 30)
    )
    contrat = creer_contrat(beneficiaire=personne, date_debut=date(2025, 9, 1), date_fin=None)
    ligne = creer_heure(contrat=contrat, du=date(2026, 3, 16), au=date(2026, 3, 20))
    pour_le_guichet = expliquer_ligne(ligne)

    with basculer(replace(contexte_courant(), role="externe", entreprise_id=contrat.employeur_id)):
        pour_l_entreprise = expliquer_ligne(Heure.objects.get(pk=ligne.pk))

    assert pour_l_entreprise.phrase == pour_le_guichet.phrase
    assert [c.employeur for c in pour_l_entreprise.fenetre.contrats] == ["", contrat.employeur.nom]
