"""A person's file at the screen: proofs by public and by age, one principal, seen then destroyed, merged and undone."""

import datetime

import pytest
import time_machine

from beneficiaires.enums import Categorie
from beneficiaires.models import (
    Beneficiaire,
    ContratTravail,
    DecisionEligibilite,
    DoublonProbable,
    Fusion,
    Justificatif,
)
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.suivi_heures import creer_heure

D = datetime.date


@pytest.fixture
def personne(guichet):
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire(nom="SISSOKO", prenom="Mariam")
        creer_contrat(beneficiaire=personne, date_debut=D(2025, 2, 1))
        return personne


def noter(client, personne, **faits):
    saisie = {"categorie": "B_RSA", "nature": "Attestation CAF", "emis_le": "01/12/2024"} | faits
    return client.post(f"/beneficiaires/{personne.pk}/justificatifs/nouveau/", saisie)


def test_chaque_public_dit_sa_condition_sa_piece_et_son_age(camille, responsable, lire):
    """The list of the guichet; an age changed from a date holds from that date."""
    page = lire(camille.get("/parametres/publics/"))
    for categorie in Categorie:
        assert categorie.label.replace("\u00a0", " ") in page, categorie
    reglage = {
        "condition": "Allocataire du RSA",
        "justificatif": "Attestation de la CAF",
        "anciennete_mois": "1",
        "admise": "on",
        "date_effet": "01/01/2026",
    }
    assert camille.post("/parametres/publics/B_RSA/", reglage).status_code == 403
    assert responsable.post("/parametres/publics/B_RSA/", reglage).status_code == 302
    assert "Attestation de la CAF" in lire(camille.get("/parametres/publics/"))


def test_une_attestation_de_plus_de_trois_mois_a_l_embauche_ne_prouve_plus(camille, lire, guichet, personne):
    """Hired on February 1st: an attestation of November 1st holds, of October 31st does not; an address, six months."""
    for emis_le, categorie in (("01/11/2024", "B_RSA"), ("31/10/2024", "B_RSA"), ("01/08/2024", "B_QPV")):
        assert noter(camille, personne, categorie=categorie, emis_le=emis_le).status_code == 302
    fiche = camille.get(f"/beneficiaires/{personne.pk}/")
    [perimee] = [piece for piece in fiche.context["pieces"] if piece["faute"]]
    assert perimee["emis_le"] == D(2024, 10, 31)
    assert "Avait plus de 3 mois le 01/02/2025 : demandez-en une plus récente." in lire(fiche)


def test_une_piece_vue_garde_qui_et_quand_jamais_la_piece(camille, lire, guichet, personne):
    refus = noter(camille, personne, nature="CAF 1 94 05 75 123 456 20")
    assert (refus.status_code, "sécurité sociale" in lire(refus)) == (422, True)
    noter(camille, personne)
    with within_guichet(guichet.pk):
        piece = Justificatif.objects.get()
    controle = f"/justificatifs/{piece.pk}/controler/"
    assert "puis détruite ou rendue" in lire(camille.get(controle))
    assert camille.post(controle, {"controle": "CONFORME"}).status_code == 302
    page = lire(camille.get(f"/beneficiaires/{personne.pk}/")).partition("Justificatifs")[2]
    assert "Pièce du 01/12/2024" in page
    assert "Camille Ferrand, le" in page
    assert 'type="file"' not in camille.get(controle).content.decode()


def test_une_seule_categorie_principale_la_derniere_dite(camille, guichet, personne):
    adresse = f"/beneficiaires/{personne.pk}/eligibilite/"
    for categorie in ("B_RSA", "B_DELD"):
        saisie = {"categorie": categorie, "decision": "ACCEPTEE", "date_decision": "15/01/2025", "principale": "on"}
        assert camille.post(adresse, saisie).status_code == 302
    with within_guichet(guichet.pk):
        assert DecisionEligibilite.objects.count() == 2
        assert DecisionEligibilite.objects.get(principale=True).categorie == "B_DELD"


@pytest.fixture
def deux_fiches(camille, guichet):
    """Typed twice: by her name, then by her married name, names the wrong way round."""
    identite = {"nom": "SISSOKO", "prenom": "Mariam", "date_naissance": "07/05/1994", "version": "0"}
    assert camille.post("/beneficiaires/nouveau/", identite).status_code == 302
    inversee = identite | {"nom": "MARIAM", "prenom": "Sissoko"}
    assert camille.post("/beneficiaires/nouveau/", inversee).status_code == 302
    with within_guichet(guichet.pk):
        return DoublonProbable.objects.select_related("premiere", "seconde").get()


def test_un_nom_inverse_est_propose_comme_doublon_avec_sa_raison(camille, lire, deux_fiches):
    page = lire(camille.get("/beneficiaires/doublons/"))
    assert "Nom et prénom inversés" in page
    camille.post(f"/doublons/{deux_fiches.pk}/trancher/", {"geste": "distincts"})
    assert "Nom et prénom inversés" not in lire(camille.get("/beneficiaires/doublons/"))
    assert "Nom et prénom inversés" in lire(camille.get("/beneficiaires/doublons/?vue=distincts"))


def test_une_reunion_se_defait_et_chaque_fiche_reprend_son_contrat(camille, lire, guichet, deux_fiches):
    with within_guichet(guichet.pk):
        contrats = [creer_contrat(beneficiaire=p) for p in (deux_fiches.premiere, deux_fiches.seconde)]
        for contrat in contrats:
            creer_heure(contrat=contrat)
        recalculer_realisation(lots=None)

    def porteurs():
        with within_guichet(guichet.pk):
            return [ContratTravail.objects.get(pk=contrat.pk).beneficiaire_id for contrat in contrats]

    avant = porteurs()
    assert camille.post(f"/doublons/{deux_fiches.pk}/reunir/", {"gardee": avant[0]}).status_code == 302
    assert porteurs() == [avant[0], avant[0]]
    assert camille.get(f"/beneficiaires/{avant[1]}/").url == f"/beneficiaires/{avant[0]}/"
    assert "Mariam" in lire(camille.get("/beneficiaires/doublons/?vue=reunies"))
    with within_guichet(guichet.pk):
        fusion = Fusion.objects.get()
    assert camille.post(f"/fusions/{fusion.pk}/defaire/").status_code == 302
    assert porteurs() == avant
    with within_guichet(guichet.pk):
        assert not Beneficiaire.objects.exclude(fusionne_dans=None).exists()


@pytest.fixture
def en_contrat(guichet):
    """24 months from February 1st, 2025: the last day that counts is January 31st, 2027."""
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire(nom="AMRANI", prenom="Nadia", eligible_depuis=D(2025, 1, 15))
        contrat = creer_contrat(beneficiaire=personne, date_debut=D(2025, 2, 1), date_fin=D(2027, 12, 31))
        creer_heure(contrat=contrat, heures="150.00")
        recalculer_realisation(lots=None)
        return personne


def le(jour):
    return time_machine.travel(datetime.datetime.combine(jour, datetime.time(9), tzinfo=datetime.UTC), tick=True)


def test_la_barre_de_la_fenetre_dit_son_debut_sa_fin_et_ce_qui_reste(connecter, facilitateur, lire, en_contrat):
    with le(D(2026, 12, 1)):
        reponse = connecter(facilitateur).get(f"/beneficiaires/{en_contrat.pk}/heures/")
    page = lire(reponse)
    assert "ouverte le 01/02/2025, elle se ferme le 31/01/2027 , encore 61 jours" in page
    assert "150 h" in page
    assert "<svg" in reponse.content.decode()


@pytest.mark.parametrize(
    ("jour", "ton"),
    [
        (D(2026, 11, 1), ""),
        (D(2026, 11, 2), "sans_objet"),
        (D(2027, 1, 1), "a_surveiller"),
        (D(2027, 2, 1), "en_retard"),
    ],
    ids=["91 jours avant : rien", "90 jours avant", "30 jours avant, plus fort", "close"],
)
def test_la_fin_d_une_fenetre_se_dit_a_90_jours_puis_plus_fort_a_30(
    connecter, facilitateur, lire, en_contrat, jour, ton
):
    with le(jour):
        client = connecter(facilitateur)
        page = client.get("/beneficiaires/fenetres/")
        affaires = lire(client.get("/a-traiter/affaires/?type=eligibilites"))
    tons = [ligne["etat"] for ligne in page.context["page"].object_list if ligne["pk"] == en_contrat.pk]
    assert tons == ([ton] if ton else [])
    assert ("Nadia AMRANI" in affaires) is bool(ton)
