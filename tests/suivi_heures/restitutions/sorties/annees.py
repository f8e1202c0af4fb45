"""Invented years: people, contracts, two buyers; and the numbers that their outputs show."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import combinations

from hypothesis import strategies as st

from suivi_heures.enums import GenreSortie
from suivi_heures.queries.chiffres_publies import Boite, Publie, Registre, lire_bilan
from suivi_heures.queries.couverture import Couverture
from suivi_heures.queries.participations import AnneeClose, ChiffreMarche, Participation
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.compter_gens import Foule, compter_gens, en_donnees
from suivi_heures.restitutions.familles import famille, groupe
from suivi_heures.restitutions.rassembler_parts import Entree
from suivi_heures.restitutions.repartir import QUARTIERS, SEXES, Part, tranche_d_age
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


def figer_rapport(
    gens: list[dict], acheteur: str, trimestre: int, publies: list[Publie], *, marche: str = ""
) -> list[Publie]:
    """The numbers of people of a quarterly report on a buyer, or on one of its contracts."""
    refs = [ref for ref, nom in ACHETEURS.items() if nom == acheteur]
    periode = Trimestre(2026, trimestre)
    siens = {rang: p for rang, p in enumerate(gens) if set(refs) & p["marches"] and p["debut"] <= trimestre}
    parts = [
        Part(
            ref, rang, Decimal(50), famille(p["categorie"]), groupe("EMB"), SEXES[p["sexe"]],
            tranche_d_age(datetime.date(2026 - p["age"], 1, 1), periode.fin), QUARTIERS[0 if p["qpv"] else 1],
        )
        for rang, p in siens.items()
        for ref in refs
        if ref in p["marches"] and (p["debut"] == trimestre or rang % 4)  # one in four no longer works
    ]  # fmt: skip
    entrees = [
        Entree(rang, Trimestre(2026, p["debut"]).debut, frozenset(set(refs) & p["marches"]))
        for rang, p in siens.items()
    ]
    foule = Foule(periode, refs, parts, entrees, SEUIL)
    imprimes = [marche] if marche else refs
    gens_du_rapport = compter_gens(foule, registre=Registre(publies), perimetre=imprimes if marche else None)
    donnees = en_donnees(gens_du_rapport, periode, imprimes)
    return list(lire_bilan(donnees, sortie=f"rapport {marche or acheteur} T{trimestre}"))


def paires_qui_trahissent(publies: list[Publie], seuil: int = SEUIL) -> list[tuple[Publie, Publie]]:
    """Every pair, without the index of the register: one box inside the other, few people between."""

    def dans(a: Boite, b: Boite) -> bool:
        return a.debut >= b.debut and a.fin <= b.fin and a.marches <= b.marches and a.traits >= b.traits

    connus = [un for un in dict.fromkeys(publies) if un.nombre is not None]
    return [
        (a, b) for a, b in combinations(connus, 2)
        if 0 < abs(a.nombre - b.nombre) < seuil and (dans(a.boite, b.boite) or dans(b.boite, a.boite))
    ]  # fmt: skip
