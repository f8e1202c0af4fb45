"""A late company, morning after morning: one step at a time, and nothing more once it has answered."""

import datetime
import re

import pytest
import time_machine
from django.core import mail

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures import tasks
from suivi_heures.models import Relance
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche

D = datetime.date
# June is due on July 10th
AVANT, R1, R2, R3, R4 = D(2026, 7, 14), D(2026, 7, 15), D(2026, 7, 27), D(2026, 8, 10), D(2026, 8, 24)


def le(jour):
    return time_machine.travel(datetime.datetime.combine(jour, datetime.time(9), tzinfo=datetime.UTC), tick=True)


@pytest.fixture
def contrat(guichet):
    with le(AVANT), within_guichet(guichet.pk):
        entreprise = creer_entreprise(
            nom="Crépis Neufs", contact_nom="Denis Mauclair", contact_courriel="denis@crepis.exemple"
        )
        marche = creer_marche(objet="Rue des Tilleuls", date_debut=D(2026, 6, 1), date_fin=D(2026, 12, 31))
        return creer_contrat(
            attribution=creer_attribution(lot=creer_lot(marche=marche), entreprise=entreprise),
            beneficiaire=creer_beneficiaire(eligible_depuis=D(2026, 1, 1)),
            date_debut=D(2026, 6, 1),
            date_fin=D(2026, 6, 30),
        )


@pytest.fixture
def chaque_matin(guichet):
    """The daily command of the guichet and its messages, then what has left by mail."""

    def _matin():
        with within_guichet(guichet.pk):
            tasks.relancer_entreprises.run(guichet.pk)
            pretes = list(Relance.objects.filter(statut="PREPAREE").values_list("pk", flat=True))
        for pk in pretes:
            tasks.envoyer_relance.run(guichet.pk, relance_id=pk)
        return relances_parties()

    return _matin


def relances_parties():
    """Receipts of a deposit leave by mail too: they are no reminder."""
    return sum("Crépis Neufs" in message.subject for message in mail.outbox)


@pytest.fixture
def denis(connecter, guichet, contrat):
    with within_connexion():
        membre = creer_adhesion(
            guichet=guichet, role="ENTREPRISE", nom="Denis Mauclair", entreprise_id=contrat.titulaire_id,
            organisation_nom="Crépis Neufs",
        )  # fmt: skip
    return connecter(membre)


def test_courriel_courriel_appel_puis_demande_a_l_acheteur_chacun_a_son_jour(
    camille, connecter, facilitateur, lire, contrat, chaque_matin
):
    """J+5, J+15, J+30 by telephone, J+45: what the page of the company says each time."""
    page = f"/entreprises/{contrat.titulaire_id}/relances/"
    with le(AVANT):
        assert chaque_matin() == 0
    with le(R1):
        assert "juin 2026" in lire(connecter(facilitateur).get(page))
        assert (chaque_matin(), chaque_matin()) == (1, 1)
        assert "juin 2026" in mail.outbox[0].body
    with le(R2):
        assert chaque_matin() == 2
    with le(R3):
        assert chaque_matin() == 2, "un appel ne part pas seul"
        client = connecter(facilitateur)
        assert "Appel" in lire(client.get(page))
        client.post(f"{page}appel/", {"dit": "Promet tout vendredi.", "copie_a": ""})
    with le(R4):
        assert chaque_matin() == 2, "seul l’acheteur met en demeure"
        lue = lire(connecter(facilitateur).get(page))
        assert "Promet tout vendredi." in lue
        assert re.search(r"[Mm]ise en demeure", lue), lue


def test_la_declaration_recue_arrete_les_relances_meme_deja_preparees(
    connecter, facilitateur, guichet, lire, contrat, denis, chaque_matin, django_capture_on_commit_callbacks
):
    with le(R1):
        assert chaque_matin() == 1
    with le(R2):
        with within_guichet(guichet.pk):
            tasks.relancer_entreprises.run(guichet.pk)
            prete = Relance.objects.get(statut="PREPAREE")
        with django_capture_on_commit_callbacks(execute=True):
            assert denis.post("/espace/saisir/?mois=2026-06", {f"heures-{contrat.pk}": "151"}).status_code == 302
        tasks.envoyer_relance.run(guichet.pk, relance_id=prete.pk)
        assert relances_parties() == 1
        page = lire(connecter(facilitateur).get(f"/entreprises/{contrat.titulaire_id}/relances/"))
        assert "Aucune déclaration en retard : rien ne part." in page
    with le(R4):
        assert chaque_matin() == 1


def test_ce_qu_on_lit_avant_d_envoyer_est_ce_qui_part_et_reste_a_l_historique(
    connecter, facilitateur, lire, contrat, chaque_matin, django_capture_on_commit_callbacks
):
    """Preview, history, and no second message before five days."""
    page = f"/entreprises/{contrat.titulaire_id}/relances/"
    with le(R1):
        client = connecter(facilitateur)
        lettre = client.get(page).context["form_lettre"].initial
        ecrite = {"objet": lettre["objet"], "corps": f"{lettre['corps']}\n\nPasse me voir jeudi."}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{page}envoyer/", ecrite)
        chaque_matin()
        assert [message.subject for message in mail.outbox] == [lettre["objet"]]
        assert "Passe me voir jeudi." in mail.outbox[0].body
        lue = lire(client.get(page))
        assert "Passe me voir jeudi." in lue.partition("Historique")[2]
        assert "le prochain message pourra partir le 20/07/2026" in lue
        client.post(f"{page}envoyer/", ecrite)
        assert chaque_matin() == 1
