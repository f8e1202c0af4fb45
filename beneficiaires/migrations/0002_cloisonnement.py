"""Close the tables of the room. The table of criteria gives external users no right at all; buyers see
no person."""

from django.db import migrations

from clauses_app.tenancy.operations import ENTREPRISE, Cloisonner, LienCompose, OuvrirAussi

CONTRATS = "FROM beneficiaires_contrattravail"


class Migration(migrations.Migration):
    dependencies = [("beneficiaires", "0001_initial"), ("marches", "0002_cloisonnement")]

    operations = [
        Cloisonner(
            "beneficiaire",
            externe=f"propose_par_id = {ENTREPRISE} OR id IN (SELECT beneficiaire_id {CONTRATS})",
        ),
        Cloisonner("decisioneligibilite", interne="SELECT, INSERT, UPDATE"),
        Cloisonner("contrattravail", externe=f"employeur_id = {ENTREPRISE} OR titulaire_id = {ENTREPRISE}"),
        LienCompose(
            "beneficiaires_contrattravail",
            ("guichet_id", "attribution_id", "lot_id", "marche_id", "titulaire_id"),
            "marches_attribution",
            ("guichet_id", "id", "lot_id", "marche_id", "entreprise_id"),
            "contrat_copie_de_l_attribution",
        ),
        # an insertion structure sees the attributions, hence the lots, its employees work for
        OuvrirAussi("marches_attribution", "employeur", f"id IN (SELECT attribution_id {CONTRATS})"),
        OuvrirAussi("marches_entreprise", "employeur", f"id IN (SELECT employeur_id {CONTRATS})"),
    ]
