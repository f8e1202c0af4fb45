"""A person's file at the screen: proofs by public and by age, one principal, seen then destroyed, merged and undone."""

import datetime

import pytest

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
