"""Models of the room, one file per aggregate."""

from beneficiaires.models.beneficiaire import Beneficiaire
from beneficiaires.models.contrat import ContratTravail
from beneficiaires.models.demande import DemandeEligibilite, EtapeDemande
from beneficiaires.models.doublon import DoublonProbable, Fusion, VigilanceLevee
from beneficiaires.models.eligibilite import DecisionEligibilite
from beneficiaires.models.justificatif import Justificatif, ReferencePublic, ReglagePersonnes

__all__ = [
    "Beneficiaire",
    "ContratTravail",
    "DecisionEligibilite",
    "DemandeEligibilite",
    "DoublonProbable",
    "EtapeDemande",
    "Fusion",
    "Justificatif",
    "ReferencePublic",
    "ReglagePersonnes",
    "VigilanceLevee",
]
