"""Account pages (allauth): they run in the sign-in role."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
