"""SQL of the monthly cap: what exceeds it, line by line, in the (person, month) where something does.

The common month, in which every line has the same cap and none is a correction, is a running sum.
Where two caps meet, or where a line corrects another, the running total depends on what each line
kept: it is followed line after line (`suite`). A correction stands where the line it corrects stands
(`racines`): their hours are netted and each keeps the difference it makes.
"""

from __future__ import annotations

from suivi_heures.enums import StatutHeure
from suivi_heures.queries.decompte.perimetre import Perimetre

SANS_PLAFOND = """
excedents AS (
  SELECT CAST(NULL AS bigint) AS id, CAST(NULL AS bigint) AS lot, 0 AS excedent, 0 AS bonus_perdu WHERE FALSE)"""


def mois_de(alias: str) -> str:
    """First day of the month in which a line starts."""
    return f"{alias}.du - CAST(date_part('day', {alias}.du) AS integer) + 1"


def surcharges(p: Perimetre) -> str:
    """The (person, month) whose declared hours exceed a cap: what they keep may, the others' cannot."""
    return f"""plafonnes AS MATERIALIZED (
  SELECT c.beneficiaire_id, min(v.plafond) AS plafond
  FROM beneficiaires_contrattravail c
  JOIN ({p.table_des_marches} m
    JOIN (portees u JOIN versions v ON v.numero = u.numero AND v.plafond IS NOT NULL)
      ON u.guichet_id = m.guichet_id AND u.code = m.regle_code)
    ON m.id = c.marche_id
  WHERE {p.des_plafonnes("c.beneficiaire_id")}
  GROUP BY c.beneficiaire_id),
surcharges AS MATERIALIZED (
  SELECT h.beneficiaire_id, {mois_de("h")} AS mois
  FROM {p.registre} h JOIN plafonnes z ON z.beneficiaire_id = h.beneficiaire_id
  WHERE NOT h.annulee AND h.statut = '{StatutHeure.VALIDEE}' AND {p.des_plafonnes("h.beneficiaire_id")}
  GROUP BY 1, 2 HAVING 100 * sum(GREATEST(h.heures, 0)) > min(z.plafond))"""


def plafond(registre: str) -> str:
    """CTEs from `lignes_plafond` to `excedents` (id, lot, excedent, bonus_perdu), in hundredths of an hour."""
    return f"""
charges AS MATERIALIZED (
  SELECT beneficiaire_id, mois FROM lignes_plafond
  GROUP BY beneficiaire_id, mois HAVING sum(GREATEST(retenues, 0)) > min(plafond)),
du_mois AS MATERIALIZED (
  SELECT l.id, l.lot, l.beneficiaire_id, l.mois, l.du, l.au, l.ref, l.corrige_id, l.plafond, l.retenues, l.bonus,
    l.coef, min(l.plafond) OVER m = max(l.plafond) OVER m AND count(l.plafond) OVER m = count(*) OVER m
      AND count(l.corrige_id) OVER m = 0 AS simple
  FROM lignes_plafond l JOIN charges g ON g.beneficiaire_id = l.beneficiaire_id AND g.mois = l.mois
  WINDOW m AS (PARTITION BY l.beneficiaire_id, l.mois)),
cumules AS (
  SELECT l.*, sum(l.retenues) OVER (
    PARTITION BY l.beneficiaire_id, l.mois ORDER BY l.du, l.au, l.ref COLLATE "C"
    ROWS UNBOUNDED PRECEDING) AS cumul
  FROM du_mois l WHERE l.simple),
complexes AS MATERIALIZED (SELECT * FROM du_mois WHERE NOT simple),
racines AS (
  SELECT id, corrige_id AS racine FROM complexes WHERE corrige_id IS NOT NULL
  UNION ALL
  SELECT s.id, h.corrige_id FROM racines s JOIN {registre} h ON h.id = s.racine WHERE h.corrige_id IS NOT NULL),
chaines AS MATERIALIZED (
  SELECT l.*, COALESCE(s.racine, l.id) AS racine,
    COALESCE((SELECT h.ref FROM {registre} h WHERE h.id = s.racine), l.ref) AS ref_racine,
    sum(l.retenues) OVER (PARTITION BY COALESCE(s.racine, l.id) ORDER BY l.id
      ROWS UNBOUNDED PRECEDING) AS net
  FROM complexes l
  LEFT JOIN (SELECT id, min(racine) AS racine FROM racines GROUP BY id) s ON s.id = l.id),
unites AS MATERIALIZED (
  SELECT beneficiaire_id, mois, racine, min(plafond) AS plafond, sum(retenues) AS retenues,
    row_number() OVER (PARTITION BY beneficiaire_id, mois
      ORDER BY min(du), min(au), min(ref_racine COLLATE "C")) AS rang
  FROM chaines GROUP BY beneficiaire_id, mois, racine),
suite AS (
  SELECT u.*, CAST(0 AS bigint) AS avant, {_gardees("u.retenues", "u.plafond", "0")} AS gardees
  FROM unites u WHERE u.rang = 1
  UNION ALL
  SELECT u.*, s.avant + s.gardees, {_gardees("u.retenues", "u.plafond", "(s.avant + s.gardees)")}
  FROM suite s JOIN unites u USING (beneficiaire_id, mois) WHERE u.rang = s.rang + 1),
decisions AS (
  SELECT id, lot, retenues, bonus, coef,
    LEAST(cumul, plafond) - LEAST(cumul - retenues, plafond) AS gardees
  FROM cumules
  UNION ALL
  SELECT l.id, l.lot, l.retenues, l.bonus, l.coef,
    {_gardees("l.net", "l.plafond", "s.avant")} - {_gardees("(l.net - l.retenues)", "l.plafond", "s.avant")}
  FROM chaines l JOIN suite s USING (beneficiaire_id, mois, racine)),
excedents AS (
  SELECT id, lot, retenues - gardees AS excedent,
    bonus - (round(gardees * coef) - gardees) AS bonus_perdu
  FROM decisions WHERE gardees <> retenues)"""


def _gardees(retenues: str, plafond: str, avant: str) -> str:
    return f"CASE WHEN {plafond} IS NULL THEN {retenues} ELSE LEAST({retenues}, GREATEST(0, {plafond} - {avant})) END"
