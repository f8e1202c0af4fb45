"""Take back the last turn of a call for funds, by a turn that tells again what held before it."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import AppelFonds, EtapeAppel
from suivi_heures.queries.etapes_reprises import retenir_etapes
from suivi_heures.services.avancer_appel import ENTRE_TEMPS, EtapeAppelRefusee


@transaction.atomic
def reprendre_etape_appel(*, appel: AppelFonds, vu: int, motif: str, par: Adhesion) -> EtapeAppel:
    """`vu`: rank of the last turn its author had under the eyes. The first turn holds the call: it is cancelled,
    never taken back. The date and amount of the turn before come back with it."""
    etapes = list(EtapeAppel.objects.filter(appel=appel).order_by("rang"))
    if not etapes or etapes[-1].rang != vu:
        raise EtapeAppelRefusee(ENTRE_TEMPS)
    if not motif:
        raise EtapeAppelRefusee("Dites pourquoi vous reprenez cette étape\u00a0: elle reste lisible avec son motif.")
    tenues = retenir_etapes(etapes)
    if len(tenues) < 2:
        raise EtapeAppelRefusee("La préparation ne se reprend pas\u00a0: annulez plutôt l’appel.")
    avant, visee = tenues[-2:]
    etape = EtapeAppel(
        appel=appel,
        rang=vu + 1,
        etat=avant.etat,
        le=avant.le,
        montant=avant.montant,
        motif=motif,
        annule=visee.rang,
        par_nom=str(par),
    )
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
        reprise=visee.get_etat_display(),
        motif=motif,
    )
    return etape
