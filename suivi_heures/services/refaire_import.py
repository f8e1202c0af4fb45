"""Read again the kept file of an import that the guichet had undone."""

from __future__ import annotations

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.releves_corrigibles import est_refaisable
from suivi_heures.services.lire_releve import lire_releve


class ImportNonRefaisable(RuntimeError):
    """It was not undone by the guichet, or it was read again already."""


@transaction.atomic
def refaire_import(*, releve: ReleveHeures, par: Adhesion) -> ReleveHeures:
    """The bytes kept, with what is known today: names confirmed since, contracts opened since."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).select_related("entreprise").get(pk=releve.pk)
    if not est_refaisable(releve):
        raise ImportNonRefaisable("Cet import a déjà été refait, ou c’est l’entreprise qui a retiré son relevé.")
    return lire_releve(releve=releve)
