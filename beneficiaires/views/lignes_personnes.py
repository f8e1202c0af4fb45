"""The list of people as rows ready to print: the template only writes them (docs/performances.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from beneficiaires.enums import TypeContrat
from beneficiaires.queries.refus import refus_debout
from clauses_app.interface.formats import formater_date

COLONNES = ("pk", "nom", "prenom", "ref", "est_eligible", "verifie_le")
_DU_CONTRAT = ("beneficiaire_id", "type_contrat", "employeur__nom", "marche__objet", "date_debut", "date_fin")
_OBJET_MAX = 60


def decrire_personnes(personnes: Iterable[dict[str, Any]], contrats: Any) -> list[dict[str, Any]]:
    """Rows of `COLONNES` with the latest work contract of each person among `contrats`."""
    personnes = list(personnes)
    derniers = {
        contrat["beneficiaire_id"]: contrat
        for contrat in contrats.filter(beneficiaire__in=[p["pk"] for p in personnes])
        .order_by("beneficiaire_id", "-date_debut", "-pk")
        .distinct("beneficiaire_id")
        .values(*_DU_CONTRAT)
    }
    sans = [p["pk"] for p in personnes if not p["est_eligible"]]
    refus = refus_debout(sans) if sans else {}
    liste = reverse("beneficiaires:liste")
    return [
        {
            "pk": p["pk"],
            "adresse": f"{liste}{p['pk']}/",
            "nom": f"{p['nom']} {p['prenom']}",
            "ref": p["ref"],
            "est_eligible": p["est_eligible"],
            "verifie_le": formater_date(p["verifie_le"]),
            "refusee_le": formater_date(refus[p["pk"]]) if p["pk"] in refus else "",
            "sans_accord": f"refusée le {formater_date(refus[p['pk']])}" if p["pk"] in refus else "à décider",
            **_decrire_contrat(derniers.get(p["pk"])),
        }
        for p in personnes
    ]


def _decrire_contrat(contrat: dict[str, Any] | None) -> dict[str, str]:
    if contrat is None:
        return {"contrat": "", "marche": "", "periode": ""}
    objet, fin = contrat["marche__objet"], contrat["date_fin"]
    return {
        "contrat": f"{TypeContrat(contrat['type_contrat']).label}, {contrat['employeur__nom']}",
        "marche": objet if len(objet) <= _OBJET_MAX else f"{objet[: _OBJET_MAX - 1]}…",
        "periode": f"{formater_date(contrat['date_debut'])}{f' au {formater_date(fin)}' if fin else ', en cours'}",
    }
