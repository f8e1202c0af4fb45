"""What a shortfall costs, typed as the contract says it and read on its page: rates of the year, caps, days late."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Attribution, ReglePenalite, Tranche
from suivi_heures.models import Dossier
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

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


@pytest.fixture
def groupement(guichet):
    """1 000 h due, none done, over in June 2024: the leader answers for 600, its partner for 300, nobody for 100."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2023, 7, 1), date_fin=D(2024, 6, 30))
        lot = creer_lot(marche=marche)
        for role, nom, part in (("MANDATAIRE", "Bâtir Sud", "600"), ("COTRAITANT", "Toits d’Oc", "300")):
            creer_attribution(lot=lot, role=role, entreprise=creer_entreprise(nom=nom), heures_affectees=Decimal(part))
        return marche


def test_la_penalite_d_un_groupement_se_partage_comme_la_dette(groupement, regler, exposition):
    """60 €: 18 000 € for 300 of 1 000 h, and 42 000 € on the leader, with what nobody took."""
    regler(groupement, type="EUR_HEURE", valeur="60")
    page = exposition(groupement)
    assert "Bâtir Sud, mandataire, 600 h 42 000 €" in page
    assert "Toits d’Oc, cotraitant, 300 h 18 000 €" in page
    assert "ce que personne ne porte revient au mandataire" in page


def test_sans_repartition_toute_la_penalite_est_au_mandataire(guichet, groupement, regler, exposition):
    with within_guichet(guichet.pk):
        Attribution.objects.filter(marche=groupement).update(heures_affectees=None)
    regler(groupement, type="EUR_HEURE", valeur="60")
    page = exposition(groupement)
    assert "Bâtir Sud, mandataire, part non répartie 60 000 €" in page
    assert "Toits d’Oc, cotraitant, part non répartie 0 €" in page


def test_chaque_annee_se_compte_seule_l_avance_de_l_une_ne_paie_pas_l_autre(camille, guichet, regler, exposition):
    """730 h over two years, 400 done in 2025: nothing for 2025, 365 h × 60 € for 2026; 19 800 € on the whole."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2025, 1, 1), date_fin=D(2026, 12, 31))
        contrat = creer_contrat(
            attribution=creer_attribution(lot=creer_lot(marche=marche, heures="730.00")),
            beneficiaire=creer_beneficiaire(eligible_depuis=D(2025, 1, 1)),
            date_debut=D(2025, 2, 1),
        )
        for mois in (3, 4, 5, 6):
            creer_heure(contrat=contrat, heures="100", du=D(2025, mois, 1), au=D(2025, mois, 28))
        recalculer_realisation(lots=None)
    regler(marche, type="EUR_HEURE", valeur="60", assiette="ANNUELLE")
    page = exposition(marche)
    assert "Année 2025, 0 h manquantes 0 €" in page
    assert "Année 2026, en cours, 365 h manquantes 21 900 €" in page
    assert "chaque année civile comptée seule" in page
    with within_guichet(guichet.pk):
        regle = ReglePenalite.objects.get()
    camille.post(f"/regles-penalite/{regle.pk}/retirer/")
    regler(marche, type="EUR_HEURE", valeur="60", assiette="FIN_MARCHE")
    assert "Pénalité 19 800 €" in exposition(marche)


def test_chaque_tranche_a_son_plafond_et_l_optionnelle_ne_coute_rien_avant_d_etre_affermie(
    camille, guichet, regler, exposition
):
    """100 h firm, 400 h optional of 200 000 €; 60 € an hour, capped at 5 % of the amount of the tranche."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2026, 1, 1), date_fin=D(2026, 12, 31), montant_ht=Decimal(300_000))
        lot = creer_lot(marche=marche, heures="100.00")
        creer_attribution(lot=lot)
    optionnelle = {"ref": "1", "nature": "OPTIONNELLE", "heures": "400", "montant_ht": "200 000"}
    camille.post(f"/lots/{lot.pk}/tranches/nouvelle/", optionnelle)
    regler(marche, type="EUR_HEURE", valeur="60", assiette="TRANCHE", plafond_pct="5")
    assert "Tranche optionnelle" not in exposition(marche).partition("Pièces")[0].partition("Dossiers")[0]
    with within_guichet(guichet.pk):
        tranche = Tranche.objects.get()
    camille.post(f"/tranches/{tranche.pk}/affermir/", {"date": "01/04/2026"})
    page = exposition(marche)
    assert "Hors tranche, 100 h manquantes, au plafond 5 000 €" in page
    assert "Tranche optionnelle 1, 400 h manquantes, au plafond 10 000 €" in page
    assert "15 000 €" in page


@pytest.fixture
def deux_lots(guichet):
    """A contract of 100 000 € over in June 2024: 300 h due by one lot, 100 h by the other, none done."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2023, 7, 1), date_fin=D(2024, 6, 30), montant_ht=Decimal(100_000))
        for heures in ("300.00", "100.00"):
            creer_attribution(lot=creer_lot(marche=marche, heures=heures))
        return marche


@pytest.mark.parametrize(
    ("regle", "total"),
    [
        ({"type": "EUR_HEURE", "valeur": "60", "plafond_montant": "10 000"}, "10 000 €"),
        ({"type": "PCT_MONTANT", "valeur": "5"}, "5 000 €"),
        ({"type": "FORFAIT", "valeur": "3 000"}, "3 000 €"),
    ],
)
def test_un_plafond_un_forfait_une_part_valent_une_fois_pour_le_marche(deux_lots, regler, exposition, regle, total):
    regler(deux_lots, **regle)
    page = exposition(deux_lots)
    assert f"Si le marché s’arrêtait aujourd’hui {total}" in page
    assert "2 lots en manque" in page
    assert "part du lot selon ses heures manquantes" in page


def test_les_pieces_en_retard_se_partagent_un_plafond_et_se_comptent_une_fois(guichet, regler, exposition):
    """August late by 42 days, September by 12: 2 700 € at 50 €, capped once at 2 500 €; two rules, two documents."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2026, 8, 1), date_fin=D(2027, 6, 30))
        creer_contrat(
            attribution=creer_attribution(lot=creer_lot(marche=marche, heures="500.00")),
            beneficiaire=creer_beneficiaire(eligible_depuis=D(2026, 7, 1)),
            date_debut=D(2026, 8, 1),
            date_fin=D(2027, 6, 30),
        )
    piece = {"objet": "PIECES", "type": "JOUR_RETARD", "valeur": "50"}
    regler(marche, **piece | {"plafond_montant": "2 500"})
    page = exposition(marche)
    assert "12 jours 400 € (600 € avant plafond)" in page
    assert "Avant plafond 2 700 €" in page
    assert "Pénalité, au plafond 2 500 €" in page
    regler(marche, **piece | {"type": "FORFAIT", "valeur": "30"})
    page = exposition(marche)
    assert "2 560 € 2 relevés en retard" in page
