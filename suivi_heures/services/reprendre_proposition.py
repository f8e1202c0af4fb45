"""Take back the last step of a proposal, by a step that tells again what held before it."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import REFUS
from suivi_heures.models import Demarche, EtapeProposition, Proposition
from suivi_heures.queries.besoins import dire_demarche
from suivi_heures.queries.etapes_reprises import retenir_etapes
from suivi_heures.services.annuler_demarche import annuler_demarche
from suivi_heures.services.avancer_proposition import ENTRE_TEMPS, EtapeRefusee


@transaction.atomic
def reprendre_proposition(*, proposition: Proposition, vu: int, motif: str, par: Adhesion) -> EtapeProposition:
    """`vu`: rank of the last step its author had under the eyes. A refusal takes its evidence of effort back too."""
    etapes = list(EtapeProposition.objects.filter(proposition=proposition).order_by("rang"))
    if not etapes or etapes[-1].rang != vu:
        raise EtapeRefusee(ENTRE_TEMPS)
    if not motif:
        raise EtapeRefusee("Dites pourquoi vous reprenez cette étape\u00a0: elle reste lisible avec son motif.")
    tenues = retenir_etapes(etapes)
    if len(tenues) < 2:
        raise EtapeRefusee("La proposition elle-même ne se reprend pas\u00a0: notez plutôt qu’elle est retirée.")
    avant, visee = tenues[-2:]
    etape = EtapeProposition(
        proposition=proposition,
        rang=vu + 1,
        etat=avant.etat,
        date=avant.date,
        motif=avant.motif,
        contrat=avant.contrat,
        annule=visee.rang,
        motif_reprise=motif,
        par_nom=str(par),
    )
    try:
        with transaction.atomic():
            etape.save()
    except IntegrityError:
        raise EtapeRefusee(ENTRE_TEMPS) from None
    if visee.etat in REFUS:
        _annuler_la_demarche(proposition, visee, par)
    besoin = proposition.besoin
    journaliser(
        Verbe.BESOIN_AVANCE,
        besoin,
        par=par,
        marche_id=besoin.marche_id,
        reprise=visee.get_etat_display(),
        motif=motif,
    )
    return etape


def _annuler_la_demarche(proposition: Proposition, visee: EtapeProposition, par: Adhesion) -> None:
    """The line this refusal wrote, unless somebody cancelled it already."""
    lignes = Demarche.objects.filter(annule=None, **dire_demarche(proposition.besoin, visee))
    annulees = Demarche.objects.exclude(annule=None).values("annule_id")
    ligne = lignes.exclude(pk__in=annulees).order_by("-pk").first()
    if ligne is not None:
        annuler_demarche(demarche=ligne, par=par)
