"""What a timesheet says beside the other employer's figures, kept for who will compare them."""

from __future__ import annotations

from collections.abc import Iterable

from suivi_heures.models import EnvoiCroise, ReleveHeures
from suivi_heures.queries.envois_croises import Croisement


def garder_envois_croises(
    *, releve: ReleveHeures, croisements: Iterable[Croisement], remplaces: Iterable[int]
) -> list[EnvoiCroise]:
    """One row a contract, a kind, a run of months: said again, the figure is replaced, and decided anew if it moved.
    What a former version said and this one no longer says is forgotten."""
    gardes = [_garder(releve, un) for un in croisements if un.lignes]
    anciens = EnvoiCroise.objects.filter(second_id=releve.entreprise_id, releve_id__in=[releve.pk, *remplaces])
    anciens.exclude(pk__in=[un.pk for un in gardes]).delete()
    return gardes


def _garder(releve: ReleveHeures, un: Croisement) -> EnvoiCroise:
    dit = {
        "au": un.au,
        "premier_id": un.autre_id,
        "second_id": releve.entreprise_id,
        "heures": un.dites,
        "releve_id": releve.pk,
        "dit_a": releve.depose_a,
        "dit_par": releve.depose_par,
    }
    deja = EnvoiCroise.objects.filter(contrat_id=un.contrat_id, nature=un.nature, du=un.du).first()
    if deja is not None and deja.heures != un.dites:
        dit |= {"retenues": None, "ecartees": None, "motif": "", "decide_a": None, "decide_par": ""}
    garde: EnvoiCroise
    garde, _ = EnvoiCroise.objects.update_or_create(contrat_id=un.contrat_id, nature=un.nature, du=un.du, defaults=dit)
    return garde
