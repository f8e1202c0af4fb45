"""Companies that owe or work the hours, insertion structures included."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from clauses_app.tenancy.tri import champ_recherche, champ_tri
from marches.enums import TypeStructure


class EntrepriseQuerySet(TenantQuerySet):
    def structures(self) -> "EntrepriseQuerySet":
        return self.exclude(type_structure="")

    def ordinaires(self) -> "EntrepriseQuerySet":
        return self.filter(type_structure="")


class Entreprise(TenantModel):
    """`type_structure` is empty for an ordinary company. Refs are shared by both lists, so that an
    employer is named without ambiguity."""

    ref = models.CharField("référence", max_length=80)
    nom = models.CharField("nom", max_length=255)
    siret = models.CharField("SIRET", max_length=14, blank=True, default="")
    autres_noms = ArrayField(
        models.CharField(max_length=255), verbose_name="sigles et enseignes", default=list, blank=True
    )
    type_structure = models.CharField("type de structure", max_length=8, choices=TypeStructure, blank=True, default="")
    contact_nom = models.CharField("correspondant insertion", max_length=200, blank=True, default="")
    contact_courriel = models.EmailField("courriel du correspondant", blank=True, default="")
    contact_telephone = models.CharField("téléphone du correspondant", max_length=30, blank=True, default="")

    tri = champ_tri("nom")
    recherche = champ_recherche("autres_noms", "nom", "siret", "ref", "contact_nom")

    objects = TenantManager.from_queryset(EntrepriseQuerySet)()

    class Meta:
        verbose_name = "entreprise"
        verbose_name_plural = "entreprises"
        constraints = [models.UniqueConstraint(fields=["guichet", "ref"], name="entreprise_ref_unique")]
        indexes = [models.Index(fields=["guichet", "tri", "id"], name="entreprise_tri")]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_structure(self) -> bool:
        return bool(self.type_structure)


class NoteEntreprise(TenantModel):
    """Internal note about a company: in a table external users have no right on."""

    entreprise = LienGuichet(Entreprise, on_delete=models.CASCADE)
    texte = models.CharField("note", max_length=500)
    par_nom = models.CharField("par", max_length=200, blank=True)
    ecrite_a = models.DateTimeField("écrite le", auto_now_add=True)

    class Meta:
        verbose_name = "note interne"
        verbose_name_plural = "notes internes"

    def __str__(self) -> str:
        return self.texte[:60]
