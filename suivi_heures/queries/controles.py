"""The controls of hours and of contracts: the one list of them, and how severe each is in the guichet."""

from __future__ import annotations

from dataclasses import dataclass

from beneficiaires.enums import ControleContrat
from suivi_heures.enums import CodeAnomalie, Severite
from suivi_heures.models import SeveriteControle

TOUTES = (Severite.IGNORER, Severite.INFORMER, Severite.CONFIRMER, Severite.AVERTIR, Severite.BLOQUER)
RANGS = {severite.value: rang for rang, severite in enumerate(TOUTES)}
DES_CONTRATS = (Severite.IGNORER, Severite.INFORMER, Severite.AVERTIR, Severite.BLOQUER)
A_TENIR = (Severite.CONFIRMER, Severite.AVERTIR, Severite.BLOQUER)


@dataclass(frozen=True, slots=True)
class Controle:
    """One that the guichet sets: what it looks at, what it does unless told otherwise."""

    code: CodeAnomalie | ControleContrat
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
# Looked at in the room below: a contract is written at once, and explained afterwards on the file of the person.
CONTROLES_CONTRATS = tuple(
    Controle(code, phrase, defaut, DES_CONTRATS)
    for code, phrase, defaut in (
        (
            ControleContrat.AGE,
            "La personne n’a pas seize ans au premier jour du contrat.",
            Severite.AVERTIR,
        ),
        (
            ControleContrat.EMPLOYEURS,
            "Deux contrats chez deux employeurs ont des jours communs.",
            Severite.AVERTIR,
        ),
        (
            ControleContrat.SEMAINE,
            "Les heures par semaine des contrats d’un même jour dépassent 48\u202fh, ou font deux temps pleins.",
            Severite.AVERTIR,
        ),
        (
            ControleContrat.PLUS_DE_35,
            "Un seul contrat dit plus de 35\u202fh par semaine\u00a0: au-delà, ce sont des heures supplémentaires.",
            Severite.INFORMER,
        ),
        (
            ControleContrat.ALTERNANCE,
            "Apprentissage à moins de 35\u202fh, professionnalisation à moins de 24\u202fh par semaine.",
            Severite.AVERTIR,
        ),
        (
            ControleContrat.DUREE,
            "Plus de 18 mois en CDD ou en intérim, plus de 24 en insertion, renouvellements compris.",
            Severite.INFORMER,
        ),
        (
            ControleContrat.HORS_MARCHE,
            "Aucun jour du contrat n’est dans les dates du marché.",
            Severite.AVERTIR,
        ),
        (
            ControleContrat.AVANT_DECISION,
            "Le contrat commence avant la première décision acceptée\u00a0: elle se prend avant l’embauche.",
            Severite.INFORMER,
        ),
        (
            ControleContrat.AGE_CATEGORIE,
            "La date de naissance contredit la catégorie décidée\u00a0: moins de 26 ans, ou cinquante ans et plus.",
            Severite.AVERTIR,
        ),
    )
)
REGLABLES = (*CONTROLES, *CONTROLES_CONTRATS)
FIXES = (
    ControleFixe("Plus de 24\u202fh par jour", "Sur les jours du contrat, ou tous contrats confondus.", "Refusé"),
    ControleFixe("Hors du contrat de travail", "Le contrat ne couvre aucun jour du mois.", "Refusé"),
    ControleFixe("Mois à venir", "Le mois n’a pas commencé.", "Refusé"),
    ControleFixe("Case déjà remplie", "La ligne se corrige\u00a0; un relevé n’ajoute que l’écart.", "Refusé"),
    ControleFixe("Trimestre clos", "Dans la grille\u00a0: des heures oubliées s’ajoutent par une ligne.", "Refusé"),
    ControleFixe("Plafond mensuel de la règle", "Le dépassement ne compte pas\u00a0; le panneau le dit.", "Informé"),
)


def lire_severites() -> dict[str, str]:
    """By code: the last line of each control of hours, else what the product does."""
    return _lire(CONTROLES)


def lire_severites_contrats() -> dict[str, str]:
    """The same, of the controls of contracts and decisions."""
    return _lire(CONTROLES_CONTRATS)


def lire_toutes_les_severites() -> dict[str, str]:
    return _lire(REGLABLES)


def _lire(controles: tuple[Controle, ...]) -> dict[str, str]:
    codes = [c.code.value for c in controles]
    lues = SeveriteControle.objects.filter(code__in=codes).order_by("code", "-saisi_a", "-pk").distinct("code")
    return {c.code.value: c.defaut.value for c in controles} | dict(lues.values_list("code", "severite"))
