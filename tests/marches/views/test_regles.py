"""Rules of the count on screen: one adds a version, sees what it changes, never edits one that counted."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, transaction

from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import RegleDecompte
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_lot, creer_marche, creer_regle

AJOUTER = "/parametres/regles/ajouter/"
SAISIE = {
    "code": "R0",
    "date_effet": "01/01/2030",
    "duree_eligibilite_mois": "36",
    "point_depart": "PREMIER_CONTRAT",
    "portee": "GUICHET",
    "cdi_mois": "24",
    "alternance_contrat_entier": "on",
    "regularisation_jours": "0",
    "mois_partiel": "PRORATA_JOURS",
    "part_formation_hors_contrat": "25",
    "bonification_cumul": "MAX",
    "bonus_FEMME": "1,25",
}


@pytest.fixture
def responsable(guichet: Guichet) -> Adhesion:
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Morel")


@pytest.fixture
def deux_lots(guichet: Guichet) -> None:
    """One contract still running in 2030, one over."""
    with within_guichet(guichet.pk):
        creer_lot(marche=creer_marche(date_fin=datetime.date(2031, 1, 1)))
        creer_lot(marche=creer_marche(date_fin=datetime.date(2026, 1, 1)))


@pytest.fixture
def envois(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    faits: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda nom, **suite: faits.append((nom, suite["args"])))
    return faits


@pytest.mark.usefixtures("deux_lots")
def test_l_apercu_dit_ce_qui_change_et_n_ecrit_rien(connecter: Any, responsable: Adhesion, guichet: Guichet) -> None:
    page = connecter(responsable).post(AJOUTER, SAISIE).content.decode()
    assert "lot concerné." in page
    assert "<del" in page
    assert "Femme × 1,25" in page
    assert 'value="25"' in page, "la saisie reste"
    with within_guichet(guichet.pk):
        assert RegleDecompte.objects.count() == 1


@pytest.mark.usefixtures("deux_lots")
def test_confirmer_ajoute_et_demande_le_recalcul(
    connecter: Any,
    responsable: Adhesion,
    guichet: Guichet,
    envois: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        reponse = connecter(responsable).post(AJOUTER, SAISIE | {"confirmer": "1"})
    assert reponse.status_code == 302
    assert envois == [("suivi_heures.tasks.recalculer_guichet", [guichet.pk])]
    with within_guichet(guichet.pk):
        ajoutee = RegleDecompte.objects.get(date_effet=datetime.date(2030, 1, 1))
        assert (ajoutee.duree_eligibilite_mois, str(ajoutee.part_formation_hors_contrat)) == (36, "0.250000")
        assert ajoutee.bonifications == [{"code": "B0", "condition": "FEMME", "coefficient": "1.25"}]
        assert RegleDecompte.objects.count() == 2
        assert Evenement.objects.filter(verbe=Verbe.REGLE_AJOUTEE).exists()


@pytest.mark.usefixtures("deux_lots")
def test_une_seconde_version_a_la_meme_date_est_refusee(connecter: Any, responsable: Adhesion) -> None:
    reponse = connecter(responsable).post(AJOUTER, SAISIE | {"date_effet": "01/01/2020", "confirmer": "1"})
    assert reponse.status_code == 422
    assert "déjà une version à cette date" in reponse.content.decode()


def test_une_faute_se_dit_a_sa_place(connecter: Any, responsable: Adhesion) -> None:
    faux = SAISIE | {"date_effet": "demain", "bonus_QPV": "-2", "part_formation_hors_contrat": "200"}
    reponse = connecter(responsable).post(AJOUTER, faux)
    assert reponse.status_code == 422
    assert "3 champs" in reponse.content.decode() or "Trois champs" in reponse.content.decode()


def test_une_version_en_vigueur_ne_se_retire_pas(connecter: Any, responsable: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        ancienne = creer_regle()
        future = creer_regle(date_effet=datetime.date(2999, 1, 1))
    client = connecter(responsable)
    client.post(f"/parametres/regles/{ancienne.pk}/retirer/")
    assert "entrée en vigueur" in client.get("/parametres/regles/").content.decode()
    client.post(f"/parametres/regles/{future.pk}/retirer/")
    with within_guichet(guichet.pk):
        assert list(RegleDecompte.objects.values_list("pk", flat=True)) == [ancienne.pk]


def test_partir_d_une_regle_reprend_ses_reglages(connecter: Any, responsable: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        creer_regle(duree_eligibilite_mois=18, bonifications=[{"code": "B0", "condition": "QPV", "coefficient": "1.1"}])
    page = connecter(responsable).get(f"{AJOUTER}?code=R0").content.decode()
    assert 'value="18"' in page
    assert 'value="1,1"' in page


def test_un_facilitateur_lit_les_regles_sans_les_changer(connecter: Any, facilitateur: Adhesion) -> None:
    client = connecter(facilitateur)
    assert client.get("/parametres/regles/").status_code == 200
    assert client.get(AJOUTER).status_code == 403


@pytest.mark.parametrize(
    ("champ", "valeur"), [("duree_eligibilite_mois", "1201"), ("cdi_mois", "0"), ("regularisation_jours", "3651")]
)
def test_les_bornes_sont_celles_de_la_reprise(connecter: Any, responsable: Adhesion, champ: str, valeur: str) -> None:
    reponse = connecter(responsable).post(AJOUTER, SAISIE | {champ: valeur})
    assert reponse.status_code == 422
    assert f'value="{valeur}"' in reponse.content.decode()


@pytest.mark.parametrize(
    ("champ", "hors", "bord"),
    [("cdi_mois", 0, 1), ("plafond_mensuel", -1, 0), ("bonification_plafond_pct", -1, 0)],
)
def test_la_base_refuse_une_regle_hors_de_ses_bornes(guichet: Guichet, champ: str, hors: int, bord: int) -> None:
    """A command or a takeover writes without the form: the bound holds there too, each without the others."""
    with within_guichet(guichet.pk):
        seul = {"cdi_mois": None, "plafond_mensuel": None, "bonification_plafond_pct": None}
        creer_regle(code="BORD", **seul | {champ: bord})
        with pytest.raises(IntegrityError, match="regle_bornes"), transaction.atomic():
            creer_regle(code="HORS", **seul | {champ: hors})
