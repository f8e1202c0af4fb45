"""Put a published contract back among those to qualify, whatever was decided."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.enums import StatutDecp
from marches.models import MarcheDecp


class RemiseImpossible(ValueError):
    """The sentence to show."""


@transaction.atomic
def remettre_a_qualifier(*, marche_decp: MarcheDecp, par: Any) -> MarcheDecp:
    """Our contract, if one was opened, stays and keeps the national identifier: following again finds it."""
    publie: MarcheDecp = MarcheDecp.objects.select_for_update(of=("self",)).get(pk=marche_decp.pk)
    if publie.attend_une_decision:
        raise RemiseImpossible("Ce marché est déjà à qualifier\u00a0: rechargez la page.")
    publie.statut = StatutDecp.DOUTEUX if publie.est_douteux else StatutDecp.A_QUALIFIER
    publie.motif_ecart, publie.marche = "", None
    publie.save(update_fields=["statut", "motif_ecart", "marche"])
    journaliser(Verbe.DECP_REMIS, publie, par=par)
    return publie
