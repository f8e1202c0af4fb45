"""Deposit a timesheet, for oneself (company) or for a company (facilitator); give files back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.lectures import lire_cle
from marches.models import Entreprise
from suivi_heures.enums import StatutReleve
from suivi_heures.forms import FormulaireDepot, FormulaireDepotPour
from suivi_heures.models import FichierReleve
from suivi_heures.queries.contrats_du_mois import contrats_a_declarer
from suivi_heures.queries.detail_releve import detailler_releve
from suivi_heures.queries.mois import decaler, lire_mois, premier_jour
from suivi_heures.restitutions.modele_releve import composer_modele_csv, composer_modele_xlsx, nom_de_fichier
from suivi_heures.restitutions.releve_rendu import rendre_releve
from suivi_heures.services.delivrer_recu import delivrer_recu
from suivi_heures.services.deposer_releve import Depot, TropDeDepots, deposer_releve
from suivi_heures.tasks import envoyer_recu_depot, importer_releve_tache
from suivi_heures.views.releves import chercher_releve

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


@require_http_methods(["GET", "POST"])
@autorise(Permission.RELEVE_VALIDER)
def deposer_pour(request: HttpRequest) -> HttpResponse:
    """The facilitator received the file by e-mail."""
    entreprises = Entreprise.objects.visibles_par(request.adhesion).order_by("tri", "pk")  # type: ignore[attr-defined]
    formulaire = FormulaireDepotPour(
        request.POST or None,
        request.FILES or None,
        entreprises=entreprises,
        initial={"entreprise": request.GET.get("entreprise", "")},
    )
    if request.method == "POST" and formulaire.is_valid():
        depot = recevoir(request, formulaire, formulaire.cleaned_data["entreprise"])
        if depot is not None:
            return redirect("suivi_heures:releve", pk=depot.releve.pk)
    return render(request, "suivi_heures/deposer.html", {"form": formulaire}, status=422 if formulaire.errors else 200)


@require_GET
@autorise(Permission.RELEVE_VALIDER)
def modele_pour(request: HttpRequest) -> HttpResponse:
    """The template of a company, to send it by e-mail."""
    cle = request.GET.get("entreprise", "")
    visibles = Entreprise.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return envoyer_modele(request, get_object_or_404(visibles, pk=lire_cle(cle) or 0))


def envoyer_modele(request: HttpRequest, entreprise: Entreprise) -> HttpResponse:
    """The template of a month, already filled with the company's people: workbook or CSV."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    mois = lire_mois(request.GET.get("mois", "")) or decaler(premier_jour(timezone.localdate()), -1)
    contrats = contrats_a_declarer(entreprise.pk, mois)
    if request.GET.get("format") == "csv":
        contenu = composer_modele_csv(guichet_id=adhesion.guichet_id, mois=mois, contrats=contrats)
        return joindre(contenu, nom_de_fichier(entreprise.nom, mois, "csv"), TYPES["csv"])
    contenu = composer_modele_xlsx(
        guichet_id=adhesion.guichet_id, entreprise=entreprise.nom, mois=mois, contrats=contrats
    )
    return joindre(contenu, nom_de_fichier(entreprise.nom, mois, "xlsx"), XLSX)


def recevoir(
    request: HttpRequest, formulaire: FormulaireDepot, entreprise: Entreprise, *, annonce: bool = False
) -> Depot | None:
    """Keep the file and wake a worker; None when it must wait, said in the form. `annonce`: the month was said by the
    person, on the page of that month; a file comes with the month its page proposed."""
    fichier = formulaire.cleaned_data["fichier"]
    try:
        depot = deposer_releve(
            entreprise=entreprise,
            mois=formulaire.cleaned_data["mois"],
            nom_fichier=fichier.name or "",
            contenu=fichier.read(),
            par=request.adhesion,  # type: ignore[attr-defined]
            mois_annonce=annonce,
        )
    except TropDeDepots as trop:
        formulaire.add_error("fichier", str(trop))
        return None
    releve = depot.releve
    adhesion = request.adhesion  # type: ignore[attr-defined]
    recu = delivrer_recu(releve=releve, courriel="" if adhesion.est_interne else adhesion.courriel)
    envoyer_recu_depot.delay_on_commit(releve.guichet_id, recu_id=recu.pk)
    if depot.deja:
        messages.info(request, f"Ce fichier a déjà été reçu le {releve.depose_a:%d/%m/%Y}\u00a0: voici où il en est.")
    if releve.statut in (StatutReleve.DEPOSE, StatutReleve.RETIRE, StatutReleve.SOUMIS) or (
        releve.statut == StatutReleve.A_COMPLETER and not releve.motif
    ):
        importer_releve_tache.delay_on_commit(releve.guichet_id, releve_id=releve.pk)
    return depot


@require_GET
@autorise(Permission.RELEVE_LIRE)
def telecharger_source(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they were received: never opened by the browser."""
    releve = chercher_releve(request, pk)
    visibles = FichierReleve.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    fichier = get_object_or_404(visibles, releve=releve)
    extension = releve.nom_fichier.rpartition(".")[2].lower()
    return joindre(bytes(fichier.contenu), releve.nom_fichier, TYPES.get(extension, "application/octet-stream"))


@require_GET
@autorise(Permission.RELEVE_LIRE)
def telecharger_annote(request: HttpRequest, pk: int) -> HttpResponse:
    releve = chercher_releve(request, pk)
    tige = releve.nom_fichier.rpartition(".")[0] or releve.nom_fichier
    visibles = FichierReleve.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    fichier = get_object_or_404(visibles, releve=releve)
    rendu = rendre_releve(releve=releve, contenu=bytes(fichier.contenu), lignes=detailler_releve(releve))
    return joindre(rendu, f"{tige}_lu.xlsx", XLSX)


def joindre(contenu: bytes, nom: str, type_contenu: str) -> HttpResponse:
    """Attachment, real type, no sniffing, no script, no cache."""
    reponse = HttpResponse(contenu, content_type=type_contenu)
    simple = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in nom)
    reponse["Content-Disposition"] = f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(nom)}"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["Cache-Control"] = "no-store"
    return reponse


def entreprise_de(request: HttpRequest) -> Any:
    """The company or structure an external user speaks for."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    return get_object_or_404(Entreprise.objects.visibles_par(adhesion), pk=adhesion.entreprise_id or 0)
