"""Send a timesheet back to the company, with what must be mended."""

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
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.reprendre_versions import reprendre_versions

RENVOYABLES = (StatutReleve.SOUMIS, StatutReleve.A_COMPLETER)


class ReleveNonRenvoyable(RuntimeError):
    """It was decided, or sent back, in the meantime."""


@transaction.atomic
def renvoyer_releve(*, releve: ReleveHeures, motif: str, par: Adhesion) -> ReleveHeures:
    """Its waiting lines leave the ledger by their opposites: the next file can be read whole."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    if releve.statut not in RENVOYABLES or releve.motif:
        raise ReleveNonRenvoyable("Ce relevé a déjà été traité : rechargez la page pour voir où il en est.")
    suivant = decide_par_difference(releve)
    if suivant:
        raise ReleveNonRenvoyable(
            f"Ce relevé ne peut plus être renvoyé\u00a0: «\u00a0{suivant}\u00a0», reçu depuis, a été décidé par"
            " différence avec lui. Ses heures se valident, ou se corrigent dans la grille."
        )
    en_attente = Heure.objects.filter(releve_id=releve.pk, statut=StatutHeure.SOUMISE, annulee=False)
    lots = annuler_heures(heures=en_attente.values_list("pk", flat=True), motif=motif, par=par)
    releve.statut = StatutReleve.A_COMPLETER
    releve.motif, releve.decide_a, releve.decide_par = motif, timezone.now(), str(par)
    releve.save(update_fields=["statut", "motif", "decide_a", "decide_par"])
    lots |= reprendre_versions(releve=releve)
    recalculer_realisation(lots=lots)
    journaliser(Verbe.RELEVE_RENVOYE, releve, par=par, motif=motif)
    return releve
