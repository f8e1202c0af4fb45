"""One guichet never sees another's rows, whatever Python forgets."""

import pytest
from django.db import DatabaseError, connection, transaction

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import Contexte, basculer, within_connexion, within_guichet
from marches.models import Entreprise, MaitreOuvrage
from suivi_heures.models import Heure
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot
from tests.factories.suivi_heures import creer_heure


def test_sans_contexte_rien_n_est_permis(guichet):
    # no right on the schema itself: the table does not even exist for the bare login
    with pytest.raises(DatabaseError, match=r"permission denied|does not exist"), transaction.atomic():
        list(Entreprise.objects.all())


def test_sans_guichet_aucune_ligne(guichet):
    with within_guichet(guichet.pk):
        creer_entreprise()
    with transaction.atomic(), basculer(Contexte(role="interne")):
        assert Entreprise.objects.count() == 0


def test_un_guichet_ne_voit_pas_l_autre(guichet, autre_guichet):
    with within_guichet(guichet.pk):
        entreprise = creer_entreprise()
    with within_guichet(autre_guichet.pk):
        assert not Entreprise.objects.filter(pk=entreprise.pk).exists()
        assert Entreprise.objects.filter(pk=entreprise.pk).update(nom="volée") == 0


def test_on_n_ecrit_pas_chez_l_autre(guichet, autre_guichet):
    with (
        within_guichet(guichet.pk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        MaitreOuvrage.objects.create(guichet=autre_guichet, ref="X", nom="X", type="COMMUNE")


def test_un_lien_vers_l_autre_guichet_est_refuse(guichet, autre_guichet):
    with within_guichet(guichet.pk):
        lot = creer_lot()
    with within_guichet(autre_guichet.pk):
        attribution = creer_attribution()
        with pytest.raises(DatabaseError, match="foreign key"), transaction.atomic():
            type(attribution).objects.filter(pk=attribution.pk).update(lot_id=lot.pk)


def test_le_contexte_revient_apres_usage(guichet, autre_guichet):
    with within_guichet(guichet.pk):
        pass
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_setting('clauses.guichet_id', true), current_user = session_user")
        assert curseur.fetchone() == ("", True)


def test_la_connexion_ne_lit_aucune_affaire(guichet):
    with within_connexion():
        assert Guichet.objects.filter(pk=guichet.pk).exists()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            list(Heure.objects.all())


def test_le_registre_ne_se_modifie_pas(dans_guichet):
    heure = creer_heure()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Heure.objects.filter(pk=heure.pk).update(heures=1)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Heure.objects.filter(pk=heure.pk).delete()


def test_une_ligne_decidee_ne_change_plus_de_statut(dans_guichet):
    heure = creer_heure(statut="VALIDEE")
    with pytest.raises(DatabaseError, match="ne change plus de statut"), transaction.atomic():
        Heure.objects.filter(pk=heure.pk).update(statut="REFUSEE")


def test_une_entreprise_ne_voit_que_ce_qu_elle_porte(guichet):
    with within_guichet(guichet.pk):
        sienne, autre = creer_attribution(), creer_attribution()
        entreprise_id = sienne.entreprise_id
    with transaction.atomic(), basculer(Contexte(role="externe", guichet_id=guichet.pk, entreprise_id=entreprise_id)):
        assert [lot.pk for lot in type(sienne.lot).objects.all()] == [sienne.lot_id]
        assert not Entreprise.objects.filter(pk=autre.entreprise_id).exists()
