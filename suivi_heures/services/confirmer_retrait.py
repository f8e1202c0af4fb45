"""Somebody says that a file without any hour does mean it: what stood for its months is taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.services.lire_releve import lire_releve


class RienAConfirmer(RuntimeError):
    """It was confirmed, or replaced, in the meantime."""


@transaction.atomic
def confirmer_retrait(*, releve: ReleveHeures, par: Adhesion | None) -> ReleveHeures:
    """The file is read again: if hours came since, the question is asked of what stands now, once and for all."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    lecture = releve.lecture or {}
    if releve.statut != StatutReleve.A_COMPLETER or releve.motif or "retrait" not in lecture:
        raise RienAConfirmer("Ce retrait n’attend plus : rechargez la page pour voir où en est le relevé.")
    confirme = {"par": str(par or ""), "le": timezone.now().isoformat(), "du_guichet": bool(par and par.est_interne)}
    releve.lecture = lecture | {"retrait_confirme": confirme}
    releve.save(update_fields=["lecture"])
    return lire_releve(releve=releve)
