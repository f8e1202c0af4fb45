"""Cancel an effort noted by mistake, by an opposite line."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Demarche


class DemarcheDejaAnnulee(RuntimeError):
    """It is, or it is itself the line that cancels."""


def annuler_demarche(*, demarche: Demarche, par: Adhesion) -> Demarche:
    if demarche.annule_id is not None:
        raise DemarcheDejaAnnulee("Cette ligne en annule une autre\u00a0: notez la démarche de nouveau s’il le faut.")
    contraire = Demarche(
        entreprise_id=demarche.entreprise_id,
        marche_id=demarche.marche_id,
        date=demarche.date,
        type=demarche.type,
        nombre=-demarche.nombre,
        annule=demarche,
        par_nom=str(par),
    )
    try:
        with transaction.atomic():
            contraire.save()
    except IntegrityError:
        raise DemarcheDejaAnnulee("Cette démarche est déjà annulée.") from None
    journaliser(Verbe.DEMARCHE_NOTEE, demarche, par=par, marche_id=demarche.marche_id, annulee=True)
    return contraire
