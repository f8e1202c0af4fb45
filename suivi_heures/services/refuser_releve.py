"""Refuse a whole timesheet, with a motive the company reads."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, ReleveHeures
from suivi_heures.queries.decide_par_difference import decide_par_difference
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.reprendre_versions import reprendre_versions

REFUSABLES = (StatutReleve.SOUMIS, StatutReleve.A_COMPLETER)


class ReleveNonRefusable(RuntimeError):
    """It was decided in the meantime."""


@transaction.atomic
def refuser_releve(*, releve: ReleveHeures, motif: str, par: Adhesion) -> ReleveHeures:
    """Refused lines stay in the ledger: declared, and refused, with the reason."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    if releve.statut not in REFUSABLES:
        raise ReleveNonRefusable("Ce relevé a déjà été traité : rechargez la page pour voir où il en est.")
    suivant = decide_par_difference(releve)
    if suivant:
        raise ReleveNonRefusable(
            f"Ce relevé ne peut plus être refusé\u00a0: «\u00a0{suivant}\u00a0», reçu depuis, a été décidé par"
            " différence avec lui. Ses heures se valident, ou se corrigent dans la grille."
        )
    lignes = Heure.objects.filter(releve_id=releve.pk, statut=StatutHeure.SOUMISE, annulee=False)
    lots = set(lignes.values_list("lot_id", flat=True))
    maintenant = timezone.now()
    lignes.update(statut=StatutHeure.REFUSEE, motif=motif, decidee_a=maintenant, decidee_par=str(par))
    releve.statut, releve.motif = StatutReleve.REJETE, motif
    releve.decide_a, releve.decide_par = maintenant, str(par)
    releve.save(update_fields=["statut", "motif", "decide_a", "decide_par"])
    lots |= reprendre_versions(releve=releve)
    recalculer_realisation(lots=lots)
    journaliser(Verbe.RELEVE_REFUSE, releve, par=par, motif=motif)
    return releve
