"""Close the failed timesheets of a month once a good one has come for it."""

from __future__ import annotations

from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_date
from suivi_heures.enums import StatutReleve
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.contrats_du_mois import contrats_declares
from suivi_heures.queries.mois import dernier_jour


def remplacer_releves(*, releve: ReleveHeures) -> int:
    """How many. One that speaks of somebody still undeclared for the month stays: something is missing."""
    mois = releve.mois
    anciens = list(
        ReleveHeures.objects.select_for_update(of=("self",))
        .filter(entreprise_id=releve.entreprise_id, mois=mois, statut=StatutReleve.A_COMPLETER, pk__lt=releve.pk)
        .order_by("pk")
    )
    cites = LigneReleve.objects.filter(
        releve__in=anciens, contrat__isnull=False, du__gte=mois, du__lte=dernier_jour(mois)
    )
    paires = set(cites.values_list("releve_id", "contrat_id"))
    declares = contrats_declares({contrat for _, contrat in paires}, mois, dernier_jour(mois))
    manquants = {pk for pk, contrat in paires if contrat not in declares}
    remplaces = [ancien for ancien in anciens if ancien.pk not in manquants]
    for ancien in remplaces:
        ancien.statut = StatutReleve.REMPLACE
        ancien.motif = f"Remplacé par le relevé du {formater_date(releve.depose_a)}."
        ancien.decide_a = timezone.now()
        ancien.save(update_fields=["statut", "motif", "decide_a"])
        journaliser(Verbe.RELEVE_REMPLACE, ancien, entreprise=releve.entreprise.nom, releve=releve.pk)
    return len(remplaces)
