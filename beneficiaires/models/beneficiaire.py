"""A person in a clause: the least that must be known, nothing sensitive."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from beneficiaires.enums import Sexe
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from clauses_app.tenancy.tri import champ_recherche, champ_tri
from marches.models import Entreprise


class BeneficiaireQuerySet(TenantQuerySet):
    def actifs(self) -> BeneficiaireQuerySet:
        """Without the files that were merged into another one."""
        return self.filter(fusionne_dans=None)


class Beneficiaire(TenantModel):
    """Why the person is eligible stands in `DecisionEligibilite`, a table external users have no right
    on; here stands only whether it was verified, and when."""

    ref = models.CharField("référence", max_length=80)
    nom = models.CharField("nom", max_length=150)
    prenom = models.CharField("prénom", max_length=150)
    autres_noms = ArrayField(
        models.CharField(max_length=150), verbose_name="nom de naissance, d’usage", default=list, blank=True
    )
    date_naissance = models.DateField("date de naissance")
    sexe = models.CharField("sexe", max_length=1, choices=Sexe, blank=True, default="")
    commune = models.CharField("commune", max_length=150, blank=True, default="")
    qpv = models.BooleanField("habite un quartier prioritaire", default=False)
    niveau_formation = models.PositiveSmallIntegerField(
        "niveau de formation", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    est_eligible = models.BooleanField("éligible", default=False)
    verifie_le = models.DateField("éligibilité vérifiée le", null=True, blank=True)
    # the company or structure that asked for the person to be checked, if any
    propose_par = LienGuichet(Entreprise, null=True, blank=True, verbose_name="proposé par")

    tri = champ_tri("nom", "prenom")
    recherche = champ_recherche("autres_noms", "nom", "prenom", "ref")
    # a duplicate is not erased: it points to the file that was kept, and the merge can be undone
    fusionne_dans = LienGuichet("self", null=True, blank=True, editable=False, verbose_name="réuni à")
    anonymise_le = models.DateField("anonymisé le", null=True, blank=True, editable=False)
    # two people editing: the second is told, nothing is lost
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = TenantManager.from_queryset(BeneficiaireQuerySet)()

    class Meta:
        verbose_name = "bénéficiaire"
        verbose_name_plural = "bénéficiaires"
        constraints = [models.UniqueConstraint(fields=["guichet", "ref"], name="beneficiaire_ref_unique")]
        indexes = [
            models.Index(fields=["guichet", "nom", "prenom"], name="beneficiaire_nom"),
            models.Index(fields=["guichet", "tri", "id"], name="beneficiaire_tri"),
            # the list says how many there are at each of its pages
            models.Index(
                fields=["guichet", "id"],
                name="beneficiaire_presents",
                condition=models.Q(fusionne_dans=None, anonymise_le=None),
            ),
            models.Index(fields=["guichet", "date_naissance"], name="beneficiaire_naissance"),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"
