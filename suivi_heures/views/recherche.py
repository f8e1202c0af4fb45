"""General search: contracts, companies, people of the guichet."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from beneficiaires.models import Beneficiaire
from clauses_app.comptes.permissions import Permission, autorise
from marches.models import Entreprise, Marche

LETTRES_MINIMUM = 2
PAR_GROUPE = 8


@autorise(Permission.TABLEAU_LIRE)
def recherche(request: HttpRequest) -> HttpResponse:
    """A page of its own without script; the list alone under the search box with it."""
    q = request.GET.get("q", "").strip()[:80]
    groupes = _chercher(q, request.adhesion) if len(q) >= LETTRES_MINIMUM else []  # type: ignore[attr-defined]
    contexte = {"q": q, "groupes": groupes, "trop_court": bool(q) and len(q) < LETTRES_MINIMUM}
    gabarit = "suivi_heures/recherche.html"
    cible = getattr(getattr(request, "htmx", None), "target", None)
    return render(request, f"{gabarit}#resultats" if cible == "resultats-recherche" else gabarit, contexte)


def _chercher(q: str, adhesion: Any) -> list[dict[str, Any]]:
    marches = Marche.objects.visibles_par(adhesion).filter(Q(objet__icontains=q) | Q(ref__icontains=q))
    entreprises = Entreprise.objects.visibles_par(adhesion).filter(
        Q(nom__icontains=q) | Q(autres_noms__icontains=q) | Q(siret__startswith=q)
    )
    personnes = Beneficiaire.objects.visibles_par(adhesion)
    for mot in q.split():
        personnes = personnes.filter(
            Q(nom__icontains=mot) | Q(prenom__icontains=mot) | Q(autres_noms__icontains=mot) | Q(ref__iexact=mot)
        )
    groupes = [
        ("Marchés", "diagram-3", "suivi_heures:marche", marches.order_by("objet"), lambda m: m.ref),
        ("Entreprises", "building", "marches:entreprise", entreprises.order_by("nom"), lambda e: e.siret),
        ("Bénéficiaires", "people", "beneficiaires:fiche", personnes.order_by("nom", "prenom"), lambda p: p.ref),
    ]
    trouves = [
        {
            "titre": titre,
            "icone": icone,
            "lignes": [
                {"nom": str(objet), "detail": detail(objet), "adresse": reverse(url, args=[objet.pk])}
                for objet in liste[:PAR_GROUPE]
            ],
        }
        for titre, icone, url, liste, detail in groupes
    ]
    return [groupe for groupe in trouves if groupe["lignes"]]
