"""The filters of a file, said as the screen of its list says them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import resolve, reverse

from suivi_heures.restitutions.dire_filtres import IGNORES, dire_filtres

# carried by the address alone: the screen shows what they keep, not their name
NOMS = {
    "marche": "Marché",
    "entreprise": "Entreprise",
    "convention": "Convention",
    "lot": "Lot",
    "titulaire": "Titulaire",
    "etat": "État",
    "type": "Type",
    "tri": "Trié par",
    "de": "Depuis",
    "a": "Jusqu’à",
    "q": "Recherche",
}


def dire_les_filtres(request: HttpRequest, adresse: str) -> str:
    """Asks the screen itself, under the rights of whoever exports; empty without filters."""
    filtres = [(nom, valeurs) for nom, valeurs in request.GET.lists() if nom not in IGNORES and any(valeurs)]
    if not filtres:
        return ""
    return dire_filtres(filtres, resolve(reverse(adresse)).func(request).content, noms=NOMS)
