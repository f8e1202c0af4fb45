"""Addresses of the room."""

from django.urls import URLPattern

app_name = "beneficiaires"
urlpatterns: list[URLPattern] = []
