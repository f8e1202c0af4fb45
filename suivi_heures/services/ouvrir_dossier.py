"""Open a difficulty: declared by the company, or seen by the facilitator."""

from __future__ import annotations

import datetime

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Attribution
from suivi_heures.enums import Camp, TypeEtape
from suivi_heures.models import Dossier
from suivi_heures.services.avancer_dossier import avancer_dossier


@transaction.atomic
def ouvrir_dossier(
    *,
    attribution: Attribution,
    objet: str,
    texte: str,
    date: datetime.date,
    camp: str = Camp.GUICHET,
    par: Adhesion,
) -> Dossier:
    dossier = Dossier(
        marche_id=attribution.marche_id,
        lot_id=attribution.lot_id,
        maitre_ouvrage_id=attribution.maitre_ouvrage_id,
        entreprise_id=attribution.entreprise_id,
        objet=objet,
        origine=camp,
        ouvert_le=date,
        par_nom=str(par),
    )
    dossier.save()
    journaliser(Verbe.DOSSIER_OUVERT, dossier, par=par, marche_id=dossier.marche_id, origine=camp)
    avancer_dossier(dossier=dossier, type=TypeEtape.SIGNALEMENT, vu=0, date=date, texte=texte, camp=camp, par=par)
    return dossier
