"""Every refusal is a problem document, in French; nobody reaches what is not theirs."""

from __future__ import annotations

import io

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from psycopg.errors import AdminShutdown

from clauses_app.comptes.jetons import empreinte
from clauses_app.comptes.models import Adhesion, JetonApi
from clauses_app.comptes.services.revoquer_jeton import revoquer_jeton
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.api import releves
from suivi_heures.models import ReleveHeures
from tests.suivi_heures.api.conftest import RELEVES

pytestmark = pytest.mark.django_db


def _est_un_probleme(reponse, statut: int, code: str):
    assert reponse.status_code == statut, reponse.content
    assert reponse["Content-Type"] == "application/problem+json"
    corps = reponse.json()
    assert corps["status"] == statut
    assert corps["type"] == f"/api/#{code}"
    assert corps["title"]
    assert corps["detail"]
    return corps


@pytest.mark.parametrize("entete", ["", "Bearer", "Bearer anc_faux", "Basic YTpi", "Bearer a b", f"Bearer {'x' * 999}"])
def test_sans_jeton_valable_rien_ne_s_ouvre(db, entete):
    reponse = Client().get(RELEVES, headers={"Authorization": entete} if entete else {})
    _est_un_probleme(reponse, 401, "jeton-refuse")
    assert reponse["WWW-Authenticate"].startswith("Bearer")


def test_une_session_de_navigateur_n_ouvre_pas_l_api(facilitateur, connecter):
    _est_un_probleme(connecter(facilitateur).get(RELEVES), 401, "jeton-refuse")


def test_un_jeton_revoque_est_refuse_au_prochain_appel(programme):
    assert programme.get(RELEVES).status_code == 200
    with within_guichet(programme.jeton.guichet_id):
        assert revoquer_jeton(par=Adhesion(nom_affiche="C. F."), jeton=programme.jeton)
        assert not revoquer_jeton(par=Adhesion(nom_affiche="C. F."), jeton=programme.jeton)
    _est_un_probleme(programme.get(RELEVES), 401, "jeton-refuse")


def test_seule_l_empreinte_du_jeton_est_gardee(programme):
    with within_guichet(programme.jeton.guichet_id):
        ligne = JetonApi.objects.filter(pk=programme.jeton.pk).values().get()
    assert ligne["empreinte_jeton"] == empreinte(programme.secret)
    assert not [nom for nom, valeur in ligne.items() if programme.secret in str(valeur)]


def test_le_releve_d_un_autre_et_un_releve_inconnu_se_repondent_pareil(programme, voisin, lointain):
    inconnu = programme.get(f"{RELEVES}987654321/")
    _est_un_probleme(inconnu, 404, "introuvable")
    for autre in (voisin, lointain):
        depose = autre.poster(autre.lignes()).json()
        ailleurs = programme.get(f"{RELEVES}{depose['id']}/")
        assert (ailleurs.status_code, ailleurs.content) == (inconnu.status_code, inconnu.content)
        assert programme.get(RELEVES).json()["count"] == 0


def test_l_identifiant_d_un_autre_n_ecrit_rien_chez_lui(
    programme, voisin, lointain, django_capture_on_commit_callbacks
):
    for autre in (voisin, lointain):
        with django_capture_on_commit_callbacks(execute=True):
            depose = programme.poster(autre.lignes("33"))
        suivi = programme.get(depose["Location"]).json()
        assert suivi["statut"] == "A_COMPLETER"
        assert not any(ligne["au_registre"] for ligne in suivi["lignes"])
        assert autre.contrat.ref not in str(suivi)
        assert "VOISIN" not in str(suivi)


def test_sous_le_role_du_jeton_la_base_ne_montre_que_son_entreprise(programme, voisin, monkeypatch):
    voisin.poster(voisin.lignes())
    vus = []

    def regarder(*_args, **_options):
        with connection.cursor() as curseur:
            curseur.execute("SELECT current_user, (SELECT count(*) FROM suivi_heures_releveheures)")
            vus.append(curseur.fetchone())
        return []

    monkeypatch.setattr(releves, "resumer_releve", regarder)
    programme.poster(programme.lignes())
    programme.get(RELEVES)
    assert ("externe", 1) in vus


def test_les_autres_refus(programme):
    _est_un_probleme(programme.get("/api/v1/rien/"), 404, "introuvable")
    _est_un_probleme(programme.get("/api/v1/declarations/2026-13/"), 404, "introuvable")
    refus = programme.client.delete(RELEVES, headers={"Authorization": f"Bearer {programme.secret}"})
    _est_un_probleme(refus, 405, "methode-refusee")
    assert refus["Allow"] == "GET, HEAD, POST"
    _est_un_probleme(programme.poster("<a/>", genre="text/xml"), 415, "format-refuse")
    for faux in ("{", "[1]", '{"lignes": NaN}', "[" * 100_000):
        _est_un_probleme(programme.poster(faux), 400, "demande-illisible")
    corps = _est_un_probleme(
        programme.poster({"lignes": [{"identifiant": "x", "travail": 900}]}), 422, "saisie-refusee"
    )
    assert corps["errors"][0]["pointer"] == "/lignes/0/travail"
    _est_un_probleme(programme.poster({"lignes": [{"identifiant": "x\0", "travail": 9}]}), 422, "saisie-refusee")
    _est_un_probleme(programme.poster(programme.lignes(), cle="a b"), 422, "saisie-refusee")
    _est_un_probleme(programme.get(RELEVES, mois="hier"), 422, "saisie-refusee")


def test_un_fichier_trop_gros_est_refuse_avant_d_etre_lu(programme):
    gros = io.BytesIO(b"0" * (10 * 1024 * 1024 + 1))
    gros.name = "gros.csv"
    _est_un_probleme(programme.deposer_fichier(gros), 413, "trop-gros")
    annonce = programme.poster("{}", **{"Content-Length": str(10**9)})
    assert annonce.status_code in (413, 422)


def test_trop_d_appels_attendent(programme, monkeypatch):
    monkeypatch.setattr("suivi_heures.api.entree.DebitDuJeton.THROTTLE_RATES", {"api": "2/min", "api_depots": "60/min"})
    cache.clear()
    programme.get(RELEVES)
    programme.get(RELEVES)
    refus = programme.get(RELEVES)
    _est_un_probleme(refus, 429, "trop-de-demandes")
    assert 1 <= int(refus["Retry-After"]) <= 60


def test_une_panne_ne_laisse_aucune_trace_et_ne_montre_rien(programme, monkeypatch):
    def tomber(**_):
        raise RuntimeError("secret interne")

    monkeypatch.setattr(releves, "delivrer_recu", tomber)
    refus = programme.poster(programme.lignes(), cle="k")
    corps = _est_un_probleme(refus, 500, "panne")
    assert corps["incident"]
    assert "secret" not in refus.content.decode()
    with within_guichet(programme.jeton.guichet_id):
        assert ReleveHeures.objects.count() == 0
    monkeypatch.undo()
    assert programme.poster(programme.lignes(), cle="k").status_code == 201


def test_une_base_qui_se_coupe_pendant_l_appel_invite_a_renvoyer_la_meme_cle(programme, monkeypatch):
    """Nothing is kept, nothing is promised: the same demand under the same key is then received once."""

    def couper(**_):
        raise OperationalError("terminating connection") from AdminShutdown("terminating connection")

    monkeypatch.setattr(releves, "delivrer_recu", couper)
    refus = programme.poster(programme.lignes(), cle="k")
    corps = _est_un_probleme(refus, 503, "interruption")
    assert refus["Retry-After"] == "30"
    assert "même clé d’idempotence" in corps["detail"]
    monkeypatch.undo()
    assert programme.poster(programme.lignes(), cle="k").status_code == 201
    with within_guichet(programme.jeton.guichet_id):
        assert ReleveHeures.objects.count() == 1
