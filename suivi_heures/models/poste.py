"""A facilitator's post: what it costs, who pays which share, what was spent, where the time goes, what was called."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from suivi_heures.enums import Activite, EtatAppel, GenreAppel, NatureDepense, TypeFinanceur

CENT = Decimal(100)


class RetirableQuerySet(TenantQuerySet):
    def tenus(self) -> RetirableQuerySet:
        """Without what was taken back."""
        return self.filter(retire_a=None)


class Poste(TenantModel):
    """`cout`: of the share of a full time that is funded, over the whole period."""

    nom = models.CharField("nom", max_length=200)
    agent_id = models.BigIntegerField("tenu par")
    agent_nom = models.CharField("tenu par", max_length=200)
    territoire = models.CharField("territoire", max_length=200, blank=True, default="")
    quotite_pct = models.DecimalField(
        "part d’un temps plein, en %",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    date_debut = models.DateField("début")
    date_fin = models.DateField("fin")
    cout = models.DecimalField(
        "coût sur la période, en euros", max_digits=12, decimal_places=2, validators=[MinValueValidator(1)]
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "poste"
        verbose_name_plural = "postes"
        constraints = [
            models.CheckConstraint(name="poste_dates", condition=Q(date_fin__gte=F("date_debut"))),
            models.CheckConstraint(name="poste_quotite", condition=Q(quotite_pct__gt=0, quotite_pct__lte=100)),
            models.CheckConstraint(name="poste_cout", condition=Q(cout__gt=0)),
        ]
        indexes = [models.Index(fields=["guichet", "agent_id"], name="poste_agent")]

    def __str__(self) -> str:
        return self.nom


class PartPoste(TenantModel):
    """The share of one funder, as its convention writes it: a percentage, or an amount; the other is computed."""

    poste = LienGuichet(Poste, on_delete=models.CASCADE)
    financeur = models.CharField("financeur", max_length=150)
    type = models.CharField("type", max_length=12, choices=TypeFinanceur)
    groupe = models.CharField("présenté avec", max_length=150, blank=True, default="")
    part_pct = models.DecimalField(
        "part, en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(CENT)],
    )
    montant = models.DecimalField(
        "montant, en euros",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    natures_exclues = ArrayField(
        models.CharField(max_length=14, choices=NatureDepense),
        verbose_name="dépenses non prises",
        default=list,
        blank=True,
    )
    appel_mois = models.PositiveSmallIntegerField(
        "un appel tous les … mois", default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    delai_appel_jours = models.PositiveSmallIntegerField(
        "à envoyer dans les … jours", default=60, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    delai_paiement_jours = models.PositiveSmallIntegerField(
        "à payer dans les … jours", default=60, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    inscrite_par = models.CharField("inscrite par", max_length=200, blank=True, default="", editable=False)
    retire_a = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    objects = TenantManager.from_queryset(RetirableQuerySet)()

    class Meta:
        verbose_name = "part d’un financeur"
        verbose_name_plural = "parts des financeurs"
        constraints = [
            models.CheckConstraint(
                name="part_poste_une_mesure", condition=Q(part_pct__isnull=True) ^ Q(montant__isnull=True)
            ),
            models.CheckConstraint(
                name="part_poste_bornes",
                condition=(Q(part_pct__isnull=True) | Q(part_pct__gt=0, part_pct__lte=100))
                & (Q(montant__isnull=True) | Q(montant__gt=0)),
            ),
        ]
        indexes = [models.Index(fields=["guichet", "poste"], name="part_poste")]

    def __str__(self) -> str:
        return self.financeur


class DepensePoste(TenantModel):
    """Spent, with what proves it. Kept out of the base, it says why; taken back, it can come back."""

    poste = LienGuichet(Poste, on_delete=models.CASCADE)
    nature = models.CharField("nature", max_length=14, choices=NatureDepense)
    libelle = models.CharField("libellé", max_length=200)
    le = models.DateField("date")
    montant = models.DecimalField(
        "montant, en euros", max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    eligible = models.DecimalField(
        "dont éligible, en euros", max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    motif_ecart = models.CharField("pourquoi le reste ne l’est pas", max_length=300, blank=True, default="")
    piece = models.CharField("pièce", max_length=150, blank=True, default="")
    saisie_a = models.DateTimeField("saisie le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)
    retire_a = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    objects = TenantManager.from_queryset(RetirableQuerySet)()

    class Meta:
        verbose_name = "dépense d’un poste"
        verbose_name_plural = "dépenses d’un poste"
        constraints = [
            models.CheckConstraint(
                name="depense_poste_eligible",
                condition=Q(montant__gt=0, eligible__gte=0, eligible__lte=F("montant")),
            ),
            # what is left out says why
            models.CheckConstraint(name="depense_poste_motif", condition=Q(eligible=F("montant")) | ~Q(motif_ecart="")),
        ]
        indexes = [models.Index(fields=["guichet", "poste", "le"], name="depense_poste")]

    def __str__(self) -> str:
        return self.libelle


class TempsPasse(TenantModel):
    """Minutes of a day on one activity. `source`: what the product knew, so that it is proposed only once."""

    poste = LienGuichet(Poste, on_delete=models.CASCADE)
    jour = models.DateField("jour")
    activite = models.CharField("activité", max_length=10, choices=Activite)
    minutes = models.PositiveSmallIntegerField(
        "durée, en minutes", validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    precision = models.CharField("précision", max_length=200, blank=True, default="")
    source = models.CharField(max_length=60, blank=True, default="", editable=False)
    saisi_a = models.DateTimeField("saisi le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)
    retire_a = models.DateTimeField("retiré le", null=True, blank=True, editable=False)

    objects = TenantManager.from_queryset(RetirableQuerySet)()

    class Meta:
        verbose_name = "temps passé"
        verbose_name_plural = "temps passés"
        constraints = [
            models.CheckConstraint(name="temps_passe_minutes", condition=Q(minutes__gte=5, minutes__lte=720)),
            models.UniqueConstraint(
                fields=["guichet", "poste", "source"],
                name="temps_passe_propose_une_fois",
                condition=Q(retire_a__isnull=True) & ~Q(source=""),
            ),
        ]
        indexes = [models.Index(fields=["guichet", "poste", "jour"], name="temps_passe_jour")]

    def __str__(self) -> str:
        return f"{self.get_activite_display()}, {self.jour:%d/%m/%Y}"


class AppelFonds(TenantModel):
    """What is asked of a funder for a period. Its amount and the base it comes from are frozen when it is prepared."""

    part = LienGuichet(PartPoste)
    numero = models.PositiveSmallIntegerField("numéro")
    genre = models.CharField("genre", max_length=8, choices=GenreAppel)
    du = models.DateField("du")
    au = models.DateField("au")
    base = models.DecimalField("dépenses éligibles à cette date", max_digits=12, decimal_places=2)
    montant = models.DecimalField("montant appelé", max_digits=12, decimal_places=2)
    prepare_a = models.DateTimeField("préparé le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "appel de fonds"
        verbose_name_plural = "appels de fonds"
        constraints = [
            # two people who prepare make one
            models.UniqueConstraint(fields=["guichet", "part", "numero"], name="appel_fonds_numero"),
            models.CheckConstraint(name="appel_fonds_dates", condition=Q(au__gte=F("du"))),
            models.CheckConstraint(name="appel_fonds_montant", condition=Q(montant__gt=0, base__gte=0)),
        ]

    def __str__(self) -> str:
        return f"appel {self.numero}, {self.part}"


class EtapeAppel(TenantModel):
    """A turn of a call, added, never changed. Its rank is unique: of two people who write, one is told."""

    appel = LienGuichet(AppelFonds, on_delete=models.CASCADE)
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("étape", max_length=14, choices=EtatAppel)
    le = models.DateField("date")
    # what the funder paid or accepted, when it is not what was asked
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2, null=True, blank=True)
    motif = models.CharField("motif", max_length=300, blank=True, default="")
    # rank of the turn this one takes back: it tells again what held before it
    annule = models.PositiveSmallIntegerField("étape reprise", null=True, blank=True, editable=False)
    saisi_a = models.DateTimeField("saisi le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "étape d’un appel de fonds"
        verbose_name_plural = "étapes d’un appel de fonds"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "appel", "rang"], name="etape_appel_rang"),
            models.CheckConstraint(name="etape_appel_montant", condition=Q(montant__isnull=True) | Q(montant__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_etat_display()}, {self.le:%d/%m/%Y}"


class CompteRendu(TenantModel):
    """What a funder was told of a period, frozen: told again, it is another revision and this one stays."""

    part = LienGuichet(PartPoste)
    du = models.DateField("du")
    au = models.DateField("au")
    revision = models.PositiveSmallIntegerField("révision", default=0)
    donnees = models.JSONField("chiffres figés", default=dict)
    empreinte = models.CharField("empreinte", max_length=64)
    produit_a = models.DateTimeField("produit le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "compte rendu à un financeur"
        verbose_name_plural = "comptes rendus aux financeurs"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "part", "du", "au", "revision"], name="compte_rendu_revision"),
            models.CheckConstraint(name="compte_rendu_dates", condition=Q(au__gte=F("du"))),
        ]

    def __str__(self) -> str:
        return f"compte rendu du {self.du:%d/%m/%Y} au {self.au:%d/%m/%Y}"
