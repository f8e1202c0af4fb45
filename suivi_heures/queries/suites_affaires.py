"""What was decided about affairs: asleep, given to somebody, done. The latest line of each kind speaks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from suivi_heures.enums import GenreSuite
from suivi_heures.models import SuiteAffaire


class Reperee(Protocol):
    """An affair, computed or kept."""

    @property
    def identite(self) -> str: ...
    @property
    def empreinte(self) -> str: ...


@dataclass(frozen=True)
class EtatAffaire:
    """`vue`: the last line read, so that a decision taken meanwhile by somebody else is seen."""

    sommeil: SuiteAffaire | None = None
    confiee: SuiteAffaire | None = None
    faite: SuiteAffaire | None = None
    vue: int = 0

    @property
    def est_en_cours(self) -> bool:
        return self.sommeil is None and self.faite is None


RIEN = EtatAffaire()


def etats_des_affaires(affaires: Iterable[Reperee], *, au: datetime.date) -> dict[str, EtatAffaire]:
    """One query. A sleep ends on its day; what was done comes back when the facts change."""
    par_identite = {a.identite: a for a in affaires}
    suites = SuiteAffaire.objects.en_vigueur().filter(identite__in=par_identite).order_by("pk")
    lignes: dict[str, dict[str, SuiteAffaire]] = {}
    vues: dict[str, int] = {}
    for suite in suites:
        vues[suite.identite] = suite.pk
        lignes.setdefault(suite.identite, {})[suite.genre] = suite
    return {
        identite: EtatAffaire(
            sommeil=_si_dort(genres.get(GenreSuite.SOMMEIL), au),
            confiee=genres.get(GenreSuite.CONFIEE),
            faite=_si_memes_faits(genres.get(GenreSuite.FAITE), par_identite[identite]),
            vue=vues[identite],
        )
        for identite, genres in lignes.items()
    }


def _si_dort(suite: SuiteAffaire | None, au: datetime.date) -> SuiteAffaire | None:
    return suite if suite and suite.jusqu_au and suite.jusqu_au > au else None


def _si_memes_faits(suite: SuiteAffaire | None, affaire: Reperee) -> SuiteAffaire | None:
    return suite if suite and suite.empreinte == affaire.empreinte else None
