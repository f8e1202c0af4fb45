"""The timesheets of the corpus deposited from a browser: the same lines as their truth says, as by the command."""

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Sum
from django.urls import reverse

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Entreprise
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.imports.releve.noter import comparer
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.services.lire_colonnes import lire_colonnes
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.comptes import creer_adhesion

CORPUS = Path(__file__).parents[2] / "donnees" / "releves"
ATTENDUS = sorted((CORPUS / "attendus").glob("*.attendu.json"))


@pytest.fixture
def guichet(db):
    cache.clear()
    call_command("reprendre", str(CORPUS / "base.json"))
    with within_connexion():
        return Guichet.objects.get(code="brumelle")


@pytest.fixture
def deposer(guichet, connecter, django_capture_on_commit_callbacks):
    """By the company itself, at noon of the day of reception, for the month its page proposes or the file's."""

    def _deposer(nom, deposant, jour, mois):
        with within_guichet(guichet.pk):
            entreprise = Entreprise.objects.get(ref=deposant)
        role = Role.STRUCTURE if entreprise.est_structure else Role.ENTREPRISE
        with within_connexion():
            membre = creer_adhesion(guichet=guichet, role=role, entreprise_id=entreprise.pk)
        client = connecter(membre)
        fichier = SimpleUploadedFile(nom, (CORPUS / "fichiers" / nom).read_bytes())
        recu_le = datetime.datetime.combine(datetime.date.fromisoformat(jour), datetime.time(12))
        with time_machine.travel(recu_le, tick=True), django_capture_on_commit_callbacks(execute=True):
            reponse = client.post(reverse("suivi_heures:portail_deposer"), {"fichier": fichier, "mois": mois})
        assert reponse.status_code == 302, nom
        with within_guichet(guichet.pk):
            return ReleveHeures.objects.latest("pk")

    return _deposer


def travail():
    """In the ledger, and kept on the timesheets without entering it."""
    registre = Heure.objects.filter(nature=Nature.TRAVAIL)
    assert not registre.exclude(statut=StatutHeure.SOUMISE).exists()
    restees = LigneReleve.objects.filter(nature=Nature.TRAVAIL, contrat=None)
    return sum(lignes.aggregate(total=Sum("heures"))["total"] or Decimal(0) for lignes in (registre, restees))


@pytest.mark.parametrize("chemin", ATTENDUS, ids=lambda chemin: chemin.name[:3])
def test_depose_sur_le_web_chaque_releve_dit_ce_que_dit_la_commande(chemin, guichet, deposer):
    attendu = json.loads(chemin.read_text("utf-8"))
    contexte = attendu["contexte"]
    mois = (attendu["periode"] or {"du": contexte["date_reception"]})["du"][:7]
    for ancien in contexte["deja_recus"]:
        deposer(ancien, contexte["deposant"], contexte["date_reception"], mois)
    with within_guichet(guichet.pk):
        avant = travail()
    releve = deposer(attendu["fichier"], contexte["deposant"], contexte["date_reception"], mois)
    with within_guichet(guichet.pk):
        assert travail() - avant == Decimal(attendu["effet_sur_cumul"])
        assert verifier_realisation().est_juste
        lu, _ = lire_colonnes(releve=releve)
    if not contexte["deja_recus"]:  # read again, a corrected file has no earlier one to be compared with
        assert comparer(lu.en_json(), attendu) == []
