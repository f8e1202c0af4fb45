"""Company space: get the template, deposit it, declare that nobody worked, follow each timesheet."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_de_mois, formater_mois
from marches.models import Entreprise
from suivi_heures.enums import StatutReleve
from suivi_heures.forms import FormulaireDepot, FormulaireSaisie
from suivi_heures.queries.contrats_du_mois import contrats_a_declarer
from suivi_heures.queries.declares_autrement import releves_a_relire
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.detail_releve import heures_par_releve
from suivi_heures.queries.ecarts_paie import heures_a_proposer
from suivi_heures.queries.mois import decaler, lire_mois, premier_jour
from suivi_heures.queries.releves_attendus import releves_attendus
from suivi_heures.restitutions.modele_releve import composer_releve_saisi
from suivi_heures.services.confirmer_retrait import RienAConfirmer, confirmer_retrait
from suivi_heures.services.retirer_releve import RETIRABLES, ReleveNonRetirable, retirer_releve
from suivi_heures.tasks import relire_les_releves
from suivi_heures.views.depot_releve import entreprise_de, envoyer_modele, recevoir
from suivi_heures.views.espace_entreprise import decrire_envoi, releves_de
from suivi_heures.views.releves import contexte_releve

PAR_PAGE = 20


@require_http_methods(["GET", "POST"])
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_deposer(request: HttpRequest) -> HttpResponse:
    entreprise = entreprise_de(request)
    formulaire = FormulaireDepot(
        request.POST or None, request.FILES or None, initial={"mois": request.GET.get("mois", "")}
    )
    if request.method == "POST" and formulaire.is_valid():
        depot = recevoir(request, formulaire, entreprise)
        if depot is not None:
            return _vers(request, depot.releve.pk)
    contexte = {"form": formulaire, "mois": mois_proposes(entreprise), "entreprise": entreprise}
    gabarit = "suivi_heures/portail_deposer.html"
    if getattr(request, "htmx", False):
        gabarit = f"{gabarit}#depot"
    return render(request, gabarit, contexte, status=422 if formulaire.errors else 200)


def _vers(request: HttpRequest, pk: int) -> HttpResponse:
    """After a deposit: the page of the timesheet, where its reading is followed."""
    reponse = redirect("suivi_heures:portail_releve", pk=pk)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": reponse["Location"]})
    return reponse


def mois_proposes(entreprise: Entreprise) -> list[dict[str, Any]]:
    """Months that are owed, the current one, the two before."""
    au = timezone.localdate()
    dus = [attendu.mois for attendu in releves_attendus(entreprise.pk, au=au)]
    recents = [decaler(premier_jour(au), -rang) for rang in range(3)]
    return [
        {
            "cle": f"{mois:%Y-%m}",
            "nom": formater_mois(mois),
            "de_mois": formater_de_mois(mois, annee=True),
            "du": mois in dus,
        }
        for mois in sorted({*dus, *recents}, reverse=True)
    ]


@require_GET
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_modele(request: HttpRequest) -> HttpResponse:
    """The template of a month, already filled with the company's people."""
    return envoyer_modele(request, entreprise_de(request))


@require_http_methods(["GET", "POST"])
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_saisir(request: HttpRequest) -> HttpResponse:
    """Hours typed on a page become the same file as the template, and take the same way."""
    entreprise = entreprise_de(request)
    mois = lire_mois(request.GET.get("mois", "")) or decaler(premier_jour(timezone.localdate()), -1)
    contrats = contrats_a_declarer(entreprise.pk, mois)
    proposees = _proposer(request, entreprise, mois, [contrat.contrat_id for contrat in contrats])
    formulaire = FormulaireSaisie(
        request.POST if request.method == "POST" else None, contrats=contrats, auto_id="%s", initial=proposees
    )
    if formulaire.is_valid():
        return _deposer_saisie(request, entreprise, mois, formulaire.saisies)
    champs = {champ.name: champ for champ in formulaire}
    contexte = {
        "entreprise": entreprise,
        "mois": mois,
        "lignes": [{"contrat": c, "champ": champs.get(f"heures-{c.contrat_id}")} for c in contrats],
        "form": formulaire,
        "adresse": f"{request.path}?mois={mois:%Y-%m}",
        "selon_la_dsn": bool(proposees),
    }
    status = 422 if formulaire.is_bound else 200
    return render(request, "suivi_heures/portail_saisir.html", contexte, status=status)


def _proposer(request: HttpRequest, entreprise: Entreprise, mois: datetime.date, contrats: list[int]) -> dict[str, str]:
    """Paid hours of the DSN, asked for by whoever will check them."""
    if "dsn" not in request.GET:
        return {}
    payees = heures_a_proposer(entreprise.pk, mois, contrats)
    return {f"heures-{pk}": f"{heures:.2f}".replace(".", ",") for pk, heures in payees.items()}


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_neant(request: HttpRequest) -> HttpResponse:
    """Nobody worked: a declaration like another, with zeros."""
    entreprise = entreprise_de(request)
    mois = lire_mois(request.POST.get("mois", "")) or decaler(premier_jour(timezone.localdate()), -1)
    saisies = {c.contrat_id: "0" for c in contrats_a_declarer(entreprise.pk, mois) if not c.deja}
    if not saisies:
        messages.info(request, f"Rien à ajouter pour {formater_mois(mois)}\u00a0: chaque personne est déjà déclarée.")
        return redirect("suivi_heures:espace_entreprise")
    return _deposer_saisie(request, entreprise, mois, saisies)


def _deposer_saisie(
    request: HttpRequest, entreprise: Entreprise, mois: datetime.date, saisies: dict[int, str]
) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    contrats = contrats_a_declarer(entreprise.pk, mois)
    contenu = composer_releve_saisi(guichet_id=adhesion.guichet_id, mois=mois, contrats=contrats, saisies=saisies)
    fichier = SimpleUploadedFile(f"Saisie en ligne {mois:%Y-%m}.csv", contenu)
    formulaire = FormulaireDepot({"mois": f"{mois:%Y-%m}"}, {"fichier": fichier})
    depot = recevoir(request, formulaire, entreprise, annonce=True) if formulaire.is_valid() else None
    if depot is None:
        contexte = {"form": formulaire, "mois": mois_proposes(entreprise), "entreprise": entreprise}
        return render(request, "suivi_heures/portail_deposer.html", contexte, status=422)
    return _vers(request, depot.releve.pk)


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """Its own timesheet, as long as nobody has validated it. Obtained under the company's role first."""
    releve = get_object_or_404(releves_de(request, entreprise_de(request)), pk=pk)
    try:
        with comme_interne():
            retirer_releve(releve=releve, par=request.adhesion)  # type: ignore[attr-defined]
            relire_les_releves(releve.guichet_id, releves_a_relire(releve))
    except ReleveNonRetirable as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, "Relevé retiré. Vous pouvez en déposer un autre, ou le même.")
    return redirect("suivi_heures:portail_releve", pk=pk)


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_confirmer(request: HttpRequest, pk: int) -> HttpResponse:
    """Its file without any hour does take back what it had declared."""
    releve = get_object_or_404(releves_de(request, entreprise_de(request)), pk=pk)
    try:
        with comme_interne():
            confirmer_retrait(releve=releve, par=request.adhesion)  # type: ignore[attr-defined]
    except RienAConfirmer as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, "Retrait confirmé. Le guichet le verra.")
    return redirect("suivi_heures:portail_releve", pk=pk)


@require_GET
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_releves(request: HttpRequest) -> HttpResponse:
    entreprise = entreprise_de(request)
    page = Paginator(releves_de(request, entreprise).order_by("-mois", "-depose_a"), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    totaux = heures_par_releve([releve.pk for releve in page])
    envois = [decrire_envoi(releve, totaux.get(releve.pk)) for releve in page]
    contexte = {"entreprise": entreprise, "page": page, "envois": envois}
    return render(request, "suivi_heures/portail_releves.html", contexte)


@require_GET
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_releve(request: HttpRequest, pk: int) -> HttpResponse:
    """One timesheet: what was read, what counts, what to mend. While it is being read, its progress."""
    releve = get_object_or_404(releves_de(request, entreprise_de(request)), pk=pk)
    if getattr(request, "htmx", False) and releve.statut != StatutReleve.DEPOSE:
        return HttpResponse(status=286, headers={"HX-Refresh": "true"})
    gabarit = "suivi_heures/portail_releve.html"
    gabarit = f"{gabarit}#etat" if getattr(request, "htmx", False) else gabarit
    adresse = reverse("suivi_heures:portail_confirmer_retrait", args=[pk])
    contexte = contexte_releve(releve) | {
        "adresse_retrait": adresse,
        "adresse_colonnes": reverse("suivi_heures:portail_colonnes", args=[pk]),
        "retirable": releve.statut in RETIRABLES,
    }
    return render(request, gabarit, contexte)
