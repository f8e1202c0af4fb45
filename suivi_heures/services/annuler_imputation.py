"""Undo an imputation: both its lines are taken back, the hours return to the lot of their contract."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_heures
from suivi_heures.models import Imputation
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.recalculer_realisation import recalculer_realisation


class DejaAnnulee(RuntimeError):
    """Somebody undid it in the meantime."""


@transaction.atomic
def annuler_imputation(*, imputation: Imputation, motif: str, par: Adhesion) -> Imputation:
    tenue: Imputation = (
        Imputation.objects.select_for_update(of=("self",)).select_related("lot", "heure__lot").get(pk=imputation.pk)
    )
    if tenue.annulee_a is not None:
        raise DejaAnnulee("Cette imputation est déjà annulée : les heures sont revenues à leur lot.")
    lots = annuler_heures(heures=[tenue.retrait_id, tenue.ajout_id], motif=motif, par=par)
    tenue.annulee_a, tenue.annulee_par, tenue.motif_annulation = timezone.now(), str(par), motif
    tenue.save(update_fields=["annulee_a", "annulee_par", "motif_annulation"])
    recalculer_realisation(lots=lots)
    journaliser(
        Verbe.IMPUTATION_ANNULEE,
        tenue,
        par=par,
        marche_id=tenue.lot.marche_id,
        libelle=f"{formater_heures(tenue.heures)} du lot {tenue.heure.lot.ref} au lot {tenue.lot.ref}",
        motif=motif,
    )
    return tenue
