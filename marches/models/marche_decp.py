"""A published contract (open data) waiting to be followed or set aside."""

from django.db import models

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.enums import StatutDecp
from marches.models.marche import Marche


class MarcheDecp(TenantModel):
    """`uid` = buyer's SIRET + its own number: unique nationally. Dirty rows are kept with their warnings."""

    uid = models.CharField("identifiant national", max_length=64)
    acheteur_siret = models.CharField("SIRET de l’acheteur", max_length=14, blank=True, default="")
    acheteur_nom = models.CharField("acheteur", max_length=255, blank=True, default="")
    objet = models.CharField("objet", max_length=1000, blank=True, default="")
    cpv = models.CharField("CPV", max_length=8, blank=True, default="")
    montant_ht = models.DecimalField(
        "montant hors taxes", max_digits=20, decimal_places=2, null=True, blank=True
    )
    duree_mois = models.IntegerField("durée en mois", null=True, blank=True)
    date_notification = models.DateField("notifié le", null=True, blank=True)
    considerations_sociales = models.JSONField("considérations sociales", default=list, blank=True)
    titulaires = models.JSONField("titulaires", default=list, blank=True)
    donnees = models.JSONField("données lues", default=dict, blank=True)
    avertissements = models.JSONField("avertissements", default=list, blank=True)
    empreinte = models.CharField(max_length=64)
    source = models.CharField("fichier", max_length=255, blank=True, default="")
    statut = models.CharField("statut", max_length=12, choices=StatutDecp, default=StatutDecp.A_QUALIFIER)
    motif_ecart = models.CharField("motif", max_length=300, blank=True, default="")
    marche = LienGuichet(Marche, null=True, blank=True, on_delete=models.SET_NULL)
    importe_a = models.DateTimeField("importé le", auto_now_add=True)

    class Meta:
        verbose_name = "marché public à qualifier"
        verbose_name_plural = "marchés publics à qualifier"
        constraints = [models.UniqueConstraint(fields=["guichet", "uid"], name="marche_decp_uid_unique")]
        indexes = [
            models.Index(fields=["guichet", "statut", "-date_notification"], name="marche_decp_a_qualifier"),
            models.Index(fields=["guichet", "acheteur_siret"], name="marche_decp_acheteur"),
        ]

    def __str__(self) -> str:
        return self.objet or self.uid


class ImportDecp(TenantModel):
    """One run of the import: its file, its progress, its counts."""

    nom_fichier = models.CharField("fichier", max_length=255)
    contenu = models.BinaryField(null=True, blank=True)
    empreinte = models.CharField(max_length=64)
    statut = models.CharField("statut", max_length=12, default="DEPOSE")
    avancement = models.PositiveSmallIntegerField("avancement", default=0)
    bilan = models.JSONField("bilan", default=dict, blank=True)
    message = models.CharField("message", max_length=500, blank=True, default="")
    par_id = models.BigIntegerField(null=True, blank=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")
    depose_a = models.DateTimeField("déposé le", auto_now_add=True)

    class Meta:
        verbose_name = "import de marchés publics"
        verbose_name_plural = "imports de marchés publics"

    def __str__(self) -> str:
        return self.nom_fichier
