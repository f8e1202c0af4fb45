"""Columns that a person named: her word wins over titles and contents."""

from __future__ import annotations

from collections.abc import Mapping

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.champs import Champ, lire_champ
from suivi_heures.imports.releve.periodes import MoisVu, mois_du_texte
from suivi_heures.imports.releve.roles import Role, Sorte
from suivi_heures.imports.releve.tableau import ColonneHeures, Tableau

PAS_LUE = "choisie\u00a0: à ne pas lire"


def imposer(tableau: Tableau, champs: Mapping[int, str], dit: str) -> None:
    """`champs`: column → code. A column of which nothing was said keeps what it was read as."""
    dites = {colonne: champ for colonne, code in champs.items() if (champ := lire_champ(code)) is not None}
    if not dites:
        return
    for colonne in dites:
        _liberer(tableau, colonne)
    debuts = [debut for debut, _ in tableau.horaires]
    fins = [fin for _, fin in tableau.horaires]
    for colonne, champ in dites.items():
        tableau.dites[colonne] = dit
        _placer(tableau, colonne, champ, debuts, fins)
    tableau.horaires = list(zip(sorted(debuts), sorted(fins), strict=False))
    tableau.calculer_les_heures()
    tableau.heures.sort(key=lambda une: une.rang)
    _accorder_les_noms(tableau, {champ.role for champ in dites.values()})


def _liberer(tableau: Tableau, colonne: int) -> None:
    tableau.roles = {role: rang for role, rang in tableau.roles.items() if rang != colonne}
    tableau.chantiers = [rang for rang in tableau.chantiers if rang != colonne]
    tableau.numeros = [rang for rang in tableau.numeros if rang != colonne]
    tableau.horaires = [paire for paire in tableau.horaires if colonne not in paire]
    tableau.heures = [une for une in tableau.heures if une.rang != colonne]
    tableau.ignorees.pop(colonne, None)
    tableau.incertaines.pop(colonne, None)
    tableau.par_contenu.pop(colonne, None)


def _placer(tableau: Tableau, colonne: int, champ: Champ, debuts: list[int], fins: list[int]) -> None:
    match champ.role:
        case Role.HEURES:
            tableau.heures.append(_heures(tableau, colonne, champ))
        case Role.IGNOREE:
            tableau.ignorees[colonne] = PAS_LUE
        case Role.CHANTIER:
            tableau.chantiers.append(colonne)
        case Role.NUMERO:
            tableau.numeros.append(colonne)
        case Role.DEBUT:
            debuts.append(colonne)
        case Role.FIN:
            fins.append(colonne)
        case role:
            tableau.roles[role] = colonne


def _heures(tableau: Tableau, colonne: int, champ: Champ) -> ColonneHeures:
    libelle = tableau.entete.libelles.get(colonne, "")
    titre = tableau.entete.titres.get(colonne)
    mois: MoisVu | None = None
    if titre is not None and titre.role == Role.HEURES:
        mois = titre.mois
    elif len(vus := mois_du_texte(libelle)) == 1:
        mois = vus[0]
    sorte = Sorte.PART if titre is not None and titre.sorte == Sorte.PART else Sorte.BASE
    return ColonneHeures(colonne, libelle, champ.nature or Nature.TRAVAIL, champ.motif, sorte, champ.minutes, mois)


def _accorder_les_noms(tableau: Tableau, dits: set[Role]) -> None:
    """One column says the whole name, or two say it together."""
    roles = tableau.roles
    if Role.NOM_COMPLET in dits:
        for role in {Role.NOM, Role.PRENOM} - dits:
            roles.pop(role, None)
    elif dits & {Role.NOM, Role.PRENOM}:
        if Role.NOM in roles and Role.PRENOM in roles:
            roles.pop(Role.NOM_COMPLET, None)
        elif Role.NOM in roles:
            roles[Role.NOM_COMPLET] = roles.pop(Role.NOM)
        elif Role.NOM_COMPLET in roles:
            roles[Role.NOM] = roles.pop(Role.NOM_COMPLET)
