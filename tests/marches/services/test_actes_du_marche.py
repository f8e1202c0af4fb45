"""The turns a contract takes, in the words of the trade: what each does to what is due, and how it is undone."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from clauses_app.audit.models import Evenement
from marches.models import Acte, EngagementHeures, Marche, Tranche
from marches.queries.objectif import objectif_des_lots
from marches.queries.suspensions import suspensions_en_cours
from marches.services.affermir_tranche import affermir_tranche
from marches.services.annuler_acte import annuler_acte
from marches.services.changer_statut import changer_statut
from marches.services.contrepasser_engagement import DejaContrepasse, contrepasser_engagement
from marches.services.enregistrer_tranche import enregistrer_tranche
from marches.services.inscrire_avenant import inscrire_avenant
from marches.services.inscrire_bon_commande import inscrire_bon_commande
from marches.services.reprendre_clause import reprendre_clause
from marches.services.supprimer_clause import supprimer_clause
from marches.services.suspendre_clause import suspendre_clause
from marches.services.transferer_heures import transferer_heures
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")
MARS, AVRIL, MAI = (datetime.date(2026, mois, 1) for mois in (3, 4, 5))


def du(lot, au=None):
    return objectif_des_lots([lot.pk], au=au)[lot.pk]


def optionnelle(lot, heures="600.00", **champs):
    tranche = Tranche(lot=lot, ref="1", nature="OPTIONNELLE", heures=Decimal(heures), **champs)
    return enregistrer_tranche(tranche=tranche, par=None)


class TestTranches:
    def test_une_tranche_optionnelle_ne_devient_due_qu_a_son_affermissement(self):
        lot = creer_lot(heures="1000.00")
        tranche = optionnelle(lot)
        assert du(lot) == Decimal("1000.00")
        affermir_tranche(tranche=tranche, date=AVRIL, par=None)
        assert (du(lot, MARS), du(lot, AVRIL)) == (Decimal("1000.00"), Decimal("1600.00"))

    def test_une_tranche_ne_s_affermit_qu_une_fois(self):
        tranche = optionnelle(creer_lot())
        affermir_tranche(tranche=tranche, date=AVRIL, par=None)
        with pytest.raises(ValidationError, match="déjà affermie"):
            affermir_tranche(tranche=tranche, date=MAI, par=None)

    def test_un_affermissement_annule_peut_etre_refait(self):
        lot = creer_lot(heures="1000.00")
        tranche = optionnelle(lot)
        annuler_acte(acte=affermir_tranche(tranche=tranche, date=AVRIL, par=None), motif="erreur", par=None)
        assert du(lot) == Decimal("1000.00")
        affermir_tranche(tranche=tranche, date=MAI, par=None)
        assert du(lot) == Decimal("1600.00")

    def test_une_tranche_ferme_est_due_aussitot(self):
        lot = creer_lot(heures=None)
        enregistrer_tranche(tranche=Tranche(lot=lot, ref="F", nature="FERME", heures=Decimal(800)), par=None)
        assert du(lot) == Decimal("800.00")

    def test_une_tranche_affermie_ne_se_reecrit_pas(self):
        tranche = optionnelle(creer_lot())
        affermir_tranche(tranche=tranche, date=AVRIL, par=None)
        tranche.heures = Decimal(10)
        with pytest.raises(ValidationError, match="avenant"):
            enregistrer_tranche(tranche=tranche, par=None)


class TestBonsDeCommande:
    @pytest.mark.parametrize(("montant", "heures"), [("48000", "40.00"), ("13500", "11.25")])
    def test_le_montant_d_un_bon_devient_des_heures_par_le_ratio_du_lot(self, montant, heures):
        lot = creer_lot(heures=None, ratio_eur_heure=Decimal(1200))
        inscrire_bon_commande(lot=lot, numero="1", date=MARS, montant_ht=Decimal(montant), par=None)
        assert du(lot) == Decimal(heures)

    def test_les_heures_ecrites_au_bon_l_emportent(self):
        lot = creer_lot(heures=None, ratio_eur_heure=Decimal(1200))
        inscrire_bon_commande(lot=lot, numero="1", date=MARS, montant_ht=Decimal(48000), heures=Decimal(35), par=None)
        assert du(lot) == Decimal("35.00")

    def test_un_bon_ne_compte_pas_deux_fois(self):
        lot = creer_lot(heures=None)
        inscrire_bon_commande(lot=lot, numero="4", date=MARS, heures=Decimal(10), par=None)
        with pytest.raises(ValidationError, match="déjà inscrit"):
            inscrire_bon_commande(lot=lot, numero="4", date=AVRIL, heures=Decimal(10), par=None)

    def test_sans_ratio_ni_heures_le_bon_est_refuse(self):
        with pytest.raises(ValidationError, match="ratio"):
            inscrire_bon_commande(lot=creer_lot(), numero="1", date=MARS, montant_ht=Decimal(5), par=None)


class TestAvenants:
    def test_en_proportion_du_montant(self):
        lot = creer_lot(heures="1000.00", ratio_eur_heure=Decimal(1200))
        acte = inscrire_avenant(
            marche=lot.marche,
            lot=lot,
            numero="1",
            date=MARS,
            motif="Travaux en plus",
            revision="PROPORTIONNEL",
            montant_ht=Decimal(60000),
            par=None,
        )
        assert (du(lot), acte.ratio_eur_heure) == (Decimal("1050.00"), Decimal(1200))

    def test_le_ratio_manquant_est_celui_du_marche_a_lot_unique(self):
        marche = creer_marche(montant_ht=Decimal(1_000_000))
        lot = creer_lot(marche=marche, heures="1000.00")
        inscrire_avenant(
            marche=marche,
            lot=lot,
            numero="1",
            date=MARS,
            motif="Moins-value",
            revision="PROPORTIONNEL",
            montant_ht=Decimal(-100_000),
            par=None,
        )
        marche.refresh_from_db()
        assert (du(lot), marche.montant_ht) == (Decimal("900.00"), Decimal("900000.00"))

    def test_heures_inchangees(self):
        lot = creer_lot(marche=creer_marche(montant_ht=Decimal(500)), heures="1000.00")
        inscrire_avenant(
            marche=lot.marche,
            numero="2",
            date=MARS,
            motif="Révision de prix",
            revision="AUCUNE",
            montant_ht=Decimal(100),
            par=None,
        )
        assert du(lot) == Decimal("1000.00")

    @pytest.mark.parametrize(
        ("revision", "faute", "phrase"),
        [
            ("AUCUNE", {"heures": Decimal(50)}, "choisissez «\u00a0Heures écrites dans l’avenant\u00a0»"),
            ("PROPORTIONNEL", {"heures": Decimal(50)}, "choisissez «\u00a0Heures écrites dans l’avenant\u00a0»"),
            ("AUCUNE", {"ratio_eur_heure": Decimal(1200)}, "choisissez «\u00a0En proportion du montant\u00a0»"),
        ],
    )
    def test_ce_qui_est_ecrit_ne_se_perd_pas_en_silence(self, revision, faute, phrase):
        lot = creer_lot(heures="1000.00", ratio_eur_heure=Decimal(1200))
        with pytest.raises(ValidationError) as refus:
            inscrire_avenant(
                marche=lot.marche,
                lot=lot,
                numero="1",
                date=MARS,
                motif="x",
                revision=revision,
                montant_ht=Decimal(100),
                par=None,
                **faute,
            )
        assert phrase in " ".join(refus.value.messages)
        assert du(lot) == Decimal("1000.00")

    def test_prolonger_refait_le_decompte_et_s_annule(self):
        contrat = creer_contrat(date_fin=None)
        marche = Marche.objects.get(pk=contrat.marche_id)
        Marche.objects.filter(pk=marche.pk).update(date_fin=datetime.date(2025, 3, 10))
        creer_heure(contrat=contrat, du=datetime.date(2025, 3, 1), au=datetime.date(2025, 3, 31), heures="31.00")
        recalculer_realisation(lots=[contrat.lot_id])
        acte = inscrire_avenant(
            marche=marche,
            numero="1",
            date=datetime.date(2025, 3, 5),
            motif="Intempéries",
            revision="AUCUNE",
            date_fin=datetime.date(2025, 12, 31),
            par=None,
        )
        assert Realisation.objects.get(lot=contrat.lot_id).retenues == Decimal("31.00")
        annuler_acte(acte=acte, motif="erreur de marché", par=None)
        assert Realisation.objects.get(lot=contrat.lot_id).retenues == Decimal("10.00")

    def test_un_avenant_qui_ne_change_rien_est_refuse(self):
        with pytest.raises(ValidationError, match="ne change rien"):
            inscrire_avenant(marche=creer_marche(), numero="1", date=MARS, motif="?", revision="AUCUNE", par=None)

    def test_un_avenant_ne_rend_pas_un_lot_negatif(self):
        lot = creer_lot(heures="100.00")
        with pytest.raises(ValidationError, match="moins de zéro"):
            inscrire_avenant(
                marche=lot.marche,
                lot=lot,
                numero="1",
                date=MARS,
                motif="Moins-value",
                revision="EXPLICITE",
                heures=Decimal(-101),
                par=None,
            )


class TestSuspensions:
    def _suspendre(self, marche, **champs):
        return suspendre_clause(
            marche=marche, date=MARS, cause="ARRET_CHANTIER", motif="Chantier arrêté", par=None, **champs
        )

    def test_suspendre_puis_reprendre_le_marche(self):
        marche = creer_lot().marche
        self._suspendre(marche)
        marche.refresh_from_db()
        assert (marche.statut, suspensions_en_cours().count()) == ("SUSPENDU", 1)
        reprendre_clause(marche=marche, date=MAI, motif="Reprise", date_fin=datetime.date(2028, 2, 28), par=None)
        marche.refresh_from_db()
        assert (marche.statut, marche.date_fin) == ("EN_COURS", datetime.date(2028, 2, 28))
        assert not suspensions_en_cours().exists()

    def test_suspendre_un_lot_peut_lui_retirer_des_heures(self):
        lot = creer_lot(heures="1000.00")
        self._suspendre(lot.marche, lot=lot, heures=Decimal(300))
        assert du(lot) == Decimal("700.00")
        reprendre_clause(marche=lot.marche, lot=lot, date=MAI, motif="Reprise", heures=Decimal(120), par=None)
        assert du(lot) == Decimal("820.00")

    def test_un_lot_suspendu_ne_se_suspend_pas_deux_fois(self):
        lot = creer_lot(heures="1000.00")
        self._suspendre(lot.marche, lot=lot)
        with pytest.raises(ValidationError, match="déjà suspendu depuis le 01/03/2026"):
            self._suspendre(lot.marche, lot=lot)

    def test_une_reprise_ne_rend_pas_plus_que_la_suspension_n_a_retire(self):
        lot = creer_lot(heures="1000.00")
        self._suspendre(lot.marche, lot=lot, heures=Decimal(300))
        with pytest.raises(ValidationError, match="01/03/2026 a retiré 300"):
            reprendre_clause(marche=lot.marche, lot=lot, date=MAI, motif="x", heures=Decimal(5000), par=None)
        assert du(lot) == Decimal("700.00")

    def test_on_ne_reprend_que_ce_qui_est_suspendu(self):
        with pytest.raises(ValidationError, match="Aucune suspension"):
            reprendre_clause(marche=creer_marche(), date=MAI, motif="Reprise", par=None)

    def test_une_suspension_suivie_d_une_reprise_ne_s_annule_pas_d_abord(self):
        marche = creer_marche()
        suspension = self._suspendre(marche)
        reprendre_clause(marche=marche, date=MAI, motif="Reprise", par=None)
        with pytest.raises(ValidationError, match="plus récent"):
            annuler_acte(acte=suspension, motif="erreur", par=None)

    def test_une_suspension_de_lot_deja_reprise_garde_l_objectif_juste(self):
        """500 − 100 + 90: undoing the suspension first would leave 590."""
        lot = creer_lot(heures="500.00")
        suspension = self._suspendre(lot.marche, lot=lot, heures=Decimal(100))
        reprise = reprendre_clause(marche=lot.marche, lot=lot, date=MAI, motif="x", heures=Decimal(90), par=None)
        with pytest.raises(ValidationError, match="la reprise du 01/05/2026"):
            annuler_acte(acte=suspension, motif="erreur", par=None)
        assert du(lot) == Decimal("490.00")
        annuler_acte(acte=reprise, motif="erreur", par=None)
        annuler_acte(acte=suspension, motif="erreur", par=None)
        assert du(lot) == Decimal("500.00")

    def test_supprimer_la_clause_garde_ce_qui_a_ete_fait(self):
        lot = creer_lot(heures="1000.00")
        supprimer_clause(
            marche=lot.marche,
            lot=lot,
            date=MAI,
            cause="RESILIATION",
            motif="Marché résilié",
            restantes=Decimal("420.50"),
            par=None,
        )
        assert (du(lot, AVRIL), du(lot, MAI)) == (Decimal("1000.00"), Decimal("420.50"))


class TestTransferts:
    def test_un_transfert_ecrit_deux_lignes_opposees_d_un_meme_fait(self):
        donneur, receveur = creer_lot(heures="1000.00"), creer_lot(heures="200.00")
        acte = transferer_heures(
            lot=donneur, lot_vers=receveur, heures=Decimal(150), date=MARS, motif="Accord", par=None
        )
        assert (du(donneur), du(receveur)) == (Decimal("850.00"), Decimal("350.00"))
        assert EngagementHeures.objects.filter(acte=acte, source="TRANSFERT").count() == 2
        annuler_acte(acte=acte, motif="désaccord", par=None)
        assert (du(donneur), du(receveur)) == (Decimal("1000.00"), Decimal("200.00"))

    def test_un_lot_ne_donne_pas_plus_qu_il_ne_doit(self):
        with pytest.raises(ValidationError, match="moins d’heures"):
            transferer_heures(
                lot=creer_lot(heures="10"), lot_vers=creer_lot(), heures=Decimal(11), date=MARS, motif="?", par=None
            )

    def test_une_ligne_d_un_acte_s_annule_par_l_acte(self):
        acte = transferer_heures(
            lot=creer_lot(), lot_vers=creer_lot(), heures=Decimal(10), date=MARS, motif="Accord", par=None
        )
        with pytest.raises(DejaContrepasse, match="annulez l’acte"):
            contrepasser_engagement(ligne=EngagementHeures.objects.filter(acte=acte)[0], motif="x", par=None)

    def test_ce_qui_a_ete_donne_depuis_empeche_d_annuler_ce_qui_a_ete_recu(self):
        lot = creer_lot(heures=None)
        bon = inscrire_bon_commande(lot=lot, numero="1", date=MARS, heures=Decimal(40), par=None)
        transferer_heures(lot=lot, lot_vers=creer_lot(), heures=Decimal(40), date=AVRIL, motif="Accord", par=None)
        with pytest.raises(ValidationError, match="moins de zéro"):
            annuler_acte(acte=bon, motif="erreur", par=None)


class TestStatuts:
    def test_un_changement_de_statut_dit_qui_pourquoi_et_quand(self):
        marche = creer_marche()
        changer_statut(marche=marche, statut="TERMINE_PARTIEL", date=MAI, motif="82 % faits", par=None)
        acte = Acte.objects.get(marche=marche)
        assert (acte.statut_avant, acte.statut_apres, acte.motif) == ("EN_COURS", "TERMINE_PARTIEL", "82 % faits")
        assert Evenement.objects.filter(verbe="ACTE_INSCRIT", marche_id=marche.pk).exists()

    def test_un_statut_ne_saute_pas_d_etape(self):
        with pytest.raises(ValidationError, match="ne passe pas"):
            changer_statut(marche=creer_marche(), statut="SOLDE", date=MAI, motif="?", par=None)

    def test_un_statut_s_annule(self):
        marche = creer_marche()
        acte = changer_statut(marche=marche, statut="ANNULE", date=MAI, motif="erreur", par=None)
        annuler_acte(acte=acte, motif="mauvais marché", par=None)
        marche.refresh_from_db()
        assert marche.statut == "EN_COURS"


def test_un_acte_ne_s_annule_qu_une_fois():
    acte = changer_statut(marche=creer_marche(), statut="ANNULE", date=MAI, motif="x", par=None)
    annuler_acte(acte=acte, motif="x", par=None)
    with pytest.raises(ValidationError, match="déjà annulé"):
        annuler_acte(acte=acte, motif="x", par=None)


def test_un_acte_ne_precede_pas_le_marche():
    lot = creer_lot(marche=creer_marche(date_debut=AVRIL, date_fin=datetime.date(2027, 3, 31)))
    marche = lot.marche
    dit = {"motif": "x", "par": None, "date": MARS}
    for geste in (
        lambda: inscrire_avenant(marche=marche, numero="1", revision="AUCUNE", montant_ht=Decimal(1), **dit),
        lambda: suspendre_clause(marche=marche, cause="ARRET_CHANTIER", **dit),
        lambda: supprimer_clause(marche=marche, cause="RESILIATION", **dit),
        lambda: transferer_heures(lot=lot, lot_vers=creer_lot(marche=marche), heures=Decimal(1), **dit),
        lambda: inscrire_bon_commande(lot=lot, numero="1", heures=Decimal(1), **dit),
    ):
        with pytest.raises(ValidationError, match="Le 01/03/2026 est avant le début du marché, le 01/04/2026"):
            geste()
    assert not Acte.objects.exists()
