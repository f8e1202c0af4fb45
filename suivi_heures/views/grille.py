"""Hours of a lot: people × months, typed cell by cell, explained on request."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from beneficiaires.enums import Modalite
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_heure
from clauses_app.interface.grille import refuser_grille, repondre_grille
from clauses_app.interface.icones import dessiner_icone
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Lot
from suivi_heures.forms import FormulaireAjout, FormulaireCorrection, FormulaireMotif
from suivi_heures.forms.controles import FormulaireAvertissement
from suivi_heures.forms.imputations import FormulaireImputation
from suivi_heures.models import Imputation
from suivi_heures.queries.grille import Grille
from suivi_heures.queries.imputations import heures_recues, lots_receveurs
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.services.saisir_heures import CaseFermee, saisir_heures
from suivi_heures.views.conflits_grille import Conflit, chercher_conflits
from suivi_heures.views.lignes_grille import (
    PIEDS,
    decrire_case,
    decrire_grille,
    decrire_recues,
    dessiner_pied,
    dessiner_total,
)
from suivi_heures.views.mois_a_valider import decrire_validation, viser_mois
from suivi_heures.views.panneau_grille import Place, decrire_panneau, trouver_place
from suivi_heures.views.parametres_grille import (
    CASES,
    Parametres,
    chercher_lot,
    choix_de_lots,
    lire_parametres,
    lot_par_defaut,
)

GABARIT = "suivi_heures/grille.html"
PAR_PAGE = 50
CASES_MAX = 500


@require_GET
@autorise(Permission.HEURES_LIRE)
def heures(request: HttpRequest) -> HttpResponse:
    """The grid of the lot chosen in the list, else of the one where something waits."""
    choix = request.GET.get("lot", "").partition("-")
    if lire_cle(choix[0]) is not None:
        return redirect(f"{reverse('suivi_heures:grille', args=[choix[0]])}?{_sans_lot(request, choix[2])}")
    lot = lot_par_defaut(request)
    if lot is None:
        return render(request, "suivi_heures/grille_vide.html", {})
    return _page(request, lot)


def _sans_lot(request: HttpRequest, titulaire: str) -> str:
    parametres = request.GET.copy()
    parametres.pop("lot", None)
    parametres["titulaire"] = titulaire
    return parametres.urlencode()


@require_GET
@autorise(Permission.HEURES_LIRE)
def grille(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, chercher_lot(request, pk))


def _page(request: HttpRequest, lot: Lot) -> HttpResponse:
    parametres = lire_parametres(request, lot)
    contexte = contexte_grille(request, parametres, cle=request.GET.get("cle", ""))
    return render(request, GABARIT, contexte | {"choix": choix_de_lots(request, parametres)})


def contexte_grille(request: HttpRequest, parametres: Parametres, *, cle: str = "", **panneau: Any) -> dict[str, Any]:
    """What the page and its `zone` fragment print. `cle`: the cell whose panel is open."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    composee = parametres.composer()
    page = Paginator(parametres.montrees(composee), PAR_PAGE).get_page(request.GET.get("page"))
    place = trouver_place(cle, parametres.lot, adhesion) if cle else None
    return {
        "lot": parametres.lot,
        "marche": parametres.lot.marche,
        "parametres": parametres,
        "requete": parametres.requete,
        "avant": parametres.decaler(-6),
        "apres": parametres.decaler(6),
        "modalites": Modalite.choices,
        "cases_a_voir": CASES,
        "grille": decrire_grille(composee, cle, list(page)),
        "page": page,
        "validation": (validation := decrire_validation(composee)),
        "mois_vise": viser_mois(composee, validation),
        "recues": decrire_recues(_recues(parametres)),
        "adresse": reverse("suivi_heures:grille", args=[parametres.lot.pk]),
        "panneau": contexte_panneau(place, adhesion, **panneau) if place else None,
    }


def _recues(parametres: Parametres) -> list[Imputation]:
    """Of the holder and of the modality shown."""
    recues = heures_recues(parametres.lot.pk, du=parametres.mois[0], au=dernier_jour(parametres.mois[-1]))
    tenue, modalite = parametres.attribution, parametres.modalite
    return [
        un
        for un in recues
        if (tenue is None or un.contrat.titulaire_id == tenue.entreprise_id)
        and (not modalite or un.contrat.modalite == modalite)
    ]


def contexte_panneau(place: Place, adhesion: Any, **panneau: Any) -> dict[str, Any]:
    """`panneau`: forms sent back with their faults."""
    formulaires: dict[str, Any] = {
        "form_refus": FormulaireMotif(auto_id="refus-%s"),
        "form_correction": FormulaireCorrection(auto_id="correction-%s"),
        "form_ajout": FormulaireAjout(auto_id="ajout-%s"),
        "form_avertissement": FormulaireAvertissement(auto_id="avertissement-%s"),
    }
    decrit = decrire_panneau(place, adhesion)
    lots = lots_receveurs(place.contrat) if decrit["imputable"] else []
    if lots:
        formulaires["form_imputation"] = FormulaireImputation(auto_id="imputation-%s", lots=lots)
    return decrit | formulaires | panneau


@require_GET
@autorise(Permission.HEURES_LIRE)
def pourquoi(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel alone for the grid; the whole page, panel open, without script."""
    lot = chercher_lot(request, pk)
    cle = request.GET.get("cle", "")
    place = trouver_place(cle, lot, request.adhesion)  # type: ignore[attr-defined]
    if not getattr(request, "htmx", False):
        return _page(request, lot)
    contexte = {
        "panneau": contexte_panneau(place, request.adhesion),  # type: ignore[attr-defined]
        "lot": lot,
        "requete": lire_parametres(request, lot).requete,
    }
    return render(request, "suivi_heures/fragments/pourquoi.html", contexte)


@require_POST
@autorise(Permission.HEURES_SAISIR)
@un_a_la_fois
def cases(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was typed in one or many cells; give back the cells, their totals and the button."""
    lot = chercher_lot(request, pk)
    cles, textes = request.POST.getlist("cle"), request.POST.getlist("heures")
    if not cles or len(cles) != len(textes) or len(cles) > CASES_MAX:
        return refuser_grille("Rien n’a été reçu, ou trop de cases à la fois. Collez au plus 500 cases.")
    adhesion = request.adhesion  # type: ignore[attr-defined]
    refus = []
    places = [trouver_place(cle, lot, adhesion) for cle in cles]
    conflits, gardees = chercher_conflits(places, textes, request.POST.getlist("lu"), adhesion)
    for place, texte in zip(places, textes, strict=True):
        if place.cle in conflits or place.cle in gardees:
            continue
        try:
            saisir_heures(contrat=place.contrat, mois=place.mois, nature=place.nature, texte=texte, par=adhesion)
        except CaseFermee as fermee:
            refus.append(f"{fermee} Vous aviez écrit «\u00a0{texte.strip()}\u00a0»." if texte.strip() else str(fermee))
    refus += [conflit.phrase for conflit in conflits.values()]
    parametres = lire_parametres(request, lot)
    composee = parametres.composer()
    bouton = render_to_string(
        f"{GABARIT}#valider",
        {"validation": decrire_validation(composee), "lot": lot, "requete": parametres.requete},
        request=request,
    )
    elements = [*_elements(composee, set(cles), refus, conflits), SafeString(bouton.strip())]
    return repondre_grille(elements, annonce=refus[0] if refus else _annoncer(composee, set(cles)))


def _annoncer(composee: Grille, cles: set[str]) -> str:
    """Read aloud after a paste: how many cells, how many wait."""
    fautives = sum(1 for ligne in composee.lignes for case in ligne.cases if case.cle in cles and case.message)
    if fautives:
        return f"{accorder(len(cles), 'case enregistrée', 'cases enregistrées')}, dont {fautives} à corriger."
    return "" if len(cles) < 2 else f"{accorder(len(cles), 'case enregistrée', 'cases enregistrées')}."


def _elements(composee: Grille, cles: set[str], refus: list[str], conflits: dict[str, Conflit]) -> list[SafeString]:
    elements = []
    for ligne in composee.lignes:
        touchees = [case for case in ligne.cases if case.cle in cles]
        elements += [decrire_case(case, conflit=conflits.get(case.cle)) for case in touchees]
        if touchees:
            elements.append(dessiner_total(ligne))
    for code, _, nom, classe in PIEDS:
        elements += dessiner_pied(composee, code, nom, classe)
    return [*elements, _etat_enregistrement(refus)]


def _etat_enregistrement(refus: list[str]) -> SafeString:
    if refus:
        return format_html(
            '<p class="petit ton-retard mb-0" id="etat-enregistrement" role="status">{} {}</p>',
            dessiner_icone("exclamation-octagon-fill"),
            refus[0],
        )
    return format_html(
        '<p class="petit doux mb-0" id="etat-enregistrement" role="status">{} Enregistré à {}</p>',
        dessiner_icone("check-lg"),
        formater_heure(timezone.now()),
    )
