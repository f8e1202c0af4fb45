"""The personal links of a company's contacts: sent, cut, given back by the guichet; cut by the company."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.comptes.tasks import confier
from marches.models import Entreprise
from suivi_heures.models import LienDepot
from suivi_heures.queries.liens_depot import liens_des_contacts
from suivi_heures.services.couper_lien_depot import couper_lien_depot
from suivi_heures.services.preparer_lien_depot import preparer_lien_depot
from suivi_heures.tasks import envoyer_lien_depot


def _entreprise(request: HttpRequest, pk: int) -> Entreprise:
    return get_object_or_404(Entreprise.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@require_safe
@autorise(Permission.ENTREPRISE_LIRE)
def liens_entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    entreprise = _entreprise(request, pk)
    contexte = {"entreprise": entreprise, "liens": liens_des_contacts(entreprise)}
    return render(request, "suivi_heures/liens_depot.html", contexte)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def lien_envoyer(request: HttpRequest, pk: int) -> HttpResponse:
    entreprise = _entreprise(request, pk)
    adresse = request.POST.get("courriel", "").strip().lower()
    contact = next((c for c in liens_des_contacts(entreprise) if c.courriel == adresse), None)
    if contact is None or not contact.joignable or (contact.lien and contact.lien.coupe_a):
        messages.error(request, "Ce lien ne peut pas partir\u00a0: vérifiez l’adresse, ou rétablissez le lien d’abord.")
        return redirect("suivi_heures:liens_entreprise", pk)
    par = request.adhesion  # type: ignore[attr-defined]
    prepare = preparer_lien_depot(entreprise=entreprise, nom=contact.nom, courriel=contact.courriel, par=par)
    confier(envoyer_lien_depot, prepare.guichet_id, prepare.pk)
    messages.success(request, f"Un lien de dépôt part vers {contact.courriel}.")
    return redirect("suivi_heures:liens_entreprise", pk)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def lien_basculer(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut, or give back what was cut."""
    lien = get_object_or_404(LienDepot.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    coupe = "retablir" not in request.POST
    couper_lien_depot(lien=lien, coupe=coupe, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Lien coupé\u00a0: il n’ouvre plus rien." if coupe else "Lien rétabli.")
    return redirect("suivi_heures:liens_entreprise", lien.entreprise_id)
