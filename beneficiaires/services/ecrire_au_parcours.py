"""Write a fact of somebody's path: a step, a barrier, an engagement, an exit, a situation."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from beneficiaires.models import (
    Beneficiaire,
    Diagnostic,
    Engagement,
    EtapeParcours,
    Frein,
    Situation,
    SituationRsa,
    Sortie,
)
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe

type Fait = EtapeParcours | Diagnostic | Frein | Engagement | SituationRsa | Sortie | Situation
DEJA = {
    Sortie: "Une sortie est déjà notée\u00a0: reprenez-la d’abord si elle est fausse.",
    Situation: "La situation à cette échéance est déjà notée\u00a0: reprenez-la d’abord si elle est fausse.",
}


class FaitRefuse(ValueError):
    """Nothing was written; the sentence says why."""


@transaction.atomic
def ecrire_au_parcours(*, fait: Fait, par: Any) -> Fait:
    """The journal says that something was written, never what: barriers and engagements tell a situation."""
    personne = Beneficiaire.objects.select_for_update(of=("self",)).get(pk=fait.beneficiaire_id)
    if personne.fusionne_dans_id or personne.anonymise_le:
        raise FaitRefuse("Cette fiche n’est plus suivie\u00a0: rien ne peut s’y ajouter.")
    nouveau = fait.pk is None
    fait.par_nom = str(par or "")
    try:
        with transaction.atomic():
            fait.save()
    except IntegrityError as refus:
        raise FaitRefuse(DEJA.get(type(fait), "Ce fait contredit ce qui est déjà noté\u00a0: vérifiez-le.")) from refus
    journaliser(Verbe.PARCOURS_ECRIT, personne, par=par, libelle=f"bénéficiaire {personne.ref}", nouveau=nouveau)
    return fait
