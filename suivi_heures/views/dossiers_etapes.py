"""Move a difficulty on: a step, the opinion, the decision, the contrary step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_euros, formater_heures
from marches.queries.penalites import baremes_du_marche
from suivi_heures.enums import Camp, TypeEtape
from suivi_heures.forms.difficultes import (
    FormulaireAnnulation,
    FormulaireAvis,
    FormulaireDecision,
    FormulaireEtape,
)
from suivi_heures.models import Dossier, EtapeDossier
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.demarches import rassembler_diligences
from suivi_heures.queries.dossiers import DU_CAMP
from suivi_heures.services.annuler_etape import annuler_etape
from suivi_heures.services.avancer_dossier import DossierAvance, EtapeImpossible, avancer_dossier
from suivi_heures.services.decider_dossier import decider_dossier
from suivi_heures.services.rendre_avis import rendre_avis
from suivi_heures.views.dossiers import A_PART, chercher_dossier, contexte_dossier, exposition_du_lot


def conduire(
    request: HttpRequest, form: Any, geste: Callable[[], object], *, reussite: str, refuser: Callable[[], HttpResponse]
) -> HttpResponse | None:
    """None once done; the page again, with what was typed, when it cannot be."""
    if not form.is_valid():
        return refuser()
    try:
        geste()
    except (DossierAvance, EtapeImpossible) as refus:
        form.add_error(None, str(refus))
        return refuser()
    messages.success(request, reussite)
    return None


def _refuser(request: HttpRequest, objet: Dossier, nom: str, form: Any) -> Callable[[], HttpResponse]:
    return lambda: render(
        request, "suivi_heures/dossier.html", contexte_dossier(request, objet, **{nom: form}), status=422
    )


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def etape(request: HttpRequest, pk: int) -> HttpResponse:
    objet = chercher_dossier(request, pk)
    types = [t for t in TypeEtape.values if t in DU_CAMP[Camp.GUICHET] and t not in A_PART]
    form = FormulaireEtape(request.POST, types=types, auto_id="etape-%s")

    def geste() -> EtapeDossier:
        delai = None
        if form.cleaned_data["type"] == TypeEtape.MISE_EN_DEMEURE:
            delai = next((b.delai_jours for b in baremes_du_marche(objet.marche) if b.mise_en_demeure), None)
        return avancer_dossier(dossier=objet, delai_jours=delai, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]

    refus = _refuser(request, objet, "form_etape", form)
    rejet = conduire(request, form, geste, reussite="Étape consignée.", refuser=refus)
    return rejet or redirect("suivi_heures:dossier", pk)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def avis(request: HttpRequest, pk: int) -> HttpResponse:
    objet = chercher_dossier(request, pk)
    form = FormulaireAvis(request.POST, auto_id="avis-%s")

    def geste() -> object:
        chiffres = chiffres_du_jour(objet)
        return rendre_avis(dossier=objet, chiffres=chiffres, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]

    refus = _refuser(request, objet, "form_avis", form)
    rejet = conduire(request, form, geste, reussite="Avis rendu : la décision appartient à l’acheteur.", refuser=refus)
    return rejet or redirect("suivi_heures:dossier", pk)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Written down for the buyer, who may also do it from its own space."""
    objet = chercher_dossier(request, pk)
    form = FormulaireDecision(request.POST, auto_id="decision-%s")

    def geste() -> object:
        return decider_dossier(dossier=objet, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]

    refus = _refuser(request, objet, "form_decision", form)
    rejet = conduire(request, form, geste, reussite="Décision de l’acheteur consignée.", refuser=refus)
    return rejet or redirect("suivi_heures:dossier", pk)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    objet = chercher_dossier(request, pk)
    form = FormulaireAnnulation(request.POST, auto_id="annulation-%s")

    def geste() -> object:
        return annuler_etape(dossier=objet, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]

    refus = _refuser(request, objet, "form_annulation", form)
    reussite = "Étape annulée par une étape contraire : les deux restent visibles."
    rejet = conduire(request, form, geste, reussite=reussite, refuser=refus)
    return rejet or redirect("suivi_heures:dossier", pk)


def chiffres_du_jour(objet: Dossier) -> dict[str, Any]:
    """What the opinion rests on, as read that day: hours, coverage, exposure, efforts."""
    au = timezone.localdate()
    avancement = avancement_des_marches([objet.marche], au=au)[0]
    a = next((a for lot, a in avancement.lots if lot.pk == objet.lot_id), avancement.total)
    diligences = rassembler_diligences(entreprise_id=objet.entreprise_id, marche_id=objet.marche_id)
    montants = [e["calcul"].montant for e in exposition_du_lot(objet, au)]
    connus = [m for m in montants if m is not None]
    d = diligences.en_nombres
    phrase = (
        f"Ce jour : {formater_heures(a.valide)} validées sur {formater_heures(a.du)},"
        f" {a.couverture.recues} déclarations"
        f" reçues sur {a.couverture.attendues}, {accorder(d['candidats'], 'candidat proposé', 'candidats proposés')},"
        f" {accorder(d['refus'], 'refus')}."
    )
    if connus:
        phrase += f" Exposition : {formater_euros(max(connus))}."
    return {
        "au": au.isoformat(),
        "du": str(a.du),
        "valide": str(a.valide),
        "attente": str(a.attente),
        "recues": a.couverture.recues,
        "attendues": a.couverture.attendues,
        "exposition": [str(m) for m in connus],
        **d,
        "phrase": phrase.replace(" : ", "\u00a0: "),
    }
