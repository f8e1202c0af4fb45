"""Figures frozen in a report while its quarter was open may still change: whoever reads the report is told.

The file is never rewritten: what is said stands beside it, and follows what became of the quarter.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from clauses_app.interface.formats import formater_date
from suivi_heures.models import Bilan, Cloture
from suivi_heures.queries.clotures import cloture_couvrant, trimestre_de
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.trimestres import Trimestre


@dataclass(frozen=True)
class Reserve:
    """`courte`: under a line of a list; `phrase`: on the page of the report."""

    courte: str
    phrase: str


def reserves(bilans: Iterable[Bilan]) -> dict[int, Reserve]:
    """By report, those whose quarter was open when their figures were frozen. One query; the caller has obtained
    the reports under its own role."""
    produits = [(b, b.produit_a) for b in bilans if b.produit_a is not None]
    if not produits:
        return {}
    with comme_interne():
        clotures = list(Cloture.objects.order_by("faite_a"))
    en_vigueur = [une for une in clotures if une.rouverte_a is None]
    trouvees = {}
    for bilan, instant in produits:
        trimestre = Trimestre(bilan.annee, bilan.trimestre)
        if not _etait_clos(trimestre, instant, clotures):
            trouvees[bilan.pk] = _dire(bilan, trimestre, cloture_couvrant(trimestre, en_vigueur))
    return trouvees


def _etait_clos(trimestre: Trimestre, instant: datetime.datetime, clotures: Iterable[Cloture]) -> bool:
    return any(
        trimestre_de(une) >= trimestre
        and une.faite_a <= instant
        and (une.rouverte_a is None or une.rouverte_a > instant)
        for une in clotures
    )


def _dire(bilan: Bilan, trimestre: Trimestre, depuis: Cloture | None) -> Reserve:
    nom, etabli = trimestre.libelle, formater_date(bilan.produit_a)
    if depuis is None:
        return Reserve(
            f"{nom} encore ouvert",
            f"Le {nom} n’est pas clos\u00a0: ces chiffres, établis le {etabli}, peuvent encore changer. Le guichet le"
            " clôt, puis publie une révision si un chiffre a bougé.",
        )
    clos = formater_date(depuis.faite_a)
    return Reserve(
        f"établi avant la clôture du {nom}",
        f"Ces chiffres ont été établis le {etabli}, avant la clôture du {nom} le {clos}\u00a0: s’ils ont bougé,"
        " une révision les donne.",
    )
