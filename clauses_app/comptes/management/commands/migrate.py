"""`migrate` through the deploy login, then hand the new tables over to the owner without login."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

REMETTRE = """
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT c.oid::regclass AS nom, c.relkind FROM pg_class c
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'p')
             AND pg_get_userbyid(c.relowner) <> 'proprietaire'
  LOOP EXECUTE format('ALTER TABLE %s OWNER TO proprietaire', r.nom); END LOOP;
  FOR r IN SELECT p.oid::regprocedure AS nom FROM pg_proc p
           WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) <> 'proprietaire'
             AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO proprietaire', r.nom); END LOOP;
END $$
"""


class Command(Migrate):
    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="deploiement")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        with connections[options["database"]].cursor() as curseur:
            curseur.execute(REMETTRE)
