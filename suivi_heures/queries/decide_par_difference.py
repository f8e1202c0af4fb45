"""A later file of which only the difference with this one was decided: without this one, it would be false."""

from __future__ import annotations

from django.db.models import Max, Min

from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure, ReleveHeures


def decide_par_difference(releve: ReleveHeures) -> str:
    """Its name, of the last one; empty when there is none: the hours of this one may then leave the ledger."""
    lignes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    bornes = lignes.aggregate(du=Min("du"), au=Max("au"))
    if bornes["du"] is None:
        return ""
    decidees = Heure.objects.filter(
        releve_id__gt=releve.pk,
        annulee=False,
        statut=StatutHeure.VALIDEE,
        contrat_id__in=lignes.values("contrat_id"),
        du__lte=bornes["au"],
        au__gte=bornes["du"],
    )
    suivants = ReleveHeures.objects.filter(pk__in=decidees.values("releve_id"), entreprise_id=releve.entreprise_id)
    nom: str | None = suivants.order_by("-pk").values_list("nom_fichier", flat=True).first()
    return nom or ""
