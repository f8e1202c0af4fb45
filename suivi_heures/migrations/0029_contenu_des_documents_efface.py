from django.db import migrations, models

from clauses_app.tenancy.operations import Executer


class Migration(migrations.Migration):

    dependencies = [
        ('suivi_heures', '0028_envois_croises'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='efface_a',
            field=models.DateTimeField(blank=True, null=True, verbose_name='effacé le'),
        ),
        Executer(
            'GRANT UPDATE (efface_a) ON suivi_heures_document TO interne',
            'GRANT DELETE ON suivi_heures_contenudocument TO interne',
        ),
    ]
