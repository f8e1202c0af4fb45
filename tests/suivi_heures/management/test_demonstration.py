"""The demonstration tells of the last weeks, whatever the day it is loaded; loaded again later, it does not move."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Entreprise, Marche
from suivi_heures.management.demonstration import calendrier
from suivi_heures.management.demonstration.calendrier import decaler, decaler_scenario, ecart_du_jour
from suivi_heures.management.demonstration.scenarios import scenario_coteaux
from suivi_heures.models import Bilan, Cloture, Dossier, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.affaires.difficultes import dossiers_a_suivre
from suivi_heures.queries.relances import etats_des_relances
from suivi_heures.queries.trimestres import Trimestre

ECRIT = datetime.date(2026, 11, 28)
# before its own day, within the month, the last of a long month, the first of a quarter, a leap day
JOURS = [
    pytest.param(datetime.date(2026, 9, 20), marks=pytest.mark.long),
    ECRIT,
    pytest.param(datetime.date(2027, 1, 31), marks=pytest.mark.long),
    pytest.param(datetime.date(2027, 4, 1), marks=pytest.mark.long),
    datetime.date(2028, 2, 29),
]


@pytest.fixture(autouse=True)
def _rendre_l_ecart() -> Iterator[None]:
    yield
    calendrier.oublier_ecart()


def charger(jour: datetime.date, settings: Any) -> dict[str, int]:
    """Loaded on that day: how many of each."""
    settings.DEMONSTRATION = True
    with time_machine.travel(datetime.datetime(jour.year, jour.month, jour.day, 10), tick=True):
        call_command("charger_demonstration", stdout=io.StringIO())
    modeles = (Marche, Beneficiaire, ContratTravail, Heure, ReleveHeures, LigneReleve, Bilan, Cloture, Dossier)
    with within_guichet(_coteaux()):
        return {modele.__name__: modele.objects.count() for modele in modeles}


def _coteaux() -> int:
    with within_connexion():
        return int(Guichet.objects.get(code="coteaux").pk)


def test_le_dernier_fait_est_passe_depuis_moins_d_un_mois() -> None:
    for jours in range(-400, 2000):
        jour = ECRIT + datetime.timedelta(days=jours)
        calendrier.poser_ecart(ecart_du_jour(jour))
        age = jour - decaler(calendrier.DERNIER_FAIT)
        assert datetime.timedelta() <= age <= datetime.timedelta(days=30), jour


def test_les_fins_de_mois_le_restent_et_les_naissances_ne_bougent_pas() -> None:
    ecrit = scenario_coteaux()
    for ecart in (-13, 0, 3, 4, 15):
        calendrier.poser_ecart(ecart)
        charge = decaler_scenario(ecrit)
        assert [b["date_naissance"] for b in charge["beneficiaires"]] == [
            b["date_naissance"] for b in ecrit["beneficiaires"]
        ]
        for heure in charge["heures"]:
            du, au = (datetime.date.fromisoformat(heure[borne]) for borne in ("du", "au"))
            assert du <= au
            assert (du.year, du.month) == (au.year, au.month), heure


@pytest.mark.parametrize("jour", JOURS, ids=str)
def test_elle_raconte_les_dernieres_semaines(db: None, settings: Any, jour: datetime.date) -> None:
    trouves = charger(jour, settings)
    assert trouves == {
        "Marche": 13,
        "Beneficiaire": 420,
        "ContratTravail": 162,
        "Heure": 1255,
        "ReleveHeures": 8,
        "LigneReleve": 25,
        "Bilan": 2,
        "Cloture": 2,
        "Dossier": 6,
    }
    with within_guichet(_coteaux()):
        derniere = Heure.objects.order_by("-au").values_list("au", flat=True).first()
        assert derniere is not None
        assert jour - datetime.timedelta(days=62) < derniere < jour
        publie = Bilan.objects.values_list("annee", "trimestre").distinct().get()
    calendrier.poser_ecart(ecart_du_jour(jour))
    attendu = Trimestre.contenant(decaler(calendrier.DERNIER_FAIT)).precedent
    assert publie == (attendu.annee, attendu.numero)


@pytest.mark.parametrize("numero", [pytest.param(15, marks=pytest.mark.long), 16])
def test_l_entreprise_silencieuse_attend_toujours_sa_derniere_etape(db: None, settings: Any, numero: int) -> None:
    """The last day told since the longest, the first told since none, after a February: both steps are due."""
    jour = datetime.date(2027, 3, numero)
    charger(jour, settings)
    with within_guichet(_coteaux()):
        etat = etats_des_relances(au=jour, entreprise_id=Entreprise.objects.get(ref="E-SEVE").pk)[0]
        affaires = {affaire.titre: affaire for affaire in dossiers_a_suivre(jour)}
    assert (etat.palier, etat.prochain) == ("R4", None)
    assert affaires["Racines & Sève Paysage\u00a0: Aucune embauche pour les plantations"].qui == "Vous"


def test_rechargee_des_mois_apres_elle_ne_bouge_pas(db: None, settings: Any) -> None:
    """Somebody works in it: neither a second copy of what depends on the month, nor a date moved."""
    avant = charger(ECRIT, settings)
    assert charger(datetime.date(2027, 5, 30), settings) == avant
    with within_guichet(_coteaux()):
        debuts = Marche.objects.filter(ref="2024-T9-INF").values_list("date_debut", flat=True)
        assert list(debuts) == [datetime.date(2024, 9, 2)]
