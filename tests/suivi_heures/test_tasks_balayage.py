"""The sweep: whatever the broker lost, the row still says what is left to do."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from clauses_app.tenancy.contexte import within_guichet
from marches.enums import StatutImport
from marches.models import ImportDecp, MarcheDecp
from suivi_heures import tasks
from suivi_heures.enums import StatutReprise
from suivi_heures.models import Reprise

pytestmark = pytest.mark.django_db
DONNEES = Path(__file__).parents[1] / "donnees"


def il_y_a(**duree: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**duree)


def deposer_un_import(guichet, depose_a: datetime.datetime, contenu: bytes = b'{"marches": {"marche": []}}') -> int:
    with within_guichet(guichet.pk):
        depot = ImportDecp.objects.create(nom_fichier="decp.json", contenu=contenu, empreinte="0" * 64)
        ImportDecp.objects.filter(pk=depot.pk).update(depose_a=depose_a)
        return depot.pk


def balayer(guichet, django_capture_on_commit_callbacks) -> int:
    """How many lost tasks were sent again."""
    with django_capture_on_commit_callbacks(execute=True) as envoyes:
        tasks.relancer_guichet(guichet.pk)
    return len(envoyes)


def test_un_import_perdu_est_lu(guichet, django_capture_on_commit_callbacks):
    exemple = next((DONNEES / "decp").glob("*.json"))
    pk = deposer_un_import(guichet, il_y_a(minutes=20), exemple.read_bytes())
    assert balayer(guichet, django_capture_on_commit_callbacks) == 1
    with within_guichet(guichet.pk):
        assert ImportDecp.objects.get(pk=pk).statut == StatutImport.TERMINE
        assert MarcheDecp.objects.exists()
    assert balayer(guichet, django_capture_on_commit_callbacks) == 0


def test_un_import_recent_est_laisse_a_son_ouvrier(guichet, django_capture_on_commit_callbacks):
    deposer_un_import(guichet, il_y_a(minutes=5))
    assert balayer(guichet, django_capture_on_commit_callbacks) == 0


def test_apres_une_heure_la_personne_est_prevenue(guichet, django_capture_on_commit_callbacks):
    pk = deposer_un_import(guichet, il_y_a(hours=2))
    assert balayer(guichet, django_capture_on_commit_callbacks) == 0
    with within_guichet(guichet.pk):
        depot = ImportDecp.objects.get(pk=pk)
        assert (depot.statut, depot.contenu) == (StatutImport.ECHEC, None)
        assert "déposez-le de nouveau" in depot.message


@pytest.mark.parametrize(
    ("avant", "apres"),
    [(StatutReprise.DEPOSEE, StatutReprise.REFUSEE), (StatutReprise.EN_COURS, StatutReprise.EXAMINEE)],
)
def test_une_reprise_perdue_est_reprise(guichet, django_capture_on_commit_callbacks, avant, apres):
    """An unreadable file: examined, it is refused; being kept, it goes back to its reconciliation."""
    with within_guichet(guichet.pk):
        depot = Reprise.objects.create(
            nom_fichier="x.json", contenu=b"{}", empreinte="0" * 64, statut=avant, deposee_a=il_y_a(minutes=20)
        )
    assert balayer(guichet, django_capture_on_commit_callbacks) == 1
    with within_guichet(guichet.pk):
        depot.refresh_from_db()
        assert depot.statut == apres


def test_le_guichet_voisin_n_est_pas_balaye(guichet, autre_guichet, django_capture_on_commit_callbacks):
    deposer_un_import(guichet, il_y_a(minutes=20))
    assert balayer(autre_guichet, django_capture_on_commit_callbacks) == 0


def test_le_balayage_passe_dans_tous_les_guichets_meme_quand_l_un_echoue(guichet, autre_guichet, monkeypatch):
    vus = []

    def relancer(guichet_id: int) -> None:
        vus.append(guichet_id)
        if guichet_id == guichet.pk:
            raise RuntimeError("base occupée")

    monkeypatch.setattr(tasks, "relancer_guichet", relancer)
    tasks.relancer_travaux()
    assert sorted(vus) == sorted([guichet.pk, autre_guichet.pk])
