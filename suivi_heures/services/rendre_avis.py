"""Give the facilitator's opinion to the buyer, with the figures of the day."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import SensAvis, TypeEtape
from suivi_heures.models import AvisFacilitateur, Dossier
from suivi_heures.services.avancer_dossier import EtapeImpossible, avancer_dossier


@transaction.atomic
def rendre_avis(
    *,
    dossier: Dossier,
    vu: int,
    date: datetime.date,
    sens: str,
    motif: str = "",
    texte: str,
    chiffres: dict[str, Any],
    par: Adhesion,
) -> AvisFacilitateur:
    """`chiffres` are kept as they are read that day: the opinion will be judged on them."""
    if sens != SensAvis.DEFAVORABLE and not motif:
        raise EtapeImpossible("Un avis favorable dit son motif\u00a0: choisissez-le dans la liste.")
    etape = avancer_dossier(dossier=dossier, type=TypeEtape.AVIS, vu=vu, date=date, par=par)
    avis = AvisFacilitateur(dossier=dossier, etape=etape, sens=sens, motif=motif, texte=texte, chiffres=chiffres)
    avis.save()
    return avis
