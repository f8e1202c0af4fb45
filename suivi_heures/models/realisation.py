"""Derived totals of a lot: recomputed with the facts, never added to."""

from decimal import Decimal

from django.db import models

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Lot


def _heures(libelle: str) -> models.DecimalField:
    return models.DecimalField(libelle, max_digits=12, decimal_places=2, default=Decimal(0))


class Realisation(TenantModel):
    """Sums of the lines of a lot. The objective and the cap on bonuses depend on the date of
    observation: they are applied when reading (`queries.realisation`)."""

    lot = LienGuichet(Lot, on_delete=models.CASCADE)
    declarees = _heures("déclarées")
    en_attente = _heures("en attente")
    refusees = _heures("refusées")
    retenues = _heures("retenues")
    valorisees = _heures("valorisées, avant plafond des bonifications")
    ex_absence = _heures("absence")
    ex_tutorat = _heures("tutorat")
    ex_formation_hors_contrat = _heures("formation hors contrat")
    ex_sans_eligibilite = _heures("sans éligibilité")
    ex_public_non_admis = _heures("public non admis")
    ex_hors_contrat = _heures("hors contrat")
    ex_hors_marche = _heures("hors marché")
    ex_avant_decision = _heures("avant décision")
    ex_apres_fenetre = _heures("après fenêtre")
    ex_plafond_mensuel = _heures("plafond mensuel")
    lignes = models.IntegerField("lignes", default=0)
    calculee_a = models.DateTimeField("calculée le", auto_now=True)

    class Meta:
        verbose_name = "réalisation"
        verbose_name_plural = "réalisations"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "lot"], name="realisation_lot_unique"),
            models.CheckConstraint(
                name="realisation_rien_ne_se_perd",
                condition=models.Q(
                    declarees=models.F("en_attente")
                    + models.F("refusees")
                    + models.F("retenues")
                    + models.F("ex_absence")
                    + models.F("ex_tutorat")
                    + models.F("ex_formation_hors_contrat")
                    + models.F("ex_sans_eligibilite")
                    + models.F("ex_public_non_admis")
                    + models.F("ex_hors_contrat")
                    + models.F("ex_hors_marche")
                    + models.F("ex_avant_decision")
                    + models.F("ex_apres_fenetre")
                    + models.F("ex_plafond_mensuel")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"réalisation du lot {self.lot_id}"
