"""Advancement of a contract as lists need it: kept, so that it can be filtered, sorted and paged by the database."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Marche

ORDRE_ETATS = ("en_retard", "a_surveiller", "sans_projection", "en_bonne_voie", "atteint", "sans_objet")


def _heures(libelle: str, **options: object) -> models.DecimalField:
    return models.DecimalField(libelle, max_digits=12, decimal_places=2, **options)  # type: ignore[arg-type]


class SuiviMarche(TenantModel):
    """Derived from the facts as they stood on a day: recomputed, never added to.

    `arrete_au` NULL = a fact of the contract has changed since; whoever reads it next computes it again.
    """

    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché")
    arrete_au = models.DateField("arrêté au", null=True, blank=True)
    rang_etat = models.PositiveSmallIntegerField("rang de l’état", default=ORDRE_ETATS.index("sans_objet"))
    du = _heures("dû", default=Decimal(0))
    valide = _heures("validé", default=Decimal(0))
    retenu = _heures("retenu", default=Decimal(0))
    attente = _heures("en attente", default=Decimal(0))
    declare = _heures("déclaré", default=Decimal(0))
    refuse = _heures("refusé", default=Decimal(0))
    attendu = _heures("attendu", default=Decimal(0))
    basse = _heures("projection basse", null=True, blank=True)
    centrale = _heures("projection centrale", null=True, blank=True)
    haute = _heures("projection haute", null=True, blank=True)
    part = models.DecimalField("taux, en points", max_digits=12, decimal_places=4, null=True, blank=True)
    attendues = models.PositiveIntegerField("déclarations attendues", default=0)
    recues = models.PositiveIntegerField("déclarations reçues", default=0)

    class Meta:
        verbose_name = "suivi de marché"
        verbose_name_plural = "suivis de marché"
        constraints = [models.UniqueConstraint(fields=["guichet", "marche"], name="suivi_marche_unique")]
        indexes = [
            models.Index(fields=["guichet", "rang_etat"], name="suivi_marche_etat"),
            models.Index(fields=["guichet", "arrete_au"], name="suivi_marche_arrete"),
        ]

    def __str__(self) -> str:
        return f"suivi du marché {self.marche_id}"

    @property
    def etat(self) -> str:
        return ORDRE_ETATS[self.rang_etat]
