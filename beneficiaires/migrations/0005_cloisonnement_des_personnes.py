"""Close the new tables of the room. A company writes its requests and reads the answers, nothing else:
proofs, duplicates, merges and warnings are the guichet's."""

from django.db import migrations

from clauses_app.tenancy.operations import ENTREPRISE, GUICHET, Cloisonner, Executer

DEMANDES = "demande_id IN (SELECT id FROM beneficiaires_demandeeligibilite)"


def _vers_soi(table: str, colonne: str) -> list[str]:
    return [
        f'CREATE UNIQUE INDEX IF NOT EXISTS "{table}_guichet_id_id" ON {table} (guichet_id, id)',
        f'ALTER TABLE {table} ADD CONSTRAINT "{table}_{colonne}_meme_guichet"'
        f" FOREIGN KEY (guichet_id, {colonne}) REFERENCES {table} (guichet_id, id)",
    ]


class Migration(migrations.Migration):
    dependencies = [("beneficiaires", "0004_personnes_et_embauches")]

    operations = [
        Executer(
            *_vers_soi("beneficiaires_beneficiaire", "fusionne_dans_id"),
            *_vers_soi("beneficiaires_contrattravail", "embauche_id"),
        ),
        Cloisonner("justificatif", interne="SELECT, INSERT, UPDATE"),
        Cloisonner("referencepublic", interne="SELECT, INSERT, DELETE"),
        Cloisonner("reglagepersonnes", interne="SELECT, INSERT, UPDATE", externe=f"guichet_id = {GUICHET}"),
        Cloisonner(
            "demandeeligibilite",
            interne="SELECT, INSERT, UPDATE",
            externe=f"entreprise_id = {ENTREPRISE}",
            droits_externe="SELECT, INSERT",
        ),
        # whatever a company writes, it cannot answer itself
        Cloisonner(
            "etapedemande",
            interne="SELECT, INSERT",
            externe=DEMANDES,
            droits_externe="SELECT, INSERT",
            ecriture_externe=f"{DEMANDES} AND (etat = 'A_EXAMINER' OR etat = 'RETIREE')",
        ),
        Cloisonner("doublonprobable", interne="SELECT, INSERT, UPDATE"),
        Cloisonner("fusion", interne="SELECT, INSERT, UPDATE"),
        Cloisonner("vigilancelevee", interne="SELECT, INSERT, DELETE"),
        # an explanation follows its person when two files become one
        Executer("GRANT UPDATE (beneficiaire_id) ON beneficiaires_vigilancelevee TO interne"),
    ]
