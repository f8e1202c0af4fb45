"""Step 4 of an import: what entered, what did not and why, who acts next; the whole of it undone, or read again."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_heures
from suivi_heures.enums import StatutReleve, SuiteLigne
from suivi_heures.forms.lignes import FormulaireMotifLibre
from suivi_heures.models import CorrectionLigne, ReleveHeures
from suivi_heures.queries.lignes_a_corriger import LigneACorriger, lister_lignes
from suivi_heures.queries.releves_corrigibles import dire_non_annulable, est_corrigible, est_refaisable
from suivi_heures.queries.resume_import import Part, effets_sur_les_lots, lots_du_releve, resumer_import
from suivi_heures.services.annuler_import import ImportNonAnnulable, annuler_import
from suivi_heures.services.refaire_import import ImportNonRefaisable, refaire_import
from suivi_heures.services.retirer_releve import RETIRABLES
from suivi_heures.views.lignes_releve import etapes_de
from suivi_heures.views.releves import chercher_releve, decrire_mois
from suivi_heures.views.retraits_du_releve import retraits_du_releve

GABARIT = "suivi_heures/releve_resume.html"
DERNIERES = 20


@require_GET
@autorise(Permission.RELEVE_VALIDER)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, GABARIT, _composer(request, chercher_releve(request, pk)))


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    releve = chercher_releve(request, pk)
    formulaire = FormulaireMotifLibre(request.POST, auto_id="annuler-%s")
    if not formulaire.is_valid():
        return render(request, GABARIT, _composer(request, releve, form_annuler=formulaire), status=422)
    try:
        annuler_import(releve=releve, motif=formulaire.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
    except ImportNonAnnulable as refus:
        messages.warning(request, str(refus))
    else:
        messages.success(request, "Import annulé\u00a0: le registre est comme avant, le fichier est gardé.")
    return redirect("suivi_heures:releve_resume", pk=pk)


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def refaire(request: HttpRequest, pk: int) -> HttpResponse:
    releve = chercher_releve(request, pk)
    try:
        refait = refaire_import(releve=releve, par=request.adhesion)  # type: ignore[attr-defined]
    except ImportNonRefaisable as refus:
        messages.warning(request, str(refus))
        return redirect("suivi_heures:releve_resume", pk=pk)
    messages.success(request, "Le fichier gardé a été lu de nouveau.")
    return redirect("suivi_heures:releve_lignes", pk=refait.pk)


def _composer(request: HttpRequest, releve: ReleveHeures, **suite: Any) -> dict[str, Any]:
    visibles = CorrectionLigne.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    lignes = lister_lignes(releve, du_guichet=True)
    parts = resumer_import(releve, lignes)
    ouvert = est_corrigible(releve)
    dehors = _ensemble(parts.ecartees, parts.restent)
    retraits = retraits_du_releve(releve)
    effet = retraits["effet"]
    non_annulable = dire_non_annulable(releve)
    return {
        "releve": releve,
        "etapes": etapes_de(releve, 4),
        "nombre": len(lignes),
        "mois_lus": decrire_mois(une.detail for une in lignes),
        "indicateurs": [
            _indiquer("À compter", parts.comptees, _lignes(parts.comptees) + _ou(releve) + _deja(parts.deja)),
            _indiquer("Ne comptent pas", parts.non_comptees, _lignes(parts.non_comptees)),
            _indiquer("Non importées", dehors, _lignes(dehors) + _a_corriger(parts.restent, ouvert=ouvert)),
            _indiquer("Corrigées", parts.corrigees, _lignes(parts.corrigees)),
            {"libelle": "Effet sur le registre", "valeur": effet["heures"], "note": _detailler(effet)},
        ],
        **retraits,
        "du_guichet": True,
        "groupes": [
            ("Ce qui ne compte pas", parts.non_comptees.raisons),
            ("Ce que la correction retire du registre", parts.retirees),
            ("Ce qui n’a pas été importé", parts.ecartees.raisons if ouvert else dehors.raisons),
            ("Ce qui reste à corriger", parts.restent.raisons if ouvert else ()),
        ],
        "restent": parts.restent,
        "effets": effets_sur_les_lots(releve),
        "suites": _suites(request, releve, lignes, parts.restent, retraits["retraits_attendent"]),
        "corrections": visibles.filter(releve=releve).order_by("-pk")[:DERNIERES],
        "annulable": releve.statut in RETIRABLES and releve.statut != StatutReleve.DEPOSE and not non_annulable,
        "non_annulable": non_annulable,
        "lots_du_releve": lots_du_releve(releve) if non_annulable else [],
        "refaisable": est_refaisable(releve),
        "attend_validation": releve.statut == StatutReleve.SOUMIS,
        "form_annuler": FormulaireMotifLibre(auto_id="annuler-%s"),
    } | suite


def _detailler(effet: dict[str, Any]) -> str:
    return f"{effet['ajoutees']} ajoutées, {effet['retirees']} retirées" if effet["corrige"] else "ajoutées"


def _indiquer(libelle: str, part: Part, note: str) -> dict[str, str]:
    signe = "−" if part.heures < 0 else ""
    return {"libelle": libelle, "valeur": f"{signe}{formater_heures(abs(part.heures))}", "note": note}


def _lignes(part: Part) -> str:
    return accorder(part.lignes, "ligne") if part.lignes else "aucune ligne"


def _deja(heures: Decimal) -> str:
    return f"\u202f; {formater_heures(heures)} y étaient déjà" if heures > 0 else ""


def _ensemble(une: Part, autre: Part) -> Part:
    return Part(une.lignes + autre.lignes, une.heures + autre.heures, une.raisons + autre.raisons)


def _a_corriger(restent: Part, *, ouvert: bool) -> str:
    return f", dont {restent.lignes} à corriger" if ouvert and restent.lignes else ""


def _ou(releve: ReleveHeures) -> str:
    return ", en attente de validation" if releve.statut == StatutReleve.SOUMIS else ""


def _suites(
    request: HttpRequest, releve: ReleveHeures, lignes: list[LigneACorriger], restent: Part, absentes: int
) -> list[dict[str, str]]:
    """Who must act next, since when, by when."""
    delai = request.adhesion.guichet.delai_releve_jours  # type: ignore[attr-defined]
    suites = []
    if releve.statut == StatutReleve.SOUMIS:
        depuis = formater_date(releve.depose_a)
        if absentes:
            quoi = f"retirez ou gardez {accorder(absentes, 'ligne absente', 'lignes absentes')} du fichier corrigé"
            suites.append(_suite("Vous", f"{quoi}, reçu le {depuis}", _dans(releve.depose_a, delai)))
        suites.append(
            _suite(
                "Vous", f"validez ou refusez les heures au registre, reçues le {depuis}", _dans(releve.depose_a, delai)
            )
        )
    renvoyees = [une for une in lignes if une.ligne.suite == SuiteLigne.RENVOYEE and une.correction]
    if renvoyees and renvoyees[0].correction is not None:
        faite = renvoyees[0].correction
        quoi = (
            f"corrige {accorder(len(renvoyees), 'ligne renvoyée', 'lignes renvoyées')} le {formater_date(faite.fait_a)}"
        )
        suites.append(_suite(str(releve.entreprise), quoi, _dans(faite.fait_a, delai)))
    autres = restent.lignes - len(renvoyees)
    if autres > 0 and est_corrigible(releve):
        quoi = f"corrigez {accorder(autres, 'ligne')}, ou renvoyez-les à l’entreprise"
        suites.append(_suite("Vous", quoi, _dans(releve.depose_a, delai)))
    return suites


def _suite(qui: str, quoi: str, echeance: datetime.date) -> dict[str, str]:
    passe = echeance < timezone.localdate()
    quand = f"c’était attendu le {formater_date(echeance)}" if passe else f"avant le {formater_date(echeance)}"
    return {"resultat": "at", "titre": f"{qui}\u00a0:", "texte": f"{quoi}, {quand}."}


def _dans(depuis: datetime.datetime, jours: int) -> datetime.date:
    return timezone.localtime(depuis).date() + datetime.timedelta(days=jours)
