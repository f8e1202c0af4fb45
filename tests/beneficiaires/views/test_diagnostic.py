"""A shared diagnosis, the services it opens, the word about the RSA, a step corrected: through the doors."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from beneficiaires.models import (
    Convention,
    Diagnostic,
    Engagement,
    EtapeParcours,
    Frein,
    ObjectifConvention,
    SituationRsa,
)
from beneficiaires.queries.chemins_convention import rassembler_chemins
from beneficiaires.queries.conventions import suivre_conventions
from clauses_app.audit.models import Evenement
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.restitutions.convention import composer_chemins, composer_convention
from tests.factories.beneficiaires import creer_beneficiaire
from tests.factories.chemins import creer_action, creer_seance, faire_venir, inscrire

pytestmark = pytest.mark.django_db
JOUR = datetime.date(2026, 11, 20)
# recipients received, those whose word is known, those who are out: the same, without a line of the product
INDEPENDANTE = """
WITH recue AS (
  SELECT DISTINCT i.beneficiaire_id AS qui
  FROM beneficiaires_presenceaction p
  JOIN beneficiaires_seanceaction s ON s.id = p.seance_id AND s.annulee_a IS NULL
  JOIN beneficiaires_inscriptionaction i ON i.id = p.inscription_id AND i.retiree_a IS NULL
  JOIN beneficiaires_action a ON a.id = s.action_id AND a.annulee_a IS NULL AND a.convention_id = %(convention)s
  WHERE p.etat = 'PRESENT'),
allocataire AS (SELECT qui FROM recue WHERE EXISTS (
  SELECT FROM beneficiaires_engagement e WHERE e.beneficiaire_id = qui AND e.annule_a IS NULL)),
parole AS (SELECT qui, (SELECT r.allocataire FROM beneficiaires_situationrsa r
  WHERE r.beneficiaire_id = qui AND r.annule_a IS NULL ORDER BY r.le DESC, r.id DESC LIMIT 1) AS dite FROM allocataire)
SELECT count(*), count(dite), count(*) FILTER (WHERE NOT dite) FROM parole
"""


@pytest.fixture(autouse=True)
def _un_vendredi():
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield


@pytest.fixture
def client(connecter, facilitateur):
    return connecter(facilitateur)


@pytest.fixture
def personne(guichet):
    with within_guichet(guichet.pk):
        return creer_beneficiaire()


def adresse(nom, pk):
    return reverse(f"beneficiaires:{nom}", args=[pk])


DIAGNOSTIC = {
    "fait_le": "12/11/2026",
    "avec": "Mission locale",
    "vu_MOBILITE": "on",
    "service_MOBILITE": "Auto-école sociale",
    "fonds_MOBILITE": "FASTT",
    "vu_PERSONNEL": "on",
}


def test_un_diagnostic_ouvre_ses_services_en_une_page_et_reste_sous_le_masque(client, guichet, personne):
    assert client.post(adresse("diagnostic_nouveau", personne.pk), DIAGNOSTIC).status_code == 302
    assert "FASTT" not in client.get(adresse("parcours", personne.pk)).text
    lue = client.post(adresse("parcours_reveler", personne.pk), {"motif": "Point mensuel"}).text
    assert "Auto-école sociale, payé par FASTT" in lue
    assert "Mission locale" in lue
    with within_guichet(guichet.pk):
        assert set(Frein.objects.values_list("type", "service")) == {
            ("MOBILITE", "Auto-école sociale"),
            ("PERSONNEL", ""),
        }


def test_un_service_repond_a_une_difficulte_et_un_fonds_a_un_service(client, guichet, personne):
    sans_case = DIAGNOSTIC | {"service_GARDE": "Crèche"}
    refus = client.post(adresse("diagnostic_nouveau", personne.pk), sans_case)
    assert refus.status_code == 422
    assert "cochez-la" in refus.text
    sans_service = DIAGNOSTIC | {"vu_GARDE": "on", "fonds_GARDE": "CAF"}
    assert "quel service ce fonds paie" in client.post(adresse("diagnostic_nouveau", personne.pk), sans_service).text
    with within_guichet(guichet.pk):
        assert not Diagnostic.objects.exists()


def test_un_diagnostic_repris_emporte_ses_freins_et_les_rend(client, guichet, personne):
    client.post(adresse("diagnostic_nouveau", personne.pk), DIAGNOSTIC)
    with within_guichet(guichet.pk):
        diagnostic = Diagnostic.objects.get()
    client.post(adresse("diagnostic_reprendre", diagnostic.pk))
    with within_guichet(guichet.pk):
        assert Frein.objects.retenus().count() == 0
    client.post(adresse("diagnostic_reprendre", diagnostic.pk))
    with within_guichet(guichet.pk):
        assert Frein.objects.retenus().count() == 2


def test_la_derniere_parole_sur_le_rsa_fait_foi_et_se_reprend(client, guichet, personne):
    for jour, dit in (("01/09/2026", "oui"), ("05/11/2026", "non")):
        donnees = {"allocataire": dit, "le": jour, "source": "PARTENAIRE"}
        assert client.post(adresse("rsa_noter", personne.pk), donnees).status_code == 302
    with within_guichet(guichet.pk):
        derniere = SituationRsa.objects.retenus().order_by("-le").first()
        assert derniere.allocataire is False
    client.post(adresse("rsa_reprendre", derniere.pk))
    with within_guichet(guichet.pk):
        assert SituationRsa.objects.retenus().get().allocataire is True


def _convention(*, allocataires, dites):
    """`dites`: the word of each, in order; the rest were not asked."""
    convention = Convention.objects.create(
        nom="Intérim", partenaires="Agences", date_debut=datetime.date(2026, 1, 1), date_fin=datetime.date(2026, 12, 31)
    )
    ObjectifConvention.objects.create(convention=convention, indicateur="SORTIE_RSA", cible=75, par_an=False)
    seance = creer_seance(action=creer_action(type="POEC", convention=convention))
    for rang in range(allocataires):
        inscription = inscrire(action=seance.action)
        faire_venir(inscription, seance)
        qui = inscription.beneficiaire
        Engagement.objects.create(beneficiaire=qui, signe_le=datetime.date(2026, 1, 5), referent="Département")
        if rang < len(dites):
            SituationRsa.objects.create(beneficiaire=qui, le=JOUR, allocataire=dites[rang], source="APPEL")
    faire_venir(inscrire(action=seance.action), seance)  # no recipient: out of the rate
    return convention


def test_la_sortie_du_rsa_se_recompte_par_une_requete_a_part(client, guichet):
    with within_guichet(guichet.pk):
        convention = _convention(allocataires=40, dites=[False] * 30 + [True] * 5)
        suivie = suivre_conventions([convention], au=JOUR)[0]
        objectif = suivie.objectifs[0]
        with connection.cursor() as curseur:
            curseur.execute(INDEPENDANTE, {"convention": convention.pk})
            allocataires, connues, sorties = curseur.fetchone()
    assert (objectif.fait, objectif.couverture) == (sorties * 100 / allocataires, (connues, allocataires))
    assert objectif.etat == "atteint"
    page = client.get(reverse("suivi_heures:convention", args=[convention.pk])).text
    assert f"{sorties * 100 // allocataires}\u202f%" in page
    assert f"situation connue de {connues} sur {allocataires}" in page
    fiche = composer_convention(suivie, seuil=5, public=True)
    assert any("allocataires" in s["quoi"] for s in fiche.suites)


def test_une_situation_inconnue_d_une_seule_personne_ne_se_compte_pas(client, guichet):
    with within_guichet(guichet.pk):
        convention = _convention(allocataires=16, dites=[False] * 12 + [True] * 3)
    assert "15 sur 16" not in client.get(reverse("suivi_heures:convention", args=[convention.pk])).text


def test_les_services_d_un_petit_nombre_de_personnes_ne_se_disent_pas(dans_guichet):
    convention = _convention(allocataires=8, dites=[])
    action = creer_action(type="POEC", convention=convention)
    for rang in range(8):
        qui = inscrire(action=action).beneficiaire
        diagnostic = Diagnostic.objects.create(beneficiaire=qui, fait_le=JOUR, domaines=["MOBILITE"])
        fonds = "FASTT" if rang < 6 else "CAF"
        Frein.objects.create(
            beneficiaire=qui, type="MOBILITE", constate_le=JOUR, service="Aide", fonds=fonds, diagnostic=diagnostic
        )
    ecrits = composer_chemins(rassembler_chemins(convention, au=JOUR), seuil=5)
    assert ecrits.fonds == (("CAF", "moins de 5", "non diffusé", "non diffusé"), ("FASTT", "6", "6", "0"))


def test_une_etape_se_corrige_et_ce_qu_elle_disait_reste_au_journal(client, guichet, personne):
    with within_guichet(guichet.pk):
        etape = EtapeParcours.objects.create(
            beneficiaire=personne, nature="FORMATION", intitule="Maçon", debut=datetime.date(2026, 3, 2)
        )
    donnees = {"nature": "FORMATION", "intitule": "Maçonne", "debut": "09/03/2026", "organisme": "AFPA"}
    assert client.post(adresse("etape_corriger", etape.pk), donnees).status_code == 302
    page = client.get(adresse("parcours", personne.pk)).text
    assert "Maçonne" in page
    assert "corrigée par" in page
    with within_guichet(guichet.pk):
        fait = Evenement.objects.get(verbe="PARCOURS_CORRIGE")
        assert fait.faits["avant_apres"]["debut"] == ["2026-03-02", "2026-03-09"]
        etape.refresh_from_db()
        etape.annule_a = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
        etape.save()
    assert client.get(adresse("etape_corriger", etape.pk)).status_code == 404


def test_un_petit_nombre_d_allocataires_ne_se_dit_pas_meme_a_l_equipe(client, guichet):
    with within_guichet(guichet.pk):
        convention = _convention(allocataires=3, dites=[False, False, True])
    page = client.get(reverse("suivi_heures:convention", args=[convention.pk])).text
    assert "non diffusé" in page
    assert "sur 3" not in page
