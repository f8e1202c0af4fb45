"""Addresses of the room."""

from django.urls import URLPattern

app_name = "suivi_heures"
urlpatterns: list[URLPattern] = []
