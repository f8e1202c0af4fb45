"""Take back a timesheet that nobody has validated yet: its sender's own gesture."""

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
from suivi_heures.services.oublier_envois_croises import oublier_envois_croises
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.reprendre_versions import reprendre_versions

RETIRABLES = (StatutReleve.DEPOSE, StatutReleve.A_COMPLETER, StatutReleve.SOUMIS, StatutReleve.RAPPROCHE)
MOTIF = "Retiré par l’entreprise."


class ReleveNonRetirable(RuntimeError):
    """The guichet decided in the meantime."""


@transaction.atomic
def retirer_releve(*, releve: ReleveHeures, par: Adhesion) -> ReleveHeures:
    """Its waiting lines leave the ledger by their opposites; the file stays, with the trace. The same file may
    be deposited again. As soon as one line was decided, the timesheet is the guichet's: it corrects."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    lignes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    if releve.statut not in RETIRABLES or lignes.exclude(statut=StatutHeure.SOUMISE).exists():
        raise ReleveNonRetirable(
            "Ce relevé ne peut plus être retiré\u00a0: le guichet l’a déjà traité. Demandez une correction à votre"
            " facilitateur."
        )
    suivant = decide_par_difference(releve)
    if suivant:
        raise ReleveNonRetirable(
            f"Ce relevé ne peut plus être retiré\u00a0: «\u00a0{suivant}\u00a0», reçu depuis, a été décidé par"
            " différence avec lui. Demandez une correction à votre facilitateur."
        )
    lots = annuler_heures(heures=lignes.values_list("pk", flat=True), motif=MOTIF, par=par)
    releve.statut, releve.motif = StatutReleve.RETIRE, MOTIF
    releve.decide_a, releve.decide_par = timezone.now(), str(par)
    releve.save(update_fields=["statut", "motif", "decide_a", "decide_par"])
    oublier_envois_croises(releve=releve)
    lots |= reprendre_versions(releve=releve)
    recalculer_realisation(lots=lots)
    journaliser(Verbe.RELEVE_RETIRE, releve, par=par)
    return releve
