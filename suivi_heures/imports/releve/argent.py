"""Columns of an invoice that are money, not hours: written in euros, or a quantity times its price."""

from __future__ import annotations

import re
from decimal import Decimal

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.heures import Etat, lire_case
from suivi_heures.imports.releve.roles import Role, Sorte, Titre
from suivi_heures.imports.releve.tableau import ECHANTILLON, Tableau
from suivi_heures.imports.releve.textes import normaliser

EN_EUROS = "montants en euros"
UN_PRODUIT = "quantité multipliée par son prix\u00a0: c’est un montant"
LA_QUANTITE = "multipliée par le prix de la ligne, elle donne son total"
PRIX = re.compile(r"(?<![a-z])(?:taux|tarifs?|prix|pu|rate|price|coef\w*)(?![a-z])")
ECART = Decimal("0.02")


def sans_l_argent(tableau: Tableau, candidates: list[tuple[int, Titre]]) -> list[tuple[int, Titre]]:
    """The quantity that makes a total is the hours, even under a title that says nothing."""
    gardees = []
    trouvees: dict[int, Titre] = {}
    for colonne, titre in candidates:
        if titre.nature != Nature.TRAVAIL or titre.mois is not None:
            gardees.append((colonne, titre))
        elif any("€" in case.texte for case in tableau.valeurs(colonne)):
            tableau.ignorees[colonne] = EN_EUROS
        elif titre.sorte is Sorte.TOTAL and (quantite := _quantite(tableau, colonne)) is not None:
            tableau.ignorees[colonne] = UN_PRODUIT
            trouvees[quantite] = Titre(tableau.entete.libelles.get(quantite, ""), Role.HEURES, Nature.TRAVAIL)
        else:
            gardees.append((colonne, titre))
    connues = {colonne for colonne, _ in gardees}
    pris = {*tableau.roles.values(), *tableau.chantiers, *tableau.numeros}
    for colonne, titre in trouvees.items():
        if colonne not in connues | pris and colonne not in tableau.entete.titres:
            tableau.par_contenu[colonne] = LA_QUANTITE
            gardees.append((colonne, titre))
    return gardees


def _quantite(tableau: Tableau, total: int) -> int | None:
    """The column whose figures, times those of a column of prices, are this one's."""
    libelles = tableau.entete.libelles
    prix = [colonne for colonne, texte in libelles.items() if PRIX.search(normaliser(texte))]
    for quantite in libelles:
        if quantite != total and quantite not in prix and any(_multiplie(tableau, quantite, p, total) for p in prix):
            return quantite
    return None


def _multiplie(tableau: Tableau, quantite: int, prix: int, total: int) -> bool:
    justes = fausses = 0
    for numero in tableau.lignes[: 3 * ECHANTILLON]:
        facteur, autre, produit = (_nombre(tableau, numero, colonne) for colonne in (quantite, prix, total))
        if facteur is None or autre is None or produit is None:
            continue
        if abs(facteur * autre - produit) <= ECART:
            justes += 1
        else:
            fausses += 1
    return justes > 4 * fausses


def _nombre(tableau: Tableau, numero: int, colonne: int) -> Decimal | None:
    lue = lire_case(tableau.grille.case(numero, colonne))
    return lue.valeur if lue.etat == Etat.LUE else None
