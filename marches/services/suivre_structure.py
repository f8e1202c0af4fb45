"""Take a structure of the directory among the companies of the guichet, without typing it again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from marches.models import Entreprise, StructureAnnuaire
from marches.queries.annuaire import trouver_entreprise
from marches.services.enregistrer_entreprise import enregistrer_entreprise


@transaction.atomic
def suivre_structure(*, structure: StructureAnnuaire, par: Any) -> Entreprise:
    """Already there under this SIRET, it is given back as it is."""
    structure = StructureAnnuaire.objects.select_for_update(of=("self",)).get(pk=structure.pk)
    deja = trouver_entreprise(structure)
    if deja is not None:
        return deja
    enseigne = structure.enseigne
    return enregistrer_entreprise(
        objet=Entreprise(
            nom=structure.nom,
            siret=structure.siret,
            type_structure=structure.type,
            autres_noms=[enseigne] if enseigne and enseigne.casefold() != structure.nom.casefold() else [],
        ),
        par=par,
    )
