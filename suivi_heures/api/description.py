"""What the OpenAPI document says of every address: its refusals, its headers, its token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from suivi_heures.api.formes import Probleme
from suivi_heures.api.problemes import SORTES, TYPE

PARTOUT = (400, 401, 404, 405, 429, 500, 503)
ECRITURE = (409, 413, 415, 422)


class SchemaDuJeton(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "suivi_heures.api.entree.ParJeton"
    name = "jeton"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Jeton créé dans l’espace de l’entreprise ou dans les paramètres du guichet.",
        }


CLE = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=(
        "Une valeur neuve par dépôt, de 1 à 255 caractères ASCII visibles. La même demande renvoyée sous la même clé"
        " reçoit la même réponse pendant 72 heures et n’ajoute rien ; une autre demande sous cette clé est refusée"
        " (422)."
    ),
)
REJOUEE = OpenApiParameter(
    "Idempotency-Replayed",
    OpenApiTypes.BOOL,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="Présent quand la réponse est celle d’un appel précédent.",
)


def decrire(*, reponses: dict[int, Any], refus: tuple[int, ...] = (), **champs: Any) -> Callable[[Any], Any]:
    """`extend_schema` with every refusal, each a problem document."""
    toutes: dict[Any, Any] = dict(reponses)
    for statut in sorted({*PARTOUT, *refus}):
        titres = " ; ".join(sorte.titre for sorte in SORTES if sorte.statut == statut)
        toutes[statut, TYPE] = OpenApiResponse(Probleme, description=titres)
    decorateur: Callable[[Any], Any] = extend_schema(responses=toutes, **champs)
    return decorateur
