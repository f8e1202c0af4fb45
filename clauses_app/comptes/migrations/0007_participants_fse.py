from django.db import migrations, models

from clauses_app.tenancy.operations import Executer


class Migration(migrations.Migration):
    dependencies = [("comptes", "0006_ecart_paie")]

    operations = [
        migrations.AddField(
            model_name="guichet",
            name="participants_fse",
            field=models.BooleanField(default=False, verbose_name="export nominatif des participants FSE+"),
        ),
        Executer("GRANT UPDATE (participants_fse) ON comptes_guichet TO interne"),
    ]
