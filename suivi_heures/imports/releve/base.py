"""What is known, taken from a file of reprise: to judge a reading without a database."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from suivi_heures.imports.releve.connaissances import (
    Connaissances,
    ContratConnu,
    EmployeurConnu,
    LotConnu,
    PersonneConnue,
)


def connaissances_de_la_base(base: Mapping[str, Any]) -> Connaissances:
    attributions = {
        attribution["ref"]: (lot["ref"], attribution.get("entreprise") or "")
        for marche in base.get("marches", ())
        for lot in marche.get("lots", ())
        for attribution in lot.get("attributions", ())
    }
    return Connaissances(
        personnes=tuple(
            PersonneConnue(
                une["ref"],
                une["nom"],
                une["prenom"],
                _date(une.get("date_naissance")),
                tuple(une.get("autres_noms") or ()),
            )
            for une in base.get("beneficiaires", ())
        ),
        contrats=tuple(_contrat(une, attributions) for une in base.get("contrats", ())),
        employeurs=tuple(
            EmployeurConnu(une["ref"], une["nom"], une.get("siret") or "", tuple(une.get("autres_noms") or ()))
            for une in (*base.get("entreprises", ()), *base.get("structures", ()))
        ),
        lots=tuple(
            LotConnu(lot["ref"], tuple(lot.get("reperes") or ()))
            for marche in base.get("marches", ())
            for lot in marche.get("lots", ())
        ),
    )


def _contrat(contrat: Mapping[str, Any], attributions: Mapping[str, tuple[str, str]]) -> ContratConnu:
    lot, titulaire = attributions.get(contrat.get("attribution") or "", ("", ""))
    debut = _date(contrat["date_debut"])
    return ContratConnu(
        contrat["ref"],
        contrat["beneficiaire"],
        contrat["employeur"],
        lot,
        debut or datetime.date.min,
        _date(contrat.get("date_fin")),
        titulaire=titulaire,
    )


def _date(texte: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(texte) if texte else None
