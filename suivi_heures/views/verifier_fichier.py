"""« Vérifier mon fichier »: what would be understood, for anybody, keeping nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from clauses_app.comptes.permissions import publique
from clauses_app.imports.tableur import LectureReportee
from suivi_heures.forms import FormulaireDepot
from suivi_heures.restitutions.apercu_fichier import apercevoir_fichier
from suivi_heures.views.par_lien import trop


@publique
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def verifier_fichier(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "suivi_heures/depot/verifier_fichier.html", {"form": FormulaireDepot()})
    formulaire = FormulaireDepot(request.POST, request.FILES)
    apercu = None
    if formulaire.is_valid():
        if refus := trop(request, "verifier_fichier"):
            return refus
        fichier = formulaire.cleaned_data["fichier"]
        try:
            apercu = apercevoir_fichier(fichier.read(), fichier.name or "")
        except LectureReportee as reportee:
            formulaire.add_error("fichier", f"{reportee} Le vôtre n’est pas en cause\u00a0: réessayez dans un instant.")
    contexte = {"form": formulaire, "apercu": apercu}
    status = 200 if apercu and apercu.lisible else 422
    return render(request, "suivi_heures/depot/verifier_fichier.html", contexte, status=status)
