"""Settings of the guichet, journal, legal pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.factories.comptes import creer_adhesion

REGLAGES = {
    "nom": "Maison de l’emploi A",
    "type": "MAISON_EMPLOI",
    "courriel": "contact@exemple.fr",
    "delai_releve_jours": "12",
    "seuil_effectif": "6",
    "heures_max_mois": "200,5",
    "ecart_paie": "2,5",
}


@pytest.fixture
def responsable(guichet: Guichet) -> Adhesion:
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Morel")


def test_un_responsable_regle_son_guichet(connecter: Any, responsable: Adhesion, guichet: Guichet) -> None:
    client = connecter(responsable)
    assert client.post("/parametres/regler/", REGLAGES).status_code == 302
    with within_guichet(guichet.pk):
        regle = Guichet.objects.get()
        assert (regle.delai_releve_jours, str(regle.heures_max_mois), str(regle.ecart_paie)) == (12, "200.50", "2.50")
        assert "10 → 12" in str(Evenement.objects.get(verbe=Verbe.GUICHET_REGLE).faits)


def test_un_seuil_trop_petit_est_refuse(connecter: Any, responsable: Adhesion, guichet: Guichet) -> None:
    page = connecter(responsable).post("/parametres/regler/", REGLAGES | {"seuil_effectif": "3"}).content.decode()
    assert "Écrivez 5 ou plus" in page
    assert 'value="12"' in page, "le reste de la saisie est gardé"


def test_un_facilitateur_lit_sans_regler(connecter: Any, facilitateur: Adhesion) -> None:
    client = connecter(facilitateur)
    assert "Enregistrer" not in client.get("/parametres/").content.decode()
    assert client.post("/parametres/regler/", REGLAGES).status_code == 403


def test_le_journal_est_cache_a_qui_ne_le_lit_pas(connecter: Any, facilitateur: Adhesion) -> None:
    assert connecter(facilitateur).get("/journal/").status_code == 404


def test_le_journal_se_filtre(connecter: Any, responsable: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        journaliser(Verbe.MARCHE_ENREGISTRE, libelle="Tram T9", par=responsable)
        journaliser(Verbe.EXPORT_FAIT, libelle="Liste", par=None, date_naissance="1990-01-01")
        journaliser(Verbe.RAPPORT_PUBLIE, libelle="rapport T3 2026", par=None, revision=0, empreinte="9bdd2b70")
    client = connecter(responsable)
    tout = client.get("/journal/").content.decode()
    assert "Tram T9" in tout
    assert "1990" not in tout
    assert "a publié le rapport T3 2026" in tout
    assert "révision" in tout
    assert "9bdd2b70" not in tout
    filtre = client.get("/journal/?verbe=EXPORT_FAIT").content.decode()
    assert "Tram T9" not in filtre
    assert "Liste" in filtre
    assert "revision" not in tout
    assert "Aucun fait" in client.get("/journal/?du=01/01/2090").content.decode()
    assert client.get("/journal/?du=hier&page=999").status_code == 200


def test_l_illisible_est_refuse_en_une_phrase(connecter: Any, responsable: Adhesion) -> None:
    client = connecter(responsable)
    for demande in ("/journal/?par=%00", f"/journal/?page={'9' * 5000}"):
        reponse = client.get(demande)
        assert reponse.status_code == 400
        assert "n’a pas pu être lue" in reponse.content.decode()
    assert client.post("/espaces/", {"adhesion": "\x00"}).status_code == 400


@pytest.mark.parametrize("page", ["accessibilite", "donnees-personnelles", "mentions-legales"])
def test_les_pages_legales_sont_ouvertes_a_tous(client: Client, db: None, page: str) -> None:
    assert client.get(f"/{page}/").status_code == 200
