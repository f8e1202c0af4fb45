"""Changing the dates of a contract says, before saving, which validated hours would stop counting."""

import datetime

import pytest
from django.urls import reverse

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.django_db


@pytest.fixture
def contrat(guichet):
    with within_guichet(guichet.pk):
        contrat = creer_contrat(date_debut=datetime.date(2025, 2, 1), date_fin=None)
        creer_heure(contrat=contrat, heures="100")
        creer_heure(contrat=contrat, heures="41", du=datetime.date(2025, 6, 1), au=datetime.date(2025, 6, 30))
        recalculer_realisation(lots=[contrat.lot_id])
        return contrat


def _saisie(contrat, **champs):
    return {
        "attribution": contrat.attribution_id,
        "employeur": contrat.employeur_id,
        "modalite": contrat.modalite,
        "type_contrat": contrat.type_contrat,
        "date_debut": "01/02/2025",
        "date_fin": "",
        "version": contrat.version,
    } | champs


def _etat(contrat):
    with within_guichet(contrat.guichet_id):
        return ContratTravail.objects.get(pk=contrat.pk).date_fin, Realisation.objects.get().retenues


def test_avancer_la_fin_dit_les_heures_perdues_avant_d_enregistrer(connecter, facilitateur, contrat):
    client = connecter(facilitateur)
    adresse = reverse("beneficiaires:contrat_modifier", args=[contrat.pk])

    reponse = client.post(adresse, _saisie(contrat, date_fin="30/04/2025"))

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "41\u202fh déjà validées" in page
    assert 'name="admettre_perte"' in page
    assert _etat(contrat) == (None, 141)

    client.post(adresse, _saisie(contrat, date_fin="30/04/2025", admettre_perte="1"))
    assert _etat(contrat) == (datetime.date(2025, 4, 30), 100)


def test_des_dates_qui_ne_perdent_rien_s_enregistrent_sans_question(connecter, facilitateur, contrat):
    adresse = reverse("beneficiaires:contrat_modifier", args=[contrat.pk])
    assert connecter(facilitateur).post(adresse, _saisie(contrat, date_fin="31/12/2025")).status_code == 302
    assert _etat(contrat) == (datetime.date(2025, 12, 31), 141)
