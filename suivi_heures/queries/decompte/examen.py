"""The rules looked at one after the other, each with its sentence, for the « pourquoi » panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from clauses_app.interface.formats import INSECABLE
from suivi_heures.enums import Motif, Nature
from suivi_heures.queries.decompte.faits import Faits
from suivi_heures.queries.decompte.regles import (
    NATURES_ADMISES,
    PLAFOND_MENSUEL,
    REGLES_DE_JOURS,
    REGLES_DE_NATURE,
    REGLES_DE_PUBLIC,
    TITRE_NATURE,
    RegleDeJours,
)

ZERO = Decimal(0)
_REFUS = {
    regle.code: regle.refus for regle in (*REGLES_DE_NATURE, *REGLES_DE_PUBLIC, *REGLES_DE_JOURS, PLAFOND_MENSUEL)
}


@dataclass(frozen=True, slots=True)
class RegleExaminee:
    titre: str
    respectee: bool
    phrase: str
    code: Motif | None = None


def phrase_du_motif(code: Motif, faits: Faits, heures: Decimal) -> str:
    return _REFUS[code](faits, heures)


def examiner(
    faits: Faits, motifs: dict[Motif, Decimal], jours: dict[Motif, int], *, entiere: bool
) -> tuple[RegleExaminee, ...]:
    """Rules in the order of the count; those that nothing reaches any more are not examined."""
    return tuple(_examiner(faits, motifs, jours, entiere))


def _examiner(
    f: Faits, motifs: dict[Motif, Decimal], jours: dict[Motif, int], entiere: bool
) -> Iterator[RegleExaminee]:
    yield _nature(f, motifs)
    if f.nature_exclue:
        return
    yield from _public(f, motifs)
    if f.refus:
        return
    for regle in REGLES_DE_JOURS:
        yield _de_jours(regle, f, motifs, jours, entiere)
    if f.plafond is not None:
        yield _plafond(f, motifs)


def _public(f: Faits, motifs: dict[Motif, Decimal]) -> Iterator[RegleExaminee]:
    for regle in REGLES_DE_PUBLIC:
        if regle.code == f.refus:
            yield RegleExaminee(regle.titre, False, regle.refus(f, motifs.get(regle.code, ZERO)), regle.code)
            return
        if regle.code != Motif.PUBLIC_NON_ADMIS or f.categories_admises:
            yield RegleExaminee(regle.titre, True, regle.accord(f))


def _nature(f: Faits, motifs: dict[Motif, Decimal]) -> RegleExaminee:
    for regle in REGLES_DE_NATURE:
        if f.nature == regle.nature and (f.nature_exclue or regle.code in motifs):
            phrase = regle.refus(f, motifs.get(regle.code, ZERO))
            return RegleExaminee(TITRE_NATURE, False, phrase, regle.code)
    return RegleExaminee(TITRE_NATURE, True, NATURES_ADMISES[Nature(f.nature)])


def _de_jours(
    regle: RegleDeJours, f: Faits, motifs: dict[Motif, Decimal], jours: dict[Motif, int], entiere: bool
) -> RegleExaminee:
    heures = motifs.get(regle.code, ZERO)
    if regle.code not in jours:
        return RegleExaminee(regle.titre, True, regle.accord(f))
    if entiere and not heures:
        nombre = jours[regle.code]
        dehors = f"{nombre}{INSECABLE}jour en dehors" if nombre == 1 else f"{nombre}{INSECABLE}jours en dehors"
        return RegleExaminee(regle.titre, True, f"{dehors}, mais la règle de ce marché compte la période entière.")
    return RegleExaminee(regle.titre, False, regle.refus(f, heures), regle.code)


def _plafond(f: Faits, motifs: dict[Motif, Decimal]) -> RegleExaminee:
    code = PLAFOND_MENSUEL.code
    if code in motifs:
        return RegleExaminee(PLAFOND_MENSUEL.titre, False, PLAFOND_MENSUEL.refus(f, motifs[code]), code)
    return RegleExaminee(PLAFOND_MENSUEL.titre, True, PLAFOND_MENSUEL.accord(f))
