"""The buyer's file comes back valid, with the considerations of the followed contracts, and otherwise untouched."""

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from suivi_heures.restitutions.aligner_decp import AUCUNE, DecpIllisible, aligner_decp, identifier

DONNEES = Path(__file__).parents[2] / "donnees" / "decp"
SCHEMA = Draft7Validator(json.loads((DONNEES / "schema_decp_v2.0.4.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def fichier() -> bytes:
    """A hundred and twenty contracts; the first ten say that they have no social consideration."""
    lu = json.loads((DONNEES / "decp_2.0.4_DERIVE_120_marches_clause.json").read_bytes())
    for marche in lu["marches"]["marche"][:10]:
        marche["considerationsSociales"] = {"considerationSociale": [AUCUNE]}
    return json.dumps(lu, ensure_ascii=False).encode()


def _uids(fichier: bytes) -> list[str]:
    return [identifier(un) for un in json.loads(fichier)["marches"]["marche"]]


@pytest.mark.parametrize("types", [("EXEC",), ("CRIT",), ("EXEC_CRIT",), ("RES_IAE",), ("ANRU", "EXEC"), ("VOLONT",)])
def test_le_fichier_rendu_suit_le_schema_officiel(fichier, types):
    rendu = aligner_decp(fichier, dict.fromkeys(_uids(fichier), types))
    assert rendu.lus == rendu.suivis == 120
    assert not list(SCHEMA.iter_errors(json.loads(rendu.contenu)))


def test_seules_les_considerations_des_marches_suivis_changent(fichier):
    avant = json.loads(fichier)["marches"]["marche"]
    rendu = aligner_decp(fichier, {identifier(avant[0]): ("EXEC_CRIT",)})
    apres = json.loads(rendu.contenu)["marches"]["marche"]
    attendu = copy.deepcopy(avant)
    attendu[0]["considerationsSociales"] = {"considerationSociale": ["Clause sociale", "Critère social"]}
    assert apres == attendu
    assert (rendu.suivis, rendu.modifies) == (1, 1)


def test_une_consideration_publiee_n_est_jamais_retiree(fichier):
    avant = json.loads(fichier)["marches"]["marche"]
    choisi = next(un for un in avant if "Critère social" in un["considerationsSociales"]["considerationSociale"])
    rendu = aligner_decp(fichier, {identifier(choisi): ("RES_HAND",)})
    apres = next(un for un in json.loads(rendu.contenu)["marches"]["marche"] if identifier(un) == identifier(choisi))
    dites = apres["considerationsSociales"]["considerationSociale"]
    assert {*choisi["considerationsSociales"]["considerationSociale"], "Marché réservé"} == set(dites)


def test_rien_a_changer_rend_le_fichier_a_l_octet_pres(fichier):
    assert aligner_decp(fichier, {}).contenu == fichier


@pytest.mark.parametrize(
    "contenu", [b"", b"{", b"[]", b'{"marches": {}}', b"\xff\xfe", b'{"marches": {"marche": [3]}}']
)
def test_un_fichier_qui_n_en_est_pas_un_est_refuse_avec_une_phrase(contenu):
    with pytest.raises(DecpIllisible):
        aligner_decp(contenu, {"x": ("EXEC",)})
