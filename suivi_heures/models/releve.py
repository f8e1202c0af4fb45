"""A timesheet received: its file, the lines read in it, its way to the ledger."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise
from suivi_heures.enums import GesteLigne, Nature, StatutReleve, SuiteLigne


class ReleveHeuresQuerySet(TenantQuerySet):
    def a_valider(self) -> "ReleveHeuresQuerySet":
        return self.filter(statut=StatutReleve.SOUMIS)


class ReleveHeures(TenantModel):
    """The same bytes twice are the same timesheet (unique fingerprint per sender)."""

    entreprise = LienGuichet(Entreprise)
    mois = models.DateField("mois (premier jour)")
    mois_annonce = models.DateField("mois annoncé au dépôt", null=True, blank=True)  # None: nobody said one
    statut = models.CharField("statut", max_length=14, choices=StatutReleve, default=StatutReleve.DEPOSE)
    nom_fichier = models.CharField("fichier", max_length=150)
    empreinte = models.CharField("empreinte", max_length=64)
    message = models.CharField("message", max_length=500, blank=True, default="")
    depose_a = models.DateTimeField("déposé le", default=timezone.now, editable=False)
    depose_par_id = models.BigIntegerField(null=True, blank=True)
    depose_par = models.CharField("déposé par", max_length=200, blank=True, default="")
    decide_a = models.DateTimeField("décidé le", null=True, blank=True)
    decide_par = models.CharField("décidé par", max_length=200, blank=True, default="")
    motif = models.CharField("motif donné à l’entreprise", max_length=500, blank=True, default="")
    tentatives = models.PositiveSmallIntegerField("lectures commencées", default=0)
    relance_a = models.DateTimeField("confié de nouveau à un ouvrier le", null=True, blank=True)
    lecture = models.JSONField("lecture générale", null=True, blank=True)  # None: read as our template
    colonnes = models.JSONField("colonnes dites", null=True, blank=True)  # {"champs", "par", "le"}: for this file alone

    objects = TenantManager.from_queryset(ReleveHeuresQuerySet)()

    class Meta:
        verbose_name = "relevé d’heures"
        verbose_name_plural = "relevés d’heures"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "entreprise", "empreinte"], name="releve_empreinte_unique"),
        ]
        indexes = [
            models.Index(fields=["guichet", "statut", "depose_a"], name="releve_statut"),
            models.Index(fields=["guichet", "entreprise", "-mois"], name="releve_entreprise"),
        ]

    def __str__(self) -> str:
        return f"relevé de {self.mois:%m/%Y}"


class FichierReleve(TenantModel):
    """The bytes as received, apart from the row that lists show."""

    releve = LienGuichet(ReleveHeures, on_delete=models.CASCADE)
    contenu = models.BinaryField("contenu")

    class Meta:
        verbose_name = "fichier de relevé"
        verbose_name_plural = "fichiers de relevé"
        constraints = [models.UniqueConstraint(fields=["guichet", "releve"], name="fichier_releve_unique")]

    def __str__(self) -> str:
        return f"fichier du relevé {self.releve_id}"


class LigneReleve(TenantModel):
    """A line of the file, as read; what was not understood says why, in French, at its column."""

    releve = LienGuichet(ReleveHeures, on_delete=models.CASCADE)
    numero = models.PositiveIntegerField("ligne du fichier")
    rang = models.PositiveIntegerField("rang dans la lecture", default=0)  # several months may stand on one row
    lue = models.JSONField("telle que lue", default=dict)
    contrat = LienGuichet(ContratTravail, null=True, blank=True)
    du = models.DateField("du", null=True, blank=True)
    au = models.DateField("au", null=True, blank=True)
    nature = models.CharField("nature", max_length=24, choices=Nature, default=Nature.TRAVAIL)
    heures = models.DecimalField("heures", max_digits=8, decimal_places=2, null=True, blank=True)
    anomalies = models.JSONField("anomalies", default=list, blank=True)
    avertissements = models.JSONField("à confirmer", default=list, blank=True)
    heure_id = models.BigIntegerField("ligne du registre", null=True, blank=True)
    suite = models.CharField("suite donnée", max_length=10, choices=SuiteLigne, blank=True, default="")
    version = models.PositiveIntegerField(default=0, editable=False)  # two people at once: the second is told

    class Meta:
        indexes = [models.Index(fields=["guichet", "contrat", "du"], name="ligne_releve_contrat_du")]
        verbose_name = "ligne de relevé"
        verbose_name_plural = "lignes de relevé"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "releve", "numero", "nature", "rang"], name="ligne_releve_unique"
            )
        ]

    def __str__(self) -> str:
        return f"ligne {self.numero}"

    def nommer(self) -> str:
        """As the file names the person; the line where it does not."""
        return f"{self.lue.get('Prénom', '')} {self.lue.get('Nom', '')}".strip() or str(self)

    def cellule(self) -> str:
        return next(iter(self.lue.get("cellules") or ()), "")

    def ecarter(self, contrat_ref: str | None, faits: list[dict[str, Any]]) -> None:
        """Nothing is saved. The contract is kept among what was read: the line enters no ledger, and says why."""
        if contrat_ref:
            self.lue = self.lue | {"contrat": contrat_ref}
        self.contrat_id = None
        self.anomalies = [*self.anomalies, *self.avertissements, *faits]
        self.avertissements = []


class CorrectionLigne(TenantModel):
    """What somebody did of a line, when and why. Undone, it stays, with who undid it.

    A gesture made on several lines at once is one `ensemble`, undone whole. The line is named without a link: its
    file may be read again."""

    releve = LienGuichet(ReleveHeures, on_delete=models.CASCADE)
    ligne_id = models.BigIntegerField()
    numero = models.PositiveIntegerField("ligne du fichier")
    ensemble = models.UUIDField()
    geste = models.CharField("geste", max_length=10, choices=GesteLigne)
    avant = models.JSONField("la ligne avant", default=dict)
    ecrites = models.JSONField("lignes écrites au registre", default=list)
    retirees = models.JSONField("lignes retirées du registre", default=list)
    motif = models.CharField("motif", max_length=500, blank=True, default="")
    fait_a = models.DateTimeField("fait le", default=timezone.now, editable=False)
    par_id = models.BigIntegerField(null=True, blank=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")
    annulee_a = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = models.CharField("annulée par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "correction de ligne"
        verbose_name_plural = "corrections de lignes"
        indexes = [models.Index(fields=["guichet", "releve", "-fait_a"], name="correction_releve")]

    def __str__(self) -> str:
        return f"{self.get_geste_display()}, ligne {self.numero}"


class NomRetenu(TenantModel):
    """This name, written by this sender, is this person. Forgotten, the row stays; said again, it is a new version."""

    entreprise = LienGuichet(Entreprise)
    cle = models.CharField("nom et prénom, sans accents", max_length=300)
    naissance = models.DateField("date de naissance écrite", null=True, blank=True)
    ecrit = models.CharField("tel qu’écrit", max_length=310)
    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    version = models.PositiveIntegerField(default=1)
    retenu_a = models.DateTimeField("retenu le", default=timezone.now, editable=False)
    retenu_par = models.CharField("retenu par", max_length=200, blank=True, default="")
    oublie_a = models.DateTimeField("oublié le", null=True, blank=True)
    oublie_par = models.CharField("oublié par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "nom retenu"
        verbose_name_plural = "noms retenus"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "entreprise", "cle", "naissance"],
                condition=models.Q(oublie_a=None),
                name="nom_retenu_une_fois",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="nom_retenu_beneficiaire")]

    def __str__(self) -> str:
        return self.ecrit


class Correspondance(TenantModel):
    """What the columns of this layout, from this sender, hold: names of columns and of fields, never a value.

    Versions add up: the one in force is the last that was neither replaced nor forgotten; the others stay readable."""

    entreprise = LienGuichet(Entreprise)
    empreinte = models.CharField("empreinte de la mise en page", max_length=64)
    colonnes = models.JSONField("colonnes et champs", default=list)  # [{"cle", "titre", "champ"}]
    mois = models.DateField("mois du relevé où elle a été dite")
    releve_id = models.BigIntegerField("relevé", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    motif = models.CharField("pourquoi", max_length=300, blank=True, default="")
    retenue_a = models.DateTimeField("retenue le", default=timezone.now, editable=False)
    retenue_par = models.CharField("retenue par", max_length=200, blank=True, default="")
    oubliee_a = models.DateTimeField("remplacée ou oubliée le", null=True, blank=True)
    oubliee_par = models.CharField("remplacée ou oubliée par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "entreprise", "empreinte"],
                condition=models.Q(oubliee_a=None),
                name="correspondance_en_vigueur_une_fois",
            ),
            models.UniqueConstraint(
                fields=["guichet", "entreprise", "empreinte", "version"], name="correspondance_version_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"colonnes de {self.entreprise}, version {self.version}"

    def champs(self) -> dict[str, str]:
        return {colonne["cle"]: colonne["champ"] for colonne in self.colonnes}


class CorrespondancePartagee(models.Model):
    """The same, for the other guichets of the same company. `cle` is a keyed digest of its SIRET and of the layout:
    whoever has neither the file nor the company reads nothing here. No title, no name, no guichet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # a sequence would tell the volume
    cle = models.CharField(max_length=64, editable=False)
    champs = models.JSONField(default=list)  # codes of fields, in the order of the columns; the database has the list
    retenue_a = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "correspondance partagée"
        verbose_name_plural = "correspondances partagées"
        indexes = [models.Index(fields=["cle", "-retenue_a"], name="correspondance_partagee_cle")]

    def __str__(self) -> str:
        return f"correspondance {self.pk}"
