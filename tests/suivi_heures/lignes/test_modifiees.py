"""« Ligne modifiée »: the former figure is the ledger's, with where it came from; told to each what it may know."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from suivi_heures.models import LigneReleve
from suivi_heures.queries.detail_releve import detailler_releve, totaliser
from tests.factories.suivi_heures import creer_heure
from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db
TITRES = "Nom;Prénom;Date de naissance;Heures travaillées\n"
FOFANI, BENCHERIF = "FOFANI;Ibrahim;27/11/1974;{}\n", "BENCHERIF;Yacine;14/02/1991;{}\n"
MARS, FIN = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)


def _modifiee(releve, nom):
    ligne = LigneReleve.objects.get(releve=releve, lue__Nom=nom)
    faits = [avis for avis in ligne.avertissements if avis["code"] == "LIGNE_MODIFIEE"]
    return faits[0] if faits else None


def test_les_heures_venues_d_un_autre_fichier_sont_dites_avec_lui(guichet, deposer):
    """Two halves, then a third file that corrects one and repeats what the other half said."""
    deposer(TITRES + FOFANI.format(100), nom="chantier A mars 2026.csv")
    deposer(TITRES + BENCHERIF.format(20), nom="chantier B mars 2026.csv")
    dernier = deposer(TITRES + FOFANI.format(100) + BENCHERIF.format(26), nom="tout mars 2026.csv")
    with dedans(guichet):
        dit = _modifiee(dernier, "BENCHERIF")
        assert "20\u202fh déjà reçues" in dit["message"]
        assert "chantier B mars 2026.csv" in dit["message"]
        assert "26\u202fh dans cette version" in dit["message"]


def test_les_heures_tapees_dans_la_grille_sont_dites_a_chacun_selon_ce_qu_il_sait(guichet, deposer, contrats):
    deposer(TITRES + BENCHERIF.format(20), nom="heures mars 2026.csv")
    with dedans(guichet):
        contrat = contrats["FOFANI"]
        creer_heure(contrat=contrat, heures="90", du=MARS, au=FIN, statut="SOUMISE", saisie_par="Camille Ferrand")
    corrige = deposer(TITRES + BENCHERIF.format(20) + FOFANI.format(100), nom="heures mars 2026 bis.csv")
    with dedans(guichet):
        dit = _modifiee(corrige, "FOFANI")
        assert "90\u202fh déjà reçues (saisies par le guichet le" in dit["message"]
        assert "Camille Ferrand" not in dit["message"]
        assert "saisies dans la grille par Camille Ferrand" in dit["au_guichet"]


def test_une_personne_nouvelle_n_avait_rien_de_recu(guichet, deposer):
    deposer(TITRES + BENCHERIF.format(20))
    corrige = deposer(TITRES + BENCHERIF.format(20) + FOFANI.format(100), nom="mars 2026 bis.csv")
    with dedans(guichet):
        assert "rien n’était reçu, 100\u202fh dans cette version" in _modifiee(corrige, "FOFANI")["message"]


def test_ce_qui_ne_change_rien_au_registre_n_est_pas_modifie(guichet, deposer, contrats):
    deposer(TITRES + BENCHERIF.format(20))
    with dedans(guichet):
        creer_heure(contrat=contrats["FOFANI"], heures="100", du=MARS, au=FIN, statut="SOUMISE")
    corrige = deposer(TITRES + BENCHERIF.format(26) + FOFANI.format(100), nom="mars 2026 bis.csv")
    with dedans(guichet):
        assert _modifiee(corrige, "FOFANI") is None
        assert "20\u202fh déjà reçues" in _modifiee(corrige, "BENCHERIF")["message"]


OKAFOR = "OKAFOR;Grace;01/01/2001;{}\n"


def test_une_ligne_restee_dehors_dit_pourquoi_et_non_qu_elle_est_modifiee(guichet, deposer, facilitateur, connecter):
    """Two rows of somebody unknown, in a second file: both say that she is, none that nothing was received."""
    deposer(TITRES + BENCHERIF.format(20))
    corrige = deposer(TITRES + BENCHERIF.format(20) + OKAFOR.format(70) + OKAFOR.format(7), nom="mars 2026 bis.csv")
    page = connecter(facilitateur).get(reverse("suivi_heures:releve", args=[corrige.pk])).content.decode()
    assert "rien n’était reçu" not in page
    assert page.count("Personne inconnue\u00a0:") == 2
    with dedans(guichet):
        dites = LigneReleve.objects.filter(releve=corrige, lue__Nom="OKAFOR").values_list("anomalies", flat=True)
        assert [[fait["code"] for fait in faits] for faits in dites] == [["BENEFICIAIRE_INCONNU"]] * 2


def test_deja_declarees_sur_d_autres_jours_ne_se_dit_pas_avec_rien_de_recu(
    guichet, deposer, contrats, facilitateur, connecter
):
    deposer(TITRES + BENCHERIF.format(20))
    jour = datetime.date(2026, 3, 10)
    with dedans(guichet):
        creer_heure(contrat=contrats["FOFANI"], heures="15", du=jour, au=jour, statut="SOUMISE")
    corrige = deposer(TITRES + BENCHERIF.format(20) + FOFANI.format(100), nom="mars 2026 bis.csv")
    page = connecter(facilitateur).get(reverse("suivi_heures:releve", args=[corrige.pk])).content.decode()
    assert "15\u202fh en attente pour Ibrahim FOFANI" in page
    assert "rien n’était reçu" not in page


def test_la_commande_dit_la_meme_chose(guichet, deposer, contrats, tmp_path, capsys):
    deposer(TITRES + BENCHERIF.format(20), nom="chantier B mars 2026.csv")
    with dedans(guichet):
        code = contrats["FOFANI"].employeur.ref
    fichier = tmp_path / "mars 2026 bis.csv"
    fichier.write_text(TITRES + BENCHERIF.format(26), encoding="utf-8")
    capsys.readouterr()
    call_command("importer_releve", str(fichier), "--guichet", guichet.code, "--deposant", code, "--json")
    [dit] = [a for a in json.loads(capsys.readouterr().out)["anomalies"] if a["code"] == "LIGNE_MODIFIEE"]
    assert "20\u202fh déjà reçues" in dit["detail"]
    assert "chantier B mars 2026.csv" in dit["detail"]


def test_l_ecart_d_une_version_corrigee_ne_passe_pas_pour_ses_heures(guichet, deposer):
    """120 of the 120.50 hours read stand already: « 0.50 count » speaks of the gap, and says so."""
    deposer(TITRES + BENCHERIF.format("120") + FOFANI.format("100"))
    corrige = deposer(TITRES + BENCHERIF.format("120,50") + FOFANI.format("100"), nom="mars 2026 bis.csv")
    with dedans(guichet):
        details = {un.ligne.lue["Nom"]: un for un in detailler_releve(corrige)}
        totaux = totaliser(details.values())
    assert (details["BENCHERIF"].ecart, details["FOFANI"].ecart) == (Decimal("0.50"), None)
    assert (totaux.doublons, totaux.nouvelles) == (Decimal(220), Decimal("0.50"))
    assert not details["FOFANI"].est_a_verifier  # declared before, entered nothing: nothing is asked
