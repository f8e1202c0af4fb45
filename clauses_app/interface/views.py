"""Style guide, served only in development: the pieces of every screen, on one page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from clauses_app.interface.catalogue import composer_catalogue
from clauses_app.interface.formats import formater_nombre
from clauses_app.interface.grille import Case, repondre_grille
from clauses_app.interface.lectures import lire_heures

MOIS = [
    ("Août", "août 2026", "validé"),
    ("Sept.", "septembre 2026", "en attente"),
    ("Oct.", "octobre 2026", "en attente"),
    ("Nov.", "novembre 2026", "en cours"),
]


def en_developpement(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(vue)
    def porte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return vue(request, *args, **kwargs)

    porte.publique = True  # type: ignore[attr-defined]  # read by the middleware of comptes
    return porte


@en_developpement
def catalogue(request: HttpRequest) -> HttpResponse:
    return render(request, "interface/catalogue.html", {**composer_catalogue(), "mois": MOIS})


@en_developpement
@require_POST
def cases(request: HttpRequest) -> HttpResponse:
    """Answers as a real grid would, and keeps nothing."""
    recues = zip(request.POST.getlist("cle"), request.POST.getlist("heures"), strict=False)
    return repondre_grille([_lire_case(cle, texte).html for cle, texte in recues])


def _lire_case(cle: str, texte: str) -> Case:
    if not texte:
        return Case(cle=cle, etat="-", modifiable=True)
    try:
        heures = lire_heures(texte)
    except ValueError as erreur:
        return Case(cle=cle, etat="c", saisi=texte, modifiable=True, message=str(erreur))
    if heures > 208:
        message = "Au-delà du plafond de 208\u202fh par mois."
        return Case(cle=cle, etat="c", saisi=formater_nombre(heures), modifiable=True, message=message)
    return Case(cle=cle, etat="b", saisi=formater_nombre(heures), modifiable=True)


@en_developpement
def pourquoi(request: HttpRequest) -> HttpResponse:
    return render(request, "interface/catalogue/pourquoi.html", {"cle": request.GET.get("cle", "")})
