"""Take up again a clause that was suspended: hours may come back, the end may move."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from clauses_app.interface.formats import formater_date, formater_heures
from clauses_app.tenancy.changements import signaler
from marches.enums import SourceEngagement, StatutMarche, TypeActe
from marches.models import Acte, EngagementHeures, Lot, Marche
from marches.queries.suspensions import suspension_en_cours, suspensions_en_cours
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def reprendre_clause(
    *,
    marche: Marche,
    date: datetime.date,
    motif: str,
    par: Any,
    lot: Lot | None = None,
    numero: str = "",
    heures: Decimal | None = None,
    date_fin: datetime.date | None = None,
) -> Acte:
    verrouille = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    suspension = suspension_en_cours(verrouille.pk, lot.pk if lot else None)
    if suspension is None:
        raise ValidationError({"lot": "Aucune suspension n’est en cours ici : choisissez ce qui est suspendu."})
    if date <= suspension.date:
        raise ValidationError({"date": f"La suspension court depuis le {suspension.date:%d/%m/%Y}."})
    if heures:
        _verifier_heures(suspension, lot, heures)
    champs: dict[str, Any] = {"lot": lot, "numero": numero}
    if lot is None and verrouille.statut == StatutMarche.SUSPENDU:
        champs |= {"statut_avant": StatutMarche.SUSPENDU, "statut_apres": StatutMarche.EN_COURS}
        verrouille.statut = StatutMarche.EN_COURS
    prolonge = date_fin is not None and date_fin != verrouille.date_fin
    if prolonge and date_fin is not None:
        if date_fin < date:
            raise ValidationError({"date_fin": "La nouvelle fin est avant la reprise : vérifiez les deux dates."})
        champs |= {"date_fin_avant": verrouille.date_fin, "date_fin_apres": date_fin}
        verrouille.date_fin = date_fin
    verrouille.save(update_fields=["statut", "date_fin", "modifie_a"])
    acte = inscrire_acte(
        marche=verrouille,
        type=TypeActe.REPRISE,
        date=date,
        motif=motif,
        par=par,
        lignes=[(lot, heures)] if lot and heures else [],
        source=SourceEngagement.SUSPENSION,
        **champs,
    )
    if prolonge:
        signaler(marches=[verrouille.pk])
    return acte


def _verifier_heures(suspension: Acte, lot: Lot | None, heures: Decimal) -> None:
    """A resumption gives back what its suspensions took off; what is added on top is an amendment."""
    if lot is None:
        raise ValidationError({"lot": "Choisissez le lot dont des heures sont rétablies."})
    repondues = suspensions_en_cours().filter(marche_id=suspension.marche_id, lot_id=lot.pk).values("pk")
    somme = EngagementHeures.objects.filter(acte__in=repondues).aggregate(total=Sum("heures"))["total"]
    retirees = -(somme or Decimal(0))
    if heures > retirees:
        raise ValidationError(
            {
                "heures": f"La suspension du {formater_date(suspension.date)} a retiré {formater_heures(retirees)}"
                f"\u00a0: une reprise n’en rétablit pas {formater_heures(heures)}. Le surplus s’inscrit par un avenant."
            }
        )
