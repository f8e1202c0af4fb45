"""Damaged files: what can be read is, what cannot is named, nothing crashes."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marches.imports.decp import lire_decp
from tests.marches.imports.fabrique_decp import (
    ACHETEUR,
    DONNEES,
    ENTETE,
    JSON_120,
    TITULAIRE,
    lire_csv,
    lire_json,
    marche,
)

LIGNE = f"{ACHETEUR}1,1,{ACHETEUR},Ville,Collège,45000000,200000,12,2024-07-01,{TITULAIRE},Durand"


@pytest.mark.parametrize(
    ("contenu", "code"),
    [
        (b"", "FICHIER_VIDE"),
        (b" \r\n\t ", "FICHIER_VIDE"),
        (b"\xef\xbb\xbf", "FICHIER_VIDE"),
        (b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "FORMAT_INCONNU"),
        (b"\n<html lang='fr'>", "FORMAT_INCONNU"),
        (b"PK\x03\x04....", "FICHIER_ILLISIBLE"),
        (b"%PDF-1.7", "FORMAT_INCONNU"),
        (b"\x1f\x8b\x08", "FORMAT_INCONNU"),
        (b"bonjour", "ENTETE_ABSENT"),
        (bytes(range(256)) * 20, "ENTETE_ABSENT"),
        (b"{}", "AUCUN_MARCHE"),
        (b"[]", "AUCUN_MARCHE"),
        (b'{"marches": {"marche": []}}', "AUCUN_MARCHE"),
        (b'{"marches": null}', "AUCUN_MARCHE"),
        (b'{"marches": 12', "FICHIER_COUPE"),
        (b"<marches></marches>", "AUCUN_MARCHE"),
        (b"<marches><marche>", "FICHIER_COUPE"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><marches><marche><id>&a;</id></marche></marches>', "FICHIER_ILLISIBLE"),
        (b'{"a":' * 200_000, "FICHIER_ILLISIBLE"),
    ],
)
def test_un_fichier_sans_marche_dit_pourquoi(contenu, code):
    lecture = lire_decp(contenu)
    assert lecture.marches == ()
    assert [anomalie.code for anomalie in lecture.anomalies] == [code]
    assert lecture.anomalies[0].message.endswith(".")


@pytest.mark.parametrize("part", [0.1, 0.33, 0.5, 0.77, 0.999])
def test_un_json_coupe_donne_les_marches_entiers(part):
    contenu = JSON_120.read_bytes()
    lecture = lire_decp(contenu[: int(len(contenu) * part)])
    assert 120 * part - 5 < len(lecture.marches) <= 120
    assert lecture.anomalies[0].code == "FICHIER_COUPE"


def test_un_xml_coupe_donne_les_marches_entiers():
    contenu = (DONNEES / "officiel_Marche_v2.0.2.xml").read_bytes()
    lecture = lire_decp(contenu[: int(len(contenu) * 0.7)])
    assert len(lecture.marches) == 1
    assert lecture.anomalies[0].code == "FICHIER_COUPE"


def test_un_csv_coupe_perd_sa_derniere_ligne_et_le_dit():
    lecture = lire_csv(LIGNE, f"{ACHETEUR}2,2,{ACHETEUR},Ville,Lycée,45000000,13")
    assert [lu.identifiant for lu in lecture.marches] == ["1"]
    assert (lecture.anomalies[0].code, lecture.anomalies[0].ligne) == ("LIGNE_DECALEE", 3)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separateur", [",", ";", "\t", "|"])
def test_l_encodage_et_le_separateur_se_devinent(encodage, separateur):
    texte = "\r\n".join([ENTETE, LIGNE, LIGNE.replace(",1,", ",2,")]).replace(",", separateur)
    lecture = lire_decp(texte.encode(encodage))
    assert [lu.objet for lu in lecture.marches] == ["Collège", "Collège"]
    assert lecture.separateur == separateur


@pytest.mark.parametrize("encodage", ["utf-8-sig", "cp1252", "utf-16"])
def test_le_json_et_le_xml_se_lisent_dans_un_autre_encodage(encodage):
    par_json = lire_decp(json.dumps({"marches": [marche()]}, ensure_ascii=False).encode(encodage))
    assert par_json.marches[0].nature == "Marché"
    xml = f"<marches><marche><id>1</id><acheteur><id>{ACHETEUR}</id></acheteur><objet>École</objet></marche></marches>"
    par_xml = lire_decp(f'<?xml version="1.0" encoding="ISO-8859-1"?>{xml}'.encode(encodage))
    assert par_xml.marches[0].objet == "École"


def test_un_fichier_coupe_au_milieu_d_une_lettre_reste_lu_en_utf8():
    contenu = f"{ENTETE}\n{LIGNE}\nCollè".encode()
    assert lire_decp(contenu[:-1]).encodage == "utf-8"


def test_un_guillemet_jamais_ferme_ne_coute_que_sa_ligne():
    lignes = [LIGNE.replace(",1,", f",{rang},") for rang in range(2, 60)]
    lecture = lire_csv(LIGNE.replace("Collège", '"Collège'), *lignes)
    assert len(lecture.marches) == 59


def test_une_case_peut_tenir_sur_plusieurs_lignes():
    lecture = lire_csv(LIGNE.replace("Collège", '"Collège,\net ""gymnase"""'), LIGNE.replace(",1,", ",2,"))
    assert [lu.objet for lu in lecture.marches] == ['Collège, et "gymnase"', "Collège"]


def test_une_virgule_sans_guillemets_fait_refuser_la_ligne_seule():
    lecture = lire_csv(LIGNE.replace("Collège", "Collège, gymnase"), LIGNE.replace(",1,", ",2,"))
    assert [lu.identifiant for lu in lecture.marches] == ["2"]
    assert lecture.anomalies[0].ligne == 2


def test_un_preambule_ne_cache_pas_l_entete():
    lecture = lire_csv(ENTETE, LIGNE, entete="Export du 12/03/2025\n\nsource : data.gouv.fr")
    assert len(lecture.marches) == 1


def test_la_meme_ligne_deux_fois_est_un_doublon():
    lecture = lire_csv(LIGNE, LIGNE)
    assert (len(lecture.marches), lecture.doublons) == (1, 1)


def test_le_tabulaire_rassemble_titulaires_et_modifications():
    avenant = LIGNE.replace("200000,12,2024-07-01", "250000,15,2024-09-01")
    lecture = lire_csv(
        LIGNE, LIGNE.replace(TITULAIRE, "82379887100013"), avenant, avenant.replace(TITULAIRE, "82379887100013")
    )
    (lu,) = lecture.marches
    assert (lu.montant_initial, lu.montant, lu.duree_mois) == (Decimal(200000), Decimal(250000), 15)
    assert (len(lu.titulaires), len(lu.modifications), lu.date_notification) == (2, 1, date(2024, 7, 1))
    assert not lu.est_douteux


def test_la_version_marquee_courante_l_emporte_sur_la_plus_recente():
    entete = ENTETE + ",donneesActuelles"
    recente = LIGNE.replace("200000,12,2024-07-01", "999000,12,2025-07-01")
    (lu,) = lire_csv(LIGNE + ",oui", recente + ",non", entete=entete).marches
    assert lu.montant == Decimal(200000)


def test_des_montants_differents_le_meme_jour_rendent_le_marche_douteux():
    (lu,) = lire_csv(LIGNE, LIGNE.replace("200000", "35000").replace(TITULAIRE, "82379887100013")).marches
    assert (lu.montant, lu.est_douteux) == (Decimal(200000), True)


def test_des_titulaires_sans_rapport_rendent_le_marche_douteux():
    autre = LIGNE.replace("2024-07-01", "2024-08-01").replace(TITULAIRE, "82379887100013")
    (lu,) = lire_csv(LIGNE, autre).marches
    assert "plusieurs lots" in lu.avertissements[-1].message


def test_l_acheteur_absent_se_retrouve_dans_l_identifiant_national():
    (lu,) = lire_csv(LIGNE.replace(f",{ACHETEUR},", ",,")).marches
    assert lu.acheteur_siret == ACHETEUR


def test_chaque_ligne_sans_numero_est_refusee_a_sa_place():
    vide = f",,{ACHETEUR},Ville,x,45000000,2000,12,2024-07-01,{TITULAIRE},D"
    lecture = lire_csv(LIGNE, vide, vide.replace("2000", "3000"))
    assert [anomalie.ligne for anomalie in lecture.anomalies] == [3, 4]


def test_deux_fois_le_meme_numero_garde_la_derniere_modification():
    modifie = marche(
        modifications=[{"modification": {"dateNotificationModification": "2024-09-01", "montant": 600000}}]
    )
    lecture = lire_json(modifie, marche())
    assert (lecture.doublons, lecture.marches[0].montant) == (1, Decimal(600000))


def test_le_meme_numero_chez_deux_acheteurs_fait_deux_marches():
    lecture = lire_json(marche(), marche(acheteur={"id": "21310555400017"}))
    assert (len(lecture.marches), lecture.doublons) == (2, 0)


def test_la_reponse_de_l_api_tabulaire_se_lit():
    rangee = dict(zip(ENTETE.split(","), LIGNE.split(","), strict=True))
    lecture = lire_decp(json.dumps({"data": [rangee], "meta": {"total": 1}}).encode())
    assert lecture.marches[0].montant == Decimal(200000)


valeurs = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda enfants: (
        st.lists(enfants, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "titulaire", "nom", "montant", "modification"]), enfants, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*marche(), "modifications", "lieuExecution", "actesSousTraitance"]), valeurs))
@settings(max_examples=150, deadline=None)
def test_aucune_valeur_ne_fait_tomber_la_lecture(champs):
    lecture = lire_json(marche(**champs))
    assert len(lecture.marches) + len(lecture.anomalies) == 1
    for lu in lecture.marches:
        json.dumps(lu.donnees(), allow_nan=False)


@given(st.binary(max_size=300), st.sampled_from([b"", b"{", b"[", b"<marches>", b"id;acheteur_id\n"]))
@settings(max_examples=150, deadline=None)
def test_aucun_contenu_ne_fait_tomber_la_lecture(contenu, debut):
    lire_decp(debut + contenu)
