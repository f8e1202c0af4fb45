"""Models of the room, one file per aggregate."""

from beneficiaires.models.beneficiaire import Beneficiaire
from beneficiaires.models.contrat import ContratTravail
from beneficiaires.models.eligibilite import DecisionEligibilite

__all__ = ["Beneficiaire", "ContratTravail", "DecisionEligibilite"]
