"""The journal speaks French: no raw name, no word said twice, days as people write them."""

from clauses_app.audit.models import Evenement
from clauses_app.comptes.journal_lisible import decrire_fait


def test_les_faits_se_lisent_en_francais():
    fait = Evenement(
        verbe="REPRISE_FAITE",
        objet_libelle="guichet.json",
        faits={"crees": {"maitres_ouvrage": 5, "eligibilites": 2}, "date_debut": "2026-03-02", "heures": "7.50"},
    )
    details = decrire_fait(fait)["details"].replace("\u00a0", " ")
    assert details == "créés : 5 maîtres d’ouvrage, 2 éligibilités, début : 02/03/2026, heures : 7,50"


def test_un_mot_n_est_pas_dit_deux_fois():
    assert "le rapport T3 2026" in str(Evenement(verbe="RAPPORT_PUBLIE", objet_libelle="rapport T3 2026"))
    assert str(Evenement(verbe="LOT_ENREGISTRE", objet_libelle="Lot 2, Voirie")).endswith("le lot 2, Voirie")
