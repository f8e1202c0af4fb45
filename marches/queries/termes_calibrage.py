"""What each method of sizing asks: the terms of its formula, their units and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marches.enums import MethodeCalibrage as M

EURO, HEURE, POURCENT, NOMBRE, MOIS, EURO_PAR_HEURE = "€", "h", "%", "", "mois", "€/h"
MONTANT_MAX = Decimal("999999999")
CENTIME = Decimal("0.01")


@dataclass(frozen=True)
class Terme:
    """One input. `du_metier`: read in the ratios of the trade when it is left empty."""

    code: str
    libelle: str
    unite: str
    minimum: Decimal | int = 0
    maximum: Decimal | int = MONTANT_MAX
    aide: str = ""
    facultatif: bool = False
    du_metier: bool = False
    defaut: str = ""


def _taux(libelle: str = "Taux d’insertion, en %", aide: str = "De 5 à 10 % le plus souvent.") -> Terme:
    return Terme("taux", libelle, POURCENT, CENTIME, 100, aide.replace(" %", "\u202f%"))


MONTANT = Terme("montant", "Montant hors taxes, en euros", EURO, CENTIME)
PART = Terme("part", "Part de main-d’œuvre, en %", POURCENT, CENTIME, 100, "Vide : celle du métier.", True, True)
COUT = Terme(
    "cout", "Coût horaire chargé, en euros", EURO_PAR_HEURE, CENTIME, 1000, "Vide : celui du métier.", True, True
)
EUROS_PAR_HEURE = Terme("ratio", "Euros hors taxes pour une heure d’insertion", EURO_PAR_HEURE, CENTIME, MONTANT_MAX)

TERMES: dict[str, tuple[Terme, ...]] = {
    M.MONTANT_MO: (MONTANT, _taux(), PART, COUT),
    M.RATIO_EUR: (MONTANT, EUROS_PAR_HEURE),
    M.PCT_HEURES: (
        Terme("heures", "Heures travaillées prévues", HEURE, CENTIME, 9_999_999, "Toutes les heures du lot."),
        _taux("Taux, en %", "ANRU : 5 % des travaux, 10 % de la gestion urbaine."),
    ),
    M.REPRISE_PERSONNEL: (
        Terme("montant", "Montant hors taxes sur la durée (A), en euros", EURO, CENTIME),
        Terme("duree", "Durée du marché (N), en mois", MOIS, 1, 240),
        Terme("reprises", "Heures reprises par mois (S)", HEURE, 0, 999_999, "Heures du personnel à reprendre."),
        Terme(
            "cout",
            "Prix de vente d’une heure (C), en euros",
            EURO_PAR_HEURE,
            CENTIME,
            1000,
            "Coût horaire divisé par la part de main-d’œuvre. Vide : ceux du métier (20 € ÷ 80 % = 25 €).",
            True,
            True,
        ),
        _taux("Taux d’insertion (T), en %"),
    ),
    M.FORFAIT: (
        Terme("heures", "Heures fixées par l’acheteur", HEURE, CENTIME, 9_999_999),
        Terme("nombre", "Nombre de fois", NOMBRE, 1, 999, "Par an, par bon de commande… Une fois par défaut.", True),
    ),
    M.ETP: (
        Terme("etp", "Équivalents temps plein réservés", NOMBRE, CENTIME, 9999),
        Terme("annuel", "Heures par an d’un temps plein", HEURE, 1, 2200, "Vide : celles du guichet.", True),
        Terme("annees", "Nombre d’années", NOMBRE, CENTIME, 20, "Une par défaut.", True),
    ),
    M.OFFRE: (
        Terme("minimum", "Minimum imposé, en heures", HEURE, 0, 9_999_999),
        Terme("heures", "Heures proposées par le candidat", HEURE, CENTIME, 9_999_999),
    ),
    M.EUR_DECLENCHEUR: (
        Terme("montant", "Montant facturé ou prévu, en euros", EURO, 0),
        Terme("seuil", "Seuil de déclenchement, en euros", EURO, 0, aide="Par exemple 2 700 000."),
        Terme("ratio", "Euros facturés pour une heure", EURO_PAR_HEURE, CENTIME, aide="Par exemple 2 000."),
    ),
}
# the base of a moving target: the term that a later declaration replaces
ASSIETTES: dict[str, tuple[str, str]] = {
    M.PCT_HEURES: ("heures", "Heures travaillées depuis le début"),
    M.EUR_DECLENCHEUR: ("montant", "Euros facturés depuis le début"),
}
EXPLICATIONS: dict[str, str] = {
    M.MONTANT_MO: "La méthode la plus courante, pour des travaux ou des services dont on connaît le montant.",
    M.RATIO_EUR: "Pour un accord-cadre : chaque bon de commande donne ses heures d’après son montant.",
    M.PCT_HEURES: "Rénovation urbaine, grands projets : l’objectif suit les heures réellement travaillées.",
    M.REPRISE_PERSONNEL: "Les heures du personnel repris ne peuvent pas être confiées à de nouveaux salariés : "
    "seul le reste du marché porte la clause.",
    M.FORFAIT: "L’acheteur fixe lui-même le volume, par lot, par an ou par bon de commande.",
    M.ETP: "Pour un service récurrent : des postes réservés toute l’année.",
    M.OFFRE: "Clause et critère : le minimum est imposé, l’offre peut l’améliorer et devient l’engagement.",
    M.EUR_DECLENCHEUR: "Rien n’est dû sous le seuil ; au-delà, chaque tranche facturée donne une heure.",
}
