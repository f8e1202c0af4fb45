"""Moving target of a lot: its terms, each declared total, the hours due that followed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import (
    INSECABLE,
    enumerer,
    formater_euros,
    formater_heures,
    formater_nombre,
)
from marches.enums import MethodeCalibrage
from marches.forms.calibrage import FormulaireAssiette, FormulaireObjectif
from marches.models import DeclarationAssiette, Lot, ObjectifGlissant
from marches.queries.formules_calibrage import CalibrageImpossible, Reglages
from marches.queries.objectifs_glissants import objectif_du_lot
from marches.queries.programmes import taux_du_programme
from marches.queries.ratios import reglages_en_vigueur
from marches.queries.termes_calibrage import ASSIETTES, EXPLICATIONS, TERMES
from marches.services.declarer_assiette import AssietteRefusee, declarer_assiette
from marches.services.suivre_objectif import suivre_objectif

MONTREES = 50


def _lot(request: HttpRequest, pk: int) -> Lot:
    lots = Lot.objects.visibles_par(request.adhesion).select_related("marche__programme")  # type: ignore[attr-defined]
    return get_object_or_404(lots, pk=pk)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def objectif(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a total; or, when the lot has no moving target yet, choose it."""
    lot = _lot(request, pk)
    en_cours = objectif_du_lot(lot)
    if en_cours is None:
        return _choisir(request, lot)
    form = FormulaireAssiette(request.POST or None, methode=en_cours.methode)
    if form.is_valid() and _declarer(request, en_cours, form):
        return redirect("marches:objectif", pk)
    declarations = DeclarationAssiette.objects.visibles_par(request.adhesion).filter(lot=lot)  # type: ignore[attr-defined]
    contexte = {
        "lot": lot,
        "marche": lot.marche,
        "form": form,
        "methode": MethodeCalibrage(en_cours.methode).label,
        "explication": EXPLICATIONS[en_cours.methode],
        "termes": _dire_les_termes(en_cours),
        "depuis": en_cours.fait_a,
        "ecart_programme": _dire_l_ecart(en_cours, lot),
        "declarations": [
            _rang(d, en_cours.methode)
            for d in declarations.select_related("objectif").order_by("-date", "-pk")[:MONTREES]
        ],
    }
    return render(request, "marches/objectif.html", contexte, status=422 if form.is_bound else 200)


def _declarer(request: HttpRequest, en_cours: ObjectifGlissant, form: FormulaireAssiette) -> bool:
    try:
        faite = declarer_assiette(objectif=en_cours, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
    except AssietteRefusee as refus:
        form.add_error(refus.champ, str(refus))
        return False
    except CalibrageImpossible as refus:
        form.add_error("cumul", str(refus))
        return False
    quoi = f"{formater_heures(faite.ecart)} inscrites au journal" if faite.ecart else "rien ne change"
    messages.success(request, f"Objectif recalculé : {formater_heures(faite.heures)}, {quoi}.")
    return True


def _choisir(request: HttpRequest, lot: Lot) -> HttpResponse:
    methode = request.GET.get("methode", "")
    methode = methode if methode in ASSIETTES else MethodeCalibrage.PCT_HEURES
    du_programme = taux_du_programme(lot.marche) if methode == MethodeCalibrage.PCT_HEURES else None
    form = FormulaireObjectif(request.POST or None, methode=methode, programme=du_programme)
    if form.is_valid():
        reglages: Reglages = reglages_en_vigueur(timezone.localdate())
        suivre_objectif(lot=lot, methode=methode, entrees=form.termes, reglages=reglages, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "L’objectif de ce lot suivra les totaux déclarés. Déclarez le premier.")
        return redirect("marches:objectif", lot.pk)
    contexte = {
        "lot": lot,
        "marche": lot.marche,
        "form": form,
        "choisie": methode,
        "methodes": [(code, MethodeCalibrage(code).label) for code in ASSIETTES],
        "explication": EXPLICATIONS[methode],
    }
    return render(request, "marches/objectif_choisir.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def objectif_termes(request: HttpRequest, pk: int) -> HttpResponse:
    """Other terms from now on: an amendment changed the rate or the trigger."""
    return _choisir(request, _lot(request, pk))


def _dire_l_ecart(en_cours: ObjectifGlissant, lot: Lot) -> str:
    """The rate that is followed is no longer the programme's: said, never changed in silence."""
    du_programme = taux_du_programme(lot.marche) if en_cours.methode == MethodeCalibrage.PCT_HEURES else None
    suivi = Decimal(en_cours.entrees.get("taux", "0"))
    if du_programme is None or du_programme.taux == suivi:
        return ""
    voulu, dit = formater_nombre(du_programme.taux), formater_nombre(suivi)
    return f"{du_programme.libelle}\u00a0: {voulu}\u202f%, et non {dit}\u202f%."


def _dire_les_termes(en_cours: ObjectifGlissant) -> str:
    """What is fixed: rate, trigger, euros for an hour."""
    base = ASSIETTES[en_cours.methode][0]
    return enumerer(
        [
            f"{terme.libelle.split(',')[0].lower()} : {formater_nombre(Decimal(en_cours.entrees[terme.code]))}"
            f"{INSECABLE}{terme.unite}".rstrip(INSECABLE)
            for terme in TERMES[en_cours.methode]
            if terme.code != base
        ]
    )


def _rang(declaration: DeclarationAssiette, methode: str) -> dict[str, Any]:
    ecrire = formater_heures if methode == MethodeCalibrage.PCT_HEURES else formater_euros
    return {
        "date": declaration.date,
        "cumul": ecrire(declaration.cumul),
        "reste": ecrire(declaration.reste) if declaration.reste else "",
        "heures": formater_heures(declaration.heures),
        "ecart": ("+" if declaration.ecart > 0 else "") + formater_heures(declaration.ecart)
        if declaration.ecart
        else "inchangé",
        "source": declaration.source,
        "par": declaration.par_nom,
        "saisi": declaration.saisi_a,
    }
