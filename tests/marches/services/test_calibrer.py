"""Sizings are kept, replayed, taken back; a consultation is sized at once; the contract opens from it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from clauses_app.audit.models import Evenement, Verbe
from marches.enums import SourceEngagement, StatutMarche, StatutProjet
from marches.models import (
    Calibrage,
    EngagementHeures,
    Lot,
    LotProjet,
    ObjectifGlissant,
    RatioSecteur,
    ReglageCalibrage,
    TexteClause,
)
from marches.queries.formules_calibrage import Reglages
from marches.queries.projets import lire_consultation
from marches.queries.ratios import PROPOSES, ratios_en_vigueur, reglages_en_vigueur
from marches.queries.saisie_calibrage import rejouer
from marches.services.ajouter_ratio import ajouter_ratio
from marches.services.calibrer_consultation import calibrer_consultation
from marches.services.calibrer_lot import calibrer_lot
from marches.services.decider_projet import DecisionImpossible, decider_projet
from marches.services.enregistrer_projet import ProjetModifie, enregistrer_projet
from marches.services.ouvrir_marche_du_projet import ChoixOuverture, ouvrir_marche_du_projet
from marches.services.regler_calibrage import regler_calibrage
from marches.services.reprendre_calibrage import reprendre_calibrage
from marches.services.retirer_lot_projet import retirer_lot_projet
from tests.factories.marches import creer_regle
from tests.factories.projets import calibrer_au_forfait, creer_lot_projet, creer_projet

pytestmark = pytest.mark.usefixtures("dans_guichet")
JOUR = datetime.date(2026, 11, 2)
CHOIX = ChoixOuverture(
    ref="2027-ESSAI",
    date_debut=datetime.date(2027, 1, 4),
    date_fin=datetime.date(2028, 1, 3),
    types_clause=["EXEC"],
    regle_code="R0",
)


def _gros_oeuvre(lot: LotProjet, **saisies: Any) -> Calibrage:
    lues = {"montant": Decimal(1_000_000), "taux": Decimal(5)} | saisies
    return calibrer_lot(
        lot=lot, methode="MONTANT_MO", saisies=lues, ratio=PROPOSES["GROS_OEUVRE"], reglages=Reglages(), par=None
    )


def _retenir(projet: Any) -> None:
    decider_projet(projet=projet, statut=StatutProjet.RETENU, motif="", le=JOUR, par=None)


def _ouvrir(projet: Any) -> Any:
    creer_regle()
    return ouvrir_marche_du_projet(projet=projet, choix=CHOIX, aujourd_hui=JOUR, par=None)


def test_un_calibrage_garde_rejoue_le_meme_resultat_quand_les_ratios_changent() -> None:
    calibrage = _gros_oeuvre(creer_lot_projet())
    ajouter_ratio(
        ratio=RatioSecteur(
            code="GROS_OEUVRE",
            libelle="Gros œuvre",
            date_effet=JOUR,
            part_main_oeuvre=Decimal("0.4"),
            cout_horaire=Decimal(35),
        ),
        par=None,
    )
    regler_calibrage(reglage=ReglageCalibrage(date_effet=JOUR, arrondi="SUPERIEUR", multiple=35), par=None)
    assert ratios_en_vigueur(JOUR)["GROS_OEUVRE"].part == Decimal("0.4")
    assert reglages_en_vigueur(JOUR).multiple == 35
    assert (rejouer(Calibrage.objects.get()).heures, calibrage.heures) == (833, 833)


def test_une_nouvelle_version_ne_remplace_pas_la_premiere() -> None:
    lot = creer_lot_projet()
    premiere = _gros_oeuvre(lot)
    _gros_oeuvre(lot, taux=Decimal(10))
    assert list(Calibrage.objects.order_by("rang").values_list("rang", "heures")) == [(1, 833), (2, 1666)]
    assert lire_consultation(lot.projet).heures == 1666
    reprendre_calibrage(calibrage=premiere, par=None)
    assert lire_consultation(lot.projet).heures == 833
    assert Calibrage.objects.count() == 3


@pytest.mark.parametrize("table", ["marches_calibrage", "marches_ratiosecteur", "marches_texteclause"])
def test_la_base_refuse_de_recrire_ce_qui_est_garde(table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as curseur,
    ):
        curseur.execute(f"UPDATE {table} SET par_nom = 'x'")


def test_une_erreur_de_ratio_se_repare_par_une_version_a_la_meme_date() -> None:
    for part in ("0.9", "0.5"):
        ratio = RatioSecteur(code="VRD", libelle="Voirie", date_effet=JOUR, part_main_oeuvre=Decimal(part))
        ajouter_ratio(ratio=ratio, par=None)
    assert ratios_en_vigueur(JOUR)["VRD"].part == Decimal("0.5")
    assert ratios_en_vigueur(JOUR - datetime.timedelta(days=1))["VRD"].part is None


def test_un_metier_retire_n_est_plus_propose() -> None:
    ajouter_ratio(ratio=RatioSecteur(code="VRD", libelle="Voirie", date_effet=JOUR, est_retire=True), par=None)
    assert "VRD" not in ratios_en_vigueur(JOUR)


def test_toute_la_consultation_se_calibre_et_dit_ce_qui_est_laisse() -> None:
    projet = creer_projet()
    creer_lot_projet(projet=projet, ref="1", secteur="GROS_OEUVRE", montant_ht=Decimal(1_000_000))
    creer_lot_projet(projet=projet, ref="2", secteur="PEINTURE", montant_ht=Decimal(300_000))
    creer_lot_projet(projet=projet, ref="3", secteur="VRD", montant_ht=Decimal(100_000))
    creer_lot_projet(projet=projet, ref="4", secteur="PEINTURE")
    bilan = calibrer_consultation(
        projet=projet, taux=Decimal(5), ratios=ratios_en_vigueur(JOUR), reglages=Reglages(), par=None
    )
    assert [c.heures for c in bilan.faits] == [833, 350]
    assert [(lot.ref, motif) for lot, motif in bilan.laisses] == [
        ("3", "le guichet n’a pas les ratios de «\u00a0Voirie, réseaux, terrassement\u00a0»"),
        ("4", "il manque son montant"),
    ]


def test_ecarter_demande_un_motif_et_se_defait() -> None:
    projet = creer_projet()
    with pytest.raises(DecisionImpossible, match="pourquoi"):
        decider_projet(projet=projet, statut="ECARTE", motif="", le=JOUR, par=None)
    ecarte = decider_projet(projet=projet, statut="ECARTE", motif="Durée de deux mois", le=JOUR, par=None)
    assert (ecarte.motif, ecarte.decide_le) == ("Durée de deux mois", JOUR)
    assert decider_projet(projet=projet, statut="ETUDIE", motif="", le=JOUR, par=None).decide_le is None
    assert Evenement.objects.filter(verbe=Verbe.PROJET_DECIDE).count() == 2


def test_deux_personnes_ne_s_effacent_pas() -> None:
    """The second is told what the first wrote."""
    projet = creer_projet(objet="Avant")
    autre = type(projet).objects.get(pk=projet.pk)
    autre.objet = "Écrit par l’autre"
    enregistrer_projet(projet=autre, par=None)
    projet.objet = "Écrit trop tard"
    with pytest.raises(ProjetModifie) as refus:
        enregistrer_projet(projet=projet, par=None)
    assert refus.value.actuel.objet == "Écrit par l’autre"


def test_un_lot_calibre_ne_se_retire_pas() -> None:
    lot = creer_lot_projet()
    calibrer_au_forfait(lot)
    with pytest.raises(DecisionImpossible, match="sans clause"):
        retirer_lot_projet(lot=lot, par=None)
    vide = creer_lot_projet()
    retirer_lot_projet(lot=vide, par=None)
    assert not LotProjet.objects.filter(pk=vide.pk).exists()


def test_le_marche_s_ouvre_avec_ses_lots_et_ses_heures_dues() -> None:
    projet = creer_projet(objet="Groupe scolaire")
    _gros_oeuvre(creer_lot_projet(projet=projet, ref="1", montant_ht=Decimal(1_000_000)))
    creer_lot_projet(projet=projet, ref="2", sans_clause=True, montant_ht=Decimal(50_000))
    TexteClause.objects.create(
        projet=projet,
        rang=1,
        modele_nom="M",
        modele_rang=1,
        texte="…",
        parametres={"publics": ["B_DELD", "B_RSA"], "penalite_type": "EUR_HEURE", "penalite_valeur": "60"},
    )
    _retenir(projet)
    marche = _ouvrir(projet)
    assert (marche.objet, marche.statut, marche.montant_ht) == (
        "Groupe scolaire",
        StatutMarche.EN_PREPARATION,
        Decimal(1_000_000),
    )
    assert (marche.categories_admises, marche.penalite_type, marche.penalite_valeur) == (
        ["B_DELD", "B_RSA"],
        "EUR_HEURE",
        60,
    )
    lot = Lot.objects.get(marche=marche)
    ligne = EngagementHeures.objects.get(lot=lot)
    assert (lot.ref, lot.ratio_eur_heure, ligne.heures, ligne.source) == ("1", 1200, 833, SourceEngagement.INITIAL)
    assert "1\u202f000\u202f000\u00a0€ × 50\u202f% × 5\u202f%" in ligne.motif
    with pytest.raises(DecisionImpossible, match="déjà ouvert"):
        _ouvrir_encore(projet)


def _ouvrir_encore(projet: Any) -> None:
    ouvrir_marche_du_projet(projet=projet, choix=CHOIX, aujourd_hui=JOUR, par=None)


@pytest.mark.parametrize(
    ("prepare", "phrase"), [("etudie", "Retenez"), ("a_calibrer", "Calibrez d’abord"), ("sans", "Aucun lot")]
)
def test_un_projet_inacheve_n_ouvre_pas_de_marche(prepare: str, phrase: str) -> None:
    projet = creer_projet()
    if prepare == "a_calibrer":
        creer_lot_projet(projet=projet)
    if prepare != "etudie":
        _retenir(projet)
    with pytest.raises(DecisionImpossible, match=phrase):
        _ouvrir(projet)


def test_l_offre_s_inscrit_au_dessus_du_minimum() -> None:
    projet = creer_projet()
    calibrer_lot(
        lot=creer_lot_projet(projet=projet),
        methode="OFFRE",
        saisies={"minimum": Decimal(500), "heures": Decimal(650)},
        ratio=None,
        reglages=Reglages(),
        par=None,
    )
    _retenir(projet)
    _ouvrir(projet)
    assert list(EngagementHeures.objects.order_by("pk").values_list("source", "heures")) == [
        ("INITIAL", 500),
        ("OFFRE", 150),
    ]


def test_une_part_des_heures_ouvre_un_objectif_glissant() -> None:
    projet = creer_projet()
    calibrer_lot(
        lot=creer_lot_projet(projet=projet),
        methode="PCT_HEURES",
        saisies={"heures": Decimal(42_000), "taux": Decimal(10)},
        ratio=None,
        reglages=Reglages(),
        par=None,
    )
    _retenir(projet)
    _ouvrir(projet)
    assert EngagementHeures.objects.get().heures == 4200
    assert ObjectifGlissant.objects.get().methode == "PCT_HEURES"
