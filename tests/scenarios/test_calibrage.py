"""Sizing kept: replayed to the hour after the ratios changed; too small, said and not forbidden."""

from decimal import Decimal

import pytest

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Calibrage
from tests.factories.projets import calibrer_au_forfait, creer_lot_projet


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


def test_les_parametres_de_suivi_se_gardent_version_par_version(camille, lire, guichet, lot):
    """Monthly at 60 €, then by quarter at 45 €: the first version still says what it said."""
    with within_guichet(guichet.pk):
        calibrer_au_forfait(lot, "833")
    adresse = f"/calibrer/projets/{lot.projet_id}/clause/"
    suivi = {
        "modele": "EXECUTION",
        "frequence": "MENSUELLE",
        "delai_releve": "10",
        "delai_demande": "7",
        "toutes_categories": "on",
        "penalite_type": "EUR_HEURE",
        "penalite_valeur": "60",
        "delai_mise_en_demeure": "15",
        "garder": "1",
    }
    premiere = camille.post(adresse, suivi).url
    seconde = camille.post(adresse, suivi | {"frequence": "TRIMESTRIELLE", "penalite_valeur": "45"}).url
    un, deux = lire(camille.get(premiere)), lire(camille.get(seconde))
    assert "version 1" in un
    assert "60 € par heure non faite" in un
    assert "chaque mois" in un
    assert "version 2" in deux
    assert "45 € par heure non faite" in deux
    assert "chaque trimestre" in deux
