"""Published contracts: the list to qualify, one contract, the decision on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, OrderBy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses_app.comptes.permissions import Permission, autorise
from marches.enums import StatutDecp
from marches.forms import FormulaireEcartDecp, FormulaireSuiviDecp
from marches.imports.decp_proposition import proposer_fin, proposer_types_clause
from marches.models import MaitreOuvrage, MarcheDecp
from marches.services.ecarter_marche_decp import EcartImpossible, ecarter_marche_decp
from marches.services.remettre_a_qualifier import RemiseImpossible, remettre_a_qualifier
from marches.services.suivre_marche_decp import ChoixSuivi, SuiviImpossible, suivre_marche_decp
from marches.views.lignes_decp import (
    presenter_avertissements,
    presenter_fiche,
    presenter_ligne,
    presenter_modifications,
)

PAR_PAGE = 50
TRIS: dict[str, tuple[str, OrderBy]] = {
    "recents": ("Notifiés récemment", F("date_notification").desc(nulls_last=True)),
    "montant": ("Montant, le plus élevé d’abord", F("montant_ht").desc(nulls_last=True)),
    "duree": ("Durée, la plus longue d’abord", F("duree_mois").desc(nulls_last=True)),
    "acheteur": ("Acheteur", F("acheteur_nom").asc()),
}
RANGEMENTS = {
    "": ("À qualifier", (StatutDecp.A_QUALIFIER, StatutDecp.DOUTEUX)),
    "DOUTEUX": ("À vérifier", (StatutDecp.DOUTEUX,)),
    "SUIVI": ("Suivis", (StatutDecp.SUIVI,)),
    "ECARTE": ("Écartés", (StatutDecp.ECARTE,)),
}


def _publies(request: HttpRequest) -> Any:
    return MarcheDecp.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]


@require_GET
@autorise(Permission.DECP_LIRE)
def liste(request: HttpRequest) -> HttpResponse:
    choix = {nom: request.GET.get(nom, "").strip() for nom in ("q", "acheteur", "sociale", "etat", "tri")}
    choix["etat"] = choix["etat"] if choix["etat"] in RANGEMENTS else ""
    choix["tri"] = choix["tri"] if choix["tri"] in TRIS else "recents"
    filtres = _filtrer(_publies(request), choix)
    retenus = filtres.filter(statut__in=RANGEMENTS[choix["etat"]][1])
    page = Paginator(retenus.order_by(TRIS[choix["tri"]][1], "pk"), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": [presenter_ligne(marche) for marche in page.object_list],
        "choix": choix,
        "tris": [(code, libelle) for code, (libelle, _) in TRIS.items()],
        "segments": _segments(request, filtres, choix["etat"]),
        "filtree": any(choix[nom] for nom in ("q", "acheteur", "sociale")),
    }
    return render(request, "marches/decp.html", contexte)


def _filtrer(publies: Any, choix: dict[str, str]) -> Any:
    if choix["q"]:
        publies = publies.chercher(choix["q"])
    if choix["acheteur"]:
        publies = publies.de_l_acheteur(choix["acheteur"])
    return publies.avec_consideration_sociale() if choix["sociale"] else publies


def _segments(request: HttpRequest, filtres: Any, courant: str) -> list[dict[str, Any]]:
    """The four heaps with their counts, other filters kept."""
    comptes = dict(filtres.order_by().values_list("statut").annotate(Count("pk")))
    segments = []
    for code, (libelle, statuts) in RANGEMENTS.items():
        parametres = request.GET.copy()
        parametres.pop("page", None)
        parametres["etat"] = code
        compte = sum(comptes.get(statut, 0) for statut in statuts)
        adresse = f"?{parametres.urlencode()}"
        segments.append({"libelle": libelle, "adresse": adresse, "courant": code == courant, "compte": compte})
    return segments


@require_GET
@autorise(Permission.DECP_LIRE)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    publie = get_object_or_404(_publies(request).select_related("marche"), pk=pk)
    return _page_detail(request, publie, FormulaireEcartDecp())


def _page_detail(request: HttpRequest, publie: MarcheDecp, form: FormulaireEcartDecp) -> HttpResponse:
    contexte = {
        "publie": publie,
        "ligne": presenter_ligne(publie),
        "fiche": presenter_fiche(publie),
        "avertissements": presenter_avertissements(publie),
        "modifications": presenter_modifications(publie),
        "titulaires": publie.titulaires,
        "sous_traitants": publie.donnees.get("sous_traitants", []),
        "form": form,
    }
    return render(request, "marches/decp_detail.html", contexte, status=422 if form.errors else 200)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def ecarter(request: HttpRequest, pk: int) -> HttpResponse:
    publie = get_object_or_404(_publies(request).select_related("marche"), pk=pk)
    form = FormulaireEcartDecp(request.POST)
    if not form.is_valid():
        return _page_detail(request, publie, form)
    try:
        ecarter_marche_decp(marche_decp=publie, motif=form.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
    except EcartImpossible as refus:
        messages.error(request, str(refus))
        return redirect("marches:decp_detail", pk)
    messages.success(request, "Marché écarté. Il reste dans « Écartés », d’où vous pouvez le reprendre.")
    return redirect("marches:decp")


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def remettre(request: HttpRequest, pk: int) -> HttpResponse:
    publie = get_object_or_404(_publies(request), pk=pk)
    try:
        remettre_a_qualifier(marche_decp=publie, par=request.adhesion)  # type: ignore[attr-defined]
    except RemiseImpossible as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Marché remis à qualifier.")
    return redirect("marches:decp_detail", pk)


@require_http_methods(["GET", "POST"])
@autorise(Permission.MARCHE_ECRIRE)
def suivre(request: HttpRequest, pk: int) -> HttpResponse:
    publie = get_object_or_404(_publies(request), pk=pk)
    if not publie.attend_une_decision:
        messages.info(request, "Une décision a déjà été prise sur ce marché.")
        return redirect("marches:decp_detail", pk)
    form = FormulaireSuiviDecp(request.POST or None, initial=_propositions(request, publie))
    if form.is_valid():
        try:
            marche = suivre_marche_decp(
                marche_decp=publie,
                choix=ChoixSuivi(**form.cleaned_data),
                par=request.adhesion,  # type: ignore[attr-defined]
            )
        except SuiviImpossible as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, _suite(form.cleaned_data["heures"]))
            return redirect(reverse("suivi_heures:marche", args=[marche.pk]))
    contexte = {
        "form": form,
        "publie": publie,
        "ligne": presenter_ligne(publie),
        "avertissements": presenter_avertissements(publie),
    }
    return render(request, "marches/decp_suivre.html", contexte, status=422 if form.errors else 200)


def _propositions(request: HttpRequest, publie: MarcheDecp) -> dict[str, Any]:
    acheteurs = MaitreOuvrage.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    connu = acheteurs.filter(siret=publie.acheteur_siret).order_by("pk").first()
    return {
        "objet": publie.objet or f"Marché n°\u00a0{publie.uid}"[:1000],
        "acheteur_nom": connu.nom if connu else publie.acheteur_nom,
        "types_clause": proposer_types_clause(publie.considerations_sociales),
        "date_debut": publie.date_notification,
        "date_fin": proposer_fin(publie.date_notification, publie.duree_mois),
        "montant_ht": publie.montant_ht,
        "lot_objet": publie.objet[:200] or "Lot unique",
    }


def _suite(heures: Any) -> str:
    if heures:
        return "Marché ouvert avec son lot, ses titulaires et ses heures dues."
    return "Marché ouvert avec son lot et ses titulaires. Il reste à inscrire les heures dues."
