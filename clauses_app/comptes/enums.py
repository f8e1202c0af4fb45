"""Closed lists of the accounts."""

from django.db import models


class TypeGuichet(models.TextChoices):
    MAISON_EMPLOI = "MAISON_EMPLOI", "Maison de l’emploi"
    PLIE = "PLIE", "PLIE"
    DEPARTEMENT = "DEPARTEMENT", "Département"
    EPCI = "EPCI", "Métropole ou intercommunalité"
    COMMUNE = "COMMUNE", "Commune"
    ASSOCIATION = "ASSOCIATION", "Association"
    GIP = "GIP", "Groupement d’intérêt public"
    BAILLEUR = "BAILLEUR", "Bailleur"
    AUTRE = "AUTRE", "Autre"


class Role(models.TextChoices):
    """What a membership may be. The rights of each are in `permissions.py`, on one page."""

    FACILITATEUR = "FACILITATEUR", "Facilitateur ou facilitatrice"
    ADMIN_GUICHET = "ADMIN_GUICHET", "Responsable du guichet"
    ENTREPRISE = "ENTREPRISE", "Entreprise"
    STRUCTURE = "STRUCTURE", "Structure d’insertion"
    ACHETEUR = "ACHETEUR", "Acheteur"


INTERNES = frozenset({Role.FACILITATEUR, Role.ADMIN_GUICHET})
DE_L_ENTREPRISE = frozenset({Role.ENTREPRISE, Role.STRUCTURE})
EXTERNES = frozenset({Role.ENTREPRISE, Role.STRUCTURE, Role.ACHETEUR})
