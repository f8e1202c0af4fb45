"""Drop what was kept of a month of payroll."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import LecturePaie


@transaction.atomic
def oublier_paie(*, lecture: LecturePaie, par: Adhesion) -> None:
    libelle = f"{lecture.entreprise.nom}, {lecture.mois:%m/%Y}"
    journaliser(Verbe.PAIE_OUBLIEE, lecture, par=par, libelle=libelle)
    lecture.delete()
