"""Files that may be the same person: the list, the comparison, one gesture either way, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from beneficiaires.enums import StatutDoublon
from beneficiaires.models import Beneficiaire, ContratTravail, DoublonProbable, Fusion
from beneficiaires.services.proposer_doublons import proposer_doublons
from beneficiaires.services.reunir_fiches import ReunionImpossible, reunir_fiches
from beneficiaires.services.separer_fiches import SeparationImpossible, separer_fiches
from beneficiaires.services.trancher_doublon import DejaReunies, trancher_doublon
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_periode
from clauses_app.interface.lectures import lire_cle

PAR_PAGE = 25


def _doublons(request: HttpRequest) -> Any:
    return DoublonProbable.objects.visibles_par(request.adhesion).select_related("premiere", "seconde")  # type: ignore[attr-defined]


@autorise(Permission.BENEFICIAIRE_LIRE)
def liste(request: HttpRequest) -> HttpResponse:
    """Those to look at; those judged « deux personnes », to come back on; the merges still undoable."""
    vue = request.GET.get("vue", "")
    visibles = _doublons(request).filter(premiere__anonymise_le=None, seconde__anonymise_le=None)
    statut = StatutDoublon.DISTINCTS if vue == "distincts" else StatutDoublon.A_VOIR
    paires = visibles.filter(statut=statut, premiere__fusionne_dans=None, seconde__fusionne_dans=None)
    fusions = Fusion.objects.visibles_par(request.adhesion).filter(defaite_a=None)  # type: ignore[attr-defined]
    reunies = fusions.select_related("gardee", "absorbee").order_by("-faite_a") if vue == "reunies" else fusions.none()
    page = Paginator(reunies if vue == "reunies" else paires.order_by("-score", "pk"), PAR_PAGE)
    contexte = {"page": page.get_page(request.GET.get("page")), "vue": vue}
    return render(request, "beneficiaires/doublons.html", contexte)


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def chercher(request: HttpRequest) -> HttpResponse:
    """Over everybody: after a take-over, for instance."""
    nombre = proposer_doublons()
    messages.success(
        request, f"Recherche faite\u00a0: {accorder(nombre, 'paire ressemblante', 'paires ressemblantes')}."
    )
    return redirect("beneficiaires:doublons")


@autorise(Permission.BENEFICIAIRE_LIRE)
def comparer(request: HttpRequest, pk: int) -> HttpResponse:
    doublon = get_object_or_404(_doublons(request), pk=pk)
    deux = [doublon.premiere, doublon.seconde]
    contrats = ContratTravail.objects.visibles_par(request.adhesion).filter(beneficiaire__in=deux)  # type: ignore[attr-defined]
    par_fiche: dict[int, list[str]] = {p.pk: [] for p in deux}
    for c in contrats.select_related("employeur").order_by("-date_debut"):
        par_fiche[c.beneficiaire_id].append(f"{c.employeur}, {formater_periode(c.date_debut, c.date_fin)}")
    contexte = {"doublon": doublon, "deux": deux, "lignes": _lignes(deux, par_fiche)}
    return render(request, "beneficiaires/doublon.html", contexte)


def _lignes(deux: list[Beneficiaire], contrats: dict[int, list[str]]) -> list[dict[str, Any]]:
    """Side by side, what differs said in words too."""
    champs = (
        ("Nom", lambda p: p.nom),
        ("Prénom", lambda p: p.prenom),
        ("Autres noms", lambda p: ", ".join(p.autres_noms)),
        ("Naissance", lambda p: formater_date(p.date_naissance)),
        ("Sexe", lambda p: p.get_sexe_display()),
        ("Commune", lambda p: p.commune),
        ("Éligibilité", lambda p: f"vérifiée le {formater_date(p.verifie_le)}" if p.verifie_le else "à décider"),
        ("Contrats", lambda p: " ; ".join(contrats[p.pk][:6])),
    )
    lignes = []
    for nom, lire in champs:
        un, autre = (lire(p) for p in deux)
        lignes.append({"nom": nom, "un": un or "non renseigné", "autre": autre or "non renseigné", "meme": un == autre})
    return lignes


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def trancher(request: HttpRequest, pk: int) -> HttpResponse:
    doublon = get_object_or_404(_doublons(request), pk=pk)
    distincts = request.POST.get("geste") != "revoir"
    try:
        trancher_doublon(doublon=doublon, distincts=distincts, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(
            request,
            "Noté\u00a0: ce sont deux personnes. La paire ne sera plus proposée."
            if distincts
            else "La paire est de nouveau à voir.",
        )
    except DejaReunies as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:doublons")


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def reunir(request: HttpRequest, pk: int) -> HttpResponse:
    """`gardee`: which of the two files stays."""
    doublon = get_object_or_404(_doublons(request), pk=pk)
    deux = {p.pk: p for p in (doublon.premiere, doublon.seconde)}
    gardee = deux.get(lire_cle(request.POST.get("gardee", "")) or 0)
    if gardee is None:
        messages.error(request, "Choisissez la fiche à garder.")
        return redirect("beneficiaires:doublon", pk)
    absorbee = next(p for p in deux.values() if p.pk != gardee.pk)
    try:
        reunir_fiches(gardee=gardee, absorbee=absorbee, par=request.adhesion)  # type: ignore[attr-defined]
    except ReunionImpossible as refus:
        messages.error(request, str(refus))
        return redirect("beneficiaires:doublon", pk)
    messages.success(request, "Fiches réunies\u00a0: contrats, heures et décisions sont ici. La réunion se défait.")
    return redirect("beneficiaires:fiche", gardee.pk)


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def defaire(request: HttpRequest, pk: int) -> HttpResponse:
    fusions = Fusion.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    fusion = get_object_or_404(fusions, pk=pk)
    try:
        separer_fiches(fusion=fusion, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Réunion défaite\u00a0: chaque fiche a retrouvé ses contrats et ses décisions.")
    except SeparationImpossible as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:fiche", fusion.gardee_id)
