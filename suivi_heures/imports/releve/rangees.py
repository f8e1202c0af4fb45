"""Rows of a sheet, one after the other: data with the person they speak of, totals, and the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import CaseHeures, Etat, lire_case
from suivi_heures.imports.releve.identites import (
    PAS_DES_PERSONNES,
    PIEDS,
    REPORTS,
    TOTAUX,
    ressemble_a_un_nom,
)
from suivi_heures.imports.releve.resultat import Periode
from suivi_heures.imports.releve.roles import PERSONNES, Role, lire_titre
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.textes import normaliser

VIDE = Cellule("", "")
NE_LE = re.compile(r"(?i)\(?\s*(?:,|-|–)?\s*n[ée](?:\s?\(e\)|e)?\s+le\s*:?\s*([\d/. -]{6,10}\d)\s*\)?")
DATE_FINALE = re.compile(r"\(?\s*(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})\s*\)?\s*\Z")
SUITE_DE_BLOC = 4  # rows over which « Prénom : », « Né le : » complete a title


@dataclass(frozen=True, slots=True)
class PersonneEcrite:
    """As the file writes her; `prenom` is empty when one cell says all."""

    nom: str
    prenom: str = ""
    naissance: Cellule = VIDE
    ligne: int = 0  # where her name is written


@dataclass(frozen=True, slots=True)
class Rangee:
    tableau: Tableau
    numero: int
    personne: PersonneEcrite
    heures: dict[int, CaseHeures]
    masquee: bool
    periodes: dict[int, Periode | None] = field(default_factory=dict, compare=False)  # read once, by reference year

    def case(self, role: Role) -> Cellule:
        colonne = self.tableau.roles.get(role)
        return self.tableau.grille.etendue(self.numero, colonne) if colonne else VIDE

    @property
    def a_des_heures(self) -> bool:
        return any(lue.etat == Etat.LUE for lue in self.heures.values())


@dataclass(frozen=True, slots=True)
class Total:
    tableau: Tableau
    numero: int
    valeurs: dict[int, CaseHeures]


@dataclass(slots=True)
class Contenu:
    """What a sheet holds, in its order."""

    rangees: list[Rangee] = field(default_factory=list)
    totaux: list[Total] = field(default_factory=list)
    neant: bool = False


def lire_rangees(grille: Grille, tableaux: list[Tableau], connait: Callable[[str], bool]) -> Contenu:
    contenu = Contenu()
    lecteur = _Lecteur(grille, connait, contenu)
    entetes = {ligne for t in tableaux for ligne in range(t.entete.haut, t.entete.bas + 1)}
    par_ligne = _tableaux_par_ligne(tableaux)
    for numero in grille.numeros:
        if numero in entetes:
            lecteur.nouveau_tableau()
            continue
        lecteur.lire(numero, par_ligne(numero))
    return contenu


def _tableaux_par_ligne(tableaux: list[Tableau]) -> Callable[[int], list[Tableau]]:
    return lambda numero: [t for t in tableaux if t.entete.bas < numero <= t.fin]


class _Lecteur:
    def __init__(self, grille: Grille, connait: Callable[[str], bool], contenu: Contenu) -> None:
        self.grille, self.connait, self.contenu = grille, connait, contenu
        self.bloc: PersonneEcrite | None = None
        self.courante: PersonneEcrite | None = None  # the person named above, in a table that names her once
        if grille.nom and (connait(grille.nom) or ressemble_a_un_nom(grille.nom)):
            self.bloc = PersonneEcrite(grille.nom)

    def nouveau_tableau(self) -> None:
        self.courante = None

    def lire(self, numero: int, tableaux: list[Tableau]) -> None:
        if any(normaliser(texte) == "neant" for texte in self.grille.textes(numero)) or self._dit_neant(numero):
            self.contenu.neant = True
        if self._titre_de_bloc(numero, tableaux):
            return
        for tableau in tableaux:
            self._lire_dans(numero, tableau)

    def _dit_neant(self, numero: int) -> bool:
        return any(re.search(r"(?<![a-z])neant(?![a-z])", normaliser(texte)) for texte in self.grille.textes(numero))

    def _lire_dans(self, numero: int, tableau: Tableau) -> None:
        premiers = self._premiers_textes(numero, tableau)
        heures = {
            une.rang: lire_case(self.grille.case(numero, une.rang), minutes=une.minutes) for une in tableau.heures
        }
        if any(TOTAUX.match(texte) for texte in premiers):
            self.courante = None
            self.contenu.totaux.append(Total(tableau, numero, heures))
            return
        if any(PIEDS.match(texte) or REPORTS.match(texte) for texte in premiers):
            return
        personne = self._personne(numero, tableau)
        if personne is not None:
            masquee = numero in self.grille.masquees
            self.contenu.rangees.append(Rangee(tableau, numero, personne, heures, masquee))

    def _premiers_textes(self, numero: int, tableau: Tableau) -> list[str]:
        colonnes = sorted(self.grille.lignes[numero])
        if tableau.entete.libelles:  # of two tables side by side, each looks at its own columns
            debut, fin = min(tableau.entete.libelles), max(tableau.entete.libelles)
            colonnes = [colonne for colonne in colonnes if debut <= colonne <= fin] or colonnes
        textes = (self.grille.case(numero, colonne) for colonne in colonnes)
        return [normaliser(case.texte) for case in textes if case.genre == Genre.TEXTE and case.texte.strip()][:2]

    def _personne(self, numero: int, tableau: Tableau) -> PersonneEcrite | None:
        roles = tableau.roles
        if Role.NOM not in roles and Role.NOM_COMPLET not in roles:
            tableau.blocs = tableau.blocs or self.bloc is not None
            return self.bloc
        ecrite = self._personne_ecrite(numero, tableau)
        if ecrite is not None:
            nu = normaliser(ecrite.nom)
            if PAS_DES_PERSONNES.search(nu) and not self.connait(f"{ecrite.nom} {ecrite.prenom}"):
                return None
            self.courante = ecrite
            return ecrite
        return self._personne_au_dessus(numero, tableau)

    def _personne_ecrite(self, numero: int, tableau: Tableau) -> PersonneEcrite | None:
        cases = {
            role: self.grille.etendue(numero, tableau.roles[role])
            for role in (Role.NOM, Role.NOM_COMPLET, Role.PRENOM, Role.NAISSANCE, Role.AUTRE_NOM)
            if role in tableau.roles
        }
        nom = cases.get(Role.NOM) or cases.get(Role.NOM_COMPLET) or VIDE
        if nom.genre != Genre.TEXTE or not re.search(r"[^\W\d_]{2}", nom.texte):
            return None
        texte, naissance = separer_naissance(nom.texte)
        prenom = cases.get(Role.PRENOM, VIDE).texte.strip()
        dite = cases.get(Role.NAISSANCE, VIDE)
        return PersonneEcrite(texte, prenom, dite if dite.texte else naissance, numero)

    def _personne_au_dessus(self, numero: int, tableau: Tableau) -> PersonneEcrite | None:
        """Named once above her rows: only a row that says its own day or week may go on with her."""
        suivantes = (Role.DATE, Role.DU, Role.SEMAINE, Role.MOIS, Role.PERIODE)
        datee = any(self.grille.case(numero, tableau.roles[role]).texte for role in suivantes if role in tableau.roles)
        if not datee:
            return None
        return self.courante or self.bloc

    def _titre_de_bloc(self, numero: int, tableaux: list[Tableau]) -> bool:
        cases = list(self.grille.cases(numero))
        etiquettes = _etiquettes(cases)
        personnels = PERSONNES | {Role.NAISSANCE}
        if any(role in personnels for role, _, _ in etiquettes):
            return self._prendre_les_etiquettes(numero, etiquettes)
        return self._nom_seul(numero, cases, tableaux)

    def _prendre_les_etiquettes(self, numero: int, etiquettes: list[tuple[Role, Cellule, str]]) -> bool:
        dites = {role: case for role, case, _ in etiquettes}
        nom = dites.get(Role.NOM) or dites.get(Role.NOM_COMPLET)
        prenom, naissance = dites.get(Role.PRENOM), dites.get(Role.NAISSANCE)
        if nom is not None and nom.texte:
            texte, incluse = separer_naissance(nom.texte)
            self.bloc = PersonneEcrite(texte, prenom.texte if prenom else "", naissance or incluse, numero)
            return True
        bloc = self.bloc
        if bloc is None or numero - bloc.ligne > SUITE_DE_BLOC:
            return False
        self.bloc = PersonneEcrite(
            bloc.nom, prenom.texte if prenom else bloc.prenom, naissance or bloc.naissance, bloc.ligne
        )
        return True

    def _nom_seul(self, numero: int, cases: list[tuple[int, Cellule]], tableaux: list[Tableau]) -> bool:
        """A name alone on its row, above rows that name nobody."""
        textes = [case for _, case in cases if case.genre == Genre.TEXTE and case.texte.strip()]
        if not textes or len(cases) > 3:
            return False
        colonnes = {une.rang for tableau in tableaux for une in tableau.heures}
        colonnes |= {t.roles[role] for t in tableaux for role in (Role.NOM, Role.NOM_COMPLET) if role in t.roles}
        if any(colonne in colonnes for colonne, _ in cases):
            return False
        texte, naissance = separer_naissance(textes[0].texte)
        if not (self.connait(texte) or (tableaux and ressemble_a_un_nom(texte))):
            return False
        autre = next((case for _, case in cases if case.genre == Genre.DATE), VIDE)
        self.bloc = self.courante = PersonneEcrite(texte, "", naissance if naissance.texte else autre, numero)
        return True


def _etiquettes(cases: list[tuple[int, Cellule]]) -> list[tuple[Role, Cellule, str]]:
    """« Salarié(e) : | TRAORÉ Fatoumata | Né(e) le : | 36391 », or « Salarié : TRAORÉ Fatoumata »."""
    trouvees: list[tuple[Role, Cellule, str]] = []
    for rang, (_, case) in enumerate(cases):
        if case.genre != Genre.TEXTE or ":" not in case.texte:
            continue
        libelle, _, suite = case.texte.partition(":")
        titre = lire_titre(libelle.strip())
        if titre is None:
            continue
        if suite.strip():
            trouvees.append((titre.role, Cellule(case.reference, suite.strip()), libelle))
        elif rang + 1 < len(cases):
            trouvees.append((titre.role, cases[rang + 1][1], libelle))
    return trouvees


def separer_naissance(texte: str) -> tuple[str, Cellule]:
    """« DIALLO Mamadou, né le 21/05/1990 » says both."""
    trouve = NE_LE.search(texte) or DATE_FINALE.search(texte)
    if not trouve:
        return texte.strip(), VIDE
    return texte[: trouve.start()].strip(" ,-–("), Cellule("", trouve[1])


def lignes_masquees(contenu: Contenu) -> Iterator[Rangee]:
    return (rangee for rangee in contenu.rangees if rangee.masquee and rangee.a_des_heures)
