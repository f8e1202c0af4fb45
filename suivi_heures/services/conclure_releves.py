"""A timesheet whose last waiting line was decided elsewhere (the grid) is decided too."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, ReleveHeures


def conclure_releves(*, releves: Iterable[int | None], motif: str = "", par: Adhesion) -> None:
    """Validated, refused, or in part, according to its lines."""
    ids = {pk for pk in releves if pk}
    if not ids:
        return
    verrouilles = ReleveHeures.objects.select_for_update(of=("self",)).filter(pk__in=ids, statut=StatutReleve.SOUMIS)
    comptes = {
        ligne["releve_id"]: ligne
        for ligne in Heure.objects.filter(releve_id__in=ids, annulee=False)
        .values("releve_id")
        .annotate(
            attendues=Count("pk", filter=Q(statut=StatutHeure.SOUMISE)),
            refusees=Count("pk", filter=Q(statut=StatutHeure.REFUSEE)),
            validees=Count("pk", filter=Q(statut=StatutHeure.VALIDEE)),
        )
        .order_by()
    }
    for releve in verrouilles:
        compte = comptes.get(releve.pk)
        if compte is None or compte["attendues"]:
            continue
        if not compte["refusees"]:
            releve.statut = StatutReleve.VALIDE
        else:
            releve.statut = StatutReleve.VALIDE_PARTIEL if compte["validees"] else StatutReleve.REJETE
            releve.motif = motif
        releve.decide_a, releve.decide_par = timezone.now(), str(par)
        releve.save(update_fields=["statut", "motif", "decide_a", "decide_par"])
