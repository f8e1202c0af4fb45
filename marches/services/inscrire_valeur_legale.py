"""Write a national amount over the known one, or give the known one back."""

from __future__ import annotations

import datetime
from decimal import Decimal

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import ParametreLegal


def inscrire_valeur_legale(
    *, code: str, date_effet: datetime.date, valeur: Decimal | None, source: str = "", par: Adhesion
) -> ParametreLegal:
    """`valeur` None withdraws what the guichet had written at that date."""
    parametre = ParametreLegal(code=code, date_effet=date_effet, valeur=valeur, source=source, par_nom=str(par))
    parametre.save()
    journaliser(Verbe.PARAMETRE_LEGAL_INSCRIT, parametre, par=par, valeur=valeur, source=source)
    return parametre
