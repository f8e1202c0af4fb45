"""From rows to lines of hours: what is set aside, what is kept, and in the order of the rules (releves § 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from clauses_app.imports.nir import masquer_nir
from clauses_app.imports.tableur import Genre
from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from clauses_app.interface.formats import formater_heures
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.releve.connaissances import Connaissances
from suivi_heures.imports.releve.grille import RIEN_LA
from suivi_heures.imports.releve.heures import Etat
from suivi_heures.imports.releve.horaires import duree_de_la_ligne
from suivi_heures.imports.releve.periode_fichier import (
    Calendrier,
    annee_de,
    jour_de_la_rangee,
    periode_de_la_rangee,
)
from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.precisions import raison_de_l_unite
from suivi_heures.imports.releve.rangees import Rangee
from suivi_heures.imports.releve.resultat import AnomalieLue, MotifAbsence, Periode
from suivi_heures.imports.releve.roles import Role, Sorte
from suivi_heures.imports.releve.sections import lieux_connus
from suivi_heures.imports.releve.tableau import ColonneHeures
from suivi_heures.imports.releve.tableaux import est_un_type_ignore, nature_ecrite
from suivi_heures.imports.releve.textes import MEMOIRE, compacter, contient, normaliser

DU_TRAVAIL = re.compile(r"(?<![a-z])(?:travaill|realise|production|productiv)")  # stronger than the title above
JOUR_ECRIT = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
LUE = Etat.LUE
PAS_UN_NOMBRE = "n’est pas un nombre d’heures"
SEMAINES_D_UN_MOIS = 6
CHANTIERS_CITES = 3
FAUTIFS = (Etat.ILLISIBLE, Etat.SANS_VALEUR)
NON = {"non", "n", "no", "0", "faux", "false", "hors clause"}
MOTIFS = (
    ("conge", MotifAbsence.CP),
    ("cp", MotifAbsence.CP),
    ("rtt", MotifAbsence.CP),
    ("maladie", MotifAbsence.MALADIE),
    ("arret", MotifAbsence.MALADIE),
    ("accident", MotifAbsence.ACCIDENT),
    ("at", MotifAbsence.ACCIDENT),
    ("intemperie", MotifAbsence.INTEMPERIES),
    ("ferie", MotifAbsence.FERIE),
)


type Groupe = tuple[Nature, MotifAbsence | None, MoisVu | None]
type Groupes = dict[Groupe, list[ColonneHeures]]


class HeuresLues(NamedTuple):
    """Hours of one row, one nature and one period, before anyone is looked for."""

    rangee: Rangee
    nature: Nature
    motif: MotifAbsence | None
    heures: Decimal
    periode: Periode | None  # None: the one of the file
    cellules: tuple[str, ...]
    lot: str | None


@dataclass(slots=True)
class Extraction:
    lues: list[HeuresLues] = field(default_factory=list)
    anomalies: list[AnomalieLue] = field(default_factory=list)
    heures_vues: bool = False  # some hours were written, even if set aside
    ecartees: list[tuple[CodeAnomalie, HeuresLues]] = field(default_factory=list)


def extraire(
    rangees: list[Rangee], feuille: str | None, calendrier: Calendrier, connaissances: Connaissances
) -> Extraction:
    sortie = Extraction()
    visibles = _sans_les_masquees(rangees, feuille, calendrier, sortie)
    gardees = _sans_les_autres_chantiers(visibles, feuille, connaissances, sortie)
    gardees = _sans_les_doublons(gardees, feuille, calendrier, sortie)
    for rangee, lot in gardees:
        if any(lue.etat in FAUTIFS for lue in rangee.heures.values()):
            sortie.anomalies += _cases_fautives(rangee, feuille)
            sortie.ecartees += _cases_a_ecrire(rangee, lot, calendrier)
        sortie.lues += _heures_de(rangee, lot, calendrier)
        if rangee.tableau.horaires:
            sortie.anomalies += _horaires(rangee, feuille, connaissances.reglages.ecart_horaires)
    sortie.heures_vues = sortie.heures_vues or bool(sortie.lues)
    return sortie


def _sans_les_masquees(
    rangees: list[Rangee], feuille: str | None, calendrier: Calendrier, sortie: Extraction
) -> list[Rangee]:
    for rangee in rangees:
        if rangee.masquee and rangee.a_des_heures:
            sortie.heures_vues = True
            sortie.anomalies.append(
                AnomalieLue(CodeAnomalie.LIGNE_MASQUEE, feuille, rangee.numero, rangee.personne.nom)
            )
            sortie.ecartees += [(CodeAnomalie.LIGNE_MASQUEE, lue) for lue in _heures_de(rangee, None, calendrier)]
    return [rangee for rangee in rangees if not rangee.masquee]


def _sans_les_autres_chantiers(
    rangees: list[Rangee], feuille: str | None, connaissances: Connaissances, sortie: Extraction
) -> list[tuple[Rangee, str | None]]:
    gardees: list[tuple[Rangee, str | None]] = []
    lots: dict[str, str | None] = {}
    ecartees = 0
    ailleurs: dict[str, None] = {}  # the sites that no lot is known by, as the file names them, in its order
    titres = lieux_connus(
        (rangee.lieu for rangee in rangees), lambda texte: lot_nomme(texte, connaissances) is not None
    )
    for rangee in rangees:
        textes = [rangee.texte(colonne) for colonne in rangee.tableau.chantiers]
        if titres and rangee.lieu and not textes:
            textes = [rangee.lieu]
        ecrit = " ".join(textes)
        if ecrit not in lots:
            lots[ecrit] = lot_nomme(ecrit, connaissances)
        lot = lots[ecrit]
        if (textes and lot is None and not connaissances.aucun_marche) or normaliser(
            rangee.texte(rangee.tableau.plan.clause)
        ) in NON:
            if any(lue.etat != Etat.RIEN for lue in rangee.heures.values()):
                ecartees += 1
                ailleurs |= (
                    {masquer_nir(" ".join(ecrit.split()))[:60]: None}
                    if lot is None and ecrit.strip() and not connaissances.aucun_marche
                    else {}
                )
        else:
            gardees.append((rangee, lot))
    if ecartees:
        sortie.heures_vues = True
        detail = f"{ecartees} ligne{'s' if ecartees > 1 else ''} d’un autre chantier ou hors clause"
        detail += _nommer_les_chantiers(list(ailleurs))
        sortie.anomalies.append(AnomalieLue(CodeAnomalie.LIGNES_HORS_MARCHE, feuille, None, detail))
    return gardees


def _nommer_les_chantiers(noms: list[str]) -> str:
    """« , chantiers « Mairie » et « École » »: who reads it knows whether one of them is a lot under another name."""
    if not noms:
        return ""
    cites = [f"«\u00a0{nom}\u00a0»" for nom in noms[:CHANTIERS_CITES]]
    if len(noms) > CHANTIERS_CITES:
        autres = len(noms) - CHANTIERS_CITES
        cites.append(f"{autres} autre{'s' if autres > 1 else ''}")
    *premiers, dernier = cites
    suite = f"{', '.join(premiers)} et {dernier}" if premiers else dernier
    return f" (chantier{'s' if len(noms) > 1 else ''} écrit{'s' if len(noms) > 1 else ''}\u00a0: {suite})"


def lot_nomme(texte: str, connaissances: Connaissances) -> str | None:
    if not texte.strip():
        return None
    return next((lot.ref for lot in connaissances.lots if any(contient(texte, repere) for repere in lot.reperes)), None)


def _sans_les_doublons(
    rangees: list[tuple[Rangee, str | None]], feuille: str | None, calendrier: Calendrier, sortie: Extraction
) -> list[tuple[Rangee, str | None]]:
    vues: dict[tuple[object, ...], int] = {}
    gardees = []
    for rangee, lot in rangees:
        if not any(lue.etat != Etat.RIEN for lue in rangee.heures.values()):
            gardees.append((rangee, lot))
            continue
        cle = _cle(rangee, calendrier)
        if cle in vues:
            detail = f"identique à la ligne {vues[cle]}"
            sortie.anomalies.append(AnomalieLue(CodeAnomalie.DOUBLON_LIGNE, feuille, rangee.numero, detail))
            sortie.ecartees += [(CodeAnomalie.DOUBLON_LIGNE, lue) for lue in _heures_de(rangee, lot, calendrier)]
            continue
        vues[cle] = rangee.numero
        gardees.append((rangee, lot))
    return gardees


def _cle(rangee: Rangee, calendrier: Calendrier) -> tuple[object, ...]:
    """Every useful column: person, birth, period, site, number, times, kind, hours."""
    tableau, personne = rangee.tableau, rangee.personne
    cases, plan = rangee.cases, tableau.plan
    datee = any(cases.get(colonne, RIEN_LA)[0] for colonne in plan.datantes)
    ecrits = [(place, normaliser(cases[colonne][0])) for place, colonne in plan.comparees if colonne in cases]
    return (
        compacter(personne.nom) + compacter(personne.prenom),
        personne.naissance.texte,
        periode_de_la_rangee(rangee, calendrier.annee),
        None if datee else (tableau.entete.bas, rangee.sous),
        tuple(ecrit for ecrit in ecrits if ecrit[1]),
        tuple([(colonne.nature.value, colonne.mois, rangee.heures[colonne.rang]) for colonne in tableau.heures]),
    )


def _cases_fautives(rangee: Rangee, feuille: str | None) -> Iterator[AnomalieLue]:
    for colonne in rangee.tableau.heures:
        lue = rangee.heures[colonne.rang]
        case = rangee.tableau.grille.case(rangee.numero, colonne.rang)
        if lue.etat == Etat.ILLISIBLE:
            raison = rangee.tableau.douteuses.get(colonne.rang) or raison_de_l_unite(rangee.tableau, rangee.cases)
            detail = f"{case.reference} : « {case.texte[:60]} » {raison or PAS_UN_NOMBRE}"
            yield AnomalieLue(CodeAnomalie.HEURES_ILLISIBLES, feuille, rangee.numero, detail)
        elif lue.etat == Etat.SANS_VALEUR:
            detail = f"{case.reference} : formule sans résultat enregistré"
            yield AnomalieLue(CodeAnomalie.FORMULE_SANS_VALEUR, feuille, rangee.numero, detail)


def _cases_a_ecrire(
    rangee: Rangee, lot: str | None, calendrier: Calendrier
) -> Iterator[tuple[CodeAnomalie, HeuresLues]]:
    """Cells that say no number: the person and the period are known, the hours are to be typed."""
    codes = {
        Etat.ILLISIBLE: CodeAnomalie.HEURES_ILLISIBLES,
        Etat.SANS_VALEUR: CodeAnomalie.FORMULE_SANS_VALEUR,
    }
    propre = periode_de_la_rangee(rangee, calendrier.annee)
    for colonne in rangee.tableau.heures:
        code = codes.get(rangee.heures[colonne.rang].etat)
        if code is not None:
            nature, motif = _nature(rangee, colonne, rangee.texte(rangee.tableau.plan.type_heures))
            periode = _periode(rangee, propre, colonne.mois, calendrier)
            case = rangee.tableau.grille.case(rangee.numero, colonne.rang).reference
            yield code, HeuresLues(rangee, nature, motif, Decimal(0), periode, (case,), lot)


def ecrire_source(rangee: Rangee) -> str:
    """The row as the sender wrote it, in the columns that were used only: nothing else of the person is kept."""
    cases = rangee.cases
    textes = [_a_la_francaise(*cases[colonne]) for colonne in rangee.tableau.plan.utiles if colonne in cases]
    return masquer_nir(" · ".join([texte for texte in textes if texte]))[:300]


@lru_cache(maxsize=MEMOIRE)
def _a_la_francaise(ecrit: str, genre: str) -> str:
    """A date or a number of the spreadsheet as its window shows it; a text as it was typed."""
    texte = " ".join(ecrit.split())[:60]
    if genre == Genre.DATE and (jour := JOUR_ECRIT.match(texte)):
        return f"{jour[3]}/{jour[2]}/{jour[1]}"
    return texte.replace(".", ",") if genre == Genre.NOMBRE else texte


def _heures_de(rangee: Rangee, lot: str | None, calendrier: Calendrier) -> Iterator[HeuresLues]:
    """Columns of the same nature and period make one line: overtime is added to the rest."""
    lues = [colonne for colonne in rangee.tableau.heures if rangee.heures[colonne.rang].etat is LUE]
    ecrite = rangee.texte(rangee.tableau.plan.type_heures)
    if not lues or (ecrite and est_un_type_ignore(ecrite)):
        return
    propre = periode_de_la_rangee(rangee, calendrier.annee)
    if len(lues) == 1:  # the usual case
        groupes: Groupes = {(*_nature(rangee, lues[0], ecrite), lues[0].mois): lues}
    else:
        groupes = _par_nature(rangee, lues, ecrite)
    sommes = _sommer(rangee, groupes)
    for (nature, motif, mois), colonnes in groupes.items():
        heures = sommes[nature, motif, mois]
        if heures:
            periode = _periode(rangee, propre, mois, calendrier)
            cellules = tuple([f"{lettres_de_colonne(colonne.rang)}{rangee.numero}" for colonne in colonnes])
            yield HeuresLues(rangee, nature, motif, heures, periode, cellules, lot)


def _sommer(rangee: Rangee, groupes: Groupes) -> dict[Groupe, Decimal]:
    """A part of another column (« dont formation ») leaves the work that holds it, and is never added to it."""
    sommes = {
        cle: sum([rangee.heures[une.rang].valeur for une in colonnes if une.sorte is not Sorte.PART], Decimal(0))
        for cle, colonnes in groupes.items()
    }
    entiers = {cle[2]: cle for cle in groupes if cle[0] is Nature.TRAVAIL and sommes[cle]}
    for cle, colonnes in groupes.items():
        part = sum([rangee.heures[une.rang].valeur for une in colonnes if une.sorte is Sorte.PART], Decimal(0))
        entier = entiers.get(cle[2])
        if part and entier != cle:
            sommes[cle] += part
            if entier is not None:
                sommes[entier] -= part
    return sommes


def _par_nature(rangee: Rangee, lues: list[ColonneHeures], ecrite: str) -> Groupes:
    groupes: Groupes = {}
    for colonne in lues:
        nature, motif = _nature(rangee, colonne, ecrite)
        groupes.setdefault((nature, motif, colonne.mois), []).append(colonne)
    return groupes


def _nature(rangee: Rangee, colonne: ColonneHeures, ecrite: str) -> tuple[Nature, MotifAbsence | None]:
    if not ecrite and not DU_TRAVAIL.search(normaliser(colonne.titre)):
        ecrite = rangee.genre
    dite = nature_ecrite(ecrite) if ecrite and colonne.nature == Nature.TRAVAIL else None
    nature, motif = dite or (colonne.nature, colonne.motif)
    if nature != Nature.ABSENCE:
        return nature, None
    if motif in {None, MotifAbsence.AUTRE}:
        motif = motif_ecrit(rangee.texte(rangee.tableau.roles.get(Role.MOTIF, 0))) or motif
    return nature, motif or MotifAbsence.AUTRE


def motif_ecrit(texte: str) -> MotifAbsence | None:
    mots = normaliser(texte).split()
    return next(
        (motif for debut, motif in MOTIFS if any(m == debut or (len(debut) > 2 and m.startswith(debut)) for m in mots)),
        None,
    )


def _periode(rangee: Rangee, propre: Periode | None, mois: MoisVu | None, calendrier: Calendrier) -> Periode | None:
    if propre is not None:
        return propre
    feuille = calendrier.par_feuille.get(rangee.tableau.grille.nom) if calendrier.en_feuilles else None
    mois = mois or jour_de_la_rangee(rangee) or rangee.sous
    if mois is None:
        return feuille
    if mois.semaine is not None and mois.semaine <= SEMAINES_D_UN_MOIS:
        return _semaine_du_mois(mois, feuille, calendrier)
    if mois.jour is not None and not mois.mois:  # numbers 1 to 31: the month is said elsewhere
        base = rangee.sous.situer(calendrier.annee) if rangee.sous else None
        base = base or feuille or (calendrier.annoncee[0] if calendrier.annoncee else None)
        base = base or calendrier.par_feuille.get(rangee.tableau.grille.nom)
        return MoisVu(base.du.month, base.du.year, mois.jour).situer(base.du.year) if base else None
    return mois.situer(annee_de(rangee.tableau, mois, calendrier.annee))


def _semaine_du_mois(mois: MoisVu, feuille: Periode | None, calendrier: Calendrier) -> Periode | None:
    """« Semaine 2 » of May is no week of January."""
    dite = feuille or (calendrier.annoncee[0] if calendrier.annoncee else None)
    situee = mois.situer(mois.annee or calendrier.annee)
    return dite if situee is None or (dite is not None and not situee.touche(dite)) else situee


def _horaires(rangee: Rangee, feuille: str | None, ecart: Decimal) -> Iterator[AnomalieLue]:
    """The hours written win; a gap with start, end and break is said (R18)."""
    calculee = duree_de_la_ligne(rangee.tableau, rangee.numero)
    ecrites = [rangee.heures[c.rang] for c in rangee.tableau.heures if c.nature == Nature.TRAVAIL and c.mois is None]
    lues = [lue.valeur for lue in ecrites if lue.etat == Etat.LUE]
    if calculee is None or not lues:
        return
    saisies = sum(lues, Decimal(0))
    if abs(saisies - calculee) > ecart:
        detail = f"horaires : {formater_heures(calculee)}, mais {formater_heures(saisies)} saisies"
        yield AnomalieLue(CodeAnomalie.HORAIRES_INCOHERENTS, feuille, rangee.numero, detail)
