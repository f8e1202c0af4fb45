"""Sizing kept: replayed to the hour after the ratios changed; too small, said and not forbidden."""

from decimal import Decimal

import pytest

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Calibrage
from tests.factories.projets import creer_lot_projet


@pytest.fixture
def lot(guichet):
    with within_guichet(guichet.pk):
        return creer_lot_projet(ref="1", objet="Gros œuvre", secteur="GROS_OEUVRE", montant_ht=Decimal(1_000_000))


def test_une_version_gardee_se_rejoue_a_l_heure_pres_quand_le_ratio_change(camille, responsable, lire, guichet, lot):
    adresse = f"/calibrer/lots-projet/{lot.pk}/?methode=MONTANT_MO"
    saisie = {"montant": "1 000 000", "taux": "5", "secteur": "GROS_OEUVRE"}
    assert camille.post(adresse, saisie).status_code == 302
    ratio = {
        "libelle": "Gros œuvre",
        "date_effet": "01/01/2026",
        "part_main_oeuvre": "40",
        "cout_horaire": "35",
    }
    assert responsable.post("/parametres/ratios/ajouter/?code=GROS_OEUVRE", ratio).status_code == 302
    assert "571 h" in lire(camille.post("/calibrer/calculer/?methode=MONTANT_MO", saisie))
    with within_guichet(guichet.pk):
        version = Calibrage.objects.get()
    page = lire(camille.get(f"/calibrer/versions/{version.pk}/"))
    assert "833 h" in page
    assert "Même résultat que le jour où il a été gardé" in page


def test_sous_150_heures_la_clause_est_deconseillee_et_se_garde_quand_meme(camille, lire, guichet, lot):
    adresse = f"/calibrer/lots-projet/{lot.pk}/?methode=FORFAIT"
    assert "Sous le minimum utile de 150 h" in lire(
        camille.post("/calibrer/calculer/?methode=FORFAIT", {"heures": "149"})
    )
    assert "minimum utile" not in lire(camille.post("/calibrer/calculer/?methode=FORFAIT", {"heures": "150"}))
    assert camille.post(adresse, {"heures": "149"}).status_code == 302
    with within_guichet(guichet.pk):
        assert Calibrage.objects.get().heures == 149
