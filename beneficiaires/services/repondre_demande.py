"""Add a turn to a request: ask for a proof, refuse, answer, withdraw. Of two at once, the second is told."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from beneficiaires.enums import EtatDemande
from beneficiaires.models import DemandeEligibilite, EtapeDemande
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class DejaRepondu(ValueError):
    """Another answer was given since the page was read."""


@transaction.atomic
def repondre_demande(*, demande: DemandeEligibilite, rang: int, etat: str, message: str = "", par: Any) -> EtapeDemande:
    """`rang`: of the last turn that was read. A refusal may be reopened, an acceptance is undone on the file."""
    derniere: EtapeDemande = EtapeDemande.objects.filter(demande=demande).order_by("-rang")[0]
    if derniere.rang != rang:
        raise DejaRepondu(f"Entre-temps, {derniere.par_nom or 'quelqu’un'} a répondu. Relisez la demande.")
    if derniere.etat == EtatDemande.ACCEPTEE:
        raise DejaRepondu("Cette demande est acceptée\u00a0: la suite se passe sur la fiche de la personne.")
    try:
        with transaction.atomic():
            etape: EtapeDemande = EtapeDemande.objects.create(
                demande=demande, rang=rang + 1, etat=etat, message=message, par_nom=str(par or "")
            )
    except IntegrityError:
        raise DejaRepondu("Quelqu’un vient de répondre à cette demande. Relisez-la.") from None
    journaliser(Verbe.DEMANDE_DECIDEE, demande, par=par, libelle=f"demande {demande.pk}", etat=etat)
    return etape
