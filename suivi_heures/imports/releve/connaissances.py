"""What the guichet already knows when a file arrives: plain data, loaded elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from suivi_heures.imports.releve.resultat import LigneComprise, Periode


class PersonneConnue(NamedTuple):
    """A tuple, as the contract below: a guichet knows thousands, and each file is read with all of them."""

    ref: str
    nom: str
    prenom: str
    naissance: datetime.date | None = None
    autres_noms: tuple[str, ...] = ()


class ContratConnu(NamedTuple):
    ref: str
    personne: str
    employeur: str
    lot: str
    debut: datetime.date
    fin: datetime.date | None = None
    cle: int = 0  # what the identifiers of our template name
    titulaire: str = ""

    def touche(self, periode: Periode) -> bool:
        return self.debut <= periode.au and (self.fin is None or self.fin >= periode.du)


@dataclass(frozen=True, slots=True)
class EmployeurConnu:
    ref: str
    nom: str
    siret: str = ""
    autres_noms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LotConnu:
    ref: str
    reperes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NomConnu:
    """Somebody said once who this sender means by this name."""

    employeur: str
    cle: str  # name and first name, letters only
    naissance: datetime.date | None
    personne: str
    dit: str = ""  # « le 12/10/2026 par Camille Ferrand »


@dataclass(frozen=True, slots=True)
class CorrespondanceConnue:
    """Somebody said once what the columns of a layout hold: names of columns, names of fields, nothing else."""

    empreinte: str
    champs: Mapping[str, str]  # key of the title → code of the field
    dit: str  # « comme en septembre 2026 », « comme chez un autre guichet »
    approche: bool = True  # also serves a layout that resembles this one


@dataclass(frozen=True, slots=True)
class DejaRecu:
    """An earlier file, as it was understood."""

    nom: str
    empreinte: str
    employeur: str | None
    periode: Periode | None
    lignes: tuple[LigneComprise, ...]


@dataclass(frozen=True, slots=True)
class Depot:
    """The circumstances of the file: they never come from its cells."""

    nom_fichier: str
    recu_le: datetime.date
    deposant: str | None = None
    empreinte: str = ""
    deja_recus: tuple[DejaRecu, ...] = ()
    mois: datetime.date | None = None  # of a file that says none
    mois_annonce: bool = False  # whoever deposits said it; else it is the one the door proposed


@dataclass(frozen=True, slots=True)
class Reglages:
    """Choices of a guichet (releves § 3)."""

    heures_max_mois: Decimal = Decimal("220")
    ecart_total: Decimal = Decimal("0.05")
    ecart_horaires: Decimal = Decimal("0.02")
    age_minimal: int = 14


@dataclass(frozen=True, slots=True)
class Connaissances:
    personnes: tuple[PersonneConnue, ...] = ()
    contrats: tuple[ContratConnu, ...] = ()
    employeurs: tuple[EmployeurConnu, ...] = ()
    lots: tuple[LotConnu, ...] = ()
    noms: tuple[NomConnu, ...] = ()
    correspondances: tuple[CorrespondanceConnue, ...] = ()  # of the sender; the first that fits wins
    deja_vues: Mapping[str, str] = field(default_factory=dict)  # layout → « comme en septembre 2026 »
    reglages: Reglages = field(default_factory=Reglages)
    guichet_id: int = 0
    aucun_marche: bool = False  # no guichet is known: a site can be neither recognised nor set aside
    titulaires_declarent: bool = False  # a user company may send the hours of people others employ

    def contrat(self, ref: str | None) -> ContratConnu | None:
        return next((contrat for contrat in self.contrats if contrat.ref == ref), None)

    def employeurs_par_siret(self) -> Mapping[str, EmployeurConnu]:
        return {employeur.siret: employeur for employeur in self.employeurs if employeur.siret}
