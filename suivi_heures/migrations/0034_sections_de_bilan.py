"""A long report is rendered in sections, kept from the demand to the file; its production can be stopped."""

import clauses_app.tenancy.modeles
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from clauses_app.tenancy.operations import Cloisonner


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0005_jetons_api'),
        ('suivi_heures', '0033_postes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bilan',
            name='statut',
            field=models.CharField(choices=[('DEMANDE', 'Demandé'), ('EN_COURS', 'En cours'), ('PRET', 'Prêt'), ('ECHEC', 'Échec'), ('ARRETE', 'Arrêté')], default='DEMANDE', max_length=10, verbose_name='statut'),
        ),
        migrations.CreateModel(
            name='SectionBilan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('demande_a', models.DateTimeField(verbose_name='demandée le')),
                ('rang', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('genre', models.CharField(max_length=12, verbose_name='genre')),
                ('donnees', models.JSONField(verbose_name='chiffres de la section')),
                ('contenu', models.BinaryField(blank=True, null=True, verbose_name='pages rendues')),
                ('rendue_a', models.DateTimeField(blank=True, null=True, verbose_name='rendue le')),
                ('bilan', clauses_app.tenancy.modeles.LienGuichet(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='suivi_heures.bilan')),
                ('guichet', models.ForeignKey(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('clauses.guichet_id'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.BigIntegerField()), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.guichet')),
            ],
            options={
                'verbose_name': 'section de bilan',
                'verbose_name_plural': 'sections de bilan',
                'constraints': [models.UniqueConstraint(fields=('guichet', 'bilan', 'demande_a', 'rang'), name='section_bilan_unique')],
            },
        ),
        Cloisonner("sectionbilan", interne="SELECT, INSERT, UPDATE (contenu, rendue_a), DELETE"),
    ]
