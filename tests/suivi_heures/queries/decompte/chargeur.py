"""Put a reprise document in the open guichet, without the product's own reader."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion
from marches.models import (
    Attribution,
    EngagementHeures,
    Entreprise,
    Lot,
    MaitreOuvrage,
    Marche,
    Operation,
    RegleDecompte,
)
from suivi_heures.models import Heure

PARAMETRES_DECIMAUX = ("part_formation_hors_contrat", "plafond_mensuel", "bonification_plafond_pct")


def creer_le_guichet(scenario: dict[str, Any]) -> Guichet:
    with within_connexion():
        return Guichet.objects.create(**scenario["guichet"])


def _cles(modele: Any, objets: list[Any]) -> dict[str, Any]:
    return {objet.ref: objet for objet in modele.objects.bulk_create(objets)}


def charger(scenario: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Identifiers of the lots by (contract, lot)."""
    acteurs = _charger_acteurs(scenario)
    lots, attributions = _charger_marches(scenario, acteurs)
    _charger_heures(scenario, _charger_contrats(scenario, acteurs, attributions))
    return lots


def _charger_acteurs(scenario: dict[str, Any]) -> dict[str, Any]:
    acheteurs = _cles(MaitreOuvrage, [MaitreOuvrage(**m) for m in scenario["maitres_ouvrage"]])
    entreprises = [Entreprise(**e) for e in scenario["entreprises"]]
    structures = [Entreprise(type_structure=s.pop("type"), **s) for s in map(dict, scenario["structures"])]
    employeurs = _cles(Entreprise, entreprises + structures)
    operations = _cles(
        Operation,
        [Operation(**o | {"maitre_ouvrage": acheteurs[o["maitre_ouvrage"]]}) for o in scenario["operations"]],
    )
    RegleDecompte.objects.bulk_create(
        RegleDecompte(
            **{cle: Decimal(v) if cle in PARAMETRES_DECIMAUX and v is not None else v for cle, v in regle.items()}
        )
        for regle in scenario["regles"]
    )
    return {"acheteurs": acheteurs, "employeurs": employeurs, "operations": operations}


def _charger_marches(scenario: dict[str, Any], acteurs: dict[str, Any]) -> tuple[Any, Any]:
    marches = _cles(
        Marche,
        [
            Marche(
                maitre_ouvrage=acteurs["acheteurs"][m["maitre_ouvrage"]],
                operation=acteurs["operations"].get(m.get("operation")),
                regle_code=m["regle"],
                categories_admises=m.get("categories_admises"),
                **{cle: m[cle] for cle in ("ref", "objet", "types_clause", "date_debut", "date_fin")},
            )
            for m in scenario["marches"]
        ],
    )
    paires = [(marches[m["ref"]], lot) for m in scenario["marches"] for lot in m["lots"]]
    lots = Lot.objects.bulk_create(Lot(marche=marche, ref=lot["ref"], objet=lot["objet"]) for marche, lot in paires)
    EngagementHeures.objects.bulk_create(
        EngagementHeures(lot=lot, **e | {"heures": Decimal(e["heures"])})
        for lot, (_, brut) in zip(lots, paires, strict=True)
        for e in brut.get("engagements", [])
    )
    attributions = [
        Attribution(
            lot=lot,
            marche=marche,
            maitre_ouvrage_id=marche.maitre_ouvrage_id,
            ref=a["ref"],
            entreprise=acteurs["employeurs"][a["entreprise"]],
            role=a["role"],
        )
        for lot, (marche, brut) in zip(lots, paires, strict=True)
        for a in brut.get("attributions", [])
    ]
    cles = {(marche.ref, lot.ref): lot.pk for lot, (marche, _) in zip(lots, paires, strict=True)}
    return cles, _cles(Attribution, attributions)


def _charger_contrats(scenario: dict[str, Any], acteurs: Any, attributions: Any) -> dict[str, Any]:
    champs = (*("ref", "nom", "prenom", "date_naissance", "qpv", "commune", "niveau_formation", "autres_noms"),)
    personnes = _cles(
        Beneficiaire,
        [
            Beneficiaire(sexe=p.get("sexe") or "", **{cle: p[cle] for cle in champs if p.get(cle) is not None})
            for p in scenario["beneficiaires"]
        ],
    )
    DecisionEligibilite.objects.bulk_create(
        DecisionEligibilite(beneficiaire=personnes[p["ref"]], **e)
        for p in scenario["beneficiaires"]
        for e in p["eligibilites"]
    )
    contrats = []
    for c in scenario["contrats"]:
        attribution = attributions[c["attribution"]]
        contrats.append(
            ContratTravail(
                beneficiaire=personnes[c["beneficiaire"]],
                employeur=acteurs["employeurs"][c["employeur"]],
                attribution=attribution,
                lot_id=attribution.lot_id,
                marche_id=attribution.marche_id,
                titulaire_id=attribution.entreprise_id,
                date_fin=c.get("date_fin"),
                **{cle: c[cle] for cle in ("ref", "modalite", "type_contrat", "date_debut")},
            )
        )
    return _cles(ContratTravail, contrats)


def _charger_heures(scenario: dict[str, Any], contrats: dict[str, Any]) -> None:
    """Lines then their corrections, which name the line they correct."""
    ids: dict[str, int] = {}
    attente = list(scenario["heures"])
    while attente:
        prets = [h for h in attente if h.get("corrige") is None or h["corrige"] in ids]
        for heure in Heure.objects.bulk_create(_heure(h, contrats[h["contrat"]], ids) for h in prets):
            ids[heure.ref] = heure.pk
        attente = [h for h in attente if h["ref"] not in ids]


def _heure(brut: dict[str, Any], contrat: ContratTravail, ids: dict[str, int]) -> Heure:
    return Heure(
        contrat=contrat,
        lot_id=contrat.lot_id,
        beneficiaire_id=contrat.beneficiaire_id,
        employeur_id=contrat.employeur_id,
        heures=Decimal(brut["heures"]),
        corrige_id=ids.get(brut.get("corrige", "")),
        annulee=brut.get("annulee", False),
        **{cle: brut[cle] for cle in ("ref", "du", "au", "nature", "statut")},
    )
