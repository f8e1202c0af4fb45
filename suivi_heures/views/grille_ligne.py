"""One line of the grid as a plain form: what remains when no script runs."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from beneficiaires.models import ContratTravail
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_mois, formater_nombre
from suivi_heures.queries.grille import CaseHeures, composer_grille
from suivi_heures.services.saisir_heures import saisir_heures
from suivi_heures.views.parametres_grille import Parametres, chercher_lot, lire_parametres


@require_http_methods(["GET", "POST"])
@autorise(Permission.HEURES_SAISIR)
def grille_ligne(request: HttpRequest, pk: int, contrat_id: int) -> HttpResponse:
    lot = chercher_lot(request, pk)
    parametres = lire_parametres(request, lot)
    contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    contrats = contrats.select_related("beneficiaire", "employeur", "titulaire", "marche")
    contrat = get_object_or_404(contrats, pk=contrat_id, lot_id=lot.pk)
    cases = [case for ligne in composer_grille(parametres.mois, [contrat]).lignes for case in ligne.cases]
    if request.method == "POST":
        fautes = _enregistrer(request, contrat, cases)
        ton = messages.warning if fautes else messages.success
        ton(request, "Enregistré. Les cases signalées restent à corriger." if fautes else "Enregistré.")
        return redirect(_adresse(parametres, contrat_id))
    contexte: dict[str, Any] = {
        "lot": lot,
        "contrat": contrat,
        "requete": parametres.requete,
        "cases": [_decrire(case) for case in cases],
        "adresse": _adresse(parametres, contrat_id),
    }
    return render(request, "suivi_heures/grille_ligne.html", contexte)


def _adresse(parametres: Parametres, contrat_id: int) -> str:
    adresse = reverse("suivi_heures:grille_ligne", args=[parametres.lot.pk, contrat_id])
    return f"{adresse}?{parametres.requete}"


def _enregistrer(request: HttpRequest, contrat: ContratTravail, cases: list[CaseHeures]) -> int:
    """Number of cells that wait for a correction."""
    fautes = 0
    for case in cases:
        texte = request.POST.get(case.cle)
        if texte is None or not case.modifiable or texte.strip() == _texte(case):
            continue
        brouillon = saisir_heures(
            contrat=contrat,
            mois=case.mois,
            nature=case.nature,
            texte=texte,
            par=request.adhesion,  # type: ignore[attr-defined]
        )
        fautes += bool(brouillon and brouillon.faute)
    return fautes


def _texte(case: CaseHeures) -> str:
    if case.texte:
        return case.texte
    return "" if case.saisies is None else formater_nombre(case.saisies)


def _decrire(case: CaseHeures) -> dict[str, Any]:
    return {
        "cle": case.cle,
        "mois": _nommer(case.mois),
        "texte": _texte(case),
        "raison": case.raison,
        "message": case.message,
        "modifiable": case.modifiable,
    }


def _nommer(mois: datetime.date) -> str:
    return formater_mois(mois).capitalize()
