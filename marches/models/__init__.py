"""Models of the room, one file per aggregate."""

from marches.models.acte import Acte, Tranche
from marches.models.contact import AdresseEnEchec, ContactEntreprise
from marches.models.engagement import EngagementHeures
from marches.models.entreprise import Entreprise, NoteEntreprise
from marches.models.maitre_ouvrage import MaitreOuvrage
from marches.models.marche import Attribution, Lot, Marche
from marches.models.marche_decp import ImportDecp, MarcheDecp
from marches.models.operation import Operation
from marches.models.penalite import ParametreLegal, ReglePenalite
from marches.models.programme import Programme
from marches.models.regle import RegleDecompte

__all__ = [
    "Acte",
    "AdresseEnEchec",
    "Attribution",
    "ContactEntreprise",
    "EngagementHeures",
    "Entreprise",
    "ImportDecp",
    "Lot",
    "MaitreOuvrage",
    "Marche",
    "MarcheDecp",
    "NoteEntreprise",
    "Operation",
    "ParametreLegal",
    "Programme",
    "RegleDecompte",
    "ReglePenalite",
    "Tranche",
]
