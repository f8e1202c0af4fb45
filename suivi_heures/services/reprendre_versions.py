"""A timesheet left the ledger, whole or in part: later versions, which only said the difference, say it all."""

from __future__ import annotations

from collections.abc import Iterable

from suivi_heures.enums import CodeAnomalie, StatutHeure, StatutReleve
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.inscrire_differences import inscrire_differences
from suivi_heures.services.rejuger_releve import rejuger_releve

MOTIF = "Version précédente sortie du registre"
DEJA = CodeAnomalie.DEJA_DECLAREE.value


def reprendre_versions(*, releve: ReleveHeures) -> set[int]:
    """Lots touched, that the caller recomputes. Only versions of which nothing is decided: what a person decided
    stays as she decided it."""
    parties = set(Heure.objects.filter(releve_id=releve.pk).values_list("contrat_id", "du", "au", "nature").distinct())
    lots: set[int] = set()
    plus_recentes = ReleveHeures.objects.select_for_update(of=("self",)).filter(
        entreprise_id=releve.entreprise_id, pk__gt=releve.pk, statut__in=(StatutReleve.SOUMIS, StatutReleve.REJETE)
    )
    for version in plus_recentes.order_by("pk"):
        siennes = list(LigneReleve.objects.filter(releve=version, contrat__isnull=False, heures__isnull=False))
        if parties & {(une.contrat_id, une.du, une.au, str(une.nature)) for une in siennes}:
            lots |= _reprendre(version, siennes)
    return lots


def _reprendre(version: ReleveHeures, lignes: Iterable[LigneReleve]) -> set[int]:
    debout = Heure.objects.filter(releve_id=version.pk, annulee=False)
    if debout.exclude(statut=StatutHeure.SOUMISE).exists():
        return set()
    if version.statut == StatutReleve.REJETE and version.decide_par:  # refused by somebody, not for saying nothing new
        return set()
    lots = annuler_heures(heures=debout.values_list("pk", flat=True), motif=MOTIF, par=None)
    touchees = []
    for ligne in lignes:
        ligne.heure_id, ligne.version = None, ligne.version + 1
        ligne.avertissements = [avis for avis in ligne.avertissements if avis["code"] != DEJA]
        touchees.append(ligne)
    LigneReleve.objects.bulk_update(touchees, ["heure_id", "version", "avertissements"], batch_size=500)
    ecrites = inscrire_differences(releve=version, remplaces=())
    if version.statut == StatutReleve.REJETE and ecrites.ecrites:
        version.motif, version.decide_a = "", None
        version.save(update_fields=["motif", "decide_a"])
    if ecrites.ecrites or version.statut != StatutReleve.REJETE:
        rejuger_releve(releve=version)
    return lots | ecrites.lots
