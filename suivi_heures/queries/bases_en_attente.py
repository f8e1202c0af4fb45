"""A timesheet that says a difference, with hours that nobody has decided yet: which ones, and where they came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import formater_heures
from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.retraits import dire_l_origine

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BaseEnAttente:
    """`releve`: None for hours typed in the grid."""

    releve: ReleveHeures | None
    heures: Decimal
    origine: str

    def dire(self) -> str:
        return (
            f"Ce relevé ne porte que l’écart avec {formater_heures(self.heures)} qui ne sont pas encore"
            f" validées\u00a0: {self.origine}."
        )


def bases_en_attente(releve: ReleveHeures) -> list[BaseEnAttente]:
    siennes = Heure.objects.filter(releve_id=releve.pk, annulee=False, statut=StatutHeure.SOUMISE)
    racines = siennes.exclude(corrige_id=None).values_list("corrige_id", flat=True)
    return _rassembler(_en_attente(racines).exclude(releve_id=releve.pk))


def bases_des_regularisations(heures: Collection[int]) -> list[BaseEnAttente]:
    """Of the lines about to be validated, those that a file wrote as negative, and whose hours wait elsewhere."""
    negatives = LigneReleve.objects.filter(heure_id__in=list(heures), heures__lt=0).values("heure_id")
    retirees = Heure.objects.filter(pk__in=negatives, heures__lt=0).exclude(corrige_id=None)
    return _rassembler(_en_attente(retirees.values_list("corrige_id", flat=True)).exclude(pk__in=list(heures)))


def _en_attente(racines: Any) -> Any:
    return Heure.objects.filter(pk__in=list(racines), annulee=False, statut=StatutHeure.SOUMISE)


def _rassembler(lignes: Any) -> list[BaseEnAttente]:
    par_origine: dict[tuple[int | None, str], list[Heure]] = defaultdict(list)
    lues = list(lignes.order_by("pk"))
    releves = ReleveHeures.objects.select_related("entreprise").in_bulk(
        {une.releve_id for une in lues if une.releve_id}
    )
    for une in lues:
        origine = dire_l_origine(
            releves.get(une.releve_id or 0),
            releve_id=une.releve_id,
            saisie_a=une.saisie_a,
            saisie_par=une.saisie_par,
        )
        par_origine[une.releve_id, origine].append(une)
    return [
        BaseEnAttente(releves.get(releve_id or 0), sum((une.heures for une in siennes), ZERO), origine)
        for (releve_id, origine), siennes in par_origine.items()
    ]
