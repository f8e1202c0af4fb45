"""Contracts, lots, companies. To be called inside a guichet."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from marches.models import Attribution, EngagementHeures, Entreprise, Lot, MaitreOuvrage, Marche, RegleDecompte

_numeros = count(1)


def creer_maitre_ouvrage(**champs: Any) -> MaitreOuvrage:
    n = next(_numeros)
    return MaitreOuvrage.objects.create(**{"ref": f"MO{n}", "nom": f"Ville {n}", "type": "COMMUNE"} | champs)


def creer_entreprise(**champs: Any) -> Entreprise:
    n = next(_numeros)
    return Entreprise.objects.create(**{"ref": f"E{n}", "nom": f"Entreprise {n}"} | champs)


def creer_regle(**champs: Any) -> RegleDecompte:
    return RegleDecompte.objects.create(**{"code": "R0", "date_effet": datetime.date(2020, 1, 1)} | champs)


def creer_marche(**champs: Any) -> Marche:
    n = next(_numeros)
    if not RegleDecompte.objects.filter(code=champs.get("regle_code", "R0")).exists():
        creer_regle(code=champs.get("regle_code", "R0"))
    champs.setdefault("maitre_ouvrage", None)
    champs["maitre_ouvrage"] = champs["maitre_ouvrage"] or creer_maitre_ouvrage()
    return Marche.objects.create(
        **{
            "ref": f"M{n}",
            "objet": f"Marché {n}",
            "types_clause": ["EXEC"],
            "regle_code": "R0",
            "date_debut": datetime.date(2025, 1, 1),
            "date_fin": datetime.date(2027, 12, 31),
        }
        | champs
    )


def creer_lot(*, marche: Marche | None = None, heures: str | None = "1000.00", **champs: Any) -> Lot:
    n = next(_numeros)
    marche = marche or creer_marche()
    lot = Lot.objects.create(marche=marche, **{"ref": f"L{n}", "objet": f"Lot {n}"} | champs)
    if heures is not None:
        EngagementHeures.objects.create(lot=lot, date=marche.date_debut, source="INITIAL", heures=Decimal(heures))
    return lot


def creer_attribution(*, lot: Lot | None = None, entreprise: Entreprise | None = None, **champs: Any) -> Attribution:
    n = next(_numeros)
    lot = lot or creer_lot()
    return Attribution.objects.create(
        lot=lot,
        marche_id=lot.marche_id,
        maitre_ouvrage_id=lot.marche.maitre_ouvrage_id,
        entreprise=entreprise or creer_entreprise(),
        **{"ref": f"A{n}", "role": "TITULAIRE"} | champs,
    )
