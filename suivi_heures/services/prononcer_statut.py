"""Change the status of a contract: an obligation is not said to be reached against the hours counted."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clauses_app.interface.formats import formater_date, formater_heures, formater_pourcent
from marches.enums import StatutMarche
from marches.models import Acte, Marche
from marches.services.changer_statut import changer_statut
from suivi_heures.queries.avancement import Avancement, avancement_des_marches


@transaction.atomic
def prononcer_statut(
    *, marche: Marche, statut: str, date: datetime.date, motif: str, numero: str = "", par: Any
) -> Acte:
    """« Atteinte » while hours are still lacking on a lot takes a decision of the buyer: the act then keeps its
    reference, and the hours that were lacking that day."""
    if statut == StatutMarche.TERMINE_ATTEINT:
        total = avancement_des_marches([marche])[0].total
        if total.du > 0 and total.reste > 0:
            if not numero:
                raise ValidationError({"statut": _refuser(total)})
            motif = f"{motif} ({_constater(total)})"
    return changer_statut(marche=marche, statut=statut, date=date, motif=motif, numero=numero, par=par)


def _constater(total: Avancement) -> str:
    part = f", soit {formater_pourcent(total.part)}" if total.part is not None else ""
    return (
        f"au {formater_date(timezone.localdate())}, {formater_heures(total.valide)} validées sur"
        f" {formater_heures(total.du)} dues{part}"
    )


def _refuser(total: Avancement) -> str:
    recues, attendues = total.couverture.recues, total.couverture.attendues
    constat = _constater(total)
    return (
        f"{constat[0].upper()}{constat[1:]}\u00a0: il manque {formater_heures(total.reste)}. Déclarations reçues\u00a0:"
        f" {recues} sur {attendues} attendues. Une obligation est atteinte quand les heures validées couvrent les"
        " heures dues de chaque lot. Choisissez «\u00a0en partie atteinte\u00a0», ou écrivez la décision de l’acheteur"
        " qui la tient pour atteinte\u00a0: elle restera à l’acte."
    )
