"""Rules of the count: their versions, and what a new one would change."""

from __future__ import annotations

import copy
import logging
from typing import Any

from celery import current_app
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clauses_app.audit.partage import derniere_main
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.forms import FormulaireRegle
from marches.models import RegleDecompte
from marches.queries.regles import comparer, compter_lots_concernes, lire_regles, version_precedente
from marches.services.ajouter_regle import ajouter_regle
from marches.services.retirer_regle import retirer_regle

logger = logging.getLogger(__name__)
# By name: the count belongs to a room above.
RECALCUL = "suivi_heures.tasks.recalculer_guichet"


@autorise(Permission.GUICHET_LIRE)
@require_safe
def regles(request: HttpRequest) -> HttpResponse:
    visibles = RegleDecompte.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    peut_regler = a_le_droit(request.adhesion, Permission.GUICHET_REGLER)  # type: ignore[attr-defined]
    contexte = {"regles": lire_regles(visibles, timezone.localdate()), "peut_regler": peut_regler}
    return render(request, "marches/regles.html", contexte)


@autorise(Permission.GUICHET_REGLER)
@require_http_methods(["GET", "HEAD", "POST"])
@un_a_la_fois
def regle_ajouter(request: HttpRequest) -> HttpResponse:
    """Typed, then shown with what it changes, then added."""
    derniere = _derniere(request)
    form = FormulaireRegle(request.POST or None, instance=_suivante(derniere))
    if derniere is not None:
        form.partager(main=derniere_main(derniere), sauf=("code", "date_effet"))
    apercu: dict[str, Any] = {}
    if form.is_valid():
        regle = form.save(commit=False)
        if "confirmer" in request.POST:
            try:
                ajouter_regle(regle=regle, par=request.adhesion)  # type: ignore[attr-defined]
            except ValidationError as refus:
                form.add_error(None, refus)
            else:
                _recalculer(request, "La version est ajoutée.")
                form.annoncer(request)
                return redirect("marches:regles")
        else:
            apercu = _apercevoir(regle)
    contexte = {"form": form, "apercu": apercu}
    return render(request, "marches/regle_ajouter.html", contexte, status=422 if form.errors else 200)


@autorise(Permission.GUICHET_REGLER)
@require_POST
def regle_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = RegleDecompte.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    regle = get_object_or_404(visibles, pk=pk)
    try:
        retirer_regle(regle=regle, par=request.adhesion, aujourd_hui=timezone.localdate())  # type: ignore[attr-defined]
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
    else:
        _recalculer(request, "La version est retirée.")
    return redirect("marches:regles")


def _derniere(request: HttpRequest) -> RegleDecompte | None:
    """The version of the rule one starts from."""
    visibles = RegleDecompte.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    derniere: RegleDecompte | None = visibles.filter(code=request.GET.get("code", "")).order_by("-date_effet").first()
    return derniere


def _suivante(derniere: RegleDecompte | None) -> RegleDecompte:
    """As a new row."""
    if derniere is None:
        return RegleDecompte()
    suivante = copy.copy(derniere)
    suivante._state = copy.copy(derniere._state)
    suivante.pk, suivante.date_effet = None, None
    suivante._state.adding = True
    return suivante


def _apercevoir(regle: RegleDecompte) -> dict[str, Any]:
    precedente = version_precedente(regle.code, regle.date_effet)
    return {
        "precedente": precedente,
        "differences": comparer(precedente, regle),
        "lots": compter_lots_concernes(regle.code, regle.date_effet),
    }


def _recalculer(request: HttpRequest, fait: str) -> None:
    """Once the version is there. Without a broker, the nightly full check does it."""
    guichet_id = request.adhesion.guichet_id  # type: ignore[attr-defined]
    transaction.on_commit(lambda: _demander(guichet_id), robust=True)
    messages.success(request, f"{fait} Le décompte des marchés concernés est refait en arrière-plan.")


def _demander(guichet_id: int) -> None:
    try:
        current_app.send_task(RECALCUL, args=[guichet_id], retry=False)
    except (*current_app.connection_for_write().connection_errors, OSError):
        logger.warning("No broker: guichet %s will be recounted by the nightly check", guichet_id)
