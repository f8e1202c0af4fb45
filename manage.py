#!/usr/bin/env python
"""Django's command line; finds the database and the broker, or starts them for its own duration."""

import os
import sys

from clauses_app.local.erreurs import phrase
from clauses_app.local.gestion import preparer_la_commande

try:
    from django.core.management import execute_from_command_line
except ImportError:
    sys.exit("Django n’est pas installé ici : lancez « make install », puis « .venv/bin/python manage.py ».")


def principal() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clauses_app.settings")
    try:
        arguments = preparer_la_commande(sys.argv)
    except Exception as erreur:
        texte = phrase(erreur)
        if texte is None:
            raise
        sys.exit(texte)
    execute_from_command_line(arguments)


if __name__ == "__main__":
    principal()
