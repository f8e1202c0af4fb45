"""Prepare a call for funds: its amount comes from what was spent, then nothing changes it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date, formater_euros
from suivi_heures.enums import EtatAppel, GenreAppel
from suivi_heures.models import AppelFonds, DepensePoste, EtapeAppel, PartPoste
from suivi_heures.queries.postes import (
    ZERO,
    additionner_base,
    calculer_du,
    compter_depenses,
    mesurer_part,
    periode_a_appeler,
    situer_appels,
)


class AppelRefuse(ValueError):
    """Nothing was prepared; the sentence says why."""


@transaction.atomic
def preparer_appel(
    *,
    part: PartPoste,
    genre: str,
    au: datetime.date,
    par: Adhesion,
    montant: Decimal | None = None,
    le: datetime.date | None = None,
) -> AppelFonds:
    """`montant`: of an advance, the only one that spending does not give."""
    part = PartPoste.objects.select_for_update(of=("self",)).select_related("poste").get(pk=part.pk)
    poste = part.poste
    appels = situer_appels(AppelFonds.objects.filter(part=part))
    periode = periode_a_appeler(part, poste, appels)
    if periode is None:
        raise AppelRefuse("Toute la période du poste est déjà appelée.")
    du = periode[0]
    if not du <= au <= poste.date_fin:
        raise AppelRefuse(
            f"La période à appeler va du {formater_date(du)} au {formater_date(poste.date_fin)} au plus tard."
        )
    comptees = compter_depenses(DepensePoste.objects.filter(poste=poste), au=min(au, timezone.localdate()))
    base = additionner_base(part, comptees, au=au)
    deja = sum((a.appel.montant for a in appels if a.est_vif), ZERO)
    _, accorde = mesurer_part(part, poste.cout)
    if genre == GenreAppel.AVANCE:
        if not montant or deja + montant > accorde:
            raise AppelRefuse(f"Une avance va d’un euro à {formater_euros(accorde - deja)}, ce qui reste accordé.")
    else:
        montant = calculer_du(part, poste.cout, base) - deja
        if montant <= 0:
            raise AppelRefuse(
                f"Au {formater_date(au)}, les dépenses éligibles ({formater_euros(base)}) ne donnent rien de plus que"
                f" les {formater_euros(deja)} déjà appelés\u00a0: inscrivez d’abord les dépenses."
            )
    appel: AppelFonds = AppelFonds.objects.create(
        part=part,
        numero=max((a.appel.numero for a in appels), default=0) + 1,
        genre=genre,
        du=du,
        au=au,
        base=base,
        montant=montant,
        par_nom=str(par),
    )
    EtapeAppel.objects.create(
        appel=appel, rang=1, etat=EtatAppel.PREPARE, le=le or timezone.localdate(), par_nom=str(par)
    )
    journaliser(Verbe.APPEL_PREPARE, poste, par=par, financeur=part.financeur, montant=montant)
    return appel
