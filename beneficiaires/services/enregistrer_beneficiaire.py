"""Enter a person, or correct what is known of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import Beneficiaire
from beneficiaires.services.proposer_doublons import proposer_doublons
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler

# bonuses depend on these
FAITS_DU_DECOMPTE = ("sexe", "qpv")


class ModifieEntreTemps(ValueError):
    """Somebody saved the same row since it was read; `version` is the one to confirm from."""

    def __init__(self, version: int) -> None:
        super().__init__("Quelqu’un a enregistré cette fiche depuis que vous l’avez ouverte.")
        self.version = version


@transaction.atomic
def enregistrer_beneficiaire(*, beneficiaire: Beneficiaire, par: Any, version: int | None = None) -> Beneficiaire:
    """Write a person already checked by its form; a missing reference is given by the house.

    `version`: the one that was read; another one written since is not overwritten in silence.
    """
    avant = None
    if beneficiaire.pk:
        avant = Beneficiaire.objects.select_for_update(of=("self",)).filter(pk=beneficiaire.pk).first()
    if avant is not None and version is not None and avant.version != version:
        raise ModifieEntreTemps(avant.version)
    if not beneficiaire.ref:
        beneficiaire.ref = _prochaine_ref()
    beneficiaire.version = avant.version + 1 if avant is not None else 0
    beneficiaire.save()
    verbe = Verbe.BENEFICIAIRE_INSCRIT if avant is None else Verbe.BENEFICIAIRE_MODIFIE
    if avant is not None and any(getattr(avant, f) != getattr(beneficiaire, f) for f in FAITS_DU_DECOMPTE):
        signaler(beneficiaires=[beneficiaire.pk])
    proposer_doublons(beneficiaire=beneficiaire)
    journaliser(verbe, beneficiaire, par=par, libelle=f"bénéficiaire {beneficiaire.ref}")
    return beneficiaire


def _prochaine_ref() -> str:
    prises = set(Beneficiaire.objects.filter(ref__startswith="P").values_list("ref", flat=True))
    return next(ref for n in range(len(prises) + 1, len(prises) + 100_000) if (ref := f"P{n:05d}") not in prises)
