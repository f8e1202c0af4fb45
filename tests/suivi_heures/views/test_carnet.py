"""Notes, documents and the thread of a contract, a company, a person; the calendar and its secret address."""

import datetime
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import Document, Note, RendezVous
from suivi_heures.queries.affaires import TYPES, Affaire
from suivi_heures.queries.agenda import _des_affaires
from suivi_heures.restitutions.calendrier import ecrire_calendrier
from tests.factories.comptes import creer_adhesion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
PDF = b"%PDF-1.7 convention"


@pytest.fixture
def camille(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def idriss(guichet, connecter):
    with within_connexion():
        membre = creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Idriss Diallo")
    return connecter(membre)


def _lire(client, nom, *args, **filtres):
    reponse = client.get(reverse(f"suivi_heures:{nom}", args=args), filtres)
    return reponse.content.decode()


def _noter(client, contrat, texte):
    return client.post(reverse("suivi_heures:noter_marche", args=[contrat.marche_id]), {"texte": texte})


def _verser(client, contrat, nom="convention.pdf", contenu=PDF):
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(reverse("suivi_heures:verser_marche", args=[contrat.marche_id]), {"fichier": fichier})


def test_une_note_se_lit_au_fil_de_chacun(camille, idriss, contrat):
    _noter(camille, contrat, "Réunion avancée d’une semaine")
    page = _lire(idriss, "carnet_marche", contrat.marche_id)
    assert "Réunion avancée d’une semaine" in page
    assert "Camille Ferrand" in page
    assert "Corriger" not in page
    assert "Corriger" in _lire(camille, "carnet_marche", contrat.marche_id)


def test_une_note_ne_porte_jamais_de_nir(camille, guichet, contrat):
    reponse = _noter(camille, contrat, "Vu 1 85 05 78 006 084 91")
    assert reponse.status_code == 422
    assert "1 85 05 78 006 084 91" in reponse.content.decode()
    with within_guichet(guichet.pk):
        assert not Note.objects.exists()


def test_on_corrige_sa_note_pendant_un_jour(camille, idriss, connecter, facilitateur, guichet, contrat, time_machine):
    _noter(camille, contrat, "Fote")
    with within_guichet(guichet.pk):
        adresse = reverse("suivi_heures:note_corriger", args=[Note.objects.get().pk])
    assert idriss.get(adresse).status_code == 404
    camille.post(adresse, {"texte": "Faute"})
    assert "Faute" in _lire(camille, "carnet_marche", contrat.marche_id)
    time_machine.move_to(datetime.datetime(2026, 5, 6, 10, tzinfo=datetime.UTC))
    tard = connecter(facilitateur).post(adresse, {"texte": "Trop tard"})
    assert tard.status_code == 422
    assert "ne se corrige plus" in tard.content.decode()


def test_un_document_a_des_versions_et_se_remet(camille, guichet, contrat):
    _verser(camille, contrat)
    assert "déjà là" in _verser(camille, contrat).content.decode()
    _verser(camille, contrat, contenu=PDF + b" 2")
    with within_guichet(guichet.pk):
        versions = list(Document.objects.order_by("version").values_list("pk", "version"))
    assert [v for _, v in versions] == [1, 2]
    recu = camille.get(reverse("suivi_heures:document", args=[versions[1][0]]))
    assert recu.content == PDF + b" 2"
    assert recu["Content-Disposition"].startswith("attachment")
    camille.post(reverse("suivi_heures:document_retirer", args=[versions[1][0]]))
    assert camille.get(reverse("suivi_heures:document", args=[versions[1][0]])).status_code == 404
    assert "Retiré par Camille Ferrand" in _lire(camille, "carnet_marche", contrat.marche_id)
    camille.post(reverse("suivi_heures:document_remettre", args=[versions[1][0]]))
    assert camille.get(reverse("suivi_heures:document", args=[versions[1][0]])).status_code == 200


def _macro():
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("word/document.xml", "x")
        archive.writestr("word/vbaProject.bin", "x")
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("virus.exe", b"MZ", "Ce type de fichier"),
        ("faux.pdf", b"MZ...", "pas un vrai .pdf"),
        ("macro.docx", _macro(), "pas un vrai .docx"),
        ("vide.pdf", b"", "vide"),
        ("185057800608491.pdf", PDF, "numéro de sécurité sociale"),
    ],
    ids=range(5),
)
def test_un_document_douteux_est_refuse(camille, guichet, contrat, nom, contenu, phrase):
    reponse = _verser(camille, contrat, nom, contenu)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    with within_guichet(guichet.pk):
        assert not Document.objects.exists()


def test_le_fil_d_une_personne_tait_la_categorie(camille, contrat):
    page = _lire(camille, "carnet_beneficiaire", contrat.beneficiaire_id)
    assert "Décision d’éligibilité acceptée" in page
    assert "RSA" not in page
    assert "début" in page


@pytest.mark.parametrize(
    "filtres", [{"genre": "note"}, {"genre": "?"}, {"page": "99999999999999999999"}, {"page": "0"}]
)
def test_le_fil_se_filtre_et_se_feuillette(camille, contrat, filtres):
    for nom, pk in (("carnet_marche", contrat.marche_id), ("carnet_entreprise", contrat.titulaire_id)):
        assert '<h2 id="t-fil">Fil</h2>' in _lire(camille, nom, pk, **filtres)


def test_un_etranger_et_une_entreprise_restent_dehors(camille, etranger, entreprise, connecter, guichet, contrat):
    _noter(camille, contrat, "Secret")
    _verser(camille, contrat)
    with within_guichet(guichet.pk):
        document = Document.objects.get().pk
    autre, societe = connecter(etranger), connecter(entreprise)
    for nom, cle in (("carnet_marche", contrat.marche_id), ("document", document)):
        adresse = reverse(f"suivi_heures:{nom}", args=[cle])
        assert autre.get(adresse).status_code == 404
        assert societe.get(adresse).status_code == 403


def _prendre(client, contrat, **champs):
    donnees = {"genre": "LANCEMENT", "objet": "Lancement T9", "jour": "12/05/2026", "heure": "14:30"}
    donnees |= {"marche": contrat.marche_id, "participants": "Hugo Delmarre"} | champs
    return client.post(reverse("suivi_heures:rendez_vous_nouveau"), donnees)


def test_une_reunion_va_a_l_agenda_et_au_fil(camille, contrat):
    assert _prendre(camille, contrat).status_code == 302
    assert "Lancement T9" in _lire(camille, "agenda", mois="2026-05")
    assert "Lancement T9" in _lire(camille, "carnet_marche", contrat.marche_id)
    assert "Lancement T9" not in _lire(camille, "agenda", mois="2026-06")


def test_deux_personnes_modifient_la_meme_reunion(camille, idriss, guichet, contrat):
    _prendre(camille, contrat)
    with within_guichet(guichet.pk):
        lu = RendezVous.objects.get()
    adresse = reverse("suivi_heures:rendez_vous", args=[lu.pk])
    donnees = {"genre": "LANCEMENT", "jour": "13/05/2026", "vu_a": lu.modifie_a.isoformat()}
    assert idriss.post(adresse, donnees | {"objet": "Reportée par Idriss"}).status_code == 302
    refus = camille.post(adresse, donnees | {"objet": "Reportée par Camille"})
    assert refus.status_code == 422
    page = refus.content.decode()
    assert "Idriss Diallo l’a modifié entre-temps" in page
    assert "Reportée par Idriss" in page
    assert "Reportée par Camille" in page


def test_un_rendez_vous_annule_se_remet(camille, guichet, contrat):
    _prendre(camille, contrat)
    with within_guichet(guichet.pk):
        adresse = reverse("suivi_heures:rendez_vous_annuler", args=[RendezVous.objects.get().pk])
    camille.post(adresse)
    assert "Lancement T9" not in _lire(camille, "agenda", mois="2026-05")
    camille.post(adresse, {"remettre": "1"})
    assert "Lancement T9" in _lire(camille, "agenda", mois="2026-05")


@pytest.mark.parametrize(
    "champs", [{"jour": "31/02/2026"}, {"jour": "01/01/9999"}, {"heure": "25:99"}, {"marche": "9" * 30}]
)
def test_un_rendez_vous_fautif_le_dit(camille, contrat, champs):
    assert _prendre(camille, contrat, **champs).status_code == 422


def _ouvrir(client):
    client.post(reverse("suivi_heures:agenda_abonnement"))
    page = _lire(client, "agenda")
    return page.partition('value="http://testserver')[2].partition('"')[0]


def test_un_calendrier_lit_l_adresse_secrete_sans_aucun_nom(camille, contrat):
    _prendre(camille, contrat, lieu="Salle B")
    flux = Client().get(_ouvrir(camille))
    texte = flux.content.decode()
    assert flux["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Réunion de lancement" in texte
    assert "DTSTART:20260512T123000Z" in texte
    assert "OUDJANI" not in texte
    assert "Delmarre" not in texte
    assert all(len(ligne) <= 75 for ligne in flux.content.split(b"\r\n"))


@pytest.mark.parametrize("sorte", [*TYPES, "une sorte à venir"])
def test_une_affaire_qui_peut_nommer_quelqu_un_part_sans_son_titre(sorte):
    echeance = datetime.date(2026, 5, 12)
    affaire = Affaire(
        type=sorte,
        ton="retard",
        icone="flag",
        titre="Karim OUDJANI",
        detail="",
        bouton="Voir",
        url="suivi_heures:agenda",
        cle=None,
        qui="Vous",
        depuis=None,
        echeance=echeance,
    )
    [jalon] = _des_affaires(echeance, echeance, [affaire])
    texte = ecrire_calendrier([jalon], nom="Essai", quand=datetime.datetime.now(datetime.UTC)).decode()
    assert "OUDJANI" not in texte
    assert "voir Ancrage" in texte


def test_une_adresse_fermee_ou_inventee_ne_repond_plus(camille, etranger, connecter, contrat):
    premiere = _ouvrir(camille)
    seconde = _ouvrir(camille)
    assert Client().get(premiere).status_code == 404
    assert Client().get(seconde).status_code == 200
    assert Client().get(seconde.replace(".ics", "x.ics")).status_code == 404
    camille.post(reverse("suivi_heures:agenda_abonnement"), {"fermer": "1"})
    assert Client().get(seconde).status_code == 404
