"""What a public contract looks like once read: plain frozen values, no database."""

import datetime
import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

SANS_CONSIDERATION_SOCIALE = "Pas de considération sociale"
SANS_CONSIDERATION_ENVIRONNEMENTALE = "Pas de considération environnementale"


class CodeAnomalie(StrEnum):
    """Why a file, or one of its contracts, could not be kept."""

    FICHIER_VIDE = "FICHIER_VIDE"
    FICHIER_TROP_GROS = "FICHIER_TROP_GROS"
    FORMAT_INCONNU = "FORMAT_INCONNU"
    FICHIER_COUPE = "FICHIER_COUPE"
    FICHIER_ILLISIBLE = "FICHIER_ILLISIBLE"
    ENTETE_ABSENT = "ENTETE_ABSENT"
    AUCUN_MARCHE = "AUCUN_MARCHE"
    LIGNE_DECALEE = "LIGNE_DECALEE"
    MARCHE_ILLISIBLE = "MARCHE_ILLISIBLE"
    IDENTIFIANT_ABSENT = "IDENTIFIANT_ABSENT"
    IDENTIFIANT_ABIME = "IDENTIFIANT_ABIME"
    ACHETEUR_ABSENT = "ACHETEUR_ABSENT"
    ACHETEUR_REFUSE = "ACHETEUR_REFUSE"


def en_json(valeur: Any) -> Any:
    """Frozen values to what JSON holds; decimals and dates as text."""
    if isinstance(valeur, tuple):
        return [en_json(element) for element in valeur]
    if is_dataclass(valeur):
        return {champ.name: en_json(getattr(valeur, champ.name)) for champ in fields(valeur)}
    return str(valeur) if isinstance(valeur, Decimal | datetime.date | StrEnum) else valeur


@dataclass(frozen=True, slots=True)
class Anomalie:
    """A contract, or a whole file, that could not be kept."""

    ligne: int
    colonne: str
    code: CodeAnomalie
    message: str


@dataclass(frozen=True, slots=True)
class Avertissement:
    """A value kept with a doubt, or set aside; `grave` = a person must look before relying on the contract."""

    champ: str
    valeur: str
    message: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Operateur:
    identifiant: str
    type_identifiant: str
    nom: str = ""


@dataclass(frozen=True, slots=True)
class Lieu:
    code: str = ""
    type_code: str = ""
    nom: str = ""


@dataclass(frozen=True, slots=True)
class SousTraitant:
    operateur: Operateur
    montant: Decimal | None
    duree_mois: int | None
    date_notification: datetime.date | None


@dataclass(frozen=True, slots=True)
class Modification:
    """One amendment as published; an absent field was not changed by it."""

    numero: str
    date_notification: datetime.date | None
    objet: str
    montant: Decimal | None
    duree_mois: int | None
    titulaires: tuple[Operateur, ...]


@dataclass(frozen=True, slots=True)
class MarcheLu:
    """A contract in its latest published state; `…_initial` keep what was first notified."""

    ligne: int
    identifiant: str
    acheteur_siret: str
    acheteur_nom: str = ""
    est_concession: bool = False
    nature: str = ""
    objet: str = ""
    procedure: str = ""
    cpv: str = ""
    montant: Decimal | None = None
    montant_initial: Decimal | None = None
    duree_mois: int | None = None
    duree_initiale: int | None = None
    date_notification: datetime.date | None = None
    date_publication: datetime.date | None = None
    lieu: Lieu = Lieu()
    considerations_sociales: tuple[str, ...] = ()
    considerations_environnementales: tuple[str, ...] = ()
    id_accord_cadre: str = ""
    techniques: tuple[str, ...] = ()
    modalites_execution: tuple[str, ...] = ()
    type_groupement: str = ""
    sous_traitance_declaree: bool | None = None
    titulaires: tuple[Operateur, ...] = ()
    sous_traitants: tuple[SousTraitant, ...] = ()
    modifications: tuple[Modification, ...] = ()
    avertissements: tuple[Avertissement, ...] = ()

    @property
    def uid(self) -> str:
        """Buyer + number: a number alone is unique for its buyer only."""
        return f"{self.acheteur_siret}{self.identifiant}"

    @property
    def est_douteux(self) -> bool:
        return any(avis.grave for avis in self.avertissements)

    @property
    def a_consideration_sociale(self) -> bool:
        return any(texte != SANS_CONSIDERATION_SOCIALE for texte in self.considerations_sociales)

    @property
    def derniere_version_le(self) -> datetime.date:
        dates = [m.date_notification for m in self.modifications] + [self.date_publication, self.date_notification]
        return max((jour for jour in dates if jour), default=datetime.date.min)

    def donnees(self) -> dict[str, object]:
        """JSON-ready values, amounts as decimal strings; what the file does not say is left out."""
        lues = {champ: en_json(getattr(self, champ)) for champ in CHAMPS_PUBLIES}
        lues |= {"uid": self.uid, "derniere_version_le": str(self.derniere_version_le)}
        return {champ: valeur for champ, valeur in lues.items() if valeur not in (None, "", [])}

    def empreinte(self) -> str:
        """Equal for equal contents, wherever the contract stands in its file."""
        contenu = [self.donnees(), en_json(self.avertissements)]
        return hashlib.sha256(json.dumps(contenu, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


CHAMPS_PUBLIES = tuple(champ.name for champ in fields(MarcheLu) if champ.name not in ("ligne", "avertissements"))


@dataclass(frozen=True, slots=True)
class LectureDecp:
    """The whole of what a file gave: contracts kept, faults named, lines counted."""

    format: str
    encodage: str = ""
    separateur: str = ""
    lignes_lues: int = 0
    doublons: int = 0
    marches: tuple[MarcheLu, ...] = ()
    anomalies: tuple[Anomalie, ...] = ()

    @property
    def concessions(self) -> int:
        return sum(marche.est_concession for marche in self.marches)

    @property
    def douteux(self) -> int:
        return sum(marche.est_douteux for marche in self.marches)
