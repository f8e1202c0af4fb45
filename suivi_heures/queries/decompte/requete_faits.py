"""SQL of what is decided once per (work contract, version of the rule): refusal, days, coefficient.

`OFFSET 0` keeps PostgreSQL from unfolding these expressions into every line of hours.
"""

from __future__ import annotations

from marches.enums import CumulBonifications, MoisPartiel, PointDepart, Portee
from suivi_heures.queries.decompte.perimetre import Perimetre
from suivi_heures.queries.decompte.regles import (
    BONIFICATIONS,
    CATEGORIES_HANDICAP,
    DEPART,
    FENETRE_EST_CDI,
    REGLES_DE_JOURS,
    REGLES_DE_PUBLIC,
)

DEBUT_DES_TEMPS, FIN_DES_TEMPS, JAMAIS = "DATE '0001-01-01'", "DATE '9999-12-31'", "DATE 'infinity'"
# A window of a thousand years has no end; it must not leave the calendar either.
MOIS_MAX = 12_000


def _coefficients() -> str:
    """One column per condition: the best of its coefficients, or their product."""
    coef = "CAST(x ->> 'coefficient' AS numeric)"
    colonnes = [f"max(t.coef) FILTER (WHERE t.condition = '{b.condition}') AS {b.colonne}" for b in BONIFICATIONS]
    return f"""
    SELECT {", ".join(colonnes)} FROM (
      SELECT x ->> 'condition' AS condition,
        CASE WHEN count(*) = 1 OR r.bonification_cumul = '{CumulBonifications.MAX}' THEN max({coef})
          WHEN min({coef}) <= 0 THEN 0
          ELSE round(exp(sum(ln(NULLIF(GREATEST({coef}, 0), 0)))), 12) END AS coef
      FROM jsonb_array_elements(r.bonifications) AS x GROUP BY 1) t"""


def _mois(duree: str) -> str:
    """NULL stays NULL, which LEAST alone would not do."""
    return f"CASE WHEN {duree} > {MOIS_MAX} THEN {MOIS_MAX} ELSE {duree} END"


def versions() -> str:
    """Each version with the days it governs; a contract whose rule has none gets the defaults."""
    sans_bonus = ", ".join(f"CAST(NULL AS numeric) AS {b.colonne}" for b in BONIFICATIONS)
    avec_bonus = ", ".join(f"k.{b.colonne}" for b in BONIFICATIONS)
    return f"""
  SELECT r.id AS regle_id, r.guichet_id, r.code,
    CASE WHEN lag(r.id) OVER ordre IS NULL THEN {DEBUT_DES_TEMPS} ELSE r.date_effet END AS v_debut,
    lead(r.date_effet, 1, {JAMAIS}) OVER ordre AS v_fin,
    {_mois("r.duree_eligibilite_mois")} AS duree_mois, r.point_depart, r.portee,
    {_mois("r.cdi_mois")} AS cdi_mois, r.alternance_contrat_entier, r.handicap_sans_limite,
    r.regularisation_jours, r.mois_partiel, r.part_formation_hors_contrat AS part_formation,
    CAST(r.plafond_mensuel * 100 AS integer) AS plafond, r.bonification_cumul, {avec_bonus}
  FROM marches_regledecompte r CROSS JOIN LATERAL ({_coefficients()}) k
  WINDOW ordre AS (PARTITION BY r.guichet_id, r.code ORDER BY r.date_effet)
  UNION ALL
  SELECT NULL, s.guichet_id, s.regle_code, {DEBUT_DES_TEMPS}, {JAMAIS}, 24, '{PointDepart.PREMIER_CONTRAT}',
    '{Portee.GUICHET}', 24, TRUE, FALSE, 0, '{MoisPartiel.PRORATA_JOURS}', 0, CAST(NULL AS integer),
    '{CumulBonifications.MAX}', {sans_bonus}
  FROM marches_marche s
  WHERE NOT EXISTS (SELECT FROM marches_regledecompte r WHERE r.guichet_id = s.guichet_id AND r.code = s.regle_code)
  GROUP BY s.guichet_id, s.regle_code"""


def _cle(contrat: str, marche: str, portee: str) -> str:
    """What two contracts share when they are in the same scope."""
    return (
        f"CASE {portee} WHEN '{Portee.GUICHET}' THEN 0 WHEN '{Portee.EMPLOYEUR}' THEN {contrat}.employeur_id"
        f" WHEN '{Portee.MARCHE}' THEN {contrat}.marche_id"
        f" ELSE COALESCE({marche}.operation_id, -{contrat}.marche_id) END"
    )


def _acceptees(p: Perimetre) -> str:
    return f"""
    SELECT q.beneficiaire_id, min(q.date_decision) AS decision,
      bool_or(q.categorie IN {CATEGORIES_HANDICAP}) AS handicap
    FROM beneficiaires_decisioneligibilite q
    WHERE q.decision = 'ACCEPTEE' AND q.retiree_a IS NULL AND {p.des_personnes("q.beneficiaire_id")}
    GROUP BY q.beneficiaire_id"""


def _admises(p: Perimetre) -> str:
    """Only for the contracts that admit some categories and not the others."""
    return f"""
    SELECT c.id AS contrat_id, min(q.date_decision) AS decision,
      bool_or(q.categorie IN {CATEGORIES_HANDICAP}) AS handicap
    FROM beneficiaires_contrattravail c
    JOIN marches_marche m ON m.id = c.marche_id AND m.categories_admises IS NOT NULL
    JOIN beneficiaires_decisioneligibilite q
      ON q.beneficiaire_id = c.beneficiaire_id AND q.categorie = ANY(m.categories_admises)
    WHERE q.decision = 'ACCEPTEE' AND q.retiree_a IS NULL AND {p.contrats}
      AND {p.des_personnes("q.beneficiaire_id")} AND {p.des_marches("m.id")}
    GROUP BY c.id"""


def _departs(p: Perimetre) -> str:
    """First contract of each person in each scope that a rule of the guichet looks at."""
    return f"""
    SELECT o.beneficiaire_id, u.portee, {_cle("o", "om", "u.portee")} AS cle, min(o.date_debut) AS debut
    FROM beneficiaires_contrattravail o
    JOIN marches_marche om ON om.id = o.marche_id
    JOIN (SELECT DISTINCT w.guichet_id, w.portee FROM versions w
          WHERE w.point_depart = '{PointDepart.PREMIER_CONTRAT}' AND w.duree_mois IS NOT NULL) u
      ON u.guichet_id = o.guichet_id
    WHERE {p.des_personnes("o.beneficiaire_id")} AND {p.des_marches("om.id")}
    GROUP BY 1, 2, 3"""


def _bornes() -> str:
    """d1, f1 … d4, f4: days admitted by the first rules of days, as one interval each."""
    debuts: list[str] = []
    fins: list[str] = []
    colonnes = []
    for rang, regle in enumerate(REGLES_DE_JOURS, start=1):
        debuts += [regle.debut] if regle.debut else []
        fins += [f"COALESCE({regle.fin}, {FIN_DES_TEMPS})"] if regle.fin else []
        colonnes += [f"GREATEST({', '.join(debuts)}) AS d{rang}", f"LEAST({', '.join(fins)}) AS f{rang}"]
    return ", ".join(colonnes)


def _coefficient() -> str:
    vrais = [f"CASE WHEN {b.si} THEN v.{b.colonne} END" for b in BONIFICATIONS]
    produit = " * ".join(f"COALESCE({vrai}, 1)" for vrai in vrais)
    return (
        f"CASE WHEN v.bonification_cumul = '{CumulBonifications.PRODUIT}' THEN {produit}"
        f" ELSE COALESCE(GREATEST({', '.join(vrais)}), 1) END"
    )


def faits(p: Perimetre) -> str:
    """Per (work contract, version): refusal, bounds, coefficient, parameters. Unused columns cost nothing."""
    refus = " ".join(f"WHEN {regle.si} THEN '{regle.code}'" for regle in REGLES_DE_PUBLIC)
    return f"""
  SELECT c.id AS contrat_id, c.beneficiaire_id, c.lot_id, c.marche_id, c.employeur_id, c.type_contrat,
    c.date_debut AS contrat_debut, c.date_fin AS contrat_fin, m.date_debut AS marche_debut,
    m.date_fin AS marche_fin, m.categories_admises IS NOT NULL AS categories_admises,
    v.regle_id, v.v_debut, v.v_fin, v.duree_mois, v.cdi_mois, v.point_depart, v.portee,
    v.regularisation_jours, v.part_formation, v.plafond,
    v.mois_partiel = '{MoisPartiel.PERIODE_ENTIERE}' AS entiere, CASE {refus} END AS refus,
    e.decision, {REGLES_DE_JOURS[2].debut} AS seuil, {DEPART} AS fenetre_depart,
    {REGLES_DE_JOURS[3].fin} AS fenetre_fin, {FENETRE_EST_CDI} AS fenetre_est_cdi,
    {_cle("c", "m", "v.portee")} AS cle, {_coefficient()} AS coef, {_coefficient()} <> 1 AS majore,
    {", ".join(f"COALESCE({b.si}, FALSE) AND v.{b.colonne} IS NOT NULL AS a_{b.colonne}" for b in BONIFICATIONS)},
    {_bornes()}
  FROM beneficiaires_contrattravail c
  JOIN marches_marche m ON m.id = c.marche_id
  JOIN versions v ON v.guichet_id = m.guichet_id AND v.code = m.regle_code
  JOIN beneficiaires_beneficiaire b ON b.id = c.beneficiaire_id
  LEFT JOIN ({_acceptees(p)}) a ON a.beneficiaire_id = c.beneficiaire_id
  LEFT JOIN ({_admises(p)}) x ON x.contrat_id = c.id
  LEFT JOIN ({_departs(p)}) d ON d.beneficiaire_id = c.beneficiaire_id AND d.portee = v.portee
    AND d.cle = {_cle("c", "m", "v.portee")}
  CROSS JOIN LATERAL (
    SELECT CASE WHEN m.categories_admises IS NULL THEN a.decision ELSE x.decision END AS decision,
      CASE WHEN m.categories_admises IS NULL THEN a.handicap ELSE x.handicap END AS handicap) e
  WHERE {p.contrats} AND {p.des_personnes("b.id")} AND {p.des_marches("m.id")}
  OFFSET 0"""
