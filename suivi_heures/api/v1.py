"""First version. What is published never changes its meaning: another meaning is another version."""

from django.urls import path

from clauses_app.comptes.permissions import par_jeton
from suivi_heures.api import declarations, releves

urlpatterns = [
    path("api/v1/releves/", par_jeton(releves.Releves.as_view()), name="api_releves"),
    path("api/v1/releves/<int:pk>/", par_jeton(releves.UnReleve.as_view()), name="api_releve"),
    path("api/v1/declarations/", par_jeton(declarations.Declarations.as_view()), name="api_declarations"),
    path("api/v1/declarations/<str:mois>/", par_jeton(declarations.UneDeclaration.as_view()), name="api_declaration"),
]
