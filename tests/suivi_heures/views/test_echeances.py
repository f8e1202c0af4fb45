"""One account, two guichets, one page: each duty is read and done in its own guichet, and nothing crosses."""

import datetime
import html
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import contexte_courant, within_connexion, within_guichet
from suivi_heures.models import EnvoiCroise, LigneReleve, ReleveHeures
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.tasks import importer_releve_tache
from suivi_heures.views import espaces_reunis
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise
from tests.matrice.formulaires import lire_formulaires

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
MARS, AVRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
PAGE = "/echeances/"
NOMS = {"ici": "OUDJANI", "ailleurs": "ZALEWSKA"}


@pytest.fixture
def ailleurs(autre_guichet):
    """Another guichet, where the same company owes March too."""
    with within_guichet(autre_guichet.pk):
        personne = creer_beneficiaire(nom=NOMS["ailleurs"], prenom="Ewa", eligible_depuis=datetime.date(2026, 1, 1))
        cree = creer_contrat(beneficiaire=personne, date_debut=MARS, date_fin=datetime.date(2026, 3, 31))
        return ContratTravail.objects.select_related("titulaire", "marche", "beneficiaire").get(pk=cree.pk)


@pytest.fixture
def deux_espaces(guichet, autre_guichet, entreprise, ailleurs):
    """The second membership of the same account."""
    with within_connexion():
        return Adhesion.objects.create(
            guichet=autre_guichet,
            utilisateur=entreprise.utilisateur,
            role="ENTREPRISE",
            nom_affiche="Hugo Delmarre",
            courriel=entreprise.courriel,
            entreprise_id=ailleurs.titulaire_id,
            organisation_nom="Valentin",
        )


@pytest.fixture
def client(entreprise):
    """Signed in, no space chosen."""
    client = Client()
    with within_connexion():
        client.force_login(entreprise.utilisateur)
    return client


def lire(client, adresse=PAGE):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return html.unescape(reponse.content.decode())


def envois(page, action):
    return [f.champs for f in lire_formulaires(page.encode(), PAGE) if f.action == action]


def _lignes(guichet):
    with within_guichet(guichet.pk):
        for releve in ReleveHeures.objects.all():
            lire_releve(releve=releve)
        return list(LigneReleve.objects.values_list("contrat__beneficiaire__nom", "heures"))


def test_tout_ce_qui_est_du_se_lit_sur_une_page_guichet_par_guichet(guichet, autre_guichet, deux_espaces, client):
    page = lire(client)
    assert guichet.nom in page
    assert autre_guichet.nom in page
    assert page.count("Relevé de mars 2026") >= 2
    assert "En retard de 24\u00a0jours" in page
    assert "Relevé d’avril 2026" in page  # here only: the contract of the other guichet ended in March
    assert "3\u00a0choses à faire, dont 2 en retard" in page


def test_aucune_heure_d_un_geste_dans_un_guichet_ne_touche_pas_l_autre(
    guichet, autre_guichet, entreprise, deux_espaces, client
):
    page = lire(client)
    [champs] = [c for c in envois(page, "/echeances/neant/") if c["adhesion"] == str(deux_espaces.pk)]
    assert client.post("/echeances/neant/", champs)["Location"] == PAGE
    assert _lignes(autre_guichet) == [(NOMS["ailleurs"], Decimal("0.00"))]
    assert _lignes(guichet) == []
    apres = lire(client)
    assert f"dit à {autre_guichet.nom}" in apres
    assert [c["adhesion"] for c in envois(apres, "/echeances/neant/")] == [str(entreprise.pk)] * 2


def test_un_fichier_va_au_guichet_de_son_echeance_et_dit_son_etat(
    guichet, autre_guichet, entreprise, ailleurs, deux_espaces, client, monkeypatch
):
    reveils = []
    monkeypatch.setattr(importer_releve_tache, "delay_on_commit", lambda *a, **k: reveils.append((a, k)))
    contenu = f"Nom;Prénom;Heures travaillées\n{NOMS['ailleurs']};Ewa;90\n".encode()
    donnees = {"adhesion": deux_espaces.pk, "mois": "2026-03", "fichier": SimpleUploadedFile("mars.csv", contenu)}
    assert client.post("/echeances/deposer/", donnees)["Location"] == PAGE
    with within_guichet(guichet.pk):
        assert not ReleveHeures.objects.exists()
    with within_guichet(autre_guichet.pk):
        releve = ReleveHeures.objects.get()
        assert (releve.entreprise_id, releve.depose_par_id) == (ailleurs.titulaire_id, deux_espaces.pk)
    assert reveils == [((autre_guichet.pk,), {"releve_id": releve.pk})]
    assert "en cours de lecture" in lire(client)
    with within_guichet(autre_guichet.pk):
        lire_releve(releve=releve)
        ReleveHeures.objects.filter(pk=releve.pk).update(statut="REJETE", motif="Le mois n’est pas le bon.")
    assert "Le mois n’est pas le bon." in lire(client)


def test_un_fichier_refuse_revient_sur_son_echeance_avec_la_raison(deux_espaces, client):
    reponse = client.post("/echeances/deposer/", {"adhesion": deux_espaces.pk, "mois": "2026-03"})
    assert reponse.status_code == 422
    page = html.unescape(reponse.content.decode())
    assert f'id="faute-{deux_espaces.pk}-2026-03"' in page
    assert page.count('role="alert"') == 1


def test_confirmer_d_ici_les_heures_de_l_autre_employeur(guichet, contrat, entreprise, deux_espaces, client):
    with within_guichet(guichet.pk):
        employeur = creer_entreprise(nom="Passerelle", type_structure="ETTI")
        ContratTravail.objects.filter(pk=contrat.pk).update(employeur=employeur)
        personne = contrat.beneficiaire
        contenu = f"Nom;Prénom;Heures travaillées\n{personne.nom};{personne.prenom};140\n".encode()
        recu = deposer_releve(entreprise=employeur, mois=MARS, nom_fichier="m.csv", contenu=contenu, par=None)
        lire_releve(releve=recu.releve)
    page = lire(client)
    assert "déclarées par Passerelle" in page
    [champs] = envois(page, "/echeances/confirmer/")
    client.post("/echeances/confirmer/", champs)
    with within_guichet(guichet.pk):
        assert EnvoiCroise.objects.get().second_id == contrat.titulaire_id
    assert "déclarées par Passerelle" not in lire(client)


@pytest.mark.parametrize("adresse", ["deposer", "neant", "confirmer"])
def test_l_espace_de_quelqu_un_d_autre_n_existe_pas(guichet, autre_guichet, contrat, deux_espaces, client, adresse):
    """An account never acts under a membership that is not its own, whatever the form says."""
    with within_connexion():
        autre = creer_adhesion(
            guichet=guichet,
            role="ENTREPRISE",
            nom="Autre",
            entreprise_id=contrat.titulaire_id,
            organisation_nom="Valentin",
        )
        interne = creer_adhesion(guichet=autre_guichet, role="FACILITATEUR", nom="Interne")
        fermee = Adhesion.objects.create(
            guichet=autre_guichet,
            utilisateur=deux_espaces.utilisateur,
            role="ENTREPRISE",
            nom_affiche="Fermée",
            courriel=deux_espaces.courriel,
            entreprise_id=deux_espaces.entreprise_id + 1,
            organisation_nom="Valentin bis",
            est_active=False,
        )
    for cle in (autre.pk, interne.pk, fermee.pk, 987654321, "", "x"):
        donnees = {"adhesion": cle, "mois": "2026-03", "fichier": SimpleUploadedFile("m.csv", b"a;b\n")}
        reponse = client.post(f"/echeances/{adresse}/", donnees, follow=True)
        assert "Cet espace ne vous est plus ouvert" in html.unescape(reponse.content.decode())
    for un in (guichet, autre_guichet):
        assert _lignes(un) == []


def test_rien_ne_passe_d_un_guichet_a_l_autre(guichet, autre_guichet, entreprise, deux_espaces):
    """Two accounts, each in its own guichet: neither reads a word of the other's."""
    with within_connexion():
        seul_la_bas = creer_adhesion(
            guichet=autre_guichet,
            role="ENTREPRISE",
            nom="Seul là-bas",
            entreprise_id=deux_espaces.entreprise_id,
            organisation_nom="Valentin",
        )
    client = Client()
    with within_connexion():
        client.force_login(seul_la_bas.utilisateur)
    page = lire(client)
    assert autre_guichet.nom in page
    assert guichet.nom not in page
    assert "avril 2026" not in page


def test_chaque_guichet_est_lu_sous_le_role_externe_de_son_adhesion(
    guichet, autre_guichet, entreprise, deux_espaces, client, monkeypatch
):
    """What the database is told while each space is read."""
    vus = []
    lire_espace = espaces_reunis._lire

    def espionner(request, formulaires):
        contexte = contexte_courant()
        vus.append((contexte.role, contexte.guichet_id, contexte.entreprise_id))
        return lire_espace(request, formulaires)

    monkeypatch.setattr(espaces_reunis, "_lire", espionner)
    lire(client)
    assert sorted(vus, key=str) == sorted(
        [
            ("externe", guichet.pk, entreprise.entreprise_id),
            ("externe", autre_guichet.pk, deux_espaces.entreprise_id),
        ],
        key=str,
    )


def test_un_guichet_qui_ne_repond_pas_laisse_lire_les_autres(guichet, autre_guichet, deux_espaces, client, monkeypatch):
    lire_espace = espaces_reunis._lire

    def tomber(request, formulaires):
        if request.adhesion.guichet_id == guichet.pk:
            raise DatabaseError("perdu")
        return lire_espace(request, formulaires)

    monkeypatch.setattr(espaces_reunis, "_lire", tomber)
    page = lire(client)
    assert "Cet espace ne répond pas" in page
    assert "Relevé de mars 2026" in page


def test_qui_parle_pour_plusieurs_arrive_sur_ses_echeances_et_les_retrouve_au_menu(
    guichet, entreprise, deux_espaces, client, connecter
):
    assert client.get("/")["Location"] == PAGE
    ouvert = connecter(entreprise)
    assert f'href="{PAGE}"' in lire(ouvert, "/espace/")
    choix = [f for f in lire_formulaires(lire(client).encode(), PAGE) if f.action == "/espaces/"]
    saisir = next(f.champs for f in choix if f.champs["next"].startswith("/espace/saisir/"))
    suite = client.post("/espaces/", saisir)["Location"]
    assert suite.startswith("/espace/saisir/?mois=2026-03")
    assert client.get(suite).status_code == 200


def test_qui_ne_parle_que_pour_un_n_en_voit_pas_l_entree(entreprise, connecter):
    client = connecter(entreprise)
    assert f'href="{PAGE}"' not in lire(client, "/espace/")
    assert "1\u00a0espace" in lire(client)


def test_qui_ne_parle_pour_personne_le_lit(facilitateur, connecter):
    assert "Votre compte ne parle pour aucune" in lire(connecter(facilitateur))


def test_sans_session_on_se_connecte():
    assert Client().get(PAGE)["Location"].startswith("/compte/connexion/")
