"""A purchase being prepared: what the buyer plans, lot by lot, before any contract exists."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.enums import StatutProjet
from marches.models.maitre_ouvrage import MaitreOuvrage
from marches.models.marche import Lot, Marche


class ProjetAchat(TenantModel):
    """The pipeline of the guichet: studied, retained or set aside with its motive (domaine § 9)."""

    objet = models.CharField("objet", max_length=500)
    maitre_ouvrage = LienGuichet(MaitreOuvrage, verbose_name="acheteur")
    lancement = models.DateField("consultation prévue le", null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField(
        "durée, en mois", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    fournisseurs = models.PositiveSmallIntegerField(
        "structures d’insertion ou adaptées capables de répondre",
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
    )
    dependance_pct = models.DecimalField(
        "part du marché dans leur chiffre d’affaires, en %", max_digits=5, decimal_places=2, null=True, blank=True
    )
    statut = models.CharField("statut", max_length=8, choices=StatutProjet, default=StatutProjet.ETUDIE)
    motif = models.CharField("motif", max_length=500, blank=True, default="")
    decide_le = models.DateField("décidé le", null=True, blank=True)
    suivi_par_nom = models.CharField("suivi par", max_length=200, blank=True, default="")
    marche = LienGuichet(Marche, verbose_name="marché ouvert", null=True, blank=True)
    cree_a = models.DateTimeField("créé le", auto_now_add=True)
    # read with the form and compared when it comes back: two people never overwrite one another in silence
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "projet d’achat"
        verbose_name_plural = "projets d’achat"
        indexes = [models.Index(fields=["guichet", "statut", "-cree_a"], name="projet_statut")]

    def __str__(self) -> str:
        return self.objet


class LotProjet(TenantModel):
    """A lot of the consultation; `lot` is the one of the contract, once it is open."""

    projet = LienGuichet(ProjetAchat, on_delete=models.CASCADE)
    ref = models.CharField("numéro", max_length=80)
    objet = models.CharField("objet", max_length=500)
    secteur = models.CharField("métier", max_length=64, blank=True, default="")
    montant_ht = models.DecimalField(
        "montant hors taxes, en euros",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    sans_clause = models.BooleanField("lot laissé sans clause", default=False)
    lot = LienGuichet(Lot, verbose_name="lot du marché", null=True, blank=True)

    class Meta:
        verbose_name = "lot de projet"
        verbose_name_plural = "lots de projet"
        constraints = [models.UniqueConstraint(fields=["guichet", "projet", "ref"], name="lot_projet_ref_unique")]
        indexes = [models.Index(fields=["guichet", "lot"], name="lot_projet_lot")]

    def __str__(self) -> str:
        return f"Lot\u00a0{self.ref}, {self.objet}"
