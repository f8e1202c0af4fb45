from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suivi_heures', '0029_contenu_des_documents_efface'),
    ]

    operations = [
        migrations.AddField(
            model_name='releveheures',
            name='mois_annonce',
            field=models.DateField(blank=True, null=True, verbose_name='mois annoncé au dépôt'),
        ),
        migrations.AddField(
            model_name='releveheures',
            name='relance_a',
            field=models.DateTimeField(blank=True, null=True, verbose_name='confié de nouveau à un ouvrier le'),
        ),
        migrations.AlterField(
            model_name='avertissementaccepte',
            name='code',
            field=models.CharField(choices=[('IDENTIFIANT_ABSENT', 'Personne ajoutée à la main'), ('IDENTIFIANT_INCONNU', 'Identifiant modifié'), ('CONTRAT_INCONNU', 'Contrat inconnu'), ('DOUBLON_LIGNE', 'Ligne en double'), ('HEURES_ILLISIBLES', 'Heures illisibles'), ('FORMULE_SANS_VALEUR', 'Formule sans résultat'), ('HEURES_NEGATIVES', 'Heures négatives'), ('HEURES_IMPOSSIBLES', 'Plus de 24\u202fh par jour'), ('HEURES_EXCESSIVES', 'Mois très long'), ('HEURES_AVANT_CONTRAT', 'Avant le contrat'), ('HEURES_APRES_CONTRAT', 'Après le contrat'), ('MOIS_FUTUR', 'Mois à venir'), ('DEJA_DECLAREE', 'Déjà déclarée'), ('DECLAREE_AUTREMENT', 'Déjà déclarée autrement'), ('LIGNE_HORS_PERIODE', 'Autre mois que le relevé'), ('LIGNE_VIDE', 'Ligne laissée vide'), ('DUREE_LEGALE', 'Plus de 48\u202fh par semaine'), ('CHEVAUCHEMENT', 'Deux employeurs les mêmes jours'), ('SANS_DECISION', 'Sans décision d’éligibilité'), ('FICHIER_DEJA_RECU', 'Fichier déjà reçu'), ('VERSION_CORRIGEE', 'Version corrigée'), ('LIGNE_MODIFIEE', 'Ligne modifiée'), ('LIGNES_HORS_MARCHE', 'Lignes d’un autre chantier'), ('FEUILLE_MASQUEE', 'Feuille masquée'), ('COLONNE_MASQUEE', 'Colonne masquée'), ('LIGNE_MASQUEE', 'Ligne masquée'), ('PERIODE_DEDUITE', 'Période déduite'), ('SIRET_INVALIDE', 'SIRET faux'), ('DECLARATION_NEANT', 'Aucune heure déclarée'), ('AUCUNE_LIGNE', 'Aucune heure écrite'), ('BENEFICIAIRE_INCONNU', 'Personne inconnue'), ('BENEFICIAIRE_AMBIGU', 'Plusieurs personnes de ce nom'), ('NOM_APPROCHANT', 'Nom approchant'), ('NOM_DIFFERENT', 'Nom différent'), ('DATE_NAISSANCE_DIFFERENTE', 'Date de naissance différente'), ('SANS_CONTRAT', 'Sans contrat chez l’employeur'), ('HORAIRES_INCOHERENTS', 'Horaires et heures différents'), ('TOTAL_INCOHERENT', 'Total différent de la somme')], max_length=30, verbose_name='contrôle'),
        ),
        migrations.AlterField(
            model_name='releveheures',
            name='tentatives',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='lectures commencées'),
        ),
        migrations.AlterField(
            model_name='severitecontrole',
            name='code',
            field=models.CharField(choices=[('IDENTIFIANT_ABSENT', 'Personne ajoutée à la main'), ('IDENTIFIANT_INCONNU', 'Identifiant modifié'), ('CONTRAT_INCONNU', 'Contrat inconnu'), ('DOUBLON_LIGNE', 'Ligne en double'), ('HEURES_ILLISIBLES', 'Heures illisibles'), ('FORMULE_SANS_VALEUR', 'Formule sans résultat'), ('HEURES_NEGATIVES', 'Heures négatives'), ('HEURES_IMPOSSIBLES', 'Plus de 24\u202fh par jour'), ('HEURES_EXCESSIVES', 'Mois très long'), ('HEURES_AVANT_CONTRAT', 'Avant le contrat'), ('HEURES_APRES_CONTRAT', 'Après le contrat'), ('MOIS_FUTUR', 'Mois à venir'), ('DEJA_DECLAREE', 'Déjà déclarée'), ('DECLAREE_AUTREMENT', 'Déjà déclarée autrement'), ('LIGNE_HORS_PERIODE', 'Autre mois que le relevé'), ('LIGNE_VIDE', 'Ligne laissée vide'), ('DUREE_LEGALE', 'Plus de 48\u202fh par semaine'), ('CHEVAUCHEMENT', 'Deux employeurs les mêmes jours'), ('SANS_DECISION', 'Sans décision d’éligibilité'), ('FICHIER_DEJA_RECU', 'Fichier déjà reçu'), ('VERSION_CORRIGEE', 'Version corrigée'), ('LIGNE_MODIFIEE', 'Ligne modifiée'), ('LIGNES_HORS_MARCHE', 'Lignes d’un autre chantier'), ('FEUILLE_MASQUEE', 'Feuille masquée'), ('COLONNE_MASQUEE', 'Colonne masquée'), ('LIGNE_MASQUEE', 'Ligne masquée'), ('PERIODE_DEDUITE', 'Période déduite'), ('SIRET_INVALIDE', 'SIRET faux'), ('DECLARATION_NEANT', 'Aucune heure déclarée'), ('AUCUNE_LIGNE', 'Aucune heure écrite'), ('BENEFICIAIRE_INCONNU', 'Personne inconnue'), ('BENEFICIAIRE_AMBIGU', 'Plusieurs personnes de ce nom'), ('NOM_APPROCHANT', 'Nom approchant'), ('NOM_DIFFERENT', 'Nom différent'), ('DATE_NAISSANCE_DIFFERENTE', 'Date de naissance différente'), ('SANS_CONTRAT', 'Sans contrat chez l’employeur'), ('HORAIRES_INCOHERENTS', 'Horaires et heures différents'), ('TOTAL_INCOHERENT', 'Total différent de la somme')], max_length=30, verbose_name='contrôle'),
        ),
    ]
