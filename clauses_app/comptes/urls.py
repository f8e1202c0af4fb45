"""Choice of the guichet, members, settings of the guichet, invitations."""

from django.urls import URLPattern

app_name = "comptes"
urlpatterns: list[URLPattern] = []
