"""Somebody refused is decided: no screen says the contrary, and the motive of the queue is the true one."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from beneficiaires.models import DecisionEligibilite
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.queries.affaires import affaires_en_cours
from suivi_heures.queries.affaires.personnes import contrats_incoherents
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_entreprise

pytestmark = pytest.mark.django_db
AU = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _un_vendredi():
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield


@pytest.fixture
def personne(guichet):
    with within_guichet(guichet.pk):
        une = creer_beneficiaire(nom="MERCIER", prenom="Anouk")
        creer_contrat(beneficiaire=une, date_debut=datetime.date(2026, 9, 7), date_fin=datetime.date(2027, 3, 5))
        return une


def refuser(guichet, personne, **champs):
    with within_guichet(guichet.pk):
        return DecisionEligibilite.objects.create(
            **{"beneficiaire": personne, "categorie": "B_DELD", "decision": "REFUSEE", "motif": "Inscrite en juin"}
            | {"date_decision": datetime.date(2026, 11, 9)}
            | champs
        )


def titres(guichet):
    with within_guichet(guichet.pk):
        return [a.titre for a in affaires_en_cours([], au=AU) if "MERCIER" in a.titre]


def lire(client, nom, *args, **filtres):
    return client.get(reverse(f"beneficiaires:{nom}", args=args), filtres).text


def test_une_personne_refusee_n_est_plus_a_decider_nulle_part(connecter, facilitateur, guichet, personne):
    client = connecter(facilitateur)
    assert titres(guichet) == ["Anouk MERCIER\u00a0: éligibilité à décider"]
    assert "MERCIER" in lire(client, "liste", statut="sans_decision")
    refus = refuser(guichet, personne)
    assert titres(guichet) == ["Anouk MERCIER\u00a0: en contrat, éligibilité refusée"]
    assert "Éligibilité refusée" in lire(client, "fiche", personne.pk)
    assert "le 09/11/2026" in lire(client, "liste")
    assert "MERCIER" not in lire(client, "liste", statut="sans_decision")
    export = client.get(reverse("suivi_heures:exporter", args=["BENEFICIAIRES", "csv"])).content.decode("utf-8-sig")
    assert "refusée le 09/11/2026" in export
    with within_guichet(guichet.pk):
        DecisionEligibilite.objects.filter(pk=refus.pk).update(
            retiree_a=datetime.datetime(2026, 11, 19, tzinfo=datetime.UTC), motif_retrait="Erreur"
        )
    assert titres(guichet) == ["Anouk MERCIER\u00a0: éligibilité à décider"]


def test_un_refus_ne_cache_pas_une_autre_categorie_acceptee(connecter, facilitateur, guichet, personne):
    refuser(guichet, personne)
    refuser(guichet, personne, categorie="B_RSA", decision="ACCEPTEE", motif="")
    assert titres(guichet) == []


def test_une_personne_refusee_dont_le_contrat_est_fini_n_attend_plus_rien(guichet, personne):
    refuser(guichet, personne)
    with time_machine.travel(datetime.datetime(2027, 4, 1, 10, 0), tick=False), within_guichet(guichet.pk):
        au = datetime.date(2027, 4, 1)
        assert not [a for a in affaires_en_cours([], au=au) if "refusée" in a.titre]


def test_un_contrat_a_venir_se_regle_avant_son_jour_et_non_depuis_lui(guichet, personne):
    with within_guichet(guichet.pk):
        autre = creer_attribution(entreprise=creer_entreprise(nom="Voirie du Nord"))
        creer_contrat(
            beneficiaire=personne,
            attribution=autre,
            date_debut=datetime.date(2026, 12, 21),
            date_fin=datetime.date(2027, 3, 5),
        )
        [deux] = [a for a in contrats_incoherents() if "employeurs" in a.titre]
    assert (deux.depuis, deux.echeance) == (None, datetime.date(2026, 12, 21))
