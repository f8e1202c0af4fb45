"""All that an account owes, for every company and guichet it speaks for, on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from clauses_app.comptes.permissions import connecte
from clauses_app.interface.formats import accorder, formater_de_mois, formater_mois
from suivi_heures.forms import FormulaireDepot
from suivi_heures.queries.contrats_du_mois import contrats_a_declarer
from suivi_heures.queries.mois import lire_mois
from suivi_heures.restitutions.modele_releve import composer_releve_saisi
from suivi_heures.views.depot_releve import entreprise_de, recevoir
from suivi_heures.views.envois_croises import confirmer_envoyees
from suivi_heures.views.espaces_reunis import dans_l_espace, espace_demande, reunir

REPARTI = "suivi_heures:echeances"


@connecte
@require_safe
def echeances(request: HttpRequest) -> HttpResponse:
    return _montrer(request)


def _montrer(request: HttpRequest, formulaires: dict[tuple[int, str], Any] | None = None) -> HttpResponse:
    espaces = reunir(request, formulaires)
    retards = sum(espace["retards"] for espace in espaces)
    a_faire = sum(espace["a_faire"] for espace in espaces)
    contexte = {
        "espaces": espaces,
        "retards": f"{retards} en retard" if retards else "",
        "a_faire": accorder(a_faire, "chose à faire", "choses à faire") if a_faire else "",
        "en_panne": any(espace.get("en_panne") for espace in espaces),
    }
    return render(request, "suivi_heures/echeances.html", contexte, status=422 if formulaires else 200)


@connecte
@require_POST
def echeances_deposer(request: HttpRequest) -> HttpResponse:
    """A file for one space; its month is that of the duty it answers."""
    adhesion = espace_demande(request)
    if adhesion is None:
        return _ferme(request)
    formulaire = FormulaireDepot(request.POST, request.FILES)
    with dans_l_espace(request, adhesion):
        annonce = lire_mois(request.POST.get("mois", "")) is not None
        depot = (
            recevoir(request, formulaire, entreprise_de(request), annonce=annonce) if formulaire.is_valid() else None
        )
    if depot is None:
        mois = lire_mois(request.POST.get("mois", ""))
        return _montrer(request, {(adhesion.pk, f"{mois:%Y-%m}" if mois else ""): _fautes(formulaire)})
    if not depot.deja:
        messages.success(request, f"Relevé reçu pour {adhesion.guichet.nom}. Il est en cours de lecture.")
    return redirect(REPARTI)


@connecte
@require_POST
def echeances_neant(request: HttpRequest) -> HttpResponse:
    """Nobody worked that month, there: one tap, a declaration like another."""
    adhesion = espace_demande(request)
    if adhesion is None:
        return _ferme(request)
    mois = lire_mois(request.POST.get("mois", ""))
    if mois is None:
        messages.warning(request, "Ce mois n’existe pas\u00a0: choisissez un relevé de la liste.")
        return redirect(REPARTI)
    with dans_l_espace(request, adhesion):
        entreprise = entreprise_de(request)
        contrats = contrats_a_declarer(entreprise.pk, mois)
        saisies = {contrat.contrat_id: "0" for contrat in contrats if not contrat.deja}
        if not saisies:
            messages.info(
                request, f"Rien à ajouter pour {formater_mois(mois)}\u00a0: chaque personne est déjà déclarée."
            )
            return redirect(REPARTI)
        contenu = composer_releve_saisi(guichet_id=adhesion.guichet_id, mois=mois, contrats=contrats, saisies=saisies)
        fichier = SimpleUploadedFile(f"Aucune heure {mois:%Y-%m}.csv", contenu)
        formulaire = FormulaireDepot({"mois": f"{mois:%Y-%m}"}, {"fichier": fichier})
        depot = recevoir(request, formulaire, entreprise, annonce=True) if formulaire.is_valid() else None
    if depot is None:
        return _montrer(request, {(adhesion.pk, f"{mois:%Y-%m}"): _fautes(formulaire)})
    messages.success(request, f"Aucune heure {formater_de_mois(mois, annee=True)}\u00a0: dit à {adhesion.guichet.nom}.")
    return redirect(REPARTI)


@connecte
@require_POST
def echeances_confirmer(request: HttpRequest) -> HttpResponse:
    """What the other employer declared, confirmed in one tap."""
    adhesion = espace_demande(request)
    if adhesion is None:
        return _ferme(request)
    with dans_l_espace(request, adhesion):
        refus = confirmer_envoyees(request, entreprise_de(request))
    for phrase in refus:
        messages.warning(request, phrase)
    return redirect(REPARTI)


def _ferme(request: HttpRequest) -> HttpResponse:
    messages.error(request, "Cet espace ne vous est plus ouvert\u00a0: rien n’a été envoyé.")
    return redirect(REPARTI)


def _fautes(formulaire: FormulaireDepot) -> list[str]:
    return [str(faute) for fautes in formulaire.errors.values() for faute in fautes]
