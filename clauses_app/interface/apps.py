from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "clauses_app.interface"
    label = "interface"
    verbose_name = "interface"
