"""Change the identity or the thresholds of the guichet."""

from typing import Any

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.changements import signaler


def regler_guichet(*, par: Adhesion, guichet: Guichet, valeurs: dict[str, Any]) -> list[str]:
    """Write what differs, remember before and after; gives the names of the fields changed."""
    changes = {nom: valeur for nom, valeur in valeurs.items() if getattr(guichet, nom) != valeur}
    if not changes:
        return []
    faits: dict[str, Any] = {
        nom: f"{_dire(getattr(guichet, nom))} → {_dire(valeur)}" for nom, valeur in changes.items()
    }
    for nom, valeur in changes.items():
        setattr(guichet, nom, valeur)
    guichet.save(update_fields=list(changes))
    signaler(guichet=True)
    journaliser(Verbe.GUICHET_REGLE, guichet, par=par, **faits)
    return list(changes)


def _dire(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return str(valeur)
