"""A contract under way always belongs to somebody of the team, or the queue says so."""

import datetime

import pytest
from django.urls import reverse

from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.services.desactiver_adhesion import desactiver_adhesion
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Marche
from marches.services.confier_marche import SuiviImpossible, confier_marche
from suivi_heures.queries.affaires.sans_suivi import UN_PAR_UN, marches_sans_suivi
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_lot, creer_marche

AU = datetime.date(2026, 11, 28)
pytestmark = pytest.mark.django_db


def _marche(**plus):
    jours = {"date_debut": datetime.date(2026, 1, 5), "date_fin": datetime.date(2027, 6, 30)}
    return creer_marche(**(jours | plus))


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Hélène Aubry")


def test_un_marche_en_cours_que_personne_ne_suit_revient_au_responsable(guichet, responsable, facilitateur):
    with within_guichet(guichet.pk):
        marche = creer_lot(marche=_marche()).marche
        (affaire,) = marches_sans_suivi(AU)
        assert (affaire.qui, affaire.responsable_id) == ("Vous", responsable.pk)
        assert (affaire.url, affaire.cle) == ("marches:confier", marche.pk)
        assert affaire.depuis is not None
        assert affaire.echeance == affaire.depuis + datetime.timedelta(days=7)
        confier_marche(marche=marche, a=facilitateur, par=responsable)
        assert marches_sans_suivi(AU) == []


def test_celui_d_une_personne_partie_est_a_reprendre_depuis_son_depart(guichet, responsable, facilitateur):
    with within_guichet(guichet.pk):
        marche = _marche()
        confier_marche(marche=marche, a=facilitateur, par=responsable)
    with within_guichet(guichet.pk):
        desactiver_adhesion(par=responsable, adhesion=Adhesion.objects.get(pk=facilitateur.pk))
        (affaire,) = marches_sans_suivi(AU)
    assert f"{facilitateur.nom_affiche}, qui le suivait, a quitté l’équipe" in affaire.detail


def test_ni_les_marches_finis_ni_ceux_a_venir_ni_les_clos(guichet, responsable):
    with within_guichet(guichet.pk):
        _marche(ref="FINI", date_fin=datetime.date(2026, 11, 27))
        _marche(ref="DEMAIN", date_debut=datetime.date(2026, 12, 1))
        _marche(ref="SOLDE", statut="SOLDE")
        assert marches_sans_suivi(AU) == []


def test_deux_responsables_sont_nommees_et_l_affaire_n_est_a_aucune_des_deux(guichet, responsable):
    with within_connexion():
        creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Yann Le Goff")
    with within_guichet(guichet.pk):
        _marche()
        (affaire,) = marches_sans_suivi(AU)
    assert affaire.qui == "Hélène Aubry et Yann Le Goff, responsables du guichet"
    assert affaire.responsable_id is None


def test_au_dela_de_vingt_une_ligne_compte_les_autres(guichet, responsable):
    with within_guichet(guichet.pk):
        modele = _marche()
        for rang in range(UN_PAR_UN + 2):
            _marche(ref=f"R{rang}", maitre_ouvrage=modele.maitre_ouvrage, regle_code=modele.regle_code)
        affaires = marches_sans_suivi(AU)
    assert len(affaires) == UN_PAR_UN + 1
    assert affaires[-1].titre == "3\u00a0autres marchés en cours que personne ne suit"
    assert affaires[-1].requete == "?suivi=personne"


def test_la_page_confie_le_marche_a_l_equipe_seule(guichet, responsable, facilitateur, connecter):
    with within_guichet(guichet.pk):
        marche = _marche()
    with within_connexion():
        dehors = creer_adhesion(guichet=guichet, role="ACHETEUR", nom="Agnès Rolland", maitre_ouvrage_id=1)
    client, page = connecter(responsable), reverse("marches:confier", args=[marche.pk])
    assert "Personne ne le suit encore" in client.get(page).text
    assert client.post(page, {"a": ""}).status_code == 422
    assert client.post(page, {"a": dehors.pk}).status_code == 422
    assert client.post(page, {"a": facilitateur.pk}).status_code == 302
    with within_guichet(guichet.pk):
        assert Marche.objects.get(pk=marche.pk).suivi_par_nom == facilitateur.nom_affiche
        with pytest.raises(SuiviImpossible):
            confier_marche(marche=marche, a=dehors, par=responsable)
