"""Notices of the mail service: a message that did not reach its reader."""

from __future__ import annotations

import importlib
import uuid
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clauses_app.comptes.models import Guichet
from clauses_app.comptes.permissions import publique
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.contexte import basculer_dans_guichet
from suivi_heures.restitutions.second_contact import ecrire_au_second_contact
from suivi_heures.services.constater_rejet import constater_rejet
from suivi_heures.tasks import envoyer_relance

REJETS = frozenset({"bounced", "rejected", "failed"})


@csrf_exempt
@publique
@require_POST
def avis_courriel(request: HttpRequest, fournisseur: str) -> HttpResponse:
    """Answers the configured service only, with its secret and, where it signs, its signature."""
    if not settings.ANYMAIL.get("WEBHOOK_SECRET") or fournisseur != settings.COURRIEL_SERVICE:
        raise Http404
    lecteur = _lecteur(fournisseur)
    try:
        lecteur.run_validators(request)
    except AnymailWebhookValidationFailure:
        raise PermissionDenied from None
    for avis in lecteur.parse_events(request):
        if avis.event_type in REJETS:
            _constater(avis.metadata or {}, _raison(avis) or "Message non remis")
    return HttpResponse(status=204)


def _lecteur(fournisseur: str) -> Any:
    """The reader of this service, among those of anymail."""
    module = importlib.import_module(f"anymail.webhooks.{fournisseur}")
    classe = next(
        c for nom, c in vars(module).items() if nom.endswith("TrackingWebhookView") and c.__module__ == module.__name__
    )
    return classe()


def _constater(suivi: dict[str, Any], motif: str) -> None:
    """`suivi` is what left with the message: it names the guichet and the reminder."""
    guichet_id = lire_cle(str(suivi.get("guichet", "")))
    try:
        identifiant = uuid.UUID(str(suivi.get("relance", "")))
    except ValueError:
        return
    if guichet_id is None or not Guichet.objects.filter(pk=guichet_id).exists():
        return
    with basculer_dans_guichet(guichet_id):
        relance = constater_rejet(identifiant=identifiant, motif=str(motif)[:500])
        seconde = ecrire_au_second_contact(relance) if relance else None
        if seconde:
            envoyer_relance.delay_on_commit(guichet_id, relance_id=seconde.pk)


def _raison(avis: Any) -> str:
    """In the words of the service, where it gives any."""
    evenement = avis.esp_event if isinstance(avis.esp_event, dict) else {}
    return str(avis.description or avis.mta_response or evenement.get("reason") or avis.reject_reason or "")
