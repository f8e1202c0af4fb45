"""A company deposits without an account: its link opens one company's page, and nothing else ever."""

import datetime
import logging
import re
import time

import kombu.exceptions
import pytest
import redis.exceptions
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clauses_app.comptes.secrets_des_journaux import SansSecret
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from clauses_app.tenancy.taches import TenantTask
from marches.models import Entreprise
from suivi_heures.enums import CodeAnomalie
from suivi_heures.models import JetonDepot, LienDepot, RecuDepot, ReleveHeures
from suivi_heures.restitutions.courriers import porter_le_lien
from suivi_heures.services.couper_lien_depot import couper_lien_depot
from suivi_heures.services.creer_lien_depot import creer_lien_depot
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.tasks import relancer_guichet
from tests.factories.marches import creer_entreprise

pytestmark = pytest.mark.usefixtures("en_mai")
COURRIEL = "hugo@exemple.fr"
ESPACE = "/depot/"


@pytest.fixture(autouse=True)
def _sans_compteur():
    """The counters of attempts start at zero."""
    cache.clear()


@pytest.fixture
def titulaire(guichet, contrat):
    with within_guichet(guichet.pk):
        Entreprise.objects.filter(pk=contrat.titulaire_id).update(
            contact_nom="Hugo Delmarre", contact_courriel=COURRIEL
        )
        return Entreprise.objects.get(pk=contrat.titulaire_id)


@pytest.fixture
def jeton(guichet, titulaire):
    with within_guichet(guichet.pk):
        return creer_lien_depot(entreprise=titulaire, nom="Hugo Delmarre", courriel=COURRIEL)


def ouvrir(jeton):
    client = Client()
    return client, client.post("/depot/entrer/", {"jeton": jeton})


def lien(guichet):
    with within_guichet(guichet.pk):
        return LienDepot.objects.get()


def csv(heures="120"):
    contenu = f"Nom;Prénom;Mois;Heures\nOUDJANI;Karim;03/2026;{heures}\n".encode()
    return SimpleUploadedFile("nos heures.csv", contenu, content_type="text/csv")


def test_le_secret_n_est_garde_que_par_son_empreinte(guichet, jeton):
    with within_guichet(guichet.pk):
        garde = JetonDepot.objects.get()
    secret = jeton.split(".", 1)[1].rpartition(":")[0]
    assert len(secret) >= 43  # 256 bits
    assert secret not in str(vars(garde))
    assert len(garde.empreinte) == 64


def test_lire_l_adresse_ne_fait_rien(guichet, jeton):
    """Mail scanners follow every address."""
    client = Client()
    adresse = reverse("suivi_heures:lien", args=[jeton])
    for methode in ("get", "head"):
        reponse = getattr(client, methode)(adresse)
        assert reponse.status_code == 200
        assert "session" not in reponse.cookies
        assert reponse["Referrer-Policy"] == "strict-origin"
    assert lien(guichet).ouvert_a is None
    assert client.get(ESPACE).status_code == 302


def test_le_secret_s_echange_contre_une_adresse_qui_ne_dit_rien(guichet, jeton, titulaire):
    client, reponse = ouvrir(jeton)
    assert reponse.status_code == 302
    assert reponse["Location"] == ESPACE
    page = client.get(ESPACE)
    assert page.status_code == 200
    assert titulaire.nom in page.text
    assert "mars 2026" in page.text
    assert "OUDJANI" not in page.text
    assert "Karim" not in page.text
    assert jeton not in page.text
    assert lien(guichet).ouvert_a is not None


def test_une_session_fixee_par_un_autre_ne_sert_pas(jeton):
    """The key known before is not the one that opens."""
    client = Client()
    with within_connexion():
        session = client.session
        session["amorce"] = 1
        session.save()
    avant = client.cookies["session"].value
    client.post("/depot/entrer/", {"jeton": jeton})
    assert client.cookies["session"].value != avant
    voleur = Client()
    voleur.cookies["session"] = avant
    assert voleur.get(ESPACE).status_code == 302


@pytest.mark.parametrize("abime", [lambda j: j[:-1], lambda j: "9" + j, lambda j: "rien", lambda j: j.swapcase()])
def test_un_secret_devine_n_ouvre_rien(jeton, abime):
    client, reponse = ouvrir(abime(jeton))
    assert reponse.status_code == 404
    assert client.get(ESPACE).status_code == 302


def test_perime_coupe_ou_invente_repondent_la_meme_page(guichet, jeton, facilitateur):
    def pages(secret):
        lu = [Client().get(reverse("suivi_heures:lien", args=[secret])), ouvrir(secret)[1]]
        neuf = Client().post("/depot/nouveau-lien/", {"jeton": secret})
        textes = [re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", r.text) for r in (*lu, neuf)]
        return [r.status_code for r in (*lu, neuf)], [t.replace(secret, "CECI") for t in textes]

    invente = pages("1.invente:faux")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=61)):
        assert pages(jeton) == invente
    with within_guichet(guichet.pk):
        couper_lien_depot(lien=LienDepot.objects.get(), coupe=True, par=facilitateur)
    assert pages(jeton) == invente


def test_un_lien_perime_se_renouvelle_d_un_geste(jeton, django_capture_on_commit_callbacks):
    """A fresh one, to the address that had the former, and to no other."""
    with time_machine.travel(timezone.now() + datetime.timedelta(days=61)):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            Client().post("/depot/nouveau-lien/", {"jeton": jeton, "courriel": "pirate@exemple.fr"})
        assert [m.to for m in mail.outbox] == [[COURRIEL]]
        neuf = re.search(r"/depot/lien/([^/\s]+)/", mail.outbox[0].body)[1]
        assert neuf != jeton
        client, reponse = ouvrir(neuf)
        assert reponse.status_code == 302
        assert client.get(ESPACE).status_code == 200


def test_un_lien_coupe_ferme_la_session_deja_ouverte(guichet, jeton, facilitateur, django_capture_on_commit_callbacks):
    client, _ = ouvrir(jeton)
    with within_guichet(guichet.pk):
        couper_lien_depot(lien=LienDepot.objects.get(), coupe=True, par=facilitateur)
    assert client.get(ESPACE).status_code == 302
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/depot/nouveau-lien/")
    assert not mail.outbox
    with within_guichet(guichet.pk):
        couper_lien_depot(lien=LienDepot.objects.get(), coupe=False, par=facilitateur)
    assert client.get(ESPACE).status_code == 200


def test_l_entreprise_coupe_son_lien(guichet, jeton):
    client, _ = ouvrir(jeton)
    assert client.post("/depot/couper/").status_code == 200
    assert lien(guichet).coupe_a is not None
    assert ouvrir(jeton)[1].status_code == 404


def test_un_contact_retire_n_ouvre_plus_rien(guichet, jeton, titulaire):
    client, _ = ouvrir(jeton)
    with within_guichet(guichet.pk):
        Entreprise.objects.filter(pk=titulaire.pk).update(contact_courriel="autre@exemple.fr")
    assert client.get(ESPACE).status_code == 302
    assert ouvrir(jeton)[1].status_code == 404


def test_la_session_est_courte(jeton):
    client, _ = ouvrir(jeton)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=2, minutes=1)):
        assert client.get(ESPACE).status_code == 302


def test_le_depot_rend_un_accuse_et_n_entre_qu_une_fois(guichet, jeton, titulaire):
    client, _ = ouvrir(jeton)
    for _fois in range(2):
        reponse = client.post("/depot/deposer/", {"fichier": csv(), "mois": "2026-03"})
        assert reponse.status_code == 302
        assert reponse["Location"].startswith("/depot/accuse/")
    with within_guichet(guichet.pk):
        releve = ReleveHeures.objects.get()
        recu = RecuDepot.objects.get()
    assert (releve.entreprise_id, releve.depose_par) == (titulaire.pk, "Hugo Delmarre, par son lien")
    page = client.get(reponse["Location"])
    assert page.status_code == 200
    assert releve.empreinte in page.text
    verification = Client().get(reverse("suivi_heures:recu", args=[recu.code]))
    assert verification.status_code == 200
    assert "Accusé authentique" in verification.text
    assert releve.empreinte in verification.text
    assert titulaire.nom in verification.text
    for personne in ("Hugo", "nos heures", COURRIEL, "OUDJANI"):
        assert personne not in verification.text


def test_la_page_du_depot_dit_ligne_par_ligne_ce_qui_se_regarde_sans_nommer_personne(guichet, jeton):
    client, _ = ouvrir(jeton)
    reponse = client.post("/depot/deposer/", {"fichier": csv("230"), "mois": "2026-03"})
    with within_guichet(guichet.pk):
        lire_releve(releve=ReleveHeures.objects.get())
    page = client.get(reponse["Location"])
    assert page.status_code == 200
    dite = " ".join(re.sub(r"<[^>]*>", " ", page.text).split())
    assert "Ligne 2" in dite
    assert CodeAnomalie.HEURES_EXCESSIVES.label in dite
    assert "OUDJANI" not in dite.upper()


def test_un_accuse_retouche_n_est_pas_authentique(guichet, jeton):
    client, _ = ouvrir(jeton)
    client.post("/depot/deposer/", {"fichier": csv()})
    with within_guichet(guichet.pk):
        code = RecuDepot.objects.get().code
    tete, _, suite = code.partition(".")
    for faux in (f"{int(tete) + 1}.{suite}", code[:-1], code.replace(":", "", 1), "rien"):
        assert Client().get(reverse("suivi_heures:recu", args=[faux])).status_code == 404


@pytest.mark.parametrize(
    "refus",
    [
        ConnectionRefusedError(),
        kombu.exceptions.OperationalError("Error 111 connecting to broker"),  # what is raised when nobody listens
        redis.exceptions.TimeoutError("Timeout reading from socket"),
        redis.exceptions.OutOfMemoryError("command not allowed when used memory > 'maxmemory'"),
    ],
    ids=lambda refus: type(refus).__name__,
)
def test_l_accuse_est_donne_quand_le_courtier_est_arrete(
    guichet, jeton, monkeypatch, django_capture_on_commit_callbacks, refus
):
    """The bytes and the receipt are in the database; the sweep will find both again."""

    def refuse(*_a, **_k):
        raise refus

    monkeypatch.setattr(TenantTask, "apply_async", refuse)
    client, _ = ouvrir(jeton)
    debut = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post("/depot/deposer/", {"fichier": csv()})
    assert reponse.status_code == 302
    assert time.monotonic() - debut < 1
    assert client.get(reponse["Location"]).status_code == 200
    with within_guichet(guichet.pk):
        assert RecuDepot.objects.filter(envoye_a=None, courriel=COURRIEL).count() == 1
        assert ReleveHeures.objects.count() == 1


def test_l_accuse_part_une_fois_par_courriel(guichet, jeton, django_capture_on_commit_callbacks):
    client, _ = ouvrir(jeton)
    mail.outbox.clear()
    for _fois in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/depot/deposer/", {"fichier": csv()})
    assert [m.to for m in mail.outbox] == [[COURRIEL]]
    with within_guichet(guichet.pk):
        assert RecuDepot.objects.get().code in mail.outbox[0].body


def test_un_accuse_refuse_par_le_courriel_repart_au_balayage(
    guichet, jeton, monkeypatch, django_capture_on_commit_callbacks
):
    client, _ = ouvrir(jeton)
    mail.outbox.clear()
    with monkeypatch.context() as panne, django_capture_on_commit_callbacks(execute=True):
        panne.setattr("suivi_heures.tasks.envoyer_lettre", _panne)
        client.post("/depot/deposer/", {"fichier": csv()})
    assert not mail.outbox
    with (
        time_machine.travel(timezone.now() + datetime.timedelta(minutes=3)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        relancer_guichet(guichet.pk)
    assert [m.to for m in mail.outbox] == [[COURRIEL]]


def _panne(**_):
    raise OSError


def test_aucune_heure_en_un_geste(guichet, jeton):
    client, _ = ouvrir(jeton)
    reponse = client.post("/depot/neant/", {"mois": "2026-03"})
    assert reponse.status_code == 302
    assert reponse["Location"].startswith("/depot/accuse/")


def test_le_lien_ne_montre_qu_une_entreprise(guichet, jeton, titulaire):
    with within_guichet(guichet.pk):
        autre = creer_entreprise(nom="Concurrente du lot voisin", contact_courriel="c@exemple.fr")
        releve = ReleveHeures.objects.create(
            entreprise=autre, mois=datetime.date(2026, 3, 1), nom_fichier="secret.xlsx", empreinte="ab" * 32
        )
    client, _ = ouvrir(jeton)
    page = client.get(ESPACE)
    assert autre.nom not in page.text
    assert releve.nom_fichier not in page.text
    for espace in ("/espace/", "/releves/", f"/releves/{releve.pk}/", "/a-traiter/"):
        assert client.get(espace).status_code == 302  # the link is no account


def test_trop_d_ouvertures_sont_refusees(jeton):
    statuts = [Client().post("/depot/entrer/", {"jeton": "faux"}).status_code for _ in range(31)]
    assert statuts[:30] == [404] * 30
    assert statuts[30] == 429


def test_le_secret_n_est_jamais_au_journal(jeton):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (f"/depot/lien/{jeton}/",), None)
    assert SansSecret().filter(record)
    assert jeton not in record.getMessage()
    assert "/depot/lien/…/" in record.getMessage()


def test_la_relance_porte_le_lien_et_ce_qui_est_garde_ne_le_porte_pas():
    assert porter_le_lien("Déclarer : http://localhost:8000/depot/ Merci", "X") == "Déclarer : X Merci"
    assert porter_le_lien("Bonjour.", "http://x/").endswith("sans mot de passe\u00a0: http://x/\n")
    assert porter_le_lien("Bonjour.", "") == "Bonjour."
