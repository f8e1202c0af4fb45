"""The forecast page: three people, a hypothesis that writes nothing, bad input kept."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from clauses_app.audit.models import Evenement
from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import Heure, LigneReleve
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.eprouver import eprouver
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.suivi_heures import creer_heure, creer_releve

HYPOTHESE = {"personnes": "2", "heures_semaine": "35", "a_partir_du": "01/06/2027"}


@pytest.fixture(autouse=True)
def en_octobre():
    with time_machine.travel(datetime.datetime(2026, 10, 20, 10, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def contrat(guichet):
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire(eligible_depuis=datetime.date(2025, 12, 1))
        contrat = creer_contrat(
            beneficiaire=personne, date_debut=datetime.date(2026, 1, 1), date_fin=datetime.date(2027, 6, 30)
        )
        for mois in range(1, 10):
            creer_heure(
                contrat=contrat, heures="100", du=datetime.date(2026, mois, 1), au=datetime.date(2026, mois, 28)
            )
        recalculer_realisation(lots=None)
    return contrat


def _adresse(contrat):
    return f"/marches/{contrat.marche_id}/prevision/"


def test_la_page_dit_l_atterrissage_la_chance_et_la_couverture(connecter, facilitateur, contrat):
    page = connecter(facilitateur).get(_adresse(contrat)).content.decode()
    for attendu in (
        "Hypothèse basse",
        "Chance d’atteindre l’obligation",
        "9\u00a0reçues sur 9 attendues",
        "900\u202fh",
    ):
        assert attendu in page
    assert "Dernière date utile" in page
    assert "Comment c’est calculé" in page


def test_une_hypothese_se_calcule_sans_rien_ecrire(connecter, facilitateur, guichet, contrat):
    with within_guichet(guichet.pk):
        avant = (Heure.objects.count(), Evenement.objects.count())
    reponse = connecter(facilitateur).get(_adresse(contrat), HYPOTHESE, headers={"HX-Request": "true"})
    fragment = reponse.content.decode()
    assert "2\u00a0personnes à 35\u202fh par semaine" in fragment
    assert "2\u202f140\u202fh de plus" in fragment  # 10 h a day, 214 days
    assert "<html" not in fragment
    with within_guichet(guichet.pk):
        assert (Heure.objects.count(), Evenement.objects.count()) == avant


@pytest.mark.parametrize(
    "faute",
    [
        {"personnes": "beaucoup"}, {"personnes": "0"}, {"heures_semaine": "90"}, {"a_partir_du": "31/02/2027"},
        {"a_partir_du": "01/01/2099"}, {"personnes": "9" * 500}, {"a_partir_du": "01/06/2020"},
    ],
)  # fmt: skip
def test_une_hypothese_fautive_est_gardee_et_expliquee(connecter, facilitateur, contrat, faute):
    reponse = connecter(facilitateur).get(_adresse(contrat), HYPOTHESE | faute)
    assert reponse.status_code == 422
    assert 'aria-invalid="true"' in reponse.content.decode()


def test_un_marche_sans_recul_le_dit(connecter, facilitateur, guichet):
    with within_guichet(guichet.pk):
        neuf = creer_contrat(date_debut=datetime.date(2026, 9, 1))
    page = connecter(facilitateur).get(_adresse(neuf), HYPOTHESE).content.decode()
    assert "Pas encore de prévision" in page
    assert "de plus" in page


def test_ni_l_entreprise_ni_l_etranger_ne_la_voient(connecter, guichet, contrat, etranger):
    with within_connexion():
        titulaire = creer_adhesion(
            guichet=guichet, role="ENTREPRISE", nom="Hugo", entreprise_id=contrat.titulaire_id, organisation_nom="V"
        )
    assert connecter(titulaire).get(_adresse(contrat)).status_code == 403
    assert connecter(etranger).get(_adresse(contrat)).status_code == 404


def test_la_commande_dit_son_erreur(guichet, contrat, capsys):
    call_command("eprouver_previsions", "--guichet", guichet.code, "--detail")
    dit = capsys.readouterr().out
    assert "erreur absolue moyenne" in dit
    assert "dans la fourchette" in dit


def _trois_pages(client, contrat):
    """The list, the overview and the forecast of one contract."""
    suivi = client.get("/marches/").content.decode()
    vue = client.get(f"/marches/{contrat.marche_id}/").content.decode()
    return suivi, vue, client.get(_adresse(contrat)).content.decode()


@pytest.fixture
def parti(guichet):
    """The only person left in June; whatever was expected came. `silencieux`: still there, nothing comes since June."""

    def ouvrir(fin):
        with within_guichet(guichet.pk):
            personne = creer_beneficiaire(eligible_depuis=datetime.date(2025, 12, 1))
            contrat = creer_contrat(beneficiaire=personne, date_debut=datetime.date(2026, 1, 1), date_fin=fin)
            for mois in range(1, 6):
                debut, dernier = datetime.date(2026, mois, 1), datetime.date(2026, mois, 28)
                creer_heure(contrat=contrat, heures="100", du=debut, au=dernier)
            recalculer_realisation(lots=None)
        return contrat

    return ouvrir


def test_un_marche_ou_plus_personne_ne_travaille_se_projette_partout(connecter, facilitateur, parti):
    suivi, vue, prevue = _trois_pages(connecter(facilitateur), parti(datetime.date(2026, 5, 31)))
    assert "sans projection" not in suivi
    assert "Au rythme des six derniers mois échus (avril à septembre 2026)" in vue
    assert "Hypothèse centrale" in prevue
    assert "Deux chiffres centraux, et pourquoi" in prevue


def test_un_marche_dont_rien_n_arrive_ne_se_projette_nulle_part(connecter, facilitateur, parti):
    suivi, vue, prevue = _trois_pages(connecter(facilitateur), parti(datetime.date(2027, 6, 30)))
    assert "sans projection" in suivi
    assert "Au rythme des six derniers mois" not in vue
    assert "trois mois connus parmi les six derniers échus" in vue
    assert "Hypothèse centrale" not in prevue
    assert "trois mois connus parmi les six derniers échus" in prevue


def test_la_prevision_dit_la_projection_des_listes_et_pourquoi_elle_en_differe(connecter, facilitateur, contrat):
    client = connecter(facilitateur)
    with within_guichet(contrat.guichet_id):
        projection = avancement_des_marches([contrat.marche])[0].total.projection
    page = client.get(_adresse(contrat)).content.decode()
    pont = page[page.index("Deux chiffres centraux") :].split("</section>")[0]
    assert formater_heures(projection.centrale) in pont
    assert "avril à septembre 2026" in pont
    assert "échues au 30/09/2026" in pont
    assert f'href="{_adresse(contrat)}"' in client.get(f"/marches/{contrat.marche_id}/").content.decode()


def _declarer_zero(contrat, mois):
    releve = creer_releve(entreprise=contrat.employeur, mois=mois, statut="VALIDE")
    fin = mois.replace(day=28)
    LigneReleve.objects.create(releve=releve, numero=1, contrat=contrat, heures=0, du=mois, au=fin)


@pytest.mark.parametrize("zero", [False, True], ids=["rien n’est arrivé", "« aucune heure » déclaré"])
def test_un_mois_sans_declaration_est_inconnu_et_la_page_dit_lesquels(connecter, facilitateur, contrat, zero):
    """July and August: nothing came, or « no hour » was declared."""
    with within_guichet(contrat.guichet_id):
        Heure.objects.filter(contrat=contrat, du__month__in=(7, 8)).update(annulee=True)
        if zero:
            for mois in (7, 8):
                _declarer_zero(contrat, datetime.date(2026, mois, 1))
        recalculer_realisation(lots=None)
    reponse = connecter(facilitateur).get(_adresse(contrat))
    page = reponse.content.decode()
    rythme = reponse.context["prevue"].rythme * 30
    if zero:
        assert "9\u00a0mois déclarés" in page
        assert "Sans aucune déclaration" not in page
        assert rythme < 80  # 700 h over nine months
    else:
        assert "7\u00a0mois déclarés" in page
        assert "Sans aucune déclaration\u00a0: juillet 2026, août 2026. Ces mois sont inconnus" in page
        assert rythme > 95  # 700 h over seven months


def test_l_epreuve_des_previsions_tient_un_mois_muet_pour_inconnu(guichet, contrat):
    with within_guichet(guichet.pk):
        Heure.objects.filter(contrat=contrat, du__month=2).update(annulee=True)
        essais = eprouver(echu=datetime.date(2026, 9, 1), horizons=(3,))
    assert essais == [] or all(e.depuis > datetime.date(2026, 3, 1) for e in essais)
    assert [e.centrale - e.acquis > 280 for e in essais] == [True]


def test_une_embauche_supposee_ne_commence_pas_dans_le_passe(connecter, facilitateur, contrat):
    """Today is the earliest: what was worked before is declared, not supposed."""
    client = connecter(facilitateur)
    hier = client.get(_adresse(contrat), HYPOTHESE | {"a_partir_du": "19/10/2026"})
    assert hier.status_code == 422
    assert "Le 19/10/2026 est passé" in hier.content.decode()
    assert client.get(_adresse(contrat), HYPOTHESE | {"a_partir_du": "20/10/2026"}).status_code == 200
