"""A published contract (open data) waiting to be followed or set aside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.enums import StatutDecp, StatutImport
from marches.models.marche import Marche

CONSIDERATIONS_SOCIALES = ["Clause sociale", "Critère social", "Marché réservé", "Concession réservée"]


EN_TRAVAIL = (StatutImport.DEPOSE, StatutImport.EN_COURS)


class MarcheDecpQuerySet(TenantQuerySet):
    def a_qualifier(self) -> MarcheDecpQuerySet:
        """Those that wait for a decision, doubtful ones included."""
        liste: MarcheDecpQuerySet = self.filter(statut__in=[StatutDecp.A_QUALIFIER, StatutDecp.DOUTEUX])
        return liste

    def avec_consideration_sociale(self) -> MarcheDecpQuerySet:
        return self.filter(considerations_sociales__has_any_keys=CONSIDERATIONS_SOCIALES)

    def de_l_acheteur(self, texte: str) -> MarcheDecpQuerySet:
        """By name, or by the beginning of its SIRET."""
        return self.filter(Q(acheteur_nom__icontains=texte) | Q(acheteur_siret__startswith=texte.replace(" ", "")))

    def chercher(self, texte: str) -> MarcheDecpQuerySet:
        """Every word, in the subject, the buyer, the number or a holder."""
        liste: MarcheDecpQuerySet = self.annotate(titulaires_texte=Cast("titulaires", models.TextField()))
        for mot in texte.split()[:8]:
            liste = liste.filter(
                Q(objet__icontains=mot)
                | Q(acheteur_nom__icontains=mot)
                | Q(uid__icontains=mot)
                | Q(titulaires_texte__icontains=mot)
            )
        return liste


class MarcheDecp(TenantModel):
    """`uid` = buyer's SIRET + its own number: unique nationally. Dirty rows are kept with their warnings."""

    uid = models.CharField("identifiant national", max_length=64)
    acheteur_siret = models.CharField("SIRET de l’acheteur", max_length=14, blank=True, default="")
    acheteur_nom = models.CharField("acheteur", max_length=255, blank=True, default="")
    objet = models.CharField("objet", max_length=1000, blank=True, default="")
    cpv = models.CharField("CPV", max_length=8, blank=True, default="")
    montant_ht = models.DecimalField("montant hors taxes", max_digits=20, decimal_places=2, null=True, blank=True)
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

    objects = TenantManager.from_queryset(MarcheDecpQuerySet)()

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

    @property
    def est_douteux(self) -> bool:
        """A grave warning stands, whatever was decided since."""
        return any(avis.get("grave") for avis in self.avertissements)

    @property
    def attend_une_decision(self) -> bool:
        return self.statut in (StatutDecp.A_QUALIFIER, StatutDecp.DOUTEUX)


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

    @property
    def est_en_travail(self) -> bool:
        return self.statut in EN_TRAVAIL
