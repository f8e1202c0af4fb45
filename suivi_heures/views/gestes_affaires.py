"""What is done from the queue itself: decide about an affair, settle it in place, take a decision back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_de_mois
from clauses_app.interface.lectures import lire_cle
from marches.models import Marche, MarcheDecp
from marches.services.confier_marche import confier_marche
from marches.services.ecarter_marche_decp import EcartImpossible, ecarter_marche_decp
from suivi_heures.enums import GenreSuite
from suivi_heures.forms import FormulaireConfier, FormulaireFaite, FormulaireMotifCourt, FormulaireSommeil
from suivi_heures.models import ReleveHeures, SuiteAffaire
from suivi_heures.queries.affaires import Affaire
from suivi_heures.services.accepter_avertissements import AvertissementPose
from suivi_heures.services.exiger_retraits_decides import RetraitAConfirmer
from suivi_heures.services.remettre_affaire import remettre_affaire
from suivi_heures.services.suivre_affaire import AffaireChangee, suivre_affaire
from suivi_heures.services.tenir_file import tenir_file
from suivi_heures.services.valider_releve import ReleveNonSoumis, valider_releve
from suivi_heures.views.file_affaires import collegues, contexte_file, garder_filtres, montrer_affaire, trouver_affaire

REGLEE = "Cette affaire n’attend plus\u00a0: elle a été réglée entre-temps."
type Fait = tuple[str, dict[str, Any]]


@require_POST
@autorise(Permission.TABLEAU_LIRE)
def suivre(request: HttpRequest) -> HttpResponse:
    """Sleep, give, done: one of the three forms of an affair."""
    trouvee = trouver_affaire(request, request.POST.get("affaire", ""))
    if trouvee is None:
        messages.info(request, REGLEE)
        return _revenir(request, {})
    formulaire, genre = _lire(request)
    if not formulaire.is_valid():
        return montrer_affaire(request, trouvee, _filtres(request), fautive=formulaire)
    try:
        suite = suivre_affaire(
            affaire=trouvee,
            genre=genre,
            par=request.adhesion,  # type: ignore[attr-defined]
            vue=lire_cle(request.POST.get("vue", "")) or 0,
            jusqu_au=formulaire.cleaned_data.get("jusqu_au"),
            motif=formulaire.cleaned_data.get("motif", ""),
            a=formulaire.cleaned_data.get("a"),
        )
    except AffaireChangee as changee:
        formulaire.add_error(None, str(changee))
        return montrer_affaire(request, trouvee, _filtres(request), fautive=formulaire)
    return _revenir(request, {"fait": str(suite.pk)})


def _lire(request: HttpRequest) -> tuple[Any, GenreSuite]:
    genre = request.POST.get("genre", "")
    if genre == GenreSuite.SOMMEIL:
        return FormulaireSommeil(request.POST, auto_id="sommeil-%s"), GenreSuite.SOMMEIL
    if genre == GenreSuite.CONFIEE:
        equipe = collegues(request)
        donnees = request.POST.copy()
        if donnees.get("a") == "moi":
            donnees["a"] = str(request.adhesion.pk)  # type: ignore[attr-defined]
        return FormulaireConfier(donnees, auto_id="confier-%s", collegues=equipe), GenreSuite.CONFIEE
    return FormulaireFaite(request.POST, auto_id="faite-%s"), GenreSuite.FAITE


@require_POST
@autorise(Permission.TABLEAU_LIRE)
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the affair is again in the queue as it was."""
    suite = get_object_or_404(SuiteAffaire.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    if remettre_affaire(suite=suite, par=request.adhesion):  # type: ignore[attr-defined]
        return _revenir(request, {}, avis="C’est annulé\u00a0: l’affaire est de nouveau dans la file.")
    return _revenir(request, {}, avis="C’était déjà annulé.")


@require_POST
@autorise(Permission.TABLEAU_LIRE)
def regler(request: HttpRequest) -> HttpResponse:
    """The gesture the affair proposes, done without leaving the queue."""
    trouvee = trouver_affaire(request, request.POST.get("affaire", ""))
    if trouvee is None or trouvee.geste is None:
        messages.info(request, REGLEE)
        return _revenir(request, {})
    permission, faire = GESTES[trouvee.geste.code]
    if not a_le_droit(request.adhesion, permission):  # type: ignore[attr-defined]
        raise PermissionDenied
    motif = ""
    if trouvee.geste.motif:
        formulaire = FormulaireMotifCourt(request.POST, auto_id="geste-%s")
        if not formulaire.is_valid():
            return montrer_affaire(request, trouvee, _filtres(request), fautive=formulaire)
        motif = formulaire.cleaned_data["motif"]
    try:
        avis, suite = faire(request, trouvee, motif)
    except (ReleveNonSoumis, EcartImpossible, AvertissementPose, RetraitAConfirmer) as deja:
        return _revenir(request, {}, avis=str(deja), ton="warning")
    return _revenir(request, suite, avis=avis)


def _valider_releve(request: HttpRequest, affaire: Affaire, motif: str) -> Fait:
    cle = affaire.geste.arguments["releve"] if affaire.geste else ""
    releve = get_object_or_404(ReleveHeures.objects.visibles_par(request.adhesion), pk=cle)  # type: ignore[attr-defined]
    valide = valider_releve(releve=releve, par=request.adhesion)  # type: ignore[attr-defined]
    return f"{valide.entreprise}, relevé {formater_de_mois(valide.mois, annee=True)}\u00a0: validé.", {}


def _ecarter(request: HttpRequest, affaire: Affaire, motif: str) -> Fait:
    cle = affaire.geste.arguments["marche_decp"] if affaire.geste else ""
    publie = get_object_or_404(MarcheDecp.objects.visibles_par(request.adhesion), pk=cle)  # type: ignore[attr-defined]
    ecarter_marche_decp(marche_decp=publie, motif=motif, par=request.adhesion)  # type: ignore[attr-defined]
    return "Marché publié écarté.", {"defaire": reverse("marches:decp_remettre", args=[publie.pk])}


def _prendre_en_charge(request: HttpRequest, affaire: Affaire, motif: str) -> Fait:
    cle = affaire.geste.arguments["marche"] if affaire.geste else ""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion), pk=cle)
    confier_marche(marche=marche, a=adhesion, par=adhesion)
    return f"Vous suivez désormais le marché {marche.ref}.", {}


GESTES: dict[str, tuple[Permission, Callable[[HttpRequest, Affaire, str], Fait]]] = {
    "valider_releve": (Permission.RELEVE_VALIDER, _valider_releve),
    "ecarter": (Permission.MARCHE_ECRIRE, _ecarter),
    "prendre_en_charge": (Permission.MARCHE_ECRIRE, _prendre_en_charge),
}


def _revenir(request: HttpRequest, suite: dict[str, str], *, avis: str = "", ton: str = "success") -> HttpResponse:
    """Back to the queue with its filters: the pile alone for htmx, the page otherwise."""
    filtres = QueryDict(garder_filtres(_filtres(request)), mutable=True)
    if "fait" in suite:
        filtres["fait"] = suite["fait"]
    if not getattr(request, "htmx", None):
        if avis:
            messages.add_message(request, messages.WARNING if ton == "warning" else messages.SUCCESS, avis)
        return redirect(f"{reverse('suivi_heures:tableau_de_bord')}?{filtres.urlencode()}")
    request.GET = filtres  # type: ignore[assignment]  # links of the pile are those of the page it sits in
    contexte = contexte_file(request, tenir_file(au=timezone.localdate()), filtres)
    if "defaire" in suite:
        contexte["fait"] = {"texte": avis, "annuler": suite["defaire"], "pleine_page": True}
    reponse = render(request, "suivi_heures/fragments/file_affaires.html", contexte)
    reponse["HX-Retarget"], reponse["HX-Reswap"] = "#affaires", "innerHTML"
    evenements: dict[str, Any] = {"geste-fait": {}}
    if avis:
        evenements["avis"] = {"texte": avis, "ton": ton}
    reponse["HX-Trigger-After-Swap"] = json.dumps(evenements)
    return reponse


def _filtres(request: HttpRequest) -> QueryDict:
    """Written one by one in the pile, in one piece (`retour`) in the window."""
    return QueryDict(request.POST["retour"][:500]) if request.POST.get("retour") else request.POST
