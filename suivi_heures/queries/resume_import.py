"""An import in four figures, and its effect on each lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from clauses_app.interface.formats import formater_ecart_heures, formater_periode
from marches.models import Lot
from suivi_heures.enums import GesteLigne, StatutHeure, SuiteLigne
from suivi_heures.models import CorrectionLigne, Heure, ReleveHeures
from suivi_heures.queries.decompte.explication import expliquer_lignes
from suivi_heures.queries.detail_releve import lister_mois, phrase_pour
from suivi_heures.queries.lignes_a_corriger import TRAITEES, LigneACorriger
from suivi_heures.queries.realisation import realisation_des_lots

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines and hours, with the reasons in the order of the file."""

    lignes: int
    heures: Decimal
    raisons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EffetLot:
    lot: Lot
    validees: Decimal
    avant: Decimal  # waiting, without this timesheet
    apres: Decimal
    objectif: Decimal


@dataclass(frozen=True, slots=True)
class ResumeImport:
    comptees: Part
    deja: Decimal  # read, and already in the ledger before this file
    non_comptees: Part
    ecartees: Part
    corrigees: Part
    restent: Part
    retirees: tuple[str, ...] = ()  # lines of the ledger that a correction takes back, and what they counted


def resumer_import(releve: ReleveHeures, lignes: Sequence[LigneACorriger]) -> ResumeImport:
    """Each hour of the file is in one place, with its reason. What counts and what does not make together what the
    ledger gains or loses, the lines that a corrected file takes back included."""
    datees = bool(lister_mois(une.detail for une in lignes))
    au_registre = [une for une in lignes if une.detail.heure is not None and not une.detail.heure.annulee]
    en_partie = [une for une in au_registre if _perdues(une)]
    comptent = [une for une in au_registre if une.detail.comptees]
    siennes = Heure.objects.filter(releve_id=releve.pk, annulee=False).select_related("contrat__beneficiaire")
    heures = list(siennes.order_by("du", "pk"))
    explications = expliquer_lignes(heures)
    comptees = sum((une.retenues for une in explications.values()), ZERO)
    lues = {une.detail.heure.pk for une in au_registre if une.detail.heure is not None}
    ecartees = [une for une in lignes if une.ligne.suite == SuiteLigne.ECARTEE]
    changees = [(une, c) for une in lignes if (c := une.correction) and c.geste == GesteLigne.HEURES]
    restent = [une for une in lignes if une.code and une.ligne.suite not in TRAITEES and une.detail.heure is None]
    return ResumeImport(
        comptees=Part(len(comptent), comptees),
        deja=sum((_deja(une) for une in lignes), ZERO),
        non_comptees=Part(
            len(en_partie),
            sum((heure.heures for heure in heures), ZERO) - comptees,
            tuple(f"{_nommer(une, datee=datees)}\u00a0: {une.detail.pourquoi}" for une in en_partie),
        ),
        ecartees=Part(
            len(ecartees),
            sum((une.heures for une in ecartees), ZERO),
            tuple(_raison(une, datee=datees) for une in ecartees),
        ),
        corrigees=Part(len(changees), sum((_ecart(une, c) for une, c in changees), ZERO)),
        restent=Part(
            len(restent),
            sum((une.heures for une in restent), ZERO),
            tuple(_raison(une, datee=datees) for une in restent),
        ),
        retirees=tuple(
            _dire_le_retrait(heure, explications[heure.pk].retenues) for heure in heures if heure.pk not in lues
        ),
    )


def _dire_le_retrait(heure: Heure, comptees: Decimal) -> str:
    qui = f"{heure.contrat.beneficiaire}, {formater_periode(heure.du, heure.au)}"
    comptent = formater_ecart_heures(comptees)
    return f"{qui}\u00a0: {formater_ecart_heures(heure.heures)}, dont {comptent} qui comptent. {heure.motif}".strip()


def _deja(une: LigneACorriger) -> Decimal:
    if une.detail.est_deja_declaree and une.detail.heure is None:
        return une.heures
    heure = une.detail.heure
    return une.heures - heure.heures if heure is not None and heure.corrige_id and heure.heures > 0 else ZERO


def _perdues(une: LigneACorriger) -> Decimal:
    return (une.detail.heure.heures if une.detail.heure else ZERO) - (une.detail.comptees or ZERO)


def _nommer(une: LigneACorriger, *, datee: bool) -> str:
    """With its period when the file speaks of several months."""
    qui = f", {une.detail.nom}" if une.ligne.lue else ""
    return f"Ligne {une.ligne.numero}{qui}" + (f", {une.detail.periode}" if datee and une.detail.periode else "")


def _raison(une: LigneACorriger, *, datee: bool) -> str:
    dit = une.correction.motif if une.correction and une.correction.motif else ""
    phrases = [phrase_pour(fait, du_guichet=True) for fait in une.ligne.anomalies] or (
        [une.code.label + "."] if une.code else []
    )
    return f"{_nommer(une, datee=datee)}\u00a0: {dit or ' '.join(phrases) or 'écartée.'}"


def _ecart(une: LigneACorriger, correction: CorrectionLigne) -> Decimal:
    return (une.ligne.heures or ZERO) - Decimal(correction.avant.get("heures") or 0)


def effets_sur_les_lots(releve: ReleveHeures) -> list[EffetLot]:
    """What waits on each lot, with and without this timesheet."""
    siennes: Any = Heure.objects.filter(releve_id=releve.pk, annulee=False, statut=StatutHeure.SOUMISE)
    par_lot = dict(siennes.values_list("lot_id").annotate(total=Sum("heures")).order_by())
    if not par_lot:
        return []
    lots = {lot.pk: lot for lot in Lot.objects.filter(pk__in=par_lot).select_related("marche")}
    return [
        EffetLot(
            lots[totaux.lot_id],
            totaux.retenues,
            totaux.en_attente - par_lot[totaux.lot_id],
            totaux.en_attente,
            totaux.objectif,
        )
        for totaux in realisation_des_lots(lots=par_lot).values()
    ]


def lots_du_releve(releve: ReleveHeures) -> list[Lot]:
    """Those whose grid holds its hours."""
    siens = Heure.objects.filter(releve_id=releve.pk, annulee=False).values("lot_id")
    return list(Lot.objects.filter(pk__in=siens).select_related("marche").order_by("marche__ref", "ref", "pk"))
