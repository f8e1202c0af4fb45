"""Contracts, lots and attributions of a reprise file."""

from __future__ import annotations

from typing import Any

from marches.models import Attribution, Lot, Marche
from suivi_heures.imports.reprise_fiches import FicheMarche, FicheReprise
from suivi_heures.services.rapprocher_objets import Avancee, rapprocher_objets


def reprendre_marches(*, contenu: FicheReprise, avancee: Avancee) -> None:
    """Contracts first: changing a buyer is copied to the attributions by the database itself."""
    avancee.retenir(
        "marches",
        rapprocher_objets(modele=Marche, cle=("ref",), voulus={m.ref: _valeurs(m, avancee) for m in contenu.marches}),
    )
    _reprendre_les_lots(contenu, avancee)
    _reprendre_les_attributions(contenu, avancee)


def _valeurs(marche: FicheMarche, avancee: Avancee) -> dict[str, Any]:
    return {
        "objet": marche.objet,
        "maitre_ouvrage_id": avancee.ids["maitres_ouvrage"][marche.maitre_ouvrage],
        "operation_id": avancee.ids["operations"][marche.operation] if marche.operation else None,
        "types_clause": list(marche.types_clause),
        "regle_code": marche.regle,
        "date_debut": marche.date_debut,
        "date_fin": marche.date_fin,
        "montant_ht": marche.montant_ht,
        # an empty list says nothing more than its absence: every category
        "categories_admises": list(marche.categories_admises) or None,
        "penalite_type": marche.penalite.type if marche.penalite else "",
        "penalite_valeur": marche.penalite.valeur if marche.penalite else None,
    }


def _reprendre_les_lots(contenu: FicheReprise, avancee: Avancee) -> None:
    marches = avancee.ids["marches"]
    refs = {pk: ref for ref, pk in marches.items()}
    fait = rapprocher_objets(
        modele=Lot,
        cle=("marche_id", "ref"),
        voulus={
            (marches[marche.ref], lot.ref): {"objet": lot.objet, "reperes": list(lot.reperes)}
            for marche in contenu.marches
            for lot in marche.lots
        },
    )
    # the lots of a contract that is itself absent are not listed again
    absents = [f"{refs[marche_id]} / {ref}" for marche_id, ref in fait.absents if marche_id in refs]
    avancee.ids["lots"] = {(refs[marche_id], ref): pk for (marche_id, ref), pk in fait.ids.items()}
    avancee.noter("lots", len(fait.crees), len(fait.changes), absents)


def _reprendre_les_attributions(contenu: FicheReprise, avancee: Avancee) -> None:
    ids = avancee.ids
    voulus = {
        attribution.ref: {
            "lot_id": ids["lots"][marche.ref, lot.ref],
            "marche_id": ids["marches"][marche.ref],
            "maitre_ouvrage_id": ids["maitres_ouvrage"][marche.maitre_ouvrage],
            "entreprise_id": ids["entreprises"][attribution.entreprise],
            "role": attribution.role,
            "heures_affectees": attribution.heures_affectees,
        }
        for marche in contenu.marches
        for lot in marche.lots
        for attribution in lot.attributions
    }
    avancee.retenir("attributions", rapprocher_objets(modele=Attribution, cle=("ref",), voulus=voulus))
