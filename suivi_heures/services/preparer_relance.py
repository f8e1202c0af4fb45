"""Claim a reminder before anything leaves: two unique keys make it single."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import Palier, StatutRelance, TypeCourrier
from suivi_heures.models import Courrier, Relance
from suivi_heures.queries.relances import SANS_EFFET, EtatRelance

COURRIERS = {Palier.R1: TypeCourrier.RELANCE_1, Palier.R2: TypeCourrier.RELANCE_2}


class RelanceRefusee(RuntimeError):
    """Paused, too soon, without address, or already gone: the sentence says which."""


@transaction.atomic
def preparer_relance(*, etat: EtatRelance, palier: str, objet: str, corps: str, par: Adhesion | None = None) -> Relance:
    """`par` None: the daily task. The letter is kept as it will leave."""
    contact = etat.contact
    if contact is None or etat.refus:
        raise RelanceRefusee(etat.refus)
    courrier = Courrier(
        type=COURRIERS.get(Palier(palier), TypeCourrier.RELANCE_LIBRE),
        entreprise=etat.entreprise,
        destinataire=f"{contact.nom} <{contact.courriel}>"[:255],
        objet=objet,
        corps=corps,
        par_nom=str(par or ""),
    )
    relance = Relance(
        entreprise=etat.entreprise,
        mois=etat.premiere.mois,
        palier=palier,
        rang=_rang(etat, palier),
        jour=etat.au,
        mois_attendus=list(etat.mois),
        marches=sorted(etat.marches),
        contact_nom=contact.nom,
        courriel=contact.courriel,
        courrier=courrier,
        automatique=par is None,
        statut=StatutRelance.PREPAREE,
        par_nom=str(par or ""),
    )
    _garder(courrier, relance)
    journaliser(
        Verbe.RELANCE_FAITE,
        etat.entreprise,
        par=par,
        marche_id=min(etat.marches),
        etape=relance.get_palier_display(),
        mois=[_dire(mois) for mois in etat.mois],
    )
    return relance


def _rang(etat: EtatRelance, palier: str) -> int:
    """The same step again, to the next contact, only after what failed."""
    manquees = [
        r.rang
        for r in etat.relances
        if r.statut in SANS_EFFET and (r.jour == etat.au or (r.mois, r.palier) == (etat.premiere.mois, palier))
    ]
    return 1 + max(manquees, default=0)


def _garder(courrier: Courrier, relance: Relance) -> None:
    try:
        with transaction.atomic():
            courrier.save()
            relance.courrier = courrier
            relance.save()
    except IntegrityError:
        raise RelanceRefusee("Cette relance est déjà partie\u00a0: rechargez la page pour voir l’historique.") from None


def _dire(mois: datetime.date) -> str:
    return f"{mois:%Y-%m}"
