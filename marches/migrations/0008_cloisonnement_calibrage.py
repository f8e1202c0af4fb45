"""Close the tables of sizing: the workshop of the guichet, nothing of it for companies nor buyers.

What is kept to be replayed or proved is added and read, never changed: sizings, declared bases, moving
targets, ratios, settings, models and texts of clauses.
"""

from django.db import migrations

from clauses_app.tenancy.operations import Cloisonner

AJOUTER = "SELECT, INSERT"


class Migration(migrations.Migration):
    dependencies = [("marches", "0007_calibrage")]

    operations = [
        Cloisonner("projetachat", interne="SELECT, INSERT, UPDATE"),
        Cloisonner("lotprojet"),
        Cloisonner("calibrage", interne=AJOUTER),
        Cloisonner("objectifglissant", interne=AJOUTER),
        Cloisonner("declarationassiette", interne=AJOUTER),
        Cloisonner("ratiosecteur", interne=AJOUTER),
        Cloisonner("reglagecalibrage", interne=AJOUTER),
        Cloisonner("modeleclause", interne=AJOUTER),
        Cloisonner("texteclause", interne=AJOUTER),
    ]
