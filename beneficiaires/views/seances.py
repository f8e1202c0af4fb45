"""Sessions of an action: written, called on a tablet, counted, printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beneficiaires.enums import Venue
from beneficiaires.forms.actions import FormulaireDecompte, FormulaireSeance
from beneficiaires.models import InscriptionAction, PresenceAction, SeanceAction
from beneficiaires.services.ajouter_seance import SeanceRefusee, ajouter_seance
from beneficiaires.services.annuler_seance import annuler_seance
from beneficiaires.services.compter_sans_nommer import DecompteRefuse, compter_sans_nommer
from beneficiaires.services.noter_presence import PresenceRefusee, noter_presence
from beneficiaires.services.noter_tous_presents import noter_tous_presents
from beneficiaires.views.actions import contexte_action, lire_action
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date
from clauses_app.interface.lectures import lire_cle
from clauses_app.pdf import rendre_pdf


def lire_seance(request: HttpRequest, pk: int) -> SeanceAction:
    visibles = SeanceAction.objects.visibles_par(request.adhesion).select_related("action")  # type: ignore[attr-defined]
    return get_object_or_404(visibles, pk=pk)


@require_POST
@autorise(Permission.ACTION_ECRIRE)
@une_seule_fois
def ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    action = lire_action(request, pk)
    form = FormulaireSeance(request.POST)
    if form.is_valid():
        try:
            ajouter_seance(action=action, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, "Séance ajoutée.")
            return redirect("beneficiaires:action", pk)
        except SeanceRefusee as refus:
            form.add_error("jour", str(refus))
    contexte = contexte_action(request, action, form_seance=form)
    return render(request, "beneficiaires/action.html", contexte, status=422)


@require_POST
@autorise(Permission.ACTION_ECRIRE)
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    seance = lire_seance(request, pk)
    annulee = seance.annulee_a is None
    annuler_seance(seance=seance, annulee=annulee, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Séance annulée\u00a0: elle ne compte plus." if annulee else "Séance rétablie.")
    return redirect("beneficiaires:action", seance.action_id)


def lister_appel(request: HttpRequest, seance: SeanceAction) -> list[dict[str, Any]]:
    """Everybody enrolled, in alphabetical order, with what is noted of them."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    notees = {p.inscription_id: p for p in PresenceAction.objects.visibles_par(adhesion).filter(seance=seance)}
    inscriptions = InscriptionAction.objects.visibles_par(adhesion).filter(action=seance.action, retiree_a=None)
    return [
        {
            "pk": i.pk,
            "nom": f"{i.beneficiaire.nom} {i.beneficiaire.prenom}",
            "etat": notees[i.pk].etat if i.pk in notees else "",
            "dit": notees[i.pk].get_etat_display() if i.pk in notees else "",
        }
        for i in inscriptions.select_related("beneficiaire").order_by("beneficiaire__tri", "pk")
    ]


def _contexte(request: HttpRequest, seance: SeanceAction, form: FormulaireDecompte | None = None) -> dict[str, Any]:
    appel = lister_appel(request, seance)
    return {
        "seance": seance,
        "action": seance.action,
        "jour": formater_date(seance.jour),
        "appel": appel,
        "etats": Venue.choices,
        "notees": f"{sum(1 for a in appel if a['etat'])} sur {accorder(len(appel), 'personne')}",
        "ouverte": seance.jour <= timezone.localdate() and seance.annulee_a is None,
        "form": form or FormulaireDecompte(initial={"nombre": seance.decompte}),
    }


@require_safe
@autorise(Permission.ACTION_ECRIRE)
def emarger(request: HttpRequest, pk: int) -> HttpResponse:
    """Large buttons, one tap a person: made for a tablet held in a noisy room."""
    return render(request, "beneficiaires/emargement.html", _contexte(request, lire_seance(request, pk)))


@require_POST
@autorise(Permission.ACTION_ECRIRE)
def noter(request: HttpRequest, pk: int) -> HttpResponse:
    """The same button twice takes the presence back."""
    seance = lire_seance(request, pk)
    inscriptions = InscriptionAction.objects.visibles_par(request.adhesion).filter(action=seance.action_id)  # type: ignore[attr-defined]
    inscription = inscriptions.filter(pk=lire_cle(request.POST.get("inscription", ""))).first()
    etat = request.POST.get("etat", "")
    if inscription is None or etat not in ("", *Venue.values):
        messages.error(request, "Cette personne n’est pas inscrite à cette action\u00a0: rechargez la page.")
        return redirect("beneficiaires:seance_emarger", pk)
    try:
        noter_presence(seance=seance, inscription=inscription, etat=etat, par=request.adhesion)  # type: ignore[attr-defined]
    except PresenceRefusee as refus:
        messages.error(request, str(refus))
        return redirect("beneficiaires:seance_emarger", pk)
    if getattr(request, "htmx", False):
        contexte = _contexte(request, seance)
        rang = next((a for a in contexte["appel"] if a["pk"] == inscription.pk), None)
        return render(request, "beneficiaires/emargement.html#reponse", contexte | {"a": rang, "hors_bande": True})
    return redirect("beneficiaires:seance_emarger", pk)


@require_POST
@autorise(Permission.ACTION_ECRIRE)
def tous(request: HttpRequest, pk: int) -> HttpResponse:
    """Then each exception, one tap each."""
    seance = lire_seance(request, pk)
    try:
        nombre = noter_tous_presents(seance=seance, par=request.adhesion)  # type: ignore[attr-defined]
        dit = accorder(nombre, "présence notée", "présences notées")
        messages.success(request, f"{dit}\u202f; corrigez chaque exception d’un toucher.")
    except PresenceRefusee as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:seance_emarger", pk)


@require_POST
@autorise(Permission.ACTION_ECRIRE)
def compter(request: HttpRequest, pk: int) -> HttpResponse:
    seance = lire_seance(request, pk)
    form = FormulaireDecompte(request.POST)
    if form.is_valid():
        try:
            compter_sans_nommer(seance=seance, nombre=form.cleaned_data["nombre"], par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, "Décompte enregistré.")
            return redirect("beneficiaires:seance_emarger", pk)
        except DecompteRefuse as refus:
            form.add_error("nombre", str(refus))
    return render(request, "beneficiaires/emargement.html", _contexte(request, seance, form), status=422)


@require_safe
@autorise(Permission.ACTION_LIRE)
def feuille(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to sign on paper: names and a place for each signature, nothing else about people."""
    seance = lire_seance(request, pk)
    contexte = _contexte(request, seance) | {
        "guichet": request.adhesion.guichet,  # type: ignore[attr-defined]
        "le": timezone.localtime(),
        "lignes_libres": range(6),
    }
    contenu = rendre_pdf(
        "beneficiaires/pdf/emargement.html", contexte, titre=f"Feuille d’émargement, {seance.action.nom}"
    )
    return HttpResponse(
        contenu,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="emargement-{seance.pk}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
