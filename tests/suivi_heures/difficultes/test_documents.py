"""Letters, certificates, sheets: what they say, who may have them, and that they never change."""

import datetime
from io import BytesIO

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Marche
from suivi_heures.models import Courrier, EtapeDossier
from suivi_heures.queries.affaires.entreprises import declarations_dues
from suivi_heures.services.ouvrir_dossier import ouvrir_dossier
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot


def lire(reponse):
    assert reponse["Content-Type"] == "application/pdf"
    lecteur = PdfReader(BytesIO(reponse.content))
    assert lecteur.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text() for page in lecteur.pages).split()), len(lecteur.pages)


@pytest.fixture
def dossier(guichet, attribution, facilitateur):
    with within_guichet(guichet.pk):
        return ouvrir_dossier(
            attribution=attribution,
            objet="<b>Candidats</b> {introuvables}",
            texte="Depuis juin.",
            date=datetime.date(2026, 11, 2),
            par=facilitateur,
        )


def test_la_demande_de_mise_en_demeure_se_relit_se_garde_et_avance_le_dossier(
    guichet, connecter, dossier, facilitateur, etranger, correspondant
):
    client = connecter(facilitateur)
    adresse = reverse("suivi_heures:courrier_dossier", args=[dossier.pk, "demande"])
    propose = client.get(adresse).context["form"].initial
    assert "13\u202f980\u00a0€" in propose["corps"]
    assert "CCAP, article 7.3" in propose["corps"]
    assert client.post(adresse, propose | {"corps": ""}).status_code == 422
    assert client.post(adresse, propose).status_code == 302
    with within_guichet(guichet.pk):
        courrier = Courrier.objects.get()
        assert EtapeDossier.objects.filter(dossier=dossier, type="DEMANDE").exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Courrier.objects.update(objet="autre")
    texte, _ = lire(client.get(reverse("suivi_heures:courrier", args=[courrier.identifiant])))
    assert "<b>Candidats</b> {introuvables}" in texte, "le texte hostile est imprimé tel quel"
    page = reverse("suivi_heures:courrier", args=[courrier.identifiant])
    assert connecter(etranger).get(page).status_code == 404
    assert connecter(correspondant).get(page).status_code == 403
    assert client.get(reverse("suivi_heures:courrier_dossier", args=[dossier.pk, "autre"])).status_code == 404


def test_pas_d_attestation_avant_la_fin_du_marche(connecter, attribution, facilitateur):
    client = connecter(facilitateur)
    adresse = reverse("suivi_heures:attestations", args=[attribution.marche_id])
    assert "court jusqu’au 31/12/2026" in client.get(adresse).text
    client.post(adresse, {"entreprise": attribution.entreprise_id})
    assert "Aucune encore." in client.get(adresse).text


def test_l_attestation_est_numerotee_figee_et_rendue_a_l_entreprise_seule(
    guichet, connecter, attribution, facilitateur, correspondant, concurrent
):
    with time_machine.travel(datetime.datetime(2027, 1, 11, 9, tzinfo=datetime.UTC), tick=True):
        client = connecter(facilitateur)
        adresse = reverse("suivi_heures:attestations", args=[attribution.marche_id])
        for _ in range(2):
            assert client.post(adresse, {"entreprise": attribution.entreprise_id}).status_code == 302
        with within_guichet(guichet.pk):
            premiere, seconde = Courrier.objects.filter(type="ATTESTATION").order_by("pk")
            assert (premiere.numero, seconde.numero) == ("ATT-2027-0001", "ATT-2027-0002")
            assert premiere.donnees["valide"] == "600.00"
            Marche.objects.filter(pk=attribution.marche_id).update(objet="Renommé depuis")
        page = reverse("suivi_heures:attestation_entreprise", args=[premiere.identifiant])
        texte, pages = lire(connecter(correspondant).get(page))
        assert connecter(concurrent).get(page).status_code == 404
        assert "ATT-2027-0001" in connecter(correspondant).get(reverse("suivi_heures:espace_entreprise")).text
    for attendu in ("600 h", "833 h", "72,0 %", "moins de 5", "déclarations reçues sur", str(premiere.identifiant)):
        assert attendu in texte.replace("\u202f", " "), attendu
    assert "Renommé" not in texte
    assert pages == 1


def test_la_fiche_de_reunion_tient_sur_une_page_et_dit_qui_fait_quoi(
    connecter, attribution, dossier, facilitateur, acheteur, etranger, correspondant
):
    page = connecter(facilitateur).get(reverse("suivi_heures:fiche_reunion", args=[attribution.marche_id])).text
    assert "Chercher une solution" in page
    assert "déclarations reçues sur" in page
    pdf = reverse("suivi_heures:fiche_reunion_pdf", args=[attribution.marche_id])
    texte, pages = lire(connecter(facilitateur).get(pdf))
    assert pages == 1
    assert "13 980" in texte.replace("\u202f", " ")
    assert connecter(etranger).get(pdf).status_code == 404
    assert connecter(correspondant).get(pdf).status_code == 403
    texte, pages = lire(
        connecter(acheteur).get(reverse("suivi_heures:fiche_acheteur_pdf", args=[attribution.marche_id]))
    )
    assert pages == 1
    assert "Crépis Neufs" in texte


def test_la_fiche_de_reunion_tient_sur_une_page_meme_pleine_et_aux_noms_tres_longs(
    connecter, guichet, attribution, facilitateur
):
    """Fourteen lots, six difficulties, six companies late: what the paper leaves to the screen, it says."""
    long = "Charpente, couverture, étanchéité, désamiantage et reprise en sous-œuvre du bâtiment communal " * 3
    with within_guichet(guichet.pk):
        marche = Marche.objects.get(pk=attribution.marche_id)
        marche.objet = long[:250]
        marche.save()
        for n in range(13):
            entreprise = creer_entreprise(nom=f"Société coopérative des compagnons réunis du littoral {n}")
            tenue = creer_attribution(
                lot=creer_lot(marche=marche, ref=f"LOT-{n:02}", objet=long[:200]), entreprise=entreprise
            )
            creer_attribution(lot=tenue.lot, role="COTRAITANT")
            creer_contrat(attribution=tenue, date_debut=datetime.date(2026, 1, 5))
            if n < 7:
                ouvrir_dossier(
                    attribution=tenue, objet=long[:150], texte="x", date=datetime.date(2026, 11, 2), par=facilitateur
                )
    texte, pages = lire(
        connecter(facilitateur).get(reverse("suivi_heures:fiche_reunion_pdf", args=[attribution.marche_id]))
    )
    assert pages == 1
    assert "Et 6 autres, à l’écran. Tous sont dans le total." in texte.replace("\u00a0", " ")


def test_la_fiche_de_reunion_ne_coupe_ni_un_lot_ni_un_titulaire(connecter, guichet, attribution, facilitateur):
    """Four lots with long names hold on the page: who reads it in the room has nothing else."""
    objet = "Charpente bois, couverture tuiles et étanchéité des toitures terrasses du groupe scolaire"
    with within_guichet(guichet.pk):
        marche = Marche.objects.get(pk=attribution.marche_id)
        for n in range(3):
            entreprise = creer_entreprise(nom=f"Société coopérative des compagnons réunis du littoral {n}")
            creer_attribution(lot=creer_lot(marche=marche, ref=f"LOT-{n}", objet=objet), entreprise=entreprise)
    reponse = connecter(facilitateur).get(reverse("suivi_heures:fiche_reunion_pdf", args=[attribution.marche_id]))
    texte, pages = lire(reponse)
    assert pages == 1
    assert "…" not in texte
    for n in range(3):
        assert f"LOT-{n}, {objet}" in texte
        assert f"Société coopérative des compagnons réunis du littoral {n}" in texte


def test_la_fiche_donne_aux_declarations_la_date_de_la_file(connecter, guichet, attribution, facilitateur):
    page = connecter(facilitateur).get(reverse("suivi_heures:fiche_reunion", args=[attribution.marche_id])).text
    with within_guichet(guichet.pk):
        [due] = declarations_dues(datetime.date(2026, 11, 20))
    assert "Déclarer 6\u00a0mois attendus" in page
    assert f"Crépis Neufs, avant le {due.echeance:%d/%m/%Y}" in page
    assert "sans délai" not in page


def test_l_entreprise_telecharge_son_etat_d_avancement(connecter, attribution, correspondant, concurrent):
    adresse = reverse("suivi_heures:etat_avancement_pdf")
    texte, _ = lire(connecter(correspondant).get(adresse))
    assert "600 h" in texte.replace("\u202f", " ")
    texte, _ = lire(connecter(concurrent).get(adresse))
    assert "Aucun lot en cours" in texte
