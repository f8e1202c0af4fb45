"""What every output starts from: the gathering of a closed year, its hours, its people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses_app.interface.formats import accorder, arrondir, formater_nombre
from suivi_heures.queries.chiffres_publies import Registre
from suivi_heures.queries.couverture import Couverture
from suivi_heures.queries.participations import AnneeClose, ChiffreMarche
from suivi_heures.queries.taux import part_realisee
from suivi_heures.restitutions.sorties.chiffres import ENSEMBLE, HEURES, POURCENT, Chiffre
from suivi_heures.restitutions.sorties.effectifs import Groupe, Resultat, resoudre

ZERO = Decimal("0.00")
# counted on the people of the guichet up to the day of reading: beside closed figures, their differences would betray
SUITES_AILLEURS = (
    "Suites à 3, 6, 12, 18 et 24 mois\u00a0: suivies par le guichet, qui les donne avec leur couverture dans"
    " «\u00a0Sorties et suites\u00a0». Absentes ici\u00a0: elles portent sur toutes ses sorties et changent à chaque"
    " réponse, ce document n’a que les chiffres clos de ses marchés."
)


@dataclass(frozen=True, slots=True)
class Financement:
    """A convention that pays for the follow-up: who, what share, on which contracts (None: all)."""

    nom: str
    type: str
    part_pct: Decimal
    acheteur: str | None


@dataclass(frozen=True, slots=True)
class Contexte:
    """What an output knows besides the gathering."""

    guichet: str
    type_guichet: str
    facilitateurs: int
    seuil: int
    financements: tuple[Financement, ...]


@dataclass(frozen=True, slots=True)
class Travail:
    annee: AnneeClose
    contexte: Contexte
    registre: Registre

    @property
    def tous(self) -> frozenset[str]:
        return frozenset(self.annee.chiffres)

    def compter(self, groupes: Sequence[Groupe]) -> Resultat:
        return resoudre(
            groupes,
            self.annee.participations,
            debut=self.annee.debut,
            fin=self.annee.fin,
            registre=self.registre,
            seuil=self.contexte.seuil,
        )

    def contrats(self, refs: Iterable[str]) -> list[ChiffreMarche]:
        return [self.annee.chiffres[ref] for ref in sorted(refs)]


def couverture(contrats: Iterable[ChiffreMarche]) -> str:
    total = sum((m.couverture for m in contrats), Couverture())
    return (
        f"{accorder(total.recues, 'déclaration reçue', 'déclarations reçues')} sur {formater_nombre(total.attendues)}"
    )


def heures(contrats: Sequence[ChiffreMarche], rubrique: str, perimetre: str = ENSEMBLE) -> list[Chiffre]:
    """Due, done, and the share, never without its coverage."""
    due, faites = sum((m.due for m in contrats), ZERO), sum((m.retenues for m in contrats), ZERO)
    recues, part = couverture(contrats), part_realisee(faites, due)
    return [
        Chiffre(
            rubrique,
            perimetre,
            "Heures prévues",
            due,
            HEURES,
            "",
            "Obligations à la fin de la période, toute la durée des marchés.",
        ),
        Chiffre(
            rubrique,
            perimetre,
            "Heures réalisées",
            faites,
            HEURES,
            "",
            "Heures retenues dans la période, sans bonification, chiffres clos.",
            recues,
        ),
        Chiffre(
            rubrique,
            perimetre,
            "Part réalisée dans la période",
            None if part is None else arrondir(part, 1),
            POURCENT,
            "aucune heure prévue" if part is None else "",
            "Heures réalisées dans la période sur heures prévues.",
            recues,
        ),
    ]


def par(contrats: Mapping[str, ChiffreMarche], lire: Callable[[ChiffreMarche], str]) -> dict[str, frozenset[str]]:
    groupes: dict[str, set[str]] = {}
    for ref, marche in contrats.items():
        groupes.setdefault(lire(marche), set()).add(ref)
    return {nom: frozenset(groupes[nom]) for nom in sorted(groupes)}
