"""The list of people: one row a person, its latest work contract."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from beneficiaires.forms.personnes import refuser_un_numero
from clauses_app.tenancy.contexte import within_guichet
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_lot, creer_marche

pytestmark = pytest.mark.django_db


def lire(connecter, adhesion) -> str:
    return connecter(adhesion).get(reverse("beneficiaires:liste")).content.decode()


def test_la_liste_montre_le_dernier_contrat_de_chacun(connecter, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire(nom="AMRANI", prenom="Nadia")
        objet = "Réhabilitation " + "très " * 20 + "longue"
        lot = creer_lot(marche=creer_marche(objet=objet))
        for annee, type_contrat in ((2025, "CDI"), (2024, "CDD")):
            creer_contrat(
                beneficiaire=personne, attribution=creer_attribution(lot=lot), type_contrat=type_contrat,
                date_debut=datetime.date(annee, 2, 1), date_fin=None if annee == 2025 else datetime.date(2024, 6, 30),
            )  # fmt: skip

    page = lire(connecter, facilitateur)

    assert f'href="{reverse("beneficiaires:fiche", args=[personne.pk])}">AMRANI Nadia<' in page
    assert "01/02/2025, en cours" in page
    assert "CDI, Entreprise" in page
    assert "01/02/2024" not in page
    assert f">{objet[:59]}…<" in page


def test_une_personne_sans_contrat_ni_decision_est_dans_la_liste(connecter, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        creer_beneficiaire(nom="BA", prenom="<i>Moussa</i>")

    page = lire(connecter, facilitateur)

    assert "BA &lt;i&gt;Moussa&lt;/i&gt;" in page
    assert "À décider" in page
    assert "aucun" in page


@pytest.mark.parametrize("nom", ["Marie 185057800608412", "1 85 05 78 006 084 12", "DUPONT 1850"])
def test_un_nom_ne_porte_pas_de_numero_meme_faux(nom):
    with pytest.raises(ValidationError, match="chiffres"):
        refuser_un_numero(nom)
    assert refuser_un_numero("Marie-Ève d’Août") == "Marie-Ève d’Août"
