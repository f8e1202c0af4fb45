"""A share that carries a call for funds: what was asked or received stays in the totals of the post."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from clauses_app.comptes.enums import Role
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import AppelFonds, DepensePoste, PartPoste, Poste
from suivi_heures.queries.postes import suivre_postes
from tests.factories.comptes import creer_adhesion

pytestmark = pytest.mark.django_db
JOUR = datetime.date(2026, 11, 20)
CHAMPS = {"financeur": "Département", "type": "DEPARTEMENT", "appel_mois": 12}
DELAIS = {"delai_appel_jours": 60, "delai_paiement_jours": 60}


@pytest.fixture(autouse=True)
def _un_vendredi():
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield


@pytest.fixture
def client(connecter, guichet):
    with within_connexion():
        responsable = creer_adhesion(guichet=guichet, role=Role.ADMIN_GUICHET, nom="Idriss Vasseur")
    return connecter(responsable)


@pytest.fixture
def part(client, guichet, facilitateur):
    """20 % of a post, and a first call of 200 € sent in November."""
    with within_guichet(guichet.pk):
        poste = Poste.objects.create(
            nom="Facilitatrice",
            agent_id=facilitateur.pk,
            agent_nom=str(facilitateur),
            quotite_pct=80,
            date_debut=datetime.date(2025, 1, 1),
            date_fin=datetime.date(2027, 12, 31),
            cout=100000,
        )
        une = PartPoste.objects.create(poste=poste, financeur="Département", type="DEPARTEMENT", part_pct=20)
        DepensePoste.objects.create(
            poste=poste,
            nature="SALAIRE",
            libelle="Salaire",
            le=datetime.date(2025, 6, 30),
            montant=Decimal(1000),
            eligible=Decimal(1000),
        )
    client.post(adresse("appel_preparer", une.pk), {"genre": "ACOMPTE", "au": "31/12/2025"})
    avancer(client, guichet, {"etat": "ENVOYE", "vu": 1})
    return une


def adresse(nom, pk):
    return reverse(f"suivi_heures:{nom}", args=[pk])


def avancer(client, guichet, suite):
    with within_guichet(guichet.pk):
        appel = AppelFonds.objects.get()
    assert client.post(adresse("appel_avancer", appel.pk), {"le": "20/11/2026"} | suite).status_code == 302


def lire_totaux(guichet):
    with within_guichet(guichet.pk):
        suivi = suivre_postes(Poste.objects.all(), au=JOUR)[0]
    return suivi.appele, suivi.paye


def test_une_part_payee_ne_se_retire_pas_et_dit_pourquoi(client, guichet, part):
    avancer(client, guichet, {"etat": "PAYE", "vu": 2})
    refus = client.post(adresse("part_retirer", part.pk), follow=True)
    assert "200\u00a0€ lui sont appelés (appel n°\u00a01, payé le 20/11/2026)" in refus.text
    assert lire_totaux(guichet) == (200, 200)


def test_une_fois_ses_appels_annules_elle_se_retire_et_revient(client, guichet, part):
    avancer(client, guichet, {"etat": "ANNULE", "vu": 2, "motif": "Mauvais financeur"})
    assert "part retirée" in client.post(adresse("part_retirer", part.pk), follow=True).text
    assert "part rétablie" in client.post(adresse("part_retirer", part.pk), follow=True).text


def test_une_part_ne_descend_pas_sous_ce_qui_est_appele(client, guichet, part):
    refus = client.post(adresse("part_modifier", part.pk), CHAMPS | DELAIS | {"montant": "150"})
    assert refus.status_code == 422
    assert "200\u00a0€ sont déjà appelés à Département\u00a0: sa part ne descend pas en dessous." in refus.text
    assert client.post(adresse("part_modifier", part.pk), CHAMPS | DELAIS | {"montant": "200"}).status_code == 302
