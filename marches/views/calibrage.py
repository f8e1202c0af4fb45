"""Size the hours of a lot: computed as one types, kept version by version, played again at will."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_heures
from clauses_app.interface.lectures import lire_cle
from marches.enums import MethodeCalibrage
from marches.forms.calibrage import FormulaireCalibrage
from marches.models import Calibrage, LotProjet
from marches.queries.formules_calibrage import Reglages
from marches.queries.ratios import ratios_en_vigueur, reglages_en_vigueur
from marches.queries.saisie_calibrage import rejouer, relire_entrees
from marches.queries.termes_calibrage import EXPLICATIONS
from marches.services.calibrer_lot import calibrer_lot
from marches.services.decider_projet import DecisionImpossible
from marches.services.reprendre_calibrage import reprendre_calibrage
from marches.views.lots_projet import chercher_lot_projet
from marches.views.presentation_calibrage import presenter_entrees, presenter_resultat, presenter_version

DUREE_MAX = 240


def _methode(request: HttpRequest, defaut: str = MethodeCalibrage.MONTANT_MO) -> str:
    demandee = request.GET.get("methode", "")
    return demandee if demandee in MethodeCalibrage.values else str(defaut)


def _formulaire(request: HttpRequest, methode: str, initial: dict[str, Any] | None = None) -> FormulaireCalibrage:
    aujourd_hui = timezone.localdate()
    return FormulaireCalibrage(
        request.POST or None,
        methode=methode,
        ratios=ratios_en_vigueur(aujourd_hui),
        reglages=reglages_en_vigueur(aujourd_hui),
        initial=initial,
    )


def _contexte(form: FormulaireCalibrage, duree: int | None) -> dict[str, Any]:
    lu = form.is_bound and form.is_valid()
    return {
        "form": form,
        "methode": form.methode,
        "methodes": MethodeCalibrage.choices,
        "explication": EXPLICATIONS[form.methode],
        "duree": duree or "",
        "resultat": presenter_resultat(form.resultat, form.reglages, duree) if lu and form.resultat else None,
    }


@autorise(Permission.MARCHE_LIRE)
def calculette(request: HttpRequest) -> HttpResponse:
    """On the telephone with a buyer: nothing is kept until a project is opened."""
    form = _formulaire(request, _methode(request))
    return render(request, "marches/calculette.html", _contexte(form, None), status=422 if form.errors else 200)


@autorise(Permission.MARCHE_LIRE)
@require_POST
def calculer(request: HttpRequest) -> HttpResponse:
    """The result alone, as one types. A number half written is not a fault yet: what is missing is said."""
    duree = lire_cle(request.GET.get("duree", ""))
    form = _formulaire(request, _methode(request))
    contexte = _contexte(form, duree if duree and duree <= DUREE_MAX else None)
    contexte["manques"] = [
        (form[nom].label if nom in form.fields else "", fautes[0]) for nom, fautes in form.errors.items()
    ]
    return render(request, "marches/calibrage_resultat.html", contexte)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def calibrage(request: HttpRequest, pk: int) -> HttpResponse:
    lot = chercher_lot_projet(request, pk)
    versions = list(Calibrage.objects.visibles_par(request.adhesion).filter(lot_projet=lot).order_by("-rang")[:50])  # type: ignore[attr-defined]
    derniere = versions[0] if versions else None
    methode = _methode(request, derniere.methode if derniere else MethodeCalibrage.MONTANT_MO)
    form = _formulaire(request, methode, _depart(lot, derniere, methode))
    if form.is_bound and form.is_valid() and "apercu" not in request.POST:
        try:
            fait = _garder(request, lot, form)
        except DecisionImpossible as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"Calibrage gardé : version {fait.rang}, {formater_heures(fait.heures)}.")
            return redirect("marches:projet", lot.projet_id)
    contexte = _contexte(form, lot.projet.duree_mois) | {"lot": lot, "projet": lot.projet}
    contexte["versions"] = [presenter_version(v, courante=v is derniere) for v in versions]
    if derniere and not form.is_bound and derniere.methode == methode:
        contexte["resultat"] = presenter_resultat(rejouer(derniere), form.reglages, lot.projet.duree_mois)
    return render(request, "marches/calibrage.html", contexte, status=422 if form.errors else 200)


def _garder(request: HttpRequest, lot: LotProjet, form: FormulaireCalibrage) -> Calibrage:
    return calibrer_lot(
        lot=lot,
        methode=form.methode,
        saisies=form.saisies,
        ratio=form.ratio,
        reglages=form.reglages,
        note=form.cleaned_data["note"],
        par=request.adhesion,  # type: ignore[attr-defined]
    )


def _depart(lot: LotProjet, derniere: Calibrage | None, methode: str) -> dict[str, Any]:
    """What is known already is not typed again: the last version, else the project."""
    if derniere is not None and derniere.methode == methode:
        lus = (derniere.reglages.get("ratio") or {}).get("lus", [])
        tapees = {code: v for code, v in relire_entrees(derniere.entrees).items() if code not in lus}
        return {"secteur": lot.secteur, **tapees}
    connus: dict[str, Any] = {"secteur": lot.secteur, "montant": lot.montant_ht}
    if lot.projet.duree_mois:
        connus["duree"] = Decimal(lot.projet.duree_mois)
    return connus


def _version(request: HttpRequest, pk: int) -> Calibrage:
    visibles = Calibrage.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("lot_projet__projet"), pk=pk)


@autorise(Permission.MARCHE_LIRE)
def calibrage_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept sizing, played again: same inputs, same settings, same formulas."""
    version = _version(request, pk)
    reglages = Reglages.de_json(version.reglages)
    contexte = {
        "version": presenter_version(version, courante=False),
        "entrees": presenter_entrees(version),
        "resultat": presenter_resultat(rejouer(version), reglages, version.lot_projet.projet.duree_mois),
        "lot": version.lot_projet,
        "projet": version.lot_projet.projet,
    }
    return render(request, "marches/calibrage_version.html", contexte)


@autorise(Permission.MARCHE_ECRIRE)
@require_POST
def calibrage_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    try:
        repris = reprendre_calibrage(calibrage=version, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"La version {version.rang} est reprise : c’est la version {repris.rang}.")
    except DecisionImpossible as refus:
        messages.error(request, str(refus))
    return redirect("marches:calibrage", version.lot_projet_id)
