"""A table: its titles, its rows, and the part each column plays, decided by words then by content."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from clauses_app.imports.tableur import Genre
from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from suivi_heures.enums import Nature
from suivi_heures.imports.releve.argent import sans_l_argent
from suivi_heures.imports.releve.dates import lire_date
from suivi_heures.imports.releve.entetes import Entete
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import CODES_D_ABSENCE, Etat, lire_case
from suivi_heures.imports.releve.horaires import est_une_heure
from suivi_heures.imports.releve.identites import ressemble_a_un_nom
from suivi_heures.imports.releve.precisions import colonne_prevu_realise, douter
from suivi_heures.imports.releve.resultat import MotifAbsence
from suivi_heures.imports.releve.roles import PAS_FAITES, Role, Sorte, Titre, lire_titre
from suivi_heures.imports.releve.sommes import sans_compter_deux_fois, sans_les_incertaines
from suivi_heures.imports.releve.tableau import ECHANTILLON, ColonneHeures, Tableau
from suivi_heures.imports.releve.textes import normaliser

PART = "part d’une autre colonne\u00a0: jamais ajoutée à elle"
SEULE_PART = "son titre annonce une part d’autre chose, et aucune autre colonne ne dit les heures"
MELANGE = "les heures d’autres chantiers y sont comptées"
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
    Role.UNITE,
}


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
    tableau.personnes = {c: titre.texte for c, titre in entete.titres.items() if titre.personne}
    _trouver_la_personne(tableau, connait)
    _decider_des_debuts(tableau, debuts, fins)
    _decider_du_type(tableau)
    _retenir_les_chantiers(tableau, nomme_un_chantier)
    _retenir_les_heures(tableau, heures)
    douter(tableau)
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
            tableau.ignorees[colonne] = PART if titre.sorte == Sorte.PART else "jamais compté"
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
    if Role.NOM_COMPLET in roles and Role.PRENOM not in roles and _prenoms_a_cote(tableau, connait):
        roles[Role.NOM] = roles.pop(Role.NOM_COMPLET)
        roles[Role.PRENOM] = roles[Role.NOM] + 1
        tableau.par_contenu[roles[Role.PRENOM]] = "ses cases complètent le nom écrit à côté"
    if Role.NOM in roles and Role.PRENOM in roles:
        roles.pop(Role.NOM_COMPLET, None)
    elif Role.NOM in roles:
        roles.setdefault(Role.NOM_COMPLET, roles[Role.NOM])
        del roles[Role.NOM]
    if Role.NOM_COMPLET in roles or Role.NOM in roles or tableau.personnes:
        return
    colonne = _colonne_de_noms(tableau, connait)
    if colonne is not None:
        roles[Role.NOM_COMPLET] = colonne
        tableau.par_contenu[colonne] = "la plupart de ses cases sont des noms de personnes"


def _prenoms_a_cote(tableau: Tableau, connait: Callable[[str], bool]) -> bool:
    """« Nom et prénom » over two columns: the next one has no title of its own, and somebody is known by both."""
    nom = tableau.roles[Role.NOM_COMPLET]
    titre = tableau.entete.titres.get(nom + 1)
    if titre is not None and titre.role not in {Role.HEURES, Role.NOM_COMPLET}:
        return False
    paires = [
        (tableau.grille.case(n, nom).texte, tableau.grille.case(n, nom + 1).texte)
        for n in list(tableau.lignes)[:ECHANTILLON]
    ]
    pleines = [(un, autre) for un, autre in paires if un.strip() and autre.strip()]
    connues = [un for un, autre in pleines if connait(f"{un} {autre}")]
    return bool(connues) and not any(connait(un) for un, _ in pleines)


def _colonne_de_noms(tableau: Tableau, connait: Callable[[str], bool]) -> int | None:
    """A title that says nothing, over cells that name people: two that look like names, or one of somebody known."""
    pris = set(tableau.roles.values()) | {c for c, t in tableau.entete.titres.items() if t.role == Role.HEURES}
    colonnes = {colonne for numero in list(tableau.lignes)[:ECHANTILLON] for colonne in tableau.grille.lignes[numero]}
    for colonne in sorted(colonnes - pris):
        valeurs = tableau.valeurs(colonne)
        connus = [case for case in valeurs if connait(case.texte)]
        noms = [case for case in valeurs if case in connus or ressemble_a_un_nom(case.texte)]
        if (connus or len(noms) >= 2) and 2 * len(noms) >= len(valeurs):
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
        return None if titre.sorte in PAS_FAITES else (titre.nature, titre.motif)
    if re.search(
        r"(?<![a-z])(travail|travaux|production|chantier|mission|normal|normales|work|prestation)(?![a-z])", nu
    ):
        return Nature.TRAVAIL, None
    if nu in CODES_D_ABSENCE:
        return Nature.ABSENCE, MotifAbsence.AUTRE
    return None


def est_un_type_ignore(texte: str) -> bool:
    titre = lire_titre(texte)
    return titre is not None and (titre.role in {Role.IGNOREE, Role.PAUSE} or titre.sorte in PAS_FAITES)


def _decider_du_type(tableau: Tableau) -> None:
    """« Code », « libellé »: kept only when their cells do say natures of hours."""
    premiere = tableau.roles.pop(Role.TYPE_HEURES, None)
    if premiere is None:
        if (colonne := colonne_prevu_realise(tableau)) is not None:
            tableau.roles[Role.TYPE_HEURES] = colonne
            tableau.par_contenu[colonne] = "ses cases disent ce qui était prévu et ce qui a été fait"
        return
    # a payroll writes « 0010 » before « Heures normales », both under titles of this kind
    toutes = [colonne for colonne, titre in tableau.entete.titres.items() if titre.role == Role.TYPE_HEURES]
    for colonne in (premiere, *sorted(set(toutes) - {premiere})):
        valeurs = tableau.valeurs(colonne)
        dites = [case for case in valeurs if nature_ecrite(case.texte) or est_un_type_ignore(case.texte)]
        if 2 * len(dites) >= len(valeurs):
            tableau.roles[Role.TYPE_HEURES] = colonne
            return
    tableau.numeros.append(premiere)


def _retenir_les_chantiers(tableau: Tableau, nomme_un_chantier: Callable[[str], bool]) -> None:
    """« Marché », « affaire », « lot » count as a site only when one of their cells names one that is known.
    A column that holds nothing says nothing: its title alone sets no row aside."""
    remplies = {c: [une.texte for une in tableau.valeurs(c) if une.texte.strip()] for c in tableau.chantiers}
    tableau.chantiers = [
        colonne
        for colonne, textes in remplies.items()
        if textes
        and (tableau.entete.titres[colonne].role == Role.CHANTIER or any(nomme_un_chantier(texte) for texte in textes))
    ]


def _retenir_les_heures(tableau: Tableau, candidates: list[tuple[int, Titre]]) -> None:
    """Paid, planned, part of another: read only when nothing else says the hours, once somebody said what they are."""
    retenues: list[ColonneHeures] = []
    for colonne, titre in sans_l_argent(tableau, candidates):
        if _porte_des_mots(tableau, colonne, datee=titre.mois is not None):
            _ranger_les_mots(tableau, colonne, titre)
            continue
        nature = titre.nature or Nature.TRAVAIL
        libelle = tableau.entete.libelles.get(colonne, titre.texte)
        retenues.append(ColonneHeures(colonne, libelle, nature, titre.motif, titre.sorte, titre.minutes, titre.mois))
    if any(titre.sorte == Sorte.AILLEURS for titre in tableau.entete.titres.values()):
        retenues = _sans_les_totaux_melanges(tableau, retenues)
    tableau.heures = sans_compter_deux_fois(tableau, sans_les_incertaines(tableau, retenues))
    if not tableau.heures and not tableau.horaires:
        tableau.incertaines |= {c: SEULE_PART for c, raison in tableau.ignorees.items() if raison == PART}
    tableau.calculer_les_heures()
    if not tableau.heures and not tableau.horaires and Role.HORAIRE in tableau.roles:
        tableau.heures = _heures_des_plages(tableau, tableau.roles[Role.HORAIRE])
    if not tableau.heures and not tableau.incertaines and not tableau.horaires:
        tableau.heures = _heures_par_contenu(tableau)


def _sans_les_totaux_melanges(tableau: Tableau, retenues: list[ColonneHeures]) -> list[ColonneHeures]:
    """Beside « Autres chantiers », the total of the row holds hours that nobody declares here."""
    melanges = {une.rang for une in retenues if une.sorte == Sorte.TOTAL and une.nature == Nature.TRAVAIL}
    dites = any(une.nature == Nature.TRAVAIL and une.rang not in melanges for une in retenues)
    (tableau.ignorees if dites else tableau.incertaines).update(dict.fromkeys(melanges, MELANGE))
    return [une for une in retenues if une.rang not in melanges]


def _porte_des_mots(tableau: Tableau, colonne: int, *, datee: bool) -> bool:
    """« Formation » may be the name of a course, and « Absence » its reason; a day when everybody was away is a day."""
    valeurs = tableau.valeurs(colonne)
    mots = [case for case in valeurs if lire_case(case).etat == Etat.ILLISIBLE and case.genre == Genre.TEXTE]
    codes = [case for case in valeurs if normaliser(case.texte) in CODES_D_ABSENCE]
    lus = [case for case in valeurs if lire_case(case).etat in {Etat.LUE, Etat.SANS_VALEUR}]
    return bool(mots or (codes and not datee)) and not lus


def _ranger_les_mots(tableau: Tableau, colonne: int, titre: Titre) -> None:
    if titre.nature == Nature.ABSENCE:
        tableau.roles.setdefault(Role.MOTIF, colonne)
    elif normaliser(titre.texte) == "unites" and not tableau.roles.get(Role.UNITE):
        tableau.roles[Role.UNITE] = colonne
    elif titre.nature == Nature.TRAVAIL and any(
        lire_case(case).etat == Etat.ILLISIBLE for case in tableau.valeurs(colonne)
    ):
        tableau.ignorees[colonne] = "aucune case n’est un nombre d’heures"


def _heures_des_plages(tableau: Tableau, colonne: int) -> list[ColonneHeures]:
    """« 8h-12h 13h-16h30 »: the only thing that says how long."""
    lues = [lire_case(case) for case in tableau.valeurs(colonne)]
    if 2 * sum(lue.etat == Etat.LUE for lue in lues) <= len(lues):
        return []
    tableau.par_contenu[colonne] = "ses horaires disent la durée de la journée"
    del tableau.roles[Role.HORAIRE]
    libelle = tableau.entete.libelles.get(colonne, "")
    return [ColonneHeures(colonne, libelle, Nature.TRAVAIL, None, Sorte.BASE, False, None)]


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


def sur_un_segment(entete: Entete, colonnes: set[int]) -> Entete:
    """The part of a row of titles that belongs to one of two tables side by side."""
    return replace(
        entete,
        titres={c: titre for c, titre in entete.titres.items() if c in colonnes},
        libelles={c: texte for c, texte in entete.libelles.items() if c in colonnes},
    )
