"""Sharing a line and pooling lots through the doors."""

import datetime

import pytest

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import Globalisation, Imputation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_lot
from tests.factories.suivi_heures import creer_heure


@pytest.fixture
def voisin(en_mai, guichet, contrat):
    with within_guichet(guichet.pk):
        ligne = creer_heure(contrat=contrat, heures="154", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
        lot = creer_lot(marche=contrat.marche, ref="VOISIN")
        creer_attribution(lot=lot, entreprise=contrat.titulaire)
        recalculer_realisation(lots=None)
        return lot, ligne


def _envoi(contrat, lot, ligne, heures="54"):
    cle = f"{contrat.pk}-TRAVAIL-2026-03"
    return {"cle": cle, "ligne": ligne.pk, "lot": lot.pk, "heures": heures, "motif": "Deux chantiers"}


def _lire(reponse):
    return reponse.content.decode()


def test_partager_depuis_la_grille_puis_annuler(voisin, guichet, contrat, connecter, facilitateur):
    lot, ligne = voisin
    client, grille = connecter(facilitateur), f"/lots/{contrat.lot_id}/heures/"
    page = _lire(client.get(f"{grille}?de=2026-01&cle={contrat.pk}-TRAVAIL-2026-03"))
    assert "Partager avec un autre lot" in page
    assert client.post(f"{grille}imputer/", _envoi(contrat, lot, ligne, "200")).status_code == 422
    assert client.post(f"{grille}imputer/", _envoi(contrat, lot, ligne)).status_code == 302
    page = _lire(client.get(f"{grille}?de=2026-01&cle={contrat.pk}-TRAVAIL-2026-03"))
    assert "Part imputée à un autre lot" in page
    assert "100" in page
    assert client.get(f"/marches/{contrat.marche_id}/").status_code == 200
    liste = _lire(client.get(f"/marches/{contrat.marche_id}/imputations/"))
    assert "Deux chantiers" in liste
    with within_guichet(guichet.pk):
        imputation = Imputation.objects.get()
    assert client.post(f"/imputations/{imputation.pk}/annuler/").status_code == 302
    assert "Annulée le" in _lire(client.get(f"/marches/{contrat.marche_id}/imputations/"))


def test_une_decision_se_saisit_et_se_finit(voisin, guichet, contrat, connecter, facilitateur):
    lot, _ = voisin
    client, adresse = connecter(facilitateur), f"/marches/{contrat.marche_id}/imputations/"
    saisie = {
        "titulaire": contrat.titulaire_id, "lots": [contrat.lot_id, lot.pk], "decidee_le": "02/05/2026",
        "accord_acheteur": "Courriel du 30 avril", "motif": "Chantier suspendu",
    }  # fmt: skip
    for faute in ({"decidee_le": "01/01/2099"}, {"lots": [lot.pk]}, {"accord_acheteur": ""}, {"titulaire": "999999"}):
        assert client.post(adresse, saisie | faute).status_code == 422
    assert client.post(adresse, saisie).status_code == 302
    assert "Courriel du 30 avril" in _lire(client.get(adresse))
    with within_guichet(guichet.pk):
        decision = Globalisation.objects.get()
    assert client.post(f"/globalisations/{decision.pk}/finir/").status_code == 302
    assert "finie le" in _lire(client.get(adresse))


def test_ni_l_acheteur_ni_l_etranger(voisin, guichet, contrat, connecter, etranger):
    with within_connexion():
        acheteur = creer_adhesion(
            guichet=guichet, role="ACHETEUR", nom="Ville", maitre_ouvrage_id=contrat.marche.maitre_ouvrage_id,
            organisation_nom="Ville",
        )  # fmt: skip
    adresse = f"/marches/{contrat.marche_id}/imputations/"
    assert connecter(acheteur).get(adresse).status_code == 403
    assert connecter(etranger).get(adresse).status_code == 404


def test_les_heures_d_une_personne_se_lisent_sur_le_lot_que_son_contrat_ne_nomme_pas(
    voisin, contrat, connecter, facilitateur
):
    lot, ligne = voisin
    client = connecter(facilitateur)
    assert client.post(f"/lots/{contrat.lot_id}/heures/imputer/", _envoi(contrat, lot, ligne)).status_code == 302
    reponse = client.get(f"/beneficiaires/{contrat.beneficiaire_id}/heures/")
    assert reponse.status_code == 200
    assert "lot VOISIN" in _lire(reponse)
    assert "54\u202fh" in _lire(reponse)
