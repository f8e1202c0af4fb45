"""Collective actions through the doors: opened, called, counted, cancelled, and what they gave."""

import datetime
import io

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from beneficiaires.models import Action, InscriptionAction, PresenceAction, SeanceAction
from beneficiaires.queries.actions import dresser_bilan, lire_inscriptions, situer_seances
from beneficiaires.services.reunir_fiches import reunir_fiches
from beneficiaires.services.separer_fiches import separer_fiches
from clauses_app.audit.models import Evenement
from clauses_app.tenancy.contexte import within_guichet
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.chemins import JOUR, creer_action, creer_seance, faire_venir, inscrire

pytestmark = pytest.mark.django_db
AUJOURDHUI = datetime.date(2026, 11, 20)
# the same figures, without a line of the product
INDEPENDANTE = """
SELECT count(DISTINCT i.beneficiaire_id) FILTER (WHERE EXISTS (
         SELECT 1 FROM beneficiaires_presenceaction p JOIN beneficiaires_seanceaction s ON s.id = p.seance_id
         WHERE p.inscription_id = i.id AND p.etat = 'PRESENT' AND s.annulee_a IS NULL)),
       (SELECT coalesce(sum(s.decompte), 0) FROM beneficiaires_seanceaction s
        WHERE s.action_id = a.id AND s.annulee_a IS NULL AND s.jour <= %(au)s),
       count(DISTINCT i.beneficiaire_id) FILTER (WHERE EXISTS (
         SELECT 1 FROM beneficiaires_contrattravail c WHERE c.beneficiaire_id = i.beneficiaire_id
         AND c.date_debut BETWEEN a.date_debut AND a.date_fin + 183) AND EXISTS (
         SELECT 1 FROM beneficiaires_presenceaction p WHERE p.inscription_id = i.id AND p.etat = 'PRESENT'))
FROM beneficiaires_action a JOIN beneficiaires_inscriptionaction i ON i.action_id = a.id AND i.retiree_a IS NULL
WHERE a.id = %(action)s GROUP BY a.id
"""


@pytest.fixture
def client(connecter, facilitateur):
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield connecter(facilitateur)


def adresse(nom, pk):
    return reverse(f"beneficiaires:{nom}", args=[pk])


def test_une_action_d_un_jour_ouvre_sa_seance_sans_la_retaper(client, facilitateur):
    envoi = {"type": "FORUM", "nom": "Forum des travaux publics", "date_debut": "10/12/2026", "lieu": "Halle"}

    reponse = client.post(reverse("beneficiaires:action_nouvelle"), envoi, follow=True)

    assert "Forum des travaux publics" in reponse.content.decode()
    with within_guichet(facilitateur.guichet_id):
        seance = SeanceAction.objects.get(action__nom="Forum des travaux publics")
    assert (seance.jour, seance.lieu) == (datetime.date(2026, 12, 10), "Halle")


def test_une_fin_avant_le_debut_et_un_mauvais_code_rome_gardent_la_saisie(client):
    envoi = {"type": "POEC", "nom": "Maçons", "date_debut": "10/12/2026", "date_fin": "1/12/2026", "code_rome": "17"}

    reponse = client.post(reverse("beneficiaires:action_nouvelle"), envoi)

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "La fin est avant le début" in page
    assert "une lettre et quatre chiffres" in page
    assert 'value="1/12/2026"' in page


def test_un_toucher_note_la_presence_et_le_meme_la_reprend(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        seance = creer_seance()
        inscription = inscrire(action=seance.action, personne=creer_beneficiaire(nom="AMRANI", prenom="Nadia"))
    page = client.get(adresse("seance_emarger", seance.pk)).content.decode()
    assert "AMRANI Nadia" in page

    envoi = {"inscription": inscription.pk, "etat": "PRESENT"}
    reponse = client.post(adresse("seance_noter", seance.pk), envoi, headers={"hx-request": "true"})

    assert 'aria-pressed="true"' in reponse.content.decode()
    assert "Notées\u00a0: 1 sur 1" in reponse.content.decode()
    with within_guichet(facilitateur.guichet_id):
        assert PresenceAction.objects.get().etat == "PRESENT"
    client.post(adresse("seance_noter", seance.pk), envoi | {"etat": ""})
    with within_guichet(facilitateur.guichet_id):
        assert not PresenceAction.objects.exists()


def test_la_presence_d_une_seance_a_venir_est_refusee_avec_sa_date(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        seance = creer_seance(action=creer_action(date_debut=datetime.date(2026, 12, 1)))
        inscription = inscrire(action=seance.action)

    envoi = {"inscription": inscription.pk, "etat": "PRESENT"}
    reponse = client.post(adresse("seance_noter", seance.pk), envoi, follow=True)

    assert "La séance est le 01/12/2026" in reponse.content.decode()
    with within_guichet(facilitateur.guichet_id):
        assert not PresenceAction.objects.exists()


def test_trois_cents_participants_se_comptent_sans_une_fiche(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        action = creer_action(type="DECOUVERTE", date_debut=JOUR, date_fin=JOUR + datetime.timedelta(days=60))
        seances = [creer_seance(action=action, jour=JOUR + datetime.timedelta(days=10 * n)) for n in range(6)]
    for seance in seances:
        client.post(adresse("seance_compter", seance.pk), {"nombre": "50"})

    page = client.get(adresse("action", action.pk)).content.decode()

    assert '<span class="valeur">300</span>' in page
    assert "300\u00a0comptés sans nom" in page
    with within_guichet(facilitateur.guichet_id):
        assert not InscriptionAction.objects.exists()


def test_ce_qui_a_suivi_se_lit_dans_les_contrats_avec_sa_couverture(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        seance = creer_seance()
        action = seance.action
        embauchee, trop_tard, avant, sans_suite, absente = (inscrire(action=action) for _ in range(5))
        for une in (embauchee, trop_tard, avant, sans_suite):
            faire_venir(une, seance)
        faire_venir(absente, seance, "ABSENT")
        for une, jour in (
            (embauchee, JOUR + datetime.timedelta(days=20)),
            (trop_tard, JOUR + datetime.timedelta(days=184)),
            (avant, JOUR - datetime.timedelta(days=1)),
            (absente, JOUR + datetime.timedelta(days=3)),
        ):
            creer_contrat(beneficiaire=une.beneficiaire, date_debut=jour, date_fin=None)
        sans_suite.issue, sans_suite.issue_le = "SANS_SUITE", JOUR
        sans_suite.save()
        bilan = dresser_bilan(lire_inscriptions([action]), situer_seances([action], au=AUJOURDHUI))
        with connection.cursor() as curseur:
            curseur.execute(INDEPENDANTE, {"action": action.pk, "au": AUJOURDHUI})
            attendu = curseur.fetchone()

    assert (bilan.presentes, bilan.comptees, bilan.en_emploi) == tuple(attendu) == (4, 0, 1)
    page = client.get(adresse("action", action.pk)).content.decode()
    assert "1 sur 4" in page
    assert "suite connue pour 2 sur 4 (50,0\u202f%)" in page


def test_une_seance_annulee_ne_compte_plus_et_revient(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        seance = creer_seance(decompte=12)

    client.post(adresse("seance_annuler", seance.pk))
    assert "12\u00a0comptés" not in client.get(adresse("action", seance.action_id)).content.decode()
    client.post(adresse("seance_annuler", seance.pk))
    assert "12\u00a0comptés" in client.get(adresse("action", seance.action_id)).content.decode()


def test_annuler_une_action_demande_un_motif_et_se_retablit(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        action = creer_action()

    assert client.post(adresse("action_annuler", action.pk), {"motif": ""}).status_code == 422
    page = client.post(adresse("action_annuler", action.pk), {"motif": "Salle fermée"}, follow=True).content.decode()
    assert "Salle fermée" in page
    assert action.nom not in client.get(reverse("beneficiaires:actions")).content.decode()
    client.post(adresse("action_annuler", action.pk))
    assert action.nom in client.get(reverse("beneficiaires:actions")).content.decode()


def test_inscrire_deux_fois_ne_fait_qu_une_inscription_et_retirer_se_defait(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        action, personne = creer_action(), creer_beneficiaire(nom="BA", prenom="Moussa")
    for _ in range(2):
        client.post(adresse("action_inscrire", action.pk), {"personnes": [personne.pk]})
    with within_guichet(facilitateur.guichet_id):
        inscription = InscriptionAction.objects.get()

    client.post(adresse("inscription_retirer", inscription.pk))
    assert "BA Moussa" not in client.get(adresse("action", action.pk)).content.decode()
    client.post(adresse("action_inscrire", action.pk), {"personnes": [personne.pk]})
    assert "BA Moussa" in client.get(adresse("action", action.pk)).content.decode()


def test_la_feuille_a_signer_porte_les_noms_et_rien_d_autre(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        seance = creer_seance()
        inscrire(action=seance.action, personne=creer_beneficiaire(nom="AMRANI", prenom="Nadia", commune="Porte-Sud"))

    reponse = client.get(adresse("seance_feuille", seance.pk))

    texte = "".join(page.extract_text() for page in PdfReader(io.BytesIO(reponse.content)).pages)
    assert reponse["Cache-Control"] == "private, no-store"
    assert "AMRANI Nadia" in texte
    assert "Porte-Sud" not in texte
    assert "1990" not in texte


def test_la_convocation_porte_le_texte_du_guichet_et_se_note(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        action = creer_action(nom="Visite du chantier", date_debut=datetime.date(2026, 12, 1))
        creer_seance(action=action, debut=datetime.time(9, 30), lieu="Base vie")
        inscription = inscrire(action=action, personne=creer_beneficiaire(nom="BA", prenom="Moussa"))

    reponse = client.get(reverse("suivi_heures:convocations_pdf", args=[action.pk]))
    texte = " ".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(reponse.content)).pages).split())
    assert "Moussa BA" in texte
    assert "1 décembre 2026 à 09:30, Base vie" in texte.replace("1er", "1")
    assert "Page" not in texte  # each holds one letter: it is no page of a pile
    ecran = reverse("suivi_heures:action_convoquer", args=[action.pk])
    assert client.post(ecran, {"moyen": "LETTRE"}).status_code == 422
    page = client.post(ecran, {"moyen": "LETTRE", "inscriptions": [inscription.pk]}, follow=True).content.decode()
    assert "20/11/2026, lettre" in page


def test_reunir_deux_fiches_garde_une_seule_inscription_et_se_defait(facilitateur):
    with within_guichet(facilitateur.guichet_id):
        commune, autre = creer_action(), creer_action()
        gardee, absorbee = creer_beneficiaire(), creer_beneficiaire()
        for action, personne in ((commune, gardee), (commune, absorbee), (autre, absorbee)):
            inscrire(action=action, personne=personne)
        fusion = reunir_fiches(gardee=gardee, absorbee=absorbee, par=facilitateur)
        bilan = dresser_bilan(lire_inscriptions([commune, autre]), [])
        assert bilan.inscrites == 1
        assert InscriptionAction.objects.get(action=autre).beneficiaire_id == gardee.pk
        separer_fiches(fusion=fusion, par=facilitateur)
        assert InscriptionAction.objects.get(action=autre).beneficiaire_id == absorbee.pk


def test_l_export_des_actions_porte_des_nombres_et_aucun_nom(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        seance = creer_seance(decompte=40)
        faire_venir(inscrire(action=seance.action, personne=creer_beneficiaire(nom="AMRANI")), seance)

    texte = client.get(reverse("suivi_heures:exporter", args=["ACTIONS", "csv"])).content.decode()

    assert f"{seance.action.nom};Job dating;10/03/2026" in texte
    assert ";1;41;" in texte
    assert "AMRANI" not in texte


def test_un_autre_guichet_ne_voit_pas_l_action(client, facilitateur, autre_guichet):
    with within_guichet(autre_guichet.pk):
        action = creer_action(nom="Forum d’ailleurs")

    assert client.get(adresse("action", action.pk)).status_code == 404
    assert "Forum d’ailleurs" not in client.get(reverse("beneficiaires:actions")).content.decode()
    with within_guichet(facilitateur.guichet_id):
        assert not Action.objects.exists()


def test_au_dela_des_places_personne_n_est_inscrit_sans_le_confirmer(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        action = creer_action(places=1)
        deja, de_plus = creer_beneficiaire(), creer_beneficiaire()
    client.post(adresse("action_inscrire", action.pk), {"personnes": [deja.pk]})

    arret = client.post(adresse("action_inscrire", action.pk), {"personnes": [de_plus.pk]})

    assert arret.status_code == 422
    assert "1\u00a0place, 1\u00a0déjà inscrit\u00a0: 1\u00a0personne de plus, c’est 1 au-delà des places." in arret.text
    assert f'value="{de_plus.pk}" id="p-{de_plus.pk}" checked' in arret.text  # nothing is ticked twice
    with within_guichet(facilitateur.guichet_id):
        assert InscriptionAction.objects.filter(action=action, retiree_a=None).count() == 1
    suite = client.post(adresse("action_inscrire", action.pk), {"personnes": [de_plus.pk], "au_dela": "1"})
    assert suite.status_code == 302
    with within_guichet(facilitateur.guichet_id):
        assert InscriptionAction.objects.filter(action=action, retiree_a=None).count() == 2
        assert Evenement.objects.filter(verbe="ACTION_INSCRIPTION").latest("pk").faits["au_dela_des_places"] == 1
