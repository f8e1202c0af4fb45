"""Hours that a file says again after they were refused: whoever decides reads the motive of that refusal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clauses_app.interface.formats import formater_date, formater_heures, soigner_typographie
from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure, ReleveHeures
from suivi_heures.queries.detail_releve import LigneDetaillee


def refus_anterieurs(releve: ReleveHeures, lignes: Iterable[LigneDetaillee]) -> dict[int, str]:
    """Line that waits → when, where and why the same days of the same contract were refused; the last time. Of the
    files of this sender alone: it learns nothing of another."""
    attendent = {_cle(detail.heure): detail.ligne.pk for detail in lignes if detail.heure and detail.a_decider}
    if not attendent:
        return {}
    siens = ReleveHeures.objects.filter(entreprise_id=releve.entreprise_id).exclude(pk=releve.pk)
    refusees = Heure.objects.filter(
        contrat_id__in={cle[0] for cle in attendent}, statut=StatutHeure.REFUSEE, annulee=False, releve_id__isnull=False
    ).order_by("decidee_a", "pk")
    par_ligne = {attendent[_cle(une)]: une for une in refusees if _cle(une) in attendent}
    fichiers = dict(siens.filter(pk__in={une.releve_id for une in par_ligne.values()}).values_list("pk", "nom_fichier"))
    return {pk: _dire(une, fichiers[une.releve_id or 0]) for pk, une in par_ligne.items() if une.releve_id in fichiers}


def _cle(heure: Heure) -> tuple[int, Any, Any, str]:
    return heure.contrat_id, heure.du, heure.au, str(heure.nature)


def _dire(heure: Heure, fichier: str) -> str:
    le = f" le {formater_date(heure.decidee_a)}" if heure.decidee_a else ""
    debut = f"{formater_heures(heure.heures)} refusées{le} dans «\u00a0{fichier}\u00a0»\u00a0: {heure.motif}".strip()
    return soigner_typographie(debut if debut.endswith((".", "!", "?")) else f"{debut}.")
