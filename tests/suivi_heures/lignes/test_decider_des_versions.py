"""One version is decided while the other waits: hours are counted once, whatever was refused, each with its motive."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse

from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.retraits import lister_retraits
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db
PAR_JOUR = "Date;Nom;Prénom;Date de naissance;Heures travaillées\n"
AU_MOIS = "Nom;Prénom;Date de naissance;Heures travaillées\n"
FOFANI = "FOFANI;Ibrahim;27/11/1974;"
DROUOT = "DROUOT;Maëlle;03/05/1995;"


def _jours(*jours):
    return PAR_JOUR + "".join(f"{jour:02d}/03/2026;{FOFANI}7\n" for jour in jours)


@pytest.fixture
def envoyer(guichet, contrats, entreprise, connecter, django_capture_on_commit_callbacks):
    """The company deposits in its space; the worker reads at once."""
    client = connecter(entreprise)

    def _envoyer(contenu, nom):
        fichier = SimpleUploadedFile(nom, contenu.encode())
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("suivi_heures:portail_deposer"), {"fichier": fichier, "mois": "2026-03"})
        with dedans(guichet):
            return ReleveHeures.objects.get(nom_fichier=nom)

    return _envoyer


@pytest.fixture
def page(facilitateur, connecter):
    client = connecter(facilitateur)
    return lambda releve: client.get(reverse("suivi_heures:releve", args=[releve.pk])).content.decode()


@pytest.fixture
def decider(facilitateur, connecter):
    client = connecter(facilitateur)
    return lambda geste, releve, **champs: client.post(
        reverse(f"suivi_heures:releve_{geste}", args=[releve.pk]), champs
    )


def _debout(**filtre):
    lignes = Heure.objects.filter(annulee=False, **filtre).exclude(statut="REFUSEE")
    return lignes.aggregate(total=Sum("heures"))["total"] or Decimal(0)


def _jour(releve, jour):
    return Heure.objects.get(releve_id=releve.pk, du__day=jour, heures=7, annulee=False)


class TestValiderUnePartie:
    @pytest.fixture
    def versions(self, guichet, envoyer, decider):
        """Of the first one, the 3rd and the 4th are validated, the 2nd is refused."""
        premiere, seconde = envoyer(_jours(2, 3, 4), "h1.csv"), envoyer(_jours(2, 5), "h2.csv")
        with dedans(guichet):
            assert _debout() == 14
            assert [un.heures for un in lister_retraits(seconde)] == [7, 7]
            gardees = [_jour(premiere, 3).pk, _jour(premiere, 4).pk]
        decider("valider", premiere, partiel="1", retenue=gardees, motif="Pointage du 2 non signé")
        return premiere, seconde

    def test_les_lignes_absentes_restent_a_confirmer(self, guichet, versions, page):
        _, seconde = versions
        lue = page(seconde)
        assert "Confirmer 2\u00a0lignes absentes" in lue
        assert "Absente du fichier corrigé reçu le" in lue
        with dedans(guichet):
            seconde.refresh_from_db()
            assert "2\u00a0lignes absentes à confirmer" in seconde.message
            assert _debout() == 14, "ce que dit le fichier corrigé, et pas une heure de plus"
            assert verifier_realisation().est_juste

    def test_ce_qui_fut_refuse_revient_avec_son_motif(self, versions, page):
        lue = page(versions[1])
        assert re.search(r"7\u202fh refusées le \d\d/\d\d/2026 dans «\u00a0h1.csv\u00a0»", lue)
        assert "Pointage du 2 non signé" in lue

    def test_les_retraits_confirmes_le_mois_dit_le_fichier_corrige(self, guichet, versions, decider):
        _, seconde = versions
        with dedans(guichet):
            cles = [un.cle for un in lister_retraits(seconde)]
        decider("retraits", seconde, montre=cles, retirer=cles)
        decider("valider", seconde)
        with dedans(guichet):
            assert _debout(statut="VALIDEE") == _debout() == 14

    def test_une_troisieme_version_retire_toujours_a_la_seconde(self, guichet, versions, envoyer, decider):
        """The second one is refused: the third, which corrected it, takes back what the first one still holds."""
        _, seconde = versions
        troisieme = envoyer(_jours(5, 6), "h3.csv")
        decider("refuser", seconde, motif="Doublon")
        with dedans(guichet):
            assert [un.heures for un in lister_retraits(troisieme)] == [7, 7]
            assert _debout() == 14

    def test_ce_qui_fut_garde_malgre_l_absence_reste_garde(self, guichet, envoyer, decider):
        premiere, seconde = envoyer(_jours(2, 3, 4), "h1.csv"), envoyer(_jours(2, 5), "h2.csv")
        with dedans(guichet):
            cles = [un.cle for un in lister_retraits(seconde)]
            gardees = [_jour(premiere, 3).pk, _jour(premiere, 4).pk]
        decider("retraits", seconde, montre=cles, motif="Oubli de l’entreprise")
        decider("valider", premiere, partiel="1", retenue=gardees, motif="Pointage du 2 non signé")
        with dedans(guichet):
            seconde.refresh_from_db()
            assert {(un.sort, un.motif) for un in lister_retraits(seconde)} == {("GARDEE", "Oubli de l’entreprise")}
            assert _debout() == 28


class TestRefuserOuRenvoyer:
    @pytest.mark.parametrize("geste", ["refuser", "renvoyer"])
    def test_une_ligne_validee_d_un_autre_jour_n_empeche_rien(self, guichet, envoyer, decider, page, geste):
        """The later file was validated for a day of its own; the days that it says too wait for their decision."""
        premiere, seconde = envoyer(_jours(2, 4), "h1.csv"), envoyer(_jours(2, 3, 4), "h2.csv")
        decider("valider", seconde)
        assert "Déjà corrigé par un autre relevé" not in page(premiere)
        decider(geste, premiere, motif="Pointage non signé")
        with dedans(guichet):
            premiere.refresh_from_db()
            seconde.refresh_from_db()
            assert premiere.motif == "Pointage non signé"
            assert seconde.statut == "SOUMIS"
            assert _debout(statut="VALIDEE") == 7
            assert _debout(statut="SOUMISE", releve_id=seconde.pk) == 14
            assert verifier_realisation().est_juste

    def test_une_difference_validee_avec_ses_lignes_la_retient(self, guichet, envoyer, decider, page):
        premiere = envoyer(AU_MOIS + FOFANI + "100\n", "h1.csv")
        seconde = envoyer(AU_MOIS + FOFANI + "120\n", "h2.csv")
        decider("valider", seconde)
        assert "Déjà corrigé par un autre relevé" in page(premiere)
        decider("refuser", premiere, motif="Non")
        with dedans(guichet):
            assert _debout() == 120


class TestPersonneNonReconnue:
    def test_un_fichier_qui_la_nomme_reste_ouvert(self, guichet, envoyer):
        """The good file of the month does not speak of her: nobody else says that she worked."""
        premier = envoyer(AU_MOIS + "ZEBULON;Oriane;12/08/1990;35\n", "h1.csv")
        assert premier.statut == "A_COMPLETER"
        second = envoyer(AU_MOIS + FOFANI + "100\n", "h2.csv")
        with dedans(guichet):
            premier.refresh_from_db()
            assert (second.statut, premier.statut) == ("SOUMIS", "A_COMPLETER")

    @pytest.mark.parametrize("ecrite", ["ZEBULON;Oriane;12/08/1990", "ZEBULLON;Oriane;", "MARCHAND;Oriane;12/08/1990"])
    def test_la_nommer_a_son_tour_le_remplace(self, guichet, envoyer, ecrite):
        """Her name written better, or changed, is still hers."""
        premier = envoyer(AU_MOIS + "ZEBULON;Oriane;12/08/1990;35\n", "h1.csv")
        envoyer(AU_MOIS + FOFANI + f"100\n{ecrite};40\n", "h2.csv")
        with dedans(guichet):
            premier.refresh_from_db()
            assert premier.statut == "REMPLACE"


class TestRegularisation:
    def test_un_chiffre_negatif_se_retire_de_ce_qui_est_declare(self, guichet, envoyer, page):
        envoyer(AU_MOIS + FOFANI + "120,50\n", "h1.csv")
        second = envoyer(AU_MOIS + FOFANI + "-12\n" + DROUOT + "32,50\n", "h2.csv")
        with dedans(guichet):
            assert _debout(contrat__beneficiaire__nom="FOFANI") == Decimal("108.50")
            ligne = LigneReleve.objects.get(releve=second, lue__Nom="FOFANI")
            assert [avis["code"] for avis in ligne.avertissements] == ["HEURES_NEGATIVES"]
            assert Heure.objects.get(pk=ligne.heure_id).heures == -12
        assert "Valider, +20,50\u202fh" in page(second)

    def test_la_page_nomme_les_heures_qui_attendent_et_ne_valide_pas_avant_elles(self, guichet, envoyer, decider, page):
        premier = envoyer(AU_MOIS + FOFANI + "120,50\n", "h1.csv")
        second = envoyer(AU_MOIS + FOFANI + "-12\n" + DROUOT + "32,50\n", "h2.csv")
        lue = page(second)
        assert "l’écart avec 120,50\u202fh qui ne sont pas encore validées" in lue
        assert reverse("suivi_heures:releve", args=[premier.pk]) in lue
        refuse = decider("valider", second)
        assert refuse.status_code == 422
        assert "validez-les d’abord" in refuse.content.decode()
        decider("valider", premier)
        assert "l’écart avec" not in page(second)
        decider("valider", second)
        with dedans(guichet):
            assert _debout(statut="VALIDEE", contrat__beneficiaire__nom="FOFANI") == Decimal("108.50")

    def test_seule_elle_ne_retire_personne_d_autre(self, guichet, envoyer):
        envoyer(AU_MOIS + FOFANI + "120,50\n" + DROUOT + "70\n", "h1.csv")
        second = envoyer(AU_MOIS + FOFANI + "-12\n", "h2.csv")
        with dedans(guichet):
            assert second.statut == "SOUMIS"
            assert lister_retraits(second) == []
            assert _debout() == Decimal("178.50")

    def test_dite_deux_fois_elle_ne_compte_qu_une(self, guichet, envoyer):
        envoyer(AU_MOIS + FOFANI + "120,50\n", "h1.csv")
        envoyer(AU_MOIS + FOFANI + "-12\n" + DROUOT + "32,50\n", "h2.csv")
        envoyer(AU_MOIS + FOFANI + "-12\n" + DROUOT + "40\n", "h3.csv")
        with dedans(guichet):
            assert _debout(contrat__beneficiaire__nom="FOFANI") == Decimal("108.50")
            assert _debout() == Decimal("148.50")

    def test_elle_ne_retire_pas_plus_que_declare(self, guichet, envoyer):
        envoyer(AU_MOIS + FOFANI + "10\n", "h1.csv")
        second = envoyer(AU_MOIS + FOFANI + "-12\n", "h2.csv")
        with dedans(guichet):
            ligne = LigneReleve.objects.get(releve=second)
            assert "retire plus que les 10\u202fh déclarées" in ligne.anomalies[-1]["message"]
            assert (second.statut, _debout()) == ("A_COMPLETER", 10)
