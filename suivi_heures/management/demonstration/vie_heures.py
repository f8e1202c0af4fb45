"""Quarters of the demonstration: two closed, a line that arrived after the closing. Done once, by the services."""

from __future__ import annotations

import datetime
from decimal import Decimal

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import Nature
from suivi_heures.models import Cloture
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.services.ajouter_apres_cloture import ajouter_apres_cloture
from suivi_heures.services.clore_trimestre import clore_trimestre

CLOS = (Trimestre(2026, 1), Trimestre(2026, 2))
JUIN = datetime.date(2026, 6, 1)


def clore_et_completer(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        if Cloture.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        for trimestre in CLOS:
            clore_trimestre(trimestre=trimestre, par=par)
        _ajouter_une_ligne_tardive(par)


def _ajouter_une_ligne_tardive(par: Adhesion) -> None:
    """A training day of June, on a contract whose figures nobody watches."""
    contrats = ContratTravail.objects.filter(attribution__ref="G-1", date_debut__lte=JUIN, date_fin__gt=JUIN)
    contrat = contrats.order_by("pk").first()
    if contrat is not None:
        ajouter_apres_cloture(
            contrat=contrat,
            mois=JUIN,
            nature=Nature.FORMATION_CONTRAT,
            heures=Decimal("14.00"),
            motif="Attestation de formation retrouvée après la clôture.",
            par=par,
        )
