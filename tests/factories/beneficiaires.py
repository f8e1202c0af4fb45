"""People, decisions, work contracts. To be called inside a guichet."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from marches.models import Attribution
from tests.factories.marches import creer_attribution

_numeros = count(1)


def creer_beneficiaire(*, eligible_depuis: datetime.date | None = None, **champs: Any) -> Beneficiaire:
    n = next(_numeros)
    personne = Beneficiaire.objects.create(
        **{"ref": f"B{n}", "nom": f"NOM{n}", "prenom": f"Prénom{n}", "date_naissance": datetime.date(1990, 1, 1)}
        | champs
    )
    if eligible_depuis is not None:
        creer_decision(beneficiaire=personne, date_decision=eligible_depuis)
    return personne


def creer_decision(*, beneficiaire: Beneficiaire, **champs: Any) -> DecisionEligibilite:
    return DecisionEligibilite.objects.create(
        beneficiaire=beneficiaire,
        **{
            "categorie": "B_DELD",
            "date_decision": datetime.date(2025, 1, 1),
            "decision": "ACCEPTEE",
            "principale": True,
        }
        | champs,
    )


def creer_contrat(
    *, beneficiaire: Beneficiaire | None = None, attribution: Attribution | None = None, **champs: Any
) -> ContratTravail:
    n = next(_numeros)
    attribution = attribution or creer_attribution()
    return ContratTravail.objects.create(
        beneficiaire=beneficiaire or creer_beneficiaire(eligible_depuis=datetime.date(2025, 1, 1)),
        attribution=attribution,
        lot_id=attribution.lot_id,
        marche_id=attribution.marche_id,
        titulaire_id=attribution.entreprise_id,
        **{
            "ref": f"C{n}",
            "employeur_id": attribution.entreprise_id,
            "modalite": "EMB",
            "type_contrat": "CDD",
            "date_debut": datetime.date(2025, 2, 1),
            "date_fin": datetime.date(2026, 12, 31),
        }
        | champs,
    )
