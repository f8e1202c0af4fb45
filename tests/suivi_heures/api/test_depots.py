"""A program deposits, follows, and may repeat itself without harm."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from clauses_app.comptes.models import JetonApi
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import Heure, ReleveHeures, ReponseRejouable
from suivi_heures.services.oublier_reponses import GARDEES, oublier_reponses

pytestmark = pytest.mark.django_db
NDJSON = "application/x-ndjson"


def _compter(programme):
    with within_guichet(programme.jeton.guichet_id):
        return ReleveHeures.objects.count(), Heure.objects.count()


def test_des_lignes_deposees_entrent_au_registre_en_attente(programme, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        depose = programme.poster(programme.lignes())
    assert depose.status_code == 201, depose.content
    assert depose.json()["attend"]["qui"] == "machine"
    suivi = programme.get(depose["Location"]).json()
    assert (suivi["statut"], suivi["lisible"], suivi["total_heures_travail"]) == ("SOUMIS", True, "120.50")
    assert suivi["attend"]["qui"] == "guichet"
    [ligne] = suivi["lignes"]
    assert (ligne["contrat_ref"], ligne["heures"], ligne["nature"]) == (programme.contrat.ref, "120.50", "TRAVAIL")
    assert ligne["au_registre"]
    with within_guichet(programme.jeton.guichet_id):
        heure = Heure.objects.get()
    assert (heure.heures, heure.statut, heure.saisie_par) == (Decimal("120.50"), "SOUMISE", "Paie, par programme")


def test_un_fichier_et_des_lignes_ndjson_prennent_le_meme_chemin(programme, django_capture_on_commit_callbacks):
    identifiant = programme.lignes()["lignes"][0]["identifiant"]
    entete = "Identifiant (ne pas modifier);Nom;Prénom;Heures travaillées\r\n"
    fichier = io.BytesIO(f"{entete}{identifiant};OUDJANI;Karim;70\r\n".encode())
    fichier.name = "mars.csv"
    with django_capture_on_commit_callbacks(execute=True):
        depose = programme.deposer_fichier(fichier, mois="2026-03")
    assert depose.status_code == 201, depose.content
    assert programme.get(depose["Location"]).json()["total_heures_travail"] == "70.00"
    ligne = json.dumps({"identifiant": identifiant, "absence": 7}) + "\n"
    assert programme.poster(ligne + "\n", genre=NDJSON).status_code == 201


def test_une_ligne_faussee_dit_pourquoi(programme, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        depose = programme.poster({"lignes": [{"identifiant": "L1-202603-0000000000", "travail": 10}]})
    suivi = programme.get(depose["Location"]).json()
    assert (suivi["statut"], suivi["attend"]["qui"]) == ("A_COMPLETER", "entreprise")
    [anomalie] = suivi["anomalies"]
    assert (anomalie["code"], anomalie["ligne_fichier"], anomalie["bloquante"]) == ("IDENTIFIANT_INCONNU", 2, True)
    assert "Téléchargez à nouveau" in anomalie["detail"]


def test_un_fichier_illisible_le_dit(programme, django_capture_on_commit_callbacks):
    fichier = io.BytesIO(b"%PDF-1.7\n")
    fichier.name = "releve.xlsx"
    with django_capture_on_commit_callbacks(execute=True):
        depose = programme.deposer_fichier(fichier)
    suivi = programme.get(depose["Location"]).json()
    assert suivi["lisible"] is False
    assert suivi["motif_illisible"]


def test_un_fichier_lisible_sans_une_heure_attend_son_auteur(programme, django_capture_on_commit_callbacks):
    fichier = io.BytesIO(b"bonjour\n")
    fichier.name = "lettre.csv"
    with django_capture_on_commit_callbacks(execute=True):
        depose = programme.deposer_fichier(fichier)
    suivi = programme.get(depose["Location"]).json()
    assert (suivi["lisible"], suivi["statut"], suivi["nombre_lignes"]) == (True, "A_COMPLETER", 0)
    assert suivi["message"]


def test_la_meme_cle_rend_la_meme_reponse_et_n_ajoute_rien(programme):
    lignes = programme.lignes()
    premier = programme.poster(lignes, cle="paie-2026-03")
    avant = _compter(programme)
    second = programme.poster(lignes, cle="paie-2026-03")
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in premier
    assert (second.status_code, second.json(), second["Location"]) == (201, premier.json(), premier["Location"])
    assert _compter(programme) == avant


def test_la_meme_cle_pour_autre_chose_est_refusee(programme):
    programme.poster(programme.lignes("100"), cle="k")
    refus = programme.poster(programme.lignes("101"), cle="k")
    assert (refus.status_code, refus.json()["type"]) == (422, "/api/#cle-reutilisee")
    assert _compter(programme)[0] == 1


def test_deux_programmes_peuvent_choisir_la_meme_cle(programme, voisin):
    assert programme.poster(programme.lignes(), cle="k").status_code == 201
    assert voisin.poster(voisin.lignes(), cle="k").status_code == 201


def test_une_demande_refusee_ne_prend_pas_sa_cle(programme):
    assert programme.poster({"lignes": []}, cle="k").status_code == 422
    assert programme.poster(programme.lignes(), cle="k").status_code == 201


def test_sans_cle_les_memes_octets_restent_un_seul_releve(programme):
    premier = programme.poster(programme.lignes())
    second = programme.poster(programme.lignes())
    assert (second.status_code, second.json()["deja_recu"]) == (200, True)
    assert second.json()["id"] == premier.json()["id"]


def test_une_cle_se_garde_plus_de_vingt_quatre_heures_puis_s_oublie(programme):
    programme.poster(programme.lignes(), cle="k")
    assert GARDEES.total_seconds() > 24 * 3600
    with within_guichet(programme.jeton.guichet_id):
        assert oublier_reponses() == 0
        assert ReponseRejouable.objects.count() == 1


def test_la_liste_est_paginee_et_se_filtre(programme):
    programme.poster(programme.lignes("1"))
    programme.poster(programme.lignes("2"))
    page = programme.get("/api/v1/releves/", mois="2026-03").json()
    assert (page["count"], page["next"], len(page["results"])) == (2, None, 2)
    assert programme.get("/api/v1/releves/", mois="2026-02").json()["count"] == 0
    assert programme.get("/api/v1/releves/", statut="SOUMIS").json()["count"] == 0
    assert programme.get("/api/v1/releves/", page="7").status_code == 404


def test_ce_qui_est_du_se_lit_avec_de_quoi_repondre(programme):
    dues = programme.get("/api/v1/declarations/").json()
    assert [(d["mois"], d["echeance"], d["jours_de_retard"]) for d in dues] == [
        ("2026-03", "2026-04-10", 24),
        ("2026-04", "2026-05-10", 0),
    ]
    [contrat] = programme.get("/api/v1/declarations/2026-03/").json()["contrats"]
    assert (contrat["nom"], contrat["deja_declarees"]) == ("OUDJANI", None)


def test_le_jeton_dit_quand_il_a_servi(programme):
    programme.get("/api/v1/declarations/")
    with within_guichet(programme.jeton.guichet_id):
        servi = JetonApi.objects.get(pk=programme.jeton.pk).servi_a
    assert (timezone.now() - servi).total_seconds() < 60


def test_le_mois_rendu_est_celui_du_fichier_et_rien_n_est_suppose_avant(programme, django_capture_on_commit_callbacks):
    """Before its reading, a file that nobody dated has no month yet; once decided, nothing waits any more."""
    lignes = programme.lignes()
    lignes.pop("mois", None)
    with django_capture_on_commit_callbacks(execute=True):
        depose = programme.poster(lignes)
    assert depose.json()["mois"] is None
    suivi = programme.get(depose["Location"]).json()
    assert suivi["mois"] == "2026-03"
    assert "en attente de validation" in suivi["message"].replace("\u00a0", " ")
    with within_guichet(programme.jeton.guichet_id):
        ReleveHeures.objects.update(statut="VALIDE")
    assert programme.get(depose["Location"]).json()["message"] == ""
