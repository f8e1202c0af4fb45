"""Collective actions, seen from the hours: the contract they serve, the letters that summon to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from beneficiaires.forms.actions import FormulaireConvocation
from beneficiaires.models import Action, InscriptionAction, SeanceAction
from beneficiaires.services.noter_convocations import noter_convocations
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_heures, formater_pourcent
from clauses_app.interface.lectures import lire_cle
from clauses_app.pdf import rendre_pdf
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.heures_d_action import heures_des_inscrits
from suivi_heures.restitutions.convocations import Lettre, rediger_convocations


def lire_action(request: HttpRequest, pk: int) -> Action:
    visibles = Action.objects.visibles_par(request.adhesion).select_related("marche", "porteur")  # type: ignore[attr-defined]
    return get_object_or_404(visibles, pk=pk)


@require_safe
@autorise(Permission.ACTION_LIRE)
def action_marche(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours of the contract the action serves, and those of the people enrolled. Whole page without htmx."""
    action = lire_action(request, pk)
    au = timezone.localdate()
    contexte: dict[str, Any] = {"action": action}
    if action.marche is not None:
        total = avancement_des_marches([action.marche], au=au)[0].total
        siennes = heures_des_inscrits(action)
        contexte |= {
            "du": formater_heures(total.du, 0),
            "valide": formater_heures(total.valide, 0),
            "taux": formater_pourcent(total.part) if total.part is not None else "–",
            "couverture": f"{total.couverture.recues} déclarations reçues sur {total.couverture.attendues}",
            "siennes": formater_heures(siennes.retenues, 0),
            "personnes": accorder(siennes.personnes, "personne"),
            "employeurs": siennes.employeurs,
            "titulaires": siennes.titulaires,
            "cdi": accorder(siennes.cdi, "CDI signé", "CDI signés"),
        }
    gabarit = "suivi_heures/action_marche.html"
    return render(request, f"{gabarit}#heures" if getattr(request, "htmx", False) else gabarit, contexte)


def _lettres(request: HttpRequest, action: Action) -> list[Lettre]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    inscriptions = InscriptionAction.objects.visibles_par(adhesion).filter(action=action, retiree_a=None)
    seances = SeanceAction.objects.visibles_par(adhesion).filter(action=action, annulee_a=None)
    return rediger_convocations(
        action,
        inscriptions=list(inscriptions.select_related("beneficiaire").order_by("beneficiaire__tri", "pk")),
        seances=list(seances.order_by("jour", "debut", "pk")),
        signataire=str(adhesion),
    )


@require_http_methods(["GET", "POST"])
@autorise(Permission.ACTION_ECRIRE)
@une_seule_fois
def action_convoquer(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the guichet, read again before it leaves; who was summoned, how and when, is noted."""
    action = lire_action(request, pk)
    lettres = _lettres(request, action)
    form = FormulaireConvocation(request.POST or None)
    if form.is_valid():
        cles = [cle for v in request.POST.getlist("inscriptions")[:500] if (cle := lire_cle(v)) is not None]
        nombre = noter_convocations(
            action=action,
            inscriptions=cles,
            moyen=form.cleaned_data["moyen"],
            le=timezone.localdate(),
            par=request.adhesion,  # type: ignore[attr-defined]
        )
        if nombre:
            messages.success(request, f"{accorder(nombre, 'personne convoquée', 'personnes convoquées')}.")
            return redirect("beneficiaires:action", pk)
        form.add_error(None, "Cochez au moins une personne à convoquer.")
    contexte = {"action": action, "lettres": lettres, "form": form, "exemple": lettres[0] if lettres else None}
    return render(request, "suivi_heures/action_convoquer.html", contexte, status=422 if form.is_bound else 200)


@require_safe
@autorise(Permission.ACTION_ECRIRE)
def convocations_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter a page; nothing of it is kept."""
    action = lire_action(request, pk)
    contexte = {
        "lettres": _lettres(request, action),
        "action": action,
        "guichet": request.adhesion.guichet,  # type: ignore[attr-defined]
        "le": timezone.localtime(),
    }
    contenu = rendre_pdf("suivi_heures/pdf/convocations.html", contexte, titre=f"Convocations, {action.nom}")
    return HttpResponse(
        contenu,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="convocations-{action.pk}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
