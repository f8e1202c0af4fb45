"""A timesheet is about to be read again: later versions, which only say the difference with it, step aside."""

from __future__ import annotations

from typing import Any

from suivi_heures.enums import CodeAnomalie, StatutReleve
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.colonnes_modifiables import releves_suivants
from suivi_heures.services.annuler_heures import annuler_heures

MOTIF = "Version précédente relue"
DEJA = CodeAnomalie.DEJA_DECLAREE.value


def suspendre_versions(*, releve: ReleveHeures, par: Any) -> list[ReleveHeures]:
    """Nothing of them is decided: the caller has seen to it. As if they had just been received, until `redire_versions`
    brings them back: the reading of the former one must not take them for its own former versions."""
    versions = releves_suivants(releve)
    for version in versions:
        siennes = Heure.objects.filter(releve_id=version.pk, annulee=False)
        annuler_heures(heures=siennes.values_list("pk", flat=True), motif=MOTIF, par=par)
        lignes = list(LigneReleve.objects.filter(releve=version, contrat__isnull=False, heures__isnull=False))
        for ligne in lignes:
            ligne.heure_id, ligne.version = None, ligne.version + 1
            ligne.avertissements = [avis for avis in ligne.avertissements if avis["code"] != DEJA]
        LigneReleve.objects.bulk_update(lignes, ["heure_id", "version", "avertissements"], batch_size=500)
        version.statut = StatutReleve.DEPOSE
        version.save(update_fields=["statut"])
    return versions
