"""Readers told by mail of each published report; a mail is taken before it is sent."""

import clauses_app.tenancy.modeles
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.db import migrations, models

from clauses_app.tenancy.operations import ADHESION, Cloisonner


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0005_jetons_api'),
        ('suivi_heures', '0024_place_pour_le_lien'),
    ]

    operations = [
        migrations.CreateModel(
            name='AbonnementRapport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adhesion_id', models.BigIntegerField()),
                ('ouvert_a', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='ouvert le')),
                ('ferme_a', models.DateTimeField(blank=True, null=True, verbose_name='fermé le')),
                ('guichet', models.ForeignKey(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('clauses.guichet_id'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.BigIntegerField()), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.guichet')),
            ],
            options={
                'verbose_name': 'abonnement aux publications',
                'verbose_name_plural': 'abonnements aux publications',
            },
        ),
        migrations.CreateModel(
            name='AvisPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pris_a', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='pris le')),
                ('abonnement', clauses_app.tenancy.modeles.LienGuichet(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suivi_heures.abonnementrapport')),
                ('bilan', clauses_app.tenancy.modeles.LienGuichet(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suivi_heures.bilan')),
                ('guichet', models.ForeignKey(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('clauses.guichet_id'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.BigIntegerField()), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.guichet')),
            ],
            options={
                'verbose_name': 'avis de publication',
                'verbose_name_plural': 'avis de publication',
            },
        ),
        migrations.AddConstraint(
            model_name='abonnementrapport',
            constraint=models.UniqueConstraint(condition=models.Q(('ferme_a', None)), fields=('guichet', 'adhesion_id'), name='abonnement_rapport_ouvert_une_fois'),
        ),
        migrations.AddConstraint(
            model_name='avispublication',
            constraint=models.UniqueConstraint(fields=('guichet', 'abonnement', 'bilan'), name='avis_publication_une_fois'),
        ),
        Cloisonner(
            "abonnementrapport",
            interne="SELECT, UPDATE (ferme_a)",
            externe=f"adhesion_id = {ADHESION}",
            droits_externe="SELECT, INSERT, UPDATE (ferme_a)",
        ),
        Cloisonner("avispublication", interne="SELECT, INSERT"),
    ]
