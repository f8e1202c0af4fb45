"""How allauth behaves here: accounts are born from an invitation only, mail leaves by the worker."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from clauses_app.comptes.sessions import ouvrir
from clauses_app.comptes.tasks import confier, envoyer_avis, envoyer_reinitialisation

logger = logging.getLogger(__name__)

FAUTES = {
    "account_inactive": "Ce compte est fermé. Demandez au responsable de votre guichet de le rouvrir.",
    "email_password_mismatch": "L’adresse ou le mot de passe ne convient pas. Vérifiez-les, puis recommencez.",
    "enter_current_password": "Ce n’est pas votre mot de passe actuel. Saisissez-le à nouveau.",
    "incorrect_code": "Ce code ne convient pas. Prenez celui qui s’affiche maintenant dans l’application.",
    "incorrect_password": "Ce n’est pas votre mot de passe. Saisissez-le à nouveau.",
    "invalid_login": "L’adresse ou le mot de passe ne convient pas. Vérifiez-les, puis recommencez.",
    "invalid_password_reset": "Ce lien ne vaut plus. Demandez-en un nouveau.",
    "too_many_login_attempts": "Trop d’essais pour ce compte. Attendez un quart d’heure, puis recommencez.",
    "rate_limited": "Trop d’essais en peu de temps. Attendez quelques minutes, puis recommencez.",
}


class AdaptateurCompte(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | FAUTES

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """No username: the address is the identity."""

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        ouvrir(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logger.warning("Sign-in refused, from %s", self.get_client_ip(request))

    def reauthenticate(self, user: Any, password: str) -> bool:
        """By the address of the account itself: `EmailAddress` is only allauth's copy of it."""
        confirme = self.authenticate(self.request, email=user.email, password=password)
        return confirme is not None and confirme.pk == user.pk

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """The worker makes the token of the mail: none travels through the broker."""
        confier(envoyer_reinitialisation, user.pk)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person that a password or a factor of the account changed."""
        confier(envoyer_avis, user.pk, template_prefix.rpartition("/")[2])
