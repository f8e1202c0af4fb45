"""The versions of the rules as a list of SQL rows: few, read beforehand, so that the plan knows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from math import prod
from typing import Any

from django.db import connection
from psycopg.sql import quote

from marches.enums import CumulBonifications, MoisPartiel, PointDepart
from marches.models import RegleDecompte
from suivi_heures.queries.decompte.regles import BONIFICATIONS

# A window of a thousand years has no end; it must not leave the calendar either.
MOIS_MAX = 12_000
DEBUT_DES_TEMPS = date.min
_CHAMPS = (
    *("id", "date_effet", "duree_eligibilite_mois", "point_depart", "portee", "cdi_mois"),
    *("alternance_contrat_entier", "handicap_sans_limite", "regularisation_jours", "mois_partiel"),
    *("part_formation_hors_contrat", "plafond_mensuel", "bonifications", "bonification_cumul"),
)
_LUES = f"""
SELECT s.guichet_id, s.regle_code, s.restreint, {", ".join(f"r.{champ}" for champ in _CHAMPS)}
FROM (
  SELECT guichet_id, regle_code, bool_or(categories_admises IS NOT NULL) AS restreint
  FROM marches_marche GROUP BY guichet_id, regle_code) s
LEFT JOIN marches_regledecompte r ON r.guichet_id = s.guichet_id AND r.code = s.regle_code
ORDER BY s.guichet_id, s.regle_code, r.date_effet"""
TYPES = {
    "numero": "integer",
    "v_debut": "date",
    "v_fin": "date",
    "duree_mois": "integer",
    "point_depart": "text",
    "portee": "text",
    "cdi_mois": "integer",
    "alternance_contrat_entier": "boolean",
    "handicap_sans_limite": "boolean",
    "regularisation_jours": "integer",
    "entiere": "boolean",
    "part_formation": "numeric",
    "plafond": "integer",
    "majore": "boolean",
    "en_produit": "boolean",
    **{b.colonne: "numeric" for b in BONIFICATIONS},
}


TYPES_DES_PORTEES = {"numero": "integer", "guichet_id": "bigint", "code": "text", "portee_utile": "text"}


@dataclass(frozen=True, slots=True)
class Versions:
    """Rows of `versions`; rows of `portees`, one per rule and scope its versions look at, numbered so
    that a version is found by one integer. `restreint`: some contract does not admit every public."""

    lignes: tuple[dict[str, Any], ...]
    restreint: bool = True

    @property
    def cherchent_un_depart(self) -> bool:
        return any(ligne["portee_utile"] for ligne in self.lignes)

    @property
    def regardent_la_personne(self) -> bool:
        return any(ligne[b.colonne] is not None for ligne in self.lignes for b in BONIFICATIONS if b.de_la_personne)

    @property
    def regles_plafonnees(self) -> set[tuple[int, str]]:
        return {(ligne["guichet_id"], ligne["code"]) for ligne in self.lignes if ligne["plafond"] is not None}

    def sql(self, *, litteral: bool) -> str:
        """Rows written in the statement, or given to it as an argument."""
        return _en_sql(TYPES, self._lignes()) if litteral else _en_argument("versions", TYPES)

    def portees_sql(self, *, litteral: bool) -> str:
        return _en_sql(TYPES_DES_PORTEES, self._portees()) if litteral else _en_argument("portees", TYPES_DES_PORTEES)

    @property
    def arguments(self) -> dict[str, str]:
        return {"versions": _en_json(TYPES, self._lignes()), "portees": _en_json(TYPES_DES_PORTEES, self._portees())}

    def _lignes(self) -> list[tuple[Any, ...]]:
        numeros = self._numeros
        lignes = (ligne | {"numero": numeros[_portee(ligne)]} for ligne in self.lignes)
        return [tuple(ligne[nom] for nom in TYPES) for ligne in lignes]

    def _portees(self) -> list[tuple[Any, ...]]:
        return [(numero, *portee) for portee, numero in self._numeros.items()]

    @property
    def _numeros(self) -> dict[tuple[int, str, str], int]:
        return {portee: numero for numero, portee in enumerate(sorted({_portee(ligne) for ligne in self.lignes}))}


def _portee(ligne: dict[str, Any]) -> tuple[int, str, str]:
    return ligne["guichet_id"], ligne["code"], ligne["portee_utile"]


def lire_versions() -> Versions:
    """Versions of the rules that the contracts of the guichet follow."""
    with connection.cursor() as curseur:
        curseur.execute(_LUES)
        lues = curseur.fetchall()
    rangees = [(rangee[:2], dict(zip(_CHAMPS, rangee[3:], strict=True))) for rangee in lues]
    for _, champs in rangees:
        champs["bonifications"] = json.loads(champs["bonifications"] or "[]")
    lignes: list[dict[str, Any]] = []
    for (guichet_id, code), groupe in groupby(rangees, key=lambda rangee: rangee[0]):
        lignes += _dater(guichet_id, code, [champs for _, champs in groupe])
    return Versions(tuple(lignes), restreint=any(rangee[2] for rangee in lues))


def _dater(guichet_id: int, code: str, versions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The oldest version also governs what comes before it; no version at all means the defaults. A
    version that changes nothing to the count is one with the former."""
    if versions[0]["id"] is None:
        defaut = RegleDecompte()
        versions = [{champ: getattr(defaut, champ) for champ in _CHAMPS} | {"date_effet": DEBUT_DES_TEMPS}]
    datees = [(version["date_effet"], _ligne(version)) for version in versions]
    utiles = [datees[0], *(apres for avant, apres in pairwise(datees) if avant[1] != apres[1])]
    for rang, (date_effet, ligne) in enumerate(utiles):
        suivante = utiles[rang + 1][0] if rang + 1 < len(utiles) else "infinity"
        debut = DEBUT_DES_TEMPS if rang == 0 else date_effet
        yield ligne | {"guichet_id": guichet_id, "code": code, "v_debut": debut, "v_fin": suivante}


def _ligne(version: dict[str, Any]) -> dict[str, Any]:
    premier = version["point_depart"] == PointDepart.PREMIER_CONTRAT
    duree = version["duree_eligibilite_mois"]
    plafond = version["plafond_mensuel"]
    return {
        "duree_mois": _mois(duree),
        "point_depart": version["point_depart"],
        "portee": version["portee"],
        "portee_utile": version["portee"] if premier and duree is not None else "",
        "cdi_mois": _mois(version["cdi_mois"]),
        "alternance_contrat_entier": version["alternance_contrat_entier"],
        "handicap_sans_limite": version["handicap_sans_limite"],
        "regularisation_jours": version["regularisation_jours"],
        "entiere": version["mois_partiel"] == MoisPartiel.PERIODE_ENTIERE,
        "part_formation": version["part_formation_hors_contrat"],
        "plafond": None if plafond is None else int(plafond * 100),
        "majore": bool(version["bonifications"]),
        "en_produit": version["bonification_cumul"] == CumulBonifications.PRODUIT,
    } | _coefficients(version["bonifications"] or [], version["bonification_cumul"])


def _mois(duree: int | None) -> int | None:
    return None if duree is None else min(duree, MOIS_MAX)


def _coefficients(bonifications: Iterable[dict[str, Any]], cumul: str) -> dict[str, Decimal | None]:
    """One column per condition: the best of its coefficients, or their product."""
    par_condition: dict[str, list[Decimal]] = {}
    for bonification in bonifications:
        par_condition.setdefault(bonification["condition"], []).append(Decimal(str(bonification["coefficient"])))
    return {b.colonne: _reunir(par_condition.get(b.condition, []), cumul) for b in BONIFICATIONS}


def _reunir(coefficients: list[Decimal], cumul: str) -> Decimal | None:
    if not coefficients:
        return None
    return prod(coefficients, start=Decimal(1)) if cumul == CumulBonifications.PRODUIT else max(coefficients)


def _en_sql(types: dict[str, str], lignes: list[tuple[Any, ...]]) -> str:
    """A VALUES list whose first row gives the types."""
    rangees = []
    for rang, ligne in enumerate(lignes):
        valeurs = [quote(valeur).replace("%", "%%") for valeur in ligne]
        if rang == 0:
            valeurs = [f"CAST({v} AS {t})" for v, t in zip(valeurs, types.values(), strict=True)]
        rangees.append(f"({', '.join(valeurs)})")
    if not rangees:
        vides = ", ".join(f"CAST(NULL AS {t}) AS {nom}" for nom, t in types.items())
        return f"SELECT {vides} WHERE FALSE"
    return f"SELECT * FROM (VALUES {', '.join(rangees)}) AS z ({', '.join(types)})"


def _en_argument(nom: str, types: dict[str, str]) -> str:
    colonnes = ", ".join(f"{colonne} {type_}" for colonne, type_ in types.items())
    return f"SELECT * FROM jsonb_to_recordset(CAST(%({nom})s AS jsonb)) AS z ({colonnes})"


def _en_json(types: dict[str, str], lignes: list[tuple[Any, ...]]) -> str:
    return json.dumps([dict(zip(types, ligne, strict=True)) for ligne in lignes], default=str)
