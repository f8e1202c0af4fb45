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

REGISTRE = "suivi_heures_heure"
_DES_LOTS = "c.lot_id = ANY(%(lots)s)"

_PARENTS = """
SELECT p.beneficiaire_id, p.marche_id, p.lot_id,
  EXISTS (SELECT FROM marches_regledecompte r
    WHERE r.guichet_id = m.guichet_id AND r.code = m.regle_code AND r.plafond_mensuel IS NOT NULL)
FROM beneficiaires_contrattravail p JOIN marches_marche m ON m.id = p.marche_id
WHERE p.beneficiaire_id IN (SELECT c.beneficiaire_id FROM beneficiaires_contrattravail c WHERE {contrats})"""


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Conditions on the work contract `c` and on the line `h`; then, empty for all, what the
    identifiers of the people, of the contracts and of the people under a cap must satisfy."""

    contrats: str = "TRUE"
    lignes: str = "TRUE"
    personnes: str = ""
    marches: str = ""
    plafonnes: str = "IN (SELECT beneficiaire_id FROM plafonnes)"
    registre: str = REGISTRE
    prealable: str = ""
    avec_plafond: bool = True
    parametres: dict[str, Any] = field(default_factory=dict)

    def des_personnes(self, identifiant: str) -> str:
        return f"{identifiant} {self.personnes}" if self.personnes else "TRUE"

    def des_marches(self, identifiant: str) -> str:
        return f"{identifiant} {self.marches}" if self.marches else "TRUE"


TOUT = Perimetre()


def perimetre(*, contrats: str, lignes: str, parametres: dict[str, Any], **registre: str) -> Perimetre:
    """The part that stems from these work contracts, with the people and contracts they draw in."""
    rangees = _lire_parents(contrats, parametres)
    plafonnes = {r.personne for r in rangees if r.plafonne}
    return Perimetre(
        contrats=contrats,
        lignes=lignes,
        personnes="= ANY(%(personnes)s)",
        marches="= ANY(%(marches)s)",
        plafonnes="= ANY(%(plafonnes)s)",
        avec_plafond=bool(plafonnes),
        parametres={
            **parametres,
            "personnes": sorted({r.personne for r in rangees}),
            "marches": sorted({r.marche for r in rangees}),
            "plafonnes": sorted(plafonnes),
        },
        **registre,
    )


def perimetre_des_lots(lots: Iterable[int]) -> Perimetre:
    return perimetre(contrats=_DES_LOTS, lignes="h.lot_id = ANY(%(lots)s)", parametres={"lots": sorted(set(lots))})


def etendre_aux_plafonds(lots: Iterable[int]) -> set[int]:
    """A line that moves may change what the others of the same month keep, in the other lots of its person."""
    lots = set(lots)
    rangees = _lire_parents(_DES_LOTS, {"lots": sorted(lots)})
    plafonnes = {r.personne for r in rangees if r.plafonne}
    return lots | {r.lot for r in rangees if r.personne in plafonnes}


class _Parent(NamedTuple):
    personne: int
    marche: int
    lot: int
    plafonne: bool


def _lire_parents(contrats: str, parametres: dict[str, Any]) -> list[_Parent]:
    """Every work contract of the people of these work contracts."""
    with connection.cursor() as curseur:
        curseur.execute(_PARENTS.format(contrats=contrats), parametres)
        return [_Parent(*rangee) for rangee in curseur.fetchall()]
