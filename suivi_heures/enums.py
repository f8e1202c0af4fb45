"""Closed lists of the follow-up."""

from django.db import models

from beneficiaires.enums import Severite as Severite


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
    REMPLACE = "REMPLACE", "Remplacé"
    RETIRE = "RETIRE", "Retiré"
    RAPPROCHE = "RAPPROCHE", "Rapproché"  # all of it was already sent by the other employer


class SuiteLigne(models.TextChoices):
    """Where a line of a timesheet stands after what somebody decided of it; empty: nobody did."""

    CORRIGEE = "CORRIGEE", "Corrigée"
    CONFIRMEE = "CONFIRMEE", "Gardée telle quelle"
    ECARTEE = "ECARTEE", "Non importée"
    DEMANDEE = "DEMANDEE", "Demandée au guichet"
    RENVOYEE = "RENVOYEE", "Renvoyée à l’entreprise"
    CROISEE = "CROISEE", "Déclarée aussi par l’autre employeur"


class GesteLigne(models.TextChoices):
    """What can be done of a faulty line, in place."""

    RATTACHER = "RATTACHER", "Personne désignée"
    OUVRIR = "OUVRIR", "Contrat ouvert"
    HEURES = "HEURES", "Heures remplacées"
    DEDOUBLER = "DEDOUBLER", "Les deux lignes gardées"
    GARDER = "GARDER", "Gardée telle quelle"
    ECARTER = "ECARTER", "Non importée"
    DEMANDER = "DEMANDER", "Demandée au guichet"
    RENVOYER = "RENVOYER", "Renvoyée à l’entreprise"


class SortRetrait(models.TextChoices):
    """What becomes of a line that a corrected file no longer holds."""

    A_CONFIRMER = "A_CONFIRMER", "Retrait à confirmer"
    RETIREE = "RETIREE", "Retirée"
    GARDEE = "GARDEE", "Gardée"


class StatutBilan(models.TextChoices):
    DEMANDE = "DEMANDE", "Demandé"
    EN_COURS = "EN_COURS", "En cours"
    PRET = "PRET", "Prêt"
    ECHEC = "ECHEC", "Échec"
    ARRETE = "ARRETE", "Arrêté"  # by somebody, before its end


class MotifRetrait(models.TextChoices):
    """Why a published report was taken back: said to anybody who checks the document, so a closed list."""

    CHIFFRES = "CHIFFRES", "Un chiffre était faux"
    TEXTE = "TEXTE", "Un texte était faux ou déplacé"
    ERREUR = "ERREUR", "Publié par erreur"
    DEMANDE = "DEMANDE", "Retiré à la demande de l’acheteur"


class Camp(models.TextChoices):
    """Who acts in a difficulty: three parties."""

    GUICHET = "GUICHET", "Guichet"
    ENTREPRISE = "ENTREPRISE", "Entreprise"
    ACHETEUR = "ACHETEUR", "Acheteur"


class TypeEtape(models.TextChoices):
    """Dated facts of a difficulty, in the order in which they usually come (domaine § 6.4, § 7.2)."""

    SIGNALEMENT = "SIGNALEMENT", "Difficulté signalée"
    ECHANGE = "ECHANGE", "Échange"
    DEMANDE = "DEMANDE", "Mise en demeure demandée à l’acheteur"
    MISE_EN_DEMEURE = "MISE_EN_DEMEURE", "Mise en demeure envoyée"
    REPONSE = "REPONSE", "Réponse de l’entreprise"
    AVIS = "AVIS", "Avis du facilitateur"
    DECISION = "DECISION", "Décision de l’acheteur"
    CLOTURE = "CLOTURE", "Difficulté résolue"
    ANNULATION = "ANNULATION", "Étape annulée"


class SensAvis(models.TextChoices):
    FAVORABLE = "FAVORABLE", "Favorable à l’exonération"
    PARTIEL = "PARTIEL", "Favorable à une exonération partielle"
    DEFAVORABLE = "DEFAVORABLE", "Défavorable à l’exonération"


class SensDecision(models.TextChoices):
    PENALITE = "PENALITE", "Pénalité appliquée"
    RENONCIATION = "RENONCIATION", "Renonciation à la pénalité"
    SUSPENSION = "SUSPENSION", "Suspension de l’obligation"


class MotifExoneration(models.TextChoices):
    """Why the buyer may waive or suspend (domaine § 7.2)."""

    DIFF_ECO = "DIFF_ECO", "Difficulté économique établie"
    INFRUCTUEUX = "INFRUCTUEUX", "Recherches de candidats prouvées, sans résultat"
    ARRET_CHANTIER = "ARRET_CHANTIER", "Arrêt du chantier"
    RESILIATION = "RESILIATION", "Résiliation du marché"
    FORCE_MAJEURE = "FORCE_MAJEURE", "Force majeure"
    BAISSE_COMMANDE = "BAISSE_COMMANDE", "Baisse des commandes"
    REPORT_AUTRE_MARCHE = "REPORT_AUTRE_MARCHE", "Heures reportées sur un autre marché"


class TypeDemarche(models.TextChoices):
    """Evidence of effort (domaine § 7.2)."""

    OFFRE = "OFFRE", "Offre transmise"
    CANDIDAT = "CANDIDAT", "Candidat proposé"
    REFUS_ENTREPRISE = "REFUS_ENTREPRISE", "Candidat refusé par l’entreprise"
    REFUS_CANDIDAT = "REFUS_CANDIDAT", "Proposition refusée par le candidat"
    APPEL = "APPEL", "Appel"
    COURRIEL = "COURRIEL", "Courriel"
    REUNION = "REUNION", "Réunion ou visite"


class IssueProposition(models.TextChoices):
    """Where a person proposed for a need stands. The refusals carry the codes of the evidence of effort."""

    PROPOSEE = "PROPOSEE", "Proposée"
    ENTRETIEN = "ENTRETIEN", "Entretien"
    REFUS_ENTREPRISE = "REFUS_ENTREPRISE", "Refusée par l’entreprise"
    REFUS_CANDIDAT = "REFUS_CANDIDAT", "Refusée par la personne"
    EMBAUCHEE = "EMBAUCHEE", "Embauchée"
    RETIREE = "RETIREE", "Retirée"


REFUS = frozenset({IssueProposition.REFUS_ENTREPRISE, IssueProposition.REFUS_CANDIDAT})


class MotifRefus(models.TextChoices):
    """Facts of the post, never of the life of the person."""

    COMPETENCES = "COMPETENCES", "Compétences éloignées du poste"
    ENTRETIEN = "ENTRETIEN", "Entretien non concluant"
    POURVU = "POURVU", "Poste pourvu autrement"
    HORAIRES = "HORAIRES", "Horaires"
    DISTANCE = "DISTANCE", "Distance, transport"
    SALAIRE = "SALAIRE", "Salaire, conditions"
    AUTRE_EMPLOI = "AUTRE_EMPLOI", "Autre emploi ou formation"
    SANS_REPONSE = "SANS_REPONSE", "Sans réponse"


class TypeCourrier(models.TextChoices):
    RELANCE_1 = "RELANCE_1", "Première relance"
    RELANCE_2 = "RELANCE_2", "Deuxième relance"
    RELANCE_LIBRE = "RELANCE_LIBRE", "Relance sans délai"
    COPIE_ACHETEUR = "COPIE_ACHETEUR", "Copie à l’acheteur après appel"
    DEMANDE_MISE_EN_DEMEURE = "DEMANDE_MISE_EN_DEMEURE", "Demande de mise en demeure"
    AVIS = "AVIS", "Avis du facilitateur"
    ATTESTATION = "ATTESTATION", "Attestation de fin de clause"
    CONVOCATION = "CONVOCATION", "Convocation à une action"


class Palier(models.TextChoices):
    """Steps of reminding (domaine § 6.4)."""

    R1 = "R1", "Première relance"
    R2 = "R2", "Deuxième relance"
    R3 = "R3", "Appel et copie à l’acheteur"
    R4 = "R4", "Demande de mise en demeure"
    LIBRE = "LIBRE", "Relance à la main"


class StatutRelance(models.TextChoices):
    """`EN_COURS` is written before the message leaves: an interrupted sending stays visible, never repeated."""

    PREPAREE = "PREPAREE", "À envoyer"
    EN_COURS = "EN_COURS", "Envoi en cours"
    ENVOYEE = "ENVOYEE", "Envoyée"
    FAITE = "FAITE", "Faite"
    ECHEC = "ECHEC", "Non partie"
    REJETEE = "REJETEE", "Adresse en échec"


class Rythme(models.TextChoices):
    MENSUEL = "MENSUEL", "Chaque mois"
    TRIMESTRIEL = "TRIMESTRIEL", "Chaque trimestre"


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
    DUREE_LEGALE = "DUREE_LEGALE", "Plus de 48\u202fh par semaine"
    CHEVAUCHEMENT = "CHEVAUCHEMENT", "Deux employeurs les mêmes jours"
    SANS_DECISION = "SANS_DECISION", "Sans décision d’éligibilité"
    # the reading of any layout (releves § 4, closed list)
    FICHIER_DEJA_RECU = "FICHIER_DEJA_RECU", "Fichier déjà reçu"
    VERSION_CORRIGEE = "VERSION_CORRIGEE", "Version corrigée"
    LIGNE_MODIFIEE = "LIGNE_MODIFIEE", "Ligne modifiée"
    LIGNES_HORS_MARCHE = "LIGNES_HORS_MARCHE", "Lignes d’un autre chantier"
    FEUILLE_MASQUEE = "FEUILLE_MASQUEE", "Feuille masquée"
    COLONNE_MASQUEE = "COLONNE_MASQUEE", "Colonne masquée"
    LIGNE_MASQUEE = "LIGNE_MASQUEE", "Ligne masquée"
    PERIODE_DEDUITE = "PERIODE_DEDUITE", "Période déduite"
    SIRET_INVALIDE = "SIRET_INVALIDE", "SIRET faux"
    DECLARATION_NEANT = "DECLARATION_NEANT", "Aucune heure déclarée"
    AUCUNE_LIGNE = "AUCUNE_LIGNE", "Aucune heure écrite"
    BENEFICIAIRE_INCONNU = "BENEFICIAIRE_INCONNU", "Personne inconnue"
    BENEFICIAIRE_AMBIGU = "BENEFICIAIRE_AMBIGU", "Plusieurs personnes de ce nom"
    NOM_APPROCHANT = "NOM_APPROCHANT", "Nom approchant"
    NOM_DIFFERENT = "NOM_DIFFERENT", "Nom différent"
    DATE_NAISSANCE_DIFFERENTE = "DATE_NAISSANCE_DIFFERENTE", "Date de naissance différente"
    SANS_CONTRAT = "SANS_CONTRAT", "Sans contrat chez l’employeur"
    HORAIRES_INCOHERENTS = "HORAIRES_INCOHERENTS", "Horaires et heures différents"
    TOTAL_INCOHERENT = "TOTAL_INCOHERENT", "Total différent de la somme"


class GenreSuite(models.TextChoices):
    """What was decided about an affair of the queue."""

    SOMMEIL = "SOMMEIL", "En sommeil"
    CONFIEE = "CONFIEE", "Confiée"
    FAITE = "FAITE", "Faite"


class GenreRendezVous(models.TextChoices):
    LANCEMENT = "LANCEMENT", "Réunion de lancement"
    SUIVI = "SUIVI", "Réunion de suivi"
    ECHEANCE = "ECHEANCE", "Échéance"


class Liste(models.TextChoices):
    """Lists that can be kept with their filters, and exported."""

    AFFAIRES = "AFFAIRES", "À traiter"
    MARCHES = "MARCHES", "Marchés"
    ENTREPRISES = "ENTREPRISES", "Entreprises"
    BENEFICIAIRES = "BENEFICIAIRES", "Bénéficiaires"
    RELEVES = "RELEVES", "Relevés"
    JOURNAL = "JOURNAL", "Journal"
    HEURES = "HEURES", "Heures"
    ACTIONS = "ACTIONS", "Actions"
    SORTIES = "SORTIES", "Sorties et suites"
    CONVENTIONS = "CONVENTIONS", "Conventions"
    BESOINS = "BESOINS", "Besoins"


class StatutExport(models.TextChoices):
    DEMANDE = "DEMANDE", "En préparation"
    PRET = "PRET", "Prêt"
    ECHEC = "ECHEC", "Échec"


class GenreSortie(models.TextChoices):
    """Outputs of a year besides the quarterly report."""

    ANNUEL = "ANNUEL", "Bilan annuel"
    NATIONAL = "NATIONAL", "Consolidation nationale"
    ANRU = "ANRU", "Tableau ANRU"
    FINANCEURS = "FINANCEURS", "Bilan par financeur"
    REGIONAL = "REGIONAL", "Export régional anonyme"


class TypeFinanceur(models.TextChoices):
    """Who pays for the follow-up."""

    ETAT = "ETAT", "État (DDETS, DREETS)"
    DEPARTEMENT = "DEPARTEMENT", "Département"
    REGION = "REGION", "Région"
    EPCI = "EPCI", "Métropole ou intercommunalité"
    COMMUNE = "COMMUNE", "Commune"
    FSE = "FSE", "FSE+"
    ANRU = "ANRU", "ANRU, politique de la ville"
    ACHETEUR = "ACHETEUR", "Acheteur, bailleur, grand maître d’ouvrage"
    AUTRE = "AUTRE", "Autre financeur"


class Activite(models.TextChoices):
    """What a facilitator's time goes to, as funders ask for it (domaine § 9)."""

    PROMOTION = "PROMOTION", "Promotion de la clause"
    ACHETEURS = "ACHETEURS", "Aide aux acheteurs"
    CANDIDATS = "CANDIDATS", "Aide aux candidats aux marchés"
    EXPERTISE = "EXPERTISE", "Expertise aux titulaires"
    SUIVI = "SUIVI", "Suivi de l’exécution"


class NatureDepense(models.TextChoices):
    """Families of spending a funder takes or leaves."""

    SALAIRE = "SALAIRE", "Salaire et charges"
    DEPLACEMENT = "DEPLACEMENT", "Déplacements"
    FONCTIONNEMENT = "FONCTIONNEMENT", "Fonctionnement"
    COMMUNICATION = "COMMUNICATION", "Communication"
    PRESTATION = "PRESTATION", "Prestation extérieure"


class GenreAppel(models.TextChoices):
    AVANCE = "AVANCE", "Avance"
    ACOMPTE = "ACOMPTE", "Acompte"
    SOLDE = "SOLDE", "Solde"


class EtatAppel(models.TextChoices):
    """Where a call for funds stands; a closed list of turns, each dated."""

    PREPARE = "PREPARE", "Préparé"
    ENVOYE = "ENVOYE", "Envoyé"
    PIECE_DEMANDEE = "PIECE_DEMANDEE", "Pièce demandée"
    ACCEPTE = "ACCEPTE", "Accepté"
    PAYE = "PAYE", "Payé"
    REFUSE = "REFUSE", "Refusé"
    ANNULE = "ANNULE", "Annulé"
