"""A total written in the file against the rows that it covers (R5)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from suivi_heures.enums import CodeAnomalie
from suivi_heures.imports.releve.heures import Etat
from suivi_heures.imports.releve.rangees import Contenu, Rangee, Total
from suivi_heures.imports.releve.resultat import AnomalieLue
from suivi_heures.imports.releve.tableau import ColonneHeures, Tableau
from suivi_heures.imports.releve.tableaux import lettre


def controler_totaux(contenu: Contenu, feuille: str | None, *, ecart: Decimal) -> Iterator[AnomalieLue]:
    """One anomaly a row and a period: any of the covers of the rule makes the total right."""
    for total in contenu.totaux:
        if total.numero in total.tableau.grille.masquees:
            continue
        dites: set[object] = set()
        for colonne in total.tableau.heures:
            lue = total.valeurs[colonne.rang]
            if lue.etat != Etat.LUE or colonne.mois in dites:
                continue
            sommes = list(_sommes(contenu, total, colonne))
            if all(abs(somme - lue.valeur) > ecart for somme in sommes):
                dites.add(colonne.mois)
                detail = f"total saisi {_ecrire(lue.valeur)}, somme des lignes {_ecrire(sommes[-1])}"
                detail += _sans_les_illisibles(contenu, total, colonne)
                cellule = f"{lettre(colonne.rang)}{total.numero}"
                yield AnomalieLue(CodeAnomalie.TOTAL_INCOHERENT, feuille, total.numero, detail, cellule=cellule)


def _sans_les_illisibles(contenu: Contenu, total: Total, colonne: ColonneHeures) -> str:
    """Cells that could not be read are in the total, not in the sum."""
    fautives = [
        rangee.numero
        for rangee in contenu.rangees
        if rangee.tableau is total.tableau
        and rangee.numero < total.numero
        and rangee.heures[colonne.rang].etat in {Etat.ILLISIBLE, Etat.SANS_VALEUR}
    ]
    if not fautives:
        return ""
    lignes = ", ".join(str(numero) for numero in fautives[:8])
    return f", sans {'la ligne' if len(fautives) == 1 else 'les lignes'} {lignes} que l’on ne peut pas lire"


def _sommes(contenu: Contenu, total: Total, colonne: ColonneHeures) -> Iterator[Decimal]:
    """Since each earlier total, since the start of the table, over all the tables; hidden rows in or out."""
    du_tableau = [r for r in contenu.rangees if r.tableau is total.tableau]
    avant = [rangee for rangee in du_tableau if rangee.numero < total.numero]
    departs = [t.numero for t in contenu.totaux if t.tableau is total.tableau and t.numero < total.numero]
    memes = [une for une in total.tableau.heures if (une.nature, une.mois) == (colonne.nature, colonne.mois)]
    for colonnes in ([colonne], memes):
        for depart in departs:
            yield from _avec_ou_sans([r for r in avant if r.numero > depart], colonnes)
        yield from _avec_ou_sans(avant, colonnes)
        toutes = [r for r in contenu.rangees if r.numero < total.numero]
        yield from _avec_ou_sans(toutes, colonnes)
        yield from _avec_ou_sans(contenu.rangees, colonnes)


def _avec_ou_sans(rangees: list[Rangee], colonnes: list[ColonneHeures]) -> Iterator[Decimal]:
    visibles = [rangee for rangee in rangees if not rangee.masquee]
    for choisies in (visibles, rangees) if len(visibles) < len(rangees) else (rangees,):
        yield sum((_valeur(rangee, colonne) for rangee in choisies for colonne in colonnes), Decimal(0))


def _valeur(rangee: Rangee, colonne: ColonneHeures) -> Decimal:
    rang = colonne.rang if colonne.rang in rangee.heures else None
    if rang is None or not _meme_colonne(rangee.tableau, colonne):
        rang = next(
            (
                c.rang
                for c in rangee.tableau.heures
                if (c.nature, c.motif, c.mois) == (colonne.nature, colonne.motif, colonne.mois)
            ),
            None,
        )
    lue = rangee.heures.get(rang) if rang is not None else None
    return lue.valeur if lue is not None and lue.etat == Etat.LUE else Decimal(0)


def _meme_colonne(tableau: Tableau, colonne: ColonneHeures) -> bool:
    return any(une.rang == colonne.rang and une.nature == colonne.nature for une in tableau.heures)


def _ecrire(valeur: Decimal) -> str:
    return f"{valeur:.2f}".replace(".", ",")
