"""A lot of 833 h of which 600 h are done, at 60 € an hour, in November 2026: its guichet, its holder, its buyer."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Attribution, ReglePenalite
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

NOVEMBRE = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _en_novembre():
    with time_machine.travel(NOVEMBRE, tick=True):
        yield


@pytest.fixture
def attribution(guichet):
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=datetime.date(2026, 1, 5), date_fin=datetime.date(2026, 12, 31))
        lot = creer_lot(marche=marche, heures="833.00")
        entreprise = creer_entreprise(
            nom="Crépis Neufs", contact_nom="Denis Mauclair", contact_courriel="denis@crepis.exemple"
        )
        tenue = creer_attribution(lot=lot, entreprise=entreprise)
        contrat = creer_contrat(
            attribution=tenue,
            beneficiaire=creer_beneficiaire(eligible_depuis=datetime.date(2026, 1, 1)),
            date_debut=datetime.date(2026, 1, 5),
            date_fin=datetime.date(2026, 12, 18),
        )
        for mois in (2, 3, 4, 5):
            creer_heure(
                contrat=contrat, heures="150.00", du=datetime.date(2026, mois, 1), au=datetime.date(2026, mois, 28)
            )
        recalculer_realisation(lots=[lot.pk])
        ReglePenalite.objects.create(
            marche=marche, type="EUR_HEURE", valeur=Decimal(60), delai_jours=15, article="CCAP, article 7.3"
        )
        return Attribution.objects.select_related("lot", "marche", "entreprise", "maitre_ouvrage").get(pk=tenue.pk)


@pytest.fixture
def correspondant(guichet, attribution):
    with within_connexion():
        return creer_adhesion(
            guichet=guichet, role="ENTREPRISE", nom="Denis Mauclair", entreprise_id=attribution.entreprise_id
        )


@pytest.fixture
def concurrent(guichet):
    """Another company of the same guichet."""
    with within_guichet(guichet.pk):
        autre = creer_entreprise(nom="Autre titulaire")
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ENTREPRISE", nom="Autre", entreprise_id=autre.pk)


@pytest.fixture
def acheteur(guichet, attribution):
    with within_connexion():
        return creer_adhesion(
            guichet=guichet, role="ACHETEUR", nom="Agnès Rolland", maitre_ouvrage_id=attribution.maitre_ouvrage_id
        )


@pytest.fixture
def etranger(autre_guichet):
    with within_connexion():
        return creer_adhesion(guichet=autre_guichet, role="ADMIN_GUICHET", nom="Autre guichet")
