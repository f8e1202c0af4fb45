"""Hours due, of a reprise file: lines have no reference, they are compared as a whole."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from marches.models import EngagementHeures
from suivi_heures.imports.reprise_fiches import FicheReprise
from suivi_heures.services.rapprocher_objets import LOT_D_ECRITURE, MARQUE, Avancee

CONTRE_ECRITURE = f"{MARQUE}, contre-écriture"
ANNULE = "Annule\u00a0: "


class Ligne(NamedTuple):
    lot_id: int
    date: datetime.date
    source: str
    heures: Decimal
    motif: str


def reprendre_engagements(*, contenu: FicheReprise, avancee: Avancee) -> None:
    """Add what is missing; take back, by an opposite line, what an earlier file had brought and this one
    no longer says. What was typed in the product is never taken back."""
    voulues = Counter(
        Ligne(avancee.ids["lots"][marche.ref, lot.ref], e.date, e.source, e.heures, e.motif)
        for marche in contenu.marches
        for lot in marche.lots
        for e in lot.engagements
    )
    reprises, saisies = _lignes_tenues(set(avancee.ids["lots"].values()))
    ajouts = voulues - (reprises + saisies)
    retraits = reprises - voulues
    EngagementHeures.objects.bulk_create(
        [
            *(EngagementHeures(**ligne._asdict(), par_nom=MARQUE) for ligne in ajouts.elements()),
            *(
                EngagementHeures(
                    **ligne._replace(heures=-ligne.heures, motif=ANNULE + ligne.motif)._asdict(),
                    par_nom=CONTRE_ECRITURE,
                )
                for ligne in retraits.elements()
            ),
        ],
        batch_size=LOT_D_ECRITURE,
    )
    avancee.noter("engagements", ajouts.total(), retraits.total())


def _lignes_tenues(lots: set[int]) -> tuple[Counter[Ligne], Counter[Ligne]]:
    """Lines in force, those of earlier files apart from those typed in the product."""
    reprises: Counter[Ligne] = Counter()
    saisies: Counter[Ligne] = Counter()
    valeurs = EngagementHeures.objects.filter(lot_id__in=lots).values_list(*Ligne._fields, "par_nom")
    for *champs, par_nom in valeurs:
        ligne = Ligne(*champs)
        if par_nom == CONTRE_ECRITURE:
            reprises[ligne._replace(heures=-ligne.heures, motif=ligne.motif.removeprefix(ANNULE))] -= 1
        elif par_nom == MARQUE:
            reprises[ligne] += 1
        else:
            saisies[ligne] += 1
    return +reprises, saisies
