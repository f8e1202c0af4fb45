"""A list with its filters, kept under a name."""

from django.db import models
from django.utils import timezone

from clauses_app.tenancy.modeles import TenantModel
from suivi_heures.enums import Liste


class VueEnregistree(TenantModel):
    """`adhesion_id`: whose; `partagee`: the whole team sees it; `par_defaut`: opens the list of its owner."""

    liste = models.CharField("liste", max_length=14, choices=Liste)
    nom = models.CharField("nom", max_length=80)
    filtres = models.CharField("filtres", max_length=1000, blank=True, default="")
    adhesion_id = models.BigIntegerField()
    par_nom = models.CharField("par", max_length=200)
    partagee = models.BooleanField("partagée avec l’équipe", default=False)
    par_defaut = models.BooleanField("vue par défaut", default=False)
    enregistree_a = models.DateTimeField("enregistrée le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "adhesion_id", "liste", "nom"], name="vue_nom_unique")
        ]

    def __str__(self) -> str:
        return self.nom
