"""URLs of the style guide alone."""

from django.urls import include, path

urlpatterns = [path("catalogue/", include("clauses_app.interface.urls"))]
