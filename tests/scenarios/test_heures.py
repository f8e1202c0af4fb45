"""Hours at the grid: corrected by a signed line, capped by month however they are shared; a quarter reopened."""

import datetime

import pytest
import time_machine

from clauses_app.tenancy.contexte import within_guichet
from marches.models import RegleDecompte
from suivi_heures.models import Heure, Imputation, Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_lot
from tests.factories.suivi_heures import creer_heure

D = datetime.date
REGLE = {
    "code": "R0",
    "date_effet": "01/01/2026",
    "duree_eligibilite_mois": "24",
    "point_depart": "PREMIER_CONTRAT",
    "portee": "GUICHET",
    "cdi_mois": "24",
    "alternance_contrat_entier": "on",
    "regularisation_jours": "0",
    "mois_partiel": "PRORATA_JOURS",
    "part_formation_hors_contrat": "0",
    "bonification_cumul": "MAX",
    "plafond_mensuel": "130",
    "confirmer": "1",
}


@pytest.fixture(autouse=True)
def _en_mai():
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def contrat(guichet):
    with within_guichet(guichet.pk):
        karim = creer_beneficiaire(nom="OUDJANI", prenom="Karim", eligible_depuis=D(2026, 1, 1))
        return creer_contrat(beneficiaire=karim, date_debut=D(2026, 3, 2), date_fin=D(2026, 4, 15))


@pytest.fixture
def ligne(guichet, contrat):
    with within_guichet(guichet.pk):
        ligne = creer_heure(contrat=contrat, heures="154", du=D(2026, 3, 2), au=D(2026, 3, 31))
        recalculer_realisation(lots=None)
        return ligne


@pytest.fixture
def comptees(guichet):
    def _comptees():
        with within_guichet(guichet.pk):
            return {lot: heures for lot, heures in Realisation.objects.values_list("lot", "retenues") if heures}

    return _comptees


def test_une_correction_ecrit_la_difference_signee_a_cote_de_la_premiere(
    camille, lire, guichet, contrat, ligne, comptees
):
    """154 h declared, 119 h on the payslip: a line of −35 h, its reason, and both are read."""
    grille, cle = f"/lots/{contrat.lot_id}/heures/", f"{contrat.pk}-TRAVAIL-2026-03"
    saisie = {"cle": cle, "ligne": ligne.pk, "heures": "119", "motif": "Bulletin de paie reçu"}
    assert camille.post(f"{grille}corriger/", saisie | {"motif": ""}).status_code == 422
    assert camille.post(f"{grille}corriger/", saisie).status_code == 302
    assert comptees() == {contrat.lot_id: 119}
    page = lire(camille.get(f"{grille}?de=2026-01&cle={cle}"))
    assert "Bulletin de paie reçu" in page
    with within_guichet(guichet.pk):
        assert list(Heure.objects.order_by("pk").values_list("heures", "corrige_id")) == [(154, None), (-35, ligne.pk)]


def test_le_plafond_de_130_heures_par_mois_ne_grandit_pas_en_partageant(
    camille, responsable, guichet, contrat, ligne, comptees
):
    assert responsable.post("/parametres/regles/ajouter/", REGLE).status_code == 302
    with within_guichet(guichet.pk):
        assert RegleDecompte.objects.get(date_effet=D(2026, 1, 1)).plafond_mensuel == 130
        recalculer_realisation(lots=None)
        voisin = creer_lot(marche=contrat.marche, ref="VOISIN")
        creer_attribution(lot=voisin, entreprise=contrat.titulaire)
    assert comptees() == {contrat.lot_id: 130}
    part = {
        "cle": f"{contrat.pk}-TRAVAIL-2026-03",
        "ligne": ligne.pk,
        "lot": voisin.pk,
        "heures": "54",
        "motif": "Deux",
    }
    assert camille.post(f"/lots/{contrat.lot_id}/heures/imputer/", part).status_code == 302
    apres = comptees()
    assert set(apres) == {contrat.lot_id, voisin.pk}
    assert sum(apres.values()) == 130


def test_un_trimestre_ne_se_rouvre_qu_avec_un_motif_qui_reste_et_se_reclot(
    camille, responsable, lire, guichet, contrat, ligne
):
    assert camille.post("/trimestres/2026-T1/clore/").status_code == 302
    ajout = {"cle": f"{contrat.pk}-TRAVAIL-2026-03", "heures": "7", "motif": ""}
    assert "clos" in lire(camille.post(f"/lots/{contrat.lot_id}/heures/cases/", ajout))
    assert responsable.post("/trimestres/2026-T1/rouvrir/", {"motif": " "}).status_code == 422
    assert responsable.post("/trimestres/2026-T1/rouvrir/", {"motif": "Relevé retrouvé"}).status_code == 302
    page = lire(camille.get("/trimestres/2026-T1/"))
    assert "Relevé retrouvé" in page
    assert "Inès Morel" in page
    assert "Relevé retrouvé" in lire(responsable.get("/journal/"))
    correction = {
        "cle": f"{contrat.pk}-TRAVAIL-2026-03",
        "ligne": ligne.pk,
        "heures": "100",
        "motif": "Relevé retrouvé",
    }
    camille.post(f"/lots/{contrat.lot_id}/heures/corriger/", correction)
    assert camille.post("/trimestres/2026-T1/clore/").status_code == 302
    page = lire(camille.get("/trimestres/2026-T1/"))
    assert "100 h réalisées au trimestre" in page
    assert "Relevé retrouvé" in page


def test_le_lot_qui_recoit_montre_les_heures_leur_origine_et_leur_motif(
    camille, lire, guichet, contrat, ligne, comptees
):
    """54 h of March given to the neighbour: read in its grid, and the address leads back to the cell they left."""
    with within_guichet(guichet.pk):
        voisin = creer_lot(marche=contrat.marche, ref="VOISIN")
        creer_attribution(lot=voisin, entreprise=contrat.titulaire)
        origine = f"{contrat.marche.objet}, lot {contrat.lot.ref}"
    grille = f"/lots/{voisin.pk}/heures/"
    assert "Reçues d’un autre lot" not in lire(camille.get(f"{grille}?de=2026-01"))
    part = {
        "cle": f"{contrat.pk}-TRAVAIL-2026-03",
        "ligne": ligne.pk,
        "lot": voisin.pk,
        "heures": "54",
        "motif": "Deux chantiers le même jour",
    }
    camille.post(f"/lots/{contrat.lot_id}/heures/imputer/", part)
    reponse = camille.get(f"{grille}?de=2026-01")
    page = lire(reponse)
    assert "Reçues d’un autre lot : 54 h" in page
    assert f"Karim OUDJANI mars 2026 54 h {origine}" in page
    assert "Deux chantiers le même jour" in page
    [recue] = reponse.context["recues"]["lignes"]
    assert "Part imputée à un autre lot" in lire(camille.get(recue["adresse"]))
    assert "Reçues d’un autre lot" not in lire(camille.get(f"{grille}?de=2026-04"))
    assert "Reçues d’un autre lot" not in lire(camille.get(f"{grille}?de=2026-01&modalite=MAD_ETTI"))
    with within_guichet(guichet.pk):
        imputation = Imputation.objects.get()
    camille.post(f"/imputations/{imputation.pk}/annuler/")
    assert "Reçues d’un autre lot" not in lire(camille.get(f"{grille}?de=2026-01"))
