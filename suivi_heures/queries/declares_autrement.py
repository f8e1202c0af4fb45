"""Timesheets of which some lines wait because the same days stood otherwise, when those may have left the ledger."""

from __future__ import annotations

from collections.abc import Collection

from beneficiaires.models import ContratTravail
from suivi_heures.enums import CodeAnomalie, StatutReleve, SuiteLigne
from suivi_heures.models import Heure, LigneReleve, ReleveHeures

AUTREMENT = [{"code": CodeAnomalie.DECLAREE_AUTREMENT.value}]


def releves_a_relire(releve: ReleveHeures) -> list[int]:
    """Those that the leaving of this one may free."""
    return releves_en_attente(set(Heure.objects.filter(releve_id=releve.pk).values_list("contrat_id", flat=True)))


def releves_en_attente(contrats: Collection[int]) -> list[int]:
    """By contract: nothing was decided of the line yet, and its timesheet can still be read."""
    refs = ContratTravail.objects.filter(pk__in=contrats).values_list("ref", flat=True)
    lignes = LigneReleve.objects.filter(
        anomalies__contains=AUTREMENT,
        contrat=None,
        heure_id=None,
        suite__in=("", SuiteLigne.RENVOYEE, SuiteLigne.DEMANDEE),
        lue__contrat__in=list(refs),
        releve__motif="",
        releve__statut__in=(StatutReleve.SOUMIS, StatutReleve.A_COMPLETER),
    )
    return list(lignes.order_by("releve_id").values_list("releve_id", flat=True).distinct())
