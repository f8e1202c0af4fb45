"""Pages every visitor may read, named without prefix: the footer of every page links them."""

from django.urls import path

from clauses_app.comptes.views import legales

urlpatterns = [
    path("aide/", legales.aide, name="aide"),
    path("accessibilite/", legales.accessibilite, name="accessibilite"),
    path("donnees-personnelles/", legales.donnees_personnelles, name="donnees_personnelles"),
    path("mentions-legales/", legales.mentions_legales, name="mentions_legales"),
]
