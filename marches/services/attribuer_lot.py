"""Give a lot to a company, in a role."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_heures
from marches.enums import RoleAttribution
from marches.models import Attribution, Entreprise, Lot
from marches.queries.objectif import objectif_des_lots


class DejaAttribue(ValueError):
    """The company already holds this lot in this role."""


class PartImpossible(ValueError):
    """A company takes no more of a lot than the lot owes."""


@transaction.atomic
def attribuer_lot(
    *, lot: Lot, entreprise: Entreprise, role: str, heures_affectees: Decimal | None = None, par: Any
) -> Attribution:
    lot = Lot.objects.select_for_update(of=("self",)).select_related("marche").get(pk=lot.pk)
    if Attribution.objects.filter(lot=lot, entreprise=entreprise, role=role, date_fin=None).exists():
        raise DejaAttribue(f"{entreprise} porte déjà ce lot dans ce rôle.")
    du = objectif_des_lots([lot.pk])[lot.pk] if heures_affectees else None
    if heures_affectees and du and heures_affectees > du:
        raise PartImpossible(f"Le lot doit {formater_heures(du)}\u00a0: une part ne peut pas le dépasser.")
    rang = Attribution.objects.filter(marche_id=lot.marche_id).count() + 1
    attribution: Attribution = Attribution.objects.create(
        lot=lot,
        marche_id=lot.marche_id,
        maitre_ouvrage_id=lot.marche.maitre_ouvrage_id,
        ref=f"{lot.marche.ref}/{lot.ref}/{rang}"[:80],
        entreprise=entreprise,
        role=role,
        heures_affectees=heures_affectees,
    )
    journaliser(
        Verbe.ATTRIBUTION_FAITE,
        lot,
        par=par,
        marche_id=lot.marche_id,
        entreprise=str(entreprise),
        role=RoleAttribution(role).label,
    )
    return attribution
