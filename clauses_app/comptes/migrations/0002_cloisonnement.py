"""Accounts belong to the sign-in role; memberships and invitations are closed by guichet."""

from django.db import migrations

from clauses_app.tenancy.operations import ADHESION, ENTREPRISE, GUICHET, MAITRE_OUVRAGE, Cloisonner, Executer

MEME_ORGANISATION = f"entreprise_id = {ENTREPRISE} OR maitre_ouvrage_id = {MAITRE_OUVRAGE}"


class Migration(migrations.Migration):
    dependencies = [
        ("comptes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        Executer(
            # Guichet: a shared table; inside a guichet only its own row exists
            "ALTER TABLE comptes_guichet ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE comptes_guichet FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY mur ON comptes_guichet AS RESTRICTIVE TO interne, externe USING (id = {GUICHET})",
            f"CREATE POLICY guichet ON comptes_guichet TO interne, externe USING (id = {GUICHET})",
            "CREATE POLICY connexion ON comptes_guichet TO connexion USING (true) WITH CHECK (true)",
            "GRANT SELECT ON comptes_guichet TO interne, externe",
            "GRANT UPDATE (nom, type, adresse, courriel, telephone, mention_rapport, delai_releve_jours,"
            " seuil_effectif, heures_max_mois) ON comptes_guichet TO interne",
            "GRANT SELECT, INSERT ON comptes_guichet TO connexion",
            # Accounts, sessions, factors: the sign-in role only
            "GRANT SELECT, INSERT, UPDATE ON comptes_utilisateur TO connexion",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, account_emailaddress,"
            " account_emailconfirmation, mfa_authenticator TO connexion",
            "GRANT SELECT ON django_content_type TO connexion",
        ),
        Cloisonner(
            "adhesion",
            interne="SELECT, UPDATE",
            externe=f"id = {ADHESION} OR {MEME_ORGANISATION}",
        ),
        Cloisonner(
            "invitation",
            interne="SELECT, INSERT, UPDATE",
            externe=MEME_ORGANISATION,
            droits_externe="SELECT, INSERT, UPDATE",
        ),
        Executer(
            "CREATE POLICY connexion ON comptes_adhesion TO connexion USING (true) WITH CHECK (true)",
            "GRANT SELECT, INSERT, UPDATE ON comptes_adhesion TO connexion",
            "CREATE POLICY connexion ON comptes_invitation TO connexion USING (true) WITH CHECK (true)",
            "GRANT SELECT, UPDATE ON comptes_invitation TO connexion",
        ),
    ]
