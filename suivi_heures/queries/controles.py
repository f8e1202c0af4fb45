"""The controls of hours: the one list of them, and how severe each is in the guichet."""

from __future__ import annotations

from dataclasses import dataclass

from suivi_heures.enums import CodeAnomalie, Severite
from suivi_heures.models import SeveriteControle

TOUTES = (Severite.IGNORER, Severite.INFORMER, Severite.CONFIRMER, Severite.AVERTIR, Severite.BLOQUER)
RANGS = {severite.value: rang for rang, severite in enumerate(TOUTES)}
A_TENIR = (Severite.CONFIRMER, Severite.AVERTIR, Severite.BLOQUER)


@dataclass(frozen=True, slots=True)
class Controle:
    """One that the guichet sets: what it looks at, what it does unless told otherwise."""

    code: CodeAnomalie
    phrase: str
    defaut: Severite
    permises: tuple[Severite, ...] = TOUTES


@dataclass(frozen=True, slots=True)
class ControleFixe:
    """One that nobody loosens, and what it does."""

    libelle: str
    phrase: str
    effet: str


CONTROLES = (
    Controle(
        CodeAnomalie.HEURES_EXCESSIVES,
        "Le mois d’une personne, tous contrats confondus, dépasse les heures fixées dans les paramètres.",
        Severite.CONFIRMER,
    ),
    Controle(
        CodeAnomalie.DUREE_LEGALE,
        "Les heures dépassent 48\u202fh par semaine, sur les jours du contrat ou sur le mois entier.",
        Severite.IGNORER,
    ),
    Controle(
        CodeAnomalie.CHEVAUCHEMENT,
        "La personne a déjà des heures chez un autre employeur, sur des jours communs aux deux contrats.",
        Severite.IGNORER,
    ),
    Controle(
        CodeAnomalie.SANS_DECISION,
        "Aucune décision d’éligibilité n’est acceptée\u00a0: les heures entrent, elles ne comptent pas encore.",
        Severite.IGNORER,
    ),
)
FIXES = (
    ControleFixe("Plus de 24\u202fh par jour", "Sur les jours du contrat, ou tous contrats confondus.", "Refusé"),
    ControleFixe("Hors du contrat de travail", "Le contrat ne couvre aucun jour du mois.", "Refusé"),
    ControleFixe("Mois à venir", "Le mois n’a pas commencé.", "Refusé"),
    ControleFixe("Case déjà remplie", "La ligne se corrige\u00a0; un relevé n’ajoute que l’écart.", "Refusé"),
    ControleFixe("Trimestre clos", "Dans la grille\u00a0: des heures oubliées s’ajoutent par une ligne.", "Refusé"),
    ControleFixe("Plafond mensuel de la règle", "Le dépassement ne compte pas\u00a0; le panneau le dit.", "Informé"),
)


def lire_severites() -> dict[str, str]:
    """By code: the last line of each control, else what the product does."""
    lues = SeveriteControle.objects.order_by("code", "-saisi_a", "-pk").distinct("code")
    return {c.code.value: c.defaut.value for c in CONTROLES} | dict(lues.values_list("code", "severite"))
