"""Pytest plugin (`-p tests.serveurs`): servers of this run's own, whoever calls pytest.

The addresses must exist before pytest-django reads the settings, hence at import. The workers of xdist
inherit the environment of the process that started them and use its servers.
"""

import os

from clauses_app.local.erreurs import ErreurLocale
from clauses_app.local.serveurs import ESSAIS, demarrer

URL_ADMIN = "DATABASE_URL_ADMIN_TESTS"  # set only by this plugin: never the address of someone's real server


def fournir_les_adresses() -> None:
    """Start the tests' servers unless a parent process already did."""
    if URL_ADMIN in os.environ:
        return
    try:
        adresses = demarrer(ESSAIS)
    except ErreurLocale as erreur:
        raise SystemExit(str(erreur)) from erreur
    adresses.exporter()
    os.environ[URL_ADMIN] = adresses.database_url_admin


def url_administrateur() -> str:
    """Superuser address of the tests' PostgreSQL, for `preparer_base` in conftest."""
    return os.environ[URL_ADMIN]


fournir_les_adresses()
