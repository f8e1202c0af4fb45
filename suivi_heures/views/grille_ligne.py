"""One line of the grid as a plain form: what remains when no script runs."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from beneficiaires.models import ContratTravail
from clauses_app.audit.partage import Main, lire_base
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_mois, formater_nombre
from clauses_app.tenancy.verrou import un_a_la_fois
from suivi_heures.models import BrouillonHeure
from suivi_heures.queries.grille import CaseHeures, composer_grille
from suivi_heures.services.saisir_heures import saisir_heures
from suivi_heures.views.parametres_grille import Parametres, chercher_lot, lire_parametres

GARDEE = "Votre saisie est gardée ici\u00a0: corrigez-la ou enregistrez-la."


@require_http_methods(["GET", "POST"])
@autorise(Permission.HEURES_SAISIR)
@un_a_la_fois
def grille_ligne(request: HttpRequest, pk: int, contrat_id: int) -> HttpResponse:
    lot = chercher_lot(request, pk)
    parametres = lire_parametres(request, lot)
    contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    contrats = contrats.select_related("beneficiaire", "employeur", "titulaire", "marche")
    contrat = get_object_or_404(contrats, pk=contrat_id, lot_id=lot.pk)
    cases = [case for ligne in composer_grille(parametres.mois, [contrat]).lignes for case in ligne.cases]
    conflits: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        fautes, conflits = _enregistrer(request, contrat, cases)
        if not conflits:
            ton = messages.warning if fautes else messages.success
            ton(request, "Enregistré. Les cases signalées restent à corriger." if fautes else "Enregistré.")
            return redirect(_adresse(parametres, contrat_id))
        cases = [case for ligne in composer_grille(parametres.mois, [contrat]).lignes for case in ligne.cases]
    contexte: dict[str, Any] = {
        "lot": lot,
        "contrat": contrat,
        "requete": parametres.requete,
        "cases": [_decrire(case, conflits) for case in cases],
        "base": json.dumps({case.cle: [_texte(case)] for case in cases}),
        "adresse": _adresse(parametres, contrat_id),
    }
    return render(request, "suivi_heures/grille_ligne.html", contexte, status=422 if conflits else 200)


def _adresse(parametres: Parametres, contrat_id: int) -> str:
    adresse = reverse("suivi_heures:grille_ligne", args=[parametres.lot.pk, contrat_id])
    return f"{adresse}?{parametres.requete}"


def _enregistrer(
    request: HttpRequest, contrat: ContratTravail, cases: list[CaseHeures]
) -> tuple[int, dict[str, tuple[str, str]]]:
    """Number of cells that wait for a correction; those that somebody else filled since, typed text and sentence.

    A cell left as it was read is not written: it would undo what somebody typed there meanwhile."""
    fautes, conflits, lues = 0, {}, lire_base(request.POST.get("base", ""))
    for case in cases:
        texte, gardee = request.POST.get(case.cle), _texte(case)
        if texte is None or not case.modifiable or texte.strip() == gardee:
            continue
        lue = (lues.get(case.cle) or [gardee])[0]
        if texte.strip() == lue:
            continue
        if lue != gardee:
            conflits[case.cle] = (texte, f"{_qui(request, case)} a écrit «\u00a0{gardee or 'rien'}\u00a0». {GARDEE}")
            continue
        brouillon = saisir_heures(
            contrat=contrat,
            mois=case.mois,
            nature=case.nature,
            texte=texte,
            par=request.adhesion,  # type: ignore[attr-defined]
        )
        fautes += bool(brouillon and brouillon.faute)
    return fautes, conflits


def _qui(request: HttpRequest, case: CaseHeures) -> str:
    siens = BrouillonHeure.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    brouillon = siens.filter(contrat=case.contrat_id, mois=case.mois, nature=case.nature).first()
    return Main(brouillon.saisi_par, brouillon.saisi_a).qui if brouillon else Main().qui


def _texte(case: CaseHeures) -> str:
    if case.texte:
        return case.texte
    return "" if case.saisies is None else formater_nombre(case.saisies)


def _decrire(case: CaseHeures, conflits: dict[str, tuple[str, str]]) -> dict[str, Any]:
    texte, message = conflits.get(case.cle, (_texte(case), case.message))
    return {
        "cle": case.cle,
        "mois": _nommer(case.mois),
        "texte": texte,
        "raison": case.raison,
        "message": message,
        "modifiable": case.modifiable,
    }


def _nommer(mois: datetime.date) -> str:
    return formater_mois(mois).capitalize()
