"""What is kept and what is given up: documents, efforts, certificates."""

import datetime
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from clauses_app.audit.models import Evenement
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures import tasks
from suivi_heures.models import ContenuDocument, Courrier, Demarche, Document
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

D = datetime.date
PDF = b"%PDF-1.7 convention"


def le(jour):
    return time_machine.travel(datetime.datetime.combine(jour, datetime.time(9), tzinfo=datetime.UTC), tick=True)


@pytest.fixture
def contrat(guichet):
    """A contract over in March 2026, held by Crépis Neufs: 100 h due, 100 done by Nadia AMRANI."""
    with within_guichet(guichet.pk):
        marche = creer_marche(ref="M-FINI", objet="Façades", date_debut=D(2025, 1, 1), date_fin=D(2026, 3, 31))
        tenue = creer_attribution(
            lot=creer_lot(marche=marche, heures="100.00"), entreprise=creer_entreprise(nom="Crépis Neufs")
        )
        contrat = creer_contrat(
            attribution=tenue,
            beneficiaire=creer_beneficiaire(nom="AMRANI", prenom="Nadia", eligible_depuis=D(2025, 1, 1)),
            date_fin=D(2026, 3, 31),
        )
        creer_heure(contrat=contrat)
        recalculer_realisation(lots=None)
        return contrat


@pytest.fixture
def document(connecter, facilitateur, guichet, contrat):
    with le(D(2026, 5, 4)):
        fichier = {"fichier": SimpleUploadedFile("convention.pdf", PDF)}
        connecter(facilitateur).post(f"/marches/{contrat.marche_id}/documents/", fichier)
    with within_guichet(guichet.pk):
        return Document.objects.get()


def octets(guichet):
    with within_guichet(guichet.pk):
        return ContenuDocument.objects.count()


def chaque_nuit(guichet):
    with within_guichet(guichet.pk):
        tasks.tenir_suivi_guichet.run(guichet.pk)


def test_un_document_retire_perd_ses_octets_apres_un_mois_et_garde_sa_trace(
    connecter, facilitateur, lire, guichet, contrat, document
):
    fil = f"/marches/{contrat.marche_id}/fil/"
    with le(D(2026, 5, 4)):
        connecter(facilitateur).post(f"/documents/{document.pk}/retirer/")
        assert "effacé pour de bon le 03/06/2026" in lire(connecter(facilitateur).get(fil))
    with le(D(2026, 6, 3)):
        chaque_nuit(guichet)
        assert octets(guichet) == 1
    with le(D(2026, 6, 4)):
        chaque_nuit(guichet)
        assert octets(guichet) == 0
        client = connecter(facilitateur)
        page = lire(client.get(fil))
        assert "convention.pdf" in page
        assert "contenu effacé le 04/06/2026" in page
        page = lire(client.post(f"/documents/{document.pk}/remettre/", follow=True))
        assert "son contenu a été effacé, versez de nouveau le fichier" in page
        assert client.get(f"/documents/{document.pk}/").status_code == 404
    with within_guichet(guichet.pk):
        assert Evenement.objects.filter(verbe="DOCUMENT_EFFACE").count() == 1


def test_un_document_s_efface_tout_de_suite_seulement_s_il_est_retire(camille, lire, guichet, contrat, document):
    page = lire(camille.post(f"/documents/{document.pk}/effacer/", follow=True))
    assert "rien à effacer" in page
    assert octets(guichet) == 1
    camille.post(f"/documents/{document.pk}/retirer/")
    camille.post(f"/documents/{document.pk}/effacer/")
    assert octets(guichet) == 0
    fichier = {"fichier": SimpleUploadedFile("convention.pdf", PDF)}
    camille.post(f"/marches/{contrat.marche_id}/documents/", fichier)
    with within_guichet(guichet.pk):
        assert list(Document.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_une_demarche_se_note_depuis_l_entreprise_ou_la_personne_sans_son_nom(camille, lire, guichet, contrat):
    entreprise, personne = contrat.titulaire_id, contrat.beneficiaire_id
    assert "Démarches" in lire(camille.get(f"/entreprises/{entreprise}/"))
    adresse = f"/entreprises/{entreprise}/demarches/"
    note = {"type": "OFFRE", "nombre": "2", "date": "01/04/2026", "marche": contrat.marche_id, "texte": "Façadiers"}
    assert camille.post(adresse, note).status_code == 302
    refus = camille.post(adresse, note | {"type": "REFUS_ENTREPRISE", "texte": ""})
    assert (refus.status_code, "Un refus dit son motif" in lire(refus)) == (422, True)
    assert "Façadiers" in lire(camille.get(adresse))
    assert f"/beneficiaires/{personne}/demarches/" in camille.get(f"/beneficiaires/{personne}/").content.decode()
    adresse = f"/beneficiaires/{personne}/demarches/"
    form = camille.get(adresse).context["form"]
    assert (form["type"].value(), form["entreprise"].value()) == ("CANDIDAT", entreprise)
    with within_guichet(guichet.pk):
        ailleurs = creer_attribution(entreprise=creer_entreprise(nom="Toits d’Oc"))
    candidat = {"type": "CANDIDAT", "nombre": "1", "date": "02/04/2026", "entreprise": entreprise, "texte": ""}
    croise = camille.post(adresse, candidat | {"marche": ailleurs.marche_id})
    assert (croise.status_code, "ne tient aucun lot de ce marché" in lire(croise)) == (422, True)
    assert camille.post(adresse, candidat).status_code == 302
    with within_guichet(guichet.pk):
        gardees = list(Demarche.objects.order_by("pk").values())
    assert [(d["type"], d["entreprise_id"], d["marche_id"]) for d in gardees] == [
        ("OFFRE", entreprise, contrat.marche_id),
        ("CANDIDAT", entreprise, None),
    ]
    assert "AMRANI" not in str(gardees)


def test_une_attestation_se_verifie_sans_compte_et_sans_nom_de_personne(
    camille, client, connecter, lire, guichet, contrat
):
    with le(D(2026, 5, 4)):
        camille = connecter(_collegue(guichet))
        camille.post(f"/marches/{contrat.marche_id}/attestations/", {"entreprise": contrat.titulaire_id})
        with within_guichet(guichet.pk):
            attestation = Courrier.objects.get()
        code = f"{guichet.pk}-{attestation.identifiant.hex}"
        page = lire(client.get(f"/attestations/verifier/{code}/"))
        for mot in ("Attestation authentique", attestation.numero, "Crépis Neufs", "Façades (M-FINI)", "100 h"):
            assert mot in page, mot
        assert attestation.empreinte in page
        assert not re.search("AMRANI|Nadia|Camille", page)
        assert client.get("/attestations/verifier/", {"code": code}).url.endswith(f"/{code}/")
        faux = client.get(f"/attestations/verifier/{guichet.pk}-{'0' * 32}/")
        assert (faux.status_code, "Aucune attestation ne porte ce code" in lire(faux)) == (404, True)
    with le(D(2026, 5, 5)):
        camille = connecter(_collegue(guichet))
        camille.post(f"/marches/{contrat.marche_id}/attestations/", {"entreprise": contrat.titulaire_id})
        page = lire(client.get(f"/attestations/verifier/{code}/"))
        assert "Attestation authentique, suivie d’une autre" in page
        assert "ATT-2026-0002 le 05/05/2026" in page


def _collegue(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Camille Ferrand")
