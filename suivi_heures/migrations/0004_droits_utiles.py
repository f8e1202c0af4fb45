"""Nothing erases these rows: the right to is taken back. Erasing people will bring its own, one day."""

from django.db import migrations

from clauses_app.tenancy.operations import Executer

JAMAIS_EFFACEES = (
    "marches_maitreouvrage, marches_entreprise, marches_noteentreprise, marches_operation, marches_marche,"
    " marches_lot, marches_attribution, marches_marchedecp, marches_importdecp, beneficiaires_beneficiaire,"
    " beneficiaires_contrattravail, suivi_heures_releveheures, suivi_heures_fichierreleve,"
    " suivi_heures_realisation, suivi_heures_reprise"
)


class Migration(migrations.Migration):
    dependencies = [("suivi_heures", "0003_bilan_fige")]

    operations = [Executer(f"REVOKE DELETE ON {JAMAIS_EFFACEES} FROM interne")]
