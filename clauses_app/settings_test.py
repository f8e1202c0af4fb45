"""Settings of the test suite: fast hasher, mail and storage in memory, eager tasks."""

import os

os.environ.setdefault("SECRET_KEY", "cle-de-test-sans-valeur-0123456789-abcdefghijklmnop")
os.environ.setdefault("DEMONSTRATION", "1")

from clauses_app.settings import *  # noqa: F403, TID251  the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SECOND_FACTEUR_OBLIGATOIRE = False
WHITENOISE_AUTOREFRESH = True  # reads the files themselves: nothing is collected for the tests
MIDDLEWARE = [nom for nom in MIDDLEWARE if "whitenoise" not in nom]  # noqa: F405  nothing is collected in tests
