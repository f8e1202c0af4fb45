"""The contract, its lots, the companies they are given to."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from clauses_app.tenancy.tri import champ_recherche, champ_tri
from marches.enums import (
    ACCORDS_CADRES,
    FormeMarche,
    MotifDerogation,
    NaturePrestation,
    ProcedureMarche,
    RoleAttribution,
    StatutMarche,
    TypeClause,
    TypePenalite,
)
from marches.models.entreprise import Entreprise
from marches.models.maitre_ouvrage import MaitreOuvrage
from marches.models.operation import Operation
from marches.models.programme import Programme

CLOS = (StatutMarche.ANNULE, StatutMarche.SANS_SUITE, StatutMarche.SOLDE)


_TERMINES = (StatutMarche.TERMINE_ATTEINT, StatutMarche.TERMINE_PARTIEL, StatutMarche.TERMINE_NON_ATTEINT)
# where a contract may go from each status; a slip is mended by going back, or by undoing the act
STATUTS_SUIVANTS: dict[StatutMarche, tuple[StatutMarche, ...]] = {
    StatutMarche.EN_PREPARATION: (
        StatutMarche.PUBLIE,
        StatutMarche.ATTRIBUE,
        StatutMarche.EN_COURS,
        StatutMarche.SANS_SUITE,
        StatutMarche.ANNULE,
    ),
    StatutMarche.PUBLIE: (
        StatutMarche.ATTRIBUE,
        StatutMarche.EN_COURS,
        StatutMarche.SANS_SUITE,
        StatutMarche.EN_PREPARATION,
    ),
    StatutMarche.ATTRIBUE: (StatutMarche.EN_COURS, StatutMarche.SANS_SUITE, StatutMarche.ANNULE),
    StatutMarche.EN_COURS: (*_TERMINES, StatutMarche.SUSPENDU, StatutMarche.ANNULE),
    StatutMarche.SUSPENDU: (StatutMarche.EN_COURS, *_TERMINES, StatutMarche.ANNULE),
    StatutMarche.TERMINE: (*_TERMINES, StatutMarche.SOLDE, StatutMarche.EN_COURS),
    **dict.fromkeys(_TERMINES, (StatutMarche.SOLDE, StatutMarche.EN_COURS)),
    StatutMarche.SOLDE: (StatutMarche.EN_COURS,),
    StatutMarche.ANNULE: (StatutMarche.EN_COURS,),
    StatutMarche.SANS_SUITE: (StatutMarche.EN_PREPARATION,),
}


class MarcheQuerySet(TenantQuerySet):
    def suivis(self) -> MarcheQuerySet:
        """Contracts whose clause is alive."""
        return self.exclude(statut__in=CLOS)


class Marche(TenantModel):
    """A contract that carries a clause. Hours due are in `EngagementHeures`, never here."""

    ref = models.CharField("référence", max_length=80)
    identifiant_public = models.UUIDField(default=uuid.uuid4, editable=False)
    objet = models.CharField("objet", max_length=1000)
    maitre_ouvrage = LienGuichet(MaitreOuvrage, verbose_name="maître d’ouvrage")
    operation = LienGuichet(Operation, verbose_name="opération", null=True, blank=True)
    types_clause = ArrayField(
        models.CharField(max_length=10, choices=TypeClause), verbose_name="types de clause", default=list
    )
    regle_code = models.CharField("règle de décompte", max_length=64)
    date_debut = models.DateField("début")
    date_fin = models.DateField("fin")
    montant_ht = models.DecimalField(
        "montant hors taxes, en euros",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    # NULL = every category; an empty list would admit nobody
    categories_admises = ArrayField(
        models.CharField(max_length=20), verbose_name="publics admis", null=True, blank=True
    )
    penalite_type = models.CharField("pénalité", max_length=24, choices=TypePenalite, blank=True, default="")
    penalite_valeur = models.DecimalField(
        "valeur de la pénalité", max_digits=12, decimal_places=4, null=True, blank=True
    )
    statut = models.CharField("statut", max_length=24, choices=StatutMarche, default=StatutMarche.EN_COURS)
    forme = models.CharField(
        "forme", max_length=16, choices=FormeMarche, default=FormeMarche.ORDINAIRE, db_default=FormeMarche.ORDINAIRE
    )
    procedure = models.CharField(
        "procédure", max_length=16, choices=ProcedureMarche, blank=True, default="", db_default=""
    )
    accord_cadre = LienGuichet("self", verbose_name="accord-cadre", null=True, blank=True)
    # amounts of a framework agreement, without tax
    montant_minimum = models.DecimalField(
        "montant minimum hors taxes", max_digits=14, decimal_places=2, null=True, blank=True
    )
    montant_maximum = models.DecimalField(
        "montant maximum hors taxes", max_digits=14, decimal_places=2, null=True, blank=True
    )
    programme = LienGuichet(Programme, verbose_name="programme", null=True, blank=True)
    nature_prestation = models.CharField(
        "nature de la prestation", max_length=16, choices=NaturePrestation, blank=True, default="", db_default=""
    )
    part_reservee_pct = models.DecimalField(
        "part réservée, en %", max_digits=5, decimal_places=2, null=True, blank=True
    )
    accord_volontaire = models.CharField(
        "accord qui fonde la clause", max_length=300, blank=True, default="", db_default=""
    )
    motif_derogation = models.CharField(
        "motif de dérogation", max_length=20, choices=MotifDerogation, blank=True, default="", db_default=""
    )
    justification_derogation = models.CharField(
        "justification de la dérogation", max_length=1000, blank=True, default="", db_default=""
    )
    modifie_a = models.DateTimeField("modifié le", auto_now=True, db_default=Now())
    uid_decp = models.CharField("identifiant national", max_length=64, blank=True, default="")
    suivi_par_id = models.BigIntegerField("suivi par", null=True, blank=True)
    suivi_par_nom = models.CharField("suivi par", max_length=200, blank=True, default="")

    tri = champ_tri("objet")
    cle_ref = champ_tri("ref")
    recherche = champ_recherche(None, "objet", "ref", "uid_decp")

    objects = TenantManager.from_queryset(MarcheQuerySet)()

    class Meta:
        verbose_name = "marché"
        verbose_name_plural = "marchés"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "ref"], name="marche_ref_unique"),
            models.UniqueConstraint(
                fields=["guichet", "uid_decp"], name="marche_uid_decp_unique", condition=~Q(uid_decp="")
            ),
            models.CheckConstraint(name="marche_dates", condition=Q(date_fin__gte=F("date_debut"))),
        ]
        indexes = [
            models.Index(fields=["guichet", "maitre_ouvrage"], name="marche_maitre_ouvrage"),
            models.Index(fields=["guichet", "suivi_par_nom"], name="marche_suivi_par"),
        ]

    def __str__(self) -> str:
        return self.objet

    @property
    def est_accord_cadre(self) -> bool:
        return self.forme in ACCORDS_CADRES

    @property
    def est_clos(self) -> bool:
        return self.statut in CLOS


class Lot(TenantModel):
    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché")
    ref = models.CharField("référence", max_length=80)
    objet = models.CharField("objet", max_length=1000)
    # names under which the site appears in timesheets
    reperes = ArrayField(models.CharField(max_length=255), verbose_name="repères", default=list, blank=True)
    # NULL = those of the contract
    types_clause = ArrayField(
        models.CharField(max_length=10, choices=TypeClause), verbose_name="types de clause", null=True, blank=True
    )
    montant_ht = models.DecimalField(
        "montant hors taxes, en euros",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    ratio_eur_heure = models.DecimalField(
        "euros hors taxes par heure d’insertion", max_digits=12, decimal_places=2, null=True, blank=True
    )
    modifie_a = models.DateTimeField("modifié le", auto_now=True, db_default=Now())

    tri = champ_tri("objet")
    recherche = champ_recherche("reperes", "objet", "ref")

    class Meta:
        verbose_name = "lot"
        verbose_name_plural = "lots"
        constraints = [models.UniqueConstraint(fields=["guichet", "marche", "ref"], name="lot_ref_unique")]

    def __str__(self) -> str:
        return self.objet


class AttributionQuerySet(TenantQuerySet):
    def tenues(self) -> AttributionQuerySet:
        """Without those that came and left the same day: undone, or entered by mistake."""
        liste: AttributionQuerySet = self.exclude(date_fin__lte=F("date_debut"))
        return liste


class Attribution(TenantModel):
    """A company on a lot, in a role. Contract and buyer are copied from the lot (composite links keep
    them true): they let the database confine a company or a buyer without joining."""

    lot = LienGuichet(Lot, on_delete=models.CASCADE)
    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché")
    maitre_ouvrage = LienGuichet(MaitreOuvrage, verbose_name="maître d’ouvrage")
    ref = models.CharField("référence", max_length=80)
    entreprise = LienGuichet(Entreprise)
    role = models.CharField("rôle", max_length=14, choices=RoleAttribution)
    heures_affectees = models.DecimalField(
        "heures à sa charge",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    # NULL = from the start, up to the end
    date_debut = models.DateField("titulaire depuis le", null=True, blank=True)
    date_fin = models.DateField("titulaire jusqu’au", null=True, blank=True)
    # of a declared subcontractor (DC4): the holder that stays liable, when it was accepted, for how much
    donneur_ordre = LienGuichet("self", verbose_name="donneur d’ordre", null=True, blank=True)
    dc4_date = models.DateField("acceptée par l’acheteur le", null=True, blank=True)
    dc4_montant_ht = models.DecimalField(
        "montant sous-traité hors taxes", max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = TenantManager.from_queryset(AttributionQuerySet)()

    class Meta:
        verbose_name = "attribution"
        verbose_name_plural = "attributions"
        constraints = [models.UniqueConstraint(fields=["guichet", "ref"], name="attribution_ref_unique")]
        indexes = [
            models.Index(fields=["guichet", "lot"], name="attribution_lot"),
            models.Index(fields=["guichet", "entreprise"], name="attribution_entreprise"),
            models.Index(fields=["guichet", "marche"], name="attribution_marche"),
        ]

    def __str__(self) -> str:
        return f"{self.entreprise} ({self.get_role_display().lower()})"
