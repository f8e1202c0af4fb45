"""The other employer's hours, confirmed in one tap; or the figure one has, beside it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import accorder, formater_de_mois
from marches.models import Entreprise
from suivi_heures.models import EnvoiCroise
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.envois_croises import heures_a_confirmer


@dataclass(frozen=True, slots=True)
class Reponse:
    """`montrees`: what the page showed as declared by the other; `dites`: the figure this one has."""

    contrat_id: int
    nature: str
    du: datetime.date
    montrees: Decimal
    dites: Decimal


class ChiffreChange(RuntimeError):
    """Nobody confirms what was not shown."""


@transaction.atomic
def confirmer_heures(
    *, entreprise: Entreprise, contrats: list[ContratTravail], reponses: Iterable[Reponse], par: Adhesion
) -> list[EnvoiCroise]:
    """`contrats`: those its own role may read. Nothing is brought to the ledger: the first figure stands there.
    A second click finds nothing left to answer."""
    attendre_son_tour()
    attendues = {
        (un.contrat_id, un.nature, un.du): un
        for un in heures_a_confirmer(contrats, entreprise.pk, timezone.localdate())
    }
    gardes = []
    for reponse in reponses:
        un = attendues.get((reponse.contrat_id, reponse.nature, reponse.du))
        if un is None:
            continue
        if un.heures != reponse.montrees:
            raise ChiffreChange(
                f"Rien n’a été confirmé\u00a0: un chiffre {formater_de_mois(un.du, annee=True)} a changé depuis que"
                " vous l’avez lu. Relisez, puis confirmez."
            )
        gardes.append(
            EnvoiCroise.objects.create(
                contrat_id=un.contrat_id,
                nature=un.nature,
                du=un.du,
                au=un.au,
                premier_id=un.autre_id,
                second=entreprise,
                heures=reponse.dites,
                dit_par=str(par),
            )
        )
    if gardes:
        journaliser(
            Verbe.HEURES_CONFIRMEES,
            entreprise,
            par=par,
            libelle=accorder(len(gardes), "déclaration", "déclarations"),
            heures=sum((garde.heures for garde in gardes), Decimal(0)),
        )
    return gardes
