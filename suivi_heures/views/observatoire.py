"""The observatory of the guichet: one axis at a time, and what each row is made of."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import calculer_part, formater_date, formater_pourcent
from clauses_app.interface.lectures import lire_cle
from marches.models import Marche
from suivi_heures.queries.couverture import Couverture, calculer_couverture
from suivi_heures.queries.observatoire import Axe, annees_observables, observer, rassembler_travaux
from suivi_heures.restitutions.observatoire import AXES, composer_observation
from suivi_heures.views.carte_observatoire import dessiner_observatoire


def _lire_annee(request: HttpRequest, au: datetime.date) -> int | None:
    """None: every year, as the axis of years needs them."""
    voulue = lire_cle(request.GET.get("annee", ""))
    return voulue if voulue in annees_observables(au) else au.year


def _lire_axe(request: HttpRequest) -> Axe:
    par = request.GET.get("par", "")
    return Axe(par) if par in list(Axe) else Axe.PUBLIC


@require_safe
@autorise(Permission.BENEFICIAIRE_LIRE)
def observatoire(request: HttpRequest) -> HttpResponse:
    return render(request, "suivi_heures/observatoire.html", _contexte(request))


def _contexte(request: HttpRequest) -> dict[str, Any]:
    au, axe = timezone.localdate(), _lire_axe(request)
    annee = None if axe == Axe.ANNEE else _lire_annee(request, au)
    tableau = composer_observation(observer(rassembler_travaux(annee=annee), axe), seuil=_seuil(request))
    nom, definition = AXES[axe]
    return {
        **(dessiner_observatoire(tableau) if axe == Axe.TERRITOIRE else {}),
        "tableau": tableau,
        "rangs": [{"l": ligne, "adresse": _adresse(axe, ligne.cle, annee)} for ligne in tableau.lignes],
        "axe": axe,
        "axes": [
            {
                "libelle": AXES[un][0],
                "adresse": f"?{urlencode({'par': un.value, 'annee': annee or au.year})}",
                "courant": un == axe,
            }
            for un in Axe
        ],
        "nom": nom,
        "definition": definition,
        "annee": annee,
        "annees": annees_observables(au),
        "au": formater_date(au),
        "seuil": _seuil(request),
        "indicateurs": _indicateurs(tableau, _couvrir(annee, au), annee),
    }


def _seuil(request: HttpRequest) -> int:
    return int(request.adhesion.guichet.seuil_effectif)  # type: ignore[attr-defined]


def _couvrir(annee: int | None, au: datetime.date) -> Couverture:
    if annee is None:
        return calculer_couverture(au=au)
    return calculer_couverture(au=au, depuis=datetime.date(annee, 1, 1), jusque=datetime.date(annee, 12, 31))


def _indicateurs(tableau: Any, couverture: Couverture, annee: int | None) -> list[dict[str, str]]:
    quand = f"en {annee}" if annee else "toutes années"
    recues = f"déclarations reçues\u00a0: {couverture.recues} sur {couverture.attendues}"
    if couverture.attendues:
        recues += f" ({formater_pourcent(calculer_part(couverture.recues, couverture.attendues))})"
    return [
        {"libelle": "Heures retenues", "valeur": tableau.heures, "note": recues},
        {"libelle": "Personnes", "valeur": tableau.personnes, "note": f"comptées une fois, {quand}"},
        {"libelle": "Sorties", "valeur": tableau.sorties, "note": tableau.sorties_note or "neutralisées à part"},
    ]


def _adresse(axe: Axe, cle: str, annee: int | None) -> str:
    requete = {"par": axe.value, "cle": cle} | ({"annee": str(annee)} if annee else {})
    return f"{reverse('suivi_heures:observatoire_detail')}?{urlencode(requete)}"


@require_safe
@autorise(Permission.BENEFICIAIRE_LIRE)
def observatoire_detail(request: HttpRequest) -> HttpResponse:
    """What a row is made of, contract by contract; a small group opens on nothing."""
    au, axe, cle = timezone.localdate(), _lire_axe(request), request.GET.get("cle", "")[:200]
    annee = None if axe == Axe.ANNEE else _lire_annee(request, au)
    monde, seuil = rassembler_travaux(annee=annee), _seuil(request)
    ligne = next((o for o in composer_observation(observer(monde, axe), seuil=seuil).lignes if o.cle == cle), None)
    retour = f"{reverse('suivi_heures:observatoire')}?{urlencode({'par': axe.value, 'annee': annee or au.year})}"
    if ligne is None:  # the row has gone since the page was opened
        return redirect(retour)
    tableau = composer_observation(observer(monde, axe, cle=cle), seuil=seuil) if ligne.ouverte else None
    cles = [int(o.cle) for o in tableau.lignes] if tableau else []
    marches = Marche.objects.visibles_par(request.adhesion).select_related("maitre_ouvrage").in_bulk(cles)  # type: ignore[attr-defined]
    contexte = {
        "ligne": ligne,
        "tableau": tableau,
        "rangs": [{"l": o, "marche": marches[int(o.cle)]} for o in tableau.lignes] if tableau else [],
        "nom": AXES[axe][0],
        "definition": AXES[axe][1],
        "quand": f"en {annee}" if annee else "toutes années",
        "au": formater_date(au),
        "seuil": seuil,
        "retour": retour,
    }
    return render(request, "suivi_heures/observatoire_detail.html", contexte)
