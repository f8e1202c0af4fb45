"""Needs of companies through the doors: proposed, refused with a motive, hired, and the evidence that stays."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Agrement, StructureAnnuaire
from suivi_heures.models import Besoin, Demarche, EtapeProposition, Proposition
from suivi_heures.queries.affaires.chemins import besoins_a_pourvoir
from suivi_heures.queries.besoins import besoins_mutualisables, situer_besoins
from suivi_heures.queries.demarches import rassembler_diligences
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.chemins import creer_action, inscrire
from tests.factories.marches import creer_entreprise

pytestmark = pytest.mark.django_db
JOUR = datetime.date(2026, 11, 20)
# posts filled and refusals, without a line of the product
DERNIERES = """
SELECT count(*) FILTER (WHERE etat = 'EMBAUCHEE'), count(*) FILTER (WHERE etat LIKE 'REFUS%%')
FROM (SELECT DISTINCT ON (proposition_id) etat FROM suivi_heures_etapeproposition
      JOIN suivi_heures_proposition p ON p.id = proposition_id
      WHERE p.besoin_id = %(besoin)s ORDER BY proposition_id, rang DESC) AS derniere
"""


@pytest.fixture
def client(connecter, facilitateur):
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield connecter(facilitateur)


def adresse(nom, pk):
    return reverse(f"suivi_heures:{nom}", args=[pk])


def creer_besoin(**champs):
    entreprise = champs.pop("entreprise", None) or creer_entreprise(nom="Voirie du Nord")
    return Besoin.objects.create(
        entreprise=entreprise,
        **{"metier": "Maçon", "code_rome": "F1703", "nombre": 2, "debut": datetime.date(2026, 12, 1), "dit_le": JOUR}
        | champs,
    )


def proposer(client, besoin, *personnes):
    envoi = {"personnes": [p.pk for p in personnes], "le": "20/11/2026"}
    return client.post(adresse("besoin_proposer", besoin.pk), envoi)


def avancer(client, proposition, etat, vu, **champs):
    envoi = {"etat": etat, "date": "20/11/2026", "vu": str(vu)} | champs
    return client.post(adresse("proposition_avancer", proposition.pk), envoi)


def test_un_besoin_se_note_et_se_lit_avec_qui_doit_agir(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        entreprise = creer_entreprise(nom="Voirie du Nord")
    envoi = {
        "entreprise": entreprise.pk, "metier": "Maçon", "code_rome": "F1703", "nombre": "2",
        "debut": "01/12/2026", "dit_le": "20/11/2026",
    }  # fmt: skip

    page = client.post(reverse("suivi_heures:besoin_nouveau"), envoi, follow=True).content.decode()

    assert "Maçon" in page
    assert "Le guichet propose" in page
    assert "Voirie du Nord" in client.get(reverse("suivi_heures:besoins")).content.decode()


def test_proposer_et_refuser_nourrissent_la_preuve_des_demarches_sans_nom(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin()
        un, autre = (creer_beneficiaire(nom=nom, prenom="Nadia") for nom in ("AMRANI", "BA"))
    proposer(client, besoin, un, autre)
    with within_guichet(facilitateur.guichet_id):
        proposition = Proposition.objects.get(beneficiaire=un)
    avancer(client, proposition, "REFUS_ENTREPRISE", 1, motif="HORAIRES")

    page = client.get(adresse("besoin", besoin.pk)).content.decode()
    assert "Horaires" in page
    with within_guichet(facilitateur.guichet_id):
        diligences = rassembler_diligences(entreprise_id=besoin.entreprise_id)
        assert (diligences.candidats, diligences.refus) == (2, 1)
        assert all("AMRANI" not in d.texte and "BA" not in d.texte for d in Demarche.objects.all())


def test_un_refus_sans_motif_ne_s_ecrit_ni_par_l_ecran_ni_par_la_base(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin()
        personne = creer_beneficiaire()
    proposer(client, besoin, personne)
    with within_guichet(facilitateur.guichet_id):
        proposition = Proposition.objects.get()

    refus = avancer(client, proposition, "REFUS_CANDIDAT", 1)
    assert refus.status_code == 422
    assert "ce motif est la preuve" in refus.content.decode()
    with within_guichet(facilitateur.guichet_id), pytest.raises(IntegrityError), transaction.atomic():
        EtapeProposition.objects.create(proposition=proposition, rang=2, etat="REFUS_CANDIDAT", date=JOUR)


def test_deux_personnes_qui_font_avancer_la_meme_proposition_la_seconde_est_prevenue(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin()
        personne = creer_beneficiaire()
    proposer(client, besoin, personne)
    with within_guichet(facilitateur.guichet_id):
        proposition = Proposition.objects.get()
    assert avancer(client, proposition, "ENTRETIEN", 1).status_code == 302

    seconde = avancer(client, proposition, "REFUS_CANDIDAT", 1, motif="SALAIRE")

    assert seconde.status_code == 422
    assert "entre-temps" in seconde.content.decode()
    with within_guichet(facilitateur.guichet_id):
        assert EtapeProposition.objects.count() == 2
        assert rassembler_diligences(entreprise_id=besoin.entreprise_id).refus == 0


def test_une_embauche_n_est_pas_notee_avant_son_jour(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin, personne = creer_besoin(), creer_beneficiaire()
    envoi = {"personnes": [personne.pk], "le": "30/11/2027"}
    page = client.post(adresse("besoin_proposer", besoin.pk), envoi, follow=True).text
    assert "Ce fait n’a pas encore eu lieu" in page
    proposer(client, besoin, personne)
    with within_guichet(facilitateur.guichet_id):
        proposition = Proposition.objects.get()

    refus = avancer(client, proposition, "EMBAUCHEE", 1, date="30/11/2027")

    assert refus.status_code == 422
    assert "Ce fait n’a pas encore eu lieu" in refus.text


def test_la_derniere_etape_d_une_proposition_se_reprend_avec_son_motif_et_sa_demarche(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin, personne = creer_besoin(), creer_beneficiaire()
    proposer(client, besoin, personne)
    with within_guichet(facilitateur.guichet_id):
        proposition = Proposition.objects.get()
    assert "Notée par erreur" not in client.get(adresse("proposition_avancer", proposition.pk)).text
    avancer(client, proposition, "REFUS_ENTREPRISE", 1, motif="HORAIRES")
    assert "Notée par erreur" in client.get(adresse("proposition_avancer", proposition.pk)).text

    assert avancer(client, proposition, "REPRISE", 2).status_code == 422
    assert avancer(client, proposition, "REPRISE", 2, pourquoi="Réponse d’une autre entreprise").status_code == 302

    page = client.get(adresse("besoin", besoin.pk)).text
    assert "Proposée, le 20/11/2026" in page
    assert "refusée par l’entreprise le 20/11/2026" in page
    assert "reprise le 20/11/2026\u00a0: Réponse d’une autre entreprise" in page
    with within_guichet(facilitateur.guichet_id):
        diligences = rassembler_diligences(entreprise_id=besoin.entreprise_id)
        assert (diligences.candidats, diligences.refus) == (1, 0)
        assert situer_besoins([besoin], au=JOUR)[0].ouvertes == 1
    # the proposal itself is not taken back
    assert avancer(client, proposition, "REPRISE", 3, pourquoi="Encore").status_code == 422


def test_une_embauche_choisit_un_contrat_de_la_personne_et_se_recompte_a_part(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin()
        embauchee, refusee, d_une_autre = (creer_beneficiaire() for _ in range(3))
    proposer(client, besoin, embauchee, refusee)
    with within_guichet(facilitateur.guichet_id):
        contrat = creer_contrat(beneficiaire=embauchee, employeur_id=besoin.entreprise_id)
        etranger = creer_contrat(beneficiaire=d_une_autre)
        une, autre = (Proposition.objects.get(beneficiaire=p) for p in (embauchee, refusee))
    assert avancer(client, une, "EMBAUCHEE", 1, contrat=etranger.pk).status_code == 422
    assert avancer(client, une, "EMBAUCHEE", 1, contrat=contrat.pk).status_code == 302
    avancer(client, autre, "REFUS_CANDIDAT", 1, motif="DISTANCE")

    with within_guichet(facilitateur.guichet_id):
        situe = situer_besoins([besoin], au=JOUR)[0]
        with connection.cursor() as curseur:
            curseur.execute(DERNIERES, {"besoin": besoin.pk})
            attendu = curseur.fetchone()
    assert (situe.embauchees, situe.refus) == tuple(attendu) == (1, 1)
    assert situe.reste == 1


def test_une_personne_en_contrat_n_est_pas_proposee_une_formee_au_metier_vient_d_abord(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin()
        prise = creer_beneficiaire(nom="PRISE")
        creer_contrat(beneficiaire=prise, date_debut=datetime.date(2026, 1, 1), date_fin=None)
        creer_beneficiaire(nom="ALBERT")
        inscrire(action=creer_action(code_rome="F1703"), personne=creer_beneficiaire(nom="ZOLA"))

    page = client.get(adresse("besoin_proposer", besoin.pk)).content.decode()

    assert "PRISE" not in page
    assert page.index("ZOLA") < page.index("ALBERT")
    assert "vue dans une action de ce métier" in page


def test_le_meme_metier_dans_deux_entreprises_se_met_en_commun(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        for nom, nombre in (("Nord", 2), ("Sud", 3)):
            creer_besoin(entreprise=creer_entreprise(nom=nom), nombre=nombre)
        rattache = creer_besoin(entreprise=creer_entreprise(nom="Est"), action=creer_action())
        communs = besoins_mutualisables(situer_besoins(Besoin.objects.all(), au=JOUR))

    assert [(m.entreprises, m.postes) for m in communs] == [(2, 5)]
    assert rattache.action_id
    page = client.get(reverse("suivi_heures:besoins")).content.decode()
    assert "5\u00a0postes dans 2\u00a0entreprises" in page


def test_la_file_dit_qui_doit_agir_le_guichet_puis_l_entreprise(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin(nombre=1)
        assert [(a.qui, a.echeance) for a in besoins_a_pourvoir(JOUR)] == [("Vous", datetime.date(2026, 12, 1))]
        personne = creer_beneficiaire()
    proposer(client, besoin, personne)
    with within_guichet(facilitateur.guichet_id):
        assert besoins_a_pourvoir(JOUR) == []
        plus_tard = JOUR + datetime.timedelta(days=10)
        assert [a.qui for a in besoins_a_pourvoir(plus_tard)] == ["Voirie du Nord"]


def test_un_besoin_pourvu_quitte_ceux_a_pourvoir_et_n_attend_personne(client, facilitateur):
    liste = reverse("suivi_heures:besoins")
    with within_guichet(facilitateur.guichet_id):
        pourvu, reste = creer_besoin(metier="Carreleur", nombre=1), creer_besoin(metier="Grutier", nombre=2)
        for besoin, etats in ((pourvu, ["PROPOSEE", "EMBAUCHEE"]), (reste, ["EMBAUCHEE", "RETIREE"])):
            proposition = Proposition.objects.create(besoin=besoin, beneficiaire=creer_beneficiaire())
            for rang, etat in enumerate(etats, start=1):
                EtapeProposition.objects.create(proposition=proposition, rang=rang, etat=etat, date=JOUR)
        proposition = Proposition.objects.create(besoin=reste, beneficiaire=creer_beneficiaire())
        EtapeProposition.objects.create(proposition=proposition, rang=1, etat="EMBAUCHEE", date=JOUR)
        dits = {s.besoin.metier: s.embauchees for s in situer_besoins(Besoin.objects.all(), au=JOUR)}
        assert dict(Besoin.objects.embauches().values_list("metier", "embauches")) == dits
        assert dits == {"Carreleur": 1, "Grutier": 1}
    page = client.get(liste).content.decode()
    assert "Grutier" in page
    assert "Carreleur" not in page
    rangs = client.get(liste, {"quand": "pourvus"}).context["rangs"]
    assert [(r["metier"], r["etat"], r["qui"]) for r in rangs] == [("Carreleur", "pourvu", "Personne")]
    assert len(client.get(liste, {"quand": "tous"}).context["rangs"]) == 2
    with within_guichet(facilitateur.guichet_id):
        Besoin.objects.filter(pk=reste.pk).update(nombre=1)
    assert "Tout est pourvu" in client.get(liste).content.decode()


def test_fermer_demande_un_motif_et_rouvrir_se_peut(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin()

    assert client.post(adresse("besoin_fermer", besoin.pk), {"motif": ""}).status_code == 422
    page = client.post(adresse("besoin_fermer", besoin.pk), {"motif": "Chantier reporté"}, follow=True)
    assert "Chantier reporté" in page.content.decode()
    refus = proposer(client, besoin)
    assert refus.status_code in (302, 422)
    client.post(adresse("besoin_fermer", besoin.pk))
    assert "Maçon" in client.get(reverse("suivi_heures:besoins")).content.decode()


def test_l_export_des_besoins_porte_des_nombres_et_aucun_nom_de_personne(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin()
        personne = creer_beneficiaire(nom="AMRANI")
    proposer(client, besoin, personne)

    texte = client.get(reverse("suivi_heures:exporter", args=["BESOINS", "csv"])).content.decode()

    assert "Maçon;F1703;Voirie du Nord" in texte
    assert "AMRANI" not in texte


def test_le_besoin_d_un_autre_guichet_est_inconnu(client, autre_guichet):
    with within_guichet(autre_guichet.pk):
        besoin = creer_besoin()

    assert client.get(adresse("besoin", besoin.pk)).status_code == 404


def test_qui_doit_repondre_le_fait_depuis_un_jour_et_avant_un_autre(client, connecter, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin, personne = creer_besoin(nombre=1, debut=datetime.date(2027, 1, 9)), creer_beneficiaire()
    page = client.get(adresse("besoin", besoin.pk)).text
    assert "à partir du 09/01/2027" in page
    assert "depuis le 09/01/2027" not in page
    assert "Le guichet propose, depuis le 20/11/2026, avant le 09/01/2027" in page

    proposer(client, besoin, personne)

    for page in (client.get(adresse("besoin", besoin.pk)).text, client.get(reverse("suivi_heures:besoins")).text):
        assert "Voirie du Nord répond, depuis le 20/11/2026, avant le 30/11/2026" in page

    with time_machine.travel(datetime.datetime(2026, 12, 14, 10, 0), tick=False):
        client = connecter(facilitateur)
        for page in (client.get(adresse("besoin", besoin.pk)).text, client.get(reverse("suivi_heures:besoins")).text):
            assert "avant le 30/11/2026, échéance dépassée de 14\u00a0jours" in page


def test_une_convention_en_cours_qui_finit_avant_le_poste_n_est_pas_dite_echue(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        besoin = creer_besoin(debut=datetime.date(2027, 1, 9))
        structure = StructureAnnuaire.objects.create(
            cle="lilas", nom="Chantier des Lilas", type="ACI", naf="43.99C", source="DDETS"
        )
        Agrement.objects.create(
            structure=structure, debut=datetime.date(2024, 1, 1), fin=datetime.date(2026, 12, 31), source="DDETS"
        )

    page = client.get(adresse("besoin", besoin.pk)).text

    assert "Convention échue" not in page
    assert "Convention en cours, finit le 31/12/2026, avant le début du poste, le 09/01/2027" in page
