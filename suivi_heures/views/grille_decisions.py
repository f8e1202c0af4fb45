"""Decisions taken from the grid: validate a month, confirm a surprising cell, refuse, correct."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_heures, formater_mois
from suivi_heures.forms import FormulaireAjout, FormulaireCorrection, FormulaireMotif
from suivi_heures.forms.controles import FormulaireAvertissement
from suivi_heures.forms.imputations import FormulaireImputation
from suivi_heures.models import BrouillonHeure, Heure
from suivi_heures.queries.declares_autrement import releves_en_attente
from suivi_heures.queries.imputations import lots_receveurs
from suivi_heures.queries.mois import dernier_jour, lire_mois
from suivi_heures.services.accepter_avertissements import AvertissementPose
from suivi_heures.services.ajouter_apres_cloture import AjoutImpossible, ajouter_apres_cloture
from suivi_heures.services.corriger_heure import (
    CorrectionAConfirmer,
    CorrectionImpossible,
    LigneDejaSortie,
    corriger_heure,
)
from suivi_heures.services.exiger_retraits_decides import RetraitAConfirmer
from suivi_heures.services.imputer_heures import ImputationImpossible, imputer_heures
from suivi_heures.services.refuser_heures import RienARefuser, refuser_heures
from suivi_heures.services.saisir_heures import CaseFermee, MotifAttendu, saisir_heures
from suivi_heures.services.valider_heures import MoisValide, MontantChange, valider_heures
from suivi_heures.tasks import relire_les_releves
from suivi_heures.views.grille import GABARIT, contexte_grille
from suivi_heures.views.panneau_grille import Place, trouver_place
from suivi_heures.views.parametres_grille import Parametres, chercher_lot, lire_parametres


@require_POST
@autorise(Permission.HEURES_VALIDER)
def valider(request: HttpRequest, pk: int) -> HttpResponse:
    lot = chercher_lot(request, pk)
    parametres = lire_parametres(request, lot)
    mois = lire_mois(request.POST.get("mois", ""))
    if mois is None:
        return _repondre(request, parametres, "Choisissez le mois à valider.", ton="warning")
    filtree = parametres.attribution is not None or parametres.modalite
    contrats = parametres.composer().contrats if filtree else None
    montre = _lire_montant(request.POST.get(f"montre-{mois:%Y-%m}", ""))
    try:
        resultat = valider_heures(lot=lot, mois=mois, par=request.adhesion, contrats=contrats, montre=montre)  # type: ignore[attr-defined]
    except (MontantChange, AvertissementPose, RetraitAConfirmer) as change:
        return _repondre(request, parametres, str(change), ton="warning")
    ton = "success" if resultat.lignes else "info"
    return _repondre(request, parametres, _raconter(resultat, formater_mois(mois)), ton=ton, fait="heures-validees")


def _lire_montant(texte: str) -> Decimal | None:
    """As the page wrote it; a page that said nothing, or anything else, is not compared."""
    return Decimal(texte) if re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", texte) else None


def _raconter(resultat: MoisValide, mois: str) -> str:
    laisses = accorder(resultat.laisses, "case à corriger ou à confirmer", "cases à corriger ou à confirmer")
    if not resultat.lignes:
        suite = f" : il reste {laisses}" if resultat.laisses else " : tout l’était déjà"
        return f"Rien n’a été validé en {mois}{suite}."
    suite = f" Il reste {laisses}." if resultat.laisses else ""
    return f"{formater_heures(resultat.heures)} validées en {mois}.{suite}"


@require_POST
@autorise(Permission.HEURES_SAISIR)
def confirmer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep hours that surprised."""
    parametres, place = _lire(request, pk)
    adhesion = request.adhesion  # type: ignore[attr-defined]
    siens = BrouillonHeure.objects.visibles_par(adhesion)
    brouillon = get_object_or_404(siens, contrat=place.contrat, mois=place.mois, nature=place.nature)
    formulaire = FormulaireAvertissement(request.POST, auto_id="avertissement-%s")
    try:
        saisir_heures(
            contrat=place.contrat,
            mois=place.mois,
            nature=place.nature,
            texte=brouillon.texte,
            par=adhesion,
            confirmer=True,
            motif=formulaire.cleaned_data.get("motif", "") if formulaire.is_valid() else "",
        )
    except MotifAttendu as faute:
        if not formulaire.errors:
            formulaire.add_error("motif", str(faute))
        return _montrer(request, parametres, place.cle, status=422, form_avertissement=formulaire)
    except CaseFermee as fermee:
        return _repondre(request, parametres, str(fermee), ton="warning", cle=place.cle)
    return _repondre(request, parametres, "Ces heures sont confirmées.", cle=place.cle)


@require_POST
@autorise(Permission.HEURES_VALIDER)
def refuser(request: HttpRequest, pk: int) -> HttpResponse:
    """Waiting lines of a cell, with a motive the company reads."""
    parametres, place = _lire(request, pk)
    formulaire = FormulaireMotif(request.POST, auto_id="refus-%s")
    if not formulaire.is_valid():
        return _montrer(request, parametres, place.cle, status=422, form_refus=formulaire)
    lignes = _lignes(request, place).en_attente()
    try:
        refuser_heures(
            heures=lignes.values_list("pk", flat=True),
            motif=formulaire.cleaned_data["motif"],
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    except RienARefuser as deja:
        return _repondre(request, parametres, str(deja), ton="warning", cle=place.cle)
    relire_les_releves(place.contrat.guichet_id, releves_en_attente([place.contrat.pk]))
    return _repondre(request, parametres, "Heures refusées. L’entreprise verra votre motif.", cle=place.cle)


@require_POST
@autorise(Permission.HEURES_VALIDER)
def corriger(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed line beside the first one; the ledger is never edited."""
    parametres, place = _lire(request, pk)
    formulaire = FormulaireCorrection(request.POST, auto_id="correction-%s")
    if not formulaire.is_valid():
        return _montrer(request, parametres, place.cle, status=422, form_correction=formulaire)
    ligne = get_object_or_404(_toutes(request, place), pk=_lire_numero(request.POST.get("ligne", "")))
    try:
        corriger_heure(
            heure=ligne,
            heures=formulaire.cleaned_data["heures"],
            motif=formulaire.cleaned_data["motif"],
            par=request.adhesion,  # type: ignore[attr-defined]
            confirmees=formulaire.cleaned_data["confirmees"],
        )
    except LigneDejaSortie as sortie:
        return _repondre(request, parametres, str(sortie), ton="warning", cle=place.cle)
    except CorrectionImpossible as refus:
        formulaire.add_error("heures", str(refus))
        if isinstance(refus, CorrectionAConfirmer):
            formulaire.data = {**request.POST.dict(), "confirmees": str(formulaire.cleaned_data["heures"])}
        return _montrer(request, parametres, place.cle, status=422, form_correction=formulaire)
    relire_les_releves(place.contrat.guichet_id, releves_en_attente([place.contrat.pk]))
    return _repondre(request, parametres, "Correction enregistrée à côté de la première ligne.", cle=place.cle)


@require_POST
@autorise(Permission.HEURES_VALIDER)
def imputer(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of a line goes to another lot: two signed lines."""
    parametres, place = _lire(request, pk)
    formulaire = FormulaireImputation(request.POST, auto_id="imputation-%s", lots=lots_receveurs(place.contrat))
    if not formulaire.is_valid():
        return _montrer(request, parametres, place.cle, status=422, form_imputation=formulaire)
    ligne = get_object_or_404(_lignes(request, place), pk=_lire_numero(request.POST.get("ligne", "")))
    try:
        imputer_heures(
            heure=ligne,
            lot=formulaire.cleaned_data["lot"],
            heures=formulaire.cleaned_data["heures"],
            motif=formulaire.cleaned_data["motif"],
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    except ImputationImpossible as refus:
        formulaire.add_error("heures", str(refus))
        return _montrer(request, parametres, place.cle, status=422, form_imputation=formulaire)
    return _repondre(request, parametres, "Heures imputées\u00a0: les deux lots sont recomptés.", cle=place.cle)


@require_POST
@autorise(Permission.HEURES_VALIDER)
def ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours forgotten in a closed month: a new line, told by the open quarter."""
    parametres, place = _lire(request, pk)
    formulaire = FormulaireAjout(request.POST, auto_id="ajout-%s")
    if not formulaire.is_valid():
        return _montrer(request, parametres, place.cle, status=422, form_ajout=formulaire)
    try:
        ajouter_apres_cloture(
            contrat=place.contrat,
            mois=place.mois,
            nature=place.nature,
            heures=formulaire.cleaned_data["heures"],
            motif=formulaire.cleaned_data["motif"],
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    except AjoutImpossible as refus:
        formulaire.add_error("heures", str(refus))
        return _montrer(request, parametres, place.cle, status=422, form_ajout=formulaire)
    return _repondre(request, parametres, "Ligne ajoutée : le trimestre ouvert la signalera.", cle=place.cle)


def _lire_numero(texte: str) -> int:
    """0, which names no line, for anything but a number."""
    return int(texte) if texte.isdecimal() and len(texte) < 19 else 0


def _lire(request: HttpRequest, pk: int) -> tuple[Parametres, Place]:
    lot = chercher_lot(request, pk)
    place = trouver_place(request.POST.get("cle", ""), lot, request.adhesion)  # type: ignore[attr-defined]
    return lire_parametres(request, lot), place


def _lignes(request: HttpRequest, place: Place) -> Any:
    return _toutes(request, place).filter(annulee=False)


def _toutes(request: HttpRequest, place: Place) -> Any:
    """Lines taken back included; the whole month, whatever the dates of the contract became."""
    lignes = Heure.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    fin = dernier_jour(place.mois)
    return lignes.filter(contrat=place.contrat, nature=place.nature, du__gte=place.mois, du__lte=fin)


def _montrer(
    request: HttpRequest, parametres: Parametres, cle: str, *, status: int = 200, **panneau: Any
) -> HttpResponse:
    """The grid again, its panel open; nothing typed in it is lost."""
    contexte = contexte_grille(request, parametres, cle=cle, **panneau)
    gabarit = f"{GABARIT}#zone" if getattr(request, "htmx", False) else GABARIT
    return render(request, gabarit, contexte, status=status)


def _repondre(
    request: HttpRequest, parametres: Parametres, phrase: str, *, ton: str = "success", cle: str = "", fait: str = ""
) -> HttpResponse:
    if not getattr(request, "htmx", False):
        niveau = {"success": messages.success, "warning": messages.warning}.get(ton, messages.info)
        niveau(request, phrase)
        suite = f"{parametres.requete}&cle={cle}" if cle else parametres.requete
        return redirect(f"{reverse('suivi_heures:grille', args=[parametres.lot.pk])}?{suite}")
    reponse = _montrer(request, parametres, cle)
    reponse["HX-Trigger"] = json.dumps({"avis": {"texte": phrase, "ton": ton}} | ({fait: {}} if fait else {}))
    return reponse
