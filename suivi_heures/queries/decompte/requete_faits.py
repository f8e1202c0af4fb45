"""SQL of what is decided once per (work contract, version of the rule): refusal, days, coefficient.

In two steps, each closed so that PostgreSQL does not unfold it into the next one:
`_dossiers` gathers what is known of a work contract whatever the rule, `faits` applies each version
to it. Tables are restricted before they are joined; a join that always finds is written LEFT, which
keeps the planner from believing it may not find. Every column travels with every line of hours:
those that only an explanation reads are asked for by `detaille`.
"""

from __future__ import annotations

from marches.enums import Portee
from suivi_heures.queries.decompte.perimetre import Perimetre
from suivi_heures.queries.decompte.regles import (
    BONIFICATIONS,
    CATEGORIES_HANDICAP,
    DEPART,
    FENETRE_EST_CDI,
    FIN_FENETRE,
    RANGS,
    REGLES_DE_PUBLIC,
    SEUIL,
)

# Fences a subquery: its expressions are computed once. Quoted, it does not forbid parallel plans.
CLOTURE = "OFFSET '0'"
DEBUT_DES_TEMPS, FIN_DES_TEMPS = "DATE '0001-01-01'", "DATE '9999-12-31'"


def _cle(contrat: str, marche: str, portee: str) -> str:
    """What two contracts share when they are in the same scope, the kind of scope being in the last digit."""
    return (
        f"CASE {portee} WHEN '{Portee.GUICHET}' THEN 0 WHEN '{Portee.EMPLOYEUR}' THEN {contrat}.employeur_id * 10 + 1"
        f" WHEN '{Portee.MARCHE}' THEN {contrat}.marche_id * 10 + 2 WHEN '{Portee.OPERATION}'"
        f" THEN COALESCE({marche}.operation_id * 10 + 3, {contrat}.marche_id * 10 + 2) END"
    )


def _contrats(p: Perimetre) -> str:
    return f"SELECT * FROM beneficiaires_contrattravail c WHERE {p.contrats}"


def _decisions(p: Perimetre) -> str:
    return (
        "SELECT * FROM beneficiaires_decisioneligibilite WHERE decision = 'ACCEPTEE' AND retiree_a IS NULL"
        f" AND {p.des_personnes('beneficiaire_id')}"
    )


def _acceptees(p: Perimetre) -> str:
    return f"""
    SELECT q.beneficiaire_id, min(q.date_decision) AS decision, max(q.prolonge_au) AS prolonge_au,
      bool_or(q.categorie IN {CATEGORIES_HANDICAP}) AS handicap
    FROM ({_decisions(p)}) q GROUP BY q.beneficiaire_id"""


def _admises(p: Perimetre) -> str:
    """Only for the contracts that admit some categories and not the others."""
    return f"""
    SELECT c.id AS contrat_id, min(q.date_decision) AS decision, max(q.prolonge_au) AS prolonge_au,
      bool_or(q.categorie IN {CATEGORIES_HANDICAP}) AS handicap
    FROM ({_contrats(p)}) c
    JOIN {p.table_des_marches} m ON m.id = c.marche_id AND m.categories_admises IS NOT NULL
    JOIN ({_decisions(p)}) q ON q.beneficiaire_id = c.beneficiaire_id AND q.categorie = ANY(m.categories_admises)
    GROUP BY c.id"""


def _departs(p: Perimetre) -> str:
    """First contract of each person in each scope that a rule of the guichet looks at."""
    return f"""
    SELECT o.beneficiaire_id, {_cle("o", "om", "u.portee_utile")} AS cle, min(o.date_debut) AS debut
    FROM (SELECT * FROM beneficiaires_contrattravail WHERE {p.des_personnes("beneficiaire_id")}) o
    JOIN (SELECT DISTINCT w.guichet_id, w.portee_utile FROM portees w WHERE w.portee_utile <> '') u
      ON u.guichet_id = o.guichet_id
    JOIN {p.table_des_marches} om ON om.id = o.marche_id
    GROUP BY 1, 2"""


def _dossiers(p: Perimetre) -> str:
    """What is known of a work contract: once per scope in which its rule looks for the first contract.

    Joins that no rule of the guichet would read are not made.
    """
    de_plus = ", c.beneficiaire_id, c.employeur_id" if p.detaille else ""
    colonnes, jointures = zip(_personne(p), _public(p), _depart(p), strict=True)
    return f"""
    SELECT c.id AS contrat_id, u.numero, c.modalite, c.type_contrat, c.date_debut AS contrat_debut,
      c.date_fin AS contrat_fin, m.date_debut AS marche_debut, m.date_fin AS marche_fin,
      m.categories_admises IS NOT NULL AS categories_admises, a.decision AS acceptation,
      {", ".join(colonnes)}{de_plus}
    FROM ({_contrats(p)}) c
    JOIN ({p.table_des_marches} m LEFT JOIN portees u ON u.guichet_id = m.guichet_id AND u.code = m.regle_code)
      ON m.id = c.marche_id
    LEFT JOIN ({_acceptees(p)}) a ON a.beneficiaire_id = c.beneficiaire_id
    {" ".join(jointures)}
    {CLOTURE}"""


def _personne(p: Perimetre) -> tuple[str, str]:
    if not p.versions.regardent_la_personne:
        return "CAST(NULL AS text) AS sexe, CAST(NULL AS boolean) AS qpv", ""
    personnes = f"SELECT * FROM beneficiaires_beneficiaire WHERE {p.des_personnes('id')}"
    return "b.sexe, b.qpv", f"LEFT JOIN ({personnes}) b ON b.id = c.beneficiaire_id"


def _public(p: Perimetre) -> tuple[str, str]:
    if not p.versions.restreint:
        return "a.decision, a.handicap, a.prolonge_au", ""
    return (
        "CASE WHEN m.categories_admises IS NULL THEN a.decision ELSE x.decision END AS decision,"
        " CASE WHEN m.categories_admises IS NULL THEN a.handicap ELSE x.handicap END AS handicap,"
        " CASE WHEN m.categories_admises IS NULL THEN a.prolonge_au ELSE x.prolonge_au END AS prolonge_au",
        f"LEFT JOIN ({_admises(p)}) x ON x.contrat_id = c.id",
    )


def _depart(p: Perimetre) -> tuple[str, str]:
    if not p.versions.cherchent_un_depart:
        return "CAST(NULL AS date) AS premier_contrat", ""
    cle = _cle("c", "m", "u.portee_utile")
    return (
        "d.debut AS premier_contrat",
        f"LEFT JOIN ({_departs(p)}) d ON d.beneficiaire_id = c.beneficiaire_id AND d.cle = {cle}",
    )


def _coefficient() -> str:
    vrais = [f"CASE WHEN {b.si} THEN v.{b.colonne} END" for b in BONIFICATIONS]
    produit = " * ".join(f"COALESCE({vrai}, 1)" for vrai in vrais)
    plus_fort = f"COALESCE(GREATEST({', '.join(vrais)}), 1)"
    return f"CASE WHEN NOT v.majore THEN 1 WHEN v.en_produit THEN {produit} ELSE {plus_fort} END"


def _bornes() -> str:
    """d1, f1, d2…: own bounds of each rule of days."""
    debuts = [f"COALESCE({r.debut}, {DEBUT_DES_TEMPS}) AS d{rang}" for rang, r in RANGS.items() if r.debut]
    fins = [f"COALESCE({r.fin}, {FIN_DES_TEMPS}) AS f{rang}" for rang, r in RANGS.items() if r.fin]
    return ", ".join(debuts + fins)


def _detail() -> str:
    """Facts that only an explanation reads."""
    majorations = ", ".join(
        f"COALESCE({b.si}, FALSE) AND v.{b.colonne} IS NOT NULL AS a_{b.colonne}" for b in BONIFICATIONS
    )
    return f""", t.beneficiaire_id, t.employeur_id, t.contrat_debut, t.contrat_fin, t.marche_debut, t.marche_fin,
      t.categories_admises, t.decision, t.prolonge_au, v.duree_mois, v.cdi_mois, v.point_depart, v.portee,
      v.regularisation_jours, {SEUIL} AS seuil, {DEPART} AS fenetre_depart, {FIN_FENETRE} AS fenetre_fin,
      {FENETRE_EST_CDI} AS fenetre_est_cdi, {majorations}"""


def faits(p: Perimetre) -> str:
    """Per (work contract, version): everything a line needs."""
    refus = " ".join(f"WHEN {regle.si} THEN '{regle.code}'" for regle in REGLES_DE_PUBLIC)
    return f"""
    SELECT t.contrat_id, v.v_debut, v.v_fin, v.part_formation, v.plafond, v.entiere, CASE {refus} END AS refus,
      {_coefficient()} AS coef, {_bornes()}{_detail() if p.detaille else ""}
    FROM ({_dossiers(p)}) t LEFT JOIN versions v ON v.numero = t.numero
    {CLOTURE}"""
