"""The observatory as its page and its file write it: small groups hidden, and their hours with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clauses_app.interface.formats import (
    accorder,
    calculer_part,
    formater_heures,
    formater_nombre,
    formater_pourcent,
)
from suivi_heures.queries.observatoire import Axe, Observation, Rang
from suivi_heures.queries.petits_effectifs import TOTAL, Masque, masquer_liste
from suivi_heures.restitutions.suites_parcours import dire

TU, SANS = "non diffusé", "?"  # the key of « not said », that TOTAL would take
AXES: dict[Axe, tuple[str, str]] = {
    Axe.PUBLIC: ("Public", "Publics acceptés de la personne\u202f; elle peut en avoir plusieurs."),
    Axe.METIER: ("Métier", "Poste écrit au contrat de travail."),
    Axe.TERRITOIRE: ("Commune", "Commune où la personne habite."),
    Axe.MODALITE: ("Modalité", "Modalité du contrat de travail."),
    Axe.ANNEE: ("Année", "Année où la période déclarée commence."),
}


@dataclass(frozen=True)
class LigneObservee:
    """`ouverte`: what it is made of can be looked at without reading a small group. `mesure`: its hours, None when
    they are not told."""

    cle: str
    libelle: str
    heures: str
    part: str
    personnes: str
    sorties: str
    ouverte: bool
    mesure: Decimal | None = None


@dataclass(frozen=True)
class TableauObserve:
    lignes: tuple[LigneObservee, ...]
    heures: str
    personnes: str
    sorties: str
    sorties_note: str
    recouvrement: str


def composer_observation(o: Observation, *, seuil: int) -> TableauObserve:
    masques = masquer_rangs(o, seuil=seuil)
    total = Masque.SEUIL if 0 < o.personnes < seuil else _masquer_total(o, seuil)
    return TableauObserve(
        lignes=tuple(_ligne(r, masques[r.cle], o, seuil) for r in o.rangs),
        heures=TU if total else formater_heures(o.heures),
        personnes=dire(o.personnes, total, seuil),
        sorties=TU if total else dire_sorties(o.sorties, o.dynamiques, seuil).partition(", ")[0],
        sorties_note="" if total else dire_sorties(o.sorties, o.dynamiques, seuil).partition(", ")[2],
        recouvrement=_dire_recouvrement(o, seuil),
    )


def masquer_rangs(o: Observation, *, seuil: int) -> dict[str, Masque]:
    """Rows that share nobody add up to the total: the smallest loop is closed. Rows that overlap do not, yet a single
    hidden one could be guessed from the others: the next smallest goes with it. Nor is a row shown that holds everybody
    but a few: the total minus the row would count them."""
    effectifs = {r.cle or SANS: len(r.personnes) for r in o.rangs}
    if o.est_partition:
        masques = masquer_liste(effectifs, total=o.personnes, seuil=seuil)
    else:
        masques = {cle: Masque.SEUIL if 0 < n < seuil else Masque.AUCUN for cle, n in effectifs.items()}
        petites = [cle for cle, masque in masques.items() if masque]
        autres = sorted((n, cle) for cle, n in effectifs.items() if not masques[cle])
        if len(petites) == 1 and autres:
            masques[autres[0][1]] = Masque.SECONDAIRE
        masques |= {cle: Masque.SECONDAIRE for n, cle in autres if 0 < o.personnes - n < seuil}
    return {"" if cle == SANS else cle: masque for cle, masque in masques.items() if cle != TOTAL}


def _masquer_total(o: Observation, seuil: int) -> Masque:
    """Of rows that add up, the total may have to be hidden with them."""
    if not o.est_partition:
        return Masque.AUCUN
    effectifs = {r.cle or SANS: len(r.personnes) for r in o.rangs}
    return masquer_liste(effectifs, total=o.personnes, seuil=seuil)[TOTAL]


def _ligne(r: Rang, masque: Masque, o: Observation, seuil: int) -> LigneObservee:
    return LigneObservee(
        cle=r.cle,
        libelle=r.libelle,
        heures=TU if masque else formater_heures(r.heures),
        part="–" if masque or not o.heures else formater_pourcent(calculer_part(r.heures, o.heures)),
        personnes=dire(len(r.personnes), masque, seuil),
        sorties=TU if masque else dire_sorties(r.sorties, r.dynamiques, seuil),
        ouverte=not masque,
        mesure=None if masque else r.heures,
    )


def dire_sorties(sorties: int, dynamiques: int, seuil: int) -> str:
    """The rate never without what it is of; a small part on either side says who is in it."""
    if not sorties:
        return "–"
    masques = masquer_liste({"dyn": dynamiques, "autres": sorties - dynamiques}, total=sorties, seuil=seuil)
    if masques[TOTAL]:
        return f"moins de {seuil}"
    if masques["dyn"] or masques["autres"]:
        return f"{formater_nombre(sorties)}, dont dynamiques\u00a0: {TU}"
    return (
        f"{formater_nombre(sorties)}, dont dynamiques\u00a0: {formater_nombre(dynamiques)}"
        f" ({formater_pourcent(calculer_part(dynamiques, sorties))})"
    )


def _dire_recouvrement(o: Observation, seuil: int) -> str:
    if not o.plusieurs:
        return "Chacun n’est que dans une ligne\u00a0: la somme des lignes fait le total."
    if o.plusieurs < seuil:
        return f"Moins de {seuil} personnes sont dans plusieurs lignes\u00a0: la somme des lignes dépasse le total."
    return (
        f"{accorder(o.plusieurs, 'personne est', 'personnes sont')} dans plusieurs lignes\u00a0:"
        " la somme des lignes dépasse le total, où chacun compte une fois."
    )
