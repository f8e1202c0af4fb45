"""Closed lists about people and work contracts. Codes of the exchange format."""

from django.db import models

from marches.enums import Categorie

__all__ = [
    "DECLARABLES",
    "PRESCRIPTEURS_SENSIBLES",
    "Categorie",
    "Controle",
    "ControleContrat",
    "Decision",
    "EtatDemande",
    "IssueAction",
    "Modalite",
    "MotifFin",
    "MoyenConvocation",
    "Prescripteur",
    "Severite",
    "Sexe",
    "StatutDoublon",
    "TypeAction",
    "TypeContrat",
    "Venue",
]


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


class Controle(models.TextChoices):
    """Where the check of a proof stands."""

    A_CONTROLER = "A_CONTROLER", "À contrôler"
    CONFORME = "CONFORME", "Conforme"
    REFUSE = "REFUSE", "Refusé"
    EXPIRE = "EXPIRE", "Expiré"


class ControleContrat(models.TextChoices):
    """What is looked at in a work contract, and in the decision that precedes it; each guichet says how severely."""

    AGE = "CONTRAT_AGE", "Moins de 16 ans au début du contrat"
    EMPLOYEURS = "CONTRAT_EMPLOYEURS", "Deux contrats chez deux employeurs"
    SEMAINE = "CONTRAT_SEMAINE", "Contrats de plus de 48\u202fh par semaine"
    PLUS_DE_35 = "CONTRAT_PLUS_DE_35", "Contrat de plus de 35\u202fh par semaine"
    ALTERNANCE = "CONTRAT_ALTERNANCE", "Alternance à trop peu d’heures"
    DUREE = "CONTRAT_DUREE", "Contrat plus long que son type ne permet"
    HORS_MARCHE = "CONTRAT_HORS_MARCHE", "Contrat hors des dates du marché"
    AVANT_DECISION = "CONTRAT_AVANT_DECISION", "Contrat commencé avant la décision"
    AGE_CATEGORIE = "AGE_CATEGORIE", "Âge contraire à la catégorie"


class Severite(models.TextChoices):
    """What a control does when it finds something, from the mildest to the strictest."""

    IGNORER = "IGNORER", "Ne rien dire"
    INFORMER = "INFORMER", "Informer"
    CONFIRMER = "CONFIRMER", "Demander de confirmer"
    AVERTIR = "AVERTIR", "Demander un motif"
    BLOQUER = "BLOQUER", "Refuser"


class EtatDemande(models.TextChoices):
    """Where the request of a company stands, as the company reads it."""

    A_EXAMINER = "A_EXAMINER", "À examiner"
    PIECE_DEMANDEE = "PIECE_DEMANDEE", "Pièce demandée"
    ACCEPTEE = "ACCEPTEE", "Acceptée"
    REFUSEE = "REFUSEE", "Refusée"
    RETIREE = "RETIREE", "Retirée"


class MotifFin(models.TextChoices):
    """Why a contract stopped before its date."""

    ESSAI = "ESSAI", "Rupture pendant la période d’essai"
    DEMISSION = "DEMISSION", "Démission"
    LICENCIEMENT = "LICENCIEMENT", "Licenciement ou rupture par l’employeur"
    ACCORD = "ACCORD", "Rupture d’un commun accord"
    ABANDON = "ABANDON", "Départ sans nouvelles"
    EMPLOI = "EMPLOI", "Embauche ailleurs"
    FORMATION = "FORMATION", "Entrée en formation"
    CHANTIER = "CHANTIER", "Fin du chantier"
    AUTRE = "AUTRE", "Autre motif"


class StatutDoublon(models.TextChoices):
    A_VOIR = "A_VOIR", "À voir"
    DISTINCTS = "DISTINCTS", "Deux personnes"
    REUNIS = "REUNIS", "Fiches réunies"


# What an employer may be told of a person: the route of employment, never health, justice, origin nor income.
DECLARABLES = (
    Categorie.B_DELD,
    Categorie.B_DETLD,
    Categorie.B_ELOIGNE,
    Categorie.B_JEUNE_NQ,
    Categorie.B_JEUNE_EXP,
    Categorie.B_JEUNE_SUIVI,
    Categorie.B_SENIOR,
    Categorie.B_INFRA3,
    Categorie.B_PLIE,
    Categorie.B_PEC,
    Categorie.B_RECONV,
    Categorie.B_MOBILITE,
    Categorie.A_AI,
    Categorie.A_ETTI,
    Categorie.A_EI,
    Categorie.A_ACI,
    Categorie.A_EITI,
    Categorie.A_REGIE,
    Categorie.A_EPIDE,
    Categorie.A_E2C,
    Categorie.A_GEIQ,
)


class Prescripteur(models.TextChoices):
    """Who sent the person. Some types say by themselves health, justice or childhood: read like a criterion."""

    FRANCE_TRAVAIL = "FRANCE_TRAVAIL", "France Travail"
    MISSION_LOCALE = "MISSION_LOCALE", "Mission locale"
    CAP_EMPLOI = "CAP_EMPLOI", "Cap emploi"
    DEPARTEMENT = "DEPARTEMENT", "Département"
    PLIE = "PLIE", "PLIE"
    CCAS = "CCAS", "CCAS ou CIAS"
    CAF_MSA = "CAF_MSA", "CAF ou MSA"
    E2C_EPIDE = "E2C_EPIDE", "École de la deuxième chance, EPIDE"
    SIAE = "SIAE", "Structure d’insertion"
    AFPA = "AFPA", "AFPA, organisme de formation"
    HEBERGEMENT = "HEBERGEMENT", "Hébergement (CHRS, CADA, résidence sociale)"
    SPIP_PJJ = "SPIP_PJJ", "SPIP ou PJJ"
    ASE = "ASE", "Aide sociale à l’enfance"
    SANTE = "SANTE", "Soin ou addictologie (CSAPA, CAARUD)"
    CIDFF = "CIDFF", "Droits des femmes (CIDFF)"
    PREVENTION = "PREVENTION", "Prévention spécialisée"
    AUTRE = "AUTRE", "Autre"


PRESCRIPTEURS_SENSIBLES = frozenset(
    {
        Prescripteur.CAP_EMPLOI,
        Prescripteur.HEBERGEMENT,
        Prescripteur.SPIP_PJJ,
        Prescripteur.ASE,
        Prescripteur.SANTE,
        Prescripteur.CIDFF,
        Prescripteur.PREVENTION,
    }
)


class TypeAction(models.TextChoices):
    """What is organised for several people at once (domaine § 9)."""

    FORUM = "FORUM", "Forum"
    JOB_DATING = "JOB_DATING", "Job dating"
    RECRUTEMENT = "RECRUTEMENT", "Session de recrutement"
    VISITE = "VISITE", "Visite de chantier"
    DECOUVERTE = "DECOUVERTE", "Découverte de métier"
    INFORMATION = "INFORMATION", "Information collective"
    POEC = "POEC", "POEC"
    POEI = "POEI", "POEI"
    COHORTE = "COHORTE", "Cohorte"


# those that are a formation by themselves: being present there is an entry
FORMATIONS = frozenset({TypeAction.POEC, TypeAction.POEI, TypeAction.COHORTE})
# those whose aim is a hire
OPERATIONS_EMPLOI = frozenset(
    {TypeAction.FORUM, TypeAction.JOB_DATING, TypeAction.RECRUTEMENT, TypeAction.POEC, TypeAction.POEI}
)


DECOUVERTES = frozenset({TypeAction.DECOUVERTE, TypeAction.INFORMATION, TypeAction.VISITE})


class IndicateurConvention(models.TextChoices):
    """What an objective counts; each is computed from facts, none is typed."""

    OPERATIONS = "OPERATIONS", "Opérations d’emploi tenues"
    DECOUVERTES = "DECOUVERTES", "Séances de découverte tenues"
    PARTICIPANTS = "PARTICIPANTS", "Participants aux découvertes"
    RECRUTEMENTS = "RECRUTEMENTS", "Sessions de recrutement tenues"
    RECUES = "RECUES", "Personnes reçues en recrutement"
    FORMATION = "FORMATION", "Personnes entrées en formation"
    FORMES_RECRUTES = "FORMES_RECRUTES", "Personnes formées ou recrutées"
    RETOUR_EMPLOI = "RETOUR_EMPLOI", "Retour à l’emploi des personnes reçues, en\u202f%"
    SORTIE_RSA = "SORTIE_RSA", "Sortie du RSA des allocataires reçus, en\u202f%"


# owed from the first person, not in proportion to time
TAUX = frozenset({IndicateurConvention.RETOUR_EMPLOI, IndicateurConvention.SORTIE_RSA})
# never masked: they count sessions, not people
DE_SEANCES = frozenset(
    {IndicateurConvention.OPERATIONS, IndicateurConvention.DECOUVERTES, IndicateurConvention.RECRUTEMENTS}
)


class Venue(models.TextChoices):
    PRESENT = "PRESENT", "Présent"
    ABSENT = "ABSENT", "Absent"
    EXCUSE = "EXCUSE", "Excusé"


class MoyenConvocation(models.TextChoices):
    LETTRE = "LETTRE", "Lettre"
    COURRIEL = "COURRIEL", "Courriel"
    TELEPHONE = "TELEPHONE", "Téléphone"


class IssueAction(models.TextChoices):
    """What contracts and steps do not say of the end of an action."""

    ACHEVEE = "ACHEVEE", "Allée au bout"
    ABANDON = "ABANDON", "Abandon"
    SANS_SUITE = "SANS_SUITE", "Interrogée, sans suite"


class NatureEtape(models.TextChoices):
    IMMERSION = "IMMERSION", "Immersion (PMSMP)"
    FORMATION = "FORMATION", "Formation"
    CERTIFICATION = "CERTIFICATION", "Certification"
    EMPLOI = "EMPLOI", "Emploi hors clause"


class ResultatEtape(models.TextChoices):
    ACHEVEE = "ACHEVEE", "Allée au bout"
    OBTENUE = "OBTENUE", "Obtenue"
    ABANDON = "ABANDON", "Abandon"


class TypeFrein(models.TextChoices):
    """Health and justice have no name here: « personnel », and nothing else is written."""

    MOBILITE = "MOBILITE", "Mobilité, permis"
    LOGEMENT = "LOGEMENT", "Logement"
    GARDE = "GARDE", "Garde d’enfants"
    ADMINISTRATIF = "ADMINISTRATIF", "Démarches administratives"
    NUMERIQUE = "NUMERIQUE", "Numérique"
    LANGUE = "LANGUE", "Langue"
    BUDGET = "BUDGET", "Budget"
    SAVOIRS = "SAVOIRS", "Savoirs de base"
    METIERS = "METIERS", "Représentation des métiers"
    PERSONNEL = "PERSONNEL", "Difficulté personnelle, sans détail"


class ClasseSortie(models.TextChoices):
    """Dynamic = the first three together."""

    DURABLE = "DURABLE", "Emploi durable"
    TRANSITION = "TRANSITION", "Emploi de transition"
    POSITIVE = "POSITIVE", "Sortie positive"
    AUTRE = "AUTRE", "Autre sortie"
    NEUTRALISEE = "NEUTRALISEE", "Neutralisée"


class TypeSortie(models.TextChoices):
    CDI = "CDI", "CDI"
    CDD_LONG = "CDD_LONG", "CDD ou mission de six mois et plus"
    TITULARISATION = "TITULARISATION", "Titularisation"
    CREATION = "CREATION", "Création d’entreprise"
    CDD_COURT = "CDD_COURT", "CDD ou mission de moins de six mois"
    CONTRAT_AIDE = "CONTRAT_AIDE", "Contrat aidé hors insertion"
    FORMATION = "FORMATION", "Formation qualifiante ou préqualifiante"
    AUTRE_SIAE = "AUTRE_SIAE", "Autre structure d’insertion"
    CHOMAGE = "CHOMAGE", "Recherche d’emploi"
    INACTIVITE = "INACTIVITE", "Inactivité"
    SANS_NOUVELLES = "SANS_NOUVELLES", "Sans nouvelles"
    NEUTRALISEE = "NEUTRALISEE", "Neutralisée, sans détail"


CLASSE_SORTIE: dict[str, ClasseSortie] = {
    TypeSortie.CDI: ClasseSortie.DURABLE,
    TypeSortie.CDD_LONG: ClasseSortie.DURABLE,
    TypeSortie.TITULARISATION: ClasseSortie.DURABLE,
    TypeSortie.CREATION: ClasseSortie.DURABLE,
    TypeSortie.CDD_COURT: ClasseSortie.TRANSITION,
    TypeSortie.CONTRAT_AIDE: ClasseSortie.TRANSITION,
    TypeSortie.FORMATION: ClasseSortie.POSITIVE,
    TypeSortie.AUTRE_SIAE: ClasseSortie.POSITIVE,
    TypeSortie.CHOMAGE: ClasseSortie.AUTRE,
    TypeSortie.INACTIVITE: ClasseSortie.AUTRE,
    TypeSortie.SANS_NOUVELLES: ClasseSortie.AUTRE,
    TypeSortie.NEUTRALISEE: ClasseSortie.NEUTRALISEE,
}
DYNAMIQUES = frozenset({ClasseSortie.DURABLE, ClasseSortie.TRANSITION, ClasseSortie.POSITIVE})


class SituationEmploi(models.TextChoices):
    EMPLOI = "EMPLOI", "En emploi durable"
    EMPLOI_COURT = "EMPLOI_COURT", "En emploi de moins de six mois"
    FORMATION = "FORMATION", "En formation"
    RECHERCHE = "RECHERCHE", "En recherche d’emploi"
    INACTIVITE = "INACTIVITE", "Inactive"
    INJOIGNABLE = "INJOIGNABLE", "Injoignable"


EN_EMPLOI = frozenset({SituationEmploi.EMPLOI, SituationEmploi.EMPLOI_COURT})


class SourceSituation(models.TextChoices):
    TELEPHONE = "TELEPHONE", "Appel"
    COURRIEL = "COURRIEL", "Courriel"
    ENTRETIEN = "ENTRETIEN", "Entretien"
    PARTENAIRE = "PARTENAIRE", "Partenaire"
