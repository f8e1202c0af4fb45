"""The rules of the count, each declared once: its code, its condition in SQL, its sentences.

The order of the tuples is the order of the count: the first code that applies wins. The SQL speaks
of the aliases of the queries: `g` the line, `t` the work contract with its person, its contract and
their decisions, `v` the version of the rule. Days are arithmetic on bounds: a rule of days admits
those from `debut` to `fin`.

Sentences are the same for the company and for the facilitator: none says a category.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.enums import Modalite, TypeContrat
from clauses_app.interface.formats import (
    INSECABLE,
    accorder,
    formater_date,
    formater_heures,
    formater_mois,
    formater_periode,
    formater_pourcent,
)
from marches.enums import ConditionBonification, PointDepart, Portee
from suivi_heures.enums import Motif, Nature
from suivi_heures.queries.decompte.faits import Faits

type Refus = Callable[[Faits, Decimal], str]
type Accord = Callable[[Faits], str]


def _liste(*codes: str) -> str:
    return "(" + ", ".join(f"'{code}'" for code in codes) + ")"


CDI = _liste(TypeContrat.CDI, TypeContrat.CDI_INCLUSION, TypeContrat.CDI_INTERIMAIRE)
ALTERNANCE = _liste(TypeContrat.APPRENTISSAGE, TypeContrat.PROFESSIONNALISATION)
MODALITES_HANDICAP = _liste(Modalite.ST_EA, Modalite.ST_ESAT, Modalite.MAD_EA, Modalite.MAD_EATT)
CATEGORIES_HANDICAP = _liste("B_RQTH", "B_BOETH")

# Months are added the way PostgreSQL does: same day, or the last day of the month of arrival.
SEUIL = (
    "CASE WHEN t.decision - t.contrat_debut BETWEEN 1 AND v.regularisation_jours"
    " THEN t.contrat_debut ELSE t.decision END"
)
DEPART = (
    f"CASE v.point_depart WHEN '{PointDepart.CONTRAT}' THEN t.contrat_debut"
    f" WHEN '{PointDepart.DECISION}' THEN t.decision ELSE t.premier_contrat END"
)
FENETRE_EST_CDI = f"(t.type_contrat IN {CDI} AND v.cdi_mois IS NOT NULL)"
FIN_DE_LA_DUREE = (
    f"CASE WHEN {FENETRE_EST_CDI} THEN CAST(t.contrat_debut + v.cdi_mois * INTERVAL '1 month' AS date) - 1"
    f" ELSE CAST({DEPART} + v.duree_mois * INTERVAL '1 month' AS date) - 1 END"
)
# a re-examination that prolongs keeps the window open until its day; without one the comparison is not true
FIN_FENETRE = (
    f"CASE WHEN v.handicap_sans_limite AND (t.modalite IN {MODALITES_HANDICAP} OR t.handicap) THEN NULL"
    f" WHEN v.alternance_contrat_entier AND t.type_contrat IN {ALTERNANCE} THEN NULL"
    f" WHEN t.prolonge_au > {FIN_DE_LA_DUREE} THEN t.prolonge_au ELSE {FIN_DE_LA_DUREE} END"
)


@dataclass(frozen=True, slots=True)
class RegleDeNature:
    """A nature of hours of which only a share goes on; the rest carries the code."""

    code: Motif
    nature: Nature
    part: str
    refus: Refus


@dataclass(frozen=True, slots=True)
class RegleDePublic:
    """A condition on the person: if `si` holds, nothing is kept."""

    code: Motif
    titre: str
    si: str
    refus: Refus
    accord: Accord


@dataclass(frozen=True, slots=True)
class RegleDeJours:
    """Days admitted: from `debut` to `fin`, both included; None or NULL = no bound."""

    code: Motif
    titre: str
    debut: str | None
    fin: str | None
    refus: Refus
    accord: Accord


@dataclass(frozen=True, slots=True)
class RegleDePlafond:
    """Hours above the cap of the month, all lots together."""

    code: Motif
    titre: str
    refus: Refus
    accord: Accord


@dataclass(frozen=True, slots=True)
class Bonification:
    """A condition that may bear a coefficient. A confidential one is never named."""

    condition: ConditionBonification
    si: str
    de_la_personne: bool = False
    confidentielle: bool = False

    @property
    def colonne(self) -> str:
        return f"coef_{self.condition.lower()}"


def _h(heures: Decimal) -> str:
    return formater_heures(heures, 2)


def _deux_points(debut: str, suite: str) -> str:
    return f"{debut}{INSECABLE}: {suite}"


def _hors_bornes(f: Faits, heures: Decimal, sujet: str, bornes: tuple[object, object]) -> str:
    """Before, after, or on both sides of a period."""
    debut, fin = bornes
    avant, apres = f.du < debut, fin is not None and f.au > fin  # type: ignore[operator]
    if avant and not apres:
        return _deux_points(f"{_h(heures)} avant le {formater_date(debut)}", f"{sujet} commence ce jour-là.")  # type: ignore[arg-type]
    if apres and not avant:
        return _deux_points(f"{_h(heures)} après le {formater_date(fin)}", f"{sujet} se termine ce jour-là.")  # type: ignore[arg-type]
    jours = formater_periode(debut, fin)  # type: ignore[arg-type]
    va = f"tient en un jour, {jours}" if debut == fin else f"va {jours}"
    return _deux_points(f"{_h(heures)} en dehors des dates", f"{sujet} {va}.")


def _hors_contrat(f: Faits, heures: Decimal) -> str:
    return _hors_bornes(f, heures, "le contrat de travail", (f.contrat_debut, f.contrat_fin))


def _hors_marche(f: Faits, heures: Decimal) -> str:
    return _hors_bornes(f, heures, "le marché", (f.marche_debut, f.marche_fin))


def _formation(f: Faits, heures: Decimal) -> str:
    if not f.part_formation:
        return _deux_points(f"{_h(heures)} de formation hors contrat", "la règle de ce marché ne les compte pas.")
    part = formater_pourcent(f.part_formation * 100, 2 if f.part_formation * 100 % 1 else 0)
    return _deux_points(f"{_h(heures)} de formation hors contrat", f"la règle de ce marché n’en compte que {part}.")


def _avant_decision(f: Faits, heures: Decimal) -> str:
    suite = "l’éligibilité n’est acquise qu’à partir de ce jour."
    if f.regularisation_jours and f.decision and f.decision > f.contrat_debut:
        retard = accorder((f.decision - f.contrat_debut).days, "jour")
        admis = accorder(f.regularisation_jours, "jour admis", "jours admis")
        suite = f"l’éligibilité a été décidée {retard} après le début du contrat, pour {admis} à régulariser."
    return _deux_points(f"{_h(heures)} avant le {formater_date(f.seuil)}", suite)


_PREMIER_CONTRAT = {
    Portee.GUICHET: "le premier contrat",
    Portee.EMPLOYEUR: "le premier contrat chez cet employeur",
    Portee.MARCHE: "le premier contrat sur ce marché",
    Portee.OPERATION: "le premier contrat sur cette opération",
}


def _ouverture(f: Faits) -> str:
    if f.point_depart == PointDepart.DECISION:
        return "la décision d’éligibilité"
    nom = f" ({f.ouvreur})" if f.ouvreur else ""
    if f.point_depart == PointDepart.CONTRAT:
        return f"ce contrat{nom}"
    return f"{_PREMIER_CONTRAT[Portee(f.portee)]}{nom}"


def _apres_fenetre(f: Faits, heures: Decimal) -> str:
    debut = f"{_h(heures)} après le {formater_date(f.fenetre_fin)}"
    if f.fenetre_fin == f.prolonge_au:
        return _deux_points(debut, "la fenêtre, prolongée jusqu’à ce jour par un réexamen, est close.")
    if f.fenetre_est_cdi:
        return _deux_points(
            debut, f"ce CDI, commencé le {formater_date(f.contrat_debut)}, compte pendant {f.cdi_mois} mois."
        )
    return _deux_points(
        debut,
        f"la fenêtre de {f.duree_mois} mois ouverte le {formater_date(f.fenetre_depart)}"
        f" par {_ouverture(f)} est close.",
    )


def _dans_la_fenetre(f: Faits) -> str:
    """An open window never says why it is open."""
    if f.fenetre_fin is None:
        return "Ces jours sont dans la fenêtre d’éligibilité."
    if f.fenetre_fin == f.prolonge_au:
        return f"La fenêtre a été prolongée par un réexamen jusqu’au {formater_date(f.fenetre_fin)}."
    if f.fenetre_est_cdi:
        return f"Ce CDI, commencé le {formater_date(f.contrat_debut)}, compte jusqu’au {formater_date(f.fenetre_fin)}."
    return (
        f"La fenêtre de {f.duree_mois} mois ouverte le {formater_date(f.fenetre_depart)} par {_ouverture(f)}"
        f" court jusqu’au {formater_date(f.fenetre_fin)}."
    )


def _plafond(f: Faits, heures: Decimal) -> str:
    return _deux_points(
        f"{_h(heures)} au-delà de {formater_heures(f.plafond, 2)} en {formater_mois(f.du)}",
        "c’est le plafond par personne et par mois, tous chantiers confondus.",
    )


def _sous_le_plafond(f: Faits) -> str:
    return f"Le plafond de {formater_heures(f.plafond, 2)} en {formater_mois(f.du)} n’est pas dépassé."


REGLES_DE_NATURE = (
    RegleDeNature(
        Motif.ABSENCE,
        Nature.ABSENCE,
        part="0",
        refus=lambda f, h: _deux_points(f"{_h(h)} d’absence", "seules comptent les heures de travail ou de formation."),
    ),
    RegleDeNature(
        Motif.TUTORAT,
        Nature.TUTORAT,
        part="0",
        refus=lambda f, h: _deux_points(
            f"{_h(h)} de tutorat", "seules comptent les heures de la personne en insertion."
        ),
    ),
    RegleDeNature(
        Motif.FORMATION_HORS_CONTRAT,
        Nature.FORMATION_HORS_CONTRAT,
        part="g.part_formation",
        refus=_formation,
    ),
)
REGLES_DE_PUBLIC = (
    RegleDePublic(
        Motif.SANS_ELIGIBILITE,
        "Éligibilité",
        si="t.acceptation IS NULL",
        refus=lambda f, h: _deux_points(_h(h), "aucune décision d’éligibilité n’a été acceptée pour cette personne."),
        accord=lambda f: "L’éligibilité de cette personne a été acceptée.",
    ),
    RegleDePublic(
        Motif.PUBLIC_NON_ADMIS,
        "Public admis",
        si="t.decision IS NULL",
        refus=lambda f, h: _deux_points(
            _h(h), "l’éligibilité de cette personne n’est pas de celles que ce marché admet."
        ),
        accord=lambda f: "Ce marché admet cette personne.",
    ),
)
REGLES_DE_JOURS = (
    RegleDeJours(
        Motif.HORS_CONTRAT,
        "Contrat de travail",
        debut="t.contrat_debut",
        fin="t.contrat_fin",
        refus=_hors_contrat,
        accord=lambda f: f"Contrat de travail {formater_periode(f.contrat_debut, f.contrat_fin)}.",
    ),
    RegleDeJours(
        Motif.HORS_MARCHE,
        "Dates du marché",
        debut="t.marche_debut",
        fin="t.marche_fin",
        refus=_hors_marche,
        accord=lambda f: f"Marché {formater_periode(f.marche_debut, f.marche_fin)}.",
    ),
    RegleDeJours(
        Motif.AVANT_DECISION,
        "Date de la décision",
        debut=SEUIL,
        fin=None,
        refus=_avant_decision,
        accord=lambda f: f"L’éligibilité est acquise depuis le {formater_date(f.seuil)}.",
    ),
    RegleDeJours(
        Motif.APRES_FENETRE,
        "Fenêtre d’éligibilité",
        debut=None,
        fin=FIN_FENETRE,
        refus=_apres_fenetre,
        accord=_dans_la_fenetre,
    ),
)
# Rank of a rule of days: its bounds are the columns d1, f1, d2…
RANGS = dict(enumerate(REGLES_DE_JOURS, start=1))
PLAFOND_MENSUEL = RegleDePlafond(Motif.PLAFOND_MENSUEL, "Plafond mensuel", refus=_plafond, accord=_sous_le_plafond)
BONIFICATIONS = (
    Bonification(ConditionBonification.FEMME, "t.sexe = 'F'", de_la_personne=True),
    Bonification(ConditionBonification.QPV, "t.qpv", de_la_personne=True),
    Bonification(ConditionBonification.ALTERNANCE, f"t.type_contrat IN {ALTERNANCE}"),
    Bonification(ConditionBonification.CDI, f"t.type_contrat IN {CDI}"),
    Bonification(ConditionBonification.HANDICAP, "t.handicap", confidentielle=True),
)

TITRE_NATURE = "Nature des heures"
NATURES_ADMISES = {
    Nature.TRAVAIL: "Ce sont des heures de travail.",
    Nature.FORMATION_CONTRAT: "Ce sont des heures de formation comprises dans le contrat.",
    Nature.FORMATION_HORS_CONTRAT: "La formation hors contrat compte en entier.",
}
# Every code, in the order of the count: columns of `Realisation` and of the engine.
MOTIFS: tuple[Motif, ...] = (
    *(regle.code for regle in REGLES_DE_NATURE),
    *(regle.code for regle in REGLES_DE_PUBLIC),
    *(regle.code for regle in REGLES_DE_JOURS),
    PLAFOND_MENSUEL.code,
)


def colonne(motif: Motif) -> str:
    return f"ex_{motif.lower()}"
