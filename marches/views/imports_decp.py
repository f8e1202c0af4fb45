"""Drop a file of published contracts, watch it being read, see what it gave."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_nombre
from marches.forms import FormulaireFichierDecp
from marches.models import ImportDecp
from marches.services.deposer_decp import deposer_decp
from marches.tasks import importer_decp_depose
from marches.views.lignes_decp import nommer_champ

DERNIERS = 10
ETAPES = {0: "En attente de lecture", 10: "Lecture du fichier", 60: "Enregistrement des marchés"}


def _imports(request: HttpRequest) -> Any:
    return ImportDecp.objects.visibles_par(request.adhesion).defer("contenu")  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@autorise(Permission.DECP_IMPORTER)
def importer(request: HttpRequest) -> HttpResponse:
    recu = request.method == "POST"
    form = FormulaireFichierDecp(request.POST, request.FILES) if recu else FormulaireFichierDecp()
    if form.is_valid():
        fichier = form.cleaned_data["fichier"]
        depot = deposer_decp(nom_fichier=fichier.name, octets=fichier.read(), par=request.adhesion)  # type: ignore[attr-defined]
        importer_decp_depose.delay_on_commit(depot.guichet_id, import_id=depot.pk)
        return redirect("marches:decp_import", depot.pk)
    passes = _imports(request).order_by("-pk")[:DERNIERS]
    return render(
        request, "marches/decp_importer.html", {"form": form, "passes": passes}, status=422 if form.errors else 200
    )


@require_GET
@autorise(Permission.DECP_IMPORTER)
def suivre_import(request: HttpRequest, pk: int) -> HttpResponse:
    depot = get_object_or_404(_imports(request), pk=pk)
    contexte = {
        "depot": depot,
        "etape": ETAPES.get(depot.avancement, "Lecture du fichier"),
        "indicateurs": _indicateurs(depot.bilan),
        "refus": [
            anomalie | {"champ": nommer_champ(anomalie["colonne"])} for anomalie in depot.bilan.get("anomalies", [])
        ],
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "marches/decp_import.html", contexte)
    reponse = render(request, "marches/decp_import.html#suite", contexte)
    if not depot.est_en_travail:
        reponse["HX-Trigger"] = json.dumps({"annonce": {"texte": "Lecture du fichier terminée."}})
    return reponse


@require_POST
@autorise(Permission.DECP_IMPORTER)
def relancer_import(request: HttpRequest, pk: int) -> HttpResponse:
    """A lost message is sent again by hand; one that was not lost changes nothing."""
    depot = get_object_or_404(_imports(request), pk=pk)
    if depot.est_en_travail:
        importer_decp_depose.delay_on_commit(depot.guichet_id, import_id=depot.pk)
    return redirect("marches:decp_import", pk)


def _indicateurs(bilan: dict[str, Any]) -> list[dict[str, str]]:
    if not bilan:
        return []
    nombres = {nom: formater_nombre(bilan[nom]) for nom in ("crees", "mis_a_jour", "inchanges", "douteux", "refuses")}
    doublons = accorder(bilan["doublons"], "doublon reconnu", "doublons reconnus")
    return [
        {"libelle": "Nouveaux", "valeur": nombres["crees"], "note": f"sur {accorder(bilan['marches'], 'marché')}"},
        {"libelle": "Mis à jour", "valeur": nombres["mis_a_jour"], "note": "publiés de nouveau, modifiés"},
        {"libelle": "Inchangés", "valeur": nombres["inchanges"], "note": doublons},
        {"libelle": "À vérifier", "valeur": nombres["douteux"], "note": "gardés avec leurs avertissements"},
        {"libelle": "Refusés", "valeur": nombres["refuses"], "note": "inutilisables, nommés ci-dessous"},
    ]
