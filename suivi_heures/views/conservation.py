"""Files past their retention, to anonymise; everything held about a person, for her; windows that close."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from beneficiaires.forms import FormulaireMotif
from beneficiaires.models import Beneficiaire
from beneficiaires.queries.conservation import dossiers_echus
from beneficiaires.queries.demandes import lire_reglage
from beneficiaires.services.lire_criteres import lire_criteres
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, autorise, identite_confirmee
from clauses_app.interface.formats import accorder, formater_date
from suivi_heures.queries.fenetres import fenetres_fermees, fins_proches
from suivi_heures.restitutions.donnees_personne import rassembler_donnees
from suivi_heures.services.anonymiser_beneficiaire import PasDue, anonymiser_beneficiaire
from suivi_heures.views.depot_releve import joindre

PAR_PAGE = 50


@autorise(Permission.GUICHET_REGLER)
def dossiers(request: HttpRequest) -> HttpResponse:
    page = Paginator(dossiers_echus(au=timezone.localdate()), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "reglage": lire_reglage()}
    return render(request, "suivi_heures/conservation.html", contexte)


@require_POST
@identite_confirmee
@autorise(Permission.GUICHET_REGLER)
def anonymiser(request: HttpRequest, pk: int) -> HttpResponse:
    personne = _lire(request, pk)
    try:
        anonymiser_beneficiaire(beneficiaire=personne, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Dossier anonymisé. Ses heures restent dans tous les totaux.")
    except PasDue as refus:
        messages.error(request, str(refus))
    return redirect("suivi_heures:conservation")


@identite_confirmee
@autorise(Permission.CRITERE_LIRE)
def exporter(request: HttpRequest, pk: int) -> HttpResponse:
    """A page to print, or the same in JSON; asked with a reason, which is noted."""
    personne = _lire(request, pk)
    form = FormulaireMotif(request.POST or None)
    if not form.is_valid():
        contexte: dict[str, Any] = {"personne": personne, "form": form}
        return render(request, "suivi_heures/donnees_personne.html", contexte, status=422 if form.is_bound else 200)
    adhesion = request.adhesion  # type: ignore[attr-defined]
    lire_criteres(beneficiaire=personne, motif=form.cleaned_data["motif"], par=adhesion)
    journaliser(Verbe.EXPORT_FAIT, personne, par=adhesion, libelle=f"données du bénéficiaire {personne.ref}")
    donnees = rassembler_donnees(personne)
    if request.POST.get("forme") == "json":
        contenu = json.dumps(donnees, ensure_ascii=False, indent=2).encode()
        return joindre(contenu, f"donnees_{personne.ref}.json", "application/json")
    contexte = {"personne": personne, "donnees": donnees, "jour": timezone.localdate()}
    return render(request, "suivi_heures/donnees_personne.html", contexte)


def _lire(request: HttpRequest, pk: int) -> Beneficiaire:
    return get_object_or_404(Beneficiaire.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@autorise(Permission.BENEFICIAIRE_LIRE)
def fenetres(request: HttpRequest) -> HttpResponse:
    """Every running contract whose window closes within 90 days, the closest first. With `personne`, for a page of the
    room below that shows people: the badges of those whose windows are all closed, and nothing else."""
    if getattr(request, "htmx", False) and "personne" in request.GET:
        return render(
            request, "suivi_heures/fragments/fenetres_fermees.html", {"fermees": _fermees(request), "plat": True}
        )
    lignes = [
        {
            "personne": str(f.contrat.beneficiaire),
            "pk": f.contrat.beneficiaire_id,
            "contrat": f"{f.contrat.lot.marche.objet}, lot {f.contrat.lot.ref}",
            "titulaire": f.contrat.titulaire.nom,
            "fin": formater_date(f.fin),
            "reste": accorder(f.jours, "jour") if f.jours >= 0 else "close",
            "etat": "en_retard" if f.jours < 0 else "a_surveiller" if f.jours <= 30 else "sans_objet",
        }
        for f in fins_proches(au=timezone.localdate())
    ]
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "suivi_heures/fenetres.html", {"page": page})


def _fermees(request: HttpRequest) -> list[tuple[int, str]]:
    demandees = [int(cle) for cle in request.GET.getlist("personne")[:PAR_PAGE] if cle.isdecimal() and len(cle) < 12]
    visibles = Beneficiaire.objects.visibles_par(request.adhesion).filter(pk__in=demandees, est_eligible=True)  # type: ignore[attr-defined]
    fermees = fenetres_fermees(visibles.values_list("pk", flat=True), au=timezone.localdate())
    return [(pk, formater_date(fin)) for pk, fin in fermees.items()]
