"""Close the tables of the life of a contract. Acts are added and read, never changed; no external user reads
them: what a company or a buyer must know is in the journal of hours due."""

from django.db import migrations

from clauses_app.tenancy.operations import Cloisonner, Relier


class Migration(migrations.Migration):
    dependencies = [("marches", "0003_vie_du_marche")]

    operations = [
        Cloisonner("programme", interne="SELECT, INSERT, UPDATE"),
        Cloisonner("tranche", interne="SELECT, INSERT, UPDATE"),
        Cloisonner("acte", interne="SELECT, INSERT"),
        Relier("marche", "accord_cadre", "programme"),
        Relier("attribution", "donneur_ordre"),
        Relier("engagementheures", "acte"),
    ]
