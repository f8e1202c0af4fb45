"""The circumstances of a deposit, for whoever reads its bytes again."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.imports.releve.connaissances import Depot
from suivi_heures.models import ReleveHeures


def situer_depot(*, releve: ReleveHeures) -> Depot:
    return Depot(
        nom_fichier=releve.nom_fichier,
        recu_le=timezone.localtime(releve.depose_a).date(),
        deposant=releve.entreprise.ref,
        empreinte=releve.empreinte,
        mois=releve.mois_annonce or releve.mois,
        mois_annonce=releve.mois_annonce is not None,
    )
