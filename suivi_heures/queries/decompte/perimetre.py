"""Which part of the ledger is counted: conditions on contracts and lines, and the people they draw in.

Every table of the count is restricted by a list of its own identifiers, gathered beforehand: the plan
then owes nothing to the estimates, which row security makes blind (it multiplies the chance of being
in the guichet by itself at each join).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from suivi_heures.queries.decompte.versions import Versions, lire_versions

REGISTRE = "suivi_heures_heure"
_PERSONNES = "SELECT DISTINCT c.beneficiaire_id FROM beneficiaires_contrattravail c WHERE {contrats}"
_PARENTS = """
SELECT p.beneficiaire_id, p.lot_id, m.guichet_id, m.regle_code
FROM beneficiaires_contrattravail p JOIN marches_marche m ON m.id = p.marche_id
WHERE p.beneficiaire_id = ANY (%(personnes)s)"""


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Conditions on the work contract `c`, on the line `h` and on the lot `l`; then, empty for all, what the
    identifiers of the people and of the people under a cap must satisfy.

    Lists are written once in the statement (`listes`), however often a condition reads them.
    """

    versions: Versions
    contrats: str = "TRUE"
    lignes: str = "TRUE"
    lots: str = "TRUE"
    personnes: str = ""
    plafonnes: str = ""
    registre: str = REGISTRE
    prealable: str = ""
    avec_plafond: bool = True
    detaille: bool = False
    listes: dict[str, list[int]] = field(default_factory=dict)
    parametres: dict[str, Any] = field(default_factory=dict)

    def des_personnes(self, identifiant: str) -> str:
        return f"{identifiant} {self.personnes}" if self.personnes else "TRUE"

    def des_plafonnes(self, identifiant: str) -> str:
        return f"{identifiant} {self.plafonnes}" if self.plafonnes else "TRUE"

    @property
    def sql_listes(self) -> str:
        """The first table of the statement."""
        colonnes = ", ".join(f"CAST(%(liste_{nom})s AS bigint[]) AS {nom}" for nom in self.listes)
        return f"listes AS MATERIALIZED (SELECT {colonnes or '1'}),"

    @property
    def arguments(self) -> dict[str, Any]:
        return self.parametres | {f"liste_{nom}": valeurs for nom, valeurs in self.listes.items()}


def parmi(liste: str) -> str:
    """Condition « is in this list »."""
    return f"= ANY (CAST((SELECT {liste} FROM listes) AS bigint[]))"


def perimetre_complet() -> Perimetre:
    """Everything the transaction may see: a guichet."""
    versions = lire_versions()
    return Perimetre(versions, avec_plafond=bool(versions.regles_plafonnees))


def perimetre_des_lots(lots: Iterable[int], *, etendre: bool = False) -> Perimetre:
    """These lots; if asked, with those that share a person under a cap: a line that moves may change
    what the others of its month keep."""
    versions = lire_versions()
    lots = sorted(set(lots))
    personnes = _lire_personnes("c.lot_id = ANY (%(lots)s)", {"lots": lots})
    plafonnes, leurs_lots = _lire_plafonnes(personnes, versions)
    if etendre and not leurs_lots <= set(lots):
        lots = sorted({*lots, *leurs_lots})
        personnes = _lire_personnes("c.lot_id = ANY (%(lots)s)", {"lots": lots})
        plafonnes, _ = _lire_plafonnes(personnes, versions)
    return _restreindre(
        versions,
        personnes,
        plafonnes,
        contrats=f"c.lot_id {parmi('lots')}",
        lignes=f"h.lot_id {parmi('lots')}",
        lots=f"l.id {parmi('lots')}",
        listes={"lots": lots},
    )


def perimetre_des_lignes(*, contrats: list[int], lignes: list[int], **registre: Any) -> Perimetre:
    """These lines of these work contracts, in a ledger that may not be the real one."""
    versions = lire_versions()
    contrats = sorted(set(contrats))
    personnes = _lire_personnes("c.id = ANY (%(contrats)s)", {"contrats": contrats})
    plafonnes, _ = _lire_plafonnes(personnes, versions)
    return _restreindre(
        versions,
        personnes,
        plafonnes,
        contrats=f"c.id {parmi('contrats')}",
        lignes=f"h.id {parmi('voulues')}",
        listes={"contrats": contrats, "voulues": lignes},
        **registre,
    )


def _restreindre(
    versions: Versions, personnes: list[int], plafonnes: set[int], *, listes: dict[str, list[int]], **autres: Any
) -> Perimetre:
    return Perimetre(
        versions,
        personnes=parmi("personnes"),
        plafonnes=parmi("plafonnes"),
        avec_plafond=bool(plafonnes),
        listes={**listes, "personnes": personnes, "plafonnes": sorted(plafonnes)},
        **autres,
    )


def _lire_personnes(contrats: str, parametres: dict[str, Any]) -> list[int]:
    with connection.cursor() as curseur:
        curseur.execute(_PERSONNES.format(contrats=contrats), parametres)
        return [personne for (personne,) in curseur.fetchall()]


def _lire_plafonnes(personnes: list[int], versions: Versions) -> tuple[set[int], set[int]]:
    """Those of these people who work under a cap, and all their lots."""
    plafonnees = versions.regles_plafonnees
    if not plafonnees or not personnes:
        return set(), set()
    with connection.cursor() as curseur:
        curseur.execute(_PARENTS, {"personnes": personnes})
        rangees = curseur.fetchall()
    plafonnes = {personne for personne, _, guichet, code in rangees if (guichet, code) in plafonnees}
    return plafonnes, {lot for personne, lot, _, _ in rangees if personne in plafonnes}
