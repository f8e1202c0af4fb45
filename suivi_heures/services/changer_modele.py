"""Write another version of a letter's wording."""

from __future__ import annotations

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import ModeleCourrier


def changer_modele(*, type: str, objet: str, corps: str, par: Adhesion) -> ModeleCourrier:
    """The former versions stay; letters already sent are never touched."""
    modele = ModeleCourrier(type=type, objet=objet, corps=corps, par_nom=str(par))
    modele.save()
    journaliser(Verbe.MODELE_CHANGE, modele, par=par)
    return modele
