"""What a contract says of penalties, and the national amounts it refers to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date, formater_euros
from marches.enums import CodeParametre
from marches.forms.penalites import FormulaireReglePenalite, FormulaireValeurLegale
from marches.models import Marche, ParametreLegal, ReglePenalite
from marches.queries.valeurs_legales import lire_valeurs_legales
from marches.services.ajouter_regle_penalite import ajouter_regle_penalite
from marches.services.inscrire_valeur_legale import inscrire_valeur_legale
from marches.services.retirer_regle_penalite import RegleDejaRetiree, retirer_regle_penalite


@autorise(Permission.MARCHE_ECRIRE)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def regle_penalite_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    marche = get_object_or_404(Marche.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    form = FormulaireReglePenalite(request.POST or None, initial=_reprise(marche))
    if form.is_valid():
        regle = form.save(commit=False)
        regle.marche = marche
        ajouter_regle_penalite(regle=regle, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Règle de pénalité ajoutée. L’exposition en tient compte.")
        return redirect("suivi_heures:penalites_marche", pk)
    contexte = {
        "form": form,
        "titre": "Ajouter une règle de pénalité",
        "bouton": "Ajouter la règle",
        "marche": marche,
        "retour": reverse("suivi_heures:penalites_marche", args=[pk]),
    }
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


def _reprise(marche: Marche) -> dict[str, Any]:
    """What the contract's page already says is not typed twice."""
    return {"type": marche.penalite_type, "valeur": marche.penalite_valeur} if marche.penalite_type else {}


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def regle_penalite_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    regles = ReglePenalite.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    regle = get_object_or_404(regles, pk=pk)
    try:
        retirer_regle_penalite(regle=regle, par=request.adhesion)  # type: ignore[attr-defined]
    except RegleDejaRetiree as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, "Règle retirée. Elle reste lisible dans l’historique de la page.")
    return redirect("suivi_heures:penalites_marche", regle.marche_id)


@autorise(Permission.GUICHET_LIRE)
@require_http_methods(["GET", "HEAD", "POST"])
@une_seule_fois
def valeurs_legales(request: HttpRequest) -> HttpResponse:
    """The whole staff reads them; a responsable puts them right. Every line ever written stays."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    peut_regler = a_le_droit(adhesion, Permission.GUICHET_REGLER)
    form = FormulaireValeurLegale(request.POST if request.method == "POST" and peut_regler else None)
    if request.method == "POST" and not peut_regler:
        messages.error(request, "Seul un responsable du guichet peut changer ces valeurs.")
        return redirect("marches:valeurs_legales")
    if form.is_valid():
        inscrire_valeur_legale(par=adhesion, **form.cleaned_data)
        messages.success(request, "Valeur inscrite. Les expositions aux pénalités en tiennent compte.")
        return redirect("marches:valeurs_legales")
    contexte = {"form": form, "peut_regler": peut_regler, "groupes": _grouper(), "historique": _historique(adhesion)}
    return render(request, "marches/valeurs_legales.html", contexte, status=422 if form.is_bound else 200)


def _grouper() -> list[dict[str, Any]]:
    lignes = lire_valeurs_legales().lignes
    return [
        {
            "libelle": code.label,
            "cle": code.value.lower(),
            "lignes": [
                {
                    "date": formater_date(v.date_effet),
                    "valeur": formater_euros(v.valeur, 2),
                    "source": v.source,
                    "par": v.par_nom,
                    "du_guichet": v.du_guichet,
                }
                for v in reversed(lignes)
                if v.code == code
            ],
        }
        for code in CodeParametre
    ]


def _historique(adhesion: Any) -> list[dict[str, Any]]:
    inscrites = ParametreLegal.objects.visibles_par(adhesion).order_by("-saisi_a", "-pk")[:25]
    return [
        {
            "icone": "calculator",
            "titre": f"{p.get_code_display()} au {formater_date(p.date_effet)}",
            "texte": f"{formater_euros(p.valeur, 2)}. {p.source}"
            if p.valeur is not None
            else "Valeur du guichet retirée.",
            "quand": f"{p.par_nom}, le {formater_date(p.saisi_a)}",
        }
        for p in inscrites
    ]
