"""Closed lists of the follow-up."""

from django.db import models


class Nature(models.TextChoices):
    TRAVAIL = "TRAVAIL", "Travail"
    FORMATION_CONTRAT = "FORMATION_CONTRAT", "Formation du contrat"
    FORMATION_HORS_CONTRAT = "FORMATION_HORS_CONTRAT", "Formation hors contrat"
    ABSENCE = "ABSENCE", "Absence"
    TUTORAT = "TUTORAT", "Tutorat"


class StatutHeure(models.TextChoices):
    SOUMISE = "SOUMISE", "En attente"
    VALIDEE = "VALIDEE", "Validée"
    REFUSEE = "REFUSEE", "Refusée"


class StatutReleve(models.TextChoices):
    DEPOSE = "DEPOSE", "Déposé, en lecture"
    A_COMPLETER = "A_COMPLETER", "À compléter"
    SOUMIS = "SOUMIS", "À valider"
    VALIDE = "VALIDE", "Validé"
    VALIDE_PARTIEL = "VALIDE_PARTIEL", "Validé en partie"
    REJETE = "REJETE", "Refusé"


class StatutBilan(models.TextChoices):
    DEMANDE = "DEMANDE", "Demandé"
    EN_COURS = "EN_COURS", "En cours"
    PRET = "PRET", "Prêt"
    ECHEC = "ECHEC", "Échec"


class StatutReprise(models.TextChoices):
    DEPOSEE = "DEPOSEE", "Déposée"
    EXAMINEE = "EXAMINEE", "Examinée"
    REFUSEE = "REFUSEE", "Refusée"
    EN_COURS = "EN_COURS", "En cours"
    GARDEE = "GARDEE", "Gardée"
    ABANDONNEE = "ABANDONNEE", "Abandonnée"


class Motif(models.TextChoices):
    """Why hours do not count, in the order in which they are looked at (DECOMPTE)."""

    ABSENCE = "ABSENCE", "Absence"
    TUTORAT = "TUTORAT", "Tutorat"
    FORMATION_HORS_CONTRAT = "FORMATION_HORS_CONTRAT", "Formation hors contrat"
    SANS_ELIGIBILITE = "SANS_ELIGIBILITE", "Sans éligibilité"
    PUBLIC_NON_ADMIS = "PUBLIC_NON_ADMIS", "Public non admis"
    HORS_CONTRAT = "HORS_CONTRAT", "Hors du contrat de travail"
    HORS_MARCHE = "HORS_MARCHE", "Hors du marché"
    AVANT_DECISION = "AVANT_DECISION", "Avant la décision d’éligibilité"
    APRES_FENETRE = "APRES_FENETRE", "Après la fenêtre d’éligibilité"
    PLAFOND_MENSUEL = "PLAFOND_MENSUEL", "Au-delà du plafond mensuel"


class CodeAnomalie(models.TextChoices):
    """What may be wrong, or surprising, in a line of a timesheet."""

    IDENTIFIANT_ABSENT = "IDENTIFIANT_ABSENT", "Personne ajoutée à la main"
    IDENTIFIANT_INCONNU = "IDENTIFIANT_INCONNU", "Identifiant modifié"
    CONTRAT_INCONNU = "CONTRAT_INCONNU", "Contrat inconnu"
    DOUBLON_LIGNE = "DOUBLON_LIGNE", "Ligne en double"
    HEURES_ILLISIBLES = "HEURES_ILLISIBLES", "Heures illisibles"
    FORMULE_SANS_VALEUR = "FORMULE_SANS_VALEUR", "Formule sans résultat"
    HEURES_NEGATIVES = "HEURES_NEGATIVES", "Heures négatives"
    HEURES_IMPOSSIBLES = "HEURES_IMPOSSIBLES", "Plus de 24 h par jour"
    HEURES_EXCESSIVES = "HEURES_EXCESSIVES", "Mois très long"
    HEURES_AVANT_CONTRAT = "HEURES_AVANT_CONTRAT", "Avant le contrat"
    HEURES_APRES_CONTRAT = "HEURES_APRES_CONTRAT", "Après le contrat"
    MOIS_FUTUR = "MOIS_FUTUR", "Mois à venir"
    DEJA_DECLAREE = "DEJA_DECLAREE", "Déjà déclarée"
    DECLAREE_AUTREMENT = "DECLAREE_AUTREMENT", "Déjà déclarée autrement"
    LIGNE_HORS_PERIODE = "LIGNE_HORS_PERIODE", "Autre mois que le relevé"
    LIGNE_VIDE = "LIGNE_VIDE", "Ligne laissée vide"


class GenreSuite(models.TextChoices):
    """What was decided about an affair of the queue."""

    SOMMEIL = "SOMMEIL", "En sommeil"
    CONFIEE = "CONFIEE", "Confiée"
    FAITE = "FAITE", "Faite"
