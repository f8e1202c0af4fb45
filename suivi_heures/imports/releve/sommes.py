"""The parts or their sum, never both (R2): decided by the titles, then by arithmetic over the rows."""

from __future__ import annotations

import re
from decimal import Decimal

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.heures import Etat, lire_case
from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.roles import PAS_FAITES, TOTAL_ECRIT, Sorte
from suivi_heures.imports.releve.tableau import ECHANTILLON, ColonneHeures, Tableau
from suivi_heures.imports.releve.textes import normaliser

RAISONS = {
    Sorte.PAYEE: "les heures payées comprennent aussi des congés et des absences, qui ne sont pas du travail",
    Sorte.PREVUE: "les heures prévues ne sont pas celles qui ont été faites",
}
ECARTEES = {
    Sorte.PAYEE: "heures payées\u00a0: les heures travaillées sont lues",
    Sorte.PREVUE: "heures prévues\u00a0: les heures faites sont lues",
}


TOTAL_SEUL = (
    "le total de la ligne, où les heures supplémentaires sont comptées\u00a0: aucune colonne ne dit les heures normales"
)
INSERTION = re.compile(r"(?<![a-z])(insertion|clausees?|clauses?)(?![a-z])")
TOUTES = re.compile(r"(?:nb|nbre|nombre|volume)?(?: ?d| ?de)? ?(?:heures?|h)(?: du mois| mensuelles?)?")


def sans_les_incertaines(tableau: Tableau, colonnes: list[ColonneHeures]) -> list[ColonneHeures]:
    """Paid or planned hours beside those that were done are not read. Alone, what was paid is read and shown to whoever
    deposits, what was planned waits to be said. The month of a calendar that is only planned is read as those before
    it: it is yet to come, and that is said."""
    sures = [une for une in colonnes if une.sorte not in PAS_FAITES]
    gardees = list(sures)
    for une in colonnes:
        if une.sorte not in PAS_FAITES:
            continue
        memes = [autre for autre in sures if autre.nature == une.nature and autre.mois == une.mois]
        if memes or (une.mois is None and une.nature == Nature.TRAVAIL and tableau.horaires):
            tableau.ignorees[une.rang] = ECARTEES[une.sorte]
        elif une.sorte == Sorte.PAYEE:
            tableau.par_contenu[une.rang] = RAISONS[une.sorte]
            gardees.append(une)
        elif une.mois is not None:
            gardees.append(une)
        else:
            tableau.incertaines[une.rang] = RAISONS[une.sorte]
    return sorted(gardees, key=lambda une: une.rang)


def sans_compter_deux_fois(tableau: Tableau, colonnes: list[ColonneHeures]) -> list[ColonneHeures]:
    """The parts or their sum, never both; the hours billed only when those worked are not said."""
    datees = [une for une in colonnes if une.mois is not None]
    if datees:
        for une in colonnes:
            if une.mois is None and (une.nature == Nature.TRAVAIL or len(datees) > 1):
                tableau.ignorees[une.rang] = "total de la ligne : ses mois sont lus"
        colonnes = _sans_les_totaux_de_semaines(tableau, datees)
    colonnes = _sans_le_reste_de_l_activite(tableau, colonnes)
    for mois in dict.fromkeys(une.mois for une in colonnes):
        colonnes = _ecarter_les_sommes(tableau, colonnes, mois)
    return colonnes


def _sans_le_reste_de_l_activite(tableau: Tableau, colonnes: list[ColonneHeures]) -> list[ColonneHeures]:
    """« Nb heures » beside « Heures d'insertion »: the latter are those that count."""
    travail = [une for une in colonnes if une.nature == Nature.TRAVAIL and une.sorte is Sorte.BASE and une.mois is None]
    dites = [une for une in travail if INSERTION.search(normaliser(une.titre))]
    if len(dites) != 1:
        return colonnes
    autres = {une.rang for une in travail if une not in dites and TOUTES.fullmatch(normaliser(une.titre))}
    tableau.ignorees.update(dict.fromkeys(autres, "toutes les heures\u00a0: celles d’insertion sont lues"))
    return [une for une in colonnes if une.rang not in autres]


def _sans_les_totaux_de_semaines(tableau: Tableau, colonnes: list[ColonneHeures]) -> list[ColonneHeures]:
    """« S10, S11, S12, S13, Total mars »: the weeks are read, not the month that adds them up. The weeks of a month
    stand on one side of it, up to the next month."""
    travail = [une for une in colonnes if une.nature == Nature.TRAVAIL and une.mois is not None]
    du_mois = [une for une in travail if une.mois and une.mois.semaine is None]
    bornes = [0, *(une.rang for une in du_mois), max((une.rang for une in travail), default=0) + 1]
    totaux: set[int] = set()
    for place, une in enumerate(du_mois, 1):
        for debut, fin in ((bornes[place - 1], une.rang), (une.rang, bornes[place + 1])):
            semaines = [autre for autre in travail if debut < autre.rang < fin and autre not in du_mois]
            if len(semaines) > 1 and _est_la_somme(tableau, une, semaines):
                totaux.add(une.rang)
    tableau.ignorees.update(dict.fromkeys(totaux, "total des semaines\u00a0: elles sont lues"))
    return [une for une in colonnes if une.rang not in totaux]


def _ecarter_les_sommes(tableau: Tableau, colonnes: list[ColonneHeures], mois: MoisVu | None) -> list[ColonneHeures]:
    memes = [une for une in colonnes if une.mois == mois]
    travail = [une for une in memes if une.nature == Nature.TRAVAIL]
    parties = [une for une in travail if une.sorte in {Sorte.BASE, Sorte.SUP}]
    ecartees = _supplements_sans_base(tableau, memes, travail)
    for une in travail:
        autres = [autre for autre in memes if autre.rang != une.rang and autre.rang not in ecartees]
        autres_parties = [partie for partie in parties if partie.rang not in ecartees]
        if une.sorte == Sorte.TOTAL and (autres_parties or _est_la_somme(tableau, une, autres)):
            ecartees[une.rang] = "total de la ligne : ses parties sont lues"
        elif une.sorte == Sorte.FACTUREE and any(p.sorte == Sorte.BASE for p in parties):
            ecartees[une.rang] = "heures facturées : les heures travaillées sont lues"
        elif une.sorte == Sorte.BASE and _repete(tableau, une, [p for p in memes if p.rang not in ecartees]):
            ecartees[une.rang] = "somme ou copie d’autres colonnes lues"
    for une in memes:
        if une.nature != Nature.TRAVAIL and _additionne(tableau, une, [p for p in memes if p.rang not in ecartees]):
            ecartees[une.rang] = "total de la ligne\u00a0: ses parties sont lues"
    tableau.ignorees.update(ecartees)
    return [une for une in colonnes if une.rang not in ecartees]


def _additionne(tableau: Tableau, une: ColonneHeures, memes: list[ColonneHeures]) -> bool:
    """« Total formation » after what it adds up; two absences that happen to be equal are no sum."""
    autres = [autre for autre in memes if autre.rang != une.rang and autre.nature == une.nature]
    if autres and TOTAL_ECRIT.search(normaliser(une.titre)):
        return True
    ensemble = [n for n in list(tableau.lignes)[: 3 * ECHANTILLON] if _combien(tableau, n, autres) > 1]
    return bool(ensemble) and _combien(tableau, ensemble[0], [une]) > 0 and _est_la_somme(tableau, une, autres)


def _combien(tableau: Tableau, numero: int, colonnes: list[ColonneHeures]) -> int:
    return sum(_valeur(tableau, numero, une) is not None for une in colonnes)


def _supplements_sans_base(
    tableau: Tableau, memes: list[ColonneHeures], travail: list[ColonneHeures]
) -> dict[int, str]:
    """« Heures supplémentaires » and « Total », the normal hours nowhere: the total holds them all, and is shown."""
    totaux = [une for une in travail if une.sorte == Sorte.TOTAL]
    sups = [une for une in travail if une.sorte == Sorte.SUP]
    if len(totaux) != 1 or not sups or len(totaux) + len(sups) < len(travail):
        return {}
    if _est_la_somme(tableau, totaux[0], [une for une in memes if une not in totaux]):
        return {}
    tableau.par_contenu[totaux[0].rang] = TOTAL_SEUL
    return dict.fromkeys((une.rang for une in sups), "comprises dans le total\u00a0: il est lu")


def _repete(tableau: Tableau, une: ColonneHeures, memes: list[ColonneHeures]) -> bool:
    """The sum of other columns, training and absences included, or the copy of an earlier one of work; two people may
    do the same hours."""
    if une.rang in tableau.personnes:
        return False
    toutes = [autre for autre in memes if autre.rang != une.rang and autre.sorte != Sorte.TOTAL]
    autres = [autre for autre in toutes if autre.nature == Nature.TRAVAIL]
    if len(autres) >= 2 and _est_la_somme(tableau, une, autres):
        return True
    if autres and len(toutes) > len(autres) and _est_la_somme(tableau, une, toutes):
        return True
    return any(autre.rang < une.rang and _est_la_copie(tableau, une, autre) for autre in autres)


def _est_la_copie(tableau: Tableau, une: ColonneHeures, autre: ColonneHeures) -> bool:
    """« Heures validées » after « heures travaillées »: the same, row after row, and not one figure repeated."""
    paires = [(_valeur(tableau, n, une), _valeur(tableau, n, autre)) for n in list(tableau.lignes)[:ECHANTILLON]]
    dites = [paire for paire in paires if paire != (None, None)]
    return len({un for un, _ in dites}) >= 3 and all(un == deux for un, deux in dites)


def _est_la_somme(tableau: Tableau, une: ColonneHeures, parties: list[ColonneHeures]) -> bool:
    if not parties:
        return False
    egales = differentes = 0
    for numero in list(tableau.lignes)[: 3 * ECHANTILLON]:
        somme = _valeur(tableau, numero, une)
        morceaux = [valeur for partie in parties if (valeur := _valeur(tableau, numero, partie)) is not None]
        if somme is None or not morceaux:
            continue
        if abs(somme - sum(morceaux, Decimal(0))) <= Decimal("0.05"):
            egales += 1
        else:
            differentes += 1
    return egales >= 2 and egales >= 4 * differentes


def _valeur(tableau: Tableau, numero: int, colonne: ColonneHeures) -> Decimal | None:
    lue = lire_case(tableau.grille.case(numero, colonne.rang), minutes=colonne.minutes)
    return lue.valeur if lue.etat == Etat.LUE else None
