"""Write the share of a funder in a post, or change it."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_euros, formater_pourcent
from suivi_heures.models import AppelFonds, PartPoste, Poste
from suivi_heures.queries.postes import CENTIME, ZERO, mesurer_part, situer_appels


class PartRefusee(ValueError):
    """Nothing was written; the sentence says why."""


@transaction.atomic
def inscrire_part(*, part: PartPoste, par: Adhesion) -> PartPoste:
    """The lock of the post: shares never go beyond its cost, whoever writes them at the same time."""
    poste = Poste.objects.select_for_update(of=("self",)).get(pk=part.poste_id)
    autres = PartPoste.objects.tenus().filter(poste=poste).exclude(pk=part.pk)
    deja = sum((mesurer_part(p, poste.cout)[1] for p in autres), Decimal(0))
    _, montant = mesurer_part(part, poste.cout)
    if deja + montant > poste.cout + CENTIME * 50:
        reste = max(Decimal(0), poste.cout - deja)
        raise PartRefusee(
            f"Les parts dépasseraient le coût du poste\u00a0: il reste {formater_euros(reste)},"
            f" soit {formater_pourcent(reste * 100 / poste.cout)}."
        )
    appele = _lire_appele(part)
    if montant < appele:
        raise PartRefusee(
            f"{formater_euros(appele)} sont déjà appelés à {part.financeur}\u00a0: sa part ne descend pas en dessous."
        )
    if part.pk is None:
        part.inscrite_par = str(par)
    part.save()
    journaliser(Verbe.PART_CHANGEE, poste, par=par, financeur=part.financeur, montant=montant)
    return part


def _lire_appele(part: PartPoste) -> Decimal:
    """Asked and still standing. The lock of the share: no call is prepared on it meanwhile."""
    if part.pk is None:
        return ZERO
    PartPoste.objects.select_for_update(of=("self",)).get(pk=part.pk)
    return sum((a.appel.montant for a in situer_appels(AppelFonds.objects.filter(part=part)) if a.est_vif), ZERO)
