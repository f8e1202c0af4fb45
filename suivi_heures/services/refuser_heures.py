"""Refuse waiting lines, with a motive the company reads."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.decide_par_difference import difference_decidee
from suivi_heures.services.conclure_releves import conclure_releves
from suivi_heures.services.recalculer_realisation import recalculer_realisation


class RienARefuser(RuntimeError):
    """They were decided in the meantime, or a later decision rests on them."""


@transaction.atomic
def refuser_heures(*, heures: Iterable[int], motif: str, par: Adhesion) -> int:
    """They stay declared, and refused, with the reason."""
    lignes = list(
        Heure.objects.select_for_update(of=("self",))
        .filter(pk__in=list(heures), statut=StatutHeure.SOUMISE, annulee=False)
        .select_related("lot")
    )
    if not lignes:
        raise RienARefuser("Ces heures ont déjà été traitées : rechargez la page pour voir où elles en sont.")
    suivant = difference_decidee([ligne.pk for ligne in lignes])
    if suivant:
        raise RienARefuser(
            f"Ces heures ne se refusent plus\u00a0: «\u00a0{suivant}\u00a0», reçu depuis, a été décidé par différence"
            " avec elles. Validez-les, puis corrigez la ligne."
        )
    Heure.objects.filter(pk__in=[ligne.pk for ligne in lignes]).update(
        statut=StatutHeure.REFUSEE, motif=motif, decidee_a=timezone.now(), decidee_par=str(par)
    )
    conclure_releves(releves=[ligne.releve_id for ligne in lignes], motif=motif, par=par)
    recalculer_realisation(lots={ligne.lot_id for ligne in lignes})
    for ligne in lignes:
        journaliser(
            Verbe.HEURES_REFUSEES, ligne, par=par, marche_id=ligne.lot.marche_id, motif=motif, heures=ligne.heures
        )
    return len(lignes)
