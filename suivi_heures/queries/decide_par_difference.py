"""A later file of which only the difference with this one was decided: without this one, it would be false."""

from __future__ import annotations

from collections.abc import Collection

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


def difference_decidee(heures: Collection[int]) -> str:
    """Name of the later file whose validated difference rests on one of these lines; empty when there is none."""
    lignes = Heure.objects.filter(pk__in=list(heures))
    racines = {corrige or pk for pk, corrige in lignes.values_list("pk", "corrige_id")}
    decidees = Heure.objects.filter(
        corrige_id__in=racines, pk__gt=min(heures, default=0), annulee=False, statut=StatutHeure.VALIDEE
    )
    suivants = ReleveHeures.objects.filter(pk__in=decidees.values("releve_id"))
    suivants = suivants.exclude(pk__in=lignes.exclude(releve_id=None).values("releve_id"))
    nom: str | None = suivants.order_by("-pk").values_list("nom_fichier", flat=True).first()
    return nom or ""
