"""Reopen the last closed quarter, with the reason: its frozen figures stay readable."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Cloture
from suivi_heures.queries.clotures import derniere_cloture, trimestre_de
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.trimestres import Trimestre


class ReouvertureImpossible(RuntimeError):
    """It is not closed, or a later one is."""


@transaction.atomic
def rouvrir_trimestre(*, trimestre: Trimestre, motif: str, par: Adhesion) -> Cloture:
    """Only the last one: a later closed quarter starts from its figures."""
    attendre_son_tour()
    derniere = derniere_cloture()
    if derniere is None or trimestre > trimestre_de(derniere):
        raise ReouvertureImpossible(f"Le {trimestre.libelle} n’est pas clos : il n’y a rien à rouvrir.")
    if trimestre != trimestre_de(derniere):
        raise ReouvertureImpossible(
            f"Le {trimestre_de(derniere).libelle} est clos et part des chiffres du {trimestre.libelle} : rouvrez-le"
            " d’abord."
        )
    derniere.rouverte_a, derniere.rouverte_par, derniere.motif_reouverture = timezone.now(), str(par), motif
    derniere.save(update_fields=["rouverte_a", "rouverte_par", "motif_reouverture"])
    journaliser(Verbe.TRIMESTRE_ROUVERT, derniere, par=par, motif=motif)
    return derniere
