"""Documents: kept, sent as attachments, removed and brought back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from marches.models import Entreprise, Marche
from suivi_heures.forms.carnet import FormulaireDocument
from suivi_heures.imports.document import TYPES
from suivi_heures.models import ContenuDocument, Document
from suivi_heures.services.effacer_documents import effacer_documents
from suivi_heures.services.remettre_document import DocumentEfface, remettre_document
from suivi_heures.services.retirer_document import retirer_document
from suivi_heures.services.verser_document import DocumentRefuse, verser_document
from suivi_heures.views.carnet import montrer_carnet
from suivi_heures.views.depot_releve import joindre


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def verser_marche(request: HttpRequest, pk: int) -> HttpResponse:
    return _verser(request, "marche", get_object_or_404(Marche.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def verser_entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(Entreprise.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    return _verser(request, "entreprise", objet)


def _verser(request: HttpRequest, code: str, objet: Any) -> HttpResponse:
    formulaire = FormulaireDocument(request.POST, request.FILES, auto_id="document-%s")
    if not formulaire.is_valid():
        return montrer_carnet(request, code, objet, document=formulaire)
    lu = formulaire.cleaned_data
    try:
        document = verser_document(sujet=objet, nom=lu["nom"], contenu=lu["contenu"], par=request.adhesion)  # type: ignore[attr-defined]
    except DocumentRefuse as refus:
        formulaire.add_error("fichier", str(refus))
        return montrer_carnet(request, code, objet, document=formulaire)
    messages.success(request, f"Document versé\u00a0: {document}.")
    return redirect(f"suivi_heures:carnet_{code}", objet.pk)


def _document(request: HttpRequest, pk: int) -> Document:
    return get_object_or_404(Document.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@autorise(Permission.MARCHE_LIRE)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Never opened by the browser; a removed document is not given any more."""
    voulu = get_object_or_404(Document.objects.visibles_par(request.adhesion).presents(), pk=pk)  # type: ignore[attr-defined]
    contenus = ContenuDocument.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    contenu = get_object_or_404(contenus, document=voulu)
    extension = voulu.nom.rpartition(".")[2].lower()
    return joindre(bytes(contenu.contenu), voulu.nom, TYPES.get(extension, "application/octet-stream"))


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def document_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    voulu = _document(request, pk)
    retirer_document(document=voulu, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, f"{voulu}\u00a0: retiré. Vous pouvez le remettre pendant trente jours, ou l’effacer.")
    return _revenir(voulu)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def document_remettre(request: HttpRequest, pk: int) -> HttpResponse:
    voulu = _document(request, pk)
    try:
        remettre_document(document=voulu, par=request.adhesion)  # type: ignore[attr-defined]
    except DocumentEfface as efface:
        messages.error(request, str(efface))
    else:
        messages.success(request, f"{voulu}\u00a0: remis.")
    return _revenir(voulu)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def document_effacer(request: HttpRequest, pk: int) -> HttpResponse:
    """For good, without waiting for the month to pass; only what is already removed."""
    voulu = _document(request, pk)
    if effacer_documents(document=voulu, par=request.adhesion):  # type: ignore[attr-defined]
        messages.success(request, f"{voulu}\u00a0: contenu effacé. Son nom, sa taille et son empreinte restent.")
    else:
        messages.info(request, f"{voulu}\u00a0: rien à effacer. Retirez d’abord le document.")
    return _revenir(voulu)


def _revenir(voulu: Document) -> HttpResponse:
    if voulu.marche_id:
        return redirect("suivi_heures:carnet_marche", voulu.marche_id)
    return redirect("suivi_heures:carnet_entreprise", voulu.entreprise_id)
