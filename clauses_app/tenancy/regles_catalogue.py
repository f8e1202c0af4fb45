"""The queries of `verification`: one per rule, each answers the names of what breaks it."""

from __future__ import annotations

# public tables, and whether they carry a guichet
TABLES = """
SELECT c.relname,
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'guichet_id' AND NOT a.attisdropped)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""
POLITIQUES = """
SELECT c.relname, p.polname, p.polpermissive, p.polcmd::text,
       ARRAY(SELECT coalesce(r.rolname, 'public')::text FROM unnest(p.polroles) x LEFT JOIN pg_roles r ON r.oid = x),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY 1, 2
"""
# grants on tables and columns of `public`, the owner's own apart
DROITS_DONNES = """
SELECT c.relname::text, coalesce(r.rolname, 'public')::text, x.privilege_type, ''
FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND x.grantee <> c.relowner
UNION ALL
SELECT c.relname::text, coalesce(r.rolname, 'public')::text, x.privilege_type, a.attname::text
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) x
LEFT JOIN pg_roles r ON r.oid = x.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND x.grantee <> c.relowner
"""

_CLOISONNEES = """(
    SELECT c.* FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND (c.relname = 'comptes_guichet' OR EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'guichet_id' AND NOT a.attisdropped))
)"""
_EXECUTION = "('interne', 'externe', 'connexion')"
_SERVICE = "('applicatif', 'interne', 'externe', 'connexion')"
_NOTRES = "('proprietaire', 'deploiement', 'applicatif', 'interne', 'externe', 'connexion')"
_PUBLIC = "'public'::regnamespace"
_HORS_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"

_FERMETURE = {
    "sécurité des lignes non activée": f"SELECT t.relname FROM {_CLOISONNEES} t WHERE NOT t.relrowsecurity",
    "sécurité des lignes non forcée": f"SELECT t.relname FROM {_CLOISONNEES} t WHERE NOT t.relforcerowsecurity",
    "colonne guichet_id facultative ou d’un autre type": f"""
        SELECT t.relname FROM {_CLOISONNEES} t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'guichet_id'
        WHERE NOT a.attnotnull OR a.atttypid <> 'bigint'::regtype""",
    "guichet d’une ligne pris ailleurs que dans la transaction": f"""
        SELECT t.relname FROM {_CLOISONNEES} t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'guichet_id'
        LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
        WHERE pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM
          '(NULLIF(current_setting(''clauses.guichet_id''::text, true), ''''::text))::bigint'""",
}
_LIENS = {
    "lien possible vers un autre guichet (clé étrangère non composée)": f"""
        SELECT fils.relname || ', ' || k.conname FROM pg_constraint k
        JOIN {_CLOISONNEES} fils ON fils.oid = k.conrelid JOIN {_CLOISONNEES} parent ON parent.oid = k.confrelid
        WHERE k.contype = 'f' AND parent.relname <> 'comptes_guichet' AND NOT EXISTS (
            SELECT FROM unnest(k.conkey, k.confkey) AS c(ici, la)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.ici
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = c.la
            WHERE a.attname = 'guichet_id' AND b.attname = 'guichet_id')""",
    "suppression qui se propage par le lien": f"""
        SELECT fils.relname || ', ' || k.conname FROM pg_constraint k JOIN {_CLOISONNEES} fils ON fils.oid = k.conrelid
        WHERE k.contype = 'f' AND k.confdeltype NOT IN ('a', 'r')""",
    "guichet rattaché par une autre colonne": f"""
        SELECT fils.relname || ', ' || k.conname FROM pg_constraint k
        JOIN {_CLOISONNEES} fils ON fils.oid = k.conrelid
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
        WHERE k.contype = 'f' AND k.confrelid = 'comptes_guichet'::regclass AND a.attname <> 'guichet_id'""",
    "table partagée qui tient à une table cloisonnée": f"""
        SELECT fils.relname || ', ' || k.conname FROM pg_constraint k
        JOIN pg_class fils ON fils.oid = k.conrelid AND fils.relname = ANY (%(partagees)s)
        JOIN {_CLOISONNEES} parent ON parent.oid = k.confrelid WHERE k.contype = 'f'""",
    "contrainte non vérifiée ou non appliquée": f"""
        SELECT c.relname || ', ' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = {_PUBLIC} AND NOT (k.convalidated AND k.conenforced)""",
    "unicité qui ne comprend pas le guichet": f"""
        SELECT t.relname || ', ' || i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
        JOIN {_CLOISONNEES} t ON t.oid = x.indrelid
        WHERE x.indisunique AND NOT x.indisprimary AND t.relname <> 'comptes_guichet' AND NOT EXISTS (
            SELECT FROM pg_attribute a
            WHERE a.attrelid = t.oid AND a.attnum = ANY (x.indkey) AND a.attname = 'guichet_id')""",
    "clé primaire qui porte une donnée": f"""
        SELECT t.relname FROM pg_index x JOIN {_CLOISONNEES} t ON t.oid = x.indrelid
        WHERE x.indisprimary AND EXISTS (SELECT FROM pg_attribute a
            WHERE a.attrelid = t.oid AND a.attnum = ANY (x.indkey) AND a.attname NOT IN ('id', 'guichet_id'))""",
}
_PASSAGES = {
    "vue qui lit avec les droits de son propriétaire": f"""
        SELECT c.relname FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace = {_PUBLIC}
        AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)""",
    "vue matérialisée, que rien ne peut cloisonner": f"""
        SELECT c.relname FROM pg_class c WHERE c.relkind = 'm' AND c.relnamespace = {_PUBLIC}""",
    "droit sur une vue": f"""
        SELECT c.relname || ', ' || coalesce(r.rolname, 'public') FROM pg_class c
        CROSS JOIN LATERAL aclexplode(c.relacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
        WHERE c.relkind IN ('v', 'm', 'f') AND c.relnamespace = {_PUBLIC} AND x.grantee <> c.relowner""",
    "table étrangère ou publication, qui fait sortir les lignes": f"""
        SELECT relname::text FROM pg_class WHERE relkind = 'f' AND relnamespace = {_PUBLIC}
        UNION ALL SELECT pubname::text FROM pg_publication UNION ALL SELECT srvname::text FROM pg_foreign_server""",
    "règle de réécriture": f"""
        SELECT c.relname || ', ' || w.rulename FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
        WHERE c.relnamespace = {_PUBLIC} AND w.rulename <> '_RETURN'""",
    "table héritière ou partition ouverte d’une table cloisonnée": f"""
        SELECT fille.relname FROM pg_inherits h JOIN pg_class fille ON fille.oid = h.inhrelid
        JOIN {_CLOISONNEES} t ON t.oid = h.inhparent
        WHERE fille.relkind IN ('r', 'p', 'f') AND (NOT fille.relispartition
              OR EXISTS (SELECT FROM aclexplode(fille.relacl) x WHERE x.grantee <> fille.relowner))""",
    "fonction qui s’exécute avec d’autres droits (SECURITY DEFINER)": f"""
        SELECT p.proname FROM pg_proc p WHERE p.pronamespace = {_PUBLIC} AND p.prosecdef""",
    "fonction sans chemin de recherche fixé": f"""
        SELECT p.proname FROM pg_proc p WHERE p.pronamespace = {_PUBLIC} AND {_HORS_EXTENSION}
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%%')""",
    "fonction dite étanche, que les politiques laissent passer": f"""
        SELECT p.proname FROM pg_proc p WHERE p.pronamespace = {_PUBLIC} AND p.proleakproof""",
    "déclencheur absent": """
        SELECT attendu FROM unnest(%(declencheurs)s::text[]) attendu WHERE NOT EXISTS (
            SELECT FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
            WHERE c.relname || '.' || g.tgname = attendu)""",
    "déclencheur coupé": f"""
        SELECT c.relname || ', ' || g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        WHERE c.relnamespace = {_PUBLIC} AND g.tgenabled <> 'O'""",
    "extension hors de la liste": """
        SELECT extname::text FROM pg_extension WHERE extname NOT IN ('plpgsql', 'pg_trgm', 'unaccent', 'btree_gist')""",
}
_ROLES = {
    "objet qui n’appartient pas au propriétaire": f"""
        SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = {_PUBLIC}
        AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND pg_get_userbyid(c.relowner) <> 'proprietaire'
        UNION ALL SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = {_PUBLIC} AND {_HORS_EXTENSION}
        AND pg_get_userbyid(p.proowner) <> 'proprietaire'
        UNION ALL SELECT 'schéma public' FROM pg_namespace n
        WHERE n.oid = {_PUBLIC} AND pg_get_userbyid(n.nspowner) <> 'proprietaire'
        UNION ALL SELECT 'base' FROM pg_database b
        WHERE b.datname = current_database() AND pg_get_userbyid(b.datdba) <> 'proprietaire'""",
    "droit qui peut être redonné": f"""
        SELECT c.relname || ', ' || coalesce(r.rolname, 'public') FROM pg_class c
        CROSS JOIN LATERAL aclexplode(c.relacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
        WHERE c.relnamespace = {_PUBLIC} AND x.is_grantable AND x.grantee <> c.relowner""",
    "droit sur une séquence, qui dirait le volume des autres": f"""
        SELECT c.relname || ', ' || coalesce(r.rolname, 'public') FROM pg_class c
        CROSS JOIN LATERAL aclexplode(c.relacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
        WHERE c.relnamespace = {_PUBLIC} AND c.relkind = 'S' AND x.grantee <> c.relowner""",
    "droits donnés d’avance aux objets à venir": """
        SELECT coalesce(n.nspname, 'tous') || ', ' || pg_get_userbyid(d.defaclrole) FROM pg_default_acl d
        LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace""",
    "schéma ouvert": f"""
        SELECT coalesce(r.rolname, 'public') || ', ' || x.privilege_type
        FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
        WHERE n.oid = {_PUBLIC} AND x.grantee <> n.nspowner
        AND NOT (x.privilege_type = 'USAGE' AND coalesce(r.rolname, 'public') IN {_EXECUTION})""",
    "schéma de plus": """
        SELECT n.nspname FROM pg_namespace n
        WHERE n.nspname NOT IN ('public', 'information_schema') AND n.nspname !~ '^pg_'""",
    "droit de trop sur la base": f"""
        SELECT r.rolname || ', ' || p.droit FROM pg_roles r CROSS JOIN (VALUES ('CREATE'), ('TEMPORARY')) p(droit)
        WHERE r.rolname IN {_SERVICE} AND has_database_privilege(r.oid, current_database(), p.droit)
        AND NOT (r.rolname = 'interne' AND p.droit = 'TEMPORARY')""",
    "attributs d’un rôle": """
        SELECT a.nom FROM (VALUES
            ('proprietaire', false, false), ('deploiement', true, true), ('applicatif', true, false),
            ('interne', false, false), ('externe', false, false), ('connexion', false, false)
        ) a(nom, connexion, outrepasse) LEFT JOIN pg_roles r ON r.rolname = a.nom
        WHERE r.oid IS NULL OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
        OR r.rolcanlogin <> a.connexion OR r.rolbypassrls <> a.outrepasse
        OR (a.nom = 'applicatif' AND r.rolinherit)""",
    "appartenance d’un rôle à un autre": f"""
        SELECT membre.rolname || ' dans ' || groupe.rolname FROM pg_auth_members m
        JOIN pg_roles membre ON membre.oid = m.member JOIN pg_roles groupe ON groupe.oid = m.roleid
        WHERE (membre.rolname IN {_NOTRES} OR groupe.rolname IN {_NOTRES})
        AND NOT (membre.rolsuper OR membre.rolcreaterole)
        AND NOT (membre.rolname = 'applicatif' AND groupe.rolname IN {_EXECUTION}
                 AND NOT m.inherit_option AND m.set_option AND NOT m.admin_option)
        AND NOT (membre.rolname = 'deploiement' AND groupe.rolname = 'proprietaire' AND NOT m.admin_option)""",
    "réglage attaché à un rôle": f"""
        SELECT r.rolname || ', ' || reglage FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
        CROSS JOIN LATERAL unnest(s.setconfig) reglage
        WHERE r.rolname IN {_NOTRES} AND reglage ~ '^(role|row_security|search_path|clauses\\.|session_)'""",
    "sessions des autres visibles ou interruptibles": f"""
        SELECT r.rolname || ', ' || quoi FROM pg_roles r CROSS JOIN LATERAL (
            SELECT 'pg_stat_activity' WHERE has_table_privilege(r.oid, 'pg_catalog.pg_stat_activity', 'SELECT')
            UNION ALL SELECT f FROM unnest(ARRAY['pg_stat_get_activity(integer)',
                'pg_stat_get_backend_activity(integer)', 'pg_terminate_backend(integer, bigint)',
                'pg_cancel_backend(integer)']) f WHERE has_function_privilege(r.oid, 'pg_catalog.' || f, 'EXECUTE')
        ) v(quoi) WHERE r.rolname IN {_SERVICE}""",
    "grand objet, hors de tout guichet": f"""
        SELECT r.rolname || ', ' || f FROM pg_roles r CROSS JOIN unnest(ARRAY['lo_create(oid)', 'lo_creat(integer)',
            'lo_from_bytea(oid, bytea)']) f
        WHERE r.rolname IN {_SERVICE} AND has_function_privilege(r.oid, 'pg_catalog.' || f, 'EXECUTE')
        UNION ALL SELECT 'grand objet ' || oid FROM pg_largeobject_metadata""",
}

REGLES = {**_FERMETURE, **_LIENS, **_PASSAGES, **_ROLES}
