"""Mail of the accounts. Messages carry identifiers only: the worker itself makes the tokens."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from celery import Task, shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clauses_app.comptes.courriels import adresse, envoyer
from clauses_app.comptes.jetons import creer_jeton, empreinte
from clauses_app.comptes.models import Invitation, Utilisateur
from clauses_app.tenancy.contexte import within_connexion
from clauses_app.tenancy.courtier import confier_au_courtier
from clauses_app.tenancy.taches import TenantTask

logger = logging.getLogger(__name__)

REPRISES: dict[str, Any] = {
    "autoretry_for": (OSError,),
    "retry_backoff": 60,
    "retry_backoff_max": 3600,
    "max_retries": 50,
}
AVIS = {
    "password_changed": "Le mot de passe de votre compte a été changé.",
    "password_set": "Un mot de passe a été défini pour votre compte.",
    "password_reset": "Le mot de passe de votre compte a été réinitialisé.",
    "totp_activated": "Une application d’authentification protège désormais votre compte.",
    "totp_deactivated": "L’application d’authentification de votre compte a été retirée.",
    "webauthn_added": "Une clé d’accès a été ajoutée à votre compte.",
    "webauthn_removed": "Une clé d’accès de votre compte a été retirée.",
    "recovery_codes_generated": "De nouveaux codes de secours ont été créés pour votre compte.",
}


def confier(tache: Task[..., None], *arguments: Any) -> None:
    """Give to the worker once the rows are there; without a broker, do it at once."""
    transaction.on_commit(lambda: _poster(tache, arguments), robust=True)


def _poster(tache: Task[..., None], arguments: tuple[Any, ...]) -> None:
    if not confier_au_courtier(tache, args=arguments, kwargs={}):
        logger.warning("No broker: %s is done in the request", tache.name)
        tache.apply(args=arguments, retries=tache.max_retries)


@shared_task(base=TenantTask, **REPRISES)
def envoyer_invitation(guichet_id: int, invitation_id: int) -> None:
    """A new token at each sending: the former letter is worth nothing any more."""
    invitation = Invitation.objects.select_for_update().en_attente().filter(pk=invitation_id).first()
    if invitation is None or not invitation.est_ouverte:
        return
    jeton = creer_jeton()
    invitation.empreinte_jeton = empreinte(jeton)
    invitation.save(update_fields=["empreinte_jeton"])
    lien = adresse(reverse("comptes:accepter_invitation", args=[jeton]))
    envoyer("invitation", invitation.courriel, {"invitation": invitation, "guichet": invitation.guichet, "lien": lien})


@shared_task(ignore_result=True, **REPRISES)
def envoyer_reinitialisation(utilisateur_id: int) -> None:
    with within_connexion():
        utilisateur = Utilisateur.objects.get(pk=utilisateur_id)
        cle = default_token_generator.make_token(utilisateur)
    chemin = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(utilisateur), "key": cle})
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    envoyer("reinitialisation", utilisateur.email, {"lien": adresse(chemin), "minutes": minutes})


@shared_task(ignore_result=True, **REPRISES)
def envoyer_avis(utilisateur_id: int, code: str) -> None:
    with within_connexion():
        utilisateur = Utilisateur.objects.get(pk=utilisateur_id)
    phrase = AVIS.get(code, "Un réglage de sécurité de votre compte a changé.")
    envoyer("avis", utilisateur.email, {"phrase": phrase, "quand": timezone.localtime()})
