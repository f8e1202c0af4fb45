"""A company asks, before it hires, whether a person is eligible."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.enums import EtatDemande
from beneficiaires.models import DemandeEligibilite, EtapeDemande
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def deposer_demande(*, demande: DemandeEligibilite, message: str = "", par: Any) -> DemandeEligibilite:
    """No name in the journal: the request has a number."""
    demande.deposee_par = str(par or "")
    demande.save()
    EtapeDemande.objects.create(
        demande=demande, rang=1, etat=EtatDemande.A_EXAMINER, message=message, par_nom=str(par or "")
    )
    journaliser(
        Verbe.DEMANDE_DEPOSEE,
        demande,
        par=par,
        marche_id=demande.attribution.marche_id,
        libelle=f"demande {demande.pk}",
    )
    return demande
