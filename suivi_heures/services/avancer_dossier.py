"""Add a dated fact to a difficulty."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import Camp, TypeEtape
from suivi_heures.models import Dossier, EtapeDossier
from suivi_heures.queries.dossiers import ACTEUR, SUITES, situer_dossier


class DossierAvance(RuntimeError):
    """Somebody added a fact in the meantime."""


class EtapeImpossible(ValueError):
    """This step does not follow from where the dossier stands."""


@transaction.atomic
def avancer_dossier(
    *,
    dossier: Dossier,
    type: str,
    vu: int,
    date: datetime.date,
    texte: str = "",
    echeance: datetime.date | None = None,
    delai_jours: int | None = None,
    camp: str = Camp.GUICHET,
    par: Adhesion,
) -> EtapeDossier:
    """`vu`: number of the last fact the author had read; `camp`: whose hand writes. Nothing is overwritten."""
    au = timezone.localdate()
    situation = situer_dossier(dossier, EtapeDossier.objects.filter(dossier=dossier), au=au)
    if situation.numero != vu:
        raise DossierAvance("Ce dossier a avancé pendant que vous écriviez\u00a0: relisez la dernière étape.")
    if vu and (refus := situation.refus(type)):
        raise EtapeImpossible(refus)
    if date > au:
        raise EtapeImpossible("Cette date est à venir\u00a0: une étape est un fait passé.")
    if situation.derniere and date < situation.derniere.date and type != TypeEtape.ECHANGE:
        raise EtapeImpossible(f"Cette étape serait avant la précédente, du {situation.derniere.date:%d/%m/%Y}.")
    if type in SUITES and echeance is None:
        echeance = date + datetime.timedelta(days=delai_jours or SUITES[type][2])
    etape = EtapeDossier(
        dossier=dossier,
        numero=vu + 1,
        type=type,
        camp=ACTEUR.get(type, camp),
        date=date,
        echeance=echeance,
        texte=texte,
        par_nom=str(par),
    )
    try:
        with transaction.atomic():
            etape.save(force_insert=True)
    except IntegrityError:
        raise DossierAvance("Ce dossier a avancé pendant que vous écriviez\u00a0: relisez la dernière étape.") from None
    journaliser(
        Verbe.DOSSIER_AVANCE, dossier, par=par, marche_id=dossier.marche_id, etape=etape.get_type_display(), date=date
    )
    return etape
