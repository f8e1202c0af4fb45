"""Bring the ledger to the figure kept between two senders, by signed corrections."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutHeure
from suivi_heures.models import EnvoiCroise, Heure, ReleveHeures
from suivi_heures.queries.envois_croises import heures_debout
from suivi_heures.services.corriger_heure import corriger_heure
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.rejuger_releve import rejuger_releve

ZERO = Decimal(0)


@transaction.atomic
def porter_chiffre(*, croise: EnvoiCroise, heures: Decimal, debout: Decimal, motif: str, par: Adhesion) -> None:
    """The largest lines first: each takes what it can of the difference."""
    siennes = list(
        heures_debout().filter(contrat_id=croise.contrat_id, nature=croise.nature, du__gte=croise.du, du__lte=croise.au)
    )
    totaux: dict[int, Decimal] = {}
    for heure in siennes:
        racine = heure.corrige_id or heure.pk
        totaux[racine] = totaux.get(racine, ZERO) + heure.heures
    if not totaux:
        _inscrire(croise, heures, par)
        return
    reste = heures - debout
    for racine, total in sorted(totaux.items(), key=lambda paire: -paire[1]):
        juste = max(ZERO, total + reste)
        if juste != total:
            corriger_heure(heure=Heure.objects.get(pk=racine), heures=juste, motif=motif, par=par, confirmees=juste)
        reste -= juste - total
        if not reste:
            return


def _inscrire(croise: EnvoiCroise, heures: Decimal, par: Adhesion) -> None:
    """The first said that nobody worked, or took its timesheet back: the second's figure enters, to be validated."""
    contrat = croise.contrat
    ecrite = Heure.objects.create(
        ref=f"E{croise.pk}-{Heure.objects.filter(ref__startswith=f'E{croise.pk}-').count()}",
        contrat_id=contrat.pk,
        lot_id=contrat.lot_id,
        beneficiaire_id=contrat.beneficiaire_id,
        employeur_id=contrat.employeur_id,
        du=max(croise.du, contrat.date_debut),
        au=min(croise.au, contrat.date_fin or croise.au),
        nature=croise.nature,
        heures=heures,
        statut=StatutHeure.SOUMISE,
        releve_id=croise.releve_id,
        saisie_par=str(par),
    )
    recalculer_realisation(lots={ecrite.lot_id})
    if releve := ReleveHeures.objects.filter(pk=croise.releve_id or 0).first():
        rejuger_releve(releve=releve)
