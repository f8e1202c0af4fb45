"""Sizing, to the hundredth: the worked examples of the trade, rounding, what is refused and what is warned."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from marches.enums import Arrondi, MethodeCalibrage
from marches.queries.formules_calibrage import (
    CalibrageImpossible,
    Reglages,
    Resultat,
    arrondir_heures,
    calculer,
    dire_en_personnes,
)
from marches.queries.ratios import PROPOSES, Ratio
from marches.queries.saisie_calibrage import completer
from marches.queries.termes_calibrage import EXPLICATIONS, TERMES

PAR_DEFAUT = Reglages()


def calibrer(methode: str, metier: Ratio | None = None, reglages: Reglages = PAR_DEFAUT, **saisies: Any) -> Resultat:
    lues = {code: Decimal(str(valeur)) for code, valeur in saisies.items()}
    return calculer(methode, completer(methode, lues, metier), reglages)


def test_un_million_a_moitie_de_main_d_oeuvre_et_cinq_pour_cent_doit_833_heures() -> None:
    """domaine § 2.2, n° 1."""
    resultat = calibrer("MONTANT_MO", montant=1_000_000, part=50, taux=5, cout=30)
    assert (resultat.brut, resultat.heures) == (Decimal("833.33"), Decimal(833))
    assert ("Soit une heure pour", "1\u202f200\u00a0€") in resultat.etapes


def test_le_ratio_equivalent_donne_les_memes_heures() -> None:
    """domaine § 2.2, n° 2."""
    assert calibrer("RATIO_EUR", montant=1_000_000, ratio=1200).brut == Decimal("833.33")


@pytest.mark.parametrize(("montant", "heures"), [(48_000, "40.00"), (13_500, "11.25")])
def test_un_bon_de_commande_donne_ses_heures(montant: int, heures: str) -> None:
    """domaine § 2.2, n° 3."""
    assert calibrer("RATIO_EUR", montant=montant, ratio=1200).brut == Decimal(heures)


def test_la_proprete_ne_clause_que_ce_qui_n_est_pas_repris() -> None:
    """domaine § 2.2, n° 4."""
    resultat = calibrer("REPRISE_PERSONNEL", montant=600_000, duree=48, reprises=250, cout=25, taux=10)
    assert resultat.heures == Decimal(1200)
    assert ("Part libre du marché (P)", "50,00\u202f%") in resultat.etapes


def test_le_prix_d_une_heure_de_proprete_vient_du_metier() -> None:
    """20 € ÷ 80 % = 25 €."""
    resultat = calibrer("REPRISE_PERSONNEL", PROPOSES["PROPRETE"], montant=600_000, duree=48, reprises=250, taux=10)
    assert resultat.heures == Decimal(1200)


@pytest.mark.parametrize("reprises", [500, 600])
def test_un_marche_couvert_par_la_reprise_n_a_pas_de_potentiel(reprises: int) -> None:
    resultat = calibrer("REPRISE_PERSONNEL", montant=600_000, duree=48, reprises=reprises, cout=25, taux=10)
    assert (resultat.heures, resultat.sans_potentiel) == (0, True)
    assert resultat.alertes[0].startswith("Pas de potentiel")


def test_dix_pour_cent_de_42_000_heures_travaillees() -> None:
    """domaine § 2.2, n° 5."""
    assert calibrer("PCT_HEURES", heures=42_000, taux=10).heures == Decimal(4200)


@pytest.mark.parametrize(
    ("facture", "heures"), [(2_000_000, 0), (2_700_000, 0), (2_702_000, 1), (2_900_000, 100), (3_000_500, 150)]
)
def test_une_heure_par_2_000_euros_au_dela_de_2_7_millions(facture: int, heures: int) -> None:
    assert calibrer("EUR_DECLENCHEUR", montant=facture, seuil=2_700_000, ratio=2000).heures == heures


def test_forfait_et_equivalents_temps_plein() -> None:
    assert calibrer("FORFAIT", heures=300, nombre=4).heures == 1200
    assert calibrer("FORFAIT", heures=300).heures == 300
    assert calibrer("ETP", etp=2).heures == 3214
    assert calibrer("ETP", etp="1.5", annuel=1600, annees=2).heures == 4800


def test_une_offre_sous_le_minimum_est_refusee() -> None:
    with pytest.raises(CalibrageImpossible, match="sous le minimum") as refus:
        calibrer("OFFRE", minimum=500, heures=499)
    assert refus.value.terme == "heures"
    assert calibrer("OFFRE", minimum=500, heures=650).heures == 650


@pytest.mark.parametrize(
    ("arrondi", "multiple", "heures"),
    [
        (Arrondi.INFERIEUR, 1, 833),
        (Arrondi.PROCHE, 1, 833),
        (Arrondi.SUPERIEUR, 1, 834),
        (Arrondi.INFERIEUR, 5, 830),
        (Arrondi.PROCHE, 5, 835),
        (Arrondi.INFERIEUR, 7, 833),
        (Arrondi.SUPERIEUR, 7, 840),
        (Arrondi.INFERIEUR, 35, 805),
        (Arrondi.PROCHE, 35, 840),
    ],
)
def test_l_arrondi_est_celui_du_guichet(arrondi: str, multiple: int, heures: int) -> None:
    reglages = Reglages(arrondi=arrondi, multiple=multiple)
    assert arrondir_heures(Decimal(2500) / 3, reglages) == heures


def test_un_reste_de_division_n_ajoute_pas_une_heure() -> None:
    assert arrondir_heures(Decimal(1) / 3 * 3 * 1200, Reglages(arrondi=Arrondi.INFERIEUR)) == 1200


def test_sous_le_minimum_utile_une_alerte_jamais_un_blocage() -> None:
    resultat = calibrer("FORFAIT", heures=149)
    assert resultat.heures == 149
    assert "Sous le minimum utile de 150\u202fh" in resultat.alertes[0]
    assert not calibrer("FORFAIT", heures=150).alertes


@pytest.mark.parametrize(
    ("heures", "duree", "phrase"),
    [
        (1200, None, "1\u00a0personne à temps plein pendant 7,9\u00a0mois"),
        (4200, 12, "3\u00a0personnes à temps plein pendant 9,2\u00a0mois"),
        (1820, 12, "1\u00a0personne à temps plein pendant 12\u00a0mois"),
        (70, 12, "1\u00a0personne à temps plein pendant 10\u00a0journées de 7\u202fh"),
        (0, 12, ""),
    ],
)
def test_les_heures_se_disent_en_personnes(heures: int, duree: int | None, phrase: str) -> None:
    assert dire_en_personnes(Decimal(heures), duree, Decimal("151.67")) == phrase


def test_la_part_et_le_cout_viennent_du_metier_quand_on_ne_les_tape_pas() -> None:
    assert calibrer("MONTANT_MO", PROPOSES["GROS_OEUVRE"], montant=1_000_000, taux=5).heures == 833
    assert calibrer("MONTANT_MO", PROPOSES["GROS_OEUVRE"], montant=1_000_000, taux=5, cout=25).heures == 1000


def test_un_ratio_absent_se_dit_au_champ() -> None:
    with pytest.raises(CalibrageImpossible, match="Voirie") as refus:
        calibrer("MONTANT_MO", PROPOSES["VRD"], montant=1_000_000, taux=5)
    assert refus.value.terme == "part"


def test_un_resultat_absurde_est_refuse() -> None:
    with pytest.raises(CalibrageImpossible, match="dépasse"):
        calibrer("RATIO_EUR", montant=999_999_999, ratio="0.01")


def test_chaque_methode_a_ses_termes_sa_formule_et_son_explication() -> None:
    assert set(TERMES) == set(EXPLICATIONS) == set(MethodeCalibrage.values)
