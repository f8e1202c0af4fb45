"""Validate, send back or refuse a timesheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_de_mois
from clauses_app.interface.lectures import lire_cle
from suivi_heures.enums import StatutReleve
from suivi_heures.forms import FormulaireMotif
from suivi_heures.forms.controles import FormulaireAvertissement
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.declares_autrement import releves_a_relire
from suivi_heures.services.accepter_avertissements import AvertissementPose
from suivi_heures.services.confirmer_retrait import RienAConfirmer, confirmer_retrait
from suivi_heures.services.exiger_retraits_decides import RetraitAConfirmer
from suivi_heures.services.refuser_releve import ReleveNonRefusable, refuser_releve
from suivi_heures.services.renvoyer_releve import ReleveNonRenvoyable, renvoyer_releve
from suivi_heures.services.valider_releve import MotifManquant, ReleveNonSoumis, RienARetenir, valider_releve
from suivi_heures.tasks import importer_releve_tache, relire_les_releves
from suivi_heures.views.releves import chercher_releve, contexte_decision

GABARIT = "suivi_heures/releve.html"


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def valider(request: HttpRequest, pk: int) -> HttpResponse:
    """Whole by default; in part when the form of the lines was sent, with a motive for the others."""
    releve = chercher_releve(request, pk)
    retenues = None
    if "partiel" in request.POST:
        retenues = {cle for texte in request.POST.getlist("retenue") if (cle := lire_cle(texte)) is not None}
    motif = request.POST.get("motif", "").strip()[:500]
    avertissement = FormulaireAvertissement(request.POST, auto_id="avertissement-%s", prefix="avertissement")
    try:
        valide = valider_releve(
            releve=releve,
            retenues=retenues,
            motif=motif,
            avertissement=avertissement.cleaned_data["motif"] if avertissement.is_valid() else "",
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    except AvertissementPose as pose:
        if not avertissement.errors:
            avertissement.add_error("motif", str(pose))
        formulaires = {"form_avertissement": avertissement, "form_partiel": _garder(request)}
        contexte = contexte_decision(releve, retenues=retenues, **formulaires)
        return render(request, GABARIT, contexte, status=422)
    except (MotifManquant, RienARetenir, RetraitAConfirmer) as faute:
        formulaire = _garder(request)
        formulaire.add_error("motif" if isinstance(faute, MotifManquant) else None, str(faute))
        contexte = contexte_decision(releve, form_partiel=formulaire, retenues=retenues)
        return render(request, GABARIT, contexte, status=422)
    except ReleveNonSoumis as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(
            request, f"Relevé {formater_de_mois(valide.mois, annee=True)}\u00a0: {valide.get_statut_display().lower()}."
        )
    return redirect("suivi_heures:releve", pk=pk)


def _garder(request: HttpRequest) -> FormulaireMotif:
    """What was typed, without judging it."""
    formulaire = FormulaireMotif(request.POST, auto_id="partiel-%s")
    formulaire.full_clean()
    formulaire.errors.clear()
    return formulaire


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    releve = chercher_releve(request, pk)
    formulaire = FormulaireMotif(request.POST, auto_id="renvoi-%s")
    if not formulaire.is_valid():
        return render(request, GABARIT, contexte_decision(releve, form_renvoi=formulaire), status=422)
    try:
        renvoyer_releve(releve=releve, motif=formulaire.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
        relire_les_releves(releve.guichet_id, releves_a_relire(releve))
    except ReleveNonRenvoyable as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, f"Relevé renvoyé à {releve.entreprise}, avec votre motif.")
    return redirect("suivi_heures:releve", pk=pk)


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def refuser(request: HttpRequest, pk: int) -> HttpResponse:
    releve = chercher_releve(request, pk)
    formulaire = FormulaireMotif(request.POST, auto_id="refus-%s")
    if not formulaire.is_valid():
        return render(request, GABARIT, contexte_decision(releve, form_refus=formulaire), status=422)
    try:
        refuser_releve(releve=releve, motif=formulaire.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
        relire_les_releves(releve.guichet_id, releves_a_relire(releve))
    except ReleveNonRefusable as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, f"Relevé refusé. {releve.entreprise} verra votre motif.")
    return redirect("suivi_heures:releve", pk=pk)


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def relire(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the same file again, once a contract was opened or a person added."""
    releve: ReleveHeures = chercher_releve(request, pk)
    if releve.statut == StatutReleve.RETIRE:
        messages.warning(
            request, f"{releve.entreprise} a retiré ce relevé\u00a0: elle seule peut le déposer de nouveau."
        )
        return redirect("suivi_heures:releve", pk=pk)
    importer_releve_tache.delay_on_commit(releve.guichet_id, releve_id=releve.pk)
    messages.info(request, "Le fichier est relu. Rechargez la page dans un instant.")
    return redirect("suivi_heures:releve", pk=pk)


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def confirmer(request: HttpRequest, pk: int) -> HttpResponse:
    """A file without any hour takes back what stood: somebody says so."""
    try:
        confirmer_retrait(releve=chercher_releve(request, pk), par=request.adhesion)  # type: ignore[attr-defined]
    except RienAConfirmer as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, "Retrait confirmé, en attente de votre validation.")
    return redirect("suivi_heures:releve", pk=pk)
