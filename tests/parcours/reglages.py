"""Settings of the instance that a browser visits: those of a deployment, but mail goes to files and the
static files are hashed without being compressed (twenty seconds saved)."""

import os

from clauses_app.settings import *  # noqa: F403, TID251

STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
}
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": os.environ["DOSSIER_COURRIELS"]},
    }
}
