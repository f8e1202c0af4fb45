"""Proofs and publics: the rules of domaine § 3.3."""

import datetime

import pytest
from django.utils import timezone

from beneficiaires.enums import Categorie
from beneficiaires.models import Justificatif, ReferencePublic
from beneficiaires.queries.anciennete import lire_pieces
from beneficiaires.queries.publics import USUELS, categories_admises, references_au
from beneficiaires.services.annoncer_justificatif import annoncer_justificatif
from beneficiaires.services.controler_justificatif import controler_justificatif
from beneficiaires.services.decider_eligibilite import decider_eligibilite
from beneficiaires.services.regler_public import DejaRegle, regler_public
from beneficiaires.services.retirer_public import retirer_public
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")
D = datetime.date
DEBUT = D(2025, 2, 1)


def _piece(personne, **faits):
    piece = Justificatif(
        beneficiaire=personne, **{"categorie": "B_RSA", "nature": "Attestation CAF", "emis_le": D(2024, 12, 1)} | faits
    )
    return annoncer_justificatif(piece=piece, vu=faits.get("vu", False), par=None)


def _faute(piece):
    return lire_pieces([piece], au=D(2025, 3, 1))[0].faute


@pytest.fixture
def personne():
    personne = creer_beneficiaire()
    creer_contrat(beneficiaire=personne, date_debut=DEBUT)
    creer_contrat(beneficiaire=personne, date_debut=D(2025, 9, 1))
    return personne


def test_chaque_categorie_a_sa_condition_et_sa_piece():
    assert set(USUELS) == set(Categorie)
    assert {code: references_au(DEBUT)[code].anciennete_mois for code in ("B_RSA", "B_QPV", "B_ASE", "B_RQTH")} == {
        "B_RSA": 3, "B_QPV": 6, "B_ASE": 12, "B_RQTH": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("categorie", "emis_le", "convient"),
    [
        ("B_RSA", D(2024, 11, 1), True),
        ("B_RSA", D(2024, 10, 31), False),
        ("B_QPV", D(2024, 8, 1), True),
        ("B_ASE", D(2024, 2, 1), True),
        ("B_RQTH", D(2019, 1, 1), True),
        ("B_RSA", D(2025, 2, 2), False),
    ],
)
def test_l_anciennete_s_apprecie_au_premier_jour_du_premier_contrat(personne, categorie, emis_le, convient):
    assert (_faute(_piece(personne, categorie=categorie, emis_le=emis_le)) == "") is convient


def test_un_titre_doit_etre_valide_ce_jour_la(personne):
    assert "se terminait le 31/01/2025" in _faute(_piece(personne, categorie="B_RQTH", fin_le=D(2025, 1, 31)))


def test_une_piece_trop_ancienne_a_controler_est_dite_expiree(personne):
    lue = lire_pieces([_piece(personne, emis_le=D(2024, 1, 1))], au=D(2025, 3, 1))[0]
    assert lue.etat == "EXPIRE"


@pytest.mark.parametrize(("emis_le", "controle"), [(D(2024, 12, 1), "CONFORME"), (D(2024, 1, 1), "A_CONTROLER")])
def test_une_piece_dite_vue_n_est_conforme_que_si_ses_dates_conviennent(personne, emis_le, controle):
    piece = Justificatif(beneficiaire=personne, categorie="B_RSA", nature="Attestation CAF", emis_le=emis_le)
    assert annoncer_justificatif(piece=piece, vu=True, par=None).controle == controle


def test_une_piece_vue_garde_qui_et_quand_et_rien_d_autre(personne):
    piece = controler_justificatif(
        piece=_piece(personne), controle="CONFORME", par=Adhesion(pk=7, nom_affiche="Camille")
    )
    assert (piece.controle_par, piece.controle_le) == ("Camille", timezone.localdate())
    assert not any(champ.name in {"fichier", "contenu"} for champ in Justificatif._meta.get_fields())


def test_un_controle_se_reprend(personne):
    piece = controler_justificatif(piece=_piece(personne), controle="REFUSE", motif="illisible", par=None)
    piece = controler_justificatif(piece=piece, controle="A_CONTROLER", par=None)
    assert (piece.controle, piece.controle_le) == ("A_CONTROLER", None)


def test_le_guichet_change_ce_qu_il_demande_a_partir_d_une_date():
    reference = ReferencePublic(
        code="B_RSA", date_effet=D(2025, 6, 1), condition="RSA", justificatif="Attestation", anciennete_mois=1
    )
    regler_public(reference=reference, par=None)
    assert references_au(D(2025, 5, 31))["B_RSA"].anciennete_mois == 3
    assert references_au(D(2025, 6, 1))["B_RSA"].anciennete_mois == 1
    with pytest.raises(DejaRegle):
        regler_public(reference=ReferencePublic(code="B_RSA", date_effet=D(2025, 6, 1)), par=None)
    retirer_public(reference=reference, par=None)
    assert references_au(D(2025, 6, 1))["B_RSA"].anciennete_mois == 3


def test_une_categorie_que_le_guichet_n_admet_pas_n_est_plus_proposee():
    regler_public(
        reference=ReferencePublic(
            code="A_EITI", date_effet=D(2025, 1, 1), condition="x", justificatif="x", admise=False
        ),
        par=None,
    )
    assert "A_EITI" not in dict(categories_admises(D(2025, 2, 1)))


def _retenues(contrat):
    return Realisation.objects.get(lot=contrat.lot_id).retenues


def test_un_reexamen_prolonge_la_fenetre_jusqu_a_son_jour():
    """24 months from 1 February 2023: closed on 31 January 2025, unless a new decision keeps it open."""
    personne = creer_beneficiaire(eligible_depuis=D(2023, 1, 1))
    contrat = creer_contrat(beneficiaire=personne, date_debut=D(2023, 2, 1))
    creer_heure(contrat=contrat, heures="31.00", du=D(2025, 3, 1), au=D(2025, 3, 31))
    recalculer_realisation(lots=[contrat.lot_id])
    assert _retenues(contrat) == 0
    decider_eligibilite(
        beneficiaire=personne, categorie="B_SENIOR", decision="ACCEPTEE", date_decision=D(2025, 1, 15),
        motif="formation en cours", prolonge_au=D(2025, 3, 10), par=None,
    )  # fmt: skip
    assert _retenues(contrat) == 10


def test_un_reexamen_ne_raccourcit_jamais_une_fenetre():
    personne = creer_beneficiaire(eligible_depuis=D(2025, 1, 1))
    contrat = creer_contrat(beneficiaire=personne, date_debut=D(2025, 2, 1))
    creer_heure(contrat=contrat, heures="31.00")
    decider_eligibilite(
        beneficiaire=personne, categorie="B_RSA", decision="ACCEPTEE", date_decision=D(2025, 2, 10),
        prolonge_au=D(2025, 3, 5), par=None,
    )  # fmt: skip
    assert _retenues(contrat) == 31


def test_un_reexamen_refuse_ne_prolonge_rien():
    personne = creer_beneficiaire(eligible_depuis=D(2023, 1, 1))
    decision = decider_eligibilite(
        beneficiaire=personne, categorie="B_RSA", decision="REFUSEE", date_decision=D(2025, 2, 10),
        prolonge_au=D(2025, 3, 5), motif="plus de droits", par=None,
    )  # fmt: skip
    assert decision.prolonge_au is None
