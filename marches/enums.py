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
    RECALCUL = "RECALCUL", "Recalcul de l’objectif"


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


class ObjetPenalite(models.TextChoices):
    HEURES = "HEURES", "Heures non faites"
    PIECES = "PIECES", "Pièces en retard"


class AssiettePenalite(models.TextChoices):
    """What the shortfall is counted on."""

    FIN_MARCHE = "FIN_MARCHE", "Tout le marché, à sa fin"
    ANNUELLE = "ANNUELLE", "Chaque année civile"
    TRANCHE = "TRANCHE", "Chaque tranche"


class CodeParametre(models.TextChoices):
    """National amounts that penalties refer to."""

    SMIC_HORAIRE = "SMIC_HORAIRE", "SMIC horaire brut"
    PSS_HORAIRE = "PSS_HORAIRE", "Plafond horaire de la sécurité sociale"


class FonctionContact(models.TextChoices):
    INSERTION = "INSERTION", "Correspondant insertion"
    PAIE = "PAIE", "Paie ou comptabilité"
    CHANTIER = "CHANTIER", "Conduite de travaux"
    DIRECTION = "DIRECTION", "Direction"
    AUTRE = "AUTRE", "Autre"


class StatutMarche(models.TextChoices):
    """Life of the clause (domaine § 6.3). Moves are those of `services/changer_statut`."""

    EN_PREPARATION = "EN_PREPARATION", "En préparation"
    PUBLIE = "PUBLIE", "Publié"
    ATTRIBUE = "ATTRIBUE", "Attribué"
    EN_COURS = "EN_COURS", "En cours"
    SUSPENDU = "SUSPENDU", "Suspendu"
    TERMINE = "TERMINE", "Terminé"
    TERMINE_ATTEINT = "TERMINE_ATTEINT", "Terminé, obligation atteinte"
    TERMINE_PARTIEL = "TERMINE_PARTIEL", "Terminé, obligation en partie atteinte"
    TERMINE_NON_ATTEINT = "TERMINE_NON_ATTEINT", "Terminé, obligation non atteinte"
    SOLDE = "SOLDE", "Soldé, attestation remise"
    ANNULE = "ANNULE", "Annulé"
    SANS_SUITE = "SANS_SUITE", "Sans suite"


class FormeMarche(models.TextChoices):
    ORDINAIRE = "ORDINAIRE", "Marché ordinaire"
    TRANCHES = "TRANCHES", "Marché à tranches"
    AC_BONS = "AC_BONS", "Accord-cadre à bons de commande"
    AC_SUBSEQUENTS = "AC_SUBSEQUENTS", "Accord-cadre à marchés subséquents"
    AC_MIXTE = "AC_MIXTE", "Accord-cadre à bons de commande et marchés subséquents"
    SUBSEQUENT = "SUBSEQUENT", "Marché subséquent"


ACCORDS_CADRES = (FormeMarche.AC_BONS, FormeMarche.AC_SUBSEQUENTS, FormeMarche.AC_MIXTE)


class ProcedureMarche(models.TextChoices):
    APPEL_OFFRES = "APPEL_OFFRES", "Appel d’offres"
    ADAPTEE = "ADAPTEE", "Procédure adaptée"
    NEGOCIATION = "NEGOCIATION", "Procédure avec négociation"
    DIALOGUE = "DIALOGUE", "Dialogue compétitif"
    SANS_PUBLICITE = "SANS_PUBLICITE", "Sans publicité ni mise en concurrence"
    PRIVEE = "PRIVEE", "Commande privée"


class NaturePrestation(models.TextChoices):
    """Kinds of service that a programme may rate apart (domaine § 1.4)."""

    TRAVAUX = "TRAVAUX", "Travaux"
    INGENIERIE = "INGENIERIE", "Ingénierie nécessaire aux travaux"
    GESTION_URBAINE = "GESTION_URBAINE", "Gestion urbaine de proximité"
    SERVICES = "SERVICES", "Fournitures et services"


class MotifDerogation(models.TextChoices):
    """Reasons for no social clause above the European thresholds (domaine § 1.2)."""

    SOLUTION_IMMEDIATE = "SOLUTION_IMMEDIATE", "Solution immédiatement disponible"
    SANS_LIEN = "SANS_LIEN", "Lien insuffisant avec l’objet du marché"
    CONCURRENCE = "CONCURRENCE", "Concurrence restreinte ou exécution difficile"
    DUREE_COURTE = "DUREE_COURTE", "Durée inférieure à six mois"


class NatureTranche(models.TextChoices):
    FERME = "FERME", "Ferme"
    OPTIONNELLE = "OPTIONNELLE", "Optionnelle"


class TypeActe(models.TextChoices):
    """What turns a contract takes: each is one dated fact, undone by another."""

    AVENANT = "AVENANT", "Avenant"
    TRANCHE = "TRANCHE", "Tranche ferme"
    AFFERMISSEMENT = "AFFERMISSEMENT", "Affermissement"
    BON_COMMANDE = "BON_COMMANDE", "Bon de commande"
    SUSPENSION = "SUSPENSION", "Suspension"
    REPRISE = "REPRISE", "Reprise après suspension"
    SUPPRESSION = "SUPPRESSION", "Suppression de la clause"
    TRANSFERT = "TRANSFERT", "Transfert d’heures"
    REPARTITION = "REPARTITION", "Répartition de la dette"
    SOUS_TRAITANCE = "SOUS_TRAITANCE", "Sous-traitance déclarée"
    TITULAIRE = "TITULAIRE", "Changement de titulaire"
    STATUT = "STATUT", "Changement de statut"
    ANNULATION = "ANNULATION", "Annulation"


class ModeRevision(models.TextChoices):
    """What an amendment does to the hours due (domaine § 2.4)."""

    PROPORTIONNEL = "PROPORTIONNEL", "En proportion du montant"
    EXPLICITE = "EXPLICITE", "Heures écrites dans l’avenant"
    AUCUNE = "AUCUNE", "Heures inchangées"


class CauseSuspension(models.TextChoices):
    """Causes of a suspension or of a removal (domaine § 7.2)."""

    DIFF_ECO = "DIFF_ECO", "Difficulté économique établie"
    INFRUCTUEUX = "INFRUCTUEUX", "Recherches de candidats infructueuses"
    ARRET_CHANTIER = "ARRET_CHANTIER", "Arrêt de chantier"
    RESILIATION = "RESILIATION", "Résiliation"
    FORCE_MAJEURE = "FORCE_MAJEURE", "Force majeure"
    BAISSE_COMMANDE = "BAISSE_COMMANDE", "Baisse de commande"
    REPORT_AUTRE_MARCHE = "REPORT_AUTRE_MARCHE", "Report sur un autre marché"


class MethodeCalibrage(models.TextChoices):
    """How hours are sized (domaine § 2.1, and the trigger in euros)."""

    MONTANT_MO = "MONTANT_MO", "Montant × part de main-d’œuvre"
    RATIO_EUR = "RATIO_EUR", "Une heure par tranche d’euros"
    PCT_HEURES = "PCT_HEURES", "Part des heures travaillées"
    REPRISE_PERSONNEL = "REPRISE_PERSONNEL", "Propreté, avec reprise du personnel"
    FORFAIT = "FORFAIT", "Forfait fixé par l’acheteur"
    ETP = "ETP", "Équivalents temps plein"
    OFFRE = "OFFRE", "Offre du candidat, au-dessus d’un minimum"
    EUR_DECLENCHEUR = "EUR_DECLENCHEUR", "Euros facturés au-delà d’un seuil"


class Arrondi(models.TextChoices):
    INFERIEUR = "INFERIEUR", "Multiple inférieur"
    PROCHE = "PROCHE", "Multiple le plus proche"
    SUPERIEUR = "SUPERIEUR", "Multiple supérieur"


class StatutProjet(models.TextChoices):
    ETUDIE = "ETUDIE", "À l’étude"
    RETENU = "RETENU", "Retenu"
    ECARTE = "ECARTE", "Écarté"


class FrequenceReleve(models.TextChoices):
    MENSUELLE = "MENSUELLE", "Chaque mois"
    TRIMESTRIELLE = "TRIMESTRIELLE", "Chaque trimestre"


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
