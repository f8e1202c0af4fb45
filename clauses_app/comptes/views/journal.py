"""What happened in the guichet. Its very existence is hidden from whoever may not read it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clauses_app.audit.models import Evenement
from clauses_app.comptes.forms import FiltreJournalForm
from clauses_app.comptes.journal_lisible import decrire_fait
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.ouvertures import ouvre_sur_sa_vue

PAR_PAGE = 50

DERNIER_JOUR = datetime.date(2200, 12, 31)  # the calendar of Python ends in 9999: nobody asks for it here


def choisir_faits(adhesion: Any, form: FiltreJournalForm) -> Any:
    """What the list shows, in its order; its export reads the same."""
    faits = Evenement.objects.visibles_par(adhesion).order_by("-quand", "-pk")
    return faits.filter(**_filtres(form.cleaned_data)) if form.is_valid() else faits


@autorise(Permission.JOURNAL_LIRE)
@ouvre_sur_sa_vue
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    form = FiltreJournalForm(request.GET or None)
    faits = choisir_faits(request.adhesion, form)  # type: ignore[attr-defined]
    page = Paginator(faits, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [decrire_fait(fait) for fait in page]
    return render(request, "comptes/journal.html", {"form": form, "page": page, "lignes": lignes})


def _filtres(donnees: dict[str, Any]) -> dict[str, Any]:
    """Days are those of Paris, both included."""
    filtres: dict[str, Any] = {}
    if donnees["verbe"]:
        filtres["verbe"] = donnees["verbe"]
    if donnees["par"]:
        filtres["par_nom__icontains"] = donnees["par"]
    if donnees["objet"]:
        filtres["objet_libelle__icontains"] = donnees["objet"]
    if donnees["du"]:
        filtres["quand__gte"] = _minuit(donnees["du"])
    if donnees["au"]:
        filtres["quand__lt"] = _minuit(min(donnees["au"], DERNIER_JOUR) + datetime.timedelta(days=1))
    return filtres


def _minuit(jour: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time.min))
