"""One mail = one text template: subject on the first line, then the body."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def composer(gabarit: str, contexte: dict[str, Any]) -> tuple[str, str]:
    """Subject and body of `templates/comptes/courriels/<gabarit>.txt`."""
    texte = render_to_string(
        f"comptes/courriels/{gabarit}.txt", {"produit": settings.NOM_PRODUIT, "adresse": adresse("/"), **contexte}
    )
    sujet, _, corps = texte.strip().partition("\n")
    return sujet.strip(), corps.strip() + "\n"


def envoyer(gabarit: str, destinataire: str, contexte: dict[str, Any]) -> None:
    sujet, corps = composer(gabarit, contexte)
    EmailMessage(subject=sujet, body=corps, to=[destinataire]).send()


def adresse(chemin: str) -> str:
    """Public address of a path: mail is written by the worker, which serves no request."""
    return settings.ADRESSE_PUBLIQUE.rstrip("/") + chemin


def envoyer_lettre(
    *, sujet: str, corps: str, destinataire: str, au_nom_de: str, repondre_a: str = "", suivi: dict[str, str]
) -> str:
    """A letter of the guichet: under its name, answered at its address. Gives the identifier of the message, where
    the mail service has one; `suivi` comes back in its notices."""
    _, adresse_d_envoi = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMessage(
        subject=sujet,
        body=corps,
        from_email=formataddr((au_nom_de, adresse_d_envoi)),
        to=[destinataire],
        reply_to=[repondre_a] if repondre_a else None,
    )
    message.metadata = suivi  # type: ignore[attr-defined]
    message.send()
    return str(getattr(getattr(message, "anymail_status", None), "message_id", "") or "")
