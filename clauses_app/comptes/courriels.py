"""One mail = one text template: subject on the first line, then the body."""

from __future__ import annotations

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
