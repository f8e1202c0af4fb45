"""A timesheet in any layout: what was read of its file, several lines on one row."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("suivi_heures", "0012_carnet_agenda_vues")]

    operations = [
        migrations.AddField(
            model_name="releveheures",
            name="lecture",
            field=models.JSONField(blank=True, null=True, verbose_name="lecture générale"),
        ),
        migrations.AddField(
            model_name="lignereleve",
            name="rang",
            field=models.PositiveIntegerField(default=0, verbose_name="rang dans la lecture"),
        ),
        migrations.RemoveConstraint(model_name="lignereleve", name="ligne_releve_unique"),
        migrations.AddConstraint(
            model_name="lignereleve",
            constraint=models.UniqueConstraint(
                fields=("guichet", "releve", "numero", "nature", "rang"), name="ligne_releve_unique"
            ),
        ),
    ]
