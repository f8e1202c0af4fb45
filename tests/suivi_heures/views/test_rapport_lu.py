"""A quarterly report read on screen never contradicts itself: states, ages, empty breakdowns."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.restitutions.bilan_trimestriel import Effectif, Repartition
from tests.factories.marches import creer_maitre_ouvrage
from tests.suivi_heures.restitutions.exemple import BILAN
from tests.suivi_heures.views.test_departement import _publier

pytestmark = pytest.mark.django_db


def _lire(client, guichet, **champs):
    """The report of one contract, these facts changed."""
    marche = BILAN.marches[0]
    etat = champs.pop("etat", marche.avancement.etat)
    avancement = replace(marche.avancement, etat=etat)
    with within_guichet(guichet.pk):
        acheteur = creer_maitre_ouvrage(nom="Département d’essai")
    bilan = _publier(guichet, acheteur, marches=(replace(marche, avancement=avancement, **champs),))
    return client.get(reverse("suivi_heures:rapport", args=[bilan.identifiant])).text


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [
        ("en_retard", "En retard\u00a0: même l’hypothèse haute reste sous l’obligation."),
        ("a_surveiller", "À surveiller\u00a0: seule l’hypothèse haute couvre l’obligation."),
        ("en_bonne_voie", "Rien à signaler."),
    ],
)
def test_un_marche_en_retard_n_a_jamais_rien_a_signaler(connecter, facilitateur, guichet, etat, phrase):
    page = _lire(connecter(facilitateur), guichet, etat=etat, faits=())
    faits = page.split("Faits du trimestre")[1].split("</ul>")[0]
    assert f'<li class="dernier">{phrase}</li>' in faits


def test_sans_personne_la_repartition_n_est_pas_cachee_elle_est_vide(connecter, facilitateur, guichet):
    vide = Repartition("Public", (), Effectif(0, Decimal(0)), est_tue=True)
    page = _lire(connecter(facilitateur), guichet, publics=vide)
    assert "Aucune personne" in page
    assert "Répartition non publiée" not in page


def test_l_age_et_le_critere_disent_chacun_leur_date(connecter, facilitateur, guichet):
    """Eighteen people came as young, twenty-seven are under 26 on the last day: both are right."""
    page = _lire(connecter(facilitateur), guichet)
    assert "le critère principal, à la décision." in page
    assert "Âge au dernier jour du trimestre, le 30/09/2026\u202f; critère du public à la décision." in page
    methode = page.split("Publics et confidentialité")[1]
    assert "ce critère s’apprécie à la décision, l’âge au dernier jour du trimestre" in methode
