"""What was understood of a file: frozen, and each decision with its evidence."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from suivi_heures.enums import CodeAnomalie, Nature

ZERO = Decimal("0.00")


class MotifAbsence(StrEnum):
    CP = "CP"
    MALADIE = "MALADIE"
    ACCIDENT = "ACCIDENT"
    INTEMPERIES = "INTEMPERIES"
    FERIE = "FERIE"
    AUTRE = "AUTRE"


class Periode(NamedTuple):
    du: datetime.date
    au: datetime.date

    @classmethod
    def mois(cls, annee: int, mois: int) -> Periode:
        return cls(datetime.date(annee, mois, 1), datetime.date(annee, mois, calendar.monthrange(annee, mois)[1]))

    @classmethod
    def semaine(cls, annee: int, semaine: int) -> Periode:
        lundi = datetime.date.fromisocalendar(annee, semaine, 1)
        return cls(lundi, lundi + datetime.timedelta(days=6))

    @classmethod
    def jour(cls, jour: datetime.date) -> Periode:
        return cls(jour, jour)

    @classmethod
    def couvrant(cls, periodes: Iterable[Periode]) -> Periode:
        toutes = list(periodes)
        return cls(min(p.du for p in toutes), max(p.au for p in toutes))

    def mois_entiers(self) -> Periode:
        return Periode(Periode.mois(self.du.year, self.du.month).du, Periode.mois(self.au.year, self.au.month).au)

    def nombre_de_mois(self) -> int:
        return (self.au.year - self.du.year) * 12 + self.au.month - self.du.month + 1

    def touche(self, autre: Periode) -> bool:
        return self.du <= autre.au and autre.du <= self.au

    def en_json(self) -> dict[str, str]:
        return {"du": self.du.isoformat(), "au": self.au.isoformat()}


class LigneComprise(NamedTuple):
    """One person, one period, one nature of hours, at one row of the file. A tuple: a file makes a hundred thousand."""

    nom: str
    prenom: str
    naissance: datetime.date | None
    personne: str | None
    periode: Periode
    heures: Decimal
    nature: Nature
    motif: MotifAbsence | None
    contrat: str | None
    feuille: str | None
    numero: int
    cellules: tuple[str, ...] = ()  # where the hours were read
    preuve: str = ""  # why this person: « nom et date de naissance identiques »
    observation: str = ""

    def en_json(self) -> dict[str, Any]:
        return {
            "nom": self.nom,
            "prenom": self.prenom,
            "date_naissance": self.naissance.isoformat() if self.naissance else None,
            "beneficiaire_ref": self.personne,
            **self.periode.en_json(),
            "heures": str(self.heures),
            "nature": str(self.nature),
            "motif_absence": str(self.motif) if self.motif else None,
            "contrat_ref": self.contrat,
            "feuille": self.feuille,
            "ligne_fichier": self.numero,
        }


@dataclass(frozen=True, slots=True)
class AnomalieLue:
    """`feuille` and `numero` are both empty when the whole file is meant. `phrase`: the whole sentence to show, when
    the code and its detail do not make one. `cellule` holds the value that raises it, `rang` is the line that does."""

    code: CodeAnomalie
    feuille: str | None = None
    numero: int | None = None
    detail: str = ""
    phrase: str = ""
    cellule: str = ""
    rang: int | None = None

    def en_json(self) -> dict[str, Any]:
        return {
            "code": str(self.code),
            "feuille": self.feuille,
            "ligne_fichier": self.numero,
            "detail": self.detail or self.phrase,
        }


@dataclass(frozen=True, slots=True)
class LigneEcartee:
    """Hours written on a row that a rule set aside (double, hidden, unreadable): kept to be decided, never counted."""

    code: CodeAnomalie
    ligne: LigneComprise


@dataclass(frozen=True, slots=True)
class Preuve:
    """« lu comme … parce que … », at a cell, with how sure it is (0 to 100)."""

    lu: str
    parce_que: str
    feuille: str | None = None
    cellule: str = ""
    confiance: int = 100

    def en_json(self) -> dict[str, Any]:
        return {
            "lu": self.lu,
            "parce_que": self.parce_que,
            "feuille": self.feuille,
            "cellule": self.cellule,
            "confiance": self.confiance,
        }


@dataclass(frozen=True, slots=True)
class TableauLu:
    """Where the data are, and what each column was read as."""

    feuille: str | None
    ligne_entete: int
    genre: str  # « lignes », or « blocs » when the person stands above her rows
    colonnes: dict[str, str]
    heures: tuple[dict[str, Any], ...]
    ignorees: dict[str, str] = field(default_factory=dict)
    preuves: tuple[Preuve, ...] = ()

    def en_json(self) -> dict[str, Any]:
        return {
            "feuille": self.feuille,
            "type": self.genre,
            "ligne_entete": self.ligne_entete,
            "colonnes": self.colonnes,
            "heures": list(self.heures),
            "colonnes_ignorees": self.ignorees,
            "preuves": [preuve.en_json() for preuve in self.preuves],
        }


class Reconnue(StrEnum):
    """How a column came to be read as it is."""

    TITRE = "titre"
    CONTENU = "contenu"  # guessed from its cells: to look at
    DITE = "dite"  # somebody said it, for this layout
    NON_LUE = "non_lue"  # its title is known, and never counted
    INCONNUE = "inconnue"  # nothing says what it holds


@dataclass(frozen=True, slots=True)
class ColonneLue:
    """`cle`: its title in the memory; `champ`: what it was read as, empty when nothing. `valeurs` is only shown."""

    cle: str
    lettre: str
    titre: str
    champ: str
    reconnue: Reconnue
    parce_que: str
    a_verifier: bool = False
    nouvelle: bool = False  # this sender's layout did not have it
    valeurs: tuple[str, ...] = ()

    def en_json(self) -> dict[str, Any]:
        return {
            "cle": self.cle,
            "lettre": self.lettre,
            "titre": self.titre,
            "champ": self.champ,
            "reconnue": str(self.reconnue),
            "parce_que": self.parce_que,
            "a_verifier": self.a_verifier,
            "nouvelle": self.nouvelle,
        }


@dataclass(frozen=True, slots=True)
class MiseEnPage:
    """The columns of one table, in their order, and since when this layout is known."""

    empreinte: str
    feuille: str | None
    ligne_entete: int
    colonnes: tuple[ColonneLue, ...]
    comme: str = ""
    proche: bool = False

    @property
    def a_verifier(self) -> int:
        return sum(1 for colonne in self.colonnes if colonne.a_verifier)

    def en_json(self) -> dict[str, Any]:
        return {
            "empreinte": self.empreinte,
            "feuille": self.feuille,
            "ligne_entete": self.ligne_entete,
            "comme": self.comme,
            "proche": self.proche,
            "colonnes": [colonne.en_json() for colonne in self.colonnes],
        }


@dataclass(frozen=True, slots=True)
class Lecture:
    employeur: Preuve | None = None
    periode: Preuve | None = None
    tableaux: tuple[TableauLu, ...] = ()
    feuilles_ignorees: tuple[tuple[str, str], ...] = ()  # (sheet, reason)
    mises_en_page: tuple[MiseEnPage, ...] = ()

    def en_json(self) -> dict[str, Any]:
        return {
            "employeur_lu": self.employeur.en_json() if self.employeur else None,
            "periode_lue": self.periode.en_json() if self.periode else None,
            "tableaux": [tableau.en_json() for tableau in self.tableaux],
            "feuilles_ignorees": [{"feuille": nom, "motif": motif} for nom, motif in self.feuilles_ignorees],
            "mises_en_page": [mise.en_json() for mise in self.mises_en_page],
        }


@dataclass(frozen=True, slots=True)
class ReleveCompris:
    lisible: bool
    motif_illisible: str | None = None
    phrase: str = ""  # what to tell the sender when it cannot be read
    employeur: str | None = None
    periode: Periode | None = None
    lignes: tuple[LigneComprise, ...] = ()
    anomalies: tuple[AnomalieLue, ...] = ()
    lecture: Lecture | None = None
    effet_sur_cumul: Decimal = ZERO
    remplaces: tuple[str, ...] = ()  # fingerprints of the files this one corrects
    modele: bool = False  # our own template
    ecartees: tuple[LigneEcartee, ...] = ()
    sources: Mapping[tuple[str | None, int], str] = field(default_factory=dict)  # the row, in its useful columns
    noms: Mapping[tuple[str | None, int], str] = field(default_factory=dict)  # the cell that names the person
    porte_un_nir: bool = False

    def en_resume(self) -> dict[str, Any]:
        """Of the file and its sheets, not of its lines."""
        return {
            "lisible": self.lisible,
            "motif_illisible": self.motif_illisible,
            "employeur": self.employeur,
            "periode": self.periode.en_json() if self.periode else None,
            "total_heures_travail": str(self.total(Nature.TRAVAIL)) if self.lisible else None,
            "effet_sur_cumul": str(self.effet_sur_cumul),
            "lecture": self.lecture.en_json() if self.lecture else None,
            "anomalies": [anomalie.en_json() for anomalie in self.anomalies if anomalie.numero is None],
        }

    def total(self, nature: Nature, *, rattachees: bool = False) -> Decimal:
        choisies = (une for une in self.lignes if une.nature == nature and not (rattachees and une.personne is None))
        return sum((une.heures for une in choisies), ZERO)

    def en_json(self) -> dict[str, Any]:
        """The shape of the expected readings (releves § 1)."""
        totaux = {
            "total_heures_travail": self.total(Nature.TRAVAIL),
            "total_heures_travail_rattachees": self.total(Nature.TRAVAIL, rattachees=True),
            "total_heures_formation_contrat": self.total(Nature.FORMATION_CONTRAT),
            "total_heures_formation_hors_contrat": self.total(Nature.FORMATION_HORS_CONTRAT),
            "total_heures_absence": self.total(Nature.ABSENCE),
        }
        return {
            "lisible": self.lisible,
            "motif_illisible": self.motif_illisible,
            "employeur": self.employeur,
            "periode": self.periode.en_json() if self.periode else None,
            **{nom: str(valeur) if self.lisible else None for nom, valeur in totaux.items()},
            "effet_sur_cumul": str(self.effet_sur_cumul),
            "nombre_lignes": len(self.lignes),
            "lecture": self.lecture.en_json() if self.lecture else None,
            "anomalies": [anomalie.en_json() for anomalie in self.anomalies],
            "lignes": [ligne.en_json() for ligne in self.lignes],
        }
