"""Groups of companies: who owes what inside, who works for whom, who takes over."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from marches.models import Attribution
from marches.services.annuler_acte import annuler_acte
from marches.services.changer_titulaire import changer_titulaire
from marches.services.declarer_sous_traitant import declarer_sous_traitant
from marches.services.repartir_dette import repartir_dette
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot

pytestmark = pytest.mark.usefixtures("dans_guichet")
MARS, AVRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)


@pytest.fixture
def groupement():
    lot = creer_lot(heures="1000.00")
    mandataire = creer_attribution(lot=lot, role="MANDATAIRE", heures_affectees=Decimal(700))
    cotraitant = creer_attribution(lot=lot, role="COTRAITANT", heures_affectees=Decimal(300))
    return lot, mandataire, cotraitant


def part(attribution):
    return Attribution.objects.get(pk=attribution.pk).heures_affectees


def test_repartir_dit_la_part_d_avant_et_celle_d_apres(groupement):
    lot, mandataire, cotraitant = groupement
    parts = {mandataire.pk: Decimal(600), cotraitant.pk: Decimal(400)}
    acte = repartir_dette(lot=lot, parts=parts, date=MARS, motif="Accord du groupement", par=None)
    assert [(p["avant"], p["apres"]) for p in acte.parts] == [("700.00", "600.00"), ("300.00", "400.00")]
    annuler_acte(acte=acte, motif="erreur", par=None)
    assert (part(mandataire), part(cotraitant)) == (Decimal(700), Decimal(300))


def test_deux_personnes_qui_repartissent_ne_s_ecrasent_pas(groupement):
    lot, mandataire, _ = groupement
    vues = {mandataire.pk: Decimal(700)}
    repartir_dette(lot=lot, parts={mandataire.pk: Decimal(650)}, vues=vues, date=MARS, motif="a", par=None)
    with pytest.raises(ValidationError, match="vient d’être changée"):
        repartir_dette(lot=lot, parts={mandataire.pk: Decimal(500)}, vues=vues, date=MARS, motif="b", par=None)
    assert part(mandataire) == Decimal(650)


def test_le_titulaire_reste_redevable_des_heures_de_son_sous_traitant(groupement):
    lot, mandataire, _ = groupement
    declarer_sous_traitant(
        donneur_ordre=mandataire,
        entreprise=creer_entreprise(),
        date=MARS,
        montant_ht=Decimal(80000),
        heures=Decimal(120),
        par=None,
    )
    declaree = Attribution.objects.get(lot=lot, role="SOUS_TRAITANT")
    assert (declaree.donneur_ordre_id, declaree.dc4_date, declaree.heures_affectees) == (mandataire.pk, MARS, 120)
    assert part(mandataire) == Decimal(700)


def test_une_entreprise_ne_sous_traite_pas_a_elle_meme(groupement):
    _, mandataire, _ = groupement
    with pytest.raises(ValidationError, match="elle-même"):
        declarer_sous_traitant(donneur_ordre=mandataire, entreprise=mandataire.entreprise, date=MARS, par=None)


def test_un_titulaire_remplace_reste_avec_ce_qu_il_a_fait(groupement):
    lot, mandataire, _ = groupement
    acte = changer_titulaire(
        attribution=mandataire,
        entreprise=creer_entreprise(nom="Repreneur"),
        date=AVRIL,
        motif="Liquidation",
        heures=Decimal(450),
        par=None,
    )
    arrive = Attribution.objects.get(lot=lot, entreprise__nom="Repreneur")
    mandataire.refresh_from_db()
    assert (mandataire.date_fin, mandataire.heures_affectees) == (datetime.date(2026, 3, 31), Decimal(250))
    assert (arrive.role, arrive.date_debut, arrive.heures_affectees) == ("MANDATAIRE", AVRIL, Decimal(450))
    annuler_acte(acte=acte, motif="cession refusée", par=None)
    mandataire.refresh_from_db()
    arrive.refresh_from_db()
    assert (mandataire.date_fin, mandataire.heures_affectees) == (None, Decimal(700))
    assert arrive.date_fin == arrive.date_debut


def test_un_titulaire_remplace_ne_l_est_pas_deux_fois(groupement):
    _, mandataire, _ = groupement
    changer_titulaire(attribution=mandataire, entreprise=creer_entreprise(), date=AVRIL, motif="Cession", par=None)
    with pytest.raises(ValidationError, match="déjà été remplacée"):
        changer_titulaire(attribution=mandataire, entreprise=creer_entreprise(), date=AVRIL, motif="x", par=None)
