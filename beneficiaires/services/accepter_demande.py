"""Accept a request: the person, the decision and, if wanted, the contract, without typing anything twice."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from beneficiaires.enums import Decision, EtatDemande
from beneficiaires.models import Beneficiaire, ContratTravail, DemandeEligibilite
from beneficiaires.services.decider_eligibilite import decider_eligibilite
from beneficiaires.services.enregistrer_beneficiaire import enregistrer_beneficiaire
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from beneficiaires.services.repondre_demande import repondre_demande


@transaction.atomic
def accepter_demande(
    *,
    demande: DemandeEligibilite,
    rang: int,
    personne: Beneficiaire | None,
    categorie: str,
    date_decision: datetime.date,
    principale: bool,
    motif: str = "",
    justificatif_vu_le: datetime.date | None = None,
    avec_contrat: bool = True,
    message: str = "",
    par: Any,
) -> Beneficiaire:
    """`personne`: the file that already exists, None to open one from the request."""
    repondre_demande(demande=demande, rang=rang, etat=EtatDemande.ACCEPTEE, message=message, par=par)
    personne = personne or enregistrer_beneficiaire(
        beneficiaire=Beneficiaire(
            nom=demande.nom,
            prenom=demande.prenom,
            date_naissance=demande.date_naissance,
            propose_par_id=demande.entreprise_id,
        ),
        par=par,
    )
    decider_eligibilite(
        beneficiaire=personne,
        categorie=categorie,
        decision=Decision.ACCEPTEE,
        date_decision=date_decision,
        principale=principale,
        motif=motif,
        justificatif_vu_le=justificatif_vu_le,
        par=par,
    )
    demande.beneficiaire = personne
    demande.contrat = _signer(demande, personne, par) if avec_contrat else None
    demande.save(update_fields=["beneficiaire", "contrat"])
    return personne


def _signer(demande: DemandeEligibilite, personne: Beneficiaire, par: Any) -> ContratTravail:
    return enregistrer_contrat(
        contrat=ContratTravail(
            beneficiaire=personne,
            employeur_id=demande.entreprise_id,
            attribution=demande.attribution,
            modalite=demande.modalite,
            type_contrat=demande.type_contrat,
            date_debut=demande.date_debut,
            date_fin=demande.date_fin,
            poste=demande.poste,
        ),
        par=par,
        controler=True,
    )
