from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "clauses_app.audit"
    label = "audit"
    verbose_name = "Journal"
