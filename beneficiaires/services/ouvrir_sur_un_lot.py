"""Open an employment on one more lot: same employer, same dates, its hours counted for that lot."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from beneficiaires.models import ContratTravail
from beneficiaires.services.enregistrer_contrat import COMMUNS, enregistrer_contrat
from marches.models import Attribution


class DejaOuvert(ValueError):
    """The employment is already opened on this lot."""


@transaction.atomic
def ouvrir_sur_un_lot(*, contrat: ContratTravail, attribution: Attribution, par: Any) -> ContratTravail:
    racine = ContratTravail.objects.select_for_update(of=("self",)).get(pk=contrat.embauche_racine)
    deja = ContratTravail.objects.filter(Q(pk=racine.pk) | Q(embauche=racine), attribution=attribution)
    if deja.exists():
        raise DejaOuvert("Cette embauche est déjà ouverte sur ce lot.")
    nouveau = ContratTravail(
        beneficiaire_id=racine.beneficiaire_id,
        attribution=attribution,
        embauche=racine,
        fin_prevue=racine.fin_prevue,
        motif_fin=racine.motif_fin,
        precision_fin=racine.precision_fin,
        **{champ: getattr(racine, champ) for champ in COMMUNS},
    )
    return enregistrer_contrat(contrat=nouveau, par=par)
