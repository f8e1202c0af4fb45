"""What a shortfall costs, typed as the contract says it and read on its page: rates of the year, caps, days late."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Attribution
from suivi_heures.models import Dossier
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_lot, creer_marche

D = datetime.date
REGLE = {"objet": "HEURES", "valeur": "2", "mise_en_demeure": "on", "delai_jours": "15"}


@pytest.fixture(autouse=True)
def _en_octobre():
    with time_machine.travel(datetime.datetime(2026, 10, 22, 9, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def fini(guichet):
    """A contract over in June 2024, of 100 000 €: 180 h due, none done."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2023, 7, 1), date_fin=D(2024, 6, 30), montant_ht=Decimal(100_000))
        creer_attribution(lot=creer_lot(marche=marche, heures="180.00"))
        return marche


@pytest.fixture
def regler(camille):
    def _regler(marche, **champs):
        return camille.post(f"/marches/{marche.pk}/regles-penalite/ajouter/", REGLE | champs)

    return _regler


@pytest.fixture
def exposition(camille, lire):
    return lambda marche: lire(camille.get(f"/marches/{marche.pk}/penalites/"))


def test_deux_smic_de_l_annee_du_marche_fini_pour_180_heures_font_4_194_euros(fini, regler, exposition):
    """2 × 11,65 € in June 2024, whatever the SMIC is today."""
    assert regler(fini, type="MULTIPLE_SMIC").status_code == 302
    page = exposition(fini)
    assert "4 194 €" in page
    assert "2 × 11,65 € = 23,30 €" in page


def test_quatre_plafonds_horaires_de_la_securite_sociale(fini, regler, exposition):
    """4 × 29 € × 180 h."""
    regler(fini, type="MULTIPLE_PSS_HORAIRE", valeur="4")
    assert "20 880 €" in exposition(fini)


def test_le_plus_bas_des_plafonds_ecrits_au_marche_s_applique_et_se_dit(fini, regler, exposition):
    """60 € × 180 h = 10 800 €; capped at 8 000 € and at 5 % of 100 000 €."""
    regler(fini, type="EUR_HEURE", valeur="60", plafond_montant="8 000", plafond_pct="5")
    page = exposition(fini)
    assert "Avant plafond 10 800 €" in page
    assert "Pénalité, au plafond 5 000 €" in page


def test_un_releve_en_retard_coute_ses_jours_jusqu_au_plafond(guichet, regler, exposition):
    """September was due on October 10th: twelve days at 100 €, capped at 1 000 €."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2026, 9, 1), date_fin=D(2027, 6, 30))
        creer_contrat(
            attribution=creer_attribution(lot=creer_lot(marche=marche, heures="500.00")),
            beneficiaire=creer_beneficiaire(eligible_depuis=D(2026, 8, 1)),
            date_debut=D(2026, 9, 1),
            date_fin=D(2027, 6, 30),
        )
    piece = {"objet": "PIECES", "type": "JOUR_RETARD", "valeur": "100"}
    assert regler(marche, **piece | {"type": "EUR_HEURE"}).status_code == 422
    assert regler(marche, **piece).status_code == 302
    page = exposition(marche)
    assert "septembre 2026, manque encore, 12 jours 1 200 €" in page
    regler(marche, **piece | {"plafond_montant": "1 000"})
    assert "12 jours 1 000 €" in exposition(marche)


def test_l_acheteur_renonce_a_la_penalite_avec_un_motif_que_l_entreprise_lit(guichet, connecter, camille, lire, fini):
    with within_guichet(guichet.pk):
        tenue = Attribution.objects.get(marche=fini)
    with within_connexion():
        agnes, denis = (
            creer_adhesion(guichet=guichet, role=role, nom=nom, **place)
            for role, nom, place in (
                ("ACHETEUR", "Agnès Rolland", {"maitre_ouvrage_id": tenue.maitre_ouvrage_id}),
                ("ENTREPRISE", "Denis Mauclair", {"entreprise_id": tenue.entreprise_id}),
            )
        )
    ouverture = {"attribution": tenue.pk, "objet": "Recherches infructueuses", "date": "01/10/2026", "texte": "Rien."}
    assert camille.post(f"/marches/{fini.pk}/dossiers/ouvrir/", ouverture).status_code == 302
    with within_guichet(guichet.pk):
        dossier = Dossier.objects.get()
    avis = {"vu": 1, "date": "05/10/2026", "sens": "FAVORABLE", "motif": "INFRUCTUEUX", "texte": "Quatre offres."}
    assert camille.post(f"/dossiers/{dossier.pk}/avis/", avis).status_code == 302
    decision = {"geste": "decision", "vu": 2, "date": "12/10/2026", "sens": "RENONCIATION"}
    adresse = f"/acheteur/dossiers/{dossier.pk}/"
    refus = connecter(agnes).post(adresse, decision)
    assert (refus.status_code, "dit son motif" in lire(refus)) == (422, True)
    assert connecter(agnes).post(adresse, decision | {"motif": "INFRUCTUEUX"}).status_code == 302
    for page in (camille.get(f"/dossiers/{dossier.pk}/"), connecter(denis).get(f"/espace/difficultes/{dossier.pk}/")):
        assert "Renonciation" in lire(page)
        assert "Recherches infructueuses" in lire(page)
