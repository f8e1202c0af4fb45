"""Keys of programs: listed, opened, closed, by the guichet for any company and by a company for itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import JetonApi
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.comptes.services.ouvrir_jeton import TropDeJetons, ouvrir_jeton
from clauses_app.comptes.services.revoquer_jeton import revoquer_jeton
from clauses_app.interface.formats import formater_date, formater_date_heure
from marches.models import Entreprise
from suivi_heures.forms.programmes import FormulaireJeton
from suivi_heures.views.depot_releve import entreprise_de

SECRET = "jeton_montre"  # noqa: S105  the name of a place in the session
REVOQUES_MONTRES = 20


@require_http_methods(["GET", "POST"])
@autorise(Permission.JETON_GERER)
def jetons(request: HttpRequest) -> HttpResponse:
    """The secret is shown once, on the page that follows its creation."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    choix = Entreprise.objects.visibles_par(adhesion).order_by("tri", "pk") if adhesion.est_interne else None
    formulaire = FormulaireJeton(request.POST if request.method == "POST" else None, entreprises=choix)
    if formulaire.is_valid() and _ouvrir(request, formulaire):
        return redirect("suivi_heures:jetons")
    visibles = JetonApi.objects.visibles_par(adhesion)
    contexte = {
        "form": formulaire,
        "secret": request.session.pop(SECRET, None) if request.method == "GET" else None,
        "ouverts": [_decrire(j) for j in visibles.ouverts().order_by("organisation_nom", "-cree_a")],
        "revoques": [_decrire(j) for j in visibles.exclude(revoque_a=None).order_by("-revoque_a")[:REVOQUES_MONTRES]],
        "de_tous": adhesion.est_interne,
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "suivi_heures/jetons.html", contexte, status=422 if formulaire.errors else 200)


def _ouvrir(request: HttpRequest, formulaire: FormulaireJeton) -> bool:
    entreprise: Any = formulaire.cleaned_data.get("entreprise") or entreprise_de(request)
    try:
        jeton, secret = ouvrir_jeton(
            par=request.adhesion,  # type: ignore[attr-defined]
            entreprise_id=entreprise.pk,
            organisation=entreprise.nom,
            role=Role.STRUCTURE if entreprise.est_structure else Role.ENTREPRISE,
            libelle=formulaire.cleaned_data["libelle"],
        )
    except TropDeJetons as trop:
        formulaire.add_error(None, str(trop))
        return False
    request.session[SECRET] = {"secret": secret, "libelle": jeton.libelle}
    return True


def _decrire(jeton: JetonApi) -> dict[str, Any]:
    return {
        "pk": jeton.pk,
        "cle": str(jeton.pk),
        "libelle": jeton.libelle,
        "organisation": jeton.organisation_nom,
        "debut": jeton.debut,
        "cree": f"Créé le {formater_date(jeton.cree_a)} par {jeton.cree_par}",
        "servi": f"dernier appel le {formater_date_heure(timezone.localtime(jeton.servi_a))}"
        if jeton.servi_a
        else "n’a pas encore servi",
        "revoque": f"Révoqué le {formater_date(jeton.revoque_a)} par {jeton.revoque_par}" if jeton.revoque_a else "",
    }


@require_POST
@autorise(Permission.JETON_GERER)
def jeton_revoquer(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    jeton = get_object_or_404(JetonApi.objects.visibles_par(adhesion), pk=pk)
    if revoquer_jeton(par=adhesion, jeton=jeton):
        messages.success(request, f"« {jeton.libelle} » est révoqué : son prochain appel sera refusé.")
    else:
        messages.info(request, "Ce jeton était déjà révoqué.")
    return redirect("suivi_heures:jetons")
