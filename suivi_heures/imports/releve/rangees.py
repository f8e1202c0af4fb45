"""Rows of a sheet, one after the other: data with the person they speak of, totals, and the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from clauses_app.imports.tableur import GENRES, Cellule, Genre
from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from suivi_heures.imports.releve.etiquettes import PERSONNELS, VIDE, lire_titre_de_bloc, separer_naissance
from suivi_heures.imports.releve.grille import RIEN_LA, Grille
from suivi_heures.imports.releve.heures import ILLISIBLE, RIEN, CaseHeures, Etat, lire_brute
from suivi_heures.imports.releve.horaires import duree_de_la_ligne
from suivi_heures.imports.releve.identites import (
    PAS_DES_PERSONNES,
    PIEDS,
    REPORTS,
    TOTAUX,
    est_un_libelle,
    isoler_dans_un_titre,
    isoler_le_nom,
    ressemble_a_un_nom,
)
from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.precisions import APRES_LE_NOM, jour_d_abord, preciser_les_cases
from suivi_heures.imports.releve.resultat import Periode
from suivi_heures.imports.releve.roles import Role, lire_titre
from suivi_heures.imports.releve.sections import Sections
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.tableaux import est_un_type_ignore, nature_ecrite
from suivi_heures.imports.releve.textes import MEMOIRE, normaliser, raccourcir

NEANT = re.compile(r"(?<![a-z])neant(?![a-z])")
DEUX_LETTRES = re.compile(r"[^\W\d_]{2}")
FIN_DE_TOTAL = re.compile(r"(?<=[a-z] )(?:sous )?(?:total|totaux)\Z")
PREVU = re.compile(r"(?<![a-z])prev")
SEUL = 3  # cells, at most, of a row where a name stands alone
SUITE_DE_BLOC = 4  # rows over which « Prénom : », « Né le : » complete a title


class PersonneEcrite(NamedTuple):
    """As the file writes her; `prenom` is empty when one cell says all."""

    nom: str
    prenom: str = ""
    naissance: Cellule = VIDE
    ligne: int = 0  # where her name is written
    cellule: str = ""  # the cell, when it is in no column of names


@dataclass(slots=True, eq=False)
class Rangee:
    tableau: Tableau
    numero: int
    personne: PersonneEcrite
    heures: dict[int, CaseHeures]
    masquee: bool
    cases: dict[int, tuple[str, str]]  # its cells by column, merged ones included
    periodes: dict[int, Periode | None] = field(default_factory=dict)  # read once, by reference year
    dite: MoisVu | None = None  # the month that stands where a name would
    lieu: str = ""  # the site that a title above names
    genre: str = ""  # the title above that says a kind of hours
    sous: MoisVu | None = None  # the month or week of the title that it stands under

    def case(self, role: Role) -> Cellule:
        colonne = self.tableau.roles.get(role)
        if not colonne:
            return VIDE
        case = self.tableau.grille.etendue(self.numero, colonne)
        return jour_d_abord(case) if colonne in self.tableau.mois_d_abord else case

    def texte(self, colonne: int) -> str:
        return self.cases.get(colonne, RIEN_LA)[0]

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
    prevues: bool = False  # some rows say what was planned, which is not read
    rappels: list[int] = field(default_factory=list)  # rows that only remind of another month
    reprises: list[int] = field(default_factory=list)  # rows that only add up what other tables of the sheet say
    dates: list[int] = field(default_factory=list)  # rows that only say the month or the week of those below
    sans_nom: list[tuple[int, str]] = field(default_factory=list)  # hours beside a name never computed: row, cell


def lire_rangees(
    grille: Grille,
    tableaux: list[Tableau],
    connait: Callable[[str], bool],
    nomme_un_chantier: Callable[[str], bool] = lambda texte: False,
) -> Contenu:
    contenu = Contenu()
    lecteur = _Lecteur(grille, connait, contenu, Sections(nomme_un_chantier, connait))
    entetes = {ligne for t in tableaux for ligne in range(t.entete.haut, t.entete.bas + 1)}
    juste_dessus = {grille.au_dessus(t.entete.haut) for t in tableaux if not t.plan.nom}
    for numero in grille.numeros:
        if numero in entetes:
            lecteur.nouveau_tableau()
            continue
        lecteur.lire(numero, [t for t in tableaux if t.entete.bas < numero <= t.fin], dessus=numero in juste_dessus)
    lecteur.finir()
    _garder_les_dates(contenu, min((tableau.entete.bas for tableau in tableaux), default=0))
    return contenu


def _garder_les_dates(contenu: Contenu, premiere: int) -> None:
    """A month said above the first table alone is the one of the file: no row stands under a title of its own."""
    suivies = {max((n for n in contenu.dates if n < rangee.numero), default=0) for rangee in contenu.rangees}
    if not any(numero > premiere for numero in suivies):
        contenu.dates = []
        for rangee in contenu.rangees:
            rangee.sous = None


class _Lecteur:
    def __init__(self, grille: Grille, connait: Callable[[str], bool], contenu: Contenu, sections: Sections) -> None:
        self.grille, self.connait, self.contenu, self.sections = grille, connait, contenu, sections
        self.bloc: PersonneEcrite | None = None
        self.courante: PersonneEcrite | None = None  # the person named above, in a table that names her once
        self.tetes: list[Rangee] = []  # rows of people whose months stand below them
        self.ecrites: dict[tuple[object, ...], PersonneEcrite | None] = {}  # what the same cells say, row after row
        sections.dans_la_feuille(grille.nom)
        if grille.nom and (connait(grille.nom) or ressemble_a_un_nom(grille.nom)):
            self.bloc = PersonneEcrite(grille.nom)

    def nouveau_tableau(self) -> None:
        self.courante = None
        self.sections.nouveau_tableau()

    def lire(self, numero: int, tableaux: list[Tableau], *, dessus: bool = False) -> None:
        """`dessus`: right above titles that name nobody, where the name of a block stands."""
        if not self.contenu.neant:
            self.contenu.neant = any(_dit_neant(texte) for texte, _ in self.grille.lignes[numero].values())
        if self._titre_de_section(numero, tableaux):
            return
        if self.sections.rappel:
            self.sections.suivies = True
            self.contenu.rappels.append(numero)
            return
        if self._titre_de_bloc(numero, tableaux, dessus=dessus):
            self.sections.nature = self.sections.de_la_feuille
            return
        avant = len(self.contenu.rangees)
        for tableau in tableaux:
            self._lire_dans(numero, tableau)
        for rangee in self.contenu.rangees[avant:]:
            self.sections.suivies, rangee.lieu, rangee.sous = True, self.sections.lieu, self.sections.quand
            rangee.genre, self.sections.nature_lue = self.sections.nature, True

    def _titre_de_section(self, numero: int, tableaux: list[Tableau]) -> bool:
        brutes = self.grille.lignes[numero]
        if len(brutes) > SEUL or any(une.rang in brutes for tableau in tableaux for une in tableau.heures):
            return False
        textes = [texte.strip() for texte, genre in brutes.values() if genre == Genre.TEXTE and texte.strip()]
        if self.contenu.rangees and self.sections.commence_un_rappel(textes):
            return True
        if self.sections.qualifier(textes):
            return True
        if self.sections.dater(textes, seul=len(brutes) == len(textes)):
            self.contenu.dates.append(numero)
            return True
        return self.sections.situer(textes, seul=any(tableau.plan.nom for tableau in tableaux))

    def _lire_dans(self, numero: int, tableau: Tableau) -> None:
        premiers = self._premiers_textes(numero, tableau)
        brutes = self.grille.lignes[numero]
        heures = {une.rang: lire_brute(*brutes.get(une.rang, RIEN_LA), une.minutes) for une in tableau.heures}
        if self._se_precise(tableau, brutes):
            heures = preciser_les_cases(tableau, brutes, heures)
        if tableau.calculee:
            heures[tableau.calculee] = _calculer(tableau, numero)
        annonces = [annonce for texte in premiers if (annonce := _annonce(texte))]
        annonces += self._somme_d_une_personne(brutes.get(tableau.plan.nom, RIEN_LA))
        if "total" in annonces:
            self.courante = None
            self.contenu.totaux.append(Total(tableau, numero, heures))
        if annonces:
            return
        masquee, cases = numero in self.grille.masquees, self.grille.rangee(numero)
        if tableau.personnes:
            self._lire_chacune(numero, tableau, heures)
            return
        dite = _mois_seul(cases.get(tableau.plan.nom, RIEN_LA)[0]) if tableau.plan.nom else None
        if dite is not None:
            self._mois_de_la_personne(Rangee(tableau, numero, PersonneEcrite(""), heures, masquee, cases, dite=dite))
            return
        personne = self._personne(numero, tableau)
        if personne is not None:
            self.contenu.rangees.append(Rangee(tableau, numero, personne, heures, masquee, cases))
        else:
            self._dire_un_nom_absent(numero, tableau, heures)

    def _dire_un_nom_absent(self, numero: int, tableau: Tableau, heures: dict[int, CaseHeures]) -> None:
        jamais = self.grille.brute(numero, tableau.plan.nom)[1] == Genre.SANS_VALEUR
        if jamais and numero not in self.grille.masquees and any(lue.etat == Etat.LUE for lue in heures.values()):
            self.contenu.sans_nom.append((numero, f"{lettres_de_colonne(tableau.plan.nom)}{numero}"))

    @staticmethod
    def _se_precise(tableau: Tableau, brutes: dict[int, tuple[str, str]]) -> bool:
        """Allowances are counted in days: nothing is asked of them."""
        if not (tableau.douteuses or tableau.plan.unite):
            return False
        return not est_un_type_ignore(brutes.get(tableau.plan.type_heures, RIEN_LA)[0])

    def _lire_chacune(self, numero: int, tableau: Tableau, heures: dict[int, CaseHeures]) -> None:
        """People in columns: one row for each of them whose cell says something."""
        masquee, cases = numero in self.grille.masquees, self.grille.rangee(numero)
        for colonne, nom in tableau.personnes.items():
            if heures.get(colonne, RIEN).etat != Etat.RIEN:
                siennes = dict.fromkeys(heures, RIEN) | {colonne: heures[colonne]}
                qui = PersonneEcrite(raccourcir(nom), cellule=f"{lettres_de_colonne(colonne)}{tableau.entete.bas}")
                self.contenu.rangees.append(Rangee(tableau, numero, qui, siennes, masquee, cases))

    def _somme_d_une_personne(self, case: tuple[str, str]) -> list[str]:
        """« DUPONT Jean Total »; « Somme DUPONT Jean », of somebody who is known."""
        nu = normaliser(case[0]) if case[1] == Genre.TEXTE else ""
        somme = nu.startswith("somme ") and self.connait(nu.removeprefix("somme "))
        return ["total"] if somme or (FIN_DE_TOTAL.search(nu) and not self.connait(nu)) else []

    def _mois_de_la_personne(self, rangee: Rangee) -> None:
        """A month under a name, in the same column: her own row is then the sum of her months."""
        if self.courante is None:
            return
        rangee.personne = self.courante
        self.contenu.rangees.append(rangee)
        if not self.tetes or self.tetes[-1].numero != self.courante.ligne:
            siennes = (r for r in reversed(self.contenu.rangees) if r.numero == self.courante.ligne)
            self.tetes += [r for r in siennes if r.a_des_heures][:1]

    def finir(self) -> None:
        """The rows that only add up the months below them go; one that does not add up is a total that is wrong."""
        if not self.tetes:
            return
        par_ligne: dict[int, list[Rangee]] = {}
        for rangee in self.contenu.rangees:
            if rangee.dite is not None:
                par_ligne.setdefault(rangee.personne.ligne, []).append(rangee)
        sommes_seules = {id(tete) for tete in self.tetes}
        self.contenu.rangees = [r for r in self.contenu.rangees if id(r) not in sommes_seules]
        for tete in self.tetes:
            mois = par_ligne.get(tete.numero, [])
            sommes = {c: sum((r.heures[c].valeur for r in mois), Decimal(0)) for c in tete.heures}
            if any(lue.etat == Etat.LUE and lue.valeur != sommes[c] for c, lue in tete.heures.items()):
                self.contenu.totaux.append(Total(tete.tableau, tete.numero, tete.heures))

    def _premiers_textes(self, numero: int, tableau: Tableau) -> list[str]:
        brutes, bornes = self.grille.lignes[numero], tableau.plan.bornes
        colonnes = sorted(brutes)
        if bornes:  # of two tables side by side, each looks at its own columns
            colonnes = [colonne for colonne in colonnes if bornes[0] <= colonne <= bornes[1]] or colonnes
        textes = (texte for colonne in colonnes for texte, genre in (brutes[colonne],) if genre == Genre.TEXTE)
        premiers = [*islice((texte for texte in textes if texte.strip()), 2)]
        nom = brutes.get(tableau.plan.nom, RIEN_LA)  # « Nord | Manœuvre | Total de l’équipe »
        if nom[1] == Genre.TEXTE and nom[0] not in premiers:
            premiers.append(nom[0])
        return [normaliser(texte) for texte in premiers]

    def _personne(self, numero: int, tableau: Tableau) -> PersonneEcrite | None:
        plan = tableau.plan
        if not plan.nom:
            tableau.blocs = tableau.blocs or self.bloc is not None
            return self.bloc
        cases = self.grille.rangee(numero)
        nom, genre = cases.get(plan.nom, RIEN_LA)
        if genre != Genre.TEXTE or not _a_des_lettres(nom):
            return self._personne_au_dessus(numero, tableau)
        prenom = cases.get(plan.prenom, RIEN_LA)[0]
        naissance = cases.get(plan.naissance, RIEN_LA)
        cle = (nom, prenom, naissance)
        if cle not in self.ecrites:
            self.ecrites[cle] = self._personne_ecrite(nom, prenom, Cellule("", naissance[0], GENRES[naissance[1]]))
        ecrite = self.ecrites[cle]
        if ecrite is not None:
            self.courante = ecrite = PersonneEcrite(ecrite.nom, ecrite.prenom, ecrite.naissance, numero)
        return ecrite

    def _personne_ecrite(self, nom: str, prenom: str, naissance: Cellule) -> PersonneEcrite | None:
        texte, incluse = separer_naissance(nom)
        if (suite := APRES_LE_NOM.search(texte)) is not None:
            if suite["prevue"]:
                self.contenu.prevues = True
                return None
            texte = texte[: suite.start()]
        if not prenom.strip():
            texte = isoler_le_nom(texte, self.connait)
        personne = PAS_DES_PERSONNES.search(normaliser(texte)) is None and (prenom.strip() or not est_un_libelle(nom))
        if not personne and not self.connait(f"{texte} {prenom.strip()}"):
            return None
        naissance = naissance if naissance.texte else incluse
        return PersonneEcrite(raccourcir(texte), raccourcir(prenom), naissance)

    def _personne_au_dessus(self, numero: int, tableau: Tableau) -> PersonneEcrite | None:
        """Named once above her rows: only a row that says its own day, week or kind of hours may go on with her."""
        brutes, plan = self.grille.lignes[numero], tableau.plan
        if any(brutes.get(colonne, RIEN_LA)[0] for colonne in plan.datantes):
            return self.courante or self.bloc
        nature = brutes.get(plan.type_heures, RIEN_LA)[0]
        if nature and (nature_ecrite(nature) or est_un_type_ignore(nature)):
            return self.courante or self.bloc
        return None

    def _titre_de_bloc(self, numero: int, tableaux: list[Tableau], *, dessus: bool) -> bool:
        brutes = self.grille.lignes[numero]
        if len(brutes) == 2 or any(":" in texte for texte, _ in brutes.values()):
            etiquettes = lire_titre_de_bloc(list(self.grille.cases(numero)), self.connait)
            if any(role in PERSONNELS for role, _, _ in etiquettes):
                return self._prendre_les_etiquettes(numero, etiquettes)
        if len(brutes) > SEUL:
            return False
        possible = bool(tableaux) or (dessus and self.bloc is None)
        return self._nom_seul(numero, list(self.grille.cases(numero)), tableaux, possible=possible)

    def _prendre_les_etiquettes(self, numero: int, etiquettes: list[tuple[Role, Cellule, str]]) -> bool:
        dites = {role: case for role, case, _ in etiquettes}
        nom = dites.get(Role.NOM) or dites.get(Role.NOM_COMPLET)
        prenom, naissance = dites.get(Role.PRENOM), dites.get(Role.NAISSANCE)
        if nom is not None and nom.texte:
            texte, incluse = separer_naissance(nom.texte)
            texte = isoler_dans_un_titre(texte, self.connait)
            dit = prenom.texte if prenom else ""
            self.bloc = PersonneEcrite(raccourcir(texte), raccourcir(dit), naissance or incluse, numero, nom.reference)
            return True
        bloc = self.bloc
        if bloc is None or numero - bloc.ligne > SUITE_DE_BLOC:
            return False
        dit = raccourcir(prenom.texte) if prenom else bloc.prenom
        self.bloc = PersonneEcrite(bloc.nom, dit, naissance or bloc.naissance, bloc.ligne, bloc.cellule)
        return True

    def _nom_seul(
        self, numero: int, cases: list[tuple[int, Cellule]], tableaux: list[Tableau], *, possible: bool
    ) -> bool:
        """A name alone on its row, above rows that name nobody. `possible`: it may be one that nobody knows."""
        textes = [case for _, case in cases if case.genre == Genre.TEXTE and case.texte.strip()]
        if not textes:
            return False
        colonnes = {une.rang for tableau in tableaux for une in tableau.heures}
        colonnes |= {t.roles[role] for t in tableaux for role in (Role.NOM, Role.NOM_COMPLET) if role in t.roles}
        if any(colonne in colonnes for colonne, _ in cases):
            return False
        texte, naissance = separer_naissance(textes[0].texte)
        texte = isoler_dans_un_titre(texte, self.connait)
        if not (self.connait(texte) or (possible and ressemble_a_un_nom(texte))):
            return False
        autre = next((case for _, case in cases if case.genre == Genre.DATE), VIDE)
        naissance = naissance if naissance.texte else autre
        self.bloc = self.courante = PersonneEcrite(texte, "", naissance, numero, textes[0].reference)
        return True


@lru_cache(maxsize=MEMOIRE)
def _dit_neant(texte: str) -> bool:
    return NEANT.search(normaliser(texte)) is not None


@lru_cache(maxsize=MEMOIRE)
def _mois_seul(texte: str) -> MoisVu | None:
    titre = lire_titre(texte) if texte else None
    return titre.mois if titre is not None and titre.seul and not PREVU.search(normaliser(texte)) else None


def _calculer(tableau: Tableau, numero: int) -> CaseHeures:
    duree = duree_de_la_ligne(tableau, numero)
    if duree is not None:
        return CaseHeures(Etat.LUE, duree) if duree else RIEN
    ecrites = (tableau.grille.brute(numero, colonne)[0] for paire in tableau.horaires for colonne in paire)
    return ILLISIBLE if any(lire_brute(texte, "texte", False).etat != Etat.RIEN for texte in ecrites) else RIEN


@lru_cache(maxsize=MEMOIRE)
def _a_des_lettres(texte: str) -> bool:
    return DEUX_LETTRES.search(texte) is not None


@lru_cache(maxsize=MEMOIRE)
def _annonce(nu: str) -> str:
    """What a row is when it is no data: a total, a foot or a carry-over."""
    if TOTAUX.match(nu):
        return "total"
    return "pied" if PIEDS.match(nu) or REPORTS.match(nu) else ""
