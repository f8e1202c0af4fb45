"""Rights the sign-in role never uses are taken back."""

from django.db import migrations

from clauses_app.tenancy.operations import Executer


class Migration(migrations.Migration):
    dependencies = [("comptes", "0003_entrees")]

    operations = [
        Executer(
            "REVOKE ALL ON account_emailconfirmation FROM connexion",
            "REVOKE ALL ON django_content_type FROM connexion",
        ),
    ]
