"""Requests of companies with their present state: the last turn of each."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from beneficiaires.enums import EtatDemande
from beneficiaires.models import DemandeEligibilite, EtapeDemande, ReglagePersonnes

OUVERTES = (EtatDemande.A_EXAMINER, EtatDemande.PIECE_DEMANDEE)


def avec_etat(demandes: Any) -> Any:
    """`etat`, `rang`, `depuis`, `dernier_message` of the last turn, in the same query."""
    dernieres = EtapeDemande.objects.filter(demande=OuterRef("pk")).order_by("-rang")
    return demandes.annotate(
        etat=Subquery(dernieres.values("etat")[:1]),
        rang=Subquery(dernieres.values("rang")[:1]),
        depuis=Subquery(dernieres.values("quand")[:1]),
        dernier_message=Subquery(dernieres.values("message")[:1]),
    )


def demandes_ouvertes() -> Any:
    """Those that wait for somebody, the oldest turn first."""
    ouvertes = avec_etat(DemandeEligibilite.objects.all()).filter(etat__in=OUVERTES)
    return ouvertes.select_related("entreprise", "attribution__lot", "attribution__marche").order_by("depuis")


def lire_reglage() -> ReglagePersonnes:
    """The row of the guichet, or the defaults."""
    return ReglagePersonnes.objects.first() or ReglagePersonnes()


def echeance(depuis: datetime.date, reglage: ReglagePersonnes) -> datetime.date:
    return depuis + datetime.timedelta(days=reglage.delai_demande_jours)
