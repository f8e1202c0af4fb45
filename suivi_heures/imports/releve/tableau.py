"""A table and its columns, as decided; `tableaux` decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.enums import Nature
from suivi_heures.imports.releve.entetes import Entete
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.resultat import MotifAbsence
from suivi_heures.imports.releve.roles import Role, Sorte

ECHANTILLON = 60


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
    cles: dict[int, str] = field(default_factory=dict)  # each column's name in the memory of layouts
    dites: dict[int, str] = field(default_factory=dict)  # columns that somebody named, and when
    empreinte: str = ""
    comme: str = ""  # « comme en septembre 2026 », when this layout had come before
    proche: bool = False  # read with the memory of a layout that resembles it
    nouvelles: frozenset[int] = frozenset()  # columns that this layout did not have

    @property
    def se_lit(self) -> bool:
        return bool(self.heures or self.horaires)

    @property
    def nomme_quelqu_un(self) -> bool:
        return Role.NOM in self.roles or Role.NOM_COMPLET in self.roles or self.blocs

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
