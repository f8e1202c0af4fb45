"""Conventions through the doors: every figure computed from actions, with what it is known of."""

import datetime
import io
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from beneficiaires.models import Action, Convention, EtapeParcours, ObjectifConvention
from beneficiaires.queries.conventions import annee_de_convention, suivre_conventions
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.queries.affaires.chemins import conventions_a_suivre
from suivi_heures.restitutions.convention import composer_convention
from suivi_heures.restitutions.lire_ecran import lire_table
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.chemins import creer_action, creer_seance, faire_venir, inscrire

pytestmark = pytest.mark.django_db
JOUR = datetime.date(2026, 11, 20)
DEBUT = datetime.date(2026, 1, 1)
# participants, received, entries in training, back to work: the same, without a line of the product
INDEPENDANTE = """
WITH venue AS (
  SELECT DISTINCT a.type, i.beneficiaire_id AS qui, a.date_debut AS de, a.date_fin AS fin
  FROM beneficiaires_presenceaction p
  JOIN beneficiaires_seanceaction s ON s.id = p.seance_id AND s.annulee_a IS NULL AND s.jour <= %(au)s
  JOIN beneficiaires_inscriptionaction i ON i.id = p.inscription_id AND i.retiree_a IS NULL
  JOIN beneficiaires_action a ON a.id = s.action_id AND a.annulee_a IS NULL AND a.convention_id = %(convention)s
  WHERE p.etat = 'PRESENT'),
comptee AS (
  SELECT a.type, coalesce(sum(s.decompte), 0) AS combien
  FROM beneficiaires_seanceaction s JOIN beneficiaires_action a ON a.id = s.action_id
  WHERE a.convention_id = %(convention)s AND a.annulee_a IS NULL AND s.annulee_a IS NULL AND s.jour <= %(au)s
  GROUP BY a.type),
travail AS (
  SELECT beneficiaire_id AS qui, date_debut AS le FROM beneficiaires_contrattravail
  UNION ALL SELECT beneficiaire_id, debut FROM beneficiaires_etapeparcours WHERE nature = 'EMPLOI' AND annule_a IS NULL)
SELECT
  (SELECT count(DISTINCT qui) FROM venue WHERE type = 'DECOUVERTE')
    + (SELECT coalesce(sum(combien), 0) FROM comptee WHERE type = 'DECOUVERTE'),
  (SELECT count(DISTINCT qui) FROM venue WHERE type = 'RECRUTEMENT')
    + (SELECT coalesce(sum(combien), 0) FROM comptee WHERE type = 'RECRUTEMENT'),
  (SELECT count(DISTINCT e.beneficiaire_id) FROM beneficiaires_etapeparcours e
   JOIN beneficiaires_action a ON a.id = e.action_id
   WHERE a.convention_id = %(convention)s AND e.nature = 'FORMATION' AND e.annule_a IS NULL AND e.debut <= %(au)s),
  (SELECT count(DISTINCT v.qui) FROM venue v JOIN travail t ON t.qui = v.qui AND t.le BETWEEN v.de AND v.fin + 183
   WHERE t.le <= %(au)s),
  (SELECT count(DISTINCT qui) FROM venue)
"""


@pytest.fixture
def client(connecter, facilitateur):
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield connecter(facilitateur)


def adresse(nom, pk):
    return reverse(f"suivi_heures:{nom}", args=[pk])


def creer_convention(**champs):
    return Convention.objects.create(
        **{
            "nom": "RSA 2026",
            "partenaires": "Département",
            "date_debut": DEBUT,
            "date_fin": datetime.date(2026, 12, 31),
        }
        | champs
    )


def remplir(convention, *, recus=20, embauches=18):
    """Discoveries counted without a name, a recruitment with names, trainings, jobs in and out of clauses."""
    decouverte = creer_action(type="DECOUVERTE", convention=convention, cout="1500")
    creer_seance(action=decouverte, decompte=50)
    seance = creer_seance(action=creer_action(type="RECRUTEMENT", convention=convention, cout="500"))
    for rang in range(recus):
        inscription = inscrire(action=seance.action)
        faire_venir(inscription, seance)
        personne, jour = inscription.beneficiaire, seance.jour + datetime.timedelta(days=15)
        if rang < embauches // 2:
            creer_contrat(beneficiaire=personne, date_debut=jour, date_fin=None)
        elif rang < embauches:
            EtapeParcours.objects.create(
                beneficiaire=personne, nature="EMPLOI", intitule="Maçon", debut=jour, type_contrat="CDI"
            )
    for _ in range(7):
        EtapeParcours.objects.create(
            beneficiaire=creer_beneficiaire(), nature="FORMATION", intitule="VRD", debut=JOUR, action=decouverte
        )


def test_chaque_indicateur_se_recompte_par_une_requete_a_part(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention()
        remplir(convention)
        remplir(creer_convention(nom="Autre"))
        faits = suivre_conventions([convention], au=JOUR)[0].totale
        with connection.cursor() as curseur:
            curseur.execute(INDEPENDANTE, {"convention": convention.pk, "au": JOUR})
            attendu = curseur.fetchone()

    obtenu = (faits.participants, faits.recues, faits.formation, faits.en_emploi, faits.venues)
    assert obtenu == tuple(attendu) == (50, 20, 7, 18, 20)
    assert (faits.operations, faits.decouvertes, faits.recrutements) == (1, 1, 1)

    for indicateur in ("PARTICIPANTS", "RECUES", "FORMATION", "RETOUR_EMPLOI"):
        client.post(adresse("objectif_fixer", convention.pk), {"indicateur": indicateur, "cible": "1"})
    ecran = lire_table(client.get(adresse("convention", convention.pk)).content)
    participants, recues, formation, en_emploi, venues = attendu
    assert [ligne[1] for ligne in ecran.lignes] == [participants, recues, formation, en_emploi * 100 / venues]


def test_quatre_vingt_dix_pour_cent_de_retour_a_l_emploi_avec_sa_couverture(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention(budget="50000")
        remplir(convention)
    client.post(adresse("objectif_fixer", convention.pk), {"indicateur": "RETOUR_EMPLOI", "cible": "90"})

    page = client.get(adresse("convention", convention.pk)).content.decode()

    assert "90\u202f%" in page
    assert "situation connue de 18 sur 20\u00a0personnes reçues" in page
    assert "Atteint" in page
    assert "2\u202f000,00\u00a0€" in page or "2\u202f000\u00a0€" in page or "2\u202f000" in page


def test_un_objectif_en_retard_se_voit_et_attend_dans_la_file(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention()
        remplir(convention)
        ObjectifConvention.objects.create(convention=convention, indicateur="OPERATIONS", cible=12)
        affaires = conventions_a_suivre(JOUR)

    assert [a.titre for a in affaires] == ["RSA 2026\u00a0: 1\u00a0objectif en retard"]
    assert affaires[0].echeance == datetime.date(2026, 12, 31)
    page = client.get(adresse("convention", convention.pk)).content.decode()
    assert "En retard" in page
    assert "Rattraper l’objectif" in page


def test_un_objectif_se_retire_se_retablit_et_ne_se_double_pas(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention()
    envoi = {"indicateur": "PARTICIPANTS", "cible": "300", "par_an": "on"}
    client.post(adresse("objectif_fixer", convention.pk), envoi)

    refus = client.post(adresse("objectif_fixer", convention.pk), envoi)
    assert refus.status_code == 422
    assert "a déjà un objectif" in refus.content.decode()
    with within_guichet(facilitateur.guichet_id):
        objectif = ObjectifConvention.objects.get()
    client.post(adresse("objectif_retirer", objectif.pk))
    assert "retiré le 20/11/2026" in client.get(adresse("convention", convention.pk)).content.decode()
    client.post(adresse("objectif_retirer", objectif.pk))
    assert "retiré le" not in client.get(adresse("convention", convention.pk)).content.decode()


def test_un_taux_au_dela_de_cent_est_refuse_avec_sa_raison(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention()

    refus = client.post(adresse("objectif_fixer", convention.pk), {"indicateur": "RETOUR_EMPLOI", "cible": "120"})

    assert refus.status_code == 422
    assert "jusqu’à 100" in refus.content.decode()


def test_une_action_annulee_ou_a_venir_ne_compte_pas(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention()
        a_venir = creer_action(type="FORUM", convention=convention, date_debut=datetime.date(2026, 12, 10))
        creer_seance(action=a_venir)
        annulee = creer_seance(action=creer_action(type="FORUM", convention=convention), decompte=30)
        Action.objects.filter(pk=annulee.action_id).update(annulee_a=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC))
        faits = suivre_conventions([convention], au=JOUR)[0].totale

    assert (faits.operations, faits.participants, faits.tenues) == (0, 0, 0)


def test_l_annee_se_compte_du_premier_jour_de_la_convention(facilitateur):
    deux_ans = Convention(date_debut=datetime.date(2025, 9, 1), date_fin=datetime.date(2027, 8, 31))

    assert annee_de_convention(deux_ans, JOUR).debut == datetime.date(2026, 9, 1)
    assert annee_de_convention(deux_ans, datetime.date(2026, 8, 31)).debut == datetime.date(2025, 9, 1)
    assert annee_de_convention(deux_ans, datetime.date(2030, 1, 1)).fin == datetime.date(2027, 8, 31)


def test_la_fiche_du_comite_tient_sur_une_page_et_tait_les_petits_effectifs(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention()
        remplir(convention, recus=3, embauches=2)
        for indicateur, cible in (("RECUES", 65), ("RETOUR_EMPLOI", 90), ("RECRUTEMENTS", 4)):
            ObjectifConvention.objects.create(convention=convention, indicateur=indicateur, cible=cible)

    lecteur = PdfReader(io.BytesIO(client.get(adresse("convention_pdf", convention.pk)).content))
    texte = " ".join("".join(page.extract_text() for page in lecteur.pages).split())
    export = client.get(reverse("suivi_heures:exporter", args=["CONVENTIONS", "csv"])).content.decode()

    assert len(lecteur.pages) == 1
    for lu in (texte, export):
        assert "moins de 5" in lu
        assert "66,7" not in lu
        assert "2 sur 3" not in lu


def test_la_fiche_du_comite_ne_laisse_compter_personne_par_difference(facilitateur):
    """Ten per cent of twenty is two people; nine formed or hired, minus seven formed, is two as well."""
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention()
        remplir(convention, embauches=2)
        for indicateur in ("RECUES", "FORMATION", "FORMES_RECRUTES", "RETOUR_EMPLOI"):
            ObjectifConvention.objects.create(convention=convention, indicateur=indicateur, cible=65)
        suivie = suivre_conventions([convention], au=JOUR)[0]
    dits = {
        public: [ligne.fait for ligne in composer_convention(suivie, seuil=5, public=public).objectifs]
        for public in (False, True)
    }
    assert dits[False] == ["20", "7", "9", "10\u202f%"]
    assert dits[True] == ["20", "non diffusé", "9", "non diffusé"]


def test_la_convention_d_un_autre_guichet_est_inconnue(client, autre_guichet):
    with within_guichet(autre_guichet.pk):
        convention = creer_convention(nom="Ailleurs")

    assert client.get(adresse("convention", convention.pk)).status_code == 404
    assert "Ailleurs" not in client.get(reverse("suivi_heures:conventions")).content.decode()


def test_un_cout_que_personne_n_a_ecrit_n_est_pas_un_cout_nul(client, facilitateur):
    with within_guichet(facilitateur.guichet_id):
        convention = creer_convention(budget=Decimal(10000))
        creer_seance(action=creer_action(type="FORUM", convention=convention, cout=None), decompte=30)
    for page in (
        client.get(adresse("convention", convention.pk)).text,
        client.get(reverse("suivi_heures:conventions")).text,
    ):
        assert "non connu" in page
        assert ">0\u00a0€<" not in page
        assert "0,0\u202f% du budget" not in page
    with within_guichet(facilitateur.guichet_id):
        creer_seance(action=creer_action(type="FORUM", convention=convention, cout="0"), decompte=30)
    page = client.get(adresse("convention", convention.pk)).text
    assert "coût connu de 1 sur 2\u00a0actions tenues" in page
    assert "non connu" not in page
