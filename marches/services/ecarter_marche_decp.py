"""Set a published contract aside, with the reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.enums import StatutDecp
from marches.models import MarcheDecp


class EcartImpossible(ValueError):
    """The sentence to show."""


@transaction.atomic
def ecarter_marche_decp(*, marche_decp: MarcheDecp, motif: str, par: Any) -> MarcheDecp:
    """Later imports keep it aside; it can be put back at any time."""
    publie: MarcheDecp = MarcheDecp.objects.select_for_update(of=("self",)).get(pk=marche_decp.pk)
    if not publie.attend_une_decision:
        raise EcartImpossible("Une décision a déjà été prise sur ce marché\u00a0: rechargez la page.")
    publie.statut, publie.motif_ecart = StatutDecp.ECARTE, motif
    publie.save(update_fields=["statut", "motif_ecart"])
    journaliser(Verbe.DECP_ECARTE, publie, par=par, motif=motif)
    return publie
