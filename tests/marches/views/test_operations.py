"""Operations and programmes: settings and groupings a guichet keeps by itself."""

from decimal import Decimal

import pytest

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Marche, Operation, Programme
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_lot, creer_maitre_ouvrage, creer_marche


@pytest.fixture
def operation(guichet):
    with within_guichet(guichet.pk):
        return Operation.objects.create(ref="OP1", nom="Ligne T9", maitre_ouvrage=creer_maitre_ouvrage())


@pytest.fixture
def marche(guichet):
    with within_guichet(guichet.pk):
        return creer_lot(marche=creer_marche(objet="Voirie"), heures="1000.00").marche


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Morel")


def test_rattacher_puis_detacher_un_marche(connecter, facilitateur, guichet, operation, marche):
    client = connecter(facilitateur)
    assert client.post(f"/operations/{operation.pk}/rattacher/", {"marche": marche.pk}).status_code == 302
    assert "Voirie" in client.get(f"/operations/{operation.pk}/").content.decode()
    client.post(f"/operations/{operation.pk}/detacher/", {"marche": marche.pk})
    with within_guichet(guichet.pk):
        assert Marche.objects.get(pk=marche.pk).operation_id is None


def test_les_heures_de_l_operation_disent_leur_couverture(connecter, facilitateur, guichet, operation, marche):
    with within_guichet(guichet.pk):
        Marche.objects.filter(pk=marche.pk).update(operation=operation)
    page = connecter(facilitateur).get(f"/operations/{operation.pk}/heures/").content.decode()
    assert "1\u202f000\u202fh dues" in page
    assert "déclarations reçues sur" in page


def test_le_marche_d_ailleurs_ne_se_rattache_pas(connecter, facilitateur, autre_guichet, operation):
    with within_guichet(autre_guichet.pk):
        ailleurs = creer_marche()
    client = connecter(facilitateur)
    assert client.post(f"/operations/{operation.pk}/rattacher/", {"marche": ailleurs.pk}).status_code == 422
    reponse = client.post(f"/operations/{operation.pk}/detacher/", {"marche": ailleurs.pk}, follow=True)
    assert "ne fait pas partie de l’opération" in reponse.content.decode()


def test_les_programmes_usuels_s_ajoutent_une_fois_et_se_modifient(connecter, responsable, guichet):
    client = connecter(responsable)
    client.post("/parametres/programmes/usuels/")
    client.post("/parametres/programmes/usuels/")
    with within_guichet(guichet.pk):
        anru = Programme.objects.get(code="NPNRU")
        sgp = list(Programme.objects.filter(code="SGP").order_by("date_effet").values_list("taux_travaux", flat=True))
    assert (anru.taux_travaux, anru.taux_gestion_urbaine) == (5, 10)
    assert sgp == [Decimal(5), Decimal(10)]
    reponse = client.post(
        f"/parametres/programmes/{anru.pk}/modifier/",
        {"code": "NPNRU", "libelle": "ANRU, charte locale", "date_effet": "01/08/2014", "taux_travaux": "7"},
    )
    assert reponse.status_code == 302
    client.post("/parametres/programmes/usuels/")
    with within_guichet(guichet.pk):
        assert Programme.objects.get(pk=anru.pk).taux_travaux == 7


def test_seul_le_responsable_change_un_programme(connecter, facilitateur):
    client = connecter(facilitateur)
    assert client.get("/parametres/programmes/").status_code == 200
    assert client.post("/parametres/programmes/usuels/").status_code == 403
