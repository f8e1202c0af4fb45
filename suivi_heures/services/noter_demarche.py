"""Note an effort made for a company."""

from __future__ import annotations

import datetime

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise, Marche
from suivi_heures.models import Demarche


def noter_demarche(
    *,
    entreprise: Entreprise,
    marche: Marche | None = None,
    date: datetime.date,
    type: str,
    nombre: int = 1,
    texte: str = "",
    par: Adhesion,
) -> Demarche:
    demarche = Demarche(
        entreprise=entreprise, marche=marche, date=date, type=type, nombre=nombre, texte=texte, par_nom=str(par)
    )
    demarche.save()
    journaliser(Verbe.DEMARCHE_NOTEE, demarche, par=par, marche_id=demarche.marche_id, nombre=nombre)
    return demarche
