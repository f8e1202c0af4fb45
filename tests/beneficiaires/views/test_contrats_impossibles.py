"""Contracts that cannot be, and ages that contradict a decision: fact, date, rule, as severely as the guichet says."""

import datetime
import html
import re

import pytest

from beneficiaires.models import ContratTravail, DecisionEligibilite, Justificatif
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.queries.affaires.personnes import contrats_incoherents
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.regler_controles import regler_controles
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution
from tests.factories.suivi_heures import creer_heure

D = datetime.date


@pytest.fixture
def camille(connecter, facilitateur):
    return connecter(facilitateur)


@pytest.fixture
def personne(guichet):
    with within_guichet(guichet.pk):
        return creer_beneficiaire(
            eligible_depuis=D(2025, 1, 1), date_naissance=D(1990, 1, 1), est_eligible=True, verifie_le=D(2025, 1, 1)
        )


@pytest.fixture
def regler(guichet):
    with within_connexion():
        responsable = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Morel")

    def _regler(code, severite):
        with within_guichet(guichet.pk):
            assert regler_controles(valeurs={code: severite}, par=responsable) == 1

    return _regler


@pytest.fixture
def embaucher(camille, guichet, personne):
    def _embaucher(qui=None, **champs):
        with within_guichet(guichet.pk):
            attribution = creer_attribution()
        saisie = {
            "attribution": attribution.pk, "employeur": attribution.entreprise_id, "modalite": "EMB",
            "type_contrat": "CDD", "date_debut": "01/02/2025", "date_fin": "30/06/2025", "version": "0",
        }  # fmt: skip
        return camille.post(f"/beneficiaires/{(qui or personne).pk}/contrats/nouveau/", saisie | champs)

    return _embaucher


def lire(reponse):
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(reponse.content.decode()))


def _file(guichet):
    with within_guichet(guichet.pk):
        return [affaire.titre for affaire in contrats_incoherents()]


@pytest.mark.parametrize(
    ("champs", "dites"),
    [
        pytest.param(
            {"type_contrat": "APPRENTISSAGE", "heures_semaine": "3"},
            ["Alternance à trop peu d’heures", "3 h par semaine au contrat du 01/02/2025", "au moins 35 h"],
            id="apprenti à trois heures",
        ),
        pytest.param(
            {"heures_semaine": "50"},
            ["Plus de 48 h par semaine", "50 h par semaine à partir du 01/02/2025", "ne dépasse pas 48 h"],
            id="plus de 48 heures",
        ),
        pytest.param(
            {"heures_semaine": "39"},
            ["Plus de 35 h par semaine", "39 h par semaine au contrat du 01/02/2025", "la durée légale est de 35 h"],
            id="plus de 35 heures",
        ),
        pytest.param(
            {"date_fin": "01/08/2026"},
            ["Plus de 18 mois en CDD", "du 01/02/2025 au 01/08/2026", "18 mois au plus, soit jusqu’au 31/07/2026"],
            id="CDD de plus de dix-huit mois",
        ),
        pytest.param(
            {"date_debut": "15/12/2024", "date_fin": "31/03/2025"},
            ["Contrat avant la décision", "commence le 15/12/2024", "du 01/01/2025", "se décide avant l’embauche"],
            id="avant la décision",
        ),
    ],
)
def test_un_contrat_impossible_est_signale_avec_le_fait_la_date_et_la_regle(
    camille, personne, embaucher, champs, dites
):
    assert embaucher(**champs).status_code == 302
    page = lire(camille.get(f"/beneficiaires/{personne.pk}/"))
    for dite in dites:
        assert page.count(dite) > 1  # said when it is written, and kept on the file


@pytest.mark.parametrize(
    "champs",
    [
        {"heures_semaine": "35"},
        {"date_fin": "31/07/2026"},
        {"type_contrat": "CDDI", "date_fin": "31/01/2027"},
        {"type_contrat": "CDI", "date_fin": ""},
        {"type_contrat": "PROFESSIONNALISATION", "heures_semaine": "24"},
        {"date_debut": "01/01/2025"},
    ],
)
def test_un_contrat_ordinaire_ne_l_est_pas(camille, personne, embaucher, champs):
    assert embaucher(**champs).status_code == 302
    assert "À regarder" not in lire(camille.get(f"/beneficiaires/{personne.pk}/"))


def test_un_renouvellement_compte_dans_la_duree_permise(camille, guichet, personne):
    with within_guichet(guichet.pk):
        premier = creer_contrat(beneficiaire=personne, date_debut=D(2025, 2, 1), date_fin=D(2026, 1, 31))
        creer_contrat(
            beneficiaire=personne,
            attribution=premier.attribution,
            date_debut=D(2026, 2, 1),
            date_fin=D(2026, 9, 30),
        )
    page = lire(camille.get(f"/beneficiaires/{personne.pk}/"))
    assert "du 01/02/2025 au 30/09/2026, renouvellements compris" in page


def test_deux_temps_pleins_en_meme_temps(camille, personne, embaucher):
    embaucher(heures_semaine="35")
    embaucher(heures_semaine="35", date_debut="01/03/2025")
    page = lire(camille.get(f"/beneficiaires/{personne.pk}/"))
    assert "Deux temps pleins en même temps" in page
    assert "70 h par semaine à partir du 01/03/2025" in page


def test_un_contrat_avant_seize_ans(camille, guichet, embaucher):
    with within_guichet(guichet.pk):
        jeune = creer_beneficiaire(date_naissance=D(2009, 6, 1))
    assert embaucher(jeune).status_code == 302
    page = lire(camille.get(f"/beneficiaires/{jeune.pk}/"))
    assert "15 ans au début du contrat, le 01/02/2025 (naissance le 01/06/2009)" in page


class TestSeverites:
    @pytest.mark.parametrize(
        ("severite", "dite", "dans_la_file"),
        [("IGNORER", False, False), ("INFORMER", True, False), ("AVERTIR", True, True)],
    )
    def test_ce_qui_se_dit_et_ce_qui_attend_un_motif(
        self, camille, guichet, personne, embaucher, regler, severite, dite, dans_la_file
    ):
        regler("CONTRAT_PLUS_DE_35", "AVERTIR" if severite != "AVERTIR" else "BLOQUER")
        regler("CONTRAT_PLUS_DE_35", severite)
        assert embaucher(heures_semaine="39", date_debut="01/06/2026", date_fin="").status_code == 302
        assert ("durée légale est de 35 h" in lire(camille.get(f"/beneficiaires/{personne.pk}/"))) is dite
        assert any("plus de 35" in titre for titre in _file(guichet)) is dans_la_file

    def test_un_controle_qui_refuse_n_enregistre_rien_et_garde_la_saisie(self, guichet, embaucher, regler):
        regler("CONTRAT_DUREE", "BLOQUER")
        refus = embaucher(date_fin="01/08/2026")
        assert refus.status_code == 422
        assert "18 mois au plus, soit jusqu’au 31/07/2026" in lire(refus)
        assert 'value="01/08/2026"' in refus.content.decode()
        with within_guichet(guichet.pk):
            assert not ContratTravail.objects.exists()


class TestAge:
    SAISIE = {"categorie": "B_JEUNE_NQ", "decision": "ACCEPTEE", "date_decision": "20/01/2026", "principale": "on"}

    def _decider(self, camille, personne, **champs):
        return camille.post(f"/beneficiaires/{personne.pk}/eligibilite/", self.SAISIE | champs)

    def test_un_jeune_de_trente_six_ans_demande_un_motif_qui_reste(self, camille, guichet, personne):
        refus = self._decider(camille, personne)
        assert refus.status_code == 422
        assert "Naissance le 01/01/1990 : 36 ans le 20/01/2026." in lire(refus)
        assert "moins de 26 ans" in lire(refus)
        reponse = self._decider(camille, personne, motif="Date de naissance à corriger")
        assert reponse.status_code == 302
        with within_guichet(guichet.pk):
            assert DecisionEligibilite.objects.latest("pk").motif == "Date de naissance à corriger"
        assert "36 ans le 20/01/2026" in lire(camille.get(f"/beneficiaires/{personne.pk}/"))

    def test_le_guichet_peut_refuser_ou_ne_rien_dire(self, camille, personne, regler):
        regler("AGE_CATEGORIE", "BLOQUER")
        refus = self._decider(camille, personne, motif="quand même")
        assert refus.status_code == 422
        assert "Votre guichet refuse cette décision" in lire(refus)
        regler("AGE_CATEGORIE", "IGNORER")
        assert self._decider(camille, personne).status_code == 302

    @pytest.mark.parametrize(
        ("naissance", "categorie", "statut"),
        [
            (D(2000, 1, 21), "B_JEUNE_NQ", 302),
            (D(2000, 1, 20), "B_JEUNE_NQ", 422),
            (D(1976, 1, 20), "B_SENIOR", 302),
            (D(1976, 1, 21), "B_SENIOR", 422),
            (D(1990, 1, 1), "B_DELD", 302),
        ],
    )
    def test_l_age_se_compte_au_jour_pres(self, camille, guichet, naissance, categorie, statut):
        with within_guichet(guichet.pk):
            personne = creer_beneficiaire(date_naissance=naissance)
        assert self._decider(camille, personne, categorie=categorie).status_code == statut

    def test_ce_qui_etait_vrai_a_l_embauche_reste_acquis(self, camille, guichet):
        with within_guichet(guichet.pk):
            personne = creer_beneficiaire(date_naissance=D(1999, 6, 1))
            creer_contrat(beneficiaire=personne, date_debut=D(2025, 2, 1))
        assert self._decider(camille, personne).status_code == 302

    def test_un_reexamen_le_dit_aussi(self, camille, personne):
        saisie = self.SAISIE | {"categorie": "B_SENIOR", "prolonge_au": "20/01/2027"}
        refus = camille.post(f"/beneficiaires/{personne.pk}/prolongation/", saisie)
        assert refus.status_code == 422
        assert "50 ans au moins" in lire(refus)


class TestConsequences:
    def test_refuser_la_seule_categorie_dit_que_rien_ne_compte(self, camille, guichet):
        with within_guichet(guichet.pk):
            personne = creer_beneficiaire()
            creer_contrat(beneficiaire=personne, date_fin=None, type_contrat="CDI")
        refus = TestAge.SAISIE | {"categorie": "B_DELD", "decision": "REFUSEE", "motif": "Avis de situation périmé"}
        camille.post(f"/beneficiaires/{personne.pk}/eligibilite/", refus)
        page = lire(camille.get(f"/beneficiaires/{personne.pk}/"))
        assert "Aucune catégorie n’est acceptée pour cette personne : aucune de ses heures ne compte" in page
        assert "1 contrat en cours ou à venir : prévenez l’employeur" in page

    def test_refuser_apres_une_acceptation_dit_qu_elle_tient_toujours(self, camille, personne):
        refus = TestAge.SAISIE | {"categorie": "B_RSA", "decision": "REFUSEE", "motif": "Pas d’attestation"}
        camille.post(f"/beneficiaires/{personne.pk}/eligibilite/", refus)
        page = lire(camille.get(f"/beneficiaires/{personne.pk}/"))
        assert "reste éligible : une décision acceptée le 01/01/2025 tient toujours" in page

    def test_retirer_la_seule_decision_previent_des_heures_perdues(self, camille, guichet):
        with within_guichet(guichet.pk):
            personne = creer_beneficiaire()
            seule = creer_decision(beneficiaire=personne)
            creer_heure(contrat=creer_contrat(beneficiaire=personne), heures="120.00")
            recalculer_realisation(lots=None)
        page = lire(camille.get(f"/decisions/{seule.pk}/retirer/"))
        assert "C’est la seule décision acceptée de cette personne : les 120 h qui comptent ne compteront plus." in page


class TestPieces:
    @pytest.fixture
    def perimee(self, guichet, personne):
        with within_guichet(guichet.pk):
            creer_contrat(beneficiaire=personne, date_debut=D(2025, 2, 1), type_contrat="CDDI")
            return Justificatif.objects.create(
                beneficiaire=personne, categorie="B_RSA", nature="Attestation CAF", emis_le=D(2024, 6, 1)
            )

    def test_une_piece_trop_ancienne_n_est_admise_qu_avec_un_motif_et_le_dit(self, camille, perimee):
        adresse = f"/justificatifs/{perimee.pk}/controler/"
        refus = camille.post(adresse, {"controle": "CONFORME"})
        assert refus.status_code == 422
        assert "Avait plus de 3 mois le 01/02/2025" in lire(refus)
        assert camille.post(adresse, {"controle": "CONFORME", "motif": "Vue à jour au bureau"}).status_code == 302
        page = lire(camille.get(adresse))
        assert "Avait plus de 3 mois le 01/02/2025" in page
        assert "Elle a pourtant été notée conforme" in page
        assert "Vue à jour au bureau" in page
        assert "Avait plus de 3 mois" in lire(camille.get(f"/beneficiaires/{perimee.beneficiaire_id}/"))
