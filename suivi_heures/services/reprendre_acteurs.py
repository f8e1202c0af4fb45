"""Rules, buyers, companies, structures and operations of a reprise file."""

from __future__ import annotations

from typing import Any

from marches.models import Entreprise, MaitreOuvrage, Operation, RegleDecompte
from suivi_heures.imports.reprise_fiches import FicheEntreprise, FicheRegle, FicheReprise, FicheStructure
from suivi_heures.services.rapprocher_objets import Avancee, Rapprochement, rapprocher_objets


def reprendre_acteurs(*, contenu: FicheReprise, avancee: Avancee) -> None:
    """Everything the contracts will refer to."""
    _reprendre_les_regles(contenu, avancee)
    avancee.retenir(
        "maitres_ouvrage",
        rapprocher_objets(
            modele=MaitreOuvrage,
            cle=("ref",),
            voulus={m.ref: {"nom": m.nom, "siret": m.siret, "type": m.type} for m in contenu.maitres_ouvrage},
        ),
    )
    _reprendre_les_entreprises(contenu, avancee)
    acheteurs = avancee.ids["maitres_ouvrage"]
    avancee.retenir(
        "operations",
        rapprocher_objets(
            modele=Operation,
            cle=("ref",),
            voulus={
                o.ref: {"nom": o.nom, "maitre_ouvrage_id": acheteurs[o.maitre_ouvrage]} for o in contenu.operations
            },
        ),
    )


def _reprendre_les_regles(contenu: FicheReprise, avancee: Avancee) -> None:
    fait = rapprocher_objets(
        modele=RegleDecompte,
        cle=("code", "date_effet"),
        voulus={(regle.code, regle.date_effet): _parametres(regle) for regle in contenu.regles},
    )
    absentes = [f"{code} au {date_effet}" for code, date_effet in fait.absents]
    avancee.noter("regles", len(fait.crees), len(fait.changes), absentes)


def _parametres(regle: FicheRegle) -> dict[str, Any]:
    parametres = {nom: getattr(regle, nom) for nom in regle.__slots__ if nom not in ("code", "date_effet")}
    parametres["bonifications"] = [
        {"code": b.code, "condition": b.condition, "coefficient": str(b.coefficient)} for b in regle.bonifications
    ]
    return parametres


def _reprendre_les_entreprises(contenu: FicheReprise, avancee: Avancee) -> None:
    """Companies and structures are one table; they are counted under the list they stand in."""
    fiches: list[FicheEntreprise | FicheStructure] = [*contenu.entreprises, *contenu.structures]
    types = dict.fromkeys((e.ref for e in contenu.entreprises), "")
    types |= {s.ref: s.type for s in contenu.structures}
    fait = rapprocher_objets(
        modele=Entreprise,
        cle=("ref",),
        voulus={
            e.ref: {
                "nom": e.nom,
                "siret": e.siret,
                "autres_noms": list(e.autres_noms),
                "type_structure": types[e.ref],
            }
            for e in fiches
        },
    )
    avancee.ids["entreprises"] = fait.ids
    avancee.noter("entreprises", *_compter(fait, types, structures=False), fait.absents)
    avancee.noter("structures", *_compter(fait, types, structures=True))


def _compter(fait: Rapprochement, types: dict[str, str], *, structures: bool) -> tuple[int, int]:
    crees = sum(bool(types[ref]) is structures for ref in fait.crees)
    changes = sum(bool(types[ref]) is structures for ref in fait.changes)
    return crees, changes
