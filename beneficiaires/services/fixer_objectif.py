"""Fix an objective of a convention."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from beneficiaires.enums import TAUX
from beneficiaires.models import Convention, ObjectifConvention
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class ObjectifRefuse(ValueError):
    """The objective cannot be fixed; the sentence says why."""


@transaction.atomic
def fixer_objectif(
    *, convention: Convention, indicateur: str, cible: int, par_an: bool = True, par: Any
) -> ObjectifConvention:
    if indicateur in TAUX and cible > 100:
        raise ObjectifRefuse("Un taux va jusqu’à 100\u202f%\u00a0: corrigez ce qui est à atteindre.")
    objectif = ObjectifConvention(convention=convention, indicateur=indicateur, cible=cible, par_an=par_an)
    try:
        with transaction.atomic():
            objectif.save()
    except IntegrityError:
        raise ObjectifRefuse("Cet indicateur a déjà un objectif\u00a0: retirez-le d’abord pour le changer.") from None
    journaliser(Verbe.CONVENTION_ENREGISTREE, convention, par=par, objectif=objectif.get_indicateur_display())
    return objectif
