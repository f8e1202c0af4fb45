"""Remember what the columns of a layout hold: the next file asks nothing, here nor in the company's other guichets."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from marches.models import Entreprise
from suivi_heures.imports.releve.empreintes import SANS_TITRE
from suivi_heures.models import Correspondance, CorrespondancePartagee
from suivi_heures.queries.cles_partagees import cles_partagees


@transaction.atomic
def retenir_correspondance(
    *,
    entreprise: Entreprise,
    empreinte: str,
    colonnes: Sequence[dict[str, str]],
    mois: datetime.date,
    releve_id: int | None,
    motif: str,
    par: Any,
) -> Correspondance:
    """The last word wins and is a new version; the same word again is not one. `colonnes`: key, title, field."""
    siennes = Correspondance.objects.filter(entreprise=entreprise, empreinte=empreinte)
    versions = list(siennes.select_for_update(of=("self",)).order_by("-version"))
    actuelle: Correspondance | None = next((une for une in versions if une.oubliee_a is None), None)
    nouvelle = [{"cle": c["cle"], "titre": c["titre"], "champ": c["champ"]} for c in colonnes]
    if actuelle is not None and actuelle.champs() == {c["cle"]: c["champ"] for c in nouvelle}:
        return actuelle
    if actuelle is not None:
        actuelle.oubliee_a, actuelle.oubliee_par = timezone.now(), str(par or "")
        actuelle.save(update_fields=["oubliee_a", "oubliee_par"])
    retenue: Correspondance = Correspondance.objects.create(
        entreprise=entreprise,
        empreinte=empreinte,
        colonnes=nouvelle,
        mois=mois,
        releve_id=releve_id,
        version=versions[0].version + 1 if versions else 1,
        motif=motif[:300],
        retenue_par=str(par or "")[:200],
    )
    titrees = [colonne["champ"] for colonne in nouvelle if not colonne["cle"].startswith(SANS_TITRE)]
    for cle in cles_partagees(entreprise.siret, empreinte)[:1] if titrees else ():
        CorrespondancePartagee.objects.create(cle=cle, champs=titrees)
    return retenue
