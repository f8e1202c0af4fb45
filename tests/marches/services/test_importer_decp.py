"""Published contracts come in once, are updated when they change, and keep what was decided here."""

import time
from decimal import Decimal

import pytest

from clauses_app.audit.models import Evenement
from clauses_app.tenancy.contexte import within_guichet
from marches.imports.decp import lire_decp
from marches.models import MarcheDecp
from marches.services.importer_decp import importer_decp
from tests.marches.imports.fabrique_decp import CSV_REEL, DONNEES, JSON_120, lire_csv, lire_json, marche
from tests.marches.imports.test_decp_fichiers import ATTENDUS


def importer(lecture, source="essai.json"):
    return importer_decp(lecture=lecture, source=source, par=None)


@pytest.mark.parametrize("cas", ATTENDUS[:-1], ids=lambda cas: cas[0])
def test_chaque_exemple_s_importe_et_se_rejoue_sans_effet(dans_guichet, cas):
    lecture = lire_decp((DONNEES / cas[0]).read_bytes())
    premier, second = importer(lecture), importer(lecture)
    assert (premier.crees, premier.douteux, premier.refuses) == (cas[3], cas[6], 0)
    assert (second.crees, second.mis_a_jour, second.inchanges) == (0, 0, cas[3])
    assert MarcheDecp.objects.count() == cas[3]
    assert MarcheDecp.objects.avec_consideration_sociale().count() == cas[7]
    assert MarcheDecp.objects.filter(statut="DOUTEUX").count() == cas[6]


def test_les_8957_lignes_reelles_s_importent_en_moins_d_une_minute_et_se_rejouent_sans_effet(dans_guichet):
    debut = time.monotonic()
    lecture = lire_decp(CSV_REEL.read_bytes())
    bilan = importer(lecture)
    assert time.monotonic() - debut < 60
    assert (bilan.crees, bilan.mis_a_jour, bilan.douteux, bilan.refuses) == (5180, 0, 276, 0)
    assert importer(lecture).inchanges == 5180
    assert Evenement.objects.filter(verbe="DECP_IMPORTE").count() == 1


def test_un_avenant_publie_met_le_marche_a_jour(dans_guichet):
    importer(lire_json(marche()))
    modifie = marche(
        modifications=[{"modification": {"dateNotificationModification": "2024-09-01", "montant": 600000}}]
    )
    bilan = importer(lire_json(modifie))
    assert (bilan.crees, bilan.mis_a_jour) == (0, 1)
    assert MarcheDecp.objects.get().montant_ht == Decimal(600000)


def test_un_fichier_plus_ancien_ne_fait_pas_reculer_le_marche(dans_guichet):
    recent = marche(modifications=[{"modification": {"dateNotificationModification": "2024-09-01", "montant": 600000}}])
    importer(lire_json(recent))
    assert importer(lire_json(marche())).inchanges == 1
    assert MarcheDecp.objects.get().montant_ht == Decimal(600000)


def test_un_champ_vide_n_efface_pas_ce_que_l_on_savait(dans_guichet):
    importer(lire_json(marche()))
    importer(lire_json(marche(objet="", considerationsSociales=None, montant=580000)))
    ligne = MarcheDecp.objects.get()
    assert (ligne.objet, ligne.considerations_sociales) == ("Construction d’une école", ["Clause sociale"])
    assert (ligne.montant_ht, ligne.donnees["considerations_sociales"]) == (Decimal(580000), ["Clause sociale"])


def test_une_decision_prise_ici_survit_a_un_nouvel_import(dans_guichet):
    importer(lire_json(marche()))
    MarcheDecp.objects.update(statut="ECARTE", motif_ecart="Hors territoire")
    assert importer(lire_json(marche(montant="NC"))).mis_a_jour == 1
    ligne = MarcheDecp.objects.get()
    assert (ligne.statut, ligne.motif_ecart) == ("ECARTE", "Hors territoire")


def test_un_marche_corrige_a_la_source_cesse_d_etre_douteux(dans_guichet):
    importer(lire_json(marche(montant=1e17)))
    assert MarcheDecp.objects.get().statut == "DOUTEUX"
    importer(lire_json(marche()))
    assert MarcheDecp.objects.get().statut == "A_QUALIFIER"


def test_les_lignes_refusees_sont_comptees_et_nommees(dans_guichet):
    bilan = importer(lire_json(marche(), marche(id=None), marche(id="3", acheteur={})))
    assert (bilan.crees, bilan.refuses) == (1, 2)
    assert [anomalie["colonne"] for anomalie in bilan.anomalies] == ["id", "acheteur.id"]


def test_deux_guichets_importent_le_meme_marche_sans_se_voir(guichet, autre_guichet):
    with within_guichet(guichet.pk):
        assert importer(lire_json(marche())).crees == 1
    with within_guichet(autre_guichet.pk):
        assert MarcheDecp.objects.count() == 0
        assert importer(lire_json(marche())).crees == 1


def test_la_recherche_porte_sur_l_objet_l_acheteur_et_les_titulaires(dans_guichet):
    importer(lire_decp(JSON_120.read_bytes()))
    importer(lire_csv("X1,1,21750001600019,Ville de Paris,Collège,45000000,9000,12,2024-07-01,81223113200034,DURAND"))
    assert MarcheDecp.objects.chercher("durand paris").count() == 1
    assert MarcheDecp.objects.chercher("travaux 2024-109-1").count() == 2
    assert MarcheDecp.objects.chercher("durand lyon").count() == 0
