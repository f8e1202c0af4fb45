"""Enter a work contract, or correct it: its attribution gives the lot, the contract, the holder."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler


@transaction.atomic
def enregistrer_contrat(*, contrat: ContratTravail, par: Any) -> ContratTravail:
    """A first contract may move the window of the person: all its lots are recomputed."""
    attribution = contrat.attribution
    contrat.lot_id, contrat.marche_id = attribution.lot_id, attribution.marche_id
    contrat.titulaire_id = attribution.entreprise_id
    if not contrat.ref:
        contrat.ref = _prochaine_ref()
    contrat.save()
    signaler(beneficiaires=[contrat.beneficiaire_id], lots=[contrat.lot_id])
    journaliser(
        Verbe.CONTRAT_ENREGISTRE,
        contrat,
        par=par,
        marche_id=contrat.marche_id,
        libelle=f"bénéficiaire {contrat.beneficiaire.ref}",
        type_contrat=contrat.type_contrat,
        date_debut=contrat.date_debut,
        date_fin=contrat.date_fin,
    )
    return contrat


def _prochaine_ref() -> str:
    prises = set(ContratTravail.objects.filter(ref__startswith="CT").values_list("ref", flat=True))
    return next(ref for n in range(len(prises) + 1, len(prises) + 100_000) if (ref := f"CT{n:05d}") not in prises)
