"""Recompute a whole guichet, say what differs, and put it right."""

from __future__ import annotations

from dataclasses import dataclass

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.ecarts import (
    Ecart,
    ecarts_de_realisation,
    lignes_aux_copies_fausses,
    registre_et_totaux_se_suivent,
)
from suivi_heures.services.recalculer_realisation import recalculer_realisation

DITS = 50


@dataclass(frozen=True, slots=True)
class Verification:
    ecarts: tuple[Ecart, ...]
    copies_fausses: tuple[str, ...]
    registre_suivi: bool

    @property
    def est_juste(self) -> bool:
        return not self.ecarts and not self.copies_fausses and self.registre_suivi


def verifier_realisation() -> Verification:
    """The recomputation must change nothing; whatever it changes is a fault, written in the journal."""
    attendre_son_tour()
    ecarts = ecarts_de_realisation()
    if ecarts:
        recalculer_realisation(lots=None)
    verification = Verification(tuple(ecarts), tuple(lignes_aux_copies_fausses()), registre_et_totaux_se_suivent())
    if not verification.est_juste:
        _journaliser(verification)
    return verification


def _journaliser(verification: Verification) -> None:
    ecarts = verification.ecarts
    lots = len({ecart.lot_id for ecart in ecarts})
    journaliser(
        Verbe.ECART_CONSTATE,
        libelle=f"réalisation de {lots} lots" if ecarts else "registre des heures",
        lots=lots,
        ecarts=[
            {"lot": e.lot_id, "colonne": e.colonne, "garde": str(e.garde), "calcule": str(e.calcule)}
            for e in ecarts[:DITS]
        ],
        copies_fausses=list(verification.copies_fausses[:DITS]),
        registre_suivi=verification.registre_suivi,
    )
