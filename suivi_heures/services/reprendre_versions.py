"""A timesheet left the ledger, whole or in part: later versions, which only said the difference, say it all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from clauses_app.interface.formats import soigner_typographie
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.retraits import ABSENTE, lister_retraits
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.inscrire_differences import Inscription, inscrire_differences
from suivi_heures.services.noter_deja_declarees import DEJA, RIEN_DE_NOUVEAU, noter_deja_declarees
from suivi_heures.services.redire_effet import redire_effet
from suivi_heures.services.rejuger_releve import rejuger_releve
from suivi_heures.services.reporter_retraits import reporter_retraits

MOTIF = "Version précédente sortie du registre"
DECIDEES = (StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL)
AU_REGISTRE = (StatutReleve.SOUMIS, *DECIDEES, StatutReleve.RAPPROCHE)

type Partie = tuple[Any, Any, Any, str]


def reprendre_versions(*, releve: ReleveHeures) -> set[int]:
    """Lots touched, that the caller recomputes. What a person decided stays as she decided it: of a version decided
    already, only the hours that it left to this timesheet are said."""
    parties: set[Partie] = set(_parties(Heure.objects.filter(releve_id=releve.pk)))
    lots: set[int] = set()
    plus_recentes = ReleveHeures.objects.select_for_update(of=("self",)).filter(
        entreprise_id=releve.entreprise_id,
        pk__gt=releve.pk,
        statut__in=(StatutReleve.SOUMIS, *DECIDEES, StatutReleve.REJETE),
    )
    for version in plus_recentes.order_by("pk"):
        siennes = list(LigneReleve.objects.filter(releve=version, contrat__isnull=False, heures__isnull=False))
        debout = Heure.objects.filter(releve_id=version.pk, annulee=False)
        communes = {_partie(une) for une in siennes} | set(_parties(debout))
        if not parties & communes or (version.statut == StatutReleve.REJETE and version.decide_par):
            continue  # refused by somebody, not for saying nothing new
        if version.statut in DECIDEES or debout.exclude(statut=StatutHeure.SOUMISE).exists():
            lots |= _dire_ce_qui_lui_etait_laisse(version, [une for une in siennes if _partie(une) in parties])
        else:
            lots |= _reprendre(version, siennes)
    return lots


def _parties(heures: Any) -> Any:
    return heures.values_list("contrat_id", "du", "au", "nature").distinct()


def _partie(ligne: LigneReleve) -> Partie:
    return ligne.contrat_id, ligne.du, ligne.au, str(ligne.nature)


def _reprendre(version: ReleveHeures, lignes: Sequence[LigneReleve]) -> set[int]:
    debout = Heure.objects.filter(releve_id=version.pk, annulee=False)
    remplaces = _remplaces_au_registre(version)
    lots = annuler_heures(heures=debout.values_list("pk", flat=True), motif=MOTIF, par=None)
    _delier(lignes)
    ecrites = inscrire_differences(releve=version, remplaces=remplaces)
    noter_deja_declarees(lignes=ecrites.deja)
    reporter_retraits(releve=version)
    if version.statut == StatutReleve.REJETE and ecrites.ecrites:
        version.motif, version.decide_a = "", None
    version.save(update_fields=["motif", "decide_a", "lecture"])
    if ecrites.ecrites or version.statut != StatutReleve.REJETE:
        _juger(version, ecrites)
    return lots | ecrites.lots


def _juger(version: ReleveHeures, ecrites: Inscription) -> None:
    rejuger_releve(releve=version)
    restent = LigneReleve.objects.filter(releve=version, contrat=None).exclude(anomalies=[])
    if ecrites.deja and not ecrites.ecrites and not restent.exists():
        version.statut, version.message = StatutReleve.REJETE, ""
        version.motif = soigner_typographie(RIEN_DE_NOUVEAU)
    elif lister_retraits(version):
        version.message = soigner_typographie(redire_effet(releve=version))
    version.save(update_fields=["statut", "motif", "message"])


def _dire_ce_qui_lui_etait_laisse(version: ReleveHeures, lignes: Sequence[LigneReleve]) -> set[int]:
    """Hours that it says too, and that stood by the other timesheet alone: they wait for a decision of their own."""
    debout = Heure.objects.filter(contrat_id__in={une.contrat_id for une in lignes}, annulee=False)
    tiennent = set(_parties(debout.exclude(statut=StatutHeure.REFUSEE)))
    attendues = [une for une in lignes if une.heure_id is None and une.heures and _est_deja(une)]
    laissees = [une for une in attendues if _partie(une) not in tiennent]
    if not laissees:
        return set()
    _delier(laissees)
    ecrites = inscrire_differences(releve=version, remplaces=(), corrigees=[une.pk for une in laissees])
    if ecrites.ecrites:
        rejuger_releve(releve=version)
    return ecrites.lots


def _est_deja(ligne: LigneReleve) -> bool:
    return any(avis["code"] == DEJA for avis in ligne.avertissements)


def _delier(lignes: Collection[LigneReleve]) -> None:
    for ligne in lignes:
        ligne.heure_id, ligne.version = None, ligne.version + 1
        ligne.avertissements = [avis for avis in ligne.avertissements if avis["code"] != DEJA]
    LigneReleve.objects.bulk_update(lignes, ["heure_id", "version", "avertissements"], batch_size=500)


def _remplaces_au_registre(version: ReleveHeures) -> list[int]:
    """The timesheets it corrects, as they stand: the lines that it no longer holds are taken back from those, still.
    Through one that left the ledger, those which that one corrected."""
    vus: set[int] = set()
    debout: list[int] = []
    a_voir = set(_remplaces(version))
    while a_voir:
        vus |= a_voir
        anciens = list(ReleveHeures.objects.filter(pk__in=a_voir))
        sortis = [ancien for ancien in anciens if ancien.statut not in AU_REGISTRE]
        debout += [ancien.pk for ancien in anciens if ancien.statut in AU_REGISTRE]
        a_voir = {pk for ancien in sortis for pk in _remplaces(ancien)} - vus
    return sorted(debout)


def _remplaces(version: ReleveHeures) -> list[int]:
    """Kept by the reading; before it kept them, known by the lines taken back."""
    gardes = (version.lecture or {}).get("remplaces")
    if gardes is not None:
        return list(gardes)
    retirees = Heure.objects.filter(releve_id=version.pk, annulee=False, motif__startswith=ABSENTE)
    racines = Heure.objects.filter(pk__in=retirees.values("corrige_id"), releve_id__lt=version.pk)
    return list(racines.values_list("releve_id", flat=True).distinct())
