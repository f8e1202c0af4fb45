"""Each published sample, whole: exact counts."""

import datetime
from decimal import Decimal

import pytest

from marches.imports.decp import lire_decp
from tests.marches.imports.fabrique_decp import CSV_REEL, DONNEES, JSON_120

ATTENDUS = [
    # file, format, lines read, contracts, duplicates, concessions, doubtful, with a social consideration
    ("officiel_Marche_v2.0.2.xml", "XML", 2, 1, 1, 0, 0, 1),
    ("officiel_Contrat-concession-modification.xml", "XML", 2, 1, 1, 1, 1, 1),
    ("officiel_marches_avec_modifications_v2.0.3.json", "JSON", 2, 2, 0, 0, 2, 2),
    ("officiel_concessions_avec_modifications_v2.0.3.json", "JSON", 2, 2, 0, 2, 2, 2),
    ("officiel_marches_concessions_v2.0.3.json", "JSON", 4, 4, 0, 2, 4, 4),
    ("decp-table-schema_exemple-valide.csv", "CSV", 4, 2, 0, 0, 0, 0),
    (JSON_120.name, "JSON", 120, 120, 0, 0, 0, 100),
    (CSV_REEL.name, "CSV", 8957, 5180, 0, 0, 276, 0),
]


@pytest.mark.parametrize(
    ("nom", "forme", "lignes", "marches", "doublons", "concessions", "douteux", "sociales"), ATTENDUS
)
def test_chaque_exemple_publie_est_lu_en_entier(nom, forme, lignes, marches, doublons, concessions, douteux, sociales):
    lecture = lire_decp((DONNEES / nom).read_bytes())
    assert lecture.anomalies == ()
    assert (lecture.format, lecture.lignes_lues, lecture.doublons) == (forme, lignes, doublons)
    assert (len(lecture.marches), lecture.concessions, lecture.douteux) == (marches, concessions, douteux)
    assert sum(marche.a_consideration_sociale for marche in lecture.marches) == sociales


def test_le_json_et_le_xml_du_meme_marche_disent_la_meme_chose():
    par_json = lire_decp((DONNEES / "officiel_marches_avec_modifications_v2.0.3.json").read_bytes()).marches[1]
    (par_xml,) = lire_decp((DONNEES / "officiel_Marche_v2.0.2.xml").read_bytes()).marches
    communs = ("acheteur_siret", "cpv", "montant_initial", "duree_initiale", "date_notification", "techniques", "lieu")
    assert [getattr(par_json, champ) for champ in communs] == [getattr(par_xml, champ) for champ in communs]
    assert par_json.considerations_sociales == par_xml.considerations_sociales == ("Clause sociale", "Critère social")
    assert par_json.sous_traitance_declaree is par_xml.sous_traitance_declaree is True


def test_la_derniere_modification_donne_le_montant_courant():
    marche = lire_decp((DONNEES / "officiel_marches_avec_modifications_v2.0.3.json").read_bytes()).marches[0]
    assert (marche.montant_initial, marche.montant) == (Decimal("575000.00"), Decimal("123457.87"))
    assert (marche.duree_initiale, marche.duree_mois) == (48, 12)
    assert marche.titulaires[0].identifiant == "868768687576575"
    assert marche.sous_traitants[0].montant == Decimal("23465.87")


def test_une_concession_est_lue_avec_sa_valeur_et_ses_concessionnaires():
    marche = lire_decp((DONNEES / "officiel_concessions_avec_modifications_v2.0.3.json").read_bytes()).marches[0]
    assert marche.est_concession
    assert marche.nature == "Concession de travaux"
    assert [titulaire.identifiant for titulaire in marche.titulaires] == ["38103128500491", "38103128500574"]
    assert (marche.date_notification, marche.duree_mois) == (datetime.date(2024, 4, 2), 14)


def test_un_accord_cadre_de_252_lignes_est_un_seul_marche_a_14_titulaires():
    lecture = lire_decp(CSV_REEL.read_bytes())
    (marche,) = [marche for marche in lecture.marches if marche.uid == "22830001800113202220190390"]
    assert len(marche.titulaires) == 14
    assert len(marche.modifications) == 17
    assert (marche.montant_initial, marche.montant) == (Decimal("9961556.72"), Decimal("10132060.16"))
    assert marche.date_notification == datetime.date(2024, 7, 15)


def test_le_classeur_dit_la_meme_chose_que_le_csv():
    classeur, csv = (
        lire_decp((DONNEES / f"decp-table-schema_exemple-valide.{extension}").read_bytes()).marches
        for extension in ("xlsx", "csv")
    )
    assert [marche.donnees() for marche in classeur] == [marche.donnees() for marche in csv]
