"""Work contracts of a person: sign, renew, open on another lot, end, put back."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from beneficiaires.forms.contrats import FormulaireContrat, FormulaireFin, FormulaireLot
from beneficiaires.models import ContratTravail
from beneficiaires.queries.vigilances import vigilances
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from beneficiaires.services.enregistrer_contrat import ContratRefuse, HeuresPerdues, enregistrer_contrat
from beneficiaires.services.ouvrir_sur_un_lot import DejaOuvert, ouvrir_sur_un_lot
from beneficiaires.services.rouvrir_contrat import PasTermine, rouvrir_contrat
from beneficiaires.services.terminer_contrat import FinImpossible, terminer_contrat
from beneficiaires.views.personnes import lire_personne
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_de, formater_heures
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Attribution

REPRIS = ("employeur", "attribution", "modalite", "type_contrat", "poste", "heures_semaine")


def _page(request: HttpRequest, form: Any, titre: str, bouton: str, personne_id: int, aide: str = "") -> HttpResponse:
    retour = reverse("beneficiaires:fiche", args=[personne_id])
    contexte = {"form": form, "titre": titre, "bouton": bouton, "retour": retour, "aide": aide}
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)


def _ecrire(
    request: HttpRequest, form: FormulaireContrat, titre: str, personne_id: int, aide: str = ""
) -> HttpResponse:
    pk = form.instance.pk
    if form.is_valid():
        try:
            contrat = enregistrer_contrat(
                contrat=form.save(commit=False),
                par=request.adhesion,  # type: ignore[attr-defined]
                version=form.cleaned_data["version"],
                perte_admise="admettre_perte" in request.POST,
                controler=True,
            )
            messages.success(request, "Contrat enregistré. Les heures de la personne ont été recomptées.")
            dire_vigilances(request, contrat)
            form.annoncer(request)
            return redirect("beneficiaires:fiche", personne_id)
        except ContratRefuse as refus:
            for phrase in refus.phrases:
                form.add_error(None, phrase)
        except ModifieEntreTemps as refus:
            form.signaler_conflit(_lire(request, pk), refus.version)
        except HeuresPerdues as perte:
            _avertir(form, perte)
    return _page(request, form, titre, "Enregistrer le contrat", personne_id, aide)


def dire_vigilances(request: HttpRequest, contrat: ContratTravail) -> None:
    """What the contract just written makes worth a look, said at once and kept on the file."""
    for v in vigilances(beneficiaires=[contrat.beneficiaire_id]):
        if contrat.pk in v.contrats and v.levee is None:
            messages.warning(request, f"À regarder. {v.titre}\u00a0: {v.phrase}")


def _avertir(form: Any, perte: HeuresPerdues) -> None:
    """Said at the date, with the box that says « I know »."""
    form.add_error("date_fin", str(perte))
    form.perte = formater_heures(perte.heures)


def _lire(request: HttpRequest, pk: int) -> ContratTravail:
    contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(contrats.select_related("beneficiaire", "attribution", "employeur"), pk=pk)


@autorise(Permission.CONTRAT_ECRIRE)
@une_seule_fois
def nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    personne = lire_personne(request, pk)
    form = FormulaireContrat(request.POST or None, instance=ContratTravail(beneficiaire=personne))
    return _ecrire(request, form, f"Nouveau contrat {formater_de(personne)}", pk)


@autorise(Permission.CONTRAT_ECRIRE)
@un_a_la_fois
def modifier(request: HttpRequest, pk: int) -> HttpResponse:
    contrat = _lire(request, pk)
    form = FormulaireContrat(request.POST or None, instance=contrat)
    aide = "Ce qui change ici change aussi sur les autres lots de la même embauche." if contrat.embauche_id else ""
    return _ecrire(request, form, f"Contrat {formater_de(contrat.beneficiaire)}", contrat.beneficiaire_id, aide)


@autorise(Permission.CONTRAT_ECRIRE)
@une_seule_fois
def renouveler(request: HttpRequest, pk: int) -> HttpResponse:
    """The same contract again, the day after: nothing but the new end to type."""
    ancien = _lire(request, pk)
    initial: dict[str, Any] = {champ: getattr(ancien, champ) for champ in REPRIS}
    if ancien.date_fin is not None:
        initial["date_debut"] = ancien.date_fin + datetime.timedelta(days=1)
    nouveau = ContratTravail(beneficiaire=ancien.beneficiaire)
    form = FormulaireContrat(request.POST or None, instance=nouveau, initial=initial)
    return _ecrire(request, form, f"Renouveler le contrat {formater_de(ancien.beneficiaire)}", ancien.beneficiaire_id)


@autorise(Permission.CONTRAT_ECRIRE)
def ouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the same employment on another lot."""
    contrat = _lire(request, pk)
    attributions = (
        Attribution.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
        .tenues()
        .exclude(pk=contrat.attribution_id)
        .select_related("entreprise", "lot__marche")
        .order_by("marche__objet", "lot__ref")
    )
    form = FormulaireLot(request.POST or None, attributions=attributions)
    if form.is_valid():
        try:
            ouvrir_sur_un_lot(contrat=contrat, attribution=form.cleaned_data["attribution"], par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, "Embauche ouverte sur ce lot\u00a0: ses heures peuvent y être déclarées.")
            return redirect("beneficiaires:fiche", contrat.beneficiaire_id)
        except DejaOuvert as refus:
            form.add_error("attribution", str(refus))
    aide = "Mêmes employeur, dates et poste\u00a0: rien à ressaisir. Chaque heure se déclare sur un seul lot."
    titre = f"Ouvrir sur un autre lot l’embauche {formater_de(contrat.beneficiaire)}"
    return _page(request, form, titre, "Ouvrir sur ce lot", contrat.beneficiaire_id, aide)


@autorise(Permission.CONTRAT_ECRIRE)
def terminer(request: HttpRequest, pk: int) -> HttpResponse:
    contrat = _lire(request, pk)
    form = FormulaireFin(request.POST or None, initial={"version": contrat.version})
    if form.is_valid():
        donnees = form.cleaned_data | {"version": form.cleaned_data["version"] or 0}
        try:
            admise = "admettre_perte" in request.POST
            terminer_contrat(contrat=contrat, par=request.adhesion, perte_admise=admise, **donnees)  # type: ignore[attr-defined]
            messages.success(request, "Fin enregistrée. La date prévue reste notée\u202f; vous pouvez la rétablir.")
            return redirect("beneficiaires:fiche", contrat.beneficiaire_id)
        except FinImpossible as refus:
            form.add_error("date_fin", str(refus))
        except HeuresPerdues as perte:
            _avertir(form, perte)
        except ModifieEntreTemps as refus:
            form.signaler_conflit(_lire(request, pk), refus.version)
    titre = f"Terminer avant sa date le contrat {formater_de(contrat.beneficiaire)}"
    return _page(request, form, titre, "Terminer le contrat", contrat.beneficiaire_id)


@require_POST
@autorise(Permission.CONTRAT_ECRIRE)
def retablir(request: HttpRequest, pk: int) -> HttpResponse:
    contrat = _lire(request, pk)
    try:
        rouvrir_contrat(contrat=contrat, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Contrat rétabli à sa date prévue. Les heures ont été recomptées.")
    except PasTermine as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:fiche", contrat.beneficiaire_id)
