from django.apps import AppConfig
from django.db.models import fields


class InterfaceConfig(AppConfig):
    name = "clauses_app.interface"
    label = "interface"
    verbose_name = "interface"

    def ready(self) -> None:
        # as Django documents it; its own « - Choisir une option - » is a ruler, not a word
        fields.BLANK_CHOICE_LABEL = "Choisir"
