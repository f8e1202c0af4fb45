"""French alphabetical order and search without accents, in the database itself.

The collations of the system are not the same everywhere, and none is immutable: a key is computed instead
(case and accents folded, ligatures opened). The bodies call built-in functions only, so that generated columns
may use them. Trigrams tolerate a slip of the finger.
"""

from django.db import migrations

from clauses_app.tenancy.operations import Executer

DE = "ÀÁÂÃÄÅàáâãäåÇçÈÉÊËèéêëÌÍÎÏìíîïÑñÒÓÔÕÖòóôõöÙÚÛÜùúûüÝŸýÿ’‘–—‑\u00a0\u202f"
VERS = "aaaaaaaaaaaacceeeeeeeeiiiiiiiinnoooooooooouuuuuuuuyyyy''---  "
PLIER = (
    "lower(translate(replace(replace(replace(replace({}, 'Œ', 'oe'), 'œ', 'oe'), 'Æ', 'ae'), 'æ', 'ae'),"
    f" '{DE}', '{VERS.replace(chr(39), chr(39) * 2)}'))"
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_liste_des_verbes")]

    operations = [
        Executer(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE FUNCTION cle_tri(texte text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
            " SET search_path = pg_catalog"
            f" RETURN {PLIER.format('texte')}",
            "CREATE FUNCTION cle_recherche(autres varchar[], VARIADIC textes text[]) RETURNS text"
            " LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$ BEGIN RETURN "
            + PLIER.format("array_to_string(textes || autres::text[], ' ')")
            + "; END $$",
        )
    ]
