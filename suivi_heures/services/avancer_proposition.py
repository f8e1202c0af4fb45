"""Add a step to a proposal: an interview, a refusal and its motive, a hire read in a contract."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import PAS_ENCORE
from suivi_heures.enums import REFUS, IssueProposition
from suivi_heures.models import EtapeProposition, Proposition
from suivi_heures.queries.besoins import dire_demarche
from suivi_heures.services.noter_demarche import noter_demarche

ENTRE_TEMPS = "Quelqu’un a fait avancer cette proposition entre-temps\u00a0: relisez-la, puis recommencez."


class EtapeRefusee(ValueError):
    """The step cannot be added; the sentence says why."""


@transaction.atomic
def avancer_proposition(
    *,
    proposition: Proposition,
    etat: str,
    date: datetime.date,
    motif: str = "",
    contrat: ContratTravail | None = None,
    vu: int,
    par: Adhesion,
) -> EtapeProposition:
    """`vu`: rank of the last step its author had under the eyes. A refusal is evidence of effort, nameless."""
    if (etat in REFUS) != bool(motif):
        raise EtapeRefusee("Un refus dit son motif\u00a0: choisissez-le\u202f; les autres étapes n’en ont pas.")
    if contrat is not None and (
        etat != IssueProposition.EMBAUCHEE or contrat.beneficiaire_id != proposition.beneficiaire_id
    ):
        raise EtapeRefusee("Ce contrat n’est pas celui de cette personne.")
    derniere = EtapeProposition.objects.filter(proposition=proposition).order_by("-rang").first()
    if derniere is None or derniere.rang != vu:
        raise EtapeRefusee(ENTRE_TEMPS)
    if date < derniere.date:
        raise EtapeRefusee(f"La dernière étape est du {derniere.date:%d/%m/%Y}\u00a0: la suivante ne peut la précéder.")
    if date > timezone.localdate():
        raise EtapeRefusee(PAS_ENCORE)
    etape = EtapeProposition(
        proposition=proposition, rang=vu + 1, etat=etat, date=date, motif=motif, contrat=contrat, par_nom=str(par)
    )
    try:
        with transaction.atomic():
            etape.save()
    except IntegrityError:
        raise EtapeRefusee(ENTRE_TEMPS) from None
    besoin = proposition.besoin
    if etat in REFUS:
        noter_demarche(par=par, **dire_demarche(besoin, etape))
    journaliser(Verbe.BESOIN_AVANCE, besoin, par=par, marche_id=besoin.marche_id, etape=etape.get_etat_display())
    return etape
