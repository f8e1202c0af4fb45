"""A line of a timesheet is written, then linked to the line of the ledger it makes: left room on its page, the second
writing touches no index."""

from django.db import migrations

from clauses_app.tenancy.operations import Executer


class Migration(migrations.Migration):
    dependencies = [("suivi_heures", "0023_restitutions")]

    operations = [Executer("ALTER TABLE suivi_heures_lignereleve SET (fillfactor = 50)")]
