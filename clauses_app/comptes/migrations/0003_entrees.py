"""Sign-in counters and sessions list for the sign-in role; rights on members down to what is used."""

from django.db import migrations, models

from clauses_app.tenancy.operations import Executer


class Migration(migrations.Migration):
    dependencies = [
        ("comptes", "0002_cloisonnement"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("entreprise_id", None),
                        ("maitre_ouvrage_id", None),
                        ("role__in", ["ADMIN_GUICHET", "FACILITATEUR"]),
                    ),
                    models.Q(
                        ("entreprise_id__isnull", False),
                        ("maitre_ouvrage_id", None),
                        ("role__in", ["ENTREPRISE", "STRUCTURE"]),
                    ),
                    models.Q(
                        ("entreprise_id", None), ("maitre_ouvrage_id__isnull", False), ("role", "ACHETEUR")
                    ),
                    _connector="OR",
                ),
                name="invitation_organisation_selon_role",
            ),
        ),
        Executer(
            # settings.CACHES: attempts of sign-in, codes already used
            "CREATE TABLE comptes_compteur (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
            " expires timestamptz NOT NULL)",
            "CREATE INDEX comptes_compteur_expires ON comptes_compteur (expires)",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON comptes_compteur TO connexion",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON usersessions_usersession TO connexion",
            # a membership never changes hands
            "REVOKE UPDATE ON comptes_adhesion FROM interne, connexion",
            "GRANT UPDATE (role, est_active) ON comptes_adhesion TO interne",
            "GRANT UPDATE (nom_affiche, telephone, organisation_nom, est_active) ON comptes_adhesion TO connexion",
            # an invitation keeps its address and its role
            "REVOKE UPDATE ON comptes_invitation FROM interne, externe, connexion",
            "GRANT UPDATE (empreinte_jeton, expire_a, annulee_a) ON comptes_invitation TO interne",
            "GRANT UPDATE (expire_a, annulee_a) ON comptes_invitation TO externe",
            "GRANT UPDATE (acceptee_a) ON comptes_invitation TO connexion",
        ),
    ]
