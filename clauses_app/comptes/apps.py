from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "clauses_app.comptes"
    label = "comptes"
    verbose_name = "Comptes et guichets"
