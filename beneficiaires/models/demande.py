"""The request of a company before it hires: what it knows of the person, and every answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from beneficiaires.enums import DECLARABLES, Categorie, EtatDemande, Modalite, TypeContrat
from beneficiaires.models.beneficiaire import Beneficiaire
from beneficiaires.models.contrat import ContratTravail
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Attribution, Entreprise


class DemandeEligibilite(TenantModel):
    """Read by the company that sent it: no sensitive category may stand here, the form offers none."""

    entreprise = LienGuichet(Entreprise)
    attribution = LienGuichet(Attribution, verbose_name="chantier")
    nom = models.CharField("nom", max_length=150)
    prenom = models.CharField("prénom", max_length=150)
    date_naissance = models.DateField("date de naissance")
    type_contrat = models.CharField("type de contrat", max_length=22, choices=TypeContrat)
    modalite = models.CharField("modalité", max_length=10, choices=Modalite, default=Modalite.EMB)
    date_debut = models.DateField("début prévu")
    date_fin = models.DateField("fin prévue", null=True, blank=True)
    poste = models.CharField("poste", max_length=150, blank=True, default="")
    declarees = ArrayField(
        models.CharField(max_length=20, choices=[(c.value, Categorie(c).label) for c in DECLARABLES]),
        verbose_name="situation déclarée",
        default=list,
        blank=True,
    )
    autre_situation = models.BooleanField("autre situation, dite au facilitateur", default=False)
    deposee_a = models.DateTimeField(default=timezone.now, editable=False)
    deposee_par = models.CharField(max_length=200, blank=True, default="")
    # what an acceptance has made of it
    beneficiaire = LienGuichet(Beneficiaire, null=True, blank=True)
    contrat = LienGuichet(ContratTravail, null=True, blank=True)

    class Meta:
        verbose_name = "demande d’éligibilité"
        verbose_name_plural = "demandes d’éligibilité"
        indexes = [
            models.Index(fields=["guichet", "entreprise"], name="demande_entreprise"),
            models.Index(fields=["guichet", "beneficiaire"], name="demande_beneficiaire"),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


class EtapeDemande(TenantModel):
    """A turn of the exchange, added, never changed; the last one is the state. The rank is unique: of two
    answers given at the same time, one is told that the other was first."""

    demande = LienGuichet(DemandeEligibilite)
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("état", max_length=15, choices=EtatDemande)
    message = models.CharField("message à l’entreprise", max_length=500, blank=True, default="")
    par_nom = models.CharField("par", max_length=200, blank=True, default="")
    quand = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "étape d’une demande"
        verbose_name_plural = "étapes d’une demande"
        constraints = [models.UniqueConstraint(fields=["guichet", "demande", "rang"], name="etape_demande_rang")]

    def __str__(self) -> str:
        return f"{self.get_etat_display()} le {self.quand:%d/%m/%Y}"
