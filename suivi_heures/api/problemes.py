"""Every refusal is a problem document (RFC 9457), in French: what happened, what to do."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from psycopg.errors import LockNotAvailable, QueryCanceled
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from clauses_app.interface.erreurs import INTERROMPU, REPRENDRE
from clauses_app.tenancy.coupures import REESSAYER_DANS, est_une_coupure
from suivi_heures.services.deposer_releve import TropDeDepots
from suivi_heures.services.reserver_reponse import CleReutilisee

logger = logging.getLogger(__name__)
TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Sorte:
    """One kind of refusal: its anchor on the page of the documentation, its title, what to do."""

    code: str
    statut: int
    titre: str
    detail: str


DEMANDE = Sorte(
    "demande-illisible",
    400,
    "Demande illisible",
    "Le corps de la demande n’a pas pu être lu : envoyez un fichier en multipart/form-data, ou du JSON bien formé.",
)
JETON = Sorte(
    "jeton-refuse",
    401,
    "Jeton absent ou refusé",
    "Envoyez l’en-tête « Authorization: Bearer » suivi d’un jeton ouvert. S’il a été révoqué, créez-en un autre dans"
    " votre espace.",
)
DROIT = Sorte("acces-refuse", 403, "Accès refusé", "Ce jeton n’ouvre pas cette action.")
ABSENT = Sorte(
    "introuvable",
    404,
    "Introuvable",
    "Rien à cette adresse pour votre organisation : vérifiez l’identifiant et l’adresse.",
)
METHODE = Sorte(
    "methode-refusee",
    405,
    "Méthode refusée",
    "Cette adresse ne s’appelle pas ainsi : l’en-tête « Allow » dit les méthodes admises.",
)
CONFLIT = Sorte(
    "demande-en-cours",
    409,
    "Demande déjà en cours",
    "La même demande est en train d’être traitée : attendez quelques secondes, puis renvoyez-la telle quelle.",
)
TAILLE = Sorte("trop-gros", 413, "Fichier trop gros", "10 Mo au plus : déposez un fichier par mois.")
FORMAT = Sorte(
    "format-refuse",
    415,
    "Format refusé",
    "Envoyez du multipart/form-data (un fichier), du application/json ou du application/x-ndjson (des lignes).",
)
SAISIE = Sorte("saisie-refusee", 422, "Demande incomplète ou fautive", "Corrigez les champs nommés, puis renvoyez.")
CLE = Sorte(
    "cle-reutilisee",
    422,
    "Clé d’idempotence déjà employée",
    "Cette clé a déjà servi pour une autre demande : prenez une clé neuve à chaque nouvelle demande.",
)
DEBIT = Sorte(
    "trop-de-demandes", 429, "Trop de demandes", "Attendez le nombre de secondes de l’en-tête « Retry-After »."
)
PANNE = Sorte(
    "panne",
    500,
    "Panne",
    "La demande n’a laissé aucune trace : renvoyez-la avec la même clé d’idempotence. Si cela dure, donnez le numéro"
    " d’incident à votre guichet.",
)
INTERRUPTION = Sorte("interruption", 503, INTERROMPU, REPRENDRE)
SORTES = (DEMANDE, JETON, DROIT, ABSENT, METHODE, CONFLIT, TAILLE, FORMAT, SAISIE, CLE, DEBIT, PANNE, INTERRUPTION)

# the first that fits
_PAR_EXCEPTION: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Sorte], ...] = (
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), JETON),
    ((exceptions.PermissionDenied, PermissionDenied), DROIT),
    ((exceptions.NotFound, Http404), ABSENT),
    (exceptions.MethodNotAllowed, METHODE),
    (RequestDataTooBig, TAILLE),
    (exceptions.UnsupportedMediaType, FORMAT),
    (CleReutilisee, CLE),
    (exceptions.ValidationError, SAISIE),
    ((exceptions.Throttled, TropDeDepots), DEBIT),
    ((exceptions.ParseError, MultiPartParserError, BadRequest, SuspiciousOperation, UnreadablePostError), DEMANDE),
)


class TropGros(RequestDataTooBig):
    """More bytes than any timesheet needs."""


def composer(sorte: Sorte, **champs: Any) -> dict[str, Any]:
    return {
        "type": f"/api/#{sorte.code}",
        "title": sorte.titre,
        "status": sorte.statut,
        "detail": sorte.detail,
    } | champs


def repondre_au_refus(faute: Exception, contexte: dict[str, Any]) -> Response:
    """settings.REST_FRAMEWORK: the transaction of the view has already been undone by who opened it."""
    sorte = _trier(faute)
    if sorte is PANNE:
        incident = secrets.token_hex(3).upper()
        logger.error("Incident %s in the API", incident, exc_info=faute)
        return _reponse(composer(PANNE, incident=incident), {})
    champs: dict[str, Any] = {}
    entetes: dict[str, str] = {}
    if sorte is SAISIE:
        champs["errors"] = list(_aplatir(faute.detail))  # type: ignore[attr-defined]
    if sorte is JETON:
        entetes["WWW-Authenticate"] = 'Bearer realm="ancrage"'
    if sorte is METHODE:
        entetes["Allow"] = ", ".join(contexte["view"].allowed_methods)
    if sorte is INTERRUPTION:
        logger.warning("Cut in the API", exc_info=faute)
        entetes["Retry-After"] = str(REESSAYER_DANS)
    if sorte is DEBIT:
        attente = getattr(faute, "wait", None)
        entetes["Retry-After"] = str(max(1, round(attente or 60)))
        if isinstance(faute, TropDeDepots):
            champs["detail"] = str(faute)
    return _reponse(composer(sorte, **champs), entetes)


def _trier(faute: Exception) -> Sorte:
    for sortes, sorte in _PAR_EXCEPTION:
        if isinstance(faute, sortes):
            return sorte
    if isinstance(faute, OperationalError) and isinstance(faute.__cause__, LockNotAvailable | QueryCanceled):
        return CONFLIT
    return INTERRUPTION if est_une_coupure(faute) else PANNE


def _reponse(corps: dict[str, Any], entetes: dict[str, str]) -> Response:
    return Response(corps, status=corps["status"], headers=entetes, content_type=TYPE)


def _aplatir(detail: Any, chemin: str = "") -> Any:
    """(field, sentence) pairs, with a JSON pointer for what stands inside lists."""
    if isinstance(detail, dict):
        for nom, suite in detail.items():
            general = nom == api_settings.NON_FIELD_ERRORS_KEY
            yield from _aplatir(suite, chemin if general else f"{chemin}/{nom}")
    elif isinstance(detail, list):
        for rang, suite in enumerate(detail):
            yield from _aplatir(suite, f"{chemin}/{rang}" if isinstance(suite, dict) else chemin)
    else:
        yield {"pointer": chemin or "/", "detail": str(detail)}
