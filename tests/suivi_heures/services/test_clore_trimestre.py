"""A closed quarter does not move, whatever comes after; what comes after is listed."""

import datetime
from decimal import Decimal
from random import Random

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from beneficiaires.models import DecisionEligibilite
from beneficiaires.services.retirer_decision import retirer_decision
from clauses_app.audit.models import Evenement
from marches.models import EngagementHeures
from suivi_heures.models import BrouillonHeure, ChiffreClos, Cloture, Realisation
from suivi_heures.queries.apres_cloture import arrive_apres
from suivi_heures.queries.clotures import phrase_de_cloture
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.services.ajouter_apres_cloture import AjoutImpossible, ajouter_apres_cloture
from suivi_heures.services.clore_trimestre import ClotureImpossible, clore_trimestre
from suivi_heures.services.corriger_heure import corriger_heure
from suivi_heures.services.demander_bilan import TrimestreClos, demander_bilan
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.rouvrir_trimestre import ReouvertureImpossible, rouvrir_trimestre
from suivi_heures.services.saisir_heures import CaseFermee, saisir_heures
from suivi_heures.services.valider_heures import valider_heures
from tests.factories.suivi_heures import creer_heure

T1, T2 = Trimestre(2026, 1), Trimestre(2026, 2)
MARS, AVRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)


def _le(jour, mois, heure=10):
    return time_machine.travel(datetime.datetime(2026, mois, jour, heure, tzinfo=datetime.UTC), tick=True)


@pytest.fixture
def ligne(contrat):
    with _le(5, 4):
        ligne = creer_heure(contrat=contrat, heures="154", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
        recalculer_realisation(lots=None)
    return ligne


@pytest.fixture
def clos(facilitateur, ligne):
    with _le(4, 5):
        return clore_trimestre(trimestre=T1, par=facilitateur)


def _figes():
    champs = [champ.attname for champ in ChiffreClos._meta.local_fields]
    return list(ChiffreClos.objects.order_by("pk").values_list(*champs))


def test_la_cloture_fige_les_chiffres_de_chaque_lot(clos):
    chiffre = ChiffreClos.objects.get()
    assert (chiffre.due, chiffre.declarees, chiffre.retenues, chiffre.valorisees) == (1000, 154, 154, 154)
    assert (chiffre.valorisees_trimestre, chiffre.attendues, chiffre.recues) == (154, 1, 1)
    assert Evenement.objects.filter(verbe="TRIMESTRE_CLOS").count() == 1


def test_les_heures_d_apres_le_trimestre_n_y_sont_pas(facilitateur, contrat, ligne):
    creer_heure(contrat=contrat, heures="70", du=datetime.date(2026, 4, 1), au=datetime.date(2026, 4, 15))
    with _le(4, 5):
        clore_trimestre(trimestre=T1, par=facilitateur)
    assert ChiffreClos.objects.get().declarees == 154


@pytest.mark.parametrize("quoi", ["en attente", "brouillon", "trop tôt"])
def test_ce_qui_attend_empeche_de_clore(facilitateur, contrat, quoi):
    if quoi == "en attente":
        creer_heure(contrat=contrat, statut="SOUMISE", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
    elif quoi == "brouillon":
        BrouillonHeure.objects.create(contrat=contrat, mois=MARS, texte="7", heures=Decimal(7))
    with _le(10, 4) if quoi == "trop tôt" else _le(4, 5), pytest.raises(ClotureImpossible) as refus:
        clore_trimestre(trimestre=T1, par=facilitateur)
    assert len(refus.value.obstacles) == 1
    assert not Cloture.objects.exists()


def test_les_trimestres_se_closent_dans_l_ordre(facilitateur, clos):
    with _le(20, 11), pytest.raises(ClotureImpossible, match="T2 2026 n’est pas clos"):
        clore_trimestre(trimestre=Trimestre(2026, 3), par=facilitateur)
    with _le(20, 11), pytest.raises(ClotureImpossible, match="déjà clos"):
        clore_trimestre(trimestre=T1, par=facilitateur)


def test_la_base_refuse_de_changer_un_chiffre_clos(clos):
    for ordre in (
        lambda: ChiffreClos.objects.update(retenues=1, declarees=1),
        lambda: ChiffreClos.objects.all().delete(),
        lambda: Cloture.objects.update(faite_par="un autre"),
        lambda: Cloture.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ordre()


def test_un_mois_clos_se_ferme_a_la_saisie(facilitateur, contrat, clos):
    with _le(5, 5), pytest.raises(CaseFermee, match="entrera dans le T2 2026"):
        saisir_heures(contrat=contrat, mois=MARS, nature="FORMATION_CONTRAT", texte="7", par=facilitateur)
    with _le(5, 5):
        assert saisir_heures(contrat=contrat, mois=AVRIL, texte="35", par=facilitateur) is not None


def test_un_brouillon_reste_de_cote_si_le_mois_s_est_clos_entre_temps(facilitateur, contrat, clos):
    BrouillonHeure.objects.create(
        contrat=contrat, mois=MARS, nature="FORMATION_CONTRAT", texte="7", heures=Decimal("7.00")
    )
    with _le(5, 5):
        assert valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur).lignes == 0


def test_des_heures_oubliees_s_ajoutent_par_une_ligne_motivee(facilitateur, contrat, clos):
    avant = _figes()
    with _le(6, 5):
        ajouter_apres_cloture(
            contrat=contrat, mois=MARS, nature="FORMATION_CONTRAT", heures=Decimal(21), motif="Oubli", par=facilitateur
        )
        apres = arrive_apres(clos, au=datetime.date(2026, 5, 6))
    assert _figes() == avant
    assert [(un.heures, un.motif) for un in apres.lignes] == [(21, "Oubli")]
    assert [e.ecart for e in apres.ecarts] == [21]
    assert Realisation.objects.get().retenues == 175


def test_un_mois_ouvert_ne_demande_pas_de_ligne_tardive(facilitateur, contrat, clos):
    with _le(6, 5), pytest.raises(AjoutImpossible, match="n’est pas clos"):
        ajouter_apres_cloture(contrat=contrat, mois=AVRIL, heures=Decimal(7), motif="Oubli", par=facilitateur)


def test_le_trimestre_suivant_reprend_ce_qui_est_arrive_apres(facilitateur, contrat, ligne, clos):
    with _le(6, 5):
        corriger_heure(heure=ligne, heures=Decimal(140), motif="Bulletin de paie", par=facilitateur)
        creer_heure(contrat=contrat, heures="70", du=datetime.date(2026, 4, 1), au=datetime.date(2026, 4, 15))
    with _le(20, 7):
        clore_trimestre(trimestre=T2, par=facilitateur)
    deuxieme = ChiffreClos.objects.get(cloture__trimestre=2)
    assert (deuxieme.valorisees, deuxieme.valorisees_trimestre) == (210, 56)


def test_rouvrir_demande_le_dernier_et_laisse_une_trace(facilitateur, clos):
    avant = _figes()
    with pytest.raises(ReouvertureImpossible, match="n’est pas clos"):
        rouvrir_trimestre(trimestre=T2, motif="Erreur", par=facilitateur)
    rouvrir_trimestre(trimestre=T1, motif="Relevé retrouvé", par=facilitateur)
    assert _figes() == avant
    assert Cloture.objects.get().motif_reouverture == "Relevé retrouvé"
    assert Evenement.objects.filter(verbe="TRIMESTRE_ROUVERT").count() == 1
    with _le(7, 5):
        clore_trimestre(trimestre=T1, par=facilitateur)
    assert Cloture.objects.en_vigueur().count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Cloture.objects.exclude(rouverte_a=None).update(motif_reouverture="autre")


@pytest.mark.parametrize("graine", range(6))
def test_un_trimestre_clos_ne_bouge_pas_quoi_qu_il_arrive(facilitateur, contrat, ligne, clos, graine):
    """Random later facts: lines, corrections, engagements, decisions withdrawn."""
    de, avant = Random(graine), _figes()
    with _le(6, 5):
        for rang in range(de.randint(3, 8)):
            fait = de.choice(["ajout", "correction", "engagement", "retrait", "validation"])
            if fait == "ajout":
                creer_heure(
                    contrat=contrat, heures=f"{de.randint(1, 40)}", nature="FORMATION_CONTRAT",
                    du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31), ref=f"X{graine}-{rang}",
                )  # fmt: skip
            elif fait == "correction":
                corriger_heure(heure=ligne, heures=Decimal(100 + rang), motif="x", par=facilitateur)
            elif fait == "engagement":
                EngagementHeures.objects.create(lot=contrat.lot, date=MARS, source="AVENANT", heures=de.randint(-9, 50))
            elif fait == "validation":
                tard = creer_heure(
                    contrat=contrat, statut="SOUMISE", ref=f"S{graine}-{rang}",
                    du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31),
                )  # fmt: skip
                valider_heures(lot=tard.lot, mois=MARS, par=facilitateur)
            else:
                for decision in DecisionEligibilite.objects.filter(retiree_a=None):
                    retirer_decision(decision=decision, motif="x", par=facilitateur)
        recalculer_realisation(lots=None)
    assert _figes() == avant
    t = Realisation.objects.get()
    exclues = sum(getattr(t, champ.attname) for champ in t._meta.local_fields if champ.attname.startswith("ex_"))
    assert t.declarees == t.en_attente + t.refusees + t.retenues + exclues


def test_un_mois_clos_dit_la_date_de_la_cloture_qui_le_couvre(facilitateur, contrat, clos):
    with _le(5, 8):
        clore_trimestre(trimestre=T2, par=facilitateur)
        assert "T1 2026 est clos depuis le 04/05/2026" in phrase_de_cloture(MARS)
        assert "T2 2026 est clos depuis le 05/08/2026" in phrase_de_cloture(AVRIL)
        assert "T4 2025 est clos depuis le 04/05/2026" in phrase_de_cloture(datetime.date(2025, 12, 1))
        assert "entrera dans le T3 2026" in phrase_de_cloture(MARS)
        assert phrase_de_cloture(datetime.date(2026, 7, 1)) == ""


def test_le_rapport_d_un_trimestre_couvert_ne_se_refait_pas_apres_coup(facilitateur, contrat, clos):
    decembre = Trimestre(2025, 4)
    with _le(6, 5):
        creer_heure(
            contrat=contrat,
            heures="7",
            du=datetime.date(2025, 12, 1),
            au=datetime.date(2025, 12, 31),
            decidee_a=timezone.now(),
        )
        with pytest.raises(TrimestreClos, match=r"entrent dans le T2 2026.*rouvrez d’abord le T1 2026"):
            demander_bilan(maitre_ouvrage=contrat.marche.maitre_ouvrage, trimestre=decembre, par=facilitateur)
