"""The OpenAPI document, and the page a person reads."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from clauses_app.comptes.permissions import publique
from suivi_heures.api import v1
from suivi_heures.api.problemes import SORTES

METHODES = ("get", "post")


@cache
def ecrire_document() -> dict[str, Any]:
    """The addresses do not change while the process lives."""
    document: dict[str, Any] = SchemaGenerator(patterns=v1.urlpatterns).get_schema(request=None, public=True)
    return document


@publique
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(ecrire_document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@publique
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    document = ecrire_document()
    contexte = {
        "operations": [
            _operation(document, chemin, methode, gestes[methode])
            for chemin, gestes in document["paths"].items()
            for methode in METHODES
            if methode in gestes
        ],
        "refus": SORTES,
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "suivi_heures/api.html", contexte)


def _operation(document: dict[str, Any], chemin: str, methode: str, geste: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    corps = geste.get("requestBody", {}).get("content", {})
    return {
        "id": geste["operationId"],
        "methode": methode.upper(),
        "chemin": chemin,
        "titre": geste["summary"],
        "texte": geste.get("description", ""),
        "parametres": [
            {
                "nom": p["name"],
                "ou": {"query": "adresse", "path": "chemin", "header": "en-tête"}[p["in"]],
                "texte": p.get("description", ""),
            }
            for p in geste.get("parameters", ())
        ],
        "corps": [{"type": type_, "champs": _champs(schemas, un["schema"])} for type_, un in corps.items()],
        "reponses": [
            {"statut": statut, "champs": _champs(schemas, next(iter(une["content"].values()))["schema"])}
            for statut, une in sorted(geste["responses"].items())
            if statut < "300" and une.get("content")
        ],
        "statuts": sorted(geste["responses"]),
    }


def _champs(schemas: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, str]]:
    """The fields of an object, or of the objects of a list."""
    nomme = _suivre(schemas, schema)
    if nomme.get("type") == "array":
        nomme = _suivre(schemas, nomme["items"])
    exiges = nomme.get("required", ())
    return [
        {
            "nom": nom,
            "type": _type(schemas, un),
            "exige": nom in exiges,
            "texte": un.get("description", "").partition("\n")[0],
        }
        for nom, un in nomme.get("properties", {}).items()
    ]


def _suivre(schemas: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "allOf" in schema:
        schema = schema["allOf"][0]
    nom = schema.get("$ref", "").rpartition("/")[2]
    suivi: dict[str, Any] = schemas[nom] if nom else schema
    return suivi


def _type(schemas: dict[str, Any], schema: dict[str, Any]) -> str:
    noms = {"string": "texte", "integer": "entier", "number": "nombre", "boolean": "vrai ou faux", "object": "objet"}
    suivi = _suivre(schemas, schema)
    if suivi.get("type") == "array":
        return "liste"
    if suivi.get("format") == "binary":
        return "fichier"
    sorte = suivi.get("type", "")
    return noms.get(sorte if isinstance(sorte, str) else sorte[0], "texte")
