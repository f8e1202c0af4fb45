"""A later file of which only the difference with this one was decided: without this one, it would be false."""

from __future__ import annotations

from collections.abc import Collection

from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure, ReleveHeures


def decide_par_difference(releve: ReleveHeures) -> str:
    """Its name, of the last one; empty when there is none: the hours of this one may then leave the ledger. Hours that
    a later file declares on other days, or for other people, rest on nothing of this one."""
    lignes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    return difference_decidee(list(lignes.values_list("pk", flat=True)), apres=releve)


def difference_decidee(heures: Collection[int], *, apres: ReleveHeures | None = None) -> str:
    """Name of the later file whose validated difference rests on one of these lines; empty when there is none.
    `apres`: among the files of its sender received after it."""
    lignes = Heure.objects.filter(pk__in=list(heures))
    racines = {corrige or pk for pk, corrige in lignes.values_list("pk", "corrige_id")}
    decidees = Heure.objects.filter(
        corrige_id__in=racines, pk__gt=min(heures, default=0), annulee=False, statut=StatutHeure.VALIDEE
    )
    suivants = ReleveHeures.objects.filter(pk__in=decidees.values("releve_id"))
    suivants = suivants.exclude(pk__in=lignes.exclude(releve_id=None).values("releve_id"))
    if apres is not None:
        suivants = suivants.filter(entreprise_id=apres.entreprise_id, pk__gt=apres.pk)
    nom: str | None = suivants.order_by("-pk").values_list("nom_fichier", flat=True).first()
    return nom or ""
