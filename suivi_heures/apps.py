from django.apps import AppConfig

from clauses_app.celery import app as celery_app


class SuiviHeuresConfig(AppConfig):
    name = "suivi_heures"
    verbose_name = "Suivi des heures"

    def ready(self) -> None:
        # shared tasks must find the broker of the project, in the web process too
        celery_app.set_default()
