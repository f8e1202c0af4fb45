"""What posts cost, line by line: for whoever may see a colleague's salary."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_euros
from clauses_app.interface.lectures import lire_cle
from suivi_heures.enums import NatureDepense
from suivi_heures.forms.postes import FormulaireDepense
from suivi_heures.models import DepensePoste, Poste
from suivi_heures.queries.mois import decaler, dernier_jour, premier_jour
from suivi_heures.queries.postes import compter_depenses
from suivi_heures.services.inscrire_depense import DepenseRefusee, inscrire_depense
from suivi_heures.services.retirer_depense import retirer_depense
from suivi_heures.views.postes import lire_poste

PAR_PAGE = 50


@require_safe
@autorise(Permission.FINANCEMENT_ECRIRE)
def depenses(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    postes = Poste.objects.visibles_par(adhesion).order_by("-date_fin", "pk")
    poste, nature = lire_cle(request.GET.get("poste", "")), request.GET.get("nature", "")
    lignes = DepensePoste.objects.visibles_par(adhesion).select_related("poste").order_by("-le", "-pk")
    if poste is not None:
        lignes = lignes.filter(poste=poste)
    if nature in NatureDepense.values:
        lignes = lignes.filter(nature=nature)
    au = timezone.localdate()
    totaux = compter_depenses(lignes, au=au).aggregate(tout=Sum("montant"), eligible=Sum("eligible"))
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    for depense in page.object_list:
        depense.hors_total = _dire_hors_total(depense, au)
    contexte = {
        "page": page,
        "postes": postes,
        "poste": poste,
        "nature": nature,
        "natures": NatureDepense.choices,
        "total": formater_euros(totaux["tout"] or 0),
        "eligible": formater_euros(totaux["eligible"] or 0),
    }
    return render(request, "suivi_heures/depenses.html", contexte)


def _dire_hors_total(depense: DepensePoste, au: datetime.date) -> str:
    """Why a line that holds is in no total."""
    poste = depense.poste
    if depense.le > au:
        return "pas encore eu lieu\u00a0: hors du total"
    if not poste.date_debut <= depense.le <= poste.date_fin:
        return "hors des dates du poste\u00a0: hors du total"
    return ""


@autorise(Permission.FINANCEMENT_ECRIRE)
@une_seule_fois
def depense_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    """The salary of the next month comes filled from the last one: only what changed is typed."""
    poste = lire_poste(request, pk)
    form = FormulaireDepense(
        request.POST or None, instance=DepensePoste(poste=poste), initial=_reprendre(request, poste)
    )
    if form.is_valid():
        try:
            depense = inscrire_depense(depense=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, f"{depense.libelle}\u00a0: {formater_euros(depense.montant)} inscrits.")
            return redirect(f"{reverse('suivi_heures:depenses')}?poste={poste.pk}")
        except DepenseRefusee as refus:
            form.add_error("le", str(refus))
    contexte = {
        "form": form,
        "titre": "Inscrire une dépense",
        "sous": str(poste),
        "poste": poste,
        "retour": reverse("suivi_heures:poste", args=[poste.pk]),
    }
    statut = 422 if form.is_bound else 200
    return render(request, "suivi_heures/poste_formulaire.html", contexte, status=statut)


def _reprendre(request: HttpRequest, poste: Poste) -> dict[str, Any]:
    toutes = DepensePoste.objects.visibles_par(request.adhesion).tenus()  # type: ignore[attr-defined]
    salaires = toutes.filter(poste=poste, nature=NatureDepense.SALAIRE)
    dernier: DepensePoste | None = salaires.order_by("-le", "-pk").first()
    if dernier is None:
        return {"nature": NatureDepense.SALAIRE}
    le = dernier_jour(decaler(premier_jour(dernier.le), 1))
    champs = ("nature", "libelle", "montant", "eligible", "motif_ecart")
    attendue = {"le": le} if le <= min(timezone.localdate(), poste.date_fin) else {}
    return attendue | {nom: getattr(dernier, nom) for nom in champs}


@require_POST
@autorise(Permission.FINANCEMENT_ECRIRE)
def depense_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    depenses = DepensePoste.objects.visibles_par(request.adhesion).select_related("poste")  # type: ignore[attr-defined]
    depense = get_object_or_404(depenses, pk=pk)
    retire = depense.retire_a is None
    retirer_depense(depense=depense, retire=retire, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, f"{depense.libelle}\u00a0: dépense {'retirée' if retire else 'rétablie'}.")
    return redirect(f"{reverse('suivi_heures:depenses')}?poste={depense.poste_id}")
