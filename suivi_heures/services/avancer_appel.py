"""Add a turn to a call for funds: sent, a document asked, accepted, paid, refused, cancelled."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import PAS_ENCORE
from suivi_heures.enums import EtatAppel
from suivi_heures.models import AppelFonds, EtapeAppel

E = EtatAppel
# from each state, where it may go; what was refused or cancelled is prepared anew, from the figures of the day
SUITES: dict[str, tuple[EtatAppel, ...]] = {
    E.PREPARE: (E.ENVOYE, E.ANNULE),
    E.ENVOYE: (E.PAYE, E.ACCEPTE, E.PIECE_DEMANDEE, E.REFUSE, E.ANNULE),
    E.PIECE_DEMANDEE: (E.ENVOYE, E.ANNULE),
    E.ACCEPTE: (E.PAYE, E.ENVOYE),
    E.PAYE: (E.ENVOYE,),
    E.REFUSE: (),
    E.ANNULE: (),
}
AVEC_MONTANT = frozenset({E.ACCEPTE, E.PAYE})
RETOURS = frozenset({E.ACCEPTE, E.PAYE})
ENTRE_TEMPS = "Quelqu’un a fait avancer cet appel entre-temps\u00a0: relisez-le, puis recommencez."


class EtapeAppelRefusee(ValueError):
    """The turn cannot be added; the sentence says why."""


@transaction.atomic
def avancer_appel(
    *,
    appel: AppelFonds,
    etat: str,
    le: datetime.date,
    vu: int,
    par: Adhesion,
    montant: Decimal | None = None,
    motif: str = "",
) -> EtapeAppel:
    """`vu`: rank of the last turn its author had under the eyes."""
    derniere = EtapeAppel.objects.filter(appel=appel).order_by("-rang").first()
    if derniere is None or derniere.rang != vu:
        raise EtapeAppelRefusee(ENTRE_TEMPS)
    if etat not in SUITES[derniere.etat]:
        avant, apres = derniere.get_etat_display(), EtatAppel(etat).label
        raise EtapeAppelRefusee(f"Un appel «\u00a0{avant}\u00a0» ne devient pas «\u00a0{apres}\u00a0».")
    if le < derniere.le:
        raise EtapeAppelRefusee(
            f"La dernière étape est du {derniere.le:%d/%m/%Y}\u00a0: la suivante ne peut la précéder."
        )
    retour = derniere.etat in RETOURS and etat == E.ENVOYE
    if (etat in (E.PIECE_DEMANDEE, E.REFUSE, E.ANNULE) or retour) and not motif:
        raise EtapeAppelRefusee("Dites pourquoi\u00a0: cette étape garde son motif.")
    if montant is not None and (etat not in AVEC_MONTANT or montant > appel.montant):
        raise EtapeAppelRefusee("Le montant accepté ou payé ne dépasse pas le montant appelé.")
    if le > timezone.localdate():
        raise EtapeAppelRefusee(PAS_ENCORE)
    etape = EtapeAppel(appel=appel, rang=vu + 1, etat=etat, le=le, montant=montant, motif=motif, par_nom=str(par))
    try:
        with transaction.atomic():
            etape.save()
    except IntegrityError:
        raise EtapeAppelRefusee(ENTRE_TEMPS) from None
    journaliser(
        Verbe.APPEL_AVANCE,
        appel.part.poste,
        par=par,
        financeur=appel.part.financeur,
        numero=appel.numero,
        etape=etape.get_etat_display(),
    )
    return etape
