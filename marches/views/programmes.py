"""Programmes with a rule of their own: settings of the guichet, versions dated, defaults offered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_pourcent
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.enums import Categorie, NaturePrestation
from marches.forms.programmes import FormulaireProgramme
from marches.models import Programme
from marches.services.enregistrer_programme import enregistrer_programme
from marches.services.installer_programmes import installer_programmes
from marches.views.gestes import tenter


@autorise(Permission.GUICHET_LIRE)
def programmes(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    liste = Programme.objects.visibles_par(adhesion).order_by("-est_actif", "libelle", "-date_effet")
    rangs = [
        {
            "programme": p,
            "effet": formater_date(p.date_effet),
            "taux": [f"{NaturePrestation(n).label} : {formater_pourcent(t, 0)}" for n, t in p.taux.items()],
            "publics": ", ".join(Categorie(code).label for code in p.publics or []) or "Tous les publics",
        }
        for p in liste
    ]
    contexte = {"rangs": rangs, "peut_regler": a_le_droit(adhesion, Permission.GUICHET_REGLER)}
    return render(request, "marches/programmes.html", contexte)


def _ecrire(request: HttpRequest, form: Any, titre: str) -> HttpResponse:
    if form.is_valid():
        ecrit = form.save(commit=False)
        if tenter(form, lambda: enregistrer_programme(programme=ecrit, par=request.adhesion)):  # type: ignore[attr-defined]
            messages.success(request, f"« {ecrit.libelle} » est enregistré.")
            form.annoncer(request)
            return redirect("marches:programmes")
    contexte = {"form": form, "titre": titre, "bouton": "Enregistrer"}
    contexte |= {"retour": reverse("marches:programmes"), "parent": "Programmes"}
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.GUICHET_REGLER)
@une_seule_fois
def programme_nouveau(request: HttpRequest) -> HttpResponse:
    return _ecrire(request, FormulaireProgramme(request.POST or None), "Nouveau programme")


@autorise(Permission.GUICHET_REGLER)
@un_a_la_fois
def programme_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(Programme.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    return _ecrire(request, FormulaireProgramme(request.POST or None, instance=objet), "Modifier le programme")


@require_POST
@autorise(Permission.GUICHET_REGLER)
def programmes_installer(request: HttpRequest) -> HttpResponse:
    nombre = installer_programmes(par=request.adhesion)  # type: ignore[attr-defined]
    if nombre:
        messages.success(request, f"{accorder(nombre, 'programme ajouté', 'programmes ajoutés')} : relisez leurs taux.")
    else:
        messages.info(request, "Les programmes usuels sont déjà là.")
    return redirect("marches:programmes")
