"""Who calls, how often, and in which guichet: what every address of the API goes through.

The token is read in the sign-in role; the view then runs under the role of external users, confined by the database
to the company of the token. A refused call keeps nothing of what it wrote.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from clauses_app.comptes.models import Adhesion, JetonApi
from clauses_app.comptes.services.reconnaitre_jeton import reconnaitre_jeton
from clauses_app.imports.tableur import OCTETS_MAX
from clauses_app.tenancy.contexte import Contexte, basculer
from marches.models import Entreprise
from suivi_heures.api.problemes import TropGros

ENROBAGE = 64 * 1024  # what multipart adds around a file
LONGUEUR_MAX = 200  # no token is that long


class ParJeton(BaseAuthentication):
    """`Authorization: Bearer anc_…`; a session of a browser opens nothing here."""

    def authenticate(self, request: Request) -> tuple[Adhesion, JetonApi]:
        morceaux = get_authorization_header(request).split()
        if len(morceaux) != 2 or morceaux[0].lower() != b"bearer" or len(morceaux[1]) > LONGUEUR_MAX:
            raise AuthenticationFailed
        jeton = reconnaitre_jeton(secret=morceaux[1].decode("latin-1"))
        if jeton is None:
            raise AuthenticationFailed
        return deposant_de(jeton), jeton

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="ancrage"'


def deposant_de(jeton: JetonApi) -> Adhesion:
    """Who acts, for the services and the journal: no membership of the database, no right beyond the company."""
    return Adhesion(
        guichet=jeton.guichet,
        role=jeton.role,
        entreprise_id=jeton.entreprise_id,
        organisation_nom=jeton.organisation_nom,
        nom_affiche=f"{jeton.libelle}, par programme",
    )


class AvecJeton(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, JetonApi)


class DebitDuJeton(SimpleRateThrottle):
    """By token. Counted in the cache: a broker that is down limits nothing, and refuses nothing."""

    scope = "api"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


class DebitDesDepots(DebitDuJeton):
    scope = "api_depots"

    def allow_request(self, request: Request, view: Any) -> bool:
        return request.method != "POST" or super().allow_request(request, view)


class ToujoursJson(BaseContentNegotiation):
    """One language is spoken here: what a browser would prefer changes nothing."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next((p for p in parsers if _accepte(p.media_type, request.content_type)), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


def _accepte(media: str, recu: str | None) -> bool:
    return (recu or "").partition(";")[0].strip().lower() == media


class VueApi(APIView):
    authentication_classes = [ParJeton]
    permission_classes = [AvecJeton]
    throttle_classes = [DebitDuJeton, DebitDesDepots]
    content_negotiation_class = ToujoursJson

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """As in the parent class, but the view and its rendering stand in the guichet of the token, in a savepoint."""
        self.args, self.kwargs = args, kwargs
        self.headers = self.default_response_headers
        self.request = request = self.initialize_request(request, *args, **kwargs)
        try:
            self._peser(request)
            self.initial(request, *args, **kwargs)
            vue = getattr(self, (request.method or "").lower(), self.http_method_not_allowed)
            contexte = Contexte("externe", request.auth.guichet_id, None, request.auth.entreprise_id)
            with transaction.atomic(), basculer(contexte):
                reponse = vue(request, *args, **kwargs)
        except Exception as faute:
            reponse = self.handle_exception(faute)
        self.response = self.finalize_response(request, reponse, *args, **kwargs)
        return self.response

    def handle_exception(self, exc: Exception) -> Response:
        reponse: Response = self.get_exception_handler()(exc, self.get_exception_handler_context())
        reponse.exception = True
        return reponse

    @staticmethod
    def _peser(request: Request) -> None:
        annonce = request.META.get("CONTENT_LENGTH") or "0"
        if annonce.isdecimal() and int(annonce) > OCTETS_MAX + ENROBAGE:
            raise TropGros

    @property
    def allowed_methods(self) -> list[str]:
        return sorted({*super().allowed_methods} - {"OPTIONS"})

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The description is the OpenAPI document: no second one here."""
        return self.http_method_not_allowed(request, *args, **kwargs)

    def entreprise(self) -> Entreprise:
        trouvee: Entreprise = Entreprise.objects.visibles_par(self.request.user).get(pk=self.request.auth.entreprise_id)
        return trouvee
