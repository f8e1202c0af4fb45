"""The buyer’s file of essential data, given back with the considerations that the follow-up knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, autorise
from marches.models import Marche
from suivi_heures.forms.restitutions import FormulaireDecp
from suivi_heures.restitutions.aligner_decp import DecpIllisible, aligner_decp
from suivi_heures.views.depot_releve import joindre

GABARIT = "suivi_heures/decp_aligne.html"


@require_http_methods(["GET", "POST"])
@autorise(Permission.RAPPORT_PRODUIRE)
def aligner(request: HttpRequest) -> HttpResponse:
    form = FormulaireDecp(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, GABARIT, {"form": FormulaireDecp()})
    adhesion = request.adhesion  # type: ignore[attr-defined]
    if not form.is_valid():
        return render(request, GABARIT, {"form": form}, status=422)
    fichier = form.cleaned_data["fichier"]
    suivis = Marche.objects.visibles_par(adhesion).suivis().exclude(uid_decp="")
    clauses = {uid: tuple(types) for uid, types in suivis.values_list("uid_decp", "types_clause")}
    try:
        rendu = aligner_decp(fichier.read(), clauses)
    except DecpIllisible as faute:
        form.add_error("fichier", str(faute))
        return render(request, GABARIT, {"form": form}, status=422)
    if not rendu.suivis:
        form.add_error(
            "fichier",
            "Aucun marché de ce fichier n’est suivi ici sous le même identifiant\u00a0: vérifiez le SIRET de l’acheteur"
            " et le numéro du marché, ou suivez-le depuis les marchés publiés.",
        )
        return render(request, GABARIT, {"form": form}, status=422)
    journaliser(
        Verbe.EXPORT_FAIT,
        par=adhesion,
        libelle=f"les données essentielles alignées de {fichier.name[:100]}",
        lignes=rendu.lus,
        modifies=rendu.modifies,
    )
    reponse = joindre(rendu.contenu, f"aligne-{fichier.name[-80:]}", "application/json")
    reponse["X-Modifies"] = str(rendu.modifies)
    return reponse
