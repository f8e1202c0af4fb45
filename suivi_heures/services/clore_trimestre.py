"""Close a quarter: its figures are frozen, what comes later enters the open one."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import ChiffreClos, Cloture
from suivi_heures.queries.chiffres_du_trimestre import ZERO, ChiffresDuLot, chiffres_du_trimestre
from suivi_heures.queries.clotures import derniere_cloture
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.obstacles_cloture import Obstacle, obstacles_a_la_cloture
from suivi_heures.queries.trimestres import Trimestre


class ClotureImpossible(RuntimeError):
    """Something must be settled first."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(f"{obstacles[0].titre}. {obstacles[0].detail}")
        self.obstacles = obstacles


@transaction.atomic
def clore_trimestre(*, trimestre: Trimestre, par: Adhesion | None) -> Cloture:
    """Nothing is counted while the figures are read: whoever validates meanwhile comes after the closing."""
    attendre_son_tour()
    au = timezone.localdate()
    obstacles = obstacles_a_la_cloture(trimestre, au=au)
    if obstacles:
        raise ClotureImpossible(obstacles)
    precedente = derniere_cloture()
    chiffres = chiffres_du_trimestre(trimestre, au=au)
    cloture: Cloture = Cloture.objects.create(
        annee=trimestre.annee, trimestre=trimestre.numero, faite_a=timezone.now(), faite_par=str(par or "")
    )
    anciens = {
        chiffre.lot_id: chiffre
        for chiffre in (ChiffreClos.objects.filter(cloture=precedente) if precedente is not None else ())
    }
    ChiffreClos.objects.bulk_create(
        [_figer(cloture, lot, anciens.get(lot.lot_id), premiere=precedente is None) for lot in chiffres.values()]
    )
    journaliser(
        Verbe.TRIMESTRE_CLOS,
        cloture,
        par=par,
        lots=len(chiffres),
        valorisees=sum((lot.valorisees for lot in chiffres.values()), ZERO),
    )
    return cloture


def _figer(cloture: Cloture, c: ChiffresDuLot, ancien: ChiffreClos | None, *, premiere: bool) -> ChiffreClos:
    """What the quarter brings is counted from the former frozen total: late facts of closed quarters are in it."""
    if ancien is not None:
        avant_declarees, avant_valorisees = ancien.declarees, ancien.valorisees
    else:
        avant_declarees, avant_valorisees = (c.avant_declarees, c.avant_valorisees) if premiere else (ZERO, ZERO)
    return ChiffreClos(
        cloture=cloture,
        lot_id=c.lot_id,
        due=c.due,
        declarees=c.declarees,
        en_attente=c.en_attente,
        refusees=c.refusees,
        retenues=c.retenues,
        valorisees=c.valorisees,
        exclues=c.exclues,
        motifs={code.value: str(heures) for code, heures in c.motifs.items()},
        declarees_trimestre=c.declarees - avant_declarees,
        valorisees_trimestre=c.valorisees - avant_valorisees,
        attendues=c.couverture.attendues,
        recues=c.couverture.recues,
        attendues_trimestre=c.couverture_trimestre.attendues,
        recues_trimestre=c.couverture_trimestre.recues,
    )
