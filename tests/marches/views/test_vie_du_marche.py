"""« Vie du marché » through its doors: what is written, what is read back, who may, what is refused."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Acte, Attribution, EngagementHeures, Lot, Marche, Tranche
from marches.queries.objectif import objectif_des_lots
from marches.services.inscrire_bon_commande import inscrire_bon_commande
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche


@pytest.fixture
def lot(guichet):
    with within_guichet(guichet.pk):
        marche = creer_marche(forme="AC_BONS", montant_maximum=Decimal(50_000), montant_ht=Decimal(1_200_000))
        return creer_lot(marche=marche, heures="1000.00", ratio_eur_heure=Decimal(1200))


@pytest.fixture
def acheteur(guichet, lot):
    with within_connexion():
        return creer_adhesion(
            guichet=guichet,
            role="ACHETEUR",
            nom="Lise Arnaud",
            maitre_ouvrage_id=lot.marche.maitre_ouvrage_id,
            organisation_nom="Ville",
        )


@pytest.fixture
def etranger(autre_guichet):
    with within_connexion():
        return creer_adhesion(guichet=autre_guichet, role="FACILITATEUR", nom="Autre Guichet")


def du(guichet, lot, au=None):
    with within_guichet(guichet.pk):
        return objectif_des_lots([lot.pk], au=au)[lot.pk]


def texte(reponse):
    return re.sub(r"[\s\u00a0\u202f]+", " ", reponse.content.decode())


def poser(client, adresse, **donnees):
    return client.post(adresse, donnees)


class TestLeJournal:
    def test_chaque_fait_dit_les_heures_le_total_l_auteur_et_le_motif(self, connecter, facilitateur, guichet, lot):
        client = connecter(facilitateur)
        reponse = poser(
            client,
            f"/marches/{lot.marche_id}/avenant/",
            numero="2",
            date="01/03/2026",
            lot=str(lot.pk),
            revision="PROPORTIONNEL",
            montant_ht="60 000",
            motif="Prolongement de la plateforme",
        )
        assert reponse.status_code == 302
        page = texte(client.get(f"/marches/{lot.marche_id}/vie/"))
        for mot in ("Avenant n° 2", "+50 h", "1 050 h", "Camille Ferrand", "Prolongement de la plateforme"):
            assert mot in page
        assert "à 1 200 € l’heure d’insertion" in page

    def test_l_objectif_se_lit_a_toute_date(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            inscrire_bon_commande(
                lot=lot, numero="1", date=datetime.date(2026, 6, 1), montant_ht=Decimal(48000), par=None
            )
        page = texte(connecter(facilitateur).get(f"/marches/{lot.marche_id}/vie/?au=31/05/2026"))
        assert "Au 31/05/2026" in page
        assert re.search(r"<td class=\"nombre\">1 000 h</td><td class=\"nombre\">1 040 h</td>", page)

    @pytest.mark.parametrize("au", ["31/02/2026", "demain", "01/01/0001", "01/01/9999"])
    def test_une_date_impossible_est_dite_a_sa_place(self, connecter, facilitateur, lot, au):
        reponse = connecter(facilitateur).get(f"/marches/{lot.marche_id}/vie/", {"au": au})
        assert reponse.status_code == 200
        assert "invalid-feedback d-block" in texte(reponse)

    def test_annuler_rend_les_heures_et_garde_les_deux_lignes(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            acte = inscrire_bon_commande(
                lot=lot, numero="1", date=datetime.date(2026, 6, 1), montant_ht=Decimal(48000), par=None
            )
        client = connecter(facilitateur)
        assert poser(client, f"/actes/{acte.pk}/annuler/", motif="Bon du marché voisin").status_code == 302
        assert du(guichet, lot) == Decimal("1000.00")
        page = texte(client.get(f"/marches/{lot.marche_id}/vie/"))
        assert "Annulation : Bon de commande n° 1" in page
        assert "<del>Bon de commande n° 1, lot" in page
        assert poser(client, f"/actes/{acte.pk}/annuler/", motif="encore").status_code == 422

    def test_une_ligne_d_un_acte_renvoie_a_l_acte(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            acte = inscrire_bon_commande(
                lot=lot, numero="1", date=datetime.date(2026, 6, 1), heures=Decimal(4), par=None
            )
            ligne = EngagementHeures.objects.get(acte=acte)
        reponse = connecter(facilitateur).get(f"/heures-dues/{ligne.pk}/annuler/")
        assert reponse.headers["Location"] == f"/actes/{acte.pk}/annuler/"

    def test_la_page_coute_moins_de_douze_requetes(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            for n in range(12):
                inscrire_bon_commande(
                    lot=lot, numero=str(n), date=datetime.date(2026, 6, 1), heures=Decimal(4), par=None
                )
        client = connecter(facilitateur)
        with CaptureQueriesContext(connection) as requetes:
            client.get(f"/marches/{lot.marche_id}/vie/")
        assert sum("marches_" in requete["sql"] for requete in requetes) <= 12


class TestQuiPeut:
    def test_l_acheteur_et_l_etranger_n_entrent_pas(self, connecter, acheteur, etranger, lot):
        adresse = f"/marches/{lot.marche_id}/vie/"
        assert connecter(acheteur).get(adresse).status_code == 403
        assert connecter(etranger).get(adresse).status_code == 404
        assert connecter(etranger).post(f"/marches/{lot.marche_id}/avenant/", {}).status_code == 404

    def test_un_transfert_vers_le_lot_d_un_autre_guichet_est_refuse(
        self, connecter, facilitateur, autre_guichet, guichet, lot
    ):
        with within_guichet(autre_guichet.pk):
            ailleurs = creer_lot()
        reponse = poser(
            connecter(facilitateur),
            f"/marches/{lot.marche_id}/transfert/",
            lot=str(lot.pk),
            lot_vers=str(ailleurs.pk),
            heures="10",
            date="01/03/2026",
            motif="essai",
        )
        assert reponse.status_code == 422
        assert du(guichet, lot) == Decimal("1000.00")


class TestLesGestes:
    def test_une_tranche_optionnelle_s_ajoute_puis_s_affermit(self, connecter, facilitateur, guichet, lot):
        client = connecter(facilitateur)
        poser(client, f"/lots/{lot.pk}/tranches/nouvelle/", ref="1", nature="OPTIONNELLE", heures="600")
        assert du(guichet, lot) == Decimal("1000.00")
        with within_guichet(guichet.pk):
            tranche = Tranche.objects.get(lot=lot)
        assert "Pas encore due" in texte(client.get(f"/marches/{lot.marche_id}/vie/"))
        poser(client, f"/tranches/{tranche.pk}/affermir/", date="01/04/2026")
        assert du(guichet, lot) == Decimal("1600.00")
        assert "Affermie le 01/04/2026" in texte(client.get(f"/marches/{lot.marche_id}/vie/"))

    def test_un_bon_au_dela_du_maximum_est_inscrit_et_signale(self, connecter, facilitateur, guichet, lot):
        client = connecter(facilitateur)
        for numero, montant in (("1", "48 000"), ("2", "13 500")):
            page = client.post(
                f"/marches/{lot.marche_id}/bon-de-commande/",
                {"lot": lot.pk, "numero": numero, "date": "01/03/2026", "montant_ht": montant},
                follow=True,
            )
        assert du(guichet, lot) == Decimal("1051.25")
        assert "dépassé de 11 500 €" in texte(page)

    def test_une_saisie_fautive_reste_dans_le_formulaire(self, connecter, facilitateur, guichet, lot):
        reponse = poser(
            connecter(facilitateur),
            f"/marches/{lot.marche_id}/avenant/",
            numero="3",
            date="01/03/2026",
            revision="EXPLICITE",
            heures="douze",
            motif="Objet de l’avenant",
        )
        page = texte(reponse)
        assert reponse.status_code == 422
        assert 'value="douze"' in page
        assert 'value="Objet de l’avenant"' in page
        with within_guichet(guichet.pk):
            assert not Acte.objects.exists()

    def test_la_faute_vue_par_le_service_est_dite_au_champ(self, connecter, facilitateur, lot):
        reponse = poser(
            connecter(facilitateur),
            f"/marches/{lot.marche_id}/avenant/",
            numero="3",
            date="01/03/2026",
            lot=str(lot.pk),
            revision="EXPLICITE",
            motif="x",
        )
        assert "Écrivez les heures ajoutées" in texte(reponse)
        assert reponse.context["form"].errors["heures"]

    def test_une_suspension_se_voit_en_tete_avec_qui_doit_agir(self, connecter, facilitateur, lot):
        client = connecter(facilitateur)
        poser(
            client,
            f"/marches/{lot.marche_id}/suspension/",
            date="01/03/2026",
            cause="ARRET_CHANTIER",
            numero="OS n° 4",
            date_prevue="01/06/2026",
            motif="Fouilles archéologiques",
        )
        page = texte(client.get(f"/marches/{lot.marche_id}/vie/"))
        assert "Marché suspendu depuis le 01/03/2026" in page
        assert "Décision ou accord : OS n° 4" in page

    def test_le_groupement_montre_l_ecart_avec_la_dette(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            mandataire = creer_attribution(lot=lot, role="MANDATAIRE")
            cotraitant = creer_attribution(lot=lot, role="COTRAITANT", heures_affectees=Decimal(300))
        client = connecter(facilitateur)
        reponse = client.post(
            f"/lots/{lot.pk}/repartir/",
            {
                f"part_{mandataire.pk}": "600",
                f"vue_{mandataire.pk}": "",
                f"part_{cotraitant.pk}": "300",
                f"vue_{cotraitant.pk}": "300.00",
                "date": "01/03/2026",
                "motif": "Accord du groupement",
            },
            follow=True,
        )
        assert "100 h n’ont pas de porteur" in texte(reponse)

    def test_un_sous_traitant_declare_se_lit_sous_son_titulaire(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            titulaire = creer_attribution(lot=lot, heures_affectees=Decimal(1000))
            entreprise = creer_entreprise(nom="Les Jardins du Talus")
        client = connecter(facilitateur)
        poser(
            client,
            f"/marches/{lot.marche_id}/sous-traitant/",
            donneur_ordre=str(titulaire.pk),
            entreprise=str(entreprise.pk),
            date="01/03/2026",
            heures="120",
        )
        page = texte(client.get(f"/marches/{lot.marche_id}/vie/"))
        assert "Les Jardins du Talus</a>, sous-traitant : 120 h, DC4 du 01/03/2026" in page

    def test_remplacer_un_titulaire(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            ancien, nouveau = creer_attribution(lot=lot), creer_entreprise(nom="Repreneur")
        poser(
            connecter(facilitateur),
            f"/attributions/{ancien.pk}/remplacer/",
            entreprise=str(nouveau.pk),
            date="01/03/2026",
            motif="Liquidation",
        )
        with within_guichet(guichet.pk):
            assert Attribution.objects.get(pk=ancien.pk).date_fin == datetime.date(2026, 2, 28)
            assert Attribution.objects.filter(lot=lot, entreprise=nouveau, date_fin=None).exists()

    def test_le_statut_change_par_un_acte(self, connecter, facilitateur, guichet, lot):
        client = connecter(facilitateur)
        donnees = {"statut": "TERMINE_PARTIEL", "date": "01/03/2026", "motif": "82 % des heures faites"}
        assert poser(client, f"/marches/{lot.marche_id}/statut/", **donnees).status_code == 302
        with within_guichet(guichet.pk):
            assert Marche.objects.get(pk=lot.marche_id).statut == "TERMINE_PARTIEL"
        assert poser(client, f"/marches/{lot.marche_id}/statut/", **donnees).status_code == 422

    def test_un_marche_subsequent_se_cumule_a_son_accord_cadre(self, connecter, facilitateur, guichet, lot):
        with within_guichet(guichet.pk):
            cadre = Marche.objects.get(pk=lot.marche_id)
            fils = creer_marche(
                objet="Rue des Tilleuls", forme="SUBSEQUENT", accord_cadre=cadre, montant_ht=Decimal(20_000)
            )
            creer_lot(marche=fils, heures="16.00")
            assert Lot.objects.count() == 2
        page = texte(connecter(facilitateur).get(f"/marches/{lot.marche_id}/vie/"))
        assert "Marchés subséquents, 16 h" in page
        assert "Rue des Tilleuls" in page
