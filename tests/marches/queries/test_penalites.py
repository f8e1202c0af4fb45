"""Penalties: the worked examples of the trade, to the cent; caps; what is missing is said."""

import datetime
from decimal import Decimal

import pytest

from marches.queries.groupements import lire_groupements
from marches.queries.parts_penalite import partager_penalite
from marches.queries.penalites import Bareme, calculer_penalite, calculer_penalites
from marches.queries.valeurs_legales import lire_valeurs_legales
from marches.services.inscrire_valeur_legale import inscrire_valeur_legale
from tests.factories.marches import creer_attribution, creer_lot

JANVIER_2026 = datetime.date(2026, 1, 15)


def dire(calcul):
    return dict(calcul.lignes)


def test_833_dues_600_faites_a_60_euros():
    calcul = calculer_penalite(Bareme("EUR_HEURE", Decimal(60)), du=Decimal(833), fait=Decimal(600))
    assert calcul.montant == Decimal("13980.00")
    assert dire(calcul)["Heures manquantes"] == "233\u202fh"
    assert dire(calcul)["Pénalité"] == "13\u202f980\u00a0€"


@pytest.mark.usefixtures("dans_guichet")
def test_deux_smic_de_2026_pour_233_heures():
    smic = lire_valeurs_legales().au("SMIC_HORAIRE", JANVIER_2026)
    assert smic.valeur == Decimal("12.02")
    calcul = calculer_penalite(Bareme("MULTIPLE_SMIC", Decimal(2)), du=Decimal(833), fait=Decimal(600), reference=smic)
    assert calcul.montant == Decimal("5601.32")
    assert dire(calcul)["Par heure"] == "2 × 12,02\u00a0€ = 24,04\u00a0€"


@pytest.mark.usefixtures("dans_guichet")
def test_deux_smic_de_2024_pour_180_heures():
    smic = lire_valeurs_legales().au("SMIC_HORAIRE", datetime.date(2024, 6, 30))
    calcul = calculer_penalite(Bareme("MULTIPLE_SMIC", Decimal(2)), du=Decimal(180), reference=smic)
    assert calcul.montant == Decimal("4194.00")


@pytest.mark.usefixtures("dans_guichet")
def test_quatre_fois_le_plafond_horaire():
    pss = lire_valeurs_legales().au("PSS_HORAIRE", datetime.date(2024, 6, 30))
    assert calculer_penalite(
        Bareme("MULTIPLE_PSS_HORAIRE", Decimal(4)), du=Decimal(10), reference=pss
    ).montant == Decimal("1160.00")


@pytest.mark.parametrize(
    ("bareme", "jours", "attendu"),
    [
        (Bareme("JOUR_RETARD", Decimal(100)), 12, Decimal("1200.00")),
        (Bareme("JOUR_RETARD", Decimal(300), plafond_montant=Decimal(2000)), 12, Decimal("2000.00")),
        (Bareme("JOUR_RETARD", Decimal(50)), 0, Decimal("0.00")),
    ],
)
def test_par_jour_de_retard(bareme, jours, attendu):
    assert calculer_penalite(bareme, jours=jours).montant == attendu


def test_le_plus_bas_des_plafonds_s_applique_et_se_dit():
    bareme = Bareme("EUR_HEURE", Decimal(60), plafond_montant=Decimal(10000), plafond_pct=Decimal(5))
    calcul = calculer_penalite(bareme, du=Decimal(833), fait=Decimal(600), montant_ht=Decimal(100000))
    assert calcul.montant == Decimal("5000.00")
    assert calcul.est_plafonnee
    assert dire(calcul)["Avant plafond"] == "13\u202f980\u00a0€"


def test_un_plafond_sur_un_montant_inconnu_ne_plafonne_pas_et_le_dit():
    calcul = calculer_penalite(Bareme("EUR_HEURE", Decimal(60), plafond_pct=Decimal(5)), du=Decimal(10))
    assert calcul.montant == Decimal("600.00")
    assert "montant inconnu, non appliqué" in dire(calcul).values()


def test_une_part_du_montant_demande_le_montant():
    bareme = Bareme("PCT_MONTANT", Decimal("0.5"))
    assert calculer_penalite(bareme, du=Decimal(10), montant_ht=Decimal(200000)).montant == Decimal("1000.00")
    sans = calculer_penalite(bareme, du=Decimal(10))
    assert sans.montant is None
    assert "montant du marché" in sans.manque


def test_rien_ne_manque_rien_n_est_du():
    for bareme in (
        Bareme("FORFAIT", Decimal(500)),
        Bareme("PCT_MONTANT", Decimal(1)),
        Bareme("MULTIPLE_SMIC", Decimal(2)),
    ):
        assert calculer_penalite(bareme, du=Decimal(100), fait=Decimal(120)).montant == 0


def test_avant_la_premiere_valeur_connue_aucun_montant(dans_guichet):
    assert lire_valeurs_legales().au("SMIC_HORAIRE", datetime.date(2010, 1, 1)) is None
    calcul = calculer_penalite(Bareme("MULTIPLE_SMIC", Decimal(2)), du=Decimal(1))
    assert calcul.montant is None
    assert "aucune valeur connue" in calcul.manque


def test_une_valeur_du_guichet_remplace_celle_du_produit_puis_la_rend(facilitateur, dans_guichet):
    premier = datetime.date(2026, 1, 1)
    inscrire_valeur_legale(
        code="SMIC_HORAIRE", date_effet=premier, valeur=Decimal("12.10"), source="Décret", par=facilitateur
    )
    assert lire_valeurs_legales().au("SMIC_HORAIRE", JANVIER_2026).valeur == Decimal("12.10")
    inscrire_valeur_legale(code="SMIC_HORAIRE", date_effet=premier, valeur=None, source="Erreur", par=facilitateur)
    assert lire_valeurs_legales().au("SMIC_HORAIRE", JANVIER_2026).valeur == Decimal("12.02")


@pytest.mark.usefixtures("dans_guichet")
@pytest.mark.parametrize("montant", ["100.00", "0.01", "0.02", "2404.00", "13980.01"])
def test_les_parts_font_toujours_la_penalite_au_centime(montant):
    lot = creer_lot(heures="999.00")
    for role in ("MANDATAIRE", "COTRAITANT", "COTRAITANT"):
        creer_attribution(lot=lot, role=role, heures_affectees=Decimal(333))
    [groupement] = lire_groupements([lot], {lot.pk: Decimal(999)})
    parts = partager_penalite(Decimal(montant), groupement)
    assert sum(p.montant for p in parts) == Decimal(montant)
    assert all(p.montant >= 0 for p in parts)


@pytest.mark.usefixtures("dans_guichet")
def test_des_parts_prises_deux_fois_ne_rendent_pas_la_penalite_negative():
    lot = creer_lot(heures="100.00")
    for role, part in (("MANDATAIRE", 10), ("COTRAITANT", 200)):
        creer_attribution(lot=lot, role=role, heures_affectees=Decimal(part))
    [groupement] = lire_groupements([lot], {lot.pk: Decimal(100)})
    assert [p.montant for p in partager_penalite(Decimal(210), groupement)] == [Decimal(10), Decimal(200)]


def test_deux_lots_partagent_le_plafond_du_marche_selon_leurs_heures_manquantes():
    """60 € × (300 + 100) h = 24 000 €, capped once at 10 000 €."""
    bareme = Bareme("EUR_HEURE", Decimal(60), plafond_montant=Decimal(10000))
    lots = [(Decimal(300), Decimal(0)), (Decimal(200), Decimal(100)), (Decimal(50), Decimal(60))]
    calculs = calculer_penalites(bareme, lots)
    assert [c.montant for c in calculs] == [Decimal("7500.00"), Decimal("2500.00"), Decimal("0.00")]
    assert dire(calculs[0])["Avant plafond, 2 lots en manque"] == "24\u202f000\u00a0€"
    assert [c.est_plafonnee for c in calculs] == [True, True, False]


def test_sous_le_plafond_du_marche_chaque_lot_paie_ses_heures():
    bareme = Bareme("EUR_HEURE", Decimal(60), plafond_montant=Decimal(24000))
    calculs = calculer_penalites(bareme, [(Decimal(300), Decimal(0)), (Decimal(100), Decimal(0))])
    assert [c.montant for c in calculs] == [Decimal("18000.00"), Decimal("6000.00")]


@pytest.mark.parametrize(
    ("bareme", "attendu"),
    [
        (Bareme("FORFAIT", Decimal(3000)), Decimal("3000.00")),
        (Bareme("PCT_MONTANT", Decimal(5)), Decimal("5000.00")),
        (Bareme("PCT_MONTANT", Decimal(5), plafond_montant=Decimal("1000.01")), Decimal("1000.01")),
    ],
)
def test_un_forfait_et_une_part_du_montant_ne_se_paient_qu_une_fois(bareme, attendu):
    lots = [(Decimal(7), Decimal(0)), (Decimal(7), Decimal(0)), (Decimal(7), Decimal(0))]
    calculs = calculer_penalites(bareme, lots, montant_ht=Decimal(100000))
    assert sum(c.montant for c in calculs) == attendu
    assert all(c.est_partagee for c in calculs)
