"""An export is the screen, in a file; a view is a list and its filters, under a name."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from clauses_app.audit.models import Evenement
from clauses_app.comptes.enums import Role
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import VueEnregistree
from tests.factories.beneficiaires import creer_beneficiaire
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise, creer_lot, creer_marche

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]


@pytest.fixture
def camille(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def responsable(guichet, connecter):
    with within_connexion():
        membre = creer_adhesion(guichet=guichet, role=Role.ADMIN_GUICHET, nom="Idriss Vasseur")
    return connecter(membre)


def _exporter(client, liste, forme="csv", **filtres):
    return client.get(reverse("suivi_heures:exporter", args=[liste, forme]), filtres)


def _lignes(reponse):
    return [ligne.split(";") for ligne in reponse.content.decode("utf-8-sig").split("\r\n")]


@pytest.mark.parametrize("forme", ["csv", "xlsx"])
@pytest.mark.parametrize("liste", ["AFFAIRES", "MARCHES", "ENTREPRISES", "BENEFICIAIRES", "RELEVES"])
def test_chaque_liste_s_exporte_et_le_journal_le_sait(camille, guichet, contrat, liste, forme):
    reponse = _exporter(camille, liste, forme)
    assert reponse.status_code == 200
    assert f"ancrage-{liste.lower()}-2026-05-04.{forme}" in reponse["Content-Disposition"]
    with within_guichet(guichet.pk):
        assert Evenement.objects.filter(verbe="EXPORT_FAIT").count() == 1


def test_l_export_porte_les_memes_filtres_que_l_ecran(camille, guichet, contrat):
    with within_guichet(guichet.pk):
        creer_entreprise(nom="Étanchéité Brès")
        creer_entreprise(nom="Autre maison")
    lignes = _lignes(_exporter(camille, "ENTREPRISES", q="etanch"))
    assert ["Filtres\u00a0: Nom, enseigne ou SIRET\u00a0: etanch"] in lignes
    assert any("par Camille Ferrand" in ligne[0] for ligne in lignes)
    noms = [ligne[0] for ligne in lignes]
    assert "Étanchéité Brès" in noms
    assert "Autre maison" not in noms


def test_une_recherche_dans_l_adresse_filtre_les_marches_et_se_dit(camille, guichet, contrat):
    with within_guichet(guichet.pk):
        for objet in ("Toiture de l’école", "Voirie du bourg"):
            creer_lot(marche=creer_marche(objet=objet))
    lignes = _lignes(_exporter(camille, "MARCHES", q="toiture"))
    assert [ligne[1] for ligne in lignes if len(ligne) > 10][1:] == ["Toiture de l’école"]
    assert any("toiture" in ligne[0] for ligne in lignes if "Filtres" in ligne[0])
    assert any(ligne[0].startswith("1\u00a0ligne, exportée le") for ligne in lignes)


def test_un_nom_n_est_jamais_une_formule(camille, guichet, contrat):
    with within_guichet(guichet.pk):
        creer_entreprise(nom="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in [ligne[0] for ligne in _lignes(_exporter(camille, "ENTREPRISES"))]
    classeur = openpyxl.load_workbook(io.BytesIO(_exporter(camille, "ENTREPRISES", "xlsx").content))
    cases = [case for ligne in classeur.active.iter_rows() for case in ligne if case.value == "=HYPERLINK(1)"]
    assert [case.data_type for case in cases] == ["s"]


def test_l_export_des_personnes_reste_sobre(camille, guichet, contrat):
    with within_guichet(guichet.pk):
        creer_beneficiaire(nom="MERCIER", prenom="Anouk", commune="Villeneuve")
    texte = _exporter(camille, "BENEFICIAIRES").content.decode()
    assert "MERCIER Anouk" in texte
    assert "Villeneuve" not in texte
    assert "/19" not in texte


def test_le_journal_ne_s_exporte_que_par_qui_le_lit(camille, responsable, contrat):
    assert _exporter(camille, "JOURNAL").status_code == 404
    assert _exporter(responsable, "JOURNAL").status_code == 200


@pytest.mark.parametrize(("liste", "forme"), [("MARCHES", "exe"), ("INCONNUE", "csv")])
def test_une_adresse_inventee_n_exporte_rien(camille, contrat, liste, forme):
    assert _exporter(camille, liste, forme).status_code == 404


def test_dehors_on_n_exporte_rien(entreprise, etranger, connecter, contrat):
    assert _exporter(connecter(entreprise), "MARCHES").status_code == 403
    assert "OUDJANI" not in _exporter(connecter(etranger), "BENEFICIAIRES").content.decode()


def _enregistrer(client, nom="En retard", requete="etat=en_retard", **champs):
    return client.post(
        reverse("suivi_heures:vue_enregistrer", args=["MARCHES"]), {"nom": nom, "requete": requete} | champs
    )


def _bande(client, **suite):
    return client.get(reverse("suivi_heures:vues", args=["MARCHES"]), **suite)


def test_une_vue_partagee_se_voit_dans_l_equipe(camille, responsable, guichet, contrat):
    reponse = _enregistrer(camille, partagee="on")
    assert reponse.url.endswith("?etat=en_retard")
    _enregistrer(camille, nom="À moi")
    page = _bande(responsable).content.decode()
    assert "En retard" in page
    assert "partagée par Camille Ferrand" in page
    assert "À moi" not in page
    with within_guichet(guichet.pk):
        cle = VueEnregistree.objects.get(nom="En retard").pk
    supprimer = reverse("suivi_heures:vue_supprimer", args=[cle])
    assert responsable.post(supprimer).status_code == 404
    assert camille.post(supprimer).status_code == 302
    assert "En retard" not in _bande(responsable).content.decode()


def test_la_vue_par_defaut_ouvre_la_liste(camille, responsable, contrat):
    """By the server: no script is needed. An address with a filter is left alone; nobody else's list moves."""
    liste = reverse("suivi_heures:marches")
    assert camille.get(liste).status_code == 200
    _enregistrer(camille, par_defaut="on")
    assert camille.get(liste).headers["Location"] == f"{liste}?etat=en_retard"
    for adresse in (f"{liste}?tout=1", f"{liste}?q=pont"):
        assert camille.get(adresse).status_code == 200
    assert camille.get(liste, headers={"HX-Request": "true"}).status_code == 200
    assert responsable.get(liste).status_code == 200
    assert "HX-Redirect" not in _bande(camille, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("liste", "nom"),
    [
        ("AFFAIRES", "suivi_heures:tableau_de_bord"),
        ("ENTREPRISES", "marches:entreprises"),
        ("BENEFICIAIRES", "beneficiaires:liste"),
        ("RELEVES", "suivi_heures:releves"),
        ("JOURNAL", "comptes:journal"),
    ],
)
def test_chaque_liste_s_ouvre_sur_sa_vue(responsable, contrat, liste, nom):
    responsable.post(
        reverse("suivi_heures:vue_enregistrer", args=[liste]),
        {"nom": "La mienne", "requete": "q=a", "par_defaut": "on"},
    )
    assert responsable.get(reverse(nom)).headers["Location"] == f"{reverse(nom)}?q=a"


def test_une_vue_sans_nom_le_dit(camille, contrat):
    reponse = _enregistrer(camille, nom="")
    assert reponse.status_code == 422
    assert "Donnez un nom" in reponse.content.decode()


@pytest.mark.parametrize(
    ("liste", "filtres", "dits"),
    [
        ("MARCHES", {"etat": ["en_retard", "a_surveiller"]}, "État\u00a0: En retard, À surveiller"),
        ("ENTREPRISES", {"type": "ENTREPRISE"}, "Type\u00a0: Entreprises ordinaires"),
        ("BENEFICIAIRES", {"statut": "en_contrat", "q": "mer"}, "Voir\u00a0: En contrat aujourd’hui"),
        ("RELEVES", {"onglet": "tous", "mois": "2026-04"}, "Mois\u00a0: avril 2026"),
    ],
)
def test_un_fichier_dit_ses_filtres_avec_les_mots_de_l_ecran(camille, guichet, contrat, liste, filtres, dits):
    lignes = _lignes(_exporter(camille, liste, **filtres))
    [dite] = [" ; ".join(ligne) for ligne in lignes if ligne and "Filtres" in ligne[0]]
    assert dits in dite
    assert not re.search(r"\w_\w| = ", dite)
