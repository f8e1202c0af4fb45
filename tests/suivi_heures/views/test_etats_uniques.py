"""One fact, one state: wherever a person's window or a holder's share is shown, the same words."""

import datetime
import re

import pytest
import time_machine

from clauses_app.tenancy.contexte import within_guichet
from marches.services.annuler_acte import annuler_acte
from marches.services.changer_titulaire import changer_titulaire
from suivi_heures.queries.fenetres import fenetres_fermees
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

HTMX = {"HTTP_HX_REQUEST": "true"}
JOUR = datetime.date


@pytest.fixture(autouse=True)
def en_octobre():
    with time_machine.travel(datetime.datetime(2026, 10, 20, 10, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def personnes(guichet):
    """Windows of 24 months from the first contract: one closed on 31/01/2026, one still open, one never opened."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=JOUR(2023, 1, 1), date_fin=JOUR(2027, 12, 31))
        attribution = creer_attribution(lot=creer_lot(marche=marche))
        fermee, ouverte, sans_contrat = (
            creer_beneficiaire(eligible_depuis=JOUR(2024, 1, 15), est_eligible=True) for _ in range(3)
        )
        for personne, debut in ((fermee, JOUR(2024, 2, 1)), (ouverte, JOUR(2025, 6, 1))):
            creer_contrat(beneficiaire=personne, attribution=attribution, date_debut=debut, date_fin=JOUR(2027, 6, 30))
    return fermee, ouverte, sans_contrat


def test_une_fenetre_est_fermee_quand_toutes_le_sont(guichet, personnes):
    fermee, ouverte, sans_contrat = (une.pk for une in personnes)
    with within_guichet(guichet.pk):
        assert fenetres_fermees([fermee, ouverte, sans_contrat], au=JOUR(2026, 10, 20)) == {fermee: JOUR(2026, 1, 31)}
        assert fenetres_fermees([fermee], au=JOUR(2026, 1, 31)) == {}


def test_la_pastille_dit_la_fermeture_sur_la_fiche_et_dans_la_liste(guichet, personnes, connecter, facilitateur):
    fermee, ouverte, sans_contrat = (une.pk for une in personnes)
    client = connecter(facilitateur)
    liste = client.get("/beneficiaires/").content.decode()
    [demande] = re.findall(r'hx-get="(/beneficiaires/fenetres/\?[^"]+)"', liste)
    pastilles = client.get(demande.replace("&amp;", "&"), **HTMX).content.decode()
    assert f'<span id="eligibilite-{fermee}" hx-swap-oob="true">' in pastilles
    assert "Fenêtre fermée le 31/01/2026" in pastilles
    assert f"eligibilite-{ouverte}" not in pastilles
    assert f"eligibilite-{sans_contrat}" not in pastilles
    for pk, dite in ((fermee, True), (ouverte, False)):
        assert f'<span id="eligibilite-{pk}">' in client.get(f"/beneficiaires/{pk}/").content.decode()
        fragment = client.get(f"/beneficiaires/{pk}/heures/", **HTMX).content.decode()
        assert ("Fenêtre fermée le 31/01/2026" in fragment) is dite


def test_une_fenetre_fermee_avant_le_contrat_ne_se_dit_pas_a_l_envers(personnes, connecter, facilitateur, monkeypatch):
    def fermees_en_2022(contrats, *, au):
        return dict.fromkeys(contrats, JOUR(2022, 3, 31))

    monkeypatch.setattr("suivi_heures.views.beneficiaire.fins_de_fenetre", fermees_en_2022)
    page = connecter(facilitateur).get(f"/beneficiaires/{personnes[0].pk}/heures/").content.decode()
    assert "Fenêtre fermée le <strong>31/03/2022</strong>" in page
    assert "ouverte le 01/02/2024" not in page


def test_une_fenetre_d_un_autre_guichet_ne_se_demande_pas(personnes, connecter, etranger):
    fermee = personnes[0].pk
    reponse = connecter(etranger).get(f"/beneficiaires/fenetres/?personne={fermee}&personne=x", **HTMX)
    assert reponse.content.decode().strip() == ""


def test_la_part_d_un_groupement_a_le_meme_etat_partout(guichet, connecter, facilitateur):
    with within_guichet(guichet.pk):
        lot = creer_lot(marche=creer_marche(date_debut=JOUR(2026, 1, 1), date_fin=JOUR(2026, 12, 31)), heures="1400.00")
        lente, rapide = (creer_attribution(lot=lot, heures_affectees=700) for _ in range(2))
        for attribution, heures in ((lente, "20"), (rapide, "120")):
            personne = creer_beneficiaire(eligible_depuis=JOUR(2025, 12, 1))
            contrat = creer_contrat(
                beneficiaire=personne,
                attribution=attribution,
                date_debut=JOUR(2026, 1, 1),
                date_fin=JOUR(2026, 12, 31),
            )
            for mois in range(1, 10):
                creer_heure(contrat=contrat, heures=heures, du=JOUR(2026, mois, 1), au=JOUR(2026, mois, 28))
        recalculer_realisation(lots=None)
    client = connecter(facilitateur)
    marche = client.get(f"/marches/{lot.marche_id}/lots/").content.decode()
    for attribution, etat in ((lente, "En retard"), (rapide, "Atteint")):
        ligne = marche[marche.index(f'href="/entreprises/{attribution.entreprise_id}/"') :].split("</tr>")[0]
        assert etat in ligne
        page = client.get(f"/entreprises/{attribution.entreprise_id}/heures/").content.decode()
        assert etat in page[page.index("<tbody") :].split("</tr>")[0]


def test_un_titulaire_dont_le_remplacement_est_annule_n_est_nulle_part(guichet, connecter, facilitateur):
    with within_guichet(guichet.pk):
        tenue = creer_attribution(lot=creer_lot(marche=creer_marche(date_debut=JOUR(2026, 1, 1))))
        repreneur = creer_entreprise(nom="Repreneur Annulé")
        acte = changer_titulaire(
            attribution=tenue, entreprise=repreneur, date=JOUR(2026, 4, 1), motif="Cession", par=None
        )
        annuler_acte(acte=acte, motif="Cession refusée", par=None)
    client = connecter(facilitateur)
    for page in ("attestations", "fiche-reunion"):
        lue = client.get(f"/marches/{tenue.marche_id}/{page}/").content.decode()
        assert tenue.entreprise.nom in lue, page
        assert "Repreneur Annulé" not in lue, page
    assert "part non répartie" not in client.get(f"/entreprises/{tenue.entreprise_id}/heures/").content.decode()
    assert "part non répartie" not in client.get(f"/entreprises/{repreneur.pk}/heures/").content.decode()
