"""Enter a person, or correct what is known of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import Beneficiaire
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler

# bonuses depend on these
FAITS_DU_DECOMPTE = ("sexe", "qpv")


@transaction.atomic
def enregistrer_beneficiaire(*, beneficiaire: Beneficiaire, par: Any) -> Beneficiaire:
    """Write a person already checked by its form; a missing reference is given by the house."""
    avant = Beneficiaire.objects.filter(pk=beneficiaire.pk).first() if beneficiaire.pk else None
    if not beneficiaire.ref:
        beneficiaire.ref = _prochaine_ref()
    beneficiaire.save()
    verbe = Verbe.BENEFICIAIRE_INSCRIT if avant is None else Verbe.BENEFICIAIRE_MODIFIE
    if avant is not None and any(getattr(avant, f) != getattr(beneficiaire, f) for f in FAITS_DU_DECOMPTE):
        signaler(beneficiaires=[beneficiaire.pk])
    journaliser(verbe, beneficiaire, par=par, libelle=f"bénéficiaire {beneficiaire.ref}")
    return beneficiaire


def _prochaine_ref() -> str:
    prises = set(Beneficiaire.objects.filter(ref__startswith="P").values_list("ref", flat=True))
    return next(ref for n in range(len(prises) + 1, len(prises) + 100_000) if (ref := f"P{n:05d}") not in prises)
