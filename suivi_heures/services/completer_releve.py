"""Read again a timesheet that waits: the lines that can be understood by now join those already in the ledger."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from suivi_heures.imports.releve.resultat import ReleveCompris
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.services.composer_lignes import composer_lignes
from suivi_heures.services.inscrire_differences import inscrire_differences
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.rejuger_releve import rejuger_releve

REPRIS = ("contrat", "du", "au", "heures", "lue", "anomalies", "avertissements", "version")


@transaction.atomic
def completer_releve(*, releve: ReleveHeures, lu: ReleveCompris) -> ReleveHeures:
    """The contract was opened since, the person was found: nothing that stands is touched, nor what was decided."""
    attendre_son_tour()
    relues = {_place(ligne): ligne for ligne in composer_lignes(releve=releve, lu=lu, remplaces=())}
    changees = []
    for ligne in LigneReleve.objects.filter(releve=releve, contrat=None, heure_id=None, suite=""):
        relue = relues.get(_place(ligne))
        if relue is not None and relue.contrat_id:
            for champ in REPRIS[:-1]:
                attribut = "contrat_id" if champ == "contrat" else champ
                setattr(ligne, attribut, getattr(relue, attribut))
            ligne.version += 1
            changees.append(ligne)
    if not changees:
        return releve
    LigneReleve.objects.bulk_update(changees, REPRIS, batch_size=500)
    ecrites = inscrire_differences(releve=releve, remplaces=(), corrigees=[ligne.pk for ligne in changees])
    recalculer_realisation(lots=ecrites.lots)
    perimer_suivi(lots=ecrites.lots)
    journaliser(Verbe.HEURES_SAISIES, releve, heures=ecrites.total, lots=len(ecrites.lots))
    return rejuger_releve(releve=releve)


def _place(ligne: LigneReleve) -> tuple[object, ...]:
    """The same bytes give the same rows."""
    return ligne.lue.get("feuille"), ligne.numero, str(ligne.nature), ligne.lue.get("du"), ligne.lue.get("au")
