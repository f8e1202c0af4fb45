"""Addresses of the room."""

from django.urls import URLPattern

app_name = "marches"
urlpatterns: list[URLPattern] = []
