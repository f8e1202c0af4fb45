"""One search: by any word, without accents, with a slip of the finger, inside the guichet only."""

import random

import pytest
from django.db import connection
from django.urls import reverse

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.queries.recherche import RESSEMBLANCE, indices_d_un_mot
from tests.factories.beneficiaires import creer_beneficiaire
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise, creer_lot, creer_maitre_ouvrage, creer_marche

pytestmark = pytest.mark.django_db


@pytest.fixture
def peuple(guichet, autre_guichet):
    with within_guichet(guichet.pk):
        acheteur = creer_maitre_ouvrage(nom="Métropole d’Évreux")
        marche = creer_marche(ref="2024-T9", objet="Tramway T9, infrastructures", maitre_ouvrage=acheteur)
        creer_lot(marche=marche, ref="3", objet="Cœur de ville")
        creer_entreprise(nom="Étanchéité Brès", siret="12345678900012")
        creer_entreprise(nom="Zinguerie Albert")
        creer_beneficiaire(nom="LEFÈVRE", prenom="Zoé", autres_noms=["MARTIN"])
    with within_guichet(autre_guichet.pk):
        creer_entreprise(nom="Étanchéité d’ailleurs")


@pytest.fixture
def chercher(peuple, facilitateur, connecter):
    client = connecter(facilitateur)
    return lambda q, **suite: client.get(reverse("suivi_heures:recherche"), {"q": q} | suite).content.decode()


@pytest.mark.parametrize(
    ("q", "trouve"),
    [
        ("etancheite", "Étanchéité Brès"),
        ("ÉTANCH", "Étanchéité Brès"),
        ("123 456 789", "Étanchéité Brès"),
        ("123 456 789 00012", "Étanchéité Brès"),
        ("2024-t9", "Tramway T9"),
        ("infra tram", "Tramway T9"),
        ("tramvay", "Tramway T9"),
        ("coeur", "Cœur de ville"),
        ("lefevre zoe", "Zoé LEFÈVRE"),
        ("lefebvre", "Zoé LEFÈVRE"),
        ("martin", "Zoé LEFÈVRE"),
        ("evreux", "Métropole d’Évreux"),
    ],
)
def test_la_recherche_trouve(chercher, q, trouve):
    assert trouve in chercher(q)


@pytest.mark.parametrize("q", ["xqwzk", "%", "_", "\\", "w" * 75, "' OR 1=1"], ids=range(6))
def test_rien_ne_correspond_se_dit(chercher, q):
    page = chercher(q)
    assert "Étanchéité" not in page
    assert "Rien ne correspond" in page or "deux lettres" in page


def test_aucun_texte_assez_proche_n_echappe_au_tri_rapide(guichet):
    hasard = random.Random(42)
    lettres, separateurs = "abcde" * 3 + "0129", "  -'_’é"

    def tirer(longueur: int) -> str:
        return "".join(hasard.choice(lettres if hasard.random() < 0.85 else separateurs) for _ in range(longueur))

    textes = [tirer(hasard.randint(3, 25)) for _ in range(400)]
    mots = [mot for mot in (tirer(hasard.randint(2, 9)).replace(" ", "") for _ in range(60)) if mot]
    with within_guichet(guichet.pk), connection.cursor() as curseur:
        curseur.execute(
            "SELECT mot, texte FROM unnest(%s::text[]) mot, unnest(%s::text[]) texte"
            " WHERE word_similarity(mot, texte) >= %s",
            [mots, textes, RESSEMBLANCE],
        )
        proches = curseur.fetchall()
    assert len(proches) > 500
    assert [paire for paire in proches if not any(bout in paire[1] for bout in indices_d_un_mot(paire[0]))] == []


def test_un_genre_a_ses_pages(chercher):
    page = chercher("etanch", genre="entreprises", page="99999999999")
    assert "<h1>Recherche" in page
    assert "Étanchéité Brès" in chercher("etanch", genre="entreprises")


def test_un_autre_guichet_ne_trouve_rien(peuple, autre_guichet, connecter, chercher):
    assert "d’ailleurs" not in chercher("etancheite")


def test_l_entreprise_ne_cherche_pas(peuple, guichet, connecter):

    with within_guichet(guichet.pk):
        societe = creer_entreprise(nom="Une société")
    with within_connexion():
        membre = creer_adhesion(
            guichet=guichet, role="ENTREPRISE", entreprise_id=societe.pk, organisation_nom="Une société"
        )
    assert connecter(membre).get(reverse("suivi_heures:recherche"), {"q": "zoe"}).status_code == 403


def test_les_noms_sont_dans_l_ordre_francais(peuple, facilitateur, connecter):
    page = connecter(facilitateur).get(reverse("marches:entreprises")).content.decode()
    assert page.index("Étanchéité Brès") < page.index("Zinguerie Albert")
