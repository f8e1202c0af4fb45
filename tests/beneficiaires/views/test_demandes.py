"""A company asks before it hires; the guichet answers; nobody types twice, and the company reads no criterion."""

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite, DemandeEligibilite, EtapeDemande
from clauses_app.comptes.acces import contexte_de
from clauses_app.tenancy.contexte import entrer, within_connexion, within_guichet
from tests.factories.beneficiaires import creer_beneficiaire
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def attribution(guichet):
    with within_guichet(guichet.pk):
        return creer_attribution()


@pytest.fixture
def entreprise(guichet, attribution):
    with within_connexion():
        return creer_adhesion(
            guichet=guichet, role="ENTREPRISE", nom="Rosalie", entreprise_id=attribution.entreprise_id
        )


def _saisie(attribution, **champs):
    return {
        "attribution": attribution.pk, "prenom": "Nadia", "nom": "AMRANI", "date_naissance": "07/05/1994",
        "type_contrat": "CDD", "modalite": "EMB", "date_debut": "01/09/2025", "date_fin": "28/02/2026",
        "poste": "Maçonne", "declarees": ["B_DELD"],
    } | champs  # fmt: skip


@pytest.fixture
def demande(connecter, entreprise, attribution, guichet):
    adresse = reverse("beneficiaires:portail_demande_nouvelle")
    assert connecter(entreprise).post(adresse, _saisie(attribution)).status_code == 302
    with within_guichet(guichet.pk):
        return DemandeEligibilite.objects.get()


def _accepter(connecter, facilitateur, demande, **champs):
    saisie = {
        "rang": 1, "categorie": "B_RSA", "date_decision": "20/08/2025", "principale": "on", "avec_contrat": "on",
    } | champs  # fmt: skip
    return connecter(facilitateur).post(reverse("beneficiaires:demande_accepter", args=[demande.pk]), saisie)


def test_accepter_cree_la_personne_la_decision_et_le_contrat(connecter, facilitateur, demande, guichet, attribution):
    assert _accepter(connecter, facilitateur, demande).status_code == 302
    with within_guichet(guichet.pk):
        personne, contrat = Beneficiaire.objects.get(), ContratTravail.objects.get()
        assert (personne.nom, personne.est_eligible, personne.verifie_le) == ("AMRANI", True, D(2025, 8, 20))
        assert (contrat.attribution_id, contrat.date_debut, contrat.poste) == (attribution.pk, D(2025, 9, 1), "Maçonne")
        assert DecisionEligibilite.objects.get().categorie == "B_RSA"
        assert list(EtapeDemande.objects.order_by("rang").values_list("etat", flat=True)) == ["A_EXAMINER", "ACCEPTEE"]


def test_accepter_sur_une_fiche_deja_connue_n_en_ouvre_pas_une_seconde(connecter, facilitateur, demande, guichet):
    with within_guichet(guichet.pk):
        connue = creer_beneficiaire(nom="Amrani", prenom="Nadia", date_naissance=D(1994, 5, 7))
    page = connecter(facilitateur).get(reverse("beneficiaires:demande", args=[demande.pk])).content.decode()
    assert f'<option value="{connue.pk}" selected>' in page
    _accepter(connecter, facilitateur, demande, beneficiaire=connue.pk)
    with within_guichet(guichet.pk):
        assert Beneficiaire.objects.get().pk == connue.pk


def test_de_deux_reponses_la_seconde_est_prevenue(connecter, facilitateur, demande, guichet):
    adresse = reverse("beneficiaires:demande_repondre", args=[demande.pk])
    connecter(facilitateur).post(adresse, {"rang": 1, "geste": "piece", "message": "Une attestation récente."})
    reponse = _accepter(connecter, facilitateur, demande)
    assert reponse.status_code == 422
    assert "Entre-temps, Camille Ferrand a répondu" in reponse.content.decode()
    with within_guichet(guichet.pk):
        assert not Beneficiaire.objects.exists()


def test_l_entreprise_lit_l_etat_et_le_message_jamais_la_categorie(connecter, entreprise, facilitateur, demande):
    _accepter(connecter, facilitateur, demande, message="Vous pouvez embaucher.", motif="allocataire vue en entretien")
    page = connecter(entreprise).get(reverse("beneficiaires:portail_demande", args=[demande.pk])).content.decode()
    assert "Acceptée" in page
    assert "Vous pouvez embaucher." in page
    assert "RSA" not in page
    assert "entretien" not in page


@pytest.mark.parametrize("sensible", ["B_RSA", "B_RQTH", "B_PPSMJ", "B_REFUGIE", "A_ESAT", "A_PENIT"])
def test_l_entreprise_ne_peut_pas_declarer_une_situation_sensible(connecter, entreprise, attribution, sensible):
    adresse = reverse("beneficiaires:portail_demande_nouvelle")
    assert connecter(entreprise).post(adresse, _saisie(attribution, declarees=[sensible])).status_code == 422


@pytest.mark.parametrize(
    "faute",
    [
        {"nom": "AMRANI 1 94 05 75 123 456 20"},
        {"date_naissance": "07/05/2024"},
        {"date_fin": "01/08/2025"},
        {"declarees": []},
        {"nom": "A" * 5000},
        {"date_debut": "01/09/3025"},
    ],
)
def test_une_demande_fautive_garde_ce_qui_est_tape_et_n_ecrit_rien(connecter, entreprise, attribution, guichet, faute):
    adresse = reverse("beneficiaires:portail_demande_nouvelle")
    assert connecter(entreprise).post(adresse, _saisie(attribution, **faute)).status_code == 422
    with within_guichet(guichet.pk):
        assert not DemandeEligibilite.objects.exists()


def test_une_autre_entreprise_ne_voit_pas_la_demande(connecter, guichet, demande):
    with within_guichet(guichet.pk):
        autre = creer_attribution().entreprise_id
    with within_connexion():
        concurrente = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=autre)
    assert connecter(concurrente).get(reverse("beneficiaires:portail_demande", args=[demande.pk])).status_code == 404


def test_l_entreprise_retire_sa_demande(connecter, entreprise, demande, guichet):
    adresse = reverse("beneficiaires:portail_demande_repondre", args=[demande.pk])
    connecter(entreprise).post(adresse, {"rang": 1, "geste": "retirer"})
    with within_guichet(guichet.pk):
        assert EtapeDemande.objects.order_by("-rang")[0].etat == "RETIREE"


def test_un_refus_se_rouvre(connecter, facilitateur, demande, guichet):
    adresse = reverse("beneficiaires:demande_repondre", args=[demande.pk])
    client = connecter(facilitateur)
    client.post(adresse, {"rang": 1, "geste": "refuser", "message": "Les conditions ne sont pas réunies."})
    client.post(adresse, {"rang": 2, "geste": "rouvrir", "message": "Un élément nouveau est arrivé."})
    with within_guichet(guichet.pk):
        assert EtapeDemande.objects.order_by("-rang")[0].etat == "A_EXAMINER"


@pytest.mark.parametrize(
    "table", ["decisioneligibilite", "justificatif", "referencepublic", "doublonprobable", "fusion", "vigilancelevee"]
)
def test_la_base_refuse_les_criteres_au_role_de_l_entreprise(entreprise, table):
    with pytest.raises(ProgrammingError, match="permission denied"), entrer(contexte_de(entreprise)):
        connection.cursor().execute(f"SELECT 1 FROM beneficiaires_{table}")


def test_la_base_refuse_que_l_entreprise_se_reponde_a_elle_meme(entreprise, demande):
    with entrer(contexte_de(entreprise)):
        for etat in ("ACCEPTEE", "REFUSEE", "PIECE_DEMANDEE"):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                EtapeDemande.objects.create(demande=demande, rang=2, etat=etat)


def test_l_affaire_dit_qui_doit_agir(connecter, facilitateur, entreprise, demande):
    client = connecter(facilitateur)
    assert "demande l’éligibilité de Nadia AMRANI" in client.get(reverse("suivi_heures:affaires")).content.decode()
    adresse = reverse("beneficiaires:demande_repondre", args=[demande.pk])
    client.post(adresse, {"rang": 1, "geste": "piece", "message": "Une attestation récente."})
    page = client.get(reverse("suivi_heures:affaires") + "?toutes=1").content.decode()
    assert "Une attestation récente." in page
