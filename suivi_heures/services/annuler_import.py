"""Undo a whole import that nobody has validated: the ledger is as before, the file stays, the trace too."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import CorrectionLigne, Heure, ReleveHeures
from suivi_heures.queries.decide_par_difference import decide_par_difference
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.releves_corrigibles import ANNULE_PAR_LE_GUICHET
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.oublier_envois_croises import oublier_envois_croises
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.reprendre_versions import reprendre_versions
from suivi_heures.services.retirer_releve import RETIRABLES


class ImportNonAnnulable(RuntimeError):
    """A line was decided in the meantime."""


@transaction.atomic
def annuler_import(*, releve: ReleveHeures, motif: str = "", par: Adhesion) -> ReleveHeures:
    """Its lines leave the ledger by their opposites, its corrections are undone with it. It can be read again."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    lignes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    if releve.statut not in RETIRABLES or lignes.exclude(statut=StatutHeure.SOUMISE).exists():
        raise ImportNonAnnulable(
            "Cet import ne s’annule plus\u00a0: des heures sont déjà décidées. Corrigez-les dans la grille d’heures."
        )
    suivant = decide_par_difference(releve)
    if suivant:
        raise ImportNonAnnulable(
            f"Cet import ne s’annule plus\u00a0: «\u00a0{suivant}\u00a0», reçu depuis, a été décidé par différence avec"
            " lui. Corrigez les heures dans la grille."
        )
    phrase = f"{ANNULE_PAR_LE_GUICHET}\u00a0: {motif.strip()}" if motif.strip() else f"{ANNULE_PAR_LE_GUICHET}."
    lots = annuler_heures(heures=lignes.values_list("pk", flat=True), motif=phrase[:500], par=par)
    maintenant = timezone.now()
    CorrectionLigne.objects.filter(releve=releve, annulee_a=None).update(
        annulee_a=maintenant, annulee_par=f"{par}, avec l’import"[:200]
    )
    releve.statut, releve.motif, releve.message = StatutReleve.RETIRE, phrase[:500], ""
    releve.decide_a, releve.decide_par = maintenant, str(par)
    releve.save(update_fields=["statut", "motif", "message", "decide_a", "decide_par"])
    oublier_envois_croises(releve=releve)
    lots |= reprendre_versions(releve=releve)
    recalculer_realisation(lots=lots)
    journaliser(Verbe.RELEVE_RETIRE, releve, par=par, motif=phrase)
    return releve
