"""Work contracts at the screen: one employment on two lots, two employers at once, dates that cannot be."""

import datetime
from urllib.parse import urlencode

import pytest

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire
from tests.factories.marches import creer_attribution, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

D = datetime.date


@pytest.fixture
def personne(guichet):
    with within_guichet(guichet.pk):
        return creer_beneficiaire(eligible_depuis=D(2025, 1, 1), date_naissance=D(1990, 1, 1))


@pytest.fixture
def embaucher(camille, guichet, personne):
    def _embaucher(attribution=None, **champs):
        with within_guichet(guichet.pk):
            attribution = attribution or creer_attribution()
        saisie = {
            "attribution": attribution.pk,
            "employeur": attribution.entreprise_id,
            "modalite": "EMB",
            "type_contrat": "CDD",
            "date_debut": "01/02/2025",
            "date_fin": "30/06/2025",
            "poste": "maçon",
            "version": "0",
        }
        return camille.post(f"/beneficiaires/{personne.pk}/contrats/nouveau/", saisie | champs)

    return _embaucher


def test_une_embauche_ouverte_sur_un_second_lot_y_compte_ses_heures_une_fois(camille, guichet, personne, embaucher):
    assert embaucher().status_code == 302
    with within_guichet(guichet.pk):
        premier = ContratTravail.objects.get()
        ailleurs = creer_attribution()
    assert camille.post(f"/contrats/{premier.pk}/lots/", {"attribution": ailleurs.pk}).status_code == 302
    assert camille.post(f"/contrats/{premier.pk}/lots/", {"attribution": ailleurs.pk}).status_code == 422
    with within_guichet(guichet.pk):
        second = ContratTravail.objects.exclude(pk=premier.pk).get()
        assert (second.lot_id, second.date_debut, second.poste) == (ailleurs.lot_id, D(2025, 2, 1), "maçon")
        for contrat, heures in ((premier, "60"), (second, "40")):
            creer_heure(contrat=contrat, heures=heures)
        recalculer_realisation(lots=None)
        comptees = dict(Realisation.objects.values_list("lot", "retenues"))
    assert (comptees[premier.lot_id], comptees[second.lot_id]) == (60, 40)


def test_deux_employeurs_a_la_fois_se_lisent_sur_la_fiche_et_s_expliquent(camille, lire, personne, embaucher):
    embaucher()
    embaucher(date_debut="01/06/2025", date_fin="")
    fiche = camille.get(f"/beneficiaires/{personne.pk}/")
    assert "Deux employeurs en même temps" in lire(fiche)
    assert "du 01/06/2025 au 30/06/2025" in lire(fiche)
    [vigilance] = fiche.context["vigilances"]
    adresse = f"/beneficiaires/{personne.pk}/vigilances/?{urlencode({'signal': vigilance.cle})}"
    assert camille.post(adresse, {"motif": ""}).status_code == 422
    assert camille.post(adresse, {"motif": "Deux mi-temps"}).status_code == 302
    assert "Deux mi-temps" in lire(camille.get(f"/beneficiaires/{personne.pk}/"))


def test_une_fin_avant_le_debut_est_refusee_hors_du_marche_elle_est_signalee(
    camille, lire, guichet, personne, embaucher
):
    refus = embaucher(date_fin="01/01/2025")
    assert refus.status_code == 422
    assert "La fin est avant le début" in lire(refus)
    assert 'value="01/01/2025"' in refus.content.decode()
    with within_guichet(guichet.pk):
        fini = creer_marche(date_debut=D(2024, 1, 1), date_fin=D(2024, 12, 31))
        hors = creer_attribution(lot=creer_lot(marche=fini))
    assert embaucher(hors).status_code == 302
    assert "Contrat hors des dates du marché" in lire(camille.get(f"/beneficiaires/{personne.pk}/"))
