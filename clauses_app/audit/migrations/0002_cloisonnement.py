"""The journal: added to and read, never changed. An external user sees only what it did itself."""

from django.db import migrations

from clauses_app.tenancy.operations import ADHESION, Cloisonner


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("comptes", "0002_cloisonnement")]

    operations = [
        Cloisonner(
            "evenement",
            interne="SELECT, INSERT",
            externe=f"par_id = {ADHESION}",
            droits_externe="SELECT, INSERT",
        ),
    ]
