"""Timesheets on screen: deposited by the company, decided by the facilitator, closed to the others."""

import datetime
import io
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.enums import StatutReleve
from suivi_heures.imports.modele import composer_identifiant
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.detail_releve import LigneDetaillee
from suivi_heures.restitutions.modele_releve import ecrire_csv
from suivi_heures.views.releves import _demandees, _renvoi
from tests.factories.beneficiaires import creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.suivi_heures import creer_heure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
MARS = datetime.date(2026, 3, 1)
TITRES = ["Identifiant", "Nom", "Prénom", "Heures travaillées", "Observation"]


def _fichier(contrat, heures="140", nom="releve.csv"):
    identifiant = composer_identifiant(guichet_id=contrat.guichet_id, contrat_id=contrat.pk, mois=MARS)
    return SimpleUploadedFile(nom, ecrire_csv([TITRES, [identifiant, "OUDJANI", "Karim", heures, "ok"]]))


@pytest.fixture
def client_entreprise(entreprise, connecter):
    return connecter(entreprise)


@pytest.fixture
def client_facilitateur(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def deposer(client_entreprise, contrat, django_capture_on_commit_callbacks):
    """The company deposits; the worker reads at once."""

    def _deposer(heures="140", **champs):
        with django_capture_on_commit_callbacks(execute=True):
            return client_entreprise.post(
                reverse("suivi_heures:portail_deposer"),
                {"fichier": _fichier(contrat, heures), "mois": "2026-03"},
                **champs,
            )

    return _deposer


def _dernier(guichet):
    with within_guichet(guichet.pk):
        return ReleveHeures.objects.latest("pk")


def _voir(client, nom, pk):
    return client.get(reverse(f"suivi_heures:{nom}", args=[pk])).content.decode()


def test_l_entreprise_depose_et_voit_ce_qui_a_ete_lu(client_entreprise, deposer, guichet):
    reponse = deposer()
    releve = _dernier(guichet)
    assert reponse.url == reverse("suivi_heures:portail_releve", args=[releve.pk])
    page = client_entreprise.get(reponse.url).content.decode()
    assert "Karim OUDJANI" in page
    assert "140\u202fh comptent ou compteraient" in page
    assert "En cours d’examen" in page


def test_un_depot_par_htmx_mene_a_la_page_du_releve(deposer):
    reponse = deposer(headers={"HX-Request": "true"})
    assert reponse["HX-Redirect"].startswith("/espace/releves/")


def test_un_fichier_faux_revient_avec_ses_fautes(client_entreprise, deposer, guichet):
    reponse = deposer("abc")
    page = client_entreprise.get(reponse.url).content.decode()
    assert "Case D2" in page
    assert "Déposer le fichier corrigé" in page
    annote = client_entreprise.get(reverse("suivi_heures:releve_annote", args=[_dernier(guichet).pk]))
    textes = [case.value for ligne in openpyxl.load_workbook(io.BytesIO(annote.content)).active for case in ligne]
    assert "abc" in textes
    assert any("Case D2" in str(texte) for texte in textes)


def test_sans_fichier_le_formulaire_le_dit(client_entreprise):
    reponse = client_entreprise.post(reverse("suivi_heures:portail_deposer"), {"mois": "2026-03"})
    assert reponse.status_code == 422
    assert "Choisissez le fichier du relevé" in reponse.content.decode()


def test_le_meme_fichier_deux_fois_mene_au_meme_releve(client_entreprise, deposer, guichet):
    premier, second = deposer(), deposer()
    assert premier.url == second.url
    assert "déjà été reçu" in client_entreprise.get(second.url).content.decode()


def test_le_facilitateur_valide_et_la_realisation_suit(client_facilitateur, deposer, guichet):
    deposer()
    releve = _dernier(guichet)
    page = _voir(client_facilitateur, "releve", releve.pk)
    assert "Valider, 140\u202fh" in page
    client_facilitateur.post(reverse("suivi_heures:releve_valider", args=[releve.pk]))
    assert _dernier(guichet).statut == StatutReleve.VALIDE


def test_valider_une_partie_sans_motif_garde_les_cases(client_facilitateur, deposer, guichet, contrat):
    deposer()
    releve = _dernier(guichet)
    with within_guichet(guichet.pk):
        garde = creer_heure(contrat=contrat, statut="SOUMISE", releve_id=releve.pk)
    adresse = reverse("suivi_heures:releve_valider", args=[releve.pk])
    reponse = client_facilitateur.post(adresse, {"partiel": "1", "retenue": [garde.pk], "motif": ""})
    assert reponse.status_code == 422
    assert "pourquoi les autres lignes" in reponse.content.decode()
    client_facilitateur.post(adresse, {"partiel": "1", "retenue": [garde.pk], "motif": "Non signé"})
    assert _dernier(guichet).statut == StatutReleve.VALIDE_PARTIEL


def test_ne_rien_retenir_est_dit(client_facilitateur, deposer, guichet):
    deposer()
    adresse = reverse("suivi_heures:releve_valider", args=[_dernier(guichet).pk])
    assert "Aucune ligne n’est retenue" in client_facilitateur.post(adresse, {"partiel": "1"}).content.decode()


@pytest.mark.parametrize(("geste", "statut"), [("renvoyer", "A_COMPLETER"), ("refuser", "REJETE")])
def test_renvoyer_ou_refuser_demande_un_motif_que_l_entreprise_lit(
    client_facilitateur, client_entreprise, deposer, guichet, geste, statut
):
    deposer()
    releve = _dernier(guichet)
    adresse = reverse(f"suivi_heures:releve_{geste}", args=[releve.pk])
    assert client_facilitateur.post(adresse, {"motif": ""}).status_code == 422
    client_facilitateur.post(adresse, {"motif": "Il manque la signature"})
    assert _dernier(guichet).statut == statut
    assert "Il manque la signature" in _voir(client_entreprise, "portail_releve", releve.pk)
    assert "Il manque la signature" in client_entreprise.get(reverse("suivi_heures:espace_entreprise")).content.decode()


def test_une_ligne_sans_remarque_dit_pourquoi_elle_ne_compte_pas_comme_lue():
    def lire(numero: int, *anomalies: str, ecart: Decimal | None = None) -> LigneDetaillee:
        ligne = LigneReleve(numero=numero, heures=Decimal(140), lue={"cle": "mbyox keviah"})
        ligne.anomalies = [{"code": code, "message": code} for code in anomalies]
        if ecart is None:
            return LigneDetaillee(ligne, None, None)
        return LigneDetaillee(ligne, Heure(heures=ecart), SimpleNamespace(retenues=ecart, phrase=""))

    demandee, suivante, rectifiee, entiere = (
        lire(6, "BENEFICIAIRE_INCONNU"),
        lire(7),
        lire(8, ecart=Decimal(-4)),
        lire(9, ecart=Decimal(140)),
    )
    demandees = _demandees([demandee, suivante])
    assert _renvoi(demandee, demandees) == ""
    assert "ligne 6" in _renvoi(suivante, demandees)
    assert "144\u202fh étaient déjà déclarées" in _renvoi(rectifiee, {})
    assert _renvoi(entiere, {}) == ""


def test_la_liste_dit_qui_doit_agir(client_facilitateur, deposer):
    deposer()
    liste = client_facilitateur.get(reverse("suivi_heures:releves")).content.decode()
    assert "Examiner" in liste
    assert "Vous" in liste
    vide = client_facilitateur.get(reverse("suivi_heures:releves"), {"q": "personne", "mois": "2026-03"})
    assert "Rien à valider" in vide.content.decode()


def test_le_facilitateur_depose_pour_une_entreprise(
    client_facilitateur, contrat, guichet, django_capture_on_commit_callbacks
):
    adresse = reverse("suivi_heures:releve_deposer")
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client_facilitateur.post(adresse, {"entreprise": contrat.titulaire_id, "fichier": _fichier(contrat)})
    assert reponse.url == reverse("suivi_heures:releve", args=[_dernier(guichet).pk])
    assert client_facilitateur.post(adresse, {"fichier": _fichier(contrat)}).status_code == 422
    assert "Modèle à envoyer" in client_facilitateur.get(adresse).content.decode()


def test_pendant_la_lecture_la_page_se_relit_puis_s_arrete(client_entreprise, entreprise, contrat, guichet):
    client_entreprise.post(reverse("suivi_heures:portail_deposer"), {"fichier": _fichier(contrat)})
    releve = _dernier(guichet)
    adresse = reverse("suivi_heures:portail_releve", args=[releve.pk])
    assert 'hx-trigger="every 1s"' in client_entreprise.get(adresse, headers={"HX-Request": "true"}).content.decode()
    with within_guichet(guichet.pk):
        ReleveHeures.objects.filter(pk=releve.pk).update(statut=StatutReleve.SOUMIS)
    assert client_entreprise.get(adresse, headers={"HX-Request": "true"}).status_code == 286


def test_le_fichier_recu_ne_s_ouvre_jamais_dans_le_navigateur(client_entreprise, deposer, guichet):
    deposer()
    reponse = client_entreprise.get(reverse("suivi_heures:releve_source", args=[_dernier(guichet).pk]))
    assert reponse["Content-Disposition"].startswith('attachment; filename="releve.csv"')
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reponse["Cache-Control"] == "no-store"
    assert b"OUDJANI" in reponse.content


def test_une_autre_entreprise_ne_trouve_pas_le_releve(deposer, guichet, connecter):
    deposer()
    releve = _dernier(guichet)
    with within_guichet(guichet.pk):
        autre = creer_contrat()
    with within_connexion():
        adhesion = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=autre.titulaire_id)
    client = connecter(adhesion)
    for nom in ("portail_releve", "releve_source", "releve_annote"):
        assert client.get(reverse(f"suivi_heures:{nom}", args=[releve.pk])).status_code == 404
    assert client.post(reverse("suivi_heures:releve_valider", args=[releve.pk])).status_code == 403


def test_un_autre_guichet_ne_trouve_pas_le_releve(deposer, guichet, etranger, connecter):
    deposer()
    client = connecter(etranger)
    assert client.get(reverse("suivi_heures:releve", args=[_dernier(guichet).pk])).status_code == 404


def test_trop_de_depots_se_dit(deposer, client_entreprise, contrat, guichet):
    for n in range(10):
        client_entreprise.post(reverse("suivi_heures:portail_deposer"), {"fichier": _fichier(contrat, str(n))})
    reponse = client_entreprise.post(reverse("suivi_heures:portail_deposer"), {"fichier": _fichier(contrat, "11")})
    assert "attendez une minute" in reponse.content.decode()


def test_relire_le_meme_fichier(client_facilitateur, deposer, guichet, contrat, django_capture_on_commit_callbacks):
    deposer("800")
    releve = _dernier(guichet)
    assert releve.statut == StatutReleve.A_COMPLETER
    with django_capture_on_commit_callbacks(execute=True):
        client_facilitateur.post(reverse("suivi_heures:releve_relire", args=[releve.pk]))
    assert _dernier(guichet).statut == StatutReleve.A_COMPLETER
    with within_guichet(guichet.pk):
        assert not Heure.objects.exists()


def test_le_relire_est_offert_tant_que_des_lignes_attendent(
    client_facilitateur, deposer, guichet, contrat, django_capture_on_commit_callbacks
):
    """Hours of the same days stand otherwise: once they are refused in the grid, the file is read again by itself."""
    with within_guichet(guichet.pk):
        du, au = datetime.date(2026, 3, 2), datetime.date(2026, 3, 15)
        avant = creer_heure(contrat=contrat, heures="70", du=du, au=au, statut="SOUMISE")
    deposer("140")
    releve = _dernier(guichet)
    page = _voir(client_facilitateur, "releve", releve.pk)
    assert reverse("suivi_heures:releve_relire", args=[releve.pk]) in page
    assert "puis relisez ce fichier" in page
    assert "demandez à votre facilitateur" not in page
    assert releve.statut == StatutReleve.A_COMPLETER
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client_facilitateur.post(
            reverse("suivi_heures:grille_refuser", args=[avant.lot_id]),
            {"cle": f"{contrat.pk}-TRAVAIL-2026-03", "motif": "Le relevé du mois est juste."},
        )
    assert reponse.status_code in {200, 302}
    assert _dernier(guichet).statut == StatutReleve.SOUMIS


def test_les_lignes_d_un_fichier_qui_se_lit_ne_sont_pas_dites_pretes(
    client_entreprise, client_facilitateur, guichet, contrat
):
    """Deposited, not read yet: « rien à corriger » would be said of lines that nobody knows."""
    client_entreprise.post(
        reverse("suivi_heures:portail_deposer"), {"fichier": _fichier(contrat, "140"), "mois": "2026-03"}
    )
    releve = _dernier(guichet)
    assert releve.statut == StatutReleve.DEPOSE
    for client, page, lignes in (
        (client_facilitateur, "releve", "releve_lignes"),
        (client_entreprise, "portail_releve", "portail_lignes"),
    ):
        reponse = client.get(reverse(f"suivi_heures:{lignes}", args=[releve.pk]))
        assert reponse.url == reverse(f"suivi_heures:{page}", args=[releve.pk])


def test_des_heures_d_un_mois_a_venir_ne_demandent_pas_qui_les_a_faites(
    client_facilitateur, client_entreprise, guichet, contrat, django_capture_on_commit_callbacks
):
    with within_guichet(guichet.pk):
        type(contrat).objects.filter(pk=contrat.pk).update(date_fin=datetime.date(2026, 12, 31))
    personne = contrat.beneficiaire
    contenu = f"Nom;Prénom;Mois;Heures\n{personne.nom};{personne.prenom};07/2026;140\n".encode()
    with django_capture_on_commit_callbacks(execute=True):
        client_entreprise.post(
            reverse("suivi_heures:portail_deposer"), {"fichier": SimpleUploadedFile("juillet.csv", contenu)}
        )
    page = _voir(client_facilitateur, "releve_lignes", _dernier(guichet).pk)
    assert "mois à venir" in page
    assert "Qui est" not in page


def test_personne_d_autre_quand_des_heures_sont_deja_declarees(
    client_entreprise, guichet, contrat, django_capture_on_commit_callbacks
):
    """One is declared, another is not: the button and what is then said speak of the other alone."""
    with within_guichet(guichet.pk):
        du, au = datetime.date(2026, 3, 2), datetime.date(2026, 3, 31)
        creer_contrat(
            attribution=contrat.attribution, date_debut=datetime.date(2026, 3, 2), date_fin=datetime.date(2026, 3, 31)
        )
        creer_heure(contrat=contrat, heures="140", du=du, au=au, statut="SOUMISE")
    accueil = client_entreprise.get(reverse("suivi_heures:espace_entreprise")).content.decode()
    assert "Personne d’autre n’a travaillé en mars" in accueil
    with django_capture_on_commit_callbacks(execute=True):
        client_entreprise.post(reverse("suivi_heures:portail_neant"), {"mois": "2026-03"})
    assert _dernier(guichet).message.startswith("Personne d’autre n’a travaillé en")


def test_un_releve_refuse_n_offre_plus_de_corriger(client_facilitateur, client_entreprise, deposer, guichet):
    deposer()
    releve = _dernier(guichet)
    assert "Corriger les lignes" in _voir(client_facilitateur, "releve", releve.pk)
    client_facilitateur.post(reverse("suivi_heures:releve_refuser", args=[releve.pk]), {"motif": "Faux relevé."})
    assert "Voir les lignes" in _voir(client_facilitateur, "releve", releve.pk)
    for client, nom in ((client_facilitateur, "releve"), (client_entreprise, "portail_releve")):
        assert "Corriger les lignes" not in _voir(client, nom, releve.pk)


def test_un_releve_renvoye_n_offre_plus_de_le_refuser(client_facilitateur, deposer, guichet):
    """Its hours have left the ledger and the company has its motive: a refusal would refuse nothing."""
    deposer()
    releve = _dernier(guichet)
    assert "Refuser le relevé" in _voir(client_facilitateur, "releve", releve.pk)
    client_facilitateur.post(reverse("suivi_heures:releve_renvoyer", args=[releve.pk]), {"motif": "Mois incomplet."})
    assert "Refuser le relevé" not in _voir(client_facilitateur, "releve", releve.pk)
