"""Reminders: in their turn, once, not too often, stopped by an answer; nothing sent twice in silence."""

import datetime
import json
import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import AdresseEnEchec, ContactEntreprise
from suivi_heures import tasks
from suivi_heures.models import Courrier, Relance
from suivi_heures.queries.affaires.entreprises import declarations_dues
from suivi_heures.queries.relances import etats_des_relances
from suivi_heures.services.regler_calendrier import regler_calendrier
from suivi_heures.services.suspendre_relances import suspendre_relances
from tests.factories.comptes import creer_adhesion
from tests.factories.suivi_heures import creer_heure

# June is not declared: due on July 10, R1 on the 15th, R2 on the 25th, R3 on August 9, R4 on the 24th
JOURS = {"R1": (2026, 7, 15), "R2": (2026, 7, 27), "R3": (2026, 8, 10), "R4": (2026, 8, 24)}
LIEN = re.compile(r"/depot/lien/\S+")


def au(jour):
    return time_machine.travel(datetime.datetime(*JOURS.get(jour, jour), 9, tzinfo=datetime.UTC), tick=True)


def faire_la_journee(guichet):
    """The daily task, then its messages, as the worker does them."""
    with within_guichet(guichet.pk):
        tasks.relancer_entreprises.run(guichet.pk)
        pretes = list(Relance.objects.filter(statut="PREPAREE").values_list("pk", flat=True))
    for pk in pretes:
        tasks.envoyer_relance.run(guichet.pk, relance_id=pk)


def paliers(guichet):
    with within_guichet(guichet.pk):
        return list(Relance.objects.order_by("pk").values_list("palier", "statut"))


@pytest.fixture(autouse=True)
def _janvier_declare(guichet, attribution):
    """January and June on are missing in the common scenario: January is put right here."""
    with within_guichet(guichet.pk):
        contrat = ContratTravail.objects.get(attribution=attribution)
        creer_heure(contrat=contrat, heures="10.00", du=datetime.date(2026, 1, 5), au=datetime.date(2026, 1, 31))


def test_chaque_etape_a_son_jour_et_part_une_fois(guichet, attribution):
    with au((2026, 7, 14)):
        faire_la_journee(guichet)
    assert paliers(guichet) == []
    with au("R1"):
        faire_la_journee(guichet)
        faire_la_journee(guichet)
    assert paliers(guichet) == [("R1", "ENVOYEE")]
    [message] = mail.outbox
    assert message.to == ["denis@crepis.exemple"]
    assert "juin 2026" in message.body
    assert message.subject == "Crépis Neufs\u00a0: heures d’insertion attendues"
    with au("R2"):
        faire_la_journee(guichet)
    assert paliers(guichet)[1:] == [("R2", "ENVOYEE")]
    with au("R3"):
        faire_la_journee(guichet)
    assert len(mail.outbox) == 2, "un appel ne part pas seul"


def test_une_entreprise_relancee_quitte_la_file_jusqu_a_l_etape_suivante(guichet, attribution):
    """To decide, then with the company, then to decide again: an affair is in the queue when one can do something."""

    def dues(*jour):
        with within_guichet(guichet.pk):
            return [affaire.titre for affaire in declarations_dues(datetime.date(*jour))]

    with au("R1"):
        [titre] = dues(*JOURS["R1"])
        assert titre.startswith("Crépis Neufs")
        faire_la_journee(guichet)
        assert dues(*JOURS["R1"]) == []
    with au((2026, 7, 24)):
        assert dues(2026, 7, 24) == []
    with au("R2"):
        assert len(dues(*JOURS["R2"])) == 1


def test_la_lettre_partie_est_gardee_et_la_base_refuse_d_y_toucher(guichet, attribution):
    with au("R1"):
        faire_la_journee(guichet)
    with within_guichet(guichet.pk):
        courrier = Courrier.objects.get()
        [secret] = LIEN.findall(mail.outbox[0].body)
        assert secret not in courrier.corps, "le secret du lien ne se garde pas"
        assert courrier.corps == mail.outbox[0].body.replace(secret, "/depot/")
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            Courrier.objects.update(corps="autre")


def test_une_reponse_arrete_tout(guichet, attribution):
    with au("R1"), within_guichet(guichet.pk):
        tasks.relancer_entreprises.run(guichet.pk)
        contrat = ContratTravail.objects.get(attribution=attribution)
        creer_heure(contrat=contrat, heures="10.00", du=datetime.date(2026, 6, 1), au=datetime.date(2026, 6, 30))
        relance = Relance.objects.get()
    with au("R1"):
        tasks.envoyer_relance.run(guichet.pk, relance_id=relance.pk)
    assert mail.outbox == []
    assert paliers(guichet) == [("R1", "ECHEC")]
    with au("R2"), within_guichet(guichet.pk):
        assert etats_des_relances(au=datetime.date(2026, 7, 27)) == []


def test_jamais_deux_a_la_fois_meme_a_la_main(guichet, connecter, attribution, facilitateur):
    with au("R1"):
        faire_la_journee(guichet)
        page = connecter(facilitateur).post(
            reverse("suivi_heures:relancer", args=[attribution.entreprise_id]), {"objet": "Encore", "corps": "Allô"},
            follow=True,
        )  # fmt: skip
        assert "vient d’être relancée\u00a0: la prochaine pourra partir le 20/07/2026" in page.text
    with within_guichet(guichet.pk):
        deja = Relance.objects.get()
        deja.pk = None
        deja.identifiant = "11111111-1111-4111-8111-111111111111"
        with pytest.raises(IntegrityError), transaction.atomic():
            deja.save(force_insert=True)


def test_interrompue_entre_l_envoi_et_l_ecriture_elle_ne_repart_pas_seule(
    guichet, connecter, attribution, facilitateur, monkeypatch
):
    class Coupure(BaseException):
        pass

    def couper(**_):
        raise Coupure

    with au("R1"):
        with within_guichet(guichet.pk):
            tasks.relancer_entreprises.run(guichet.pk)
            relance = Relance.objects.get()
        monkeypatch.setattr(tasks, "noter_envoi", couper)
        with pytest.raises(Coupure):
            tasks.envoyer_relance.run(guichet.pk, relance_id=relance.pk)
        assert len(mail.outbox) == 1
        monkeypatch.undo()
        faire_la_journee(guichet)
        tasks.envoyer_relance.run(guichet.pk, relance_id=relance.pk)
        assert len(mail.outbox) == 1, "rien n’est envoyé deux fois en silence"
        assert paliers(guichet) == [("R1", "EN_COURS")]
        client = connecter(facilitateur)
        page = reverse("suivi_heures:relances_entreprise", args=[attribution.entreprise_id])
        assert "Il est parti" in client.get(page).text
        client.post(reverse("suivi_heures:relance_trancher", args=[relance.pk]), {"geste": "partie"})
    assert paliers(guichet) == [("R1", "ENVOYEE")]


def test_un_message_refuse_se_voit_et_se_renvoie(guichet, attribution, monkeypatch, connecter, facilitateur):
    def refuser(**_):
        raise OSError("serveur absent")

    with au("R1"):
        monkeypatch.setattr(tasks, "envoyer_lettre", refuser)
        faire_la_journee(guichet)
        assert paliers(guichet) == [("R1", "ECHEC")]
        with within_guichet(guichet.pk):
            relance = Relance.objects.get()
        connecter(facilitateur).post(reverse("suivi_heures:relance_trancher", args=[relance.pk]), {"geste": "renvoyer"})
    assert paliers(guichet) == [("R1", "PREPAREE")]


def test_une_pause_retient_les_relances_jusqu_a_sa_date(guichet, attribution, facilitateur, connecter):
    with au("R1"):
        with within_guichet(guichet.pk):
            suspendre_relances(
                entreprise=attribution.entreprise,
                motif="Congés du correspondant",
                jusqu_au=datetime.date(2026, 7, 26),
                par=facilitateur,
            )
        faire_la_journee(guichet)
        page = reverse("suivi_heures:relances_entreprise", args=[attribution.entreprise_id])
        assert "Congés du correspondant" in connecter(facilitateur).get(page).text
    assert paliers(guichet) == []
    with au("R2"):
        faire_la_journee(guichet)
    assert paliers(guichet) == [("R1", "ENVOYEE")], "nul n’est appelé ni menacé avant un premier message"


def test_pendant_une_pause_ni_la_file_ni_la_page_ni_le_service_ne_relancent(
    guichet, attribution, facilitateur, connecter
):
    fin = datetime.date(2026, 12, 31)
    with au("R1"):
        with within_guichet(guichet.pk):
            assert declarations_dues(datetime.date(*JOURS["R1"]))[0].bouton == "Relancer"
        faire_la_journee(guichet)
    with au("R2"):
        faire_la_journee(guichet)
        with within_guichet(guichet.pk):
            suspendre_relances(entreprise=attribution.entreprise, motif="Congés", jusqu_au=fin, par=facilitateur)
    with au("R3"):
        with within_guichet(guichet.pk):
            [affaire] = declarations_dues(datetime.date(*JOURS["R3"]))
        assert affaire.bouton == "Voir la pause"
        client = connecter(facilitateur)
        page = client.get(reverse("suivi_heures:relances_entreprise", args=[attribution.entreprise_id])).text
        assert "Noter l’appel" not in page
        assert "Envoyer la relance" not in page
        appel = reverse("suivi_heures:relance_appel", args=[attribution.entreprise_id])
        refus = client.post(appel, {"dit": "Rappelé", "copie_a": "acheteur@exemple.fr"}, follow=True).text
        assert "en pause jusqu’au 31/12/2026" in refus
        envoi = reverse("suivi_heures:relancer", args=[attribution.entreprise_id])
        assert "en pause jusqu’au 31/12/2026" in client.post(envoi, {"objet": "x", "corps": "x"}, follow=True).text
    assert paliers(guichet) == [("R1", "ENVOYEE"), ("R2", "ENVOYEE")]


def test_un_calendrier_de_marche_l_emporte_et_se_rend(guichet, attribution, facilitateur):
    with within_guichet(guichet.pk):
        valeurs = {
            "rythme": "TRIMESTRIEL", "delai_jours": 15, "r1_jours": 5, "r2_jours": 15, "r3_jours": 30,
            "r4_jours": 45, "ecart_jours": 5, "automatique": True,
        }  # fmt: skip
        regler_calendrier(marche=attribution.marche, valeurs=valeurs, par=facilitateur)
        [etat] = etats_des_relances(au=datetime.date(2026, 8, 1))
        assert etat.premiere.echeance == datetime.date(2026, 7, 15)
        assert etats_des_relances(au=datetime.date(2026, 7, 15)) == []
        regler_calendrier(marche=attribution.marche, valeurs=None, par=facilitateur)
        [etat] = etats_des_relances(au=datetime.date(2026, 7, 15))
        assert etat.premiere.echeance == datetime.date(2026, 7, 10)


def test_l_appel_se_note_previent_l_acheteur_et_compte_comme_demarche(
    guichet, connecter, attribution, facilitateur, acheteur
):
    for jour in ("R1", "R2"):
        with au(jour):
            faire_la_journee(guichet)
    with au("R3"):
        client = connecter(facilitateur)
        page = reverse("suivi_heures:relances_entreprise", args=[attribution.entreprise_id])
        assert acheteur.courriel in client.get(page).text, "l’adresse de l’acheteur est proposée"
        appel = {"dit": "Promet tout vendredi.", "copie_a": acheteur.courriel}
        client.post(reverse("suivi_heures:relance_appel", args=[attribution.entreprise_id]), appel)
        with within_guichet(guichet.pk):
            relance = Relance.objects.get(palier="R3")
        tasks.envoyer_relance.run(guichet.pk, relance_id=relance.pk)
    assert mail.outbox[-1].to == [acheteur.courriel]
    assert "Promet tout vendredi." in mail.outbox[-1].body
    with au("R4"), within_guichet(guichet.pk):
        [etat] = etats_des_relances(au=datetime.date(2026, 8, 24))
    assert etat.palier == "R4"


def test_une_adresse_en_echec_cede_la_place_au_second_contact(guichet, connecter, attribution, facilitateur):
    with within_guichet(guichet.pk):
        ContactEntreprise.objects.create(
            entreprise=attribution.entreprise, nom="Paie", fonction="PAIE", courriel="paie@crepis.exemple"
        )
    with au("R1"):
        faire_la_journee(guichet)
        with within_guichet(guichet.pk):
            relance = Relance.objects.get()
        client = connecter(facilitateur)
        client.post(reverse("suivi_heures:relance_trancher", args=[relance.pk]), {"geste": "rejetee"})
        with within_guichet(guichet.pk):
            seconde = Relance.objects.get(rang=2)
            assert AdresseEnEchec.objects.get().courriel == "denis@crepis.exemple"
        tasks.envoyer_relance.run(guichet.pk, relance_id=seconde.pk)
    assert [message.to for message in mail.outbox] == [["denis@crepis.exemple"], ["paie@crepis.exemple"]]


def test_l_avis_signe_du_service_de_courriel_note_l_adresse(guichet, client, attribution, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "avis:secret", "BREVO_API_KEY": "x"}
    settings.COURRIEL_SERVICE = "brevo"
    with au("R1"):
        faire_la_journee(guichet)
        with within_guichet(guichet.pk):
            relance = Relance.objects.get()
        suivi = {"guichet": str(guichet.pk), "relance": str(relance.identifiant)}
        avis = {
            "event": "hard_bounce", "email": "denis@crepis.exemple", "reason": "Boîte inconnue",
            "X-Mailin-custom": json.dumps(suivi), "ts_epoch": 1784106000000,
        }  # fmt: skip
        adresse = reverse("suivi_heures:avis_courriel", args=["brevo"])
        envoi = {"data": json.dumps(avis), "content_type": "application/json"}
        assert client.post(adresse, **envoi).status_code == 403
        jeton = {"Authorization": "Basic YXZpczpzZWNyZXQ="}
        assert client.post(adresse, **envoi, headers=jeton).status_code == 204
        assert client.post(adresse, **envoi, headers=jeton).status_code == 204
        assert client.post(reverse("suivi_heures:avis_courriel", args=["mailjet"]), **envoi).status_code == 404
    assert paliers(guichet)[0] == ("R1", "REJETEE")
    with within_guichet(guichet.pk):
        assert AdresseEnEchec.objects.get().motif == "Boîte inconnue"


def test_l_etranger_ne_trouve_rien_et_l_entreprise_n_entre_pas(connecter, attribution, etranger, correspondant):
    page = reverse("suivi_heures:relances_entreprise", args=[attribution.entreprise_id])
    assert connecter(etranger).get(page).status_code == 404
    assert connecter(correspondant).get(page).status_code == 403


def test_deux_personnes_modifient_le_meme_contact(guichet, connecter, attribution, facilitateur):
    with within_guichet(guichet.pk):
        contact = ContactEntreprise.objects.create(
            entreprise=attribution.entreprise, nom="Paie", courriel="paie@crepis.exemple"
        )
    client = connecter(facilitateur)
    adresse = reverse("marches:contact_modifier", args=[contact.pk])
    base = {"nom": "Paie", "fonction": "PAIE", "rang": "1", "remplace": contact.pk}
    assert client.post(adresse, base | {"courriel": "un@crepis.exemple"}).status_code == 302
    tard = client.post(adresse, base | {"courriel": "deux@crepis.exemple"})
    assert tard.status_code == 422
    assert "a été changé pendant que vous écriviez" in tard.text
    assert "deux@crepis.exemple" in tard.text


def test_le_modele_du_guichet_sert_et_le_texte_hostile_reste_du_texte(guichet, connecter, attribution, facilitateur):
    with within_connexion():
        responsable = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Idriss")
    client = connecter(responsable)
    adresse = reverse("suivi_heures:modele_courrier", args=["relance_1"])
    inconnue = client.post(adresse, {"objet": "Relance", "corps": "{mot_de_passe}", "enregistrer": "1"})
    assert inconnue.status_code == 422
    assert "Variable inconnue\u00a0: {mot_de_passe}" in inconnue.text
    hostile = "<script>{% load x %}{{ request }}</script> {entreprise.__class__} {entreprise}"
    assert "&lt;script&gt;" in client.post(adresse, {"objet": "R", "corps": hostile, "apercu": "1"}).text
    client.post(adresse, {"objet": "Relance {entreprise}", "corps": hostile, "enregistrer": "1"})
    assert connecter(facilitateur).post(adresse, {"objet": "a", "corps": "b", "enregistrer": "1"}).status_code == 302
    with au("R1"):
        faire_la_journee(guichet)
    assert mail.outbox[0].subject == "Relance Crépis Neufs"
    texte, _, ajoute = mail.outbox[0].body.partition("\n\n")
    assert texte == hostile.replace("{entreprise}", "Crépis Neufs")
    assert LIEN.search(ajoute), "le lien suit, quand le modèle ne le demande pas"


def test_sans_aucun_retard_les_contacts_et_leurs_liens_restent_a_un_geste(attribution, facilitateur, connecter):
    """The block on the page of the company: nothing is late, a link may still be sent."""
    page = reverse("suivi_heures:relances_entreprise", args=[attribution.entreprise_id])
    with au((2026, 1, 5)):
        bloc = connecter(facilitateur).get(page, headers={"HX-Request": "true"}).text
    assert "Aucune déclaration en retard" in bloc
    assert f'href="{page}#t-contacts"' in bloc
