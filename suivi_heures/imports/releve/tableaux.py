"""A table: its titles, its rows, and the part each column plays, decided by words then by content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from clauses_app.imports.tableur import Cellule, Genre
from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from suivi_heures.enums import Nature
from suivi_heures.imports.releve.dates import lire_date
from suivi_heures.imports.releve.entetes import Entete
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import CODES_D_ABSENCE, Etat, lire_case
from suivi_heures.imports.releve.horaires import est_une_heure
from suivi_heures.imports.releve.identites import ressemble_a_un_nom
from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.resultat import MotifAbsence
from suivi_heures.imports.releve.roles import Role, Sorte, Titre, lire_titre
from suivi_heures.imports.releve.textes import normaliser

ECHANTILLON = 60
DUREE_DE_PERIODE = 45  # days: beyond, « début » and « fin » are those of a contract
UNIQUES = {
    Role.NOM,
    Role.PRENOM,
    Role.NOM_COMPLET,
    Role.AUTRE_NOM,
    Role.NAISSANCE,
    Role.DATE,
    Role.DU,
    Role.AU,
    Role.SEMAINE,
    Role.MOIS,
    Role.ANNEE,
    Role.PERIODE,
    Role.PAUSE,
    Role.HORAIRE,
    Role.CLIENT,
    Role.CLAUSE,
    Role.TYPE_HEURES,
    Role.MOTIF,
    Role.EMPLOYEUR,
    Role.SIRET,
}


@dataclass(frozen=True, slots=True)
class ColonneHeures:
    rang: int
    titre: str
    nature: Nature
    motif: MotifAbsence | None
    sorte: Sorte
    minutes: bool
    mois: MoisVu | None


@dataclass(slots=True)
class Tableau:
    grille: Grille
    entete: Entete
    fin: int
    roles: dict[Role, int] = field(default_factory=dict)
    chantiers: list[int] = field(default_factory=list)
    numeros: list[int] = field(default_factory=list)  # of mission or contract
    horaires: list[tuple[int, int]] = field(default_factory=list)
    heures: list[ColonneHeures] = field(default_factory=list)
    ignorees: dict[int, str] = field(default_factory=dict)
    par_contenu: dict[int, str] = field(default_factory=dict)  # columns whose title said nothing
    blocs: bool = False

    @property
    def lignes(self) -> Iterator[int]:
        return (numero for numero in self.grille.numeros if self.entete.bas < numero <= self.fin)

    def valeurs(self, colonne: int) -> list[Cellule]:
        """The first cells that hold something under the title."""
        trouvees = []
        for numero in self.lignes:
            case = self.grille.case(numero, colonne)
            if case.texte or case.genre == Genre.SANS_VALEUR:
                trouvees.append(case)
            if len(trouvees) >= ECHANTILLON:
                break
        return trouvees


def composer_tableau(
    grille: Grille,
    entete: Entete,
    fin: int,
    *,
    connait: Callable[[str], bool],
    nomme_un_chantier: Callable[[str], bool],
) -> Tableau:
    tableau = Tableau(grille, entete, fin)
    heures: list[tuple[int, Titre]] = []
    debuts: list[int] = []
    fins: list[int] = []
    for colonne, titre in entete.titres.items():
        _ranger(tableau, colonne, titre, heures, debuts, fins)
    _trouver_la_personne(tableau, connait)
    _decider_des_debuts(tableau, debuts, fins)
    _decider_du_type(tableau)
    _retenir_les_chantiers(tableau, nomme_un_chantier)
    _retenir_les_heures(tableau, heures)
    return tableau


def _ranger(
    tableau: Tableau, colonne: int, titre: Titre, heures: list[tuple[int, Titre]], debuts: list[int], fins: list[int]
) -> None:
    match titre.role:
        case Role.HEURES:
            heures.append((colonne, titre))
        case Role.DEBUT | Role.FIN:
            (debuts if titre.role == Role.DEBUT else fins).append(colonne)
        case Role.CHANTIER | Role.MARCHE:
            tableau.chantiers.append(colonne)
        case Role.NUMERO:
            tableau.numeros.append(colonne)
        case Role.TYPE_CONTRAT:
            _ranger_contrat(tableau, colonne)
        case Role.IGNOREE:
            tableau.ignorees[colonne] = "jamais compté"
        case role if role in UNIQUES:
            tableau.roles.setdefault(role, colonne)


def _ranger_contrat(tableau: Tableau, colonne: int) -> None:
    """« Contrat » holds its kind (CDD), or its number."""
    valeurs = tableau.valeurs(colonne)
    numeros = [case for case in valeurs if re.search(r"\d{2}", case.texte)]
    if valeurs and 2 * len(numeros) > len(valeurs):
        tableau.numeros.append(colonne)
    else:
        tableau.roles.setdefault(Role.TYPE_CONTRAT, colonne)


def _trouver_la_personne(tableau: Tableau, connait: Callable[[str], bool]) -> None:
    roles = tableau.roles
    if Role.NOM_COMPLET in roles and Role.PRENOM in roles and Role.NOM not in roles:
        roles[Role.NOM] = roles.pop(Role.NOM_COMPLET)
    if Role.NOM in roles and Role.PRENOM in roles:
        roles.pop(Role.NOM_COMPLET, None)
    elif Role.NOM in roles:
        roles.setdefault(Role.NOM_COMPLET, roles[Role.NOM])
        del roles[Role.NOM]
    if Role.NOM_COMPLET in roles or Role.NOM in roles:
        return
    colonne = _colonne_de_noms(tableau, connait)
    if colonne is not None:
        roles[Role.NOM_COMPLET] = colonne
        tableau.par_contenu[colonne] = "la plupart de ses cases sont des noms de personnes"


def _colonne_de_noms(tableau: Tableau, connait: Callable[[str], bool]) -> int | None:
    """A title that says nothing, over cells that name people."""
    pris = set(tableau.roles.values()) | {c for c, t in tableau.entete.titres.items() if t.role == Role.HEURES}
    colonnes = {colonne for numero in list(tableau.lignes)[:ECHANTILLON] for colonne in tableau.grille.lignes[numero]}
    for colonne in sorted(colonnes - pris):
        valeurs = tableau.valeurs(colonne)
        noms = [case for case in valeurs if connait(case.texte) or ressemble_a_un_nom(case.texte)]
        if len(noms) >= 2 and 2 * len(noms) >= len(valeurs):
            return colonne
    return None


def _decider_des_debuts(tableau: Tableau, debuts: list[int], fins: list[int]) -> None:
    """Hours of the day, dates of a short mission, or dates of a contract: their content says it."""
    for role, liste in ((Role.DU, debuts), (Role.AU, fins)):
        colonne = tableau.roles.get(role)
        if colonne is not None and _sont_des_heures(tableau, colonne):
            liste.append(tableau.roles.pop(role))
    horaires = [colonne for colonne in debuts if _sont_des_heures(tableau, colonne)]
    fins_horaires = [colonne for colonne in fins if _sont_des_heures(tableau, colonne)]
    tableau.horaires = list(zip(sorted(horaires), sorted(fins_horaires), strict=False))
    dates = [colonne for colonne in debuts if colonne not in horaires]
    fins_dates = [colonne for colonne in fins if colonne not in fins_horaires]
    if dates and fins_dates and Role.DU not in tableau.roles and _est_une_periode(tableau, dates[0], fins_dates[0]):
        tableau.roles[Role.DU], tableau.roles[Role.AU] = dates[0], fins_dates[0]
    elif dates and not fins_dates and Role.AU in tableau.roles and Role.DU not in tableau.roles:
        tableau.roles[Role.DU] = dates[0]
    elif Role.DU in tableau.roles and Role.AU in tableau.roles and not _durees(tableau, *_bornes(tableau)):
        pass
    elif Role.DU in tableau.roles and Role.AU in tableau.roles and not _courtes(_durees(tableau, *_bornes(tableau))):
        del tableau.roles[Role.DU], tableau.roles[Role.AU]


def _bornes(tableau: Tableau) -> tuple[int, int]:
    return tableau.roles[Role.DU], tableau.roles[Role.AU]


def _sont_des_heures(tableau: Tableau, colonne: int) -> bool:
    valeurs = tableau.valeurs(colonne)
    return bool(valeurs) and 2 * sum(est_une_heure(case) for case in valeurs) > len(valeurs)


def _est_une_periode(tableau: Tableau, debut: int, fin: int) -> bool:
    """Beside the kind of contract, they are its dates; over weeks or days, they are those of the mission."""
    libelle = normaliser(f"{tableau.entete.libelles.get(debut, '')} {tableau.entete.libelles.get(fin, '')}")
    if "previsionnel" in libelle or "contrat" in libelle:
        return False
    durees = _durees(tableau, debut, fin)
    if not durees:
        return False
    if Role.TYPE_CONTRAT in tableau.roles and "mission" not in libelle:
        return False
    return _courtes(durees)


def _courtes(durees: list[int]) -> bool:
    return sorted(durees)[len(durees) // 2] <= DUREE_DE_PERIODE


def _durees(tableau: Tableau, debut: int, fin: int) -> list[int]:
    durees = []
    for numero in list(tableau.lignes)[: 3 * ECHANTILLON]:
        du, au = (lire_date(tableau.grille.etendue(numero, colonne)) for colonne in (debut, fin))
        if du and au and du <= au:
            durees.append((au - du).days)
    return durees


def nature_ecrite(texte: str) -> tuple[Nature, MotifAbsence | None] | None:
    """The nature that a row says in its own « type » cell; None when it says none."""
    titre = lire_titre(texte)
    nu = normaliser(texte)
    if titre is not None and titre.role == Role.HEURES and titre.nature is not None:
        return titre.nature, titre.motif
    if re.search(
        r"(?<![a-z])(travail|travaux|production|chantier|mission|normal|normales|work|prestation)(?![a-z])", nu
    ):
        return Nature.TRAVAIL, None
    if nu in CODES_D_ABSENCE:
        return Nature.ABSENCE, MotifAbsence.AUTRE
    return None


def est_un_type_ignore(texte: str) -> bool:
    titre = lire_titre(texte)
    return titre is not None and titre.role in {Role.IGNOREE, Role.PAUSE}


def _decider_du_type(tableau: Tableau) -> None:
    """« Code », « libellé »: kept only when their cells do say natures of hours."""
    colonne = tableau.roles.get(Role.TYPE_HEURES)
    if colonne is None:
        return
    valeurs = tableau.valeurs(colonne)
    dites = [case for case in valeurs if nature_ecrite(case.texte) or est_un_type_ignore(case.texte)]
    if 2 * len(dites) < len(valeurs):
        del tableau.roles[Role.TYPE_HEURES]
        tableau.numeros.append(colonne)


def _retenir_les_chantiers(tableau: Tableau, nomme_un_chantier: Callable[[str], bool]) -> None:
    """« Marché », « affaire », « lot » count as a site only when one of their cells names one that is known."""
    tableau.chantiers = [
        colonne
        for colonne in tableau.chantiers
        if tableau.entete.titres[colonne].role == Role.CHANTIER
        or any(nomme_un_chantier(case.texte) for case in tableau.valeurs(colonne))
    ]


def _retenir_les_heures(tableau: Tableau, candidates: list[tuple[int, Titre]]) -> None:
    retenues: list[ColonneHeures] = []
    for colonne, titre in candidates:
        if _porte_des_mots(tableau, colonne):
            _ranger_les_mots(tableau, colonne, titre)
            continue
        nature = titre.nature or Nature.TRAVAIL
        libelle = tableau.entete.libelles.get(colonne, titre.texte)
        retenues.append(ColonneHeures(colonne, libelle, nature, titre.motif, titre.sorte, titre.minutes, titre.mois))
    tableau.heures = _sans_compter_deux_fois(tableau, retenues)
    if not tableau.heures:
        tableau.heures = _heures_par_contenu(tableau)


def _porte_des_mots(tableau: Tableau, colonne: int) -> bool:
    """« Formation » may be the name of a course, and « Absence » its reason."""
    valeurs = tableau.valeurs(colonne)
    mots = [case for case in valeurs if lire_case(case).etat == Etat.ILLISIBLE and case.genre == Genre.TEXTE]
    codes = [case for case in valeurs if normaliser(case.texte) in CODES_D_ABSENCE]
    lus = [case for case in valeurs if lire_case(case).etat in {Etat.LUE, Etat.SANS_VALEUR}]
    return bool(mots or codes) and not lus


def _ranger_les_mots(tableau: Tableau, colonne: int, titre: Titre) -> None:
    if titre.nature == Nature.ABSENCE:
        tableau.roles.setdefault(Role.MOTIF, colonne)
    elif titre.nature == Nature.TRAVAIL and any(
        lire_case(case).etat == Etat.ILLISIBLE for case in tableau.valeurs(colonne)
    ):
        tableau.ignorees[colonne] = "aucune case n’est un nombre d’heures"


def _sans_compter_deux_fois(tableau: Tableau, colonnes: list[ColonneHeures]) -> list[ColonneHeures]:
    """The parts or their sum, never both; the hours billed only when those worked are not said."""
    datees = [une for une in colonnes if une.mois is not None]
    if datees:
        for une in colonnes:
            if une.mois is None and (une.nature == Nature.TRAVAIL or len(datees) > 1):
                tableau.ignorees[une.rang] = "total de la ligne : ses mois sont lus"
        colonnes = datees
    for mois in dict.fromkeys(une.mois for une in colonnes):
        colonnes = _ecarter_les_sommes(tableau, colonnes, mois)
    return colonnes


def _ecarter_les_sommes(tableau: Tableau, colonnes: list[ColonneHeures], mois: MoisVu | None) -> list[ColonneHeures]:
    memes = [une for une in colonnes if une.mois == mois]
    travail = [une for une in memes if une.nature == Nature.TRAVAIL]
    parties = [une for une in travail if une.sorte in {Sorte.BASE, Sorte.SUP}]
    ecartees: dict[int, str] = {}
    for une in travail:
        autres = [autre for autre in memes if autre.rang != une.rang and autre.rang not in ecartees]
        if une.sorte == Sorte.TOTAL and (parties or _est_la_somme(tableau, une, autres)):
            ecartees[une.rang] = "total de la ligne : ses parties sont lues"
        elif une.sorte == Sorte.FACTUREE and any(p.sorte == Sorte.BASE for p in parties):
            ecartees[une.rang] = "heures facturées : les heures travaillées sont lues"
        elif une.sorte == Sorte.BASE and _repete(tableau, une, [p for p in travail if p.rang not in ecartees]):
            ecartees[une.rang] = "somme ou copie d’autres colonnes lues"
    tableau.ignorees.update(ecartees)
    return [une for une in colonnes if une.rang not in ecartees]


def _repete(tableau: Tableau, une: ColonneHeures, travail: list[ColonneHeures]) -> bool:
    """The sum of the other columns of work, or the copy of an earlier one."""
    autres = [autre for autre in travail if autre.rang != une.rang and autre.sorte != Sorte.TOTAL]
    if len(autres) >= 2 and _est_la_somme(tableau, une, autres):
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


def _heures_par_contenu(tableau: Tableau) -> list[ColonneHeures]:
    """No title speaks of hours: the one column of plausible figures whose title says nothing."""
    pris = set(tableau.entete.titres)
    for colonne in sorted(set(tableau.entete.libelles) - pris):
        valeurs = tableau.valeurs(colonne)
        lues = [lire_case(case) for case in valeurs]
        bonnes = [lue for lue in lues if lue.etat == Etat.LUE and abs(lue.valeur) <= 400]
        if len(bonnes) >= 2 and 10 * len(bonnes) >= 8 * len(valeurs):
            tableau.par_contenu[colonne] = "seule colonne de nombres qui puissent être des heures"
            libelle = tableau.entete.libelles[colonne]
            return [ColonneHeures(colonne, libelle, Nature.TRAVAIL, None, Sorte.BASE, False, None)]
    return []


def lettre(colonne: int) -> str:
    return lettres_de_colonne(colonne)


def sans_titres(colonne_nom: int, colonne_heures: int, premiere: int) -> Entete:
    """A list without titles: what is known of it is its content."""
    titres = {
        colonne_nom: Titre("", Role.NOM_COMPLET),
        colonne_heures: Titre("", Role.HEURES, Nature.TRAVAIL),
    }
    return Entete(premiere - 1, premiere - 1, titres, {}, 0.0)


def sur_un_segment(entete: Entete, colonnes: set[int]) -> Entete:
    """The part of a row of titles that belongs to one of two tables side by side."""
    return replace(
        entete,
        titres={c: titre for c, titre in entete.titres.items() if c in colonnes},
        libelles={c: texte for c, texte in entete.libelles.items() if c in colonnes},
    )
