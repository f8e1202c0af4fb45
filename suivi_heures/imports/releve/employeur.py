"""Whose timesheet is it: by its SIRET, else by its name, else whoever deposits (R8)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.enums import CodeAnomalie
from suivi_heures.imports.releve.connaissances import Connaissances, Depot, EmployeurConnu
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.resultat import AnomalieLue, Preuve
from suivi_heures.imports.releve.roles import Role
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.textes import contient_mots, normaliser

CHIFFRES = re.compile(r"(?<!\d)\d(?:[\s.\-]?\d){13}(?!\d)")
APRES_LE_MOT = re.compile(r"(?i)siret\D{0,20}?(\d(?:[\s.\-]?\d){8,13})(?!\d)")
ESPACES = re.compile(r"[\s.\-]+")
AUTRE_PARTIE = re.compile(
    r"(?<![a-z])(clients?|destinataires?|donneur|utilisat\w+|attention|maitre d ouvrage|acheteur|factur\w+ a"
    r"|client facture|entreprise d accueil|adresse a)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class EmployeurTrouve:
    ref: str | None
    preuve: Preuve | None
    anomalies: tuple[AnomalieLue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Siret:
    chiffres: str
    feuille: str | None
    case: Cellule
    numero: int
    autre_partie: bool


def trouver_employeur(
    zones: list[tuple[Grille, list[int]]], tableaux: list[Tableau], connaissances: Connaissances, depot: Depot
) -> EmployeurTrouve:
    """`zones`: for each sheet, the rows outside its tables."""
    sirets = [*_sirets(zones), *_sirets_des_colonnes(tableaux)]
    faux = [une for une in sirets if not luhn(une.chiffres)]
    anomalies = tuple(
        AnomalieLue(
            CodeAnomalie.SIRET_INVALIDE,
            une.feuille,
            une.numero,
            f"clé de contrôle fausse : {une.chiffres}",
            cellule=une.case.reference,
        )
        for une in faux
        if not une.autre_partie
    )
    connus = connaissances.employeurs_par_siret()
    bons = [une for une in sirets if une.chiffres in connus and une not in faux and not une.autre_partie]
    bons.sort(key=lambda une: connus[une.chiffres].ref != depot.deposant)
    if bons:
        preuve = Preuve(connus[bons[0].chiffres].nom, "SIRET du fichier", bons[0].feuille, bons[0].case.reference)
        return EmployeurTrouve(connus[bons[0].chiffres].ref, preuve, anomalies)
    nomme = _par_nom(zones, connaissances) or _par_colonne(tableaux, connaissances)
    if nomme is not None:
        return EmployeurTrouve(nomme[0].ref, nomme[1], anomalies)
    if depot.deposant is None:
        return EmployeurTrouve(None, None, anomalies)
    return EmployeurTrouve(depot.deposant, Preuve(depot.deposant, "déposant", confiance=80), anomalies)


def luhn(chiffres: str) -> bool:
    somme = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        double = int(chiffre) * (2 if rang % 2 else 1)
        somme += double - 9 if double > 9 else double
    return len(chiffres) == 14 and somme % 10 == 0


def _sirets(zones: list[tuple[Grille, list[int]]]) -> Iterator[_Siret]:
    for grille, numeros in zones:
        for numero in numeros:
            avant = ""
            for _, case in grille.cases(numero):
                chiffres = _chiffres(case, avant)
                if chiffres:
                    contexte = normaliser(" ".join(grille.textes(numero)))
                    autre = AUTRE_PARTIE.search(contexte) is not None
                    yield _Siret(chiffres, grille.nom, case, numero, autre)
                avant = case.texte


def _chiffres(case: Cellule, avant: str) -> str | None:
    if case.genre == Genre.TEXTE:
        trouve = APRES_LE_MOT.search(case.texte)
        if trouve:
            return _completer(trouve[1])
    if "siret" in normaliser(avant) and not re.search(r"\d{3}", avant):
        nu = ESPACES.sub("", case.texte.removesuffix(".0"))
        if re.fullmatch(r"\d{9,14}", nu):
            return nu.zfill(14)
    seul = CHIFFRES.search(case.texte) if case.genre in {Genre.TEXTE, Genre.NOMBRE} else None
    if seul and luhn(_completer(seul[0])):
        return _completer(seul[0])
    return None


def _completer(texte: str) -> str:
    return ESPACES.sub("", texte).zfill(14)


def _sirets_des_colonnes(tableaux: list[Tableau]) -> Iterator[_Siret]:
    for tableau in tableaux:
        colonne = tableau.roles.get(Role.SIRET)
        if colonne is None:
            continue
        libelle = normaliser(tableau.entete.libelles.get(colonne, ""))
        vus: set[str] = set()
        for case in tableau.valeurs(colonne):
            nu = ESPACES.sub("", case.texte)
            if re.fullmatch(r"\d{9,14}", nu) and nu not in vus:
                vus.add(nu)
                numero = int(re.sub(r"\D", "", case.reference))
                yield _Siret(nu.zfill(14), tableau.grille.nom, case, numero, AUTRE_PARTIE.search(libelle) is not None)


def _par_nom(
    zones: list[tuple[Grille, list[int]]], connaissances: Connaissances
) -> tuple[EmployeurConnu, Preuve] | None:
    """The first employer named above the tables; a client is named too, but is not the employer."""
    candidats: list[tuple[bool, int, EmployeurConnu, Preuve]] = []
    for grille, numeros in zones:
        for numero in numeros:
            contexte = AUTRE_PARTIE.search(normaliser(" ".join(grille.textes(numero)))) is not None
            for _, case in grille.cases(numero):
                for employeur in _nommes(case.texte, connaissances.employeurs):
                    preuve = Preuve(employeur.nom, "nom écrit dans le fichier", grille.nom, case.reference, 90)
                    candidats.append((contexte, len(candidats), employeur, preuve))
    if not candidats:
        return None
    _, _, employeur, preuve = min(candidats, key=lambda candidat: candidat[:2])
    return employeur, preuve


def _nommes(texte: str, employeurs: Iterable[EmployeurConnu]) -> list[EmployeurConnu]:
    """The longest name first: « GEIQ Brumelle » before a shorter one that it holds."""
    trouves = [
        (max(len(nom) for nom in (e.nom, *e.autres_noms) if contient_mots(texte, nom)), e)
        for e in employeurs
        if any(contient_mots(texte, nom) for nom in (e.nom, *e.autres_noms))
    ]
    return [employeur for _, employeur in sorted(trouves, key=lambda paire: -paire[0])]


def _par_colonne(tableaux: list[Tableau], connaissances: Connaissances) -> tuple[EmployeurConnu, Preuve] | None:
    for tableau in tableaux:
        colonne = tableau.roles.get(Role.EMPLOYEUR)
        if colonne is None:
            continue
        nommes = [_nommes(case.texte, connaissances.employeurs) for case in tableau.valeurs(colonne)]
        comptes = Counter(liste[0].ref for liste in nommes if liste)
        if comptes:
            ref = comptes.most_common(1)[0][0]
            employeur = next(une for une in connaissances.employeurs if une.ref == ref)
            return employeur, Preuve(employeur.nom, "colonne de l’employeur", tableau.grille.nom, confiance=90)
    return None
