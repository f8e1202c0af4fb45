"""A company takes its answer about the other employer's hours back: it may then give another."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_heures
from suivi_heures.models import EnvoiCroise
from suivi_heures.queries.decompte.acces import attendre_son_tour


class ReponseTenue(RuntimeError):
    """A file said it, or the guichet has decided since."""


@transaction.atomic
def retirer_confirmation(*, croise: EnvoiCroise, par: Adhesion) -> None:
    """Only an answer given on a page: what a file says is taken back with the file. No hour moves."""
    attendre_son_tour()
    donnee = EnvoiCroise.objects.select_for_update(of=("self",)).filter(pk=croise.pk).first()
    if donnee is None or donnee.decide_a is not None or donnee.releve_id is not None:
        raise ReponseTenue(
            "Cette réponse ne se retire plus\u00a0: le guichet s’est prononcé, ou un relevé l’a reprise."
        )
    journaliser(
        Verbe.CONFIRMATION_RETIREE,
        donnee,
        par=par,
        libelle=f"{formater_heures(donnee.heures)}, {donnee.du:%m/%Y}",
    )
    donnee.delete()
