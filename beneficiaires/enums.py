"""Closed lists about people and work contracts. Codes of the exchange format."""

from django.db import models

from marches.enums import Categorie

__all__ = ["Categorie", "Decision", "Modalite", "Sexe", "TypeContrat"]


class Sexe(models.TextChoices):
    F = "F", "Femme"
    M = "M", "Homme"


class Decision(models.TextChoices):
    ACCEPTEE = "ACCEPTEE", "Acceptée"
    REFUSEE = "REFUSEE", "Refusée"


class Modalite(models.TextChoices):
    EMB = "EMB", "Embauche directe"
    MAD_ETTI = "MAD_ETTI", "Mise à disposition, ETTI"
    MAD_ETT = "MAD_ETT", "Mise à disposition, ETT"
    MAD_AI = "MAD_AI", "Mise à disposition, AI"
    MAD_GEIQ = "MAD_GEIQ", "Mise à disposition, GEIQ"
    MAD_EATT = "MAD_EATT", "Mise à disposition, EATT"
    MAD_EA = "MAD_EA", "Mise à disposition, EA"
    ST_EI = "ST_EI", "Sous-traitance, EI"
    ST_ACI = "ST_ACI", "Sous-traitance, ACI"
    ST_EA = "ST_EA", "Sous-traitance, EA"
    ST_ESAT = "ST_ESAT", "Sous-traitance, ESAT"
    COT_EI = "COT_EI", "Cotraitance, EI"
    COT_ACI = "COT_ACI", "Cotraitance, ACI"
    COT_EA = "COT_EA", "Cotraitance, EA"
    COT_ESAT = "COT_ESAT", "Cotraitance, ESAT"
    FORM = "FORM", "Formation"
    STAGE = "STAGE", "Stage"


class TypeContrat(models.TextChoices):
    CDI = "CDI", "CDI"
    CDI_INCLUSION = "CDI_INCLUSION", "CDI inclusion"
    CDI_INTERIMAIRE = "CDI_INTERIMAIRE", "CDI intérimaire"
    CDD = "CDD", "CDD"
    CDD_USAGE = "CDD_USAGE", "CDD d’usage"
    CDD_CHANTIER = "CDD_CHANTIER", "CDD de chantier"
    CDI_CHANTIER = "CDI_CHANTIER", "CDI de chantier"
    CDDI = "CDDI", "CDD d’insertion"
    CDD_TREMPLIN = "CDD_TREMPLIN", "CDD tremplin"
    APPRENTISSAGE = "APPRENTISSAGE", "Apprentissage"
    PROFESSIONNALISATION = "PROFESSIONNALISATION", "Professionnalisation"
    MISSION_INTERIM = "MISSION_INTERIM", "Mission d’intérim"
    MISSION_INSERTION = "MISSION_INSERTION", "Mission d’intérim d’insertion"
    PEC = "PEC", "Contrat aidé (PEC)"
    SOUTIEN_ESAT = "SOUTIEN_ESAT", "Contrat de soutien (ESAT)"
    STAGE = "STAGE", "Stage"
    AUTRE = "AUTRE", "Autre"
