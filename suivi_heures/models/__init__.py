"""Models of the room, one file per aggregate."""

from suivi_heures.models.bilan import Bilan, FichierBilan
from suivi_heures.models.cloture import ChiffreClos, Cloture
from suivi_heures.models.file_affaires import FileAffaires, SuiteAffaire
from suivi_heures.models.heure import BrouillonHeure, Heure
from suivi_heures.models.realisation import Realisation
from suivi_heures.models.releve import FichierReleve, LigneReleve, ReleveHeures
from suivi_heures.models.reprise import Reprise

__all__ = [
    "Bilan",
    "BrouillonHeure",
    "ChiffreClos",
    "Cloture",
    "FichierBilan",
    "FichierReleve",
    "FileAffaires",
    "Heure",
    "LigneReleve",
    "Realisation",
    "ReleveHeures",
    "Reprise",
    "SuiteAffaire",
]
