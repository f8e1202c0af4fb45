"""WSGI door."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from clauses_app.memoire import mettre_de_cote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clauses_app.settings")
application = get_wsgi_application()
# What was loaded stays: it is not looked through again at every page, which makes thousands of objects and few cycles.
mettre_de_cote()
gc.set_threshold(50_000, 20, 100)
