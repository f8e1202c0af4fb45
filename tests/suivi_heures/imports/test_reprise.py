"""A reprise file is read whole, or refused with every fault at its JSON path."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from suivi_heures.imports import reprise_arbre
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.imports.reprise_fiches import RepriseLue

EXEMPLES = sorted(
    f for f in (Path(__file__).parents[2] / "donnees" / "decompte").glob("*.json") if ".attendu" not in f.name
)


def ecrire(contenu) -> bytes:
    return json.dumps(contenu, ensure_ascii=False).encode()


def reprise(contenu):
    lue = lire_reprise(ecrire(contenu))
    assert isinstance(lue, RepriseLue), lue
    return lue


@pytest.fixture
def exemple():
    return json.loads(EXEMPLES[0].read_bytes())


@pytest.mark.parametrize("fichier", EXEMPLES, ids=lambda f: f.stem)
def test_chaque_exemple_est_lu_sans_faute_ni_doute(fichier):
    brut = json.loads(fichier.read_bytes())
    lue = lire_reprise(fichier.read_bytes())
    assert isinstance(lue, RepriseLue)
    assert lue.avertissements == ()
    for nom, valeur in brut.items():
        if isinstance(valeur, list):
            assert len(getattr(lue.contenu, nom)) == len(valeur)


def test_les_heures_et_les_dates_gardent_leur_valeur(exemple):
    exemple["heures"][0] |= {"heures": "131.25", "du": "2024-02-29", "au": "2024-02-29"}
    heure = reprise(exemple).contenu.heures[0]
    assert (heure.heures, heure.du) == (Decimal("131.25"), date(2024, 2, 29))


def test_un_parametre_absent_prend_son_defaut_et_null_dit_sans_limite(exemple):
    exemple["regles"].append({"code": "RX", "date_effet": "2024-01-01"})
    exemple["regles"].append(
        {
            "code": "RY",
            "date_effet": "2024-01-01",
            "duree_eligibilite_mois": None,
            "cdi_mois": None,
            "portee": None,
        }
    )
    absente, nulle = reprise(exemple).contenu.regles[-2:]
    assert (absente.duree_eligibilite_mois, absente.cdi_mois, absente.portee) == (24, 24, "GUICHET")
    assert (nulle.duree_eligibilite_mois, nulle.cdi_mois, nulle.portee) == (None, None, "GUICHET")
    assert absente.alternance_contrat_entier is True
    assert absente.plafond_mensuel is None


def test_un_champ_facultatif_absent_vaut_null(exemple):
    exemple["contrats"][0].pop("date_fin", None)
    exemple["beneficiaires"][0] |= {
        "sexe": None,
        "commune": "",
        "niveau_formation": None,
        "autres_noms": None,
    }
    contenu = reprise(exemple).contenu
    assert contenu.contrats[0].date_fin is None
    assert (contenu.beneficiaires[0].autres_noms, contenu.beneficiaires[0].commune) == ((), "")
    assert contenu.totaux_connus == ()


def test_un_siret_dont_la_cle_est_fausse_est_un_doute_pas_une_faute(exemple):
    exemple["entreprises"][0]["siret"] = "12345678901234"
    assert [doute.chemin for doute in reprise(exemple).avertissements] == ["entreprises[0].siret"]


def test_un_bureau_de_la_poste_n_eveille_aucun_doute(exemple):
    exemple["entreprises"][0]["siret"] = "35600000000048"
    assert reprise(exemple).avertissements == ()


def test_la_marque_d_ordre_des_octets_est_admise(exemple):
    assert isinstance(lire_reprise(b"\xef\xbb\xbf" + ecrire(exemple)), RepriseLue)


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "pas du JSON"),
        (b"marche;lot;heures\n", "pas du JSON"),
        (b'{"format": ', "ligne 1, colonne"),
        ("é".encode("latin-1"), "UTF-8"),
        ('{"format": "é"}'.encode("utf-16"), "UTF-8"),
        (b"[" * 100_000, "emboîte trop"),
        (b"[]", "objet"),
        (b"null", "objet"),
        (b"9" * 5000, "objet"),
    ],
)
def test_un_fichier_qui_n_en_est_pas_un_est_refuse_en_une_phrase(octets, dit):
    (faute,) = lire_reprise(octets)
    assert faute.chemin == "(fichier)"
    assert dit in faute.message


def test_un_fichier_trop_gros_est_refuse_sans_etre_lu(monkeypatch):
    monkeypatch.setattr(reprise_arbre, "TAILLE_MAX", 10)
    (faute,) = lire_reprise(b"[" * 11)
    assert "dépasse" in faute.message


def test_toutes_les_fautes_sont_dites_a_la_fois_dans_l_ordre_des_chemins(exemple):
    exemple["heures"][10]["heures"] = 35
    exemple["heures"][2]["heures"] = "-1"
    exemple["guichet"].pop("nom")
    exemple["surprise"] = 1
    chemins = [faute.chemin for faute in lire_reprise(ecrire(exemple))]
    assert chemins == ["guichet.nom", "heures[2].heures", "heures[10].heures", "surprise"]


def test_un_message_ne_repete_jamais_un_numero_de_securite_sociale(exemple):
    nir = "185057800608491"
    exemple["heures"][0]["contrat"] = nir
    exemple["heures"][1][nir] = "x"
    exemple["heures"][2]["heures"] = int(nir)
    exemple["beneficiaires"][0]["nom"] = f"Dupont {nir[:7]} {nir[7:]}"
    fautes = lire_reprise(ecrire(exemple))
    assert [f.chemin for f in fautes] == [
        "beneficiaires[0].nom",
        "heures[0].contrat",
        "heures[1][«\u00a0[numéro de sécurité sociale]\u00a0»]",
        "heures[2].heures",
    ]
    assert not any(nir in f.chemin + f.message for f in fautes)


def test_un_champ_mal_orthographie_recoit_un_conseil(exemple):
    exemple["heures"][0]["heure"] = exemple["heures"][0].pop("heures")
    fautes = {f.chemin: f.message for f in lire_reprise(ecrire(exemple))}
    assert "heures\u00a0» peut-être" in fautes["heures[0].heure"]
    assert "obligatoire" in fautes["heures[0].heures"]
