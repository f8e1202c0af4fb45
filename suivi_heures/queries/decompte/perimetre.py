"""Which part of the ledger is counted: conditions on contracts and lines, and the people they draw in.

Every table of the count is restricted by a list of its own identifiers, gathered beforehand: the plan
then owes nothing to the estimates, which row security makes blind (it multiplies the chance of being
in the guichet by itself at each join).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from suivi_heures.queries.decompte.versions import Versions, lire_versions

REGISTRE = "suivi_heures_heure"
PEU = 100
_CONTRATS = "FROM beneficiaires_contrattravail c"
_NOMBRE_DE_LOTS = "SELECT count(*) FROM marches_lot"
# Contracts whose hours weigh in these lots: their own, and those a part of which is imputed there.
_DES_LOTS = f"""
SELECT c.id, c.beneficiaire_id {_CONTRATS} WHERE c.lot_id = ANY (CAST(%(lots)s AS bigint[]))
UNION
SELECT i.contrat_id, c.beneficiaire_id FROM suivi_heures_imputation i
JOIN beneficiaires_contrattravail c ON c.id = i.contrat_id
WHERE i.lot_id = ANY (CAST(%(lots)s AS bigint[]))"""
_CEUX_CI = f"SELECT c.id, c.beneficiaire_id {_CONTRATS} WHERE c.id = ANY (CAST(%(contrats)s AS bigint[]))"
# All the work contracts of the people of some of them: their first contract and their cap are looked for there.
_DOSSIERS = """
WITH siens AS MATERIALIZED ({siens})
SELECT c.id, c.beneficiaire_id, c.marche_id, m.regle_code = ANY (CAST(%(codes)s AS text[])),
  c.id = ANY (ARRAY(SELECT id FROM siens))
FROM beneficiaires_contrattravail c JOIN marches_marche m ON m.id = c.marche_id
WHERE c.beneficiaire_id = ANY (ARRAY(SELECT DISTINCT beneficiaire_id FROM siens))"""
_LEURS_LOTS = f"""
SELECT c.lot_id {_CONTRATS} WHERE c.beneficiaire_id = ANY (CAST(%(plafonnes)s AS bigint[]))
UNION
SELECT i.lot_id FROM suivi_heures_imputation i JOIN beneficiaires_contrattravail c ON c.id = i.contrat_id
WHERE c.beneficiaire_id = ANY (CAST(%(plafonnes)s AS bigint[]))"""


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Conditions on the work contract `c`, on the line `h` and on the lot `l`; then, empty for all, what the
    identifiers of the people, of the people under a cap and of the contracts must satisfy.

    Lists are written once in the statement (`listes`), however often a condition reads them. The rules
    are arguments of the statement, so that it is planned once for all guichets; or written in it
    (`litteral`), for whoever reads it elsewhere.
    """

    versions: Versions
    contrats: str = "TRUE"
    lignes: str = "TRUE"
    lots: str = "TRUE"
    personnes: str = ""
    plafonnes: str = ""
    marches: str = ""
    registre: str = REGISTRE
    prealable: str = ""
    avec_plafond: bool = True
    detaille: bool = False
    litteral: bool = True
    listes: dict[str, list[int]] = field(default_factory=dict)
    parametres: dict[str, Any] = field(default_factory=dict)

    def des_personnes(self, identifiant: str) -> str:
        return f"{identifiant} {self.personnes}" if self.personnes else "TRUE"

    def des_plafonnes(self, identifiant: str) -> str:
        return f"{identifiant} {self.plafonnes}" if self.plafonnes else "TRUE"

    @property
    def table_des_marches(self) -> str:
        """Only those of these people: the others would be read at each join, and dropped."""
        return f"(SELECT * FROM marches_marche WHERE id {self.marches})" if self.marches else "marches_marche"

    @property
    def est_complet(self) -> bool:
        return self.lignes == "TRUE"

    @property
    def sql_listes(self) -> str:
        """The first table of the statement."""
        colonnes = ", ".join(f"CAST(%(liste_{nom})s AS bigint[]) AS {nom}" for nom in self.listes)
        return f"listes AS MATERIALIZED (SELECT {colonnes or '1'}),"

    @property
    def arguments(self) -> dict[str, Any]:
        versions = {} if self.litteral else self.versions.arguments
        return self.parametres | versions | {f"liste_{nom}": tableau(valeurs) for nom, valeurs in self.listes.items()}


def tableau(valeurs: Iterable[int]) -> str:
    """PostgreSQL's notation of an array: the driver would quote each number."""
    return "{" + ",".join(map(str, valeurs)) + "}"


def parmi(liste: str) -> str:
    """Condition « is in this list »."""
    return f"= ANY (CAST((SELECT {liste} FROM listes) AS bigint[]))"


def perimetre_complet() -> Perimetre:
    """Everything the transaction may see: a guichet."""
    versions = lire_versions()
    return Perimetre(versions, avec_plafond=bool(versions.regles_plafonnees), litteral=False)


def perimetre_touche(lots: Iterable[int]) -> Perimetre:
    """What to count again when hours of these lots have moved. Many lots are the whole guichet: reading
    everything in order is then faster than looking each one up."""
    restreint = perimetre_des_lots(lots, etendre=True)
    nombre = len(restreint.listes["lots"])
    return perimetre_complet() if nombre > PEU and 2 * nombre > _lire(_NOMBRE_DE_LOTS)[0] else restreint


def perimetre_des_lots(lots: Iterable[int], *, etendre: bool = False) -> Perimetre:
    """These lots; if asked, with those that share a person under a cap: a line that moves may change
    what the others of its month keep."""
    versions = lire_versions()
    lots = sorted(set(lots))
    dossiers = _lire_dossiers(_DES_LOTS, versions, lots=lots)
    if etendre and dossiers.plafonnes:
        lots = sorted({*lots, *_lire(_LEURS_LOTS, plafonnes=tableau(dossiers.plafonnes))})
        dossiers = _lire_dossiers(_DES_LOTS, versions, lots=lots)
    return _restreindre(
        versions,
        dossiers,
        contrats=f"c.id {parmi('contrats')}",
        lignes=f"h.lot_id {parmi('lots')}",
        lots=f"l.id {parmi('lots')}",
        listes={"lots": lots, "contrats": dossiers.contrats},
    )


class _Dossiers(NamedTuple):
    contrats: list[int]
    personnes: list[int]
    plafonnes: list[int]  # people who work under a cap
    marches: list[int]


def _lire_dossiers(siens: str, versions: Versions, **listes: list[int]) -> _Dossiers:
    """One question to the database: the contracts that count, whose they are, and all that these people signed."""
    codes = sorted({code for _, code in versions.regles_plafonnees})
    arguments = {nom: tableau(valeurs) for nom, valeurs in listes.items()}
    with connection.cursor() as curseur:
        curseur.execute(_DOSSIERS.format(siens=siens), arguments | {"codes": codes})
        lus = curseur.fetchall()
    return _Dossiers(
        contrats=sorted(contrat for contrat, *_, sien in lus if sien),
        personnes=sorted({personne for _, personne, *_ in lus}),
        plafonnes=sorted({personne for _, personne, _, plafonne, _ in lus if plafonne}),
        marches=sorted({marche for _, _, marche, _, _ in lus}),
    )


def perimetre_des_lignes(*, contrats: list[int], lignes: list[int], **registre: Any) -> Perimetre:
    """These lines of these work contracts, in a ledger that may not be the real one."""
    versions = lire_versions()
    contrats = sorted(set(contrats))
    return _restreindre(
        versions,
        _lire_dossiers(_CEUX_CI, versions, contrats=contrats),
        contrats=f"c.id {parmi('contrats')}",
        lignes=f"h.id {parmi('voulues')}",
        listes={"contrats": contrats, "voulues": lignes},
        **registre,
    )


def _restreindre(versions: Versions, dossiers: _Dossiers, *, listes: dict[str, list[int]], **autres: Any) -> Perimetre:
    communes = {nom: getattr(dossiers, nom) for nom in ("personnes", "plafonnes", "marches")}
    return Perimetre(
        versions,
        personnes=parmi("personnes"),
        plafonnes=parmi("plafonnes"),
        marches=parmi("marches"),
        avec_plafond=bool(dossiers.plafonnes),
        litteral=False,
        listes={**listes, **communes},
        **autres,
    )


def _lire(requete: str, **parametres: Any) -> list[int]:
    with connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        return [valeur for (valeur,) in curseur.fetchall()]
