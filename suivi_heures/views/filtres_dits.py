"""The filters of a file, said as the screen of its list says them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse

from beneficiaires.models import Convention
from clauses_app.interface.lectures import lire_cle
from marches.models import Entreprise, Lot, Marche
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
OBJETS: dict[str, Any] = {"marche": Marche, "entreprise": Entreprise, "convention": Convention, "lot": Lot}


def dire_les_filtres(request: HttpRequest, adresse: str) -> str:
    """Asks the screen itself, under the rights of whoever exports; empty without filters."""
    filtres = [(nom, valeurs) for nom, valeurs in request.GET.lists() if nom not in IGNORES and any(valeurs)]
    if not filtres:
        return ""
    chemin = reverse(adresse)

    def nommer(nom: str, valeur: str) -> str:
        modele, cle = OBJETS.get(nom), lire_cle(valeur)
        if modele is None or cle is None:
            return ""
        objet = modele.objects.visibles_par(request.adhesion).filter(pk=cle).first()  # type: ignore[attr-defined]
        return str(objet or "")

    contenu = resolve(chemin).func(request).content
    return dire_filtres(filtres, contenu, chemin=chemin, noms=NOMS, nommer=nommer)
