"""Take back an early end: the contract finds again the date first agreed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from beneficiaires.models import ContratTravail
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class PasTermine(ValueError):
    """The contract had no early end."""


@transaction.atomic
def rouvrir_contrat(*, contrat: ContratTravail, par: Any) -> ContratTravail:
    contrat = ContratTravail.objects.select_for_update(of=("self",)).get(pk=contrat.pk)
    if not contrat.motif_fin:
        raise PasTermine("Ce contrat n’a pas de fin anticipée à reprendre.")
    contrat.date_fin = contrat.fin_prevue
    enregistrer_contrat(contrat=contrat, par=par)
    racine = contrat.embauche_racine
    ContratTravail.objects.filter(Q(pk=racine) | Q(embauche=racine)).update(
        motif_fin="", precision_fin="", fin_prevue=None
    )
    journaliser(
        Verbe.CONTRAT_ROUVERT,
        contrat,
        par=par,
        marche_id=contrat.marche_id,
        libelle=f"bénéficiaire {contrat.beneficiaire.ref}",
        date_fin=contrat.date_fin,
    )
    contrat.refresh_from_db()
    return contrat
