"""Models of the room, one file per aggregate."""

from beneficiaires.models.action import Action, InscriptionAction, PresenceAction, SeanceAction
from beneficiaires.models.beneficiaire import Beneficiaire
from beneficiaires.models.contrat import ContratTravail
from beneficiaires.models.convention import Convention, ObjectifConvention
from beneficiaires.models.demande import DemandeEligibilite, EtapeDemande
from beneficiaires.models.doublon import DoublonProbable, Fusion, VigilanceLevee
from beneficiaires.models.eligibilite import DecisionEligibilite
from beneficiaires.models.justificatif import Justificatif, ReferencePublic, ReglagePersonnes
from beneficiaires.models.parcours import (
    Diagnostic,
    Engagement,
    EtapeParcours,
    Frein,
    Situation,
    SituationRsa,
    Sortie,
)

__all__ = [
    "Action",
    "Beneficiaire",
    "ContratTravail",
    "Convention",
    "DecisionEligibilite",
    "DemandeEligibilite",
    "Diagnostic",
    "DoublonProbable",
    "Engagement",
    "EtapeDemande",
    "EtapeParcours",
    "Frein",
    "Fusion",
    "InscriptionAction",
    "Justificatif",
    "ObjectifConvention",
    "PresenceAction",
    "ReferencePublic",
    "ReglagePersonnes",
    "SeanceAction",
    "Situation",
    "SituationRsa",
    "Sortie",
    "VigilanceLevee",
]
