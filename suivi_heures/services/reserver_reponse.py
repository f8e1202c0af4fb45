"""Take the key a program chose for its call: the first to take it does the work, the others get its answer."""

from __future__ import annotations

from django.db import transaction

from marches.models import Entreprise
from suivi_heures.models import ReponseRejouable


class CleReutilisee(ValueError):
    """The same key, another demand."""


@transaction.atomic
def reserver_reponse(*, jeton_id: int, entreprise: Entreprise, cle: str, empreinte: str) -> ReponseRejouable:
    """`statut` 0: nobody has answered yet. Whoever comes second waits for the commit of the first (unique row)."""
    reponse: ReponseRejouable
    reponse, creation = ReponseRejouable.objects.get_or_create(
        jeton_id=jeton_id,
        cle=cle,
        defaults={"entreprise": entreprise, "empreinte_demande": empreinte},
    )
    if not creation and reponse.empreinte_demande != empreinte:
        raise CleReutilisee
    return reponse
