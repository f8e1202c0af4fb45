"""Receive a timesheet: keep its bytes; the task reads it."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise
from suivi_heures.imports.nom_de_fichier import assainir_nom
from suivi_heures.models import FichierReleve, ReleveHeures

PAR_MINUTE, PAR_JOUR = 10, 200


class TropDeDepots(RuntimeError):
    """Somebody, or something, deposits faster than a person does."""


@dataclass(frozen=True, slots=True)
class Depot:
    """`deja`: the same bytes had been received; `releve` is then the timesheet of that day."""

    releve: ReleveHeures
    deja: bool


@transaction.atomic
def deposer_releve(
    *,
    entreprise: Entreprise,
    mois: datetime.date,
    nom_fichier: str,
    contenu: bytes,
    par: Adhesion | None,
    recu_le: datetime.date | None = None,
    mois_annonce: bool = False,
) -> Depot:
    """The same file twice is the same timesheet, however many clicks brought it. `mois`: of a file that says none;
    `mois_annonce`: somebody said it, it is not what the door proposed. `recu_le`: the day it reached the guichet, when
    that is not now."""
    _verifier_rythme(par)
    empreinte = hashlib.sha256(contenu).hexdigest()
    releve, creation = ReleveHeures.objects.get_or_create(
        entreprise=entreprise,
        empreinte=empreinte,
        defaults={
            "mois": mois.replace(day=1),
            "mois_annonce": mois.replace(day=1) if mois_annonce else None,
            "nom_fichier": assainir_nom(nom_fichier),
            "depose_par_id": par.pk if par else None,
            "depose_par": str(par or ""),
            "depose_a": _instant(recu_le),
        },
    )
    if creation:
        FichierReleve.objects.create(releve=releve, contenu=contenu)
        journaliser(Verbe.RELEVE_DEPOSE, releve, par=par, entreprise=entreprise.nom, octets=len(contenu))
    return Depot(releve, deja=not creation)


def _instant(recu_le: datetime.date | None) -> datetime.datetime:
    if recu_le is None or recu_le == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.datetime.combine(recu_le, datetime.time(12)))


def _verifier_rythme(par: Adhesion | None) -> None:
    if par is None or par.pk is None:  # a personal link has its own limits, at its door
        return
    siens = ReleveHeures.objects.filter(depose_par_id=par.pk)
    maintenant = timezone.now()
    if siens.filter(depose_a__gt=maintenant - datetime.timedelta(minutes=1)).count() >= PAR_MINUTE:
        raise TropDeDepots("Dix fichiers en une minute : attendez une minute avant d’en déposer d’autres.")
    if siens.filter(depose_a__gt=maintenant - datetime.timedelta(days=1)).count() >= PAR_JOUR:
        raise TropDeDepots("Deux cents fichiers en un jour : revenez demain, ou appelez votre facilitateur.")
