"""Lines that a corrected file no longer holds, and its effect on the ledger: said alike on every page."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import (
    formater_date,
    formater_ecart_heures,
    formater_heures,
    formater_mois,
)
from suivi_heures.enums import Nature, SortRetrait, StatutReleve
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.retraits import (
    ZERO,
    Retrait,
    derniere_decision,
    lister_retraits,
    mesurer_effet_compte,
    mesurer_effet_registre,
)

ETATS = {SortRetrait.A_CONFIRMER: "a_surveiller", SortRetrait.RETIREE: "ecarte", SortRetrait.GARDEE: "valide"}


def retraits_du_releve(releve: ReleveHeures, retires: Collection[str] | None = None) -> dict[str, Any]:
    """`retires`: the lines ticked in a form sent back."""
    retraits = lister_retraits(releve) if releve.statut != StatutReleve.DEPOSE else []
    attendent = [un for un in retraits if un.a_confirmer]
    effet = mesurer_effet_registre(releve)
    return {
        "a_valider": _signer(mesurer_effet_compte(releve), corrige=effet.corrige),
        "retraits": [_decrire(un, releve, retires) for un in retraits],
        "retraits_attendent": len(attendent),
        "retraits_total": formater_heures(sum((un.heures for un in retraits if un.sort != SortRetrait.GARDEE), ZERO)),
        "retraits_vu": derniere_decision(releve),
        "effet": {
            "heures": _signer(effet.heures, corrige=effet.corrige),
            "corrige": effet.corrige,
            "ajoutees": formater_heures(effet.ajoutees),
            "retirees": formater_heures(effet.retirees),
        },
    }


def _signer(heures: Decimal, *, corrige: bool) -> str:
    """A file that corrects says its sign; one that only adds has none to say."""
    return formater_ecart_heures(heures) if corrige else formater_heures(heures)


def _decrire(un: Retrait, releve: ReleveHeures, retires: Collection[str] | None) -> dict[str, Any]:
    nature = "" if un.heure.nature == Nature.TRAVAIL else f", {un.heure.get_nature_display().lower()}"
    le = formater_date(datetime.datetime.fromisoformat(un.le)) if un.le else ""
    return {
        "cle": un.cle,
        "nom": un.nom,
        "mois": f"{formater_mois(un.heure.du)}{nature}",
        "heures": formater_heures(un.heures),
        "pourquoi": un.pourquoi,
        "portee_par": un.portee_par,
        "etat": ETATS[un.sort],
        "sort": un.sort.label,
        "decide": f"{un.sort.label}{f' par {un.par}' if un.par else ''}{f' le {le}' if le else ''}"
        if not un.a_confirmer
        else "",
        "motif": un.motif,
        "retiree": un.sort != SortRetrait.GARDEE if retires is None else un.cle in retires,
    }
