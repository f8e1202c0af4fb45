"""Included by the project's URLs when DEBUG is on."""

from django.urls import path

from clauses_app.interface import views

app_name = "interface"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("cases/", views.cases, name="cases"),
    path("pourquoi/", views.pourquoi, name="pourquoi"),
]
