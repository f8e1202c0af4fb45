"""Closed lists of the contracts. Codes are those of the exchange format `clauses-reprise/1`."""

from django.db import models


class TypeMaitreOuvrage(models.TextChoices):
    COMMUNE = "COMMUNE", "Commune"
    EPCI = "EPCI", "Intercommunalité"
    DEPARTEMENT = "DEPARTEMENT", "Département"
    REGION = "REGION", "Région"
    ETAT = "ETAT", "État"
    ETABLISSEMENT_PUBLIC = "ETABLISSEMENT_PUBLIC", "Établissement public"
    SANTE = "SANTE", "Établissement de santé"
    BAILLEUR = "BAILLEUR", "Bailleur social"
    SEM_SPL = "SEM_SPL", "SEM, SPL ou aménageur"
    GRAND_OPERATEUR = "GRAND_OPERATEUR", "Grand opérateur"
    SYNDICAT_MIXTE = "SYNDICAT_MIXTE", "Syndicat mixte"
    GROUPEMENT = "GROUPEMENT", "Groupement de commandes ou centrale d’achat"
    DELEGATAIRE = "DELEGATAIRE", "Délégataire ou concessionnaire"
    PRIVE = "PRIVE", "Privé"


class TypeStructure(models.TextChoices):
    EI = "EI", "Entreprise d’insertion"
    ETTI = "ETTI", "Entreprise de travail temporaire d’insertion"
    AI = "AI", "Association intermédiaire"
    ACI = "ACI", "Atelier et chantier d’insertion"
    EITI = "EITI", "Entreprise d’insertion par le travail indépendant"
    GEIQ = "GEIQ", "Groupement d’employeurs (GEIQ)"
    EA = "EA", "Entreprise adaptée"
    EATT = "EATT", "Entreprise adaptée de travail temporaire"
    ESAT = "ESAT", "ESAT"
    REGIE = "REGIE", "Régie de quartier ou de territoire"
    ETT = "ETT", "Entreprise de travail temporaire"


class TypeClause(models.TextChoices):
    EXEC = "EXEC", "Clause d’exécution"
    CRIT = "CRIT", "Critère d’attribution"
    EXEC_CRIT = "EXEC_CRIT", "Clause et critère"
    RES_HAND = "RES_HAND", "Réservé au handicap"
    RES_IAE = "RES_IAE", "Réservé à l’insertion"
    RES_MIXTE = "RES_MIXTE", "Réservé au handicap et à l’insertion"
    RES_PENIT = "RES_PENIT", "Réservé au travail pénitentiaire"
    RES_ESS = "RES_ESS", "Réservé à l’économie sociale"
    INSERT = "INSERT", "Marché d’insertion"
    PROGRES = "PROGRES", "Plan de progrès"
    FORM_SCOL = "FORM_SCOL", "Formation sous statut scolaire"
    VOLONT = "VOLONT", "Démarche volontaire"
    ANRU = "ANRU", "Charte ANRU"
    CONC = "CONC", "Concession"


class SourceEngagement(models.TextChoices):
    INITIAL = "INITIAL", "Marché initial"
    OFFRE = "OFFRE", "Offre du titulaire"
    TRANCHE = "TRANCHE", "Tranche affermie"
    BON_COMMANDE = "BON_COMMANDE", "Bon de commande"
    AVENANT = "AVENANT", "Avenant"
    SUSPENSION = "SUSPENSION", "Suspension"
    TRANSFERT = "TRANSFERT", "Transfert"


class RoleAttribution(models.TextChoices):
    TITULAIRE = "TITULAIRE", "Titulaire"
    MANDATAIRE = "MANDATAIRE", "Mandataire"
    COTRAITANT = "COTRAITANT", "Cotraitant"
    SOUS_TRAITANT = "SOUS_TRAITANT", "Sous-traitant"


class TypePenalite(models.TextChoices):
    EUR_HEURE = "EUR_HEURE", "Euros par heure non faite"
    MULTIPLE_SMIC = "MULTIPLE_SMIC", "Multiple du SMIC horaire"
    MULTIPLE_PSS_HORAIRE = "MULTIPLE_PSS_HORAIRE", "Multiple du plafond horaire de la sécurité sociale"
    PCT_MONTANT = "PCT_MONTANT", "Part du montant du marché"
    FORFAIT = "FORFAIT", "Forfait"
    JOUR_RETARD = "JOUR_RETARD", "Par jour de retard"


class StatutMarche(models.TextChoices):
    EN_PREPARATION = "EN_PREPARATION", "En préparation"
    EN_COURS = "EN_COURS", "En cours"
    SUSPENDU = "SUSPENDU", "Suspendu"
    TERMINE = "TERMINE", "Terminé"
    SOLDE = "SOLDE", "Soldé"
    ANNULE = "ANNULE", "Annulé"


class StatutDecp(models.TextChoices):
    A_QUALIFIER = "A_QUALIFIER", "À qualifier"
    DOUTEUX = "DOUTEUX", "À vérifier"
    SUIVI = "SUIVI", "Suivi"
    ECARTE = "ECARTE", "Écarté"


class StatutImport(models.TextChoices):
    DEPOSE = "DEPOSE", "Déposé"
    EN_COURS = "EN_COURS", "En cours"
    TERMINE = "TERMINE", "Terminé"
    ECHEC = "ECHEC", "Échec"


class PointDepart(models.TextChoices):
    PREMIER_CONTRAT = "PREMIER_CONTRAT", "Premier contrat"
    DECISION = "DECISION", "Décision d’éligibilité"
    CONTRAT = "CONTRAT", "Chaque contrat"


class Portee(models.TextChoices):
    GUICHET = "GUICHET", "Tous les contrats du guichet"
    EMPLOYEUR = "EMPLOYEUR", "Même employeur"
    MARCHE = "MARCHE", "Même marché"
    OPERATION = "OPERATION", "Même opération"


class MoisPartiel(models.TextChoices):
    PRORATA_JOURS = "PRORATA_JOURS", "Au prorata des jours"
    PERIODE_ENTIERE = "PERIODE_ENTIERE", "Période entière"


class ConditionBonification(models.TextChoices):
    FEMME = "FEMME", "Femme"
    QPV = "QPV", "Habitant d’un quartier prioritaire"
    ALTERNANCE = "ALTERNANCE", "Alternance"
    CDI = "CDI", "CDI"
    HANDICAP = "HANDICAP", "Handicap"


class CumulBonifications(models.TextChoices):
    MAX = "MAX", "La plus forte"
    PRODUIT = "PRODUIT", "Leur produit"


class Categorie(models.TextChoices):
    """Publics a contract may admit and a person may belong to (A: by the structure, B: by the situation)."""

    A_AI = "A_AI", "Association intermédiaire"
    A_ETTI = "A_ETTI", "Intérim d’insertion (ETTI)"
    A_EI = "A_EI", "Entreprise d’insertion"
    A_ACI = "A_ACI", "Atelier et chantier d’insertion"
    A_EITI = "A_EITI", "Travail indépendant accompagné (EITI)"
    A_EA = "A_EA", "Entreprise adaptée"
    A_EATT = "A_EATT", "Entreprise adaptée de travail temporaire"
    A_ESAT = "A_ESAT", "ESAT"
    A_REGIE = "A_REGIE", "Régie de quartier"
    A_EPIDE = "A_EPIDE", "Volontaire de l’EPIDE"
    A_E2C = "A_E2C", "École de la deuxième chance"
    A_GEIQ = "A_GEIQ", "GEIQ"
    A_PENIT = "A_PENIT", "Travail pénitentiaire"
    B_DELD = "B_DELD", "Demandeur d’emploi de longue durée"
    B_DETLD = "B_DETLD", "Demandeur d’emploi de très longue durée"
    B_RSA = "B_RSA", "Bénéficiaire du RSA"
    B_ASS = "B_ASS", "Allocation de solidarité spécifique"
    B_AAH = "B_AAH", "Allocation aux adultes handicapés"
    B_INVAL = "B_INVAL", "Pension d’invalidité"
    B_AUTRE_MIN = "B_AUTRE_MIN", "Autre minimum social"
    B_RQTH = "B_RQTH", "Travailleur handicapé (RQTH)"
    B_BOETH = "B_BOETH", "Bénéficiaire de l’obligation d’emploi"
    B_JEUNE_NQ = "B_JEUNE_NQ", "Jeune sans qualification"
    B_JEUNE_EXP = "B_JEUNE_EXP", "Jeune sans expérience"
    B_JEUNE_SUIVI = "B_JEUNE_SUIVI", "Jeune suivi par la mission locale"
    B_SENIOR = "B_SENIOR", "Senior de 50 ans et plus"
    B_INFRA3 = "B_INFRA3", "Niveau CAP ou inférieur"
    B_ASE = "B_ASE", "Sortant de l’aide sociale à l’enfance"
    B_PARENT_ISOLE = "B_PARENT_ISOLE", "Parent isolé"
    B_SANS_HEBERG = "B_SANS_HEBERG", "Sans hébergement"
    B_REFUGIE = "B_REFUGIE", "Réfugié ou protection"
    B_QPV = "B_QPV", "Habitant d’un quartier prioritaire"
    B_ZFRR = "B_ZFRR", "Habitant d’une zone de revitalisation rurale"
    B_PPSMJ = "B_PPSMJ", "Sous main de justice"
    B_FLE = "B_FLE", "Apprentissage du français"
    B_MOBILITE = "B_MOBILITE", "Difficulté de mobilité"
    B_PLIE = "B_PLIE", "Participant d’un PLIE"
    B_PEC = "B_PEC", "Contrat aidé"
    B_RECONV = "B_RECONV", "Reconversion contrainte"
    B_ELOIGNE = "B_ELOIGNE", "Éloigné de l’emploi depuis un an"
    B_DEROG = "B_DEROG", "Difficulté particulière, sur avis motivé"
