"""The formulas of sizing, in exact decimals, with their explanation in words and in figures.

Nothing here reads the database: the same inputs and settings give the same result for ever. A formula is
never changed in place: `FORMULE` grows and `_FORMULES` keeps the former ones, so that any kept sizing can be
played again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from clauses_app.interface.formats import (
    accorder,
    arrondir,
    formater_euros,
    formater_heures,
    formater_nombre,
    formater_pourcent,
)
from marches.enums import Arrondi, MethodeCalibrage

FORMULE = 1
CENTIEME = Decimal("0.01")
ZERO = Decimal(0)
UN = Decimal(1)
HEURES_MAX = Decimal(9_999_999)
_SENS = {Arrondi.INFERIEUR: ROUND_DOWN, Arrondi.PROCHE: ROUND_HALF_UP, Arrondi.SUPERIEUR: ROUND_CEILING}
SANS_POTENTIEL = "Pas de potentiel : le personnel à reprendre couvre tout le marché. Ne pas clauser ce lot."

type Entrees = Mapping[str, Decimal]


class CalibrageImpossible(ValueError):
    """The sentence to show; `terme`: the input at fault."""

    def __init__(self, phrase: str, terme: str = "") -> None:
        super().__init__(phrase)
        self.terme = terme


@dataclass(frozen=True)
class Reglages:
    """How the guichet rounds and warns, at the day of the sizing."""

    arrondi: str = Arrondi.INFERIEUR
    multiple: int = 1
    minimum_utile: Decimal = Decimal(150)
    heures_mois: Decimal = Decimal("151.67")
    heures_etp: Decimal = Decimal(1607)

    def en_json(self) -> dict[str, Any]:
        return {
            "arrondi": str(self.arrondi),
            "multiple": self.multiple,
            "minimum_utile": str(self.minimum_utile),
            "heures_mois": str(self.heures_mois),
            "heures_etp": str(self.heures_etp),
        }

    @classmethod
    def de_json(cls, garde: Mapping[str, Any]) -> Reglages:
        return cls(
            arrondi=garde["arrondi"],
            multiple=int(garde["multiple"]),
            minimum_utile=Decimal(garde["minimum_utile"]),
            heures_mois=Decimal(garde["heures_mois"]),
            heures_etp=Decimal(garde["heures_etp"]),
        )


@dataclass(frozen=True)
class Formule:
    """The exact value, the formula in words, the same with its figures, and intermediate results."""

    exact: Decimal
    mots: str
    chiffres: str
    etapes: tuple[tuple[str, str], ...] = ()
    sans_potentiel: bool = False


@dataclass(frozen=True)
class Resultat:
    brut: Decimal
    heures: Decimal
    mots: str
    chiffres: str
    etapes: tuple[tuple[str, str], ...] = ()
    alertes: tuple[str, ...] = field(default_factory=tuple)
    sans_potentiel: bool = False


def calculer(methode: str, entrees: Entrees, reglages: Reglages, *, formule: int = FORMULE) -> Resultat:
    """Hours owed. The rounding of the guichet applies last, to the exact value."""
    f = _FORMULES[formule][methode](entrees, reglages)
    if f.exact > HEURES_MAX:
        raise CalibrageImpossible("Le résultat dépasse 9 999 999 h : vérifiez les montants et le ratio.")
    heures = ZERO if f.sans_potentiel else arrondir_heures(f.exact, reglages)
    return Resultat(
        brut=f.exact.quantize(CENTIEME, ROUND_HALF_UP),
        heures=heures,
        mots=f.mots,
        chiffres=f.chiffres,
        etapes=f.etapes,
        alertes=(SANS_POTENTIEL,) if f.sans_potentiel else _alerter(methode, entrees, heures, reglages),
        sans_potentiel=f.sans_potentiel,
    )


def arrondir_heures(exact: Decimal, reglages: Reglages) -> Decimal:
    """To the multiple of the guichet. Below one hundredth, what a division leaves is not a fraction of hour."""
    multiple = Decimal(reglages.multiple)
    centiemes = exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return (centiemes / multiple).quantize(UN, _SENS[Arrondi(reglages.arrondi)]) * multiple


def dire_en_personnes(heures: Decimal, duree_mois: int | None, heures_mois: Decimal) -> str:
    """« 3 personnes à temps plein pendant 9,2 mois »: the fewest people who fit in the contract."""
    if heures <= 0 or heures_mois <= 0:
        return ""
    tout = heures / heures_mois
    personnes = UN if not duree_mois else max(UN, (tout / duree_mois).quantize(UN, ROUND_CEILING))
    mois = arrondir(tout / personnes, 1)
    qui = accorder(int(personnes), "personne")
    if mois < 1:
        jours = max(UN, arrondir(heures / personnes / 7, 0))
        return f"{qui} à temps plein pendant {accorder(int(jours), 'journée')} de 7\u202fh"
    return f"{qui} à temps plein pendant {formater_nombre(mois)}\u00a0mois"


def _alerter(methode: str, entrees: Entrees, heures: Decimal, reglages: Reglages) -> tuple[str, ...]:
    alertes = []
    if methode == MethodeCalibrage.EUR_DECLENCHEUR and entrees["montant"] <= entrees["seuil"]:
        alertes.append("Le seuil n’est pas atteint : rien n’est dû tant que le montant facturé reste en dessous.")
    elif heures < reglages.minimum_utile:
        alertes.append(
            f"Sous le minimum utile de {formater_heures(reglages.minimum_utile)} : trop peu pour un vrai parcours."
            " Regroupez des lots, ou préférez un critère."
        )
    return tuple(alertes)


def _pct(points: Decimal) -> str:
    return formater_pourcent(points, 0 if points == points.to_integral_value() else 2)


def _montant_mo(e: Entrees, _: Reglages) -> Formule:
    insertion = e["montant"] * e["part"] / 100 * e["taux"] / 100
    return Formule(
        exact=insertion / e["cout"],
        mots="Montant × part de main-d’œuvre × taux d’insertion ÷ coût horaire chargé",
        chiffres=f"{formater_euros(e['montant'])} × {_pct(e['part'])} × {_pct(e['taux'])}"
        f" ÷ {formater_euros(e['cout'])} de l’heure",
        etapes=(
            ("Main-d’œuvre consacrée à l’insertion", formater_euros(arrondir(insertion, 2))),
            ("Soit une heure pour", formater_euros(arrondir(e["cout"] / (e["part"] * e["taux"] / 10000), 2))),
        ),
    )


def _ratio_eur(e: Entrees, _: Reglages) -> Formule:
    return Formule(
        exact=e["montant"] / e["ratio"],
        mots="Montant ÷ euros pour une heure d’insertion",
        chiffres=f"{formater_euros(e['montant'])} ÷ {formater_euros(e['ratio'])}",
    )


def _pct_heures(e: Entrees, _: Reglages) -> Formule:
    return Formule(
        exact=e["heures"] * e["taux"] / 100,
        mots="Heures travaillées × taux ; refait à chaque relevé d’heures totales",
        chiffres=f"{formater_heures(e['heures'])} × {_pct(e['taux'])}",
    )


def _reprise(e: Entrees, _: Reglages) -> Formule:
    """P = 1 − (S × C) ÷ (A ÷ N); H = P × A ÷ C × T."""
    mensuel, repris = e["montant"] / e["duree"], e["reprises"] * e["cout"]
    potentiel = 1 - repris / mensuel
    etapes = (
        ("Chiffre d’affaires par mois (A ÷ N)", formater_euros(arrondir(mensuel, 2))),
        ("Dont personnel repris (S × C)", formater_euros(arrondir(repris, 2))),
        ("Part libre du marché (P)", formater_pourcent(potentiel * 100, 2)),
    )
    return Formule(
        exact=max(ZERO, potentiel * e["montant"] / e["cout"] * e["taux"] / 100),
        mots="Part libre du marché × montant ÷ prix de vente d’une heure × taux d’insertion",
        chiffres=f"{formater_pourcent(potentiel * 100, 2)} × {formater_euros(e['montant'])}"
        f" ÷ {formater_euros(e['cout'])} × {_pct(e['taux'])}",
        etapes=etapes,
        sans_potentiel=potentiel <= 0,
    )


def _forfait(e: Entrees, _: Reglages) -> Formule:
    nombre = e.get("nombre", UN)
    return Formule(
        exact=e["heures"] * nombre,
        mots="Heures fixées par l’acheteur × nombre de fois",
        chiffres=f"{formater_heures(e['heures'])} × {formater_nombre(nombre)}",
    )


def _etp(e: Entrees, reglages: Reglages) -> Formule:
    annuel, annees = e.get("annuel", reglages.heures_etp), e.get("annees", UN)
    return Formule(
        exact=e["etp"] * annuel * annees,
        mots="Équivalents temps plein × heures par an × années",
        chiffres=f"{formater_nombre(e['etp'])} × {formater_heures(annuel)} × {formater_nombre(annees)}",
    )


def _offre(e: Entrees, _: Reglages) -> Formule:
    if e["heures"] < e["minimum"]:
        raise CalibrageImpossible(
            f"L’offre est sous le minimum imposé de {formater_heures(e['minimum'])} : elle n’est pas régulière.",
            "heures",
        )
    return Formule(
        exact=e["heures"],
        mots="Heures proposées par le candidat, au moins égales au minimum",
        chiffres=f"{formater_heures(e['heures'])}, pour un minimum de {formater_heures(e['minimum'])}",
        etapes=(("Au-dessus du minimum", formater_heures(e["heures"] - e["minimum"])),),
    )


def _declencheur(e: Entrees, _: Reglages) -> Formule:
    au_dela = max(ZERO, e["montant"] - e["seuil"])
    return Formule(
        exact=au_dela / e["ratio"],
        mots="(Montant facturé − seuil) ÷ euros pour une heure ; rien sous le seuil",
        chiffres=f"({formater_euros(e['montant'])} − {formater_euros(e['seuil'])}) ÷ {formater_euros(e['ratio'])}",
        etapes=(("Facturé au-delà du seuil", formater_euros(au_dela)),),
    )


_FORMULES: dict[int, dict[str, Callable[[Entrees, Reglages], Formule]]] = {
    1: {
        MethodeCalibrage.MONTANT_MO: _montant_mo,
        MethodeCalibrage.RATIO_EUR: _ratio_eur,
        MethodeCalibrage.PCT_HEURES: _pct_heures,
        MethodeCalibrage.REPRISE_PERSONNEL: _reprise,
        MethodeCalibrage.FORFAIT: _forfait,
        MethodeCalibrage.ETP: _etp,
        MethodeCalibrage.OFFRE: _offre,
        MethodeCalibrage.EUR_DECLENCHEUR: _declencheur,
    }
}
