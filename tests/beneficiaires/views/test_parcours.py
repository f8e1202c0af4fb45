"""Paths to work through the doors: the thread, what is masked, exits, and what is still to ask."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from beneficiaires.models import Engagement, EtapeParcours, Frein, Situation, Sortie
from beneficiaires.queries.parcours import ajouter_mois, dresser_sorties
from clauses_app.audit.models import Evenement
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.queries.affaires.chemins import presences_a_noter, suites_a_demander
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.chemins import creer_seance, inscrire
from tests.factories.marches import creer_entreprise

pytestmark = pytest.mark.django_db
JOUR = datetime.date(2026, 11, 20)
# the same rate, without a line of the product
DYNAMIQUES = """
SELECT count(*) FILTER (WHERE type NOT IN ('CHOMAGE', 'INACTIVITE', 'SANS_NOUVELLES', 'NEUTRALISEE')),
       count(*) FILTER (WHERE type <> 'NEUTRALISEE')
FROM beneficiaires_sortie WHERE annule_a IS NULL AND date_part('year', le) = 2026
"""


@pytest.fixture
def client(connecter, facilitateur):
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield connecter(facilitateur)


def adresse(nom, pk):
    return reverse(f"beneficiaires:{nom}", args=[pk])


def sortir(personne, type_sortie="CHOMAGE", le=datetime.date(2026, 2, 10)):
    return Sortie.objects.create(beneficiaire=personne, type=type_sortie, le=le)


def test_le_fil_mele_contrats_et_etapes_et_dit_le_changement_d_employeur(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
        for rang, (debut, fin) in enumerate(((2, 5), (6, 9))):
            creer_contrat(
                beneficiaire=personne,
                employeur_id=creer_entreprise(nom=f"Employeur {rang}").pk,
                date_debut=datetime.date(2026, debut, 1),
                date_fin=datetime.date(2026, fin, 30),
            )
    envoi = {"nature": "FORMATION", "intitule": "Constructeur en voirie et réseaux", "debut": "01/10/2026"}
    client.post(adresse("etape_nouvelle", personne.pk), envoi)

    page = client.get(adresse("parcours", personne.pk)).content.decode()

    ordre = [page.index(mot) for mot in ("Employeur 0", "Employeur 1", "Constructeur en voirie")]
    assert ordre == sorted(ordre)
    assert page.count("Changement d’employeur") == 1


def test_une_etape_se_reprend_et_ne_se_perd_pas(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
        etape = EtapeParcours.objects.create(
            beneficiaire=personne, nature="IMMERSION", intitule="Peinture", debut=datetime.date(2026, 10, 5)
        )

    client.post(adresse("etape_reprendre", etape.pk))
    assert "Peinture" not in client.get(adresse("parcours", personne.pk)).content.decode()
    client.post(adresse("etape_reprendre", etape.pk))
    assert "Peinture" in client.get(adresse("parcours", personne.pk)).content.decode()


def test_un_emploi_hors_clause_demande_son_contrat_et_rien_d_autre_n_en_a(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
    envoi = {"nature": "EMPLOI", "intitule": "Maçon", "debut": "01/10/2026"}

    refus = client.post(adresse("etape_nouvelle", personne.pk), envoi)
    assert refus.status_code == 422
    assert "Choisissez le contrat de cet emploi" in refus.content.decode()
    with within_guichet(facilitateur.guichet_id), pytest.raises(IntegrityError), transaction.atomic():
        EtapeParcours.objects.create(
            beneficiaire=personne, nature="FORMATION", intitule="x", debut=JOUR, type_contrat="CDI"
        )


def test_freins_et_engagement_ne_se_lisent_qu_avec_un_motif_garde_au_journal(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
        Frein.objects.create(beneficiaire=personne, type="MOBILITE", constate_le=JOUR, service="Auto-école sociale")
        Engagement.objects.create(beneficiaire=personne, signe_le=JOUR, referent="Maison des solidarités")
    for nom in ("parcours", "fiche"):
        page = client.get(adresse(nom, personne.pk)).content.decode()
        assert "Auto-école" not in page
        assert "Maison des solidarités" not in page

    assert client.post(adresse("parcours_reveler", personne.pk), {"motif": ""}).status_code == 422
    lu = client.post(adresse("parcours_reveler", personne.pk), {"motif": "Préparer l’entretien"})

    assert "Auto-école sociale" in lu.content.decode()
    assert "Maison des solidarités" in lu.content.decode()
    assert lu["Cache-Control"] == "private, no-store"
    with within_guichet(facilitateur.guichet_id):
        fait = Evenement.objects.get(verbe="CRITERE_LU")
        assert fait.faits["pourquoi"] == "Préparer l’entretien"
        assert "Auto-école" not in str(list(Evenement.objects.values_list("faits", "objet_libelle")))


def test_une_difficulte_personnelle_ne_porte_jamais_de_detail(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
    envoi = {"type": "PERSONNEL", "constate_le": "02/11/2026", "service": "Centre de soins"}

    assert client.post(adresse("frein_nouveau", personne.pk), envoi).status_code == 422
    with within_guichet(facilitateur.guichet_id), pytest.raises(IntegrityError), transaction.atomic():
        Frein.objects.create(beneficiaire=personne, type="PERSONNEL", constate_le=JOUR, service="Centre de soins")


def test_une_seule_sortie_tient_et_la_reprendre_en_permet_une_autre(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
    envoi = {"type": "CHOMAGE", "le": "10/02/2026"}
    client.post(adresse("sortie_noter", personne.pk), envoi)

    refus = client.post(adresse("sortie_noter", personne.pk), {"type": "CDI", "le": "10/02/2026"})
    assert refus.status_code == 422
    assert "Une sortie est déjà notée" in refus.content.decode()
    with within_guichet(facilitateur.guichet_id):
        sortie = Sortie.objects.get()
    client.post(adresse("sortie_reprendre", sortie.pk))
    assert client.post(adresse("sortie_noter", personne.pk), {"type": "CDI", "le": "10/02/2026"}).status_code == 302


def test_le_dernier_cdi_propose_la_sortie(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
        creer_contrat(beneficiaire=personne, type_contrat="CDI", date_debut=datetime.date(2026, 7, 6), date_fin=None)

    page = client.get(adresse("sortie_noter", personne.pk)).content.decode()

    assert '<option value="CDI" selected>' in page
    assert 'value="06/07/2026"' in page


def test_la_file_demande_la_derniere_echeance_et_un_contrat_y_repond_seul(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        a_demander, en_contrat, dite, neutre = (creer_beneficiaire() for _ in range(4))
        for personne in (a_demander, en_contrat, dite):
            sortir(personne)
        sortir(neutre, "NEUTRALISEE")
        creer_contrat(beneficiaire=en_contrat, date_debut=datetime.date(2026, 5, 1), date_fin=None)
        Situation.objects.create(
            beneficiaire=dite,
            sortie=Sortie.objects.get(beneficiaire=dite),
            mois=6,
            situation="EMPLOI",
            le=JOUR,
            source="TELEPHONE",
        )
        affaires = suites_a_demander(JOUR)

    assert [a.titre for a in affaires] == [f"{a_demander}\u00a0: situation à 6 mois à demander"]
    assert (affaires[0].depuis, affaires[0].echeance) == (datetime.date(2026, 8, 10), datetime.date(2026, 9, 9))
    page = client.get(f"{adresse('situation_noter', affaires[0].cle)}{affaires[0].requete}").content.decode()
    assert '<option value="6" selected>' in page
    envoi = {"mois": "6", "situation": "RECHERCHE", "le": "20/11/2026", "source": "TELEPHONE"}
    client.post(adresse("situation_noter", affaires[0].cle), envoi)
    with within_guichet(facilitateur.guichet_id):
        assert suites_a_demander(JOUR) == []


def test_une_seance_passee_sans_presence_attend_dans_la_file(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        seance = creer_seance()
        inscrire(action=seance.action)
        assert [a.cle for a in presences_a_noter(JOUR)] == [seance.pk]
        seance.decompte = 0
        seance.save()
        assert presences_a_noter(JOUR) == []
    assert client.get(reverse("suivi_heures:tableau_de_bord")).status_code == 200


def test_le_taux_de_sorties_dynamiques_se_recompte_a_part(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        types = ["CDI"] * 6 + ["CDD_COURT"] * 5 + ["FORMATION"] * 5 + ["CHOMAGE"] * 7 + ["NEUTRALISEE"] * 5
        for type_sortie in types:
            sortir(creer_beneficiaire(), type_sortie)
        bilan = dresser_sorties(du=datetime.date(2026, 1, 1), au=datetime.date(2026, 12, 31), ce_jour=JOUR)
        with connection.cursor() as curseur:
            curseur.execute(DYNAMIQUES)
            attendu = curseur.fetchone()

    assert (bilan.dynamiques, bilan.retenues) == tuple(attendu) == (16, 23)
    page = client.get(reverse("suivi_heures:suites_parcours")).content.decode()
    assert "16 sur 23, 69,6\u202f%" in page
    # six months reached by all, known of nobody: no rate without its coverage
    assert "0 sur 23" in page


def test_les_petits_effectifs_sont_tus_a_l_ecran_et_a_l_export(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        for type_sortie in ["CDI"] * 3 + ["CHOMAGE"] * 20 + ["FORMATION"] * 9:
            sortir(creer_beneficiaire(), type_sortie)

    page = client.get(reverse("suivi_heures:suites_parcours")).content.decode()
    export = client.get(reverse("suivi_heures:exporter", args=["SORTIES", "csv"])).content.decode()

    for lu in (page, export):
        assert "moins de 5" in lu
        assert "12 sur 32" not in lu
    assert "Emploi durable;moins de 5" in export


def test_les_mois_apres_la_sortie_tiennent_a_la_fin_des_mois_courts():
    assert ajouter_mois(datetime.date(2025, 11, 30), 3) == datetime.date(2026, 2, 28)
    assert ajouter_mois(datetime.date(2026, 1, 31), 24) == datetime.date(2028, 1, 31)


def test_une_situation_ne_se_note_pas_avant_son_echeance_et_la_page_dit_quand_elle_s_ouvre(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        sortie = sortir(creer_beneficiaire(), le=datetime.date(2026, 7, 6))
    envoi = {"mois": "24", "situation": "EMPLOI", "le": "20/11/2026", "source": "TELEPHONE"}

    refus = client.post(adresse("situation_noter", sortie.pk), envoi)

    assert refus.status_code == 422
    assert "24 mois après la sortie du 06/07/2026, ce sera le 06/07/2028" in refus.text
    assert "se note à partir du 06/06/2028" in refus.text
    # some weeks early, the milestone is already there to be told
    assert (
        client.post(adresse("situation_noter", sortie.pk), envoi | {"mois": "3", "le": "06/09/2026"}).status_code == 302
    )
    assert (
        client.post(adresse("situation_noter", sortie.pk), envoi | {"mois": "6", "le": "06/09/2026"}).status_code == 422
    )
    with within_guichet(facilitateur.guichet_id):
        assert [s.mois for s in Situation.objects.all()] == [3]


def test_une_situation_dite_trop_tot_reste_lisible_et_ne_repond_pas_a_l_echeance(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        personne = creer_beneficiaire()
        sortie = sortir(personne)
        Situation.objects.create(
            beneficiaire=personne, sortie=sortie, mois=6, situation="EMPLOI", le=sortie.le, source="TELEPHONE"
        )
        titres = [a.titre for a in suites_a_demander(JOUR)]

    assert titres == [f"{personne}\u00a0: situation à 6 mois à demander"]
    page = client.get(adresse("parcours", personne.pk)).text
    assert "Ne compte pas\u00a0: dite avant l’échéance, qui s’ouvre le 10/07/2026" in page


def test_le_parcours_d_un_autre_guichet_est_inconnu(client, autre_guichet):
    with within_guichet(autre_guichet.pk):
        personne = creer_beneficiaire()
        sortie = sortir(personne)

    assert client.get(adresse("parcours", personne.pk)).status_code == 404
    assert client.post(adresse("sortie_reprendre", sortie.pk)).status_code == 404
