"""The task reads; when it fails, the timesheet stays as received and the sweep comes back to it."""

import datetime
import logging
import subprocess

import pytest
from django.utils import timezone

from clauses_app.imports import tableur
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures import tasks
from suivi_heures.enums import StatutReleve
from tests.factories.marches import creer_entreprise
from tests.factories.suivi_heures import creer_releve

pytestmark = pytest.mark.django_db


@pytest.fixture
def releve(guichet):
    with within_guichet(guichet.pk):
        il_y_a_une_heure = timezone.now() - datetime.timedelta(hours=1)
        return creer_releve(entreprise=creer_entreprise(), contenu=b"a;b\n", depose_a=il_y_a_une_heure)


def _statut(guichet, releve):
    with within_guichet(guichet.pk):
        releve.refresh_from_db()
        return releve.statut


def test_la_tache_lit_le_releve(guichet, releve):
    tasks.importer_releve_tache(guichet.pk, releve_id=releve.pk)
    assert _statut(guichet, releve) == StatutReleve.A_COMPLETER
    assert "Aucune heure" in releve.message


def test_une_panne_laisse_le_releve_tel_que_recu(guichet, releve, monkeypatch, caplog):
    def tomber(**_):
        raise RuntimeError("panne")

    monkeypatch.setattr(tasks, "lire_releve", tomber)
    with caplog.at_level(logging.ERROR):
        tasks.importer_releve_tache(guichet.pk, releve_id=releve.pk)
    assert _statut(guichet, releve) == StatutReleve.DEPOSE
    assert "reading failed" in caplog.text


def test_un_serveur_trop_occupe_reporte_la_lecture_sans_accuser_le_fichier(guichet, releve, monkeypatch):
    def attendre(*_, **options):
        raise subprocess.TimeoutExpired("lecteur", options["timeout"])

    with monkeypatch.context() as charge:
        charge.setattr(tableur.subprocess, "run", attendre)
        tasks.importer_releve_tache(guichet.pk, releve_id=releve.pk)
    assert _statut(guichet, releve) == StatutReleve.DEPOSE
    assert releve.message.startswith("Lecture reportée")
    assert "endommagé" not in releve.message
    assert releve.tentatives == 1
    tasks.importer_releve_tache(guichet.pk, releve_id=releve.pk)
    assert _statut(guichet, releve) == StatutReleve.A_COMPLETER
    assert "Aucune heure" in releve.message


def test_le_balayage_relance_un_releve_perdu(guichet, releve, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.relancer_guichet(guichet.pk)
    assert _statut(guichet, releve) == StatutReleve.A_COMPLETER


def test_renvoye_par_le_balayage_un_releve_deja_lu_n_est_pas_relu(guichet, releve, monkeypatch):
    """A long queue holds several messages of the same timesheet: the first one reads it, the others cost nothing."""
    tasks.importer_releve_tache(guichet.pk, releve_id=releve.pk)
    lectures = []
    monkeypatch.setattr(tasks, "lire_releve", lambda **options: lectures.append(options))
    tasks.importer_releve_tache(guichet.pk, releve_id=releve.pk, perdu=True)
    assert lectures == []


def test_un_autre_guichet_ne_trouve_pas_le_releve(autre_guichet, guichet, releve, caplog):
    tasks.importer_releve_tache(autre_guichet.pk, releve_id=releve.pk)
    assert _statut(guichet, releve) == StatutReleve.DEPOSE
