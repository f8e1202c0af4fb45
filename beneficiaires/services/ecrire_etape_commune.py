"""Write the same step at the path of several people of an action: an entry in training is typed once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from beneficiaires.models import Action, Beneficiaire, EtapeParcours
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe

CHAMPS = ("nature", "intitule", "organisme", "debut", "fin", "resultat", "type_contrat", "accueil_id")


@transaction.atomic
def ecrire_etape_commune(
    *, action: Action, personnes: Iterable[Beneficiaire], modele: EtapeParcours, par: Any
) -> list[EtapeParcours]:
    """Each gets her own line, which can be taken back alone; whoever has the same one already is left as she is."""
    suivies = [p for p in personnes if p.fusionne_dans_id is None and p.anonymise_le is None]
    deja = set(
        EtapeParcours.objects.retenus()
        .filter(action=action, nature=modele.nature, debut=modele.debut, beneficiaire__in=[p.pk for p in suivies])
        .values_list("beneficiaire_id", flat=True)
    )
    valeurs = {champ: getattr(modele, champ) for champ in CHAMPS}
    etapes = [
        EtapeParcours(beneficiaire=p, action=action, par_nom=str(par or ""), **valeurs)
        for p in suivies
        if p.pk not in deja
    ]
    EtapeParcours.objects.bulk_create(etapes)
    if etapes:
        journaliser(Verbe.PARCOURS_ECRIT, action, par=par, libelle=f"{len(etapes)} personnes de {action.nom}"[:300])
    return etapes
