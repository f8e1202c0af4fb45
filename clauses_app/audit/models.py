"""What happened, written once. The application may add and read, never change nor remove."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from clauses_app.tenancy.modeles import TenantModel


class Verbe(models.TextChoices):
    """Closed list of what is worth remembering."""

    CONNEXION = "CONNEXION", "s’est connecté"
    MEMBRE_INVITE = "MEMBRE_INVITE", "a invité"
    MEMBRE_ACCEPTE = "MEMBRE_ACCEPTE", "a rejoint le guichet"
    MEMBRE_CHANGE = "MEMBRE_CHANGE", "a changé les droits de"
    GUICHET_REGLE = "GUICHET_REGLE", "a changé les réglages"
    REGLE_AJOUTEE = "REGLE_AJOUTEE", "a ajouté une règle de décompte"
    REPRISE_FAITE = "REPRISE_FAITE", "a repris un fichier"
    DECP_IMPORTE = "DECP_IMPORTE", "a importé des marchés publics"
    DECP_SUIVI = "DECP_SUIVI", "suit le marché public"
    DECP_ECARTE = "DECP_ECARTE", "a écarté le marché public"
    DECP_REMIS = "DECP_REMIS", "a remis à qualifier le marché public"
    MARCHE_ENREGISTRE = "MARCHE_ENREGISTRE", "a enregistré le marché"
    LOT_ENREGISTRE = "LOT_ENREGISTRE", "a enregistré le lot"
    TRANCHE_ENREGISTREE = "TRANCHE_ENREGISTREE", "a enregistré la tranche"
    ENGAGEMENT_INSCRIT = "ENGAGEMENT_INSCRIT", "a inscrit des heures dues"
    ACTE_INSCRIT = "ACTE_INSCRIT", "a inscrit l’acte"
    ACTE_ANNULE = "ACTE_ANNULE", "a annulé l’acte"
    PROGRAMME_ENREGISTRE = "PROGRAMME_ENREGISTRE", "a enregistré le programme"
    PROJET_ENREGISTRE = "PROJET_ENREGISTRE", "a enregistré le projet"
    PROJET_DECIDE = "PROJET_DECIDE", "a décidé du projet"
    CALIBRAGE_FAIT = "CALIBRAGE_FAIT", "a calibré"
    CALIBRAGE_REGLE = "CALIBRAGE_REGLE", "a changé les réglages de calibrage"
    CLAUSE_REDIGEE = "CLAUSE_REDIGEE", "a rédigé la clause de"
    ASSIETTE_DECLAREE = "ASSIETTE_DECLAREE", "a recalculé l’objectif de"
    ATTRIBUTION_FAITE = "ATTRIBUTION_FAITE", "a attribué"
    ENTREPRISE_ENREGISTREE = "ENTREPRISE_ENREGISTREE", "a enregistré l’entreprise"
    ANNUAIRE_CHARGE = "ANNUAIRE_CHARGE", "a chargé l’annuaire"
    AGREMENT_NOTE = "AGREMENT_NOTE", "a noté un conventionnement de"
    AGREMENT_RETIRE = "AGREMENT_RETIRE", "a retiré un conventionnement de"
    AGREMENT_RETABLI = "AGREMENT_RETABLI", "a rétabli un conventionnement de"
    BENEFICIAIRE_INSCRIT = "BENEFICIAIRE_INSCRIT", "a inscrit le bénéficiaire"
    BENEFICIAIRE_MODIFIE = "BENEFICIAIRE_MODIFIE", "a modifié le bénéficiaire"
    ELIGIBILITE_DECIDEE = "ELIGIBILITE_DECIDEE", "a décidé de l’éligibilité de"
    JUSTIFICATIF_CONTROLE = "JUSTIFICATIF_CONTROLE", "a contrôlé une pièce de"
    DEMANDE_DEPOSEE = "DEMANDE_DEPOSEE", "a déposé la"
    DEMANDE_DECIDEE = "DEMANDE_DECIDEE", "a répondu à la demande"
    FICHES_REUNIES = "FICHES_REUNIES", "a réuni deux fiches"
    FICHES_SEPAREES = "FICHES_SEPAREES", "a défait une réunion de fiches"
    DOUBLON_DECIDE = "DOUBLON_DECIDE", "a comparé deux fiches"
    VIGILANCE_LEVEE = "VIGILANCE_LEVEE", "a levé une vigilance sur"
    ACTION_ENREGISTREE = "ACTION_ENREGISTREE", "a enregistré l’action"
    ACTION_ANNULEE = "ACTION_ANNULEE", "a annulé l’action"
    ACTION_RETABLIE = "ACTION_RETABLIE", "a rétabli l’action"
    SEANCE_ECRITE = "SEANCE_ECRITE", "a écrit une séance de"
    ACTION_INSCRIPTION = "ACTION_INSCRIPTION", "a changé les inscriptions de"
    ACTION_CONVOCATION = "ACTION_CONVOCATION", "a convoqué pour"
    ACTION_PRESENCE = "ACTION_PRESENCE", "a noté les présences de"
    ACTION_ISSUE = "ACTION_ISSUE", "a noté l’issue de"
    BESOIN_ENREGISTRE = "BESOIN_ENREGISTRE", "a enregistré le besoin"
    BESOIN_AVANCE = "BESOIN_AVANCE", "a fait avancer le besoin"
    CONVENTION_ENREGISTREE = "CONVENTION_ENREGISTREE", "a enregistré la convention"
    PARCOURS_ECRIT = "PARCOURS_ECRIT", "a écrit au parcours de"
    PARCOURS_CORRIGE = "PARCOURS_CORRIGE", "a corrigé une étape du parcours de"
    PARCOURS_REPRIS = "PARCOURS_REPRIS", "a repris un fait au parcours de"
    BENEFICIAIRE_ANONYMISE = "BENEFICIAIRE_ANONYMISE", "a anonymisé"
    PUBLICS_REGLES = "PUBLICS_REGLES", "a réglé les publics"
    CRITERE_LU = "CRITERE_LU", "a lu les critères de"
    CONTRAT_ENREGISTRE = "CONTRAT_ENREGISTRE", "a enregistré le contrat de"
    CONTRAT_TERMINE = "CONTRAT_TERMINE", "a terminé le contrat de"
    CONTRAT_ROUVERT = "CONTRAT_ROUVERT", "a rétabli le contrat de"
    RELEVE_DEPOSE = "RELEVE_DEPOSE", "a déposé le relevé"
    RELEVE_RENVOYE = "RELEVE_RENVOYE", "a renvoyé le relevé"
    RELEVE_REFUSE = "RELEVE_REFUSE", "a refusé le relevé"
    HEURES_CONFIRMEES = "HEURES_CONFIRMEES", "a confirmé des heures"
    CONFIRMATION_RETIREE = "CONFIRMATION_RETIREE", "a retiré sa réponse sur des heures"
    ENVOI_DEPARTAGE = "ENVOI_DEPARTAGE", "a retenu un chiffre entre deux envois"
    ENVOI_ROUVERT = "ENVOI_ROUVERT", "a rouvert la comparaison de deux envois"
    RELEVE_REMPLACE = "RELEVE_REMPLACE", "a remplacé le relevé"
    RELEVE_EXPURGE = "RELEVE_EXPURGE", "a effacé un numéro de sécurité sociale du relevé"
    RELEVE_RETIRE = "RELEVE_RETIRE", "a retiré le relevé"
    RELEVE_VALIDE = "RELEVE_VALIDE", "a validé le relevé"
    LIEN_ENVOYE = "LIEN_ENVOYE", "a envoyé le lien de dépôt à"
    LIEN_COUPE = "LIEN_COUPE", "a coupé le lien de dépôt de"
    LIEN_RETABLI = "LIEN_RETABLI", "a rétabli le lien de dépôt de"
    HEURES_SAISIES = "HEURES_SAISIES", "a saisi des heures"
    HEURES_VALIDEES = "HEURES_VALIDEES", "a validé des heures"
    HEURES_REFUSEES = "HEURES_REFUSEES", "a refusé des heures"
    HEURES_CORRIGEES = "HEURES_CORRIGEES", "a corrigé des heures"
    HEURES_IMPUTEES = "HEURES_IMPUTEES", "a imputé"
    IMPUTATION_ANNULEE = "IMPUTATION_ANNULEE", "a annulé l’imputation de"
    GLOBALISATION_DECIDEE = "GLOBALISATION_DECIDEE", "a décidé la globalisation"
    GLOBALISATION_FINIE = "GLOBALISATION_FINIE", "a mis fin à la"
    TRIMESTRE_CLOS = "TRIMESTRE_CLOS", "a clos"
    TRIMESTRE_ROUVERT = "TRIMESTRE_ROUVERT", "a rouvert"
    HEURES_AJOUTEES = "HEURES_AJOUTEES", "a ajouté des heures après la clôture"
    CONTROLES_REGLES = "CONTROLES_REGLES", "a réglé le contrôle"
    AVERTISSEMENT_ACCEPTE = "AVERTISSEMENT_ACCEPTE", "a accepté malgré un avertissement"
    RAPPORT_DEMANDE = "RAPPORT_DEMANDE", "a demandé le rapport"
    RAPPORT_PRODUIT = "RAPPORT_PRODUIT", "a produit le rapport"
    RAPPORT_ARRETE = "RAPPORT_ARRETE", "a arrêté la production du rapport"
    RAPPORT_PUBLIE = "RAPPORT_PUBLIE", "a publié le rapport"
    RAPPORT_ECRIT = "RAPPORT_ECRIT", "a écrit le texte de rapport de"
    RAPPORT_RETIRE = "RAPPORT_RETIRE", "a retiré le rapport"
    RAPPORT_REMIS = "RAPPORT_REMIS", "a remis en ligne le rapport"
    RAPPORT_LU = "RAPPORT_LU", "a téléchargé le rapport"
    RESTITUTION_PRODUITE = "RESTITUTION_PRODUITE", "a produit la restitution"
    RESTITUTION_LUE = "RESTITUTION_LUE", "a téléchargé la restitution"
    PUBLICATIONS_SUIVIES = "PUBLICATIONS_SUIVIES", "a demandé un courriel à chaque rapport publié"
    PUBLICATIONS_QUITTEES = "PUBLICATIONS_QUITTEES", "a arrêté les courriels de publication"
    FINANCEMENT_INSCRIT = "FINANCEMENT_INSCRIT", "a inscrit le financement de"
    FINANCEMENT_RETIRE = "FINANCEMENT_RETIRE", "a retiré le financement de"
    POSTE_ENREGISTRE = "POSTE_ENREGISTRE", "a enregistré le poste"
    PART_CHANGEE = "PART_CHANGEE", "a changé les financeurs de"
    DEPENSE_INSCRITE = "DEPENSE_INSCRITE", "a inscrit une dépense de"
    DEPENSE_RETIREE = "DEPENSE_RETIREE", "a retiré une dépense de"
    DEPENSE_RETABLIE = "DEPENSE_RETABLIE", "a rétabli une dépense de"
    TEMPS_NOTE = "TEMPS_NOTE", "a noté du temps sur"
    TEMPS_RETIRE = "TEMPS_RETIRE", "a retiré du temps de"
    TEMPS_RETABLI = "TEMPS_RETABLI", "a rétabli du temps de"
    APPEL_PREPARE = "APPEL_PREPARE", "a préparé un appel de fonds de"
    APPEL_AVANCE = "APPEL_AVANCE", "a fait avancer l’appel de fonds de"
    COMPTE_RENDU_PRODUIT = "COMPTE_RENDU_PRODUIT", "a produit le compte rendu de"
    AFFAIRE_ENDORMIE = "AFFAIRE_ENDORMIE", "a mis en sommeil l’affaire"
    AFFAIRE_CONFIEE = "AFFAIRE_CONFIEE", "a confié l’affaire"
    AFFAIRE_FAITE = "AFFAIRE_FAITE", "a noté comme faite l’affaire"
    AFFAIRE_REPRISE = "AFFAIRE_REPRISE", "a remis dans la file l’affaire"
    PARAMETRE_LEGAL_INSCRIT = "PARAMETRE_LEGAL_INSCRIT", "a inscrit la valeur légale"
    PENALITE_REGLEE = "PENALITE_REGLEE", "a réglé la pénalité"
    CONTACT_CHANGE = "CONTACT_CHANGE", "a changé les contacts de"
    DOSSIER_OUVERT = "DOSSIER_OUVERT", "a ouvert le dossier"
    DOSSIER_AVANCE = "DOSSIER_AVANCE", "a fait avancer le dossier"
    DEMARCHE_NOTEE = "DEMARCHE_NOTEE", "a noté une démarche"
    COURRIER_PRODUIT = "COURRIER_PRODUIT", "a produit le courrier"
    MODELE_CHANGE = "MODELE_CHANGE", "a changé le modèle de courrier"
    RELANCE_FAITE = "RELANCE_FAITE", "a relancé"
    RELANCE_REGLEE = "RELANCE_REGLEE", "a réglé les relances de"
    NOTE_ECRITE = "NOTE_ECRITE", "a écrit une note sur"
    NOTE_CORRIGEE = "NOTE_CORRIGEE", "a corrigé sa note sur"
    DOCUMENT_DEPOSE = "DOCUMENT_DEPOSE", "a déposé le document"
    DOCUMENT_RETIRE = "DOCUMENT_RETIRE", "a retiré le document"
    DOCUMENT_REMIS = "DOCUMENT_REMIS", "a remis le document"
    DOCUMENT_EFFACE = "DOCUMENT_EFFACE", "a effacé le contenu du document"
    RENDEZ_VOUS_PRIS = "RENDEZ_VOUS_PRIS", "a inscrit à l’agenda"
    RENDEZ_VOUS_CHANGE = "RENDEZ_VOUS_CHANGE", "a modifié à l’agenda"
    RENDEZ_VOUS_ANNULE = "RENDEZ_VOUS_ANNULE", "a annulé à l’agenda"
    RENDEZ_VOUS_REMIS = "RENDEZ_VOUS_REMIS", "a remis à l’agenda"
    AGENDA_OUVERT = "AGENDA_OUVERT", "a ouvert son agenda à un calendrier"
    AGENDA_FERME = "AGENDA_FERME", "a fermé l’adresse de son agenda"
    JETON_OUVERT = "JETON_OUVERT", "a ouvert l’accès par programme"
    JETON_REVOQUE = "JETON_REVOQUE", "a révoqué l’accès par programme"
    PAIE_LUE = "PAIE_LUE", "a lu la DSN de"
    PAIE_OUBLIEE = "PAIE_OUBLIEE", "a retiré la DSN lue de"
    EXPORT_FAIT = "EXPORT_FAIT", "a exporté"
    ECART_CONSTATE = "ECART_CONSTATE", "a constaté un écart"


def verbes() -> list[tuple[str, str]]:
    """Given as a function, the list grows without a migration."""
    return Verbe.choices


class Evenement(TenantModel):
    """An event: who, what, when. The object is a label and an id, without foreign key: it survives it."""

    quand = models.DateTimeField("quand", default=timezone.now, editable=False)
    verbe = models.CharField("verbe", max_length=30, choices=verbes)
    objet_type = models.CharField(max_length=60, blank=True)
    objet_id = models.BigIntegerField(null=True, blank=True)
    objet_libelle = models.CharField("objet", max_length=300, blank=True)
    par_id = models.BigIntegerField(null=True, blank=True)
    par_nom = models.CharField("par", max_length=200, blank=True)
    faits = models.JSONField(default=dict, blank=True)
    marche_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "événement"
        verbose_name_plural = "événements"
        indexes = [
            models.Index(fields=["guichet", "-quand"], name="evenement_recent"),
            models.Index(fields=["guichet", "objet_type", "objet_id"], name="evenement_objet"),
            models.Index(fields=["guichet", "marche_id", "-quand"], name="evenement_marche"),
        ]

    def __str__(self) -> str:
        return f"{self.par_nom or 'Ancrage'} {self.get_verbe_display()} {self.objet}".strip()

    @property
    def objet(self) -> str:
        """« a publié le rapport » + « rapport T3 2026 »: the word is said once."""
        mot = self.get_verbe_display().rpartition(" ")[2]
        redite = self.objet_libelle.lower().startswith(f"{mot} ")
        return self.objet_libelle[len(mot) :].strip() if redite else self.objet_libelle


class EnvoiRecu(TenantModel):
    """A form that was written, under the fingerprint of its sending, and where its author was led."""

    adhesion_id = models.BigIntegerField("adhésion")
    empreinte = models.CharField("empreinte de l’envoi", max_length=64)
    suite = models.CharField("page montrée ensuite", max_length=500)
    recu_a = models.DateTimeField("reçu le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "envoi reçu"
        verbose_name_plural = "envois reçus"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "adhesion_id", "empreinte"], name="envoi_recu_unique")
        ]
        indexes = [models.Index(fields=["guichet", "recu_a"], name="envoi_recu_age")]

    def __str__(self) -> str:
        return f"envoi du {self.recu_a:%d/%m/%Y}"
