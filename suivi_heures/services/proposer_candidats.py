"""Propose people for a need: their proposals, and the evidence of the effort, in one gesture."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import Beneficiaire
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import PAS_ENCORE
from marches.models import Entreprise
from suivi_heures.enums import IssueProposition, TypeDemarche
from suivi_heures.models import Besoin, EtapeProposition, Proposition
from suivi_heures.services.noter_demarche import noter_demarche


class PropositionRefusee(ValueError):
    """Nobody was proposed; the sentence says why."""


@transaction.atomic
def proposer_candidats(
    *,
    besoin: Besoin,
    personnes: Iterable[Beneficiaire],
    le: datetime.date,
    structure: Entreprise | None = None,
    par: Adhesion,
) -> list[Proposition]:
    """Whoever was already proposed is left as she is. The effort is noted without any name."""
    besoin = Besoin.objects.select_for_update(of=("self",)).get(pk=besoin.pk)
    if besoin.ferme_a:
        raise PropositionRefusee("Ce besoin est fermé\u00a0: rouvrez-le avant d’y proposer quelqu’un.")
    if le > timezone.localdate():
        raise PropositionRefusee(PAS_ENCORE)
    deja = set(Proposition.objects.filter(besoin=besoin).values_list("beneficiaire_id", flat=True))
    faites = []
    for personne in personnes:
        if personne.pk in deja or personne.fusionne_dans_id or personne.anonymise_le:
            continue
        proposition = Proposition(besoin=besoin, beneficiaire=personne, structure=structure)
        proposition.save()
        EtapeProposition(
            proposition=proposition, rang=1, etat=IssueProposition.PROPOSEE, date=le, par_nom=str(par)
        ).save()
        faites.append(proposition)
    if faites:
        noter_demarche(
            entreprise=besoin.entreprise,
            marche=besoin.marche,
            date=le,
            type=TypeDemarche.CANDIDAT,
            nombre=len(faites),
            texte=f"Besoin\u00a0: {besoin.metier}"[:300],
            par=par,
        )
        journaliser(Verbe.BESOIN_AVANCE, besoin, par=par, marche_id=besoin.marche_id, proposees=len(faites))
    return faites
