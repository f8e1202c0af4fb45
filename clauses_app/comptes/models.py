"""Guichets, accounts, memberships, invitations.

`Guichet`, `Utilisateur` are shared tables (closed list, ADR 0002). A person is shown inside a
guichet through the membership, which carries the displayed name: the staff role has no right on
the table of accounts.
"""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from clauses_app.comptes.enums import DE_L_ENTREPRISE, EXTERNES, INTERNES, Role, TypeGuichet
from clauses_app.tenancy.modeles import TenantManager, TenantModel, TenantQuerySet

ORGANISATION_SELON_ROLE = (
    models.Q(role__in=sorted(INTERNES), entreprise_id=None, maitre_ouvrage_id=None)
    | models.Q(role__in=sorted(DE_L_ENTREPRISE), entreprise_id__isnull=False, maitre_ouvrage_id=None)
    | models.Q(role=Role.ACHETEUR, entreprise_id=None, maitre_ouvrage_id__isnull=False)
)


class Guichet(models.Model):
    """The tenant: the body that employs the facilitators."""

    code = models.CharField("code", max_length=64, unique=True)
    nom = models.CharField("nom", max_length=200)
    type = models.CharField("type", max_length=20, choices=TypeGuichet)
    adresse = models.TextField("adresse", blank=True)
    courriel = models.EmailField("courriel de contact", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    mention_rapport = models.CharField("mention en pied de rapport", max_length=300, blank=True)
    delai_releve_jours = models.PositiveSmallIntegerField(
        "délai de remise du relevé, en jours après la fin du mois", default=10
    )
    seuil_effectif = models.PositiveSmallIntegerField("effectif minimal affiché dans un rapport", default=5)
    heures_max_mois = models.DecimalField(
        "heures par mois au-delà desquelles demander confirmation",
        max_digits=6,
        decimal_places=2,
        default=220,
    )
    ecart_paie = models.DecimalField(
        "écart toléré entre heures déclarées et heures payées, en heures",
        max_digits=5,
        decimal_places=2,
        default=0,
    )
    participants_fse = models.BooleanField("export nominatif des participants FSE+", default=False)
    cree_a = models.DateTimeField("créé le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "guichet"
        verbose_name_plural = "guichets"

    def __str__(self) -> str:
        return self.nom


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, email: str, password: str | None = None, **champs: Any) -> Utilisateur:
        utilisateur = self.model(email=self.normalize_email(email).lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur


class Utilisateur(AbstractBaseUser):
    """An account: an address, a password, factors. No right by itself."""

    email = models.EmailField("adresse électronique", unique=True)
    prenom = models.CharField("prénom", max_length=100, blank=True)
    nom = models.CharField("nom", max_length=100, blank=True)
    is_active = models.BooleanField("compte ouvert", default=True)
    est_plateforme = models.BooleanField("équipe de la plateforme", default=False)
    cree_a = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects = UtilisateurManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"

    def __str__(self) -> str:
        return self.nom_complet or self.email

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip()


class MembreQuerySet(TenantQuerySet):
    def visibles_par(self, adhesion: Adhesion) -> Self:
        """The staff sees every member; an external user, those of its own organisation."""
        if adhesion.est_interne:
            return self
        return self.filter(
            role=adhesion.role,
            entreprise_id=adhesion.entreprise_id,
            maitre_ouvrage_id=adhesion.maitre_ouvrage_id,
        )


class AdhesionQuerySet(MembreQuerySet):
    def actives(self) -> AdhesionQuerySet:
        return self.filter(est_active=True)

    def responsables(self) -> AdhesionQuerySet:
        return self.filter(est_active=True, role=Role.ADMIN_GUICHET)


class InvitationQuerySet(MembreQuerySet):
    def en_attente(self) -> InvitationQuerySet:
        """Sent, not answered; the expired ones too: they can be sent again."""
        return self.filter(acceptee_a=None, annulee_a=None)


class Adhesion(TenantModel):
    """A person in a guichet: a role and, outside the staff, the organisation spoken for."""

    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.PROTECT, related_name="adhesions")
    role = models.CharField("rôle", max_length=20, choices=Role)
    entreprise_id = models.BigIntegerField("entreprise ou structure représentée", null=True, blank=True)
    maitre_ouvrage_id = models.BigIntegerField("acheteur représenté", null=True, blank=True)
    organisation_nom = models.CharField("organisation", max_length=255, blank=True)
    nom_affiche = models.CharField("nom", max_length=200)
    courriel = models.EmailField("courriel")
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    est_active = models.BooleanField("active", default=True)
    depuis_le = models.DateTimeField("depuis", default=timezone.now, editable=False)

    objects = TenantManager.from_queryset(AdhesionQuerySet)()

    class Meta:
        verbose_name = "adhésion"
        verbose_name_plural = "adhésions"
        constraints = [
            models.UniqueConstraint(
                "guichet",
                "utilisateur",
                "role",
                models.functions.Coalesce("entreprise_id", 0),
                models.functions.Coalesce("maitre_ouvrage_id", 0),
                name="adhesion_unique",
            ),
            models.CheckConstraint(
                name="adhesion_organisation_selon_role",
                condition=ORGANISATION_SELON_ROLE,
            ),
        ]

    def __str__(self) -> str:
        return self.nom_affiche

    @property
    def est_interne(self) -> bool:
        return self.role in INTERNES

    @property
    def est_externe(self) -> bool:
        return self.role in EXTERNES

    @property
    def initiales(self) -> str:
        return "".join(mot[0] for mot in self.nom_affiche.split()[:2]).upper()


class Invitation(TenantModel):
    """An offer of membership sent to an address. The token is stored hashed, serves once, 14 days."""

    identifiant = models.UUIDField(default=uuid.uuid4, editable=False)
    courriel = models.EmailField("courriel")
    nom_affiche = models.CharField("nom", max_length=200)
    role = models.CharField("rôle", max_length=20, choices=Role)
    entreprise_id = models.BigIntegerField(null=True, blank=True)
    maitre_ouvrage_id = models.BigIntegerField(null=True, blank=True)
    organisation_nom = models.CharField("organisation", max_length=255, blank=True)
    empreinte_jeton = models.CharField(max_length=64)
    creee_a = models.DateTimeField("envoyée le", default=timezone.now, editable=False)
    expire_a = models.DateTimeField("expire le")
    acceptee_a = models.DateTimeField("acceptée le", null=True, blank=True)
    annulee_a = models.DateTimeField("annulée le", null=True, blank=True)
    par_id = models.BigIntegerField("invité par", null=True, blank=True)
    par_nom = models.CharField("invité par", max_length=200, blank=True)

    objects = TenantManager.from_queryset(InvitationQuerySet)()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "empreinte_jeton"], name="invitation_jeton_unique"),
            models.CheckConstraint(name="invitation_organisation_selon_role", condition=ORGANISATION_SELON_ROLE),
        ]

    def __str__(self) -> str:
        return f"{self.nom_affiche} ({self.courriel})"

    @property
    def est_ouverte(self) -> bool:
        return self.acceptee_a is None and self.annulee_a is None and self.expire_a > timezone.now()


class JetonApiQuerySet(TenantQuerySet):
    def ouverts(self) -> JetonApiQuerySet:
        return self.filter(revoque_a=None)

    def visibles_par(self, adhesion: Any) -> Self:
        """The staff sees every token; an external user, those of its own organisation."""
        return self if adhesion.est_interne else self.filter(entreprise_id=adhesion.entreprise_id)


class JetonApi(TenantModel):
    """The key a program of a company shows: it speaks for that company in this guichet, for nothing else.

    256 bits, kept as their fingerprint; `debut` lets a person recognise it in a list."""

    libelle = models.CharField("à quoi il sert", max_length=100)
    role = models.CharField("rôle", max_length=20, choices=Role)
    entreprise_id = models.BigIntegerField("entreprise ou structure représentée")
    organisation_nom = models.CharField("organisation", max_length=255)
    empreinte_jeton = models.CharField(max_length=64)
    debut = models.CharField("commence par", max_length=12)
    cree_a = models.DateTimeField("créé le", default=timezone.now, editable=False)
    cree_par = models.CharField("créé par", max_length=200)
    servi_a = models.DateTimeField("dernier usage", null=True, blank=True)
    revoque_a = models.DateTimeField("révoqué le", null=True, blank=True)
    revoque_par = models.CharField("révoqué par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(JetonApiQuerySet)()

    class Meta:
        verbose_name = "jeton d’accès par programme"
        verbose_name_plural = "jetons d’accès par programme"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "empreinte_jeton"], name="jeton_api_unique"),
            models.CheckConstraint(name="jeton_api_role", condition=models.Q(role__in=sorted(DE_L_ENTREPRISE))),
        ]

    def __str__(self) -> str:
        return self.libelle
