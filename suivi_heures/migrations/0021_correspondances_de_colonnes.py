"""What the columns of a sender hold, kept by version; shared between guichets as digests and codes only (ADR 0022)."""

import clauses_app.tenancy.modeles
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import uuid
from django.db import migrations, models

from clauses_app.tenancy.operations import ENTREPRISE, Cloisonner, Executer

# The only words that the shared table accepts: a new field of `champs.py` is added here by a migration.
CODES = (
    "nom_prenom", "nom", "prenom", "date_naissance", "autre_nom", "date",
    "du", "au", "semaine", "mois", "annee", "periode",
    "heures_travail", "heures_formation_contrat", "heures_formation_hors_contrat", "heures_absence", "heures_absence_cp", "heures_absence_maladie",
    "heures_absence_accident", "heures_absence_intemperies", "heures_absence_ferie", "heures_travail_min", "heures_formation_contrat_min", "heures_formation_hors_contrat_min",
    "heures_absence_min", "debut", "fin", "pause", "horaire", "chantier",
    "numero", "clause", "type_heures", "motif", "client", "employeur",
    "siret", "ignoree",
)
LISTE = "[" + ", ".join(f'"{code}"' for code in CODES) + "]"


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0005_jetons_api'),
        ('marches', '0010_recherche_des_marches'),
        ('suivi_heures', '0020_exports_demandes'),
    ]

    operations = [
        migrations.AddField(
            model_name='releveheures',
            name='colonnes',
            field=models.JSONField(blank=True, null=True, verbose_name='colonnes dites'),
        ),
        migrations.CreateModel(
            name='CorrespondancePartagee',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cle', models.CharField(editable=False, max_length=64)),
                ('champs', models.JSONField(default=list)),
                ('retenue_a', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'correspondance partagée',
                'verbose_name_plural': 'correspondances partagées',
                'indexes': [models.Index(fields=['cle', '-retenue_a'], name='correspondance_partagee_cle')],
            },
        ),
        migrations.CreateModel(
            name='Correspondance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte de la mise en page')),
                ('colonnes', models.JSONField(default=list, verbose_name='colonnes et champs')),
                ('mois', models.DateField(verbose_name='mois du relevé où elle a été dite')),
                ('releve_id', models.BigIntegerField(blank=True, null=True, verbose_name='relevé')),
                ('version', models.PositiveIntegerField(default=1)),
                ('motif', models.CharField(blank=True, default='', max_length=300, verbose_name='pourquoi')),
                ('retenue_a', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='retenue le')),
                ('retenue_par', models.CharField(blank=True, default='', max_length=200, verbose_name='retenue par')),
                ('oubliee_a', models.DateTimeField(blank=True, null=True, verbose_name='remplacée ou oubliée le')),
                ('oubliee_par', models.CharField(blank=True, default='', max_length=200, verbose_name='remplacée ou oubliée par')),
                ('entreprise', clauses_app.tenancy.modeles.LienGuichet(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='marches.entreprise')),
                ('guichet', models.ForeignKey(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('clauses.guichet_id'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.BigIntegerField()), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.guichet')),
            ],
            options={
                'verbose_name': 'correspondance de colonnes',
                'verbose_name_plural': 'correspondances de colonnes',
                'constraints': [models.UniqueConstraint(condition=models.Q(('oubliee_a', None)), fields=('guichet', 'entreprise', 'empreinte'), name='correspondance_en_vigueur_une_fois'), models.UniqueConstraint(fields=('guichet', 'entreprise', 'empreinte', 'version'), name='correspondance_version_unique')],
            },
        ),
        Cloisonner(
            "correspondance",
            interne="SELECT, INSERT, UPDATE (oubliee_a, oubliee_par)",
            externe=f"entreprise_id = {ENTREPRISE}",
        ),
        # Read by whoever can compute the digest; added to, never changed.
        Executer(
            "GRANT SELECT, INSERT ON suivi_heures_correspondancepartagee TO interne",
            "ALTER TABLE suivi_heures_correspondancepartagee ADD CONSTRAINT correspondance_partagee_etroite CHECK ("
            "cle ~ '^[0-9a-f]{64}$' AND jsonb_typeof(champs) = 'array' AND jsonb_array_length(champs) <= 256"
            f" AND champs <@ '{LISTE}'::jsonb)",
        ),
    ]
