"""What the team keeps about a contract, a company or a person: notes, documents, meetings. Nothing for outsiders."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from beneficiaires.models import Beneficiaire
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise, Marche
from suivi_heures.enums import GenreRendezVous


class Note(TenantModel):
    """Its author may correct it for a day; afterwards it is completed by another note."""

    marche = LienGuichet(Marche, null=True, blank=True, on_delete=models.CASCADE, verbose_name="marché")
    entreprise = LienGuichet(Entreprise, null=True, blank=True, on_delete=models.CASCADE)
    beneficiaire = LienGuichet(
        Beneficiaire, null=True, blank=True, on_delete=models.CASCADE, verbose_name="bénéficiaire"
    )
    texte = models.CharField("note", max_length=2000)
    par_id = models.BigIntegerField(null=True, blank=True)
    par_nom = models.CharField("par", max_length=200)
    ecrite_a = models.DateTimeField("écrite le", default=timezone.now, editable=False)
    modifiee_a = models.DateTimeField("corrigée le", null=True, blank=True)

    class Meta:
        verbose_name = "note"
        verbose_name_plural = "notes"
        indexes = [
            models.Index(fields=["guichet", "marche", "-ecrite_a"], name="note_marche"),
            models.Index(fields=["guichet", "entreprise", "-ecrite_a"], name="note_entreprise"),
            models.Index(fields=["guichet", "beneficiaire", "-ecrite_a"], name="note_beneficiaire"),
        ]

    def __str__(self) -> str:
        return self.texte[:60]


class DocumentQuerySet(TenantQuerySet):
    def presents(self) -> "DocumentQuerySet":
        return self.filter(retire_a=None)

    def effacables(self) -> "DocumentQuerySet":
        return self.filter(efface_a=None).exclude(retire_a=None)


class Document(TenantModel):
    """The same name again is a new version. Removed, it can come back for a month; then, or at once on demand, its
    bytes are gone (`efface_a`) and its line stays: name, size, print, who and when."""

    marche = LienGuichet(Marche, null=True, blank=True, on_delete=models.CASCADE, verbose_name="marché")
    entreprise = LienGuichet(Entreprise, null=True, blank=True, on_delete=models.CASCADE)
    nom = models.CharField("nom", max_length=150)
    version = models.PositiveSmallIntegerField("version", default=1)
    octets = models.PositiveIntegerField("taille")
    empreinte = models.CharField(max_length=64)
    par_id = models.BigIntegerField(null=True, blank=True)
    par_nom = models.CharField("déposé par", max_length=200)
    depose_a = models.DateTimeField("déposé le", default=timezone.now, editable=False)
    retire_a = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.CharField("retiré par", max_length=200, blank=True, default="")
    efface_a = models.DateTimeField("effacé le", null=True, blank=True)

    objects = TenantManager.from_queryset(DocumentQuerySet)()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "marche", "entreprise", "nom", "version"],
                name="document_version_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="document_a_un_sujet", condition=Q(marche__isnull=False) ^ Q(entreprise__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom}, version {self.version}"


class ContenuDocument(TenantModel):
    """The bytes, apart from the row that lists show."""

    document = LienGuichet(Document, on_delete=models.CASCADE)
    contenu = models.BinaryField("contenu")

    class Meta:
        verbose_name = "contenu de document"
        verbose_name_plural = "contenus de document"
        constraints = [models.UniqueConstraint(fields=["guichet", "document"], name="contenu_document_unique")]


class RendezVousQuerySet(TenantQuerySet):
    def maintenus(self) -> "RendezVousQuerySet":
        return self.filter(annule_a=None)


class RendezVous(TenantModel):
    """A meeting or a free deadline. Cancelled, it stays in the thread."""

    genre = models.CharField("nature", max_length=12, choices=GenreRendezVous)
    objet = models.CharField("objet", max_length=200)
    jour = models.DateField("jour")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=200, blank=True, default="")
    marche = LienGuichet(Marche, null=True, blank=True, on_delete=models.CASCADE, verbose_name="marché")
    entreprise = LienGuichet(Entreprise, null=True, blank=True, on_delete=models.CASCADE)
    participants = models.CharField("participants", max_length=500, blank=True, default="")
    compte_rendu = models.CharField("compte rendu", max_length=2000, blank=True, default="")
    par_nom = models.CharField("par", max_length=200)
    modifie_a = models.DateTimeField("modifié le", default=timezone.now)
    annule_a = models.DateTimeField("annulé le", null=True, blank=True)

    objects = TenantManager.from_queryset(RendezVousQuerySet)()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        indexes = [models.Index(fields=["guichet", "jour"], name="rendez_vous_jour")]

    def __str__(self) -> str:
        return self.objet


class AbonnementAgenda(TenantModel):
    """A secret address that a calendar reads: one a member, only its fingerprint is kept, closed at will."""

    adhesion_id = models.BigIntegerField()
    empreinte_jeton = models.CharField(max_length=64)
    ouvert_a = models.DateTimeField("ouvert le", default=timezone.now, editable=False)
    ferme_a = models.DateTimeField("fermé le", null=True, blank=True)

    class Meta:
        verbose_name = "abonnement à l’agenda"
        verbose_name_plural = "abonnements à l’agenda"
        indexes = [models.Index(fields=["guichet", "empreinte_jeton"], name="abonnement_agenda_jeton")]

    def __str__(self) -> str:
        return f"abonnement du {self.ouvert_a:%d/%m/%Y}"
