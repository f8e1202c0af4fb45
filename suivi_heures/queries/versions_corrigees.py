"""Timesheets that a later file of the same sender corrects: both are decided, the later holds only the difference."""

from __future__ import annotations

from collections.abc import Collection

from clauses_app.interface.formats import formater_date
from suivi_heures.models import Heure, ReleveHeures


def corriges_par(releves: Collection[int]) -> dict[int, ReleveHeures]:
    """Timesheet → the last file that says a difference with its lines, while that difference stands."""
    if not releves:
        return {}
    racines = dict(Heure.objects.filter(releve_id__in=releves, corrige_id=None).values_list("pk", "releve_id"))
    trouves: dict[int, int] = {}
    differences = Heure.objects.filter(corrige_id__in=racines, annulee=False, releve_id__isnull=False)
    for racine, suivant in differences.values_list("corrige_id", "releve_id"):
        premier = racines[racine]
        if suivant > premier:
            trouves[premier] = max(suivant, trouves.get(premier, 0))
    suivants = ReleveHeures.objects.select_related("entreprise").in_bulk(set(trouves.values()))
    siens = {premier: suivants[suivant] for premier, suivant in trouves.items() if suivant in suivants}
    expediteurs = dict(ReleveHeures.objects.filter(pk__in=siens).values_list("pk", "entreprise_id"))
    return {premier: un for premier, un in siens.items() if un.entreprise_id == expediteurs[premier]}


def dire_la_correction(suivant: ReleveHeures) -> str:
    return (
        f"Corrigé par «\u00a0{suivant.nom_fichier}\u00a0», reçu le {formater_date(suivant.depose_a)}\u00a0:"
        " celui-ci ne porte que l’écart. Validez les deux."
    )
