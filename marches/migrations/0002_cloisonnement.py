"""Close the tables of the room. A company sees the lots it holds, a buyer its own contracts.

The chain of conditions has no cycle: attribution ← marche, lot ← engagement.
"""

from django.db import migrations

from clauses_app.tenancy.operations import ENTREPRISE, GUICHET, MAITRE_OUVRAGE, Cloisonner, LienCompose

LOTS_TENUS = "SELECT lot_id FROM marches_attribution"
LOTS_ACHETES = f"SELECT id FROM marches_marche WHERE maitre_ouvrage_id = {MAITRE_OUVRAGE}"


class Migration(migrations.Migration):
    dependencies = [("marches", "0001_initial"), ("comptes", "0002_cloisonnement")]

    operations = [
        Cloisonner(
            "maitreouvrage",
            externe=f"id = {MAITRE_OUVRAGE} OR id IN (SELECT maitre_ouvrage_id FROM marches_attribution)",
        ),
        Cloisonner(
            "entreprise",
            externe=f"id = {ENTREPRISE} OR id IN (SELECT entreprise_id FROM marches_attribution)",
        ),
        Cloisonner("noteentreprise"),
        Cloisonner("operation", externe="id IN (SELECT operation_id FROM marches_marche)"),
        Cloisonner("regledecompte", externe=f"guichet_id = {GUICHET}"),
        Cloisonner(
            "marche",
            externe=f"maitre_ouvrage_id = {MAITRE_OUVRAGE} OR id IN (SELECT marche_id FROM marches_attribution)",
        ),
        Cloisonner("lot", externe=f"id IN ({LOTS_TENUS}) OR marche_id IN ({LOTS_ACHETES})"),
        Cloisonner(
            "attribution",
            externe=f"entreprise_id = {ENTREPRISE} OR maitre_ouvrage_id = {MAITRE_OUVRAGE}",
        ),
        Cloisonner(
            "engagementheures", interne="SELECT, INSERT", externe="lot_id IN (SELECT id FROM marches_lot)"
        ),
        Cloisonner("marchedecp"),
        Cloisonner("importdecp"),
        LienCompose(
            "marches_attribution",
            ("guichet_id", "lot_id", "marche_id"),
            "marches_lot",
            ("guichet_id", "id", "marche_id"),
            "attribution_copie_du_lot",
        ),
        LienCompose(
            "marches_attribution",
            ("guichet_id", "marche_id", "maitre_ouvrage_id"),
            "marches_marche",
            ("guichet_id", "id", "maitre_ouvrage_id"),
            "attribution_copie_du_marche",
        ),
    ]
