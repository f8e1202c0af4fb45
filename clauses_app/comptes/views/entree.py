"""Where each one arrives: choice of the space, then the home of the role."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from clauses_app.comptes.acces import (
    CLE_SESSION,
    adhesion_de_la_session,
    adhesions_de_la_requete,
    choisir_espace,
)
from clauses_app.comptes.enums import DE_L_ENTREPRISE, Role
from clauses_app.comptes.permissions import connecte

# By name: the homes belong to a room above.
ACCUEILS = {
    Role.FACILITATEUR: "suivi_heures:tableau_de_bord",
    Role.ADMIN_GUICHET: "suivi_heures:tableau_de_bord",
    Role.ENTREPRISE: "suivi_heures:espace_entreprise",
    Role.STRUCTURE: "suivi_heures:espace_entreprise",
    Role.ACHETEUR: "suivi_heures:espace_acheteur",
}
REUNIE = "suivi_heures:echeances"  # every company and guichet of an account on one page


@connecte
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    adhesion = adhesion_de_la_session(request)
    if adhesion is None:
        adhesions = adhesions_de_la_requete(request)
        seulement_deposants = all(une.role in DE_L_ENTREPRISE for une in adhesions)
        return redirect(REUNIE if adhesions and seulement_deposants else "comptes:espaces")
    return redirect(_adresse_d_accueil(Role(adhesion.role)))


def _adresse_d_accueil(role: Role) -> str:
    try:
        return reverse(ACCUEILS[role])
    except NoReverseMatch:
        return reverse("comptes:membres")


@connecte
@require_http_methods(["GET", "HEAD", "POST"])
def espaces(request: HttpRequest) -> HttpResponse:
    """Every guichet and organisation this account may speak for; one may come back at any time."""
    adhesions = adhesions_de_la_requete(request)
    if request.method == "POST":
        choisie = next((a for a in adhesions if str(a.pk) == request.POST.get("adhesion")), None)
        if choisie is not None:
            request.session.cycle_key()
            choisir_espace(request, choisie)
            return redirect(_suite(request))
        messages.error(request, "Cet espace ne vous est plus ouvert. Choisissez-en un autre.")
    return render(
        request,
        "comptes/espaces.html",
        {
            "adhesions": adhesions,
            "courante": request.session.get(CLE_SESSION),
            "suite": request.POST.get("next") or request.GET.get("next", ""),
        },
    )


def _suite(request: HttpRequest) -> str:
    suite = request.POST.get("next", "")
    sure = url_has_allowed_host_and_scheme(suite, {request.get_host()}, require_https=request.is_secure())
    return suite if suite and sure else "/"
