"""Reprise: drop a file, read its faults or its reconciliation, keep it or give it up."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses_app.comptes.permissions import Permission, autorise
from suivi_heures.enums import StatutReprise
from suivi_heures.forms import FormulaireReprise
from suivi_heures.models import Reprise
from suivi_heures.restitutions.presenter_reprise import presenter_reprise
from suivi_heures.services.abandonner_reprise import abandonner_reprise
from suivi_heures.services.accepter_reprise import RepriseNonExaminee, accepter_reprise
from suivi_heures.services.deposer_reprise import RepriseEnCours, deposer_reprise
from suivi_heures.tasks import cle_avancement, reprendre_examiner, reprendre_garder

EN_TRAVAIL = (StatutReprise.DEPOSEE, StatutReprise.EN_COURS)
LOURDS = ("contenu", "rapport", "fautes")
DERNIERES = 10


def _reprises(request: HttpRequest) -> Any:
    return Reprise.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@autorise(Permission.REPRISE_FAIRE)
def reprise(request: HttpRequest) -> HttpResponse:
    formulaire = FormulaireReprise(*(request.POST, request.FILES) if request.method == "POST" else ())
    if formulaire.is_valid():
        fichier = formulaire.cleaned_data["fichier"]
        try:
            depot = deposer_reprise(nom_fichier=fichier.name, octets=fichier.read(), par=request.adhesion)  # type: ignore[attr-defined]
        except RepriseEnCours as refus:
            formulaire.add_error("fichier", str(refus))
        else:
            reprendre_examiner.delay_on_commit(depot.guichet_id, reprise_id=depot.pk)
            return redirect("suivi_heures:reprise_examen", identifiant=depot.identifiant)
    passees = _reprises(request).defer(*LOURDS).order_by("-deposee_a")[:DERNIERES]
    statut = 422 if formulaire.errors else 200
    return render(request, "suivi_heures/reprise.html", {"form": formulaire, "passees": passees}, status=statut)


@require_GET
@autorise(Permission.REPRISE_FAIRE)
def examen(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    depot = get_object_or_404(_reprises(request).defer("contenu"), identifiant=identifiant)
    gabarit = "suivi_heures/reprise_examen.html"
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, gabarit, _contexte(depot))
    reponse = render(request, f"{gabarit}#suite", _contexte(depot))
    if depot.statut not in EN_TRAVAIL:
        reponse["HX-Trigger"] = json.dumps({"annonce": {"texte": "Traitement du fichier terminé."}})
    return reponse


def _contexte(depot: Reprise) -> dict[str, Any]:
    en_travail = depot.statut in EN_TRAVAIL
    lisible = depot.statut in (StatutReprise.EXAMINEE, StatutReprise.GARDEE)
    return {
        "depot": depot,
        "en_travail": en_travail,
        "avancement": cache.get(cle_avancement(depot.pk), 0) if en_travail else 100,
        "page": presenter_reprise(depot.rapport) if lisible else None,
        "etapes": _etapes(depot),
    }


def _etapes(depot: Reprise) -> list[dict[str, Any]]:
    rang = {StatutReprise.EXAMINEE: 1, StatutReprise.EN_COURS: 2, StatutReprise.GARDEE: 3}.get(
        StatutReprise(depot.statut), 0
    )
    noms = ("Fichier lu", "Réconciliation", "Fichier gardé")
    return [{"nom": nom, "faite": i < rang, "courante": i == rang} for i, nom in enumerate(noms)]


@require_POST
@autorise(Permission.REPRISE_FAIRE)
def garder(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    depot = get_object_or_404(_reprises(request).defer("contenu"), identifiant=identifiant)
    adhesion = request.adhesion  # type: ignore[attr-defined]
    try:
        accepter_reprise(reprise=depot, par=adhesion)
    except RepriseNonExaminee as refus:
        messages.warning(request, str(refus))
    else:
        cache.delete(cle_avancement(depot.pk))
        reprendre_garder.delay_on_commit(depot.guichet_id, reprise_id=depot.pk, adhesion_id=adhesion.pk)
    return redirect("suivi_heures:reprise_examen", identifiant=depot.identifiant)


@require_POST
@autorise(Permission.REPRISE_FAIRE)
def abandonner(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    depot = get_object_or_404(_reprises(request).defer("contenu"), identifiant=identifiant)
    abandonner_reprise(reprise=depot)
    messages.info(request, "Le fichier est oublié, rien n’a été gardé.")
    return redirect(reverse("suivi_heures:reprise"))
