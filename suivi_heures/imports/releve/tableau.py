"""A table and its columns, as decided; `tableaux` decides."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.enums import Nature
from suivi_heures.imports.releve.entetes import Entete
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.resultat import MotifAbsence, Periode
from suivi_heures.imports.releve.roles import Role, Sorte

ECHANTILLON = 60
DATANTS = (Role.DATE, Role.DU, Role.SEMAINE, Role.MOIS, Role.PERIODE)
DE_LA_PERIODE = (Role.DATE, Role.DU, Role.AU, Role.ANNEE, Role.SEMAINE, Role.MOIS, Role.PERIODE)
COMPARES = (
    *(Role.DATE, Role.DU, Role.AU, Role.SEMAINE, Role.MOIS, Role.ANNEE, Role.PERIODE, Role.PAUSE, Role.HORAIRE),
    *(Role.CLIENT, Role.TYPE_HEURES, Role.MOTIF, Role.EMPLOYEUR),
)


@dataclass(frozen=True, slots=True)
class ColonneHeures:
    rang: int
    titre: str
    nature: Nature
    motif: MotifAbsence | None
    sorte: Sorte
    minutes: bool
    mois: MoisVu | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns by what they are read for: looked up once for all the rows. 0 is no column."""

    bornes: tuple[int, int] | None  # of its titles: two tables may stand side by side
    nom: int
    prenom: int
    naissance: int
    clause: int
    type_heures: int
    unite: int
    datantes: tuple[int, ...]
    comparees: tuple[tuple[int, int], ...]  # (place, column) of all that makes two rows the same
    de_la_periode: tuple[int, ...]
    utiles: tuple[int, ...]  # every column that was used, in their order


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
    incertaines: dict[int, str] = field(default_factory=dict)  # perhaps hours: nobody said, and they are not read
    par_contenu: dict[int, str] = field(default_factory=dict)  # columns whose title said nothing
    blocs: bool = False
    douteuses: dict[int, str] = field(default_factory=dict)  # columns of hours where some cells may mean two things
    mois_d_abord: frozenset[int] = frozenset()  # columns of dates written as Americans do
    personnes: dict[int, str] = field(default_factory=dict)  # columns that somebody's name is the title of
    calculee: int = 0  # the column of ends of day, when hours are what lies between, less the break
    cles: dict[int, str] = field(default_factory=dict)  # each column's name in the memory of layouts
    dites: dict[int, str] = field(default_factory=dict)  # columns that somebody named, and when
    empreinte: str = ""
    comme: str = ""  # « comme en septembre 2026 », when this layout had come before
    proche: bool = False  # read with the memory of a layout that resembles it
    nouvelles: frozenset[int] = frozenset()  # columns that this layout did not have
    periodes: dict[tuple[object, ...], Periode | None] = field(default_factory=dict)  # by what their cells say
    _plan: Plan | None = None

    @property
    def se_lit(self) -> bool:
        return bool(self.heures or self.horaires)

    @property
    def dit_la_pause(self) -> bool:
        return bool(self.horaires) and (Role.PAUSE in self.roles or len(self.horaires) > 1)

    def calculer_les_heures(self) -> None:
        """No column says the hours worked: they lie between the two times, less the break."""
        self.heures = [une for une in self.heures if une.rang != self.calculee]
        self.calculee = 0
        if self.dit_la_pause and all(une.nature != Nature.TRAVAIL for une in self.heures):
            self.calculee = self.horaires[-1][1]
            libelle = self.entete.libelles.get(self.calculee, "")
            self.heures.append(ColonneHeures(self.calculee, libelle, Nature.TRAVAIL, None, Sorte.BASE, False, None))

    @property
    def nomme_quelqu_un(self) -> bool:
        return Role.NOM in self.roles or Role.NOM_COMPLET in self.roles or self.blocs or bool(self.personnes)

    @property
    def plan(self) -> Plan:
        """Asked for once every column is decided."""
        if self._plan is None:
            self._plan = _dresser_le_plan(self)
        return self._plan

    @property
    def lignes(self) -> list[int]:
        ordre = self.grille.numeros
        return ordre[bisect_right(ordre, self.entete.bas) : bisect_right(ordre, self.fin)]

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


def _dresser_le_plan(tableau: Tableau) -> Plan:
    roles, libelles = tableau.roles, tableau.entete.libelles
    horaires = [colonne for paire in tableau.horaires for colonne in paire]
    autres = [*horaires, *tableau.chantiers, *tableau.numeros]
    comparees = [(rang, roles[role]) for rang, role in enumerate(COMPARES) if role in roles]
    comparees += enumerate(autres, len(COMPARES))
    utiles = {*roles.values(), *(une.rang for une in tableau.heures), *autres}
    return Plan(
        bornes=(min(*libelles, *roles.values()), max(libelles)) if libelles else None,
        nom=roles.get(Role.NOM) or roles.get(Role.NOM_COMPLET) or 0,
        prenom=roles.get(Role.PRENOM, 0),
        naissance=roles.get(Role.NAISSANCE, 0),
        clause=roles.get(Role.CLAUSE, 0),
        type_heures=roles.get(Role.TYPE_HEURES, 0),
        unite=roles.get(Role.UNITE, 0),
        datantes=_colonnes(tableau, DATANTS),
        comparees=tuple(comparees),
        de_la_periode=_colonnes(tableau, DE_LA_PERIODE),
        utiles=tuple(sorted(utiles)),
    )


def _colonnes(tableau: Tableau, roles: tuple[Role, ...]) -> tuple[int, ...]:
    return tuple(tableau.roles[role] for role in roles if role in tableau.roles)
