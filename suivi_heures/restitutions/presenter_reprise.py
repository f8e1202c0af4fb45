"""The reconciliation of a reprise, ready for its page: every value already written in French."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import (
    ABSENT,
    formater_heures,
    formater_nombre,
    formater_pourcent,
)
from suivi_heures.queries.taux import part_realisee
from suivi_heures.restitutions.reconciliation import LIBELLES, citer, expliquer_exclusions


@dataclass(frozen=True, slots=True)
class LigneLot:
    """A lot: what the former tool displayed, what is counted now, and why they differ."""

    lot: str
    objectif: str
    ancien: str
    nouveau: str
    ecart: str
    ton: str
    taux: str
    pourquoi: str


@dataclass(frozen=True, slots=True)
class PageReprise:
    comptes: list[tuple[str, str, str]]
    lots: list[LigneLot]
    compares: int
    ecarts: int
    absents: list[tuple[str, str]]
    laissees: str
    avertissements: list[Mapping[str, str]]


def presenter_reprise(rapport: Mapping[str, Any]) -> PageReprise:
    """From the report as it was stored."""
    lots = rapport["lots"]
    return PageReprise(
        comptes=[
            (libelle, formater_nombre(rapport["cree"][nom]), formater_nombre(rapport["mis_a_jour"][nom]))
            for nom, libelle in LIBELLES.items()
            if rapport["cree"][nom] or rapport["mis_a_jour"][nom]
        ],
        lots=[_ligne(lot) for lot in lots],
        compares=sum(lot["ancien_total"] is not None for lot in lots),
        ecarts=sum(bool(Decimal(lot["ecart"] or 0)) for lot in lots),
        absents=[(LIBELLES[nom], citer(refs)) for nom, refs in rapport["absents"].items()],
        laissees=citer(rapport["laissees"]),
        avertissements=rapport["avertissements"],
    )


def _ligne(lot: Mapping[str, Any]) -> LigneLot:
    ecart = None if lot["ecart"] is None else Decimal(lot["ecart"])
    return LigneLot(
        lot=f"{lot['marche']} / {lot['lot']}",
        objectif=_heures(lot["objectif"]),
        ancien=_heures(lot["ancien_total"]),
        nouveau=_heures(lot["retenues"]),
        ecart=ABSENT if ecart is None else formater_heures(ecart, 2),
        ton="retard" if ecart else "",
        taux=formater_pourcent(part_realisee(Decimal(lot["valorisees"]), Decimal(lot["objectif"]))),
        pourquoi=expliquer_exclusions(dict(lot)),
    )


def _heures(texte: str | None) -> str:
    return formater_heures(None if texte is None else Decimal(texte), 2)
