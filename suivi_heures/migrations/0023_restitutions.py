"""Outputs of a closed year, frozen; the conventions that pay for the follow-up."""

import clauses_app.tenancy.modeles
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import uuid
from django.db import migrations, models

from clauses_app.tenancy.operations import Cloisonner


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0005_jetons_api'),
        ('marches', '0011_bornes_des_regles'),
        ('suivi_heures', '0022_rapport_ecrit'),
    ]

    operations = [
        migrations.CreateModel(
            name='Financement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=150, verbose_name='financeur')),
                ('type', models.CharField(choices=[('ETAT', 'État (DDETS, DREETS)'), ('DEPARTEMENT', 'Département'), ('REGION', 'Région'), ('EPCI', 'Métropole ou intercommunalité'), ('COMMUNE', 'Commune'), ('FSE', 'FSE+'), ('ANRU', 'ANRU, politique de la ville'), ('ACHETEUR', 'Acheteur, bailleur, grand maître d’ouvrage'), ('AUTRE', 'Autre financeur')], max_length=12, verbose_name='type')),
                ('part_pct', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='part du poste, en %')),
                ('annee_debut', models.PositiveSmallIntegerField(verbose_name='à partir de l’année')),
                ('annee_fin', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='jusqu’à l’année')),
                ('inscrit_par', models.CharField(blank=True, default='', max_length=200, verbose_name='inscrit par')),
                ('retire_a', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('retire_par', models.CharField(blank=True, default='', max_length=200, verbose_name='retiré par')),
                ('guichet', models.ForeignKey(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('clauses.guichet_id'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.BigIntegerField()), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.guichet')),
                ('maitre_ouvrage', clauses_app.tenancy.modeles.LienGuichet(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='marches.maitreouvrage', verbose_name='marchés de l’acheteur')),
            ],
            options={
                'verbose_name': 'financement',
                'verbose_name_plural': 'financements',
                'constraints': [models.CheckConstraint(condition=models.Q(('part_pct__gte', 0), ('part_pct__lte', 100)), name='financement_part'), models.CheckConstraint(condition=models.Q(('annee_fin', None), ('annee_fin__gte', models.F('annee_debut')), _connector='OR'), name='financement_annees')],
            },
        ),
        migrations.CreateModel(
            name='Restitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifiant', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('genre', models.CharField(choices=[('ANNUEL', 'Bilan annuel'), ('NATIONAL', 'Consolidation nationale'), ('ANRU', 'Tableau ANRU'), ('FINANCEURS', 'Bilan par financeur'), ('REGIONAL', 'Export régional anonyme')], max_length=12, verbose_name='genre')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('trimestre', models.PositiveSmallIntegerField(verbose_name='arrêtée à la fin du trimestre')),
                ('revision', models.PositiveSmallIntegerField(default=0, verbose_name='révision')),
                ('donnees', models.JSONField(default=dict, verbose_name='chiffres figés')),
                ('publies', models.JSONField(default=list, verbose_name='effectifs montrés')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte')),
                ('produite_a', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='produite le')),
                ('produite_par', models.CharField(blank=True, default='', max_length=200, verbose_name='produite par')),
                ('guichet', models.ForeignKey(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('clauses.guichet_id'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.BigIntegerField()), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.guichet')),
            ],
            options={
                'verbose_name': 'restitution',
                'verbose_name_plural': 'restitutions',
                'constraints': [models.UniqueConstraint(fields=('guichet', 'genre', 'annee', 'trimestre', 'revision'), name='restitution_revision_unique'), models.UniqueConstraint(fields=('guichet', 'identifiant'), name='restitution_identifiant_unique'), models.CheckConstraint(condition=models.Q(('trimestre__gte', 1), ('trimestre__lte', 4)), name='restitution_trimestre')],
            },
        ),
        Cloisonner("financement", interne="SELECT, INSERT, UPDATE (retire_a, retire_par)"),
        Cloisonner("restitution", interne="SELECT, INSERT"),
    ]
