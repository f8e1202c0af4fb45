"""The version served, its description, and what stands nowhere."""

from django.urls import path

from clauses_app.comptes.permissions import par_jeton
from suivi_heures.api import document, releves, v1

urlpatterns = [
    *v1.urlpatterns,
    path("api/", document.documentation, name="api_documentation"),
    path("api/v1/openapi.json", document.openapi, name="api_openapi"),
    path("api/<path:reste>", par_jeton(releves.Introuvable.as_view()), name="api_introuvable"),
]
