from django.db import migrations

from clauses_app.tenancy.operations import Executer


class Migration(migrations.Migration):
    """A month where nothing is missing is known: what is kept of each contract is computed again by its next reader."""

    dependencies = [
        ('suivi_heures', '0031_filtres_en_mots'),
    ]

    operations = [
        Executer('UPDATE suivi_heures_suivimarche SET arrete_au = NULL WHERE arrete_au IS NOT NULL'),
    ]
