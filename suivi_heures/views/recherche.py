"""General search: a list under the box while typing, a page of its own by Enter."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.lectures import lire_cle
from suivi_heures.queries.recherche import Trouve, chercher

LETTRES_MINIMUM = 2
PAR_GROUPE = 8
PAR_PAGE = 25
PAGES_MAX = 400
# kind → title, icon, address, anchor
GENRES = {
    "marches": ("Marchés", "diagram-3", "suivi_heures:marche", ""),
    "lots": ("Lots", "layers", "suivi_heures:marche", "#lots"),
    "operations": ("Opérations", "geo-alt", "marches:operation_modifier", ""),
    "entreprises": ("Entreprises et structures", "building", "marches:entreprise", ""),
    "acheteurs": ("Acheteurs", "bank", "marches:acheteur_modifier", ""),
    "beneficiaires": ("Bénéficiaires", "people", "beneficiaires:fiche", ""),
    "documents": ("Documents", "paperclip", "suivi_heures:document", ""),
    "publies": ("Marchés publiés", "collection", "marches:decp_detail", ""),
}


@autorise(Permission.TABLEAU_LIRE)
def recherche(request: HttpRequest) -> HttpResponse:
    """A page of its own without script; the list alone under the search box with it."""
    q = request.GET.get("q", "").strip()[:80]
    genre = request.GET.get("genre", "")
    contexte: dict[str, Any] = {"q": q, "trop_court": bool(q) and len(q) < LETTRES_MINIMUM, "groupes": []}
    if len(q) >= LETTRES_MINIMUM:
        contexte |= _un_genre(request, q, genre) if genre in GENRES else _tous(q)
    gabarit = "suivi_heures/recherche.html"
    cible = getattr(getattr(request, "htmx", None), "target", None)
    return render(request, f"{gabarit}#resultats" if cible == "resultats-recherche" else gabarit, contexte)


def _tous(q: str) -> dict[str, Any]:
    trouves = chercher(q, limite=PAR_GROUPE)
    return {"groupes": [_grouper(code, list(lignes), q) for code, lignes in groupby(trouves, key=lambda t: t.genre)]}


def _un_genre(request: HttpRequest, q: str, genre: str) -> dict[str, Any]:
    """Everything of one kind, page by page; the database reads the page only."""
    numero = min(max(lire_cle(request.GET.get("page", "1")) or 1, 1), PAGES_MAX)
    trouves = chercher(q, genres=(genre,), limite=PAR_PAGE, depuis=(numero - 1) * PAR_PAGE)
    total = trouves[0].total if trouves else 0
    page = Paginator(range(total), PAR_PAGE).get_page(numero)
    return {"groupes": [_grouper(genre, trouves, q)] if trouves else [], "page": page, "genre": genre}


def _grouper(code: str, trouves: list[Trouve], q: str) -> dict[str, Any]:
    titre, icone, url, ancre = GENRES[code]
    return {
        "titre": titre,
        "icone": icone,
        "total": trouves[0].total,
        "tous": f"{reverse('suivi_heures:recherche')}?{urlencode({'q': q, 'genre': code})}",
        "incomplet": trouves[0].total > len(trouves),
        "lignes": [{"nom": t.nom, "detail": t.detail, "adresse": reverse(url, args=[t.pk]) + ancre} for t in trouves],
    }
