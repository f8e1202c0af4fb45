"""End a contract before its date, with the reason: the date first agreed is kept beside."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from beneficiaires.models import ContratTravail
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class FinImpossible(ValueError):
    """The date does not end this contract earlier."""


@transaction.atomic
def terminer_contrat(
    *,
    contrat: ContratTravail,
    date_fin: datetime.date,
    motif: str,
    precision: str = "",
    version: int,
    par: Any,
    perte_admise: bool = True,
) -> ContratTravail:
    """All the lots of the employment end together."""
    contrat = ContratTravail.objects.select_for_update(of=("self",)).get(pk=contrat.pk)
    if contrat.version != version:
        raise ModifieEntreTemps(contrat.version)
    if date_fin < contrat.date_debut:
        raise FinImpossible("Cette date est avant le début du contrat.")
    if contrat.date_fin is not None and date_fin >= contrat.date_fin:
        raise FinImpossible("Le contrat finit déjà ce jour-là ou avant\u00a0: pour le prolonger, modifiez-le.")
    avant = contrat.date_fin
    contrat.date_fin = date_fin
    enregistrer_contrat(contrat=contrat, par=par, perte_admise=perte_admise)
    lignes = _de_l_embauche(contrat)
    lignes.filter(motif_fin="").update(fin_prevue=avant)
    lignes.update(motif_fin=motif, precision_fin=precision)
    journaliser(
        Verbe.CONTRAT_TERMINE,
        contrat,
        par=par,
        marche_id=contrat.marche_id,
        libelle=f"bénéficiaire {contrat.beneficiaire.ref}",
        date_fin=date_fin,
        fin_prevue=avant,
    )
    contrat.refresh_from_db()
    return contrat


def _de_l_embauche(contrat: ContratTravail) -> Any:
    racine = contrat.embauche_racine
    return ContratTravail.objects.filter(pk=racine) | ContratTravail.objects.filter(embauche=racine)
