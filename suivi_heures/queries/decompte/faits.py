"""What is known of a line when its rules are examined: enough for every sentence, nothing sensitive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suivi_heures.enums import Nature


@dataclass(frozen=True, slots=True)
class Faits:
    """Facts of one line and parameters of the version of the rule that applies to it."""

    du: date
    au: date
    nature: str
    heures: Decimal
    contrat_debut: date
    contrat_fin: date | None
    employeur: str
    marche_debut: date
    marche_fin: date
    categories_admises: bool
    refus: str | None
    decision: date | None
    seuil: date | None
    fenetre_depart: date | None
    fenetre_fin: date | None
    fenetre_est_cdi: bool
    ouvreur: str
    duree_mois: int | None
    cdi_mois: int | None
    point_depart: str
    portee: str
    regularisation_jours: int
    part_formation: Decimal
    plafond: Decimal | None
    prolonge_au: date | None = None

    @property
    def nature_exclue(self) -> bool:
        """Nothing of these hours goes on after their nature."""
        if self.nature == Nature.FORMATION_HORS_CONTRAT:
            return not self.part_formation
        return self.nature in (Nature.ABSENCE, Nature.TUTORAT)
