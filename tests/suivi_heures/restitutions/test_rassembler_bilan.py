"""Figures of a report, checked by hand, and equal to those of the screens."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from marches.models import EngagementHeures, Marche
from suivi_heures.models import LigneReleve
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.petits_effectifs import Masque
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.observer_marches import BilanImpossible
from suivi_heures.restitutions.rassembler_bilan import rassembler_bilan_trimestriel
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_attribution, creer_lot, creer_maitre_ouvrage, creer_marche, creer_regle
from tests.factories.suivi_heures import creer_releve
from tests.suivi_heures.restitutions.scenario import ANNEE, creer_scenario, travailler

PARIS = ZoneInfo("Europe/Paris")
NOVEMBRE = datetime.datetime(2026, 11, 9, 14, 5, tzinfo=PARIS)
T3 = Trimestre(2026, 3)
pytestmark = pytest.mark.django_db


def D(texte):
    return Decimal(texte)


def rassembler(scenario, trimestre=T3, etabli_a=NOVEMBRE):
    recalculer_realisation(lots=None)
    return rassembler_bilan_trimestriel(maitre_ouvrage=scenario.acheteur, trimestre=trimestre, etabli_a=etabli_a)


@pytest.fixture
def scenario(dans_guichet):
    """Lot 1: 13 people × 10 h in June, July, August. Lot 2: 2 people × 10 h in September, 5 h waiting."""
    scenario = creer_scenario()
    for contrat in scenario.contrats[:13]:
        for mois in (6, 7, 8):
            travailler(contrat, mois)
    for contrat in scenario.contrats[13:]:
        travailler(contrat, 9)
        travailler(contrat, 9, "5.00", statut="SOUMISE")
    return scenario


def test_les_totaux_s_arretent_a_la_fin_du_trimestre(scenario):
    travailler(scenario.contrats[0], 10, "40.00")
    bilan = rassembler(scenario)
    ensemble = bilan.synthese.avancement
    assert (ensemble.objectif, ensemble.realise, ensemble.au_trimestre) == (D("1500"), D("410"), D("280"))
    assert (ensemble.en_attente, ensemble.reste) == (D("10"), D("1090"))
    assert ensemble.taux == D("0.2733")
    assert ensemble.a_ce_jour == D("450")
    assert bilan.arrete_au == datetime.date(2026, 9, 30)


def test_les_lots_s_additionnent_en_marches_puis_en_ensemble(scenario):
    bilan = rassembler(scenario)
    (fiche,) = bilan.marches
    assert [lot.avancement.realise for lot in fiche.lots] == [D("390"), D("20")]
    for champ in ("objectif", "realise", "retenues", "en_attente", "refusees", "exclues", "au_trimestre"):
        somme = sum(getattr(lot.avancement, champ) for lot in fiche.lots)
        assert somme == getattr(fiche.avancement, champ) == getattr(bilan.synthese.avancement, champ)


def test_rien_ne_se_perd_entre_declare_et_retenu(scenario):
    travailler(scenario.contrats[0], 7, "7.00", statut="REFUSEE")
    travailler(scenario.contrats[1], 7, "3.50", nature="ABSENCE")
    ensemble = rassembler(scenario).synthese.avancement
    assert ensemble.declarees == D("430.50")
    assert (ensemble.refusees, ensemble.exclues, ensemble.retenues) == (D("7"), D("3.50"), D("410"))


def test_les_heures_exclues_disent_leur_motif_au_trimestre(scenario):
    travailler(scenario.contrats[0], 8, "3.50", nature="ABSENCE")
    travailler(scenario.contrats[0], 5, "9.00", nature="TUTORAT")
    bilan = rassembler(scenario)
    assert [(une.motif, une.heures) for une in bilan.synthese.exclusions] == [("ABSENCE", D("3.50"))]
    assert bilan.methode.motifs[0].phrase == "Les heures d’absence, même payées, ne comptent pas."


def test_un_trimestre_en_cours_donne_les_chiffres_de_l_ecran(scenario):
    """Same functions, same day: the report and the screens cannot differ."""
    for mois in (9, 10, 11):
        for contrat in scenario.contrats[:5]:
            travailler(contrat, mois, "33.33")
    bilan = rassembler(scenario, Trimestre(2026, 4), NOVEMBRE)
    marches = Marche.objects.filter(pk=scenario.marche.pk)
    (ecran,) = avancement_des_marches(marches, au=datetime.date(2026, 11, 9))
    paires = [(bilan.marches[0].avancement, ecran.total)] + [
        (fiche.avancement, a) for fiche, (_, a) in zip(bilan.marches[0].lots, ecran.lots, strict=True)
    ]
    for rapport, vu in paires:
        assert (rapport.objectif, rapport.realise, rapport.en_attente) == (vu.du, vu.valide, vu.attente)
        assert (rapport.attendu, rapport.etat, rapport.exclues) == (vu.attendu, vu.etat, vu.non_compte)
        assert (rapport.couverture.attendues, rapport.couverture.recues) == (
            vu.couverture.attendues, vu.couverture.recues,
        )  # fmt: skip
        assert rapport.a_ce_jour is None
        if vu.projection is None:
            assert rapport.projection is None
        else:
            assert (rapport.projection.basse, rapport.projection.centrale, rapport.projection.haute) == (
                vu.projection.basse, vu.projection.centrale, vu.projection.haute,
            )  # fmt: skip


def test_un_avenant_vaut_a_sa_date(scenario):
    for jour, heures in ((datetime.date(2026, 8, 15), "-200"), (datetime.date(2026, 10, 1), "900")):
        EngagementHeures.objects.create(lot=scenario.lots[0], date=jour, source="AVENANT", heures=D(heures))
    (fiche,) = rassembler(scenario).marches
    assert fiche.avancement.objectif == D("1300")
    assert [(un.source, un.heures, un.cumul) for un in fiche.engagements] == [
        ("Marché initial", D("1500"), D("1500")), ("Avenant", D("-200"), D("1300")),
    ]  # fmt: skip
    assert any("15/08/2026" in fait for fait in fiche.faits)


def test_le_plafond_des_bonifications_vaut_aussi_pour_le_trimestre(dans_guichet):
    creer_regle(
        code="BONUS", bonifications=[{"code": "B0", "condition": "FEMME", "coefficient": "2"}],
        bonification_plafond_pct=D("5"),
    )  # fmt: skip
    scenario = creer_scenario(regle_code="BONUS")
    travailler(scenario.contrats[0], 6, "40.00")  # a woman: 80, bonus 40
    travailler(scenario.contrats[0], 7, "40.00")  # bonus 80 in all, capped at 5 % of 1 000
    bilan = rassembler(scenario)
    assert bilan.synthese.avancement.retenues == D("80")
    assert bilan.synthese.avancement.realise == D("130")
    assert bilan.synthese.avancement.au_trimestre == D("50")
    assert [un.heures for un in bilan.synthese.par_trimestre] == [D("80"), D("50")]


def test_la_courbe_finit_sur_le_total_et_sur_l_obligation(scenario):
    (fiche,) = rassembler(scenario).marches
    faits = [point for point in fiche.courbe if point.realise is not None]
    assert (faits[-1].fin, faits[-1].realise) == (datetime.date(2026, 9, 30), fiche.avancement.realise)
    assert (fiche.courbe[-1].fin, fiche.courbe[-1].attendu) == (datetime.date(2026, 12, 31), D("1500"))
    assert len(fiche.courbe) == 12


def test_la_courbe_attend_ce_que_la_synthese_attend(scenario):
    """Each lot rounded, then added: 1 002 h and 506 h expect 749 h and 378 h, where 1 508 h would say 1 128."""
    for lot, heures in zip(scenario.lots, ("2", "6"), strict=True):
        EngagementHeures.objects.create(lot=lot, date=datetime.date(2026, 2, 1), source="AVENANT", heures=D(heures))
    (fiche,) = rassembler(scenario).marches
    arrete = next(point for point in fiche.courbe if point.fin == datetime.date(2026, 9, 30))
    assert arrete.attendu == fiche.avancement.attendu == D("1127")


def test_un_petit_public_est_cache_avec_le_plus_petit_des_autres(scenario):
    publics = rassembler(scenario).marches[0].publics
    assert {ligne.libelle: ligne.effectif.masque for ligne in publics.lignes} == {
        "Chômage de longue durée": Masque.SECONDAIRE, "Minima sociaux": Masque.SEUIL,
    }  # fmt: skip
    assert all(ligne.effectif.heures is None and ligne.part is None for ligne in publics.lignes)
    assert (publics.total.personnes, publics.total.heures) == (15, D("280"))


def test_les_personnes_sont_celles_dont_des_heures_comptent(scenario):
    synthese = rassembler(scenario).synthese
    assert synthese.personnes.personnes == synthese.personnes_trimestre.personnes == 15
    sexes = {ligne.libelle: ligne.effectif.personnes for ligne in synthese.profils[0].lignes}
    assert sexes == {"Femmes": 5, "Hommes": 10}


def test_moins_de_cinq_personnes_en_tout_ne_disent_ni_public_ni_modalite(dans_guichet):
    scenario = creer_scenario()
    travailler(scenario.contrats[0], 8)
    synthese = rassembler(scenario).synthese
    assert synthese.personnes_trimestre.masque == Masque.SEUIL
    assert synthese.publics.lignes == synthese.modalites.lignes == ()
    assert synthese.publics.est_tue


def test_les_declarations_manquantes_sont_celles_de_la_couverture(scenario):
    bilan = rassembler(scenario)
    couverture = bilan.synthese.avancement.couverture
    assert (couverture.attendues, couverture.recues) == (15 * 9, 13 * 3 + 2)
    assert bilan.synthese.couverture_trimestre.attendues == 15 * 3
    aout = next(un for un in bilan.retards_transmission if un.mois.month == 8)
    assert (aout.entreprise, aout.situation) == ("Jardins & Cie", "aucune des 2 reçue")
    assert aout.echeance == datetime.date(2026, 9, 10)


def test_les_regles_appliquees_sont_enoncees(scenario):
    (regle,) = rassembler(scenario).methode.regles
    assert (regle.code, regle.marches) == ("R0", ("T9",))
    assert regle.enonces[0].startswith("Fenêtre d’éligibilité de 24 mois, ouverte par le premier contrat")
    assert "Aucune bonification." in regle.enonces


def test_un_trimestre_a_venir_est_refuse(scenario):
    with pytest.raises(BilanImpossible, match="n’a pas commencé"):
        rassembler(scenario, Trimestre(2027, 1))


def test_un_acheteur_sans_marche_est_refuse(dans_guichet):
    with pytest.raises(BilanImpossible, match="Aucun marché"):
        rassembler_bilan_trimestriel(maitre_ouvrage=creer_maitre_ouvrage(), trimestre=T3, etabli_a=NOVEMBRE)


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_marches(scenario, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        rassembler_bilan_trimestriel(maitre_ouvrage=scenario.acheteur, trimestre=T3, etabli_a=NOVEMBRE)


def test_une_personne_seule_sur_un_marche_n_est_pas_trahie_par_les_autres_marches(scenario):
    """12 people on a second contract, one on a third: hiding the one hides the count of another too."""
    for ref, nombre in (("ECOLE", 12), ("PARC", 1)):
        marche = creer_marche(ref=ref, maitre_ouvrage=scenario.acheteur, date_debut=ANNEE[0], date_fin=ANNEE[1])
        attribution = creer_attribution(lot=creer_lot(marche=marche))
        for _ in range(nombre):
            travailler(creer_contrat(attribution=attribution, date_debut=ANNEE[0], date_fin=None), 8)
    bilan = rassembler(scenario)
    totaux = {fiche.reference: fiche.publics.total for fiche in bilan.marches}
    assert totaux["PARC"].masque == Masque.SEUIL
    assert totaux["ECOLE"].masque == Masque.SECONDAIRE
    assert totaux["T9"].personnes == 15
    assert all(fiche.publics.total == fiche.modalites.total for fiche in bilan.marches)
    assert bilan.synthese.personnes_trimestre.personnes == 28
    assert totaux["PARC"].heures == D("10")


def test_un_lot_en_retard_et_un_releve_tardif_sont_a_signaler(scenario):
    """The contract as a whole is done; its second lot is not, and a timesheet came 49 days late."""
    for mois in range(1, 10):
        for contrat in scenario.contrats[:13]:
            travailler(contrat, mois, "20.00")
    for mois in (5, 6, 7, 8):
        for contrat in scenario.contrats[13:]:
            travailler(contrat, mois)
    en_retard = datetime.datetime(2026, 9, 28, 10, tzinfo=PARIS)
    releve = creer_releve(entreprise=scenario.contrats[0].titulaire, statut="VALIDE", depose_a=en_retard)
    juillet = datetime.date(2026, 7, 1), datetime.date(2026, 7, 31)
    LigneReleve.objects.create(
        releve=releve, numero=2, contrat=scenario.contrats[0], du=juillet[0], au=juillet[1], heures=10
    )
    bilan = rassembler(scenario)
    assert bilan.marches[0].avancement.etat == "atteint"
    assert any("lot\u00a02" in alerte for alerte in bilan.synthese.alertes)
    assert any("jusqu’à 49\u00a0jours" in alerte for alerte in bilan.synthese.alertes)
