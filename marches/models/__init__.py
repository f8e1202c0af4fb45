"""Models of the room, one file per aggregate."""

from marches.models.acte import Acte, Tranche
from marches.models.annuaire import Agrement, StructureAnnuaire
from marches.models.calibrage import Calibrage, DeclarationAssiette, ObjectifGlissant
from marches.models.clause import ModeleClause, TexteClause
from marches.models.contact import AdresseEnEchec, ContactEntreprise
from marches.models.engagement import EngagementHeures
from marches.models.entreprise import Entreprise, NoteEntreprise
from marches.models.maitre_ouvrage import MaitreOuvrage
from marches.models.marche import Attribution, Lot, Marche
from marches.models.marche_decp import ImportDecp, MarcheDecp
from marches.models.operation import Operation
from marches.models.penalite import ParametreLegal, ReglePenalite
from marches.models.programme import Programme
from marches.models.projet import LotProjet, ProjetAchat
from marches.models.ratio import RatioSecteur, ReglageCalibrage
from marches.models.regle import RegleDecompte

__all__ = [
    "Acte",
    "AdresseEnEchec",
    "Agrement",
    "Attribution",
    "Calibrage",
    "ContactEntreprise",
    "DeclarationAssiette",
    "EngagementHeures",
    "Entreprise",
    "ImportDecp",
    "Lot",
    "LotProjet",
    "MaitreOuvrage",
    "Marche",
    "MarcheDecp",
    "ModeleClause",
    "NoteEntreprise",
    "ObjectifGlissant",
    "Operation",
    "ParametreLegal",
    "Programme",
    "ProjetAchat",
    "RatioSecteur",
    "ReglageCalibrage",
    "RegleDecompte",
    "ReglePenalite",
    "StructureAnnuaire",
    "TexteClause",
    "Tranche",
]
