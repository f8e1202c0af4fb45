"""Small published records to damage one field at a time."""

import json
from pathlib import Path
from typing import Any

from marches.imports.decp import lire_decp
from marches.imports.decp_lu import LectureDecp, MarcheLu

DONNEES = Path(__file__).parents[2] / "donnees" / "decp"
JSON_120 = DONNEES / "decp_2.0.4_DERIVE_120_marches_clause.json"
CSV_REEL = DONNEES / "decp_2024H2_travaux_cpv4521_REEL_8957lignes.csv"
ACHETEUR, TITULAIRE = "21750001600019", "81223113200034"
ENTETE = "uid,id,acheteur_id,acheteur_nom,objet,codeCPV,montant,dureeMois,dateNotification,titulaire_id,titulaire_nom"


def marche(**champs: Any) -> dict[str, Any]:
    """A valid record of the official JSON, fields replaced at will."""
    valeurs: dict[str, Any] = {
        "id": "2024-1",
        "acheteur": {"id": ACHETEUR},
        "nature": "Marché",
        "objet": "Construction d’une école",
        "codeCPV": "45000000-7",
        "titulaires": [{"titulaire": {"id": TITULAIRE, "typeIdentifiant": "SIRET"}}],
        "dureeMois": 12,
        "dateNotification": "2024-05-15",
        "montant": 575000,
        "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
    }
    return valeurs | champs


def lire_json(*marches: Any) -> LectureDecp:
    return lire_decp(json.dumps({"marches": {"marche": list(marches)}}).encode())


def lire_un(**champs: Any) -> MarcheLu:
    (lu,) = lire_json(marche(**champs)).marches
    return lu


def lire_csv(*lignes: str, entete: str = ENTETE) -> LectureDecp:
    return lire_decp("\n".join((entete, *lignes, "")).encode())


def champs_douteux(lu: MarcheLu) -> set[str]:
    return {avis.champ for avis in lu.avertissements}
