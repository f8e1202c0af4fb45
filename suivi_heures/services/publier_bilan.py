"""Open a produced report to its buyer."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan
from suivi_heures.queries.bilans import est_depasse


class BilanNonPret(Exception):
    """Only a produced report can be published."""

    def __init__(self) -> None:
        super().__init__("Ce rapport n’est pas encore produit\u202f: attendez la fin de sa production.")


class BilanDepasse(Exception):
    """A draft that a newer one took the place of: its figures were not weighed beside those of the newer one."""

    def __init__(self) -> None:
        super().__init__("Une version plus récente de ce rapport est prête\u202f: publiez-la.")


@transaction.atomic
def publier_bilan(*, bilan: Bilan, par: Adhesion | None) -> Bilan:
    """Publishing twice changes nothing: the first date stays."""
    courant: Bilan = Bilan.objects.select_for_update(of=("self",)).get(pk=bilan.pk)
    if courant.statut != StatutBilan.PRET:
        raise BilanNonPret
    if courant.publie_a is None:
        if est_depasse(courant):
            raise BilanDepasse
        courant.publie_a, courant.publie_par = timezone.now(), str(par) if par else ""
        courant.save(update_fields=["publie_a", "publie_par"])
        journaliser(Verbe.RAPPORT_PUBLIE, courant, par=par, revision=courant.revision)
    return courant
