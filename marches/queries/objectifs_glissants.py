"""Moving targets: the terms that hold on a lot, and what a base gives with them."""

from __future__ import annotations

from decimal import Decimal

from marches.enums import SourceEngagement
from marches.models import Lot, ObjectifGlissant
from marches.queries.formules_calibrage import Reglages, Resultat, calculer
from marches.queries.saisie_calibrage import relire_entrees
from marches.queries.termes_calibrage import ASSIETTES

# what a recomputation replaces; amendments, tranches, orders, suspensions stay beside
RECALCULEES = (SourceEngagement.INITIAL, SourceEngagement.OFFRE, SourceEngagement.RECALCUL)


def objectif_du_lot(lot: Lot) -> ObjectifGlissant | None:
    objectif: ObjectifGlissant | None = ObjectifGlissant.objects.filter(lot=lot).order_by("-pk").first()
    return objectif


def calculer_objectif(objectif: ObjectifGlissant, assiette: Decimal) -> Resultat:
    """The terms of the target, its base replaced by the one declared."""
    terme, _ = ASSIETTES[objectif.methode]
    return calculer(
        objectif.methode,
        relire_entrees(objectif.entrees) | {terme: assiette},
        Reglages.de_json(objectif.reglages),
        formule=objectif.formule,
    )
