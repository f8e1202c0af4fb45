"""Lines of the ledger. To be called inside a guichet."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from beneficiaires.models import ContratTravail
from marches.models import Entreprise
from suivi_heures.models import FichierReleve, Heure, ReleveHeures
from tests.factories.beneficiaires import creer_contrat

_numeros = count(1)


def creer_heure(*, contrat: ContratTravail | None = None, heures: str = "100.00", **champs: Any) -> Heure:
    n = next(_numeros)
    contrat = contrat or creer_contrat()
    return Heure.objects.create(
        contrat=contrat,
        lot_id=contrat.lot_id,
        beneficiaire_id=contrat.beneficiaire_id,
        employeur_id=contrat.employeur_id,
        heures=Decimal(heures),
        **{
            "ref": f"H{n}",
            "du": datetime.date(2025, 3, 1),
            "au": datetime.date(2025, 3, 31),
            "statut": "VALIDEE",
        }
        | champs,
    )


def creer_releve(
    *, entreprise: Entreprise, contenu: bytes = b"", mois: datetime.date = datetime.date(2026, 3, 1), **champs: Any
) -> ReleveHeures:
    n = next(_numeros)
    releve = ReleveHeures.objects.create(
        entreprise=entreprise, mois=mois, **{"nom_fichier": "releve.csv", "empreinte": f"{n:064x}"} | champs
    )
    FichierReleve.objects.create(releve=releve, contenu=contenu)
    return releve
