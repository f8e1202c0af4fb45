"""What lists show is what the facts say, whatever happened since it was kept."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from clauses_app.comptes.models import Guichet
from clauses_app.comptes.services.regler_guichet import regler_guichet
from clauses_app.tenancy.changements import signaler
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Marche
from marches.services.inscrire_engagement import inscrire_engagement
from suivi_heures.models import SuiviMarche
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.suivi_marches import en_avancement, suivi_des_marches
from suivi_heures.services.tenir_suivi import tenir_suivi
from suivi_heures.services.valider_heures import valider_heures
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_attribution, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

D = datetime.date
AU = D(2025, 6, 15)
FIGURES = ("du", "valide", "attente", "refuse", "attendu", "projection", "couverture", "etat", "part")


@pytest.fixture
def contrat(facilitateur, dans_guichet):
    contrat = creer_contrat(attribution=creer_attribution(lot=creer_lot(marche=creer_marche(), heures="1000.00")))
    for mois in (2, 3, 4):
        creer_heure(contrat=contrat, du=D(2025, mois, 1), au=D(2025, mois, 28), statut="SOUMISE")
    return contrat


def gardes(au: datetime.date = AU) -> dict[int, list[object]]:
    tenir_suivi(au=au)
    lus = [en_avancement(suivi) for suivi in suivi_des_marches(Marche.objects.all())]
    return {a.marche.pk: [_arrondir(getattr(a.total, nom)) for nom in FIGURES] for a in lus}


def calcules(au: datetime.date = AU) -> dict[int, list[object]]:
    lus = avancement_des_marches(Marche.objects.all(), au=au)
    return {a.marche.pk: [_arrondir(getattr(a.total, nom)) for nom in FIGURES] for a in lus}


def _arrondir(valeur: object) -> object:
    return round(valeur, 4) if isinstance(valeur, Decimal) else valeur


def test_le_suivi_garde_dit_ce_que_disent_les_faits(contrat, facilitateur):
    assert gardes() == calcules()
    valider_heures(lot=contrat.lot, mois=D(2025, 3, 1), par=facilitateur)
    assert gardes() == calcules()
    inscrire_engagement(lot=contrat.lot, date=D(2025, 5, 1), source="AVENANT", heures=Decimal(500), par=facilitateur)
    assert gardes() == calcules()
    contrat.date_fin = D(2025, 3, 15)
    contrat.save()
    signaler(lots=[contrat.lot_id])
    assert gardes() == calcules()
    creer_marche(ref="NOUVEAU")
    assert gardes() == calcules()


def test_un_autre_jour_se_calcule_de_nouveau(contrat):
    gardes()
    assert gardes(D(2025, 9, 30)) == calcules(D(2025, 9, 30))


def test_un_reglage_du_guichet_se_voit_aussitot(contrat, facilitateur):
    gardes()
    guichet = Guichet.objects.get(pk=exiger_guichet())
    regler_guichet(par=facilitateur, guichet=guichet, valeurs={"delai_releve_jours": 60})
    assert gardes() == calcules()


def test_rien_ne_se_calcule_quand_rien_n_a_bouge(contrat):
    assert tenir_suivi(au=AU) == 1
    assert tenir_suivi(au=AU) == 0


def test_seuls_les_marches_touches_se_calculent(contrat, facilitateur):
    creer_marche(ref="VOISIN")
    tenir_suivi(au=AU)
    inscrire_engagement(lot=contrat.lot, date=D(2025, 5, 1), source="AVENANT", heures=Decimal(5), par=facilitateur)
    assert list(SuiviMarche.objects.filter(arrete_au=None).values_list("marche_id", flat=True)) == [contrat.marche_id]
