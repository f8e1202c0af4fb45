"""Invented years: people, contracts, two buyers; and the numbers that their outputs show."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import combinations

from hypothesis import strategies as st

from suivi_heures.enums import GenreSortie
from suivi_heures.queries.chiffres_publies import DEPUIS_LE_DEBUT, Boite, Publie, Registre
from suivi_heures.queries.couverture import Couverture
from suivi_heures.queries.participations import AnneeClose, ChiffreMarche, Participation
from suivi_heures.queries.petits_effectifs import TOTAL
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.composer_bilan import AXE_MODALITES, AXE_PUBLICS, AXES_PROFILS
from suivi_heures.restitutions.familles import famille, groupe
from suivi_heures.restitutions.repartir import (
    QUARTIERS,
    SEXES,
    Part,
    compter_personnes,
    masquer_totaux,
    repartir_liste,
    repartir_par_marche,
    tranche_d_age,
)
from suivi_heures.restitutions.sorties.documents import composer
from suivi_heures.restitutions.sorties.travail import Contexte, Financement, Travail

SEUIL = 5
ACHETEURS = {"M1": "Département", "M2": "Département", "M3": "Ville"}
CONTEXTE = Contexte(
    guichet="Maison de l’emploi",
    type_guichet="MAISON_EMPLOI",
    facilitateurs=3,
    seuil=SEUIL,
    financements=(
        Financement("Département", "Département", Decimal(40), "Département"),
        Financement("État", "État", Decimal(60), None),
    ),
)

personnes = st.lists(
    st.fixed_dictionaries(
        {
            "sexe": st.sampled_from(["F", "M"]),
            "age": st.sampled_from([20, 40, 55]),
            "qpv": st.booleans(),
            "categorie": st.sampled_from(["B_DELD", "B_RSA", "B_JEUNE_NQ"]),
            "marches": st.sets(st.sampled_from(sorted(ACHETEURS)), min_size=1, max_size=2),
            "debut": st.sampled_from([1, 2]),  # quarter of the first hour
        }
    ),
    min_size=3,
    max_size=45,
)


def creer_annee(gens: list[dict], trimestre: int) -> AnneeClose:
    """Everybody who began by the end of this quarter."""
    parts = tuple(
        Participation(
            personne=rang, contrat=rang * 10 + int(ref[1]), marche=ref, heures=Decimal(100), heures_qpv=Decimal(0),
            modalite="EMB", type_contrat="CDD", date_debut=datetime.date(2026, 1, 1), date_fin=None, motif_fin="",
            sexe=p["sexe"], naissance=datetime.date(2026 - p["age"], 1, 1), qpv=p["qpv"], niveau=3,
            categories=(p["categorie"],), est_nouvelle=True,
        )
        for rang, p in enumerate(gens)
        if p["debut"] <= trimestre
        for ref in sorted(p["marches"])
    )  # fmt: skip
    return AnneeClose(
        trimestre=Trimestre(2026, trimestre),
        close_a=datetime.datetime(2026, 4 + 3 * (trimestre - 1), 20, tzinfo=datetime.UTC),
        trimestres_clos=tuple(Trimestre(2026, n) for n in range(1, trimestre + 1)),
        chiffres={
            ref: ChiffreMarche(
                objet=f"Marché {ref}", acheteur=acheteur, type_acheteur="DEPARTEMENT", operation="Quartier",
                est_anru=ref != "M3", montant_ht=None, due=Decimal(1000),
                retenues=sum((p.heures for p in parts if p.marche == ref), Decimal(0)), couverture=Couverture(3, 2),
            )
            for ref, acheteur in ACHETEURS.items()
        },
        participations=parts,
    )  # fmt: skip


def publier_sortie(genre: GenreSortie, annee: AnneeClose, publies: list[Publie]) -> list[Publie]:
    _, resultat = composer(genre, Travail(annee, CONTEXTE, Registre(publies)))
    return list(resultat.publies)


def figer_rapport(gens: list[dict], acheteur: str, trimestre: int, anciens: list[int]) -> dict:
    """The people of a quarterly report, hidden by the functions of the report itself."""
    refs = [ref for ref, nom in ACHETEURS.items() if nom == acheteur]
    fin = Trimestre(2026, trimestre).fin
    siens = {rang: p for rang, p in enumerate(gens) if set(refs) & p["marches"] and p["debut"] <= trimestre}
    parts = [
        Part(
            ref, rang, Decimal(50), famille(p["categorie"]), groupe("EMB"), SEXES[p["sexe"]],
            tranche_d_age(datetime.date(2026 - p["age"], 1, 1), fin), QUARTIERS[0 if p["qpv"] else 1],
        )
        for rang, p in siens.items()
        for ref in refs
        if ref in p["marches"]
    ]  # fmt: skip
    totaux = masquer_totaux(parts, marches=refs, seuil=SEUIL)
    publics, modalites = (
        repartir_par_marche(parts, axe, totaux=totaux, seuil=SEUIL) for axe in (AXE_PUBLICS, AXE_MODALITES)
    )
    nouveaux = sum(1 for p in siens.values() if p["debut"] == trimestre)

    def effectif(un) -> dict:
        return {"personnes": un.personnes}

    def repartition(une) -> dict:
        lignes = [{"libelle": li.libelle, "effectif": effectif(li.effectif)} for li in une.lignes]
        return {"titre": une.titre, "lignes": lignes, "total": effectif(une.total)}

    return {
        "trimestre": {"annee": 2026, "numero": trimestre},
        "synthese": {
            "personnes": effectif(compter_personnes(len(siens), seuil=SEUIL, deja=anciens)),
            "personnes_trimestre": effectif(publics[TOTAL].total),
            "entrees": effectif(compter_personnes(nouveaux, seuil=SEUIL)),
            "publics": repartition(publics[TOTAL]),
            "modalites": repartition(modalites[TOTAL]),
            "profils": [
                repartition(repartir_liste(parts, axe, total=totaux[TOTAL], seuil=SEUIL)) for axe in AXES_PROFILS
            ],
        },
        "marches": [
            {"reference": ref, "publics": repartition(publics[ref]), "modalites": repartition(modalites[ref])}
            for ref in refs
        ],
    }


def paires_qui_trahissent(publies: list[Publie], seuil: int = SEUIL) -> list[tuple[Publie, Publie]]:
    """Every pair, without the index of the register: one box inside the other, few people between."""

    def dans(a: Boite, b: Boite) -> bool:
        return a.debut >= b.debut and a.fin <= b.fin and a.marches <= b.marches and a.traits >= b.traits

    connus = [un for un in dict.fromkeys(publies) if un.nombre is not None]
    return [
        (a, b) for a, b in combinations(connus, 2)
        if 0 < abs(a.nombre - b.nombre) < seuil and (dans(a.boite, b.boite) or dans(b.boite, a.boite))
    ]  # fmt: skip


__all__ = ["DEPUIS_LE_DEBUT", "creer_annee", "figer_rapport", "paires_qui_trahissent", "personnes", "publier_sortie"]
