"""Withdraw the share of a funder, or put it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date, formater_euros
from suivi_heures.models import AppelFonds, PartPoste
from suivi_heures.queries.postes import situer_appels
from suivi_heures.services.inscrire_part import PartRefusee, inscrire_part


@transaction.atomic
def retirer_part(*, part: PartPoste, retire: bool, par: Adhesion) -> None:
    """`retire`: what is wanted; asked twice, nothing more happens. Put back, it fits the cost like any other.

    What was asked or received stays in every total: a share that still carries a call is not withdrawn.
    """
    if retire == (part.retire_a is not None):
        return
    if not retire:
        part.retire_a = None
        inscrire_part(part=part, par=par)
        return
    PartPoste.objects.select_for_update(of=("self",)).get(pk=part.pk)
    _refuser_si_appelee(part)
    if PartPoste.objects.filter(pk=part.pk, retire_a=None).update(retire_a=timezone.now()):
        journaliser(Verbe.PART_CHANGEE, part.poste, par=par, financeur=part.financeur, retiree=True)


def _refuser_si_appelee(part: PartPoste) -> None:
    vifs = [a for a in situer_appels(AppelFonds.objects.filter(part=part)) if a.est_vif]
    if vifs:
        a = vifs[-1]
        etat = f"{a.derniere.get_etat_display().lower()} le {formater_date(a.derniere.le)}"
        raise PartRefusee(
            f"{part.financeur}\u00a0: {formater_euros(sum(v.appel.montant for v in vifs))} lui sont appelés"
            f" (appel n°\u00a0{a.appel.numero}, {etat}). Elle ne se retire qu’une fois ses appels annulés ou refusés."
        )
