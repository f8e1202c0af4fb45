"""Work contracts that do not hold together: two employers at once, too long a week, impossible dates.

A warning says its reason; somebody may look at it and explain it. How severe each is, the guichet says.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from beneficiaires.enums import Severite
from beneficiaires.models import Beneficiaire, ContratTravail, VigilanceLevee
from beneficiaires.queries.regles_contrat import constater
from clauses_app.tenancy.severites import severites_reglees

RECUL_JOURS = 60  # the queue speaks of what can still be mended


@dataclass(frozen=True)
class Vigilance:
    """`cle` names the warning: the same facts give the same key, other facts give a new warning."""

    cle: str
    personne: Beneficiaire
    titre: str
    phrase: str
    depuis: datetime.date
    severite: str
    contrats: frozenset[int]
    levee: VigilanceLevee | None = None


def vigilances(*, beneficiaires: Iterable[int] | None = None) -> list[Vigilance]:
    """Of some people, all their contracts; of everybody, what is running or has just ended and waits for a reason: what
    only informs stays on the file of the person. Three queries at most."""
    contrats = ContratTravail.objects.select_related("beneficiaire", "employeur", "marche").order_by("date_debut", "pk")
    if beneficiaires is not None:
        return examiner_contrats(contrats.filter(beneficiaire__in=list(beneficiaires)))
    seuil = timezone.localdate() - datetime.timedelta(days=RECUL_JOURS)
    return examiner_contrats(contrats.exclude(date_fin__lt=seuil), sauf=(Severite.IGNORER, Severite.INFORMER))


def examiner_contrats(
    contrats: Iterable[ContratTravail], *, sauf: Collection[str] = (Severite.IGNORER,)
) -> list[Vigilance]:
    """Contracts read with their person, employer and market, the earliest first. `sauf`: severities left out."""
    par_personne: dict[int, list[ContratTravail]] = defaultdict(list)
    for contrat in contrats:
        par_personne[contrat.beneficiaire_id].append(contrat)
    severites = {code: severite for code, severite in severites_reglees().items() if severite not in sauf}
    trouvees = [
        (siens[0].beneficiaire, fait) for siens in par_personne.values() for fait in constater(siens, severites)
    ]
    cles = [fait.cle for _, fait in trouvees]
    levees = {v.cle: v for v in VigilanceLevee.objects.filter(cle__in=cles)} if cles else {}
    return [
        Vigilance(
            fait.cle, personne, fait.titre, fait.phrase, fait.depuis, severites[fait.code], fait.contrats,
            levees.get(fait.cle),
        )
        for personne, fait in trouvees
    ]  # fmt: skip
