"""A call for funds: its figures, its turns, who must act, and the next turn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date, formater_euros, formater_periode
from suivi_heures.forms.postes import REPRISE, FormulaireEtapeAppel
from suivi_heures.models import AppelFonds, EtapeAppel
from suivi_heures.queries.postes import AppelSitue, situer_appels
from suivi_heures.services.avancer_appel import SUITES, EtapeAppelRefusee, avancer_appel
from suivi_heures.services.reprendre_etape_appel import reprendre_etape_appel

TONS = {"PAYE": "atteint", "REFUSE": "retard", "ANNULE": "vide"}


@autorise(Permission.FINANCEMENT_LIRE)
def appel_fonds(request: HttpRequest, pk: int) -> HttpResponse:
    situe = _lire(request, pk)
    return render(request, "suivi_heures/appel_fonds.html", _contexte(request, situe, _former(situe)))


@autorise(Permission.FINANCEMENT_ECRIRE)
@une_seule_fois
def appel_avancer(request: HttpRequest, pk: int) -> HttpResponse:
    situe = _lire(request, pk)
    form = _former(situe, request.POST or None)
    if form.is_valid():
        try:
            etape = _noter(request, situe, form.cleaned_data)
            dit = f"{etape.get_etat_display().lower()} le {formater_date(etape.le)}"
            messages.success(request, f"{'Étape reprise, appel' if etape.annule else 'Appel'}\u00a0: {dit}.")
            return redirect("suivi_heures:appel_fonds", pk)
        except EtapeAppelRefusee as refus:
            form.add_error(None, str(refus))
    statut = 422 if form.is_bound else 200
    return render(request, "suivi_heures/appel_fonds.html", _contexte(request, situe, form), status=statut)


def _noter(request: HttpRequest, situe: AppelSitue, lues: dict[str, Any]) -> EtapeAppel:
    par = request.adhesion  # type: ignore[attr-defined]
    if lues["etat"] == REPRISE:
        return reprendre_etape_appel(appel=situe.appel, vu=lues["vu"], motif=lues["motif"], par=par)
    return avancer_appel(appel=situe.appel, par=par, **lues)


def _lire(request: HttpRequest, pk: int) -> AppelSitue:
    appels = AppelFonds.objects.visibles_par(request.adhesion).select_related("part__poste")  # type: ignore[attr-defined]
    return situer_appels([get_object_or_404(appels, pk=pk)])[0]


def _former(situe: AppelSitue, donnees: Any = None) -> FormulaireEtapeAppel:
    initial = {"le": timezone.localdate(), "vu": situe.derniere.rang}
    return FormulaireEtapeAppel(donnees, suites=SUITES[situe.etat], a_reprendre=_a_reprendre(situe), initial=initial)


def _a_reprendre(situe: AppelSitue) -> str:
    """The last turn that holds; the first is the call itself."""
    if len(situe.tenues) < 2:
        return ""
    e = situe.tenues[-1]
    return f"{e.get_etat_display()} le {formater_date(e.le)}"


def _decrire(e: EtapeAppel, toutes: dict[int, EtapeAppel], reprises: set[int | None]) -> dict[str, Any]:
    titre, texte = e.get_etat_display() + (f", {formater_euros(e.montant)}" if e.montant is not None else ""), e.motif
    if e.annule is not None:
        visee = toutes[e.annule]
        dit = f"{visee.get_etat_display()} le {formater_date(visee.le)}"
        titre, texte = f"De nouveau\u00a0: {titre.lower()}", f"Reprend «\u00a0{dit}\u00a0»\u00a0: {e.motif}"
    elif e.rang in reprises:
        texte = f"Reprise depuis\u202f; ne compte plus. {e.motif}".strip()
    return {
        "icone": "clock-history",
        "ton": "vide" if e.rang in reprises else TONS.get(e.etat, ""),
        "titre": titre,
        "texte": texte,
        "quand": f"{formater_date(e.le)}, noté par {e.par_nom or 'Ancrage'}",
    }


def _contexte(request: HttpRequest, s: AppelSitue, form: FormulaireEtapeAppel) -> dict[str, Any]:
    a, tour = s.appel, s.tour
    return {
        "appel": a,
        "etat": s.etat,
        "periode": formater_periode(a.du, a.au),
        "en_retard": bool(tour and tour.avant < timezone.localdate()),
        "tour": f"Doit agir\u00a0: {tour.qui}, avant le {formater_date(tour.avant)}."
        f" Depuis le {formater_date(tour.depuis)}\u00a0: {tour.regle}."
        if tour
        else "",
        "indicateurs": [
            {"libelle": "Montant appelé", "valeur": formater_euros(a.montant), "note": a.get_genre_display()},
            {
                "libelle": "Dépenses éligibles retenues",
                "valeur": formater_euros(a.base),
                "note": f"au {formater_date(a.au)}, figées à la préparation",
            },
            {"libelle": "Payé", "valeur": formater_euros(s.paye), "note": "par le financeur"},
        ],
        "faits": [
            _decrire(e, {une.rang: une for une in s.etapes}, {une.annule for une in s.etapes})
            for e in reversed(s.etapes)
        ],
        "peut_reprendre": bool(_a_reprendre(s)),
        "form": form,
        "suites": SUITES[s.etat],
        "peut_ecrire": a_le_droit(request.adhesion, Permission.FINANCEMENT_ECRIRE),  # type: ignore[attr-defined]
    }
