"""The SQL of the count: one text for a line, some lots, a guichet or the nation.

Only the WHERE of the contracts and of the lines differs. Everything is arithmetic on dates and on
integer hundredths of an hour. Lines that are wholly admitted stop at once; the others go through
`_detail`. Only the (person, month) whose hours exceed a cap are sorted. A line that was taken back
whole, and the line that takes it back, weigh nothing: they are not read.
"""

from __future__ import annotations

from dataclasses import replace

from suivi_heures.enums import Motif, Nature, StatutHeure
from suivi_heures.queries.decompte.perimetre import Perimetre
from suivi_heures.queries.decompte.regles import (
    MOTIFS,
    RANGS,
    REGLES_DE_NATURE,
    REGLES_DE_PUBLIC,
    colonne,
)
from suivi_heures.queries.decompte.requete_faits import CLOTURE, faits
from suivi_heures.queries.decompte.requete_plafond import SANS_PLAFOND, mois_de, plafond, surcharges

EX_PLAFOND = colonne(Motif.PLAFOND_MENSUEL)
EX_AVANT_PLAFOND = [colonne(motif) for motif in MOTIFS if motif != Motif.PLAFOND_MENSUEL]
COLONNES_DU_PLAFOND = ("id", "ref", "beneficiaire_id", "corrige_id")
COLONNES_CALCULEES = ("lot", "du", "au", "plafond", "coef", "retenues", "bonus")
# Kinds of lines: integers, because they are compared several times on each line.
ENTIERE, DETAILLEE, EN_ATTENTE, REFUSEE = 1, 2, 3, 4
_DERNIER = len(RANGS)


def _arrondir(dividende: str, diviseur: str) -> str:
    """Integer division, half away from zero: the opposite line gives the opposite result."""
    signe = f"CASE WHEN {dividende} < 0 THEN -{diviseur} ELSE {diviseur} END"
    return f"CAST((2 * {dividende} + {signe}) / (2 * {diviseur}) AS integer)"


def _jours() -> str:
    """Hours that go on after their nature, length of the period, days left by each rule of days."""
    parts = " ".join(
        f"WHEN '{regle.nature}' THEN CAST(round(g.heures * CAST({regle.part} AS numeric)) AS integer)"
        for regle in REGLES_DE_NATURE
    )
    restants = ", ".join(f"{_jours_restants(rang)} AS j{rang}" for rang in RANGS)
    return f"""
        SELECT CASE g.nature {parts} ELSE g.heures END AS base, g.au - g.du + 1 AS j0, {restants}
        WHERE g.sorte = {DETAILLEE} {CLOTURE}"""


def _jours_restants(rang: int) -> str:
    """Days of the line that the rules up to this one admit."""
    debuts = "".join(f", g.d{r}" for r in range(1, rang + 1) if RANGS[r].debut)
    fins = "".join(f", g.f{r}" for r in range(1, rang + 1) if RANGS[r].fin)
    return f"GREATEST(0, LEAST(g.au{fins}) - GREATEST(g.du{debuts}) + 1)"


def _detail() -> str:
    """Points 2 to 6 for one line, in steps: days, hours kept, rounded shares, balance."""
    retenues = (
        f"CASE WHEN g.refus IS NOT NULL THEN 0 WHEN j.j{_DERNIER} = j.j0 THEN j.base"
        f" WHEN g.entiere THEN CASE WHEN j.j{_DERNIER} >= 1 THEN j.base ELSE 0 END"
        f" ELSE {_arrondir(f'(CAST(j.base AS bigint) * j.j{_DERNIER})', 'j.j0')} END"
    )
    parts = ", ".join(
        f"CASE WHEN k.exclues = 0 OR k.j{r - 1} = k.j{r} THEN 0"
        f" ELSE {_arrondir(f'(CAST(k.exclues AS bigint) * (k.j{r - 1} - k.j{r}))', f'(k.j0 - k.j{_DERNIER})')}"
        f" END AS r{r}"
        for r in RANGS
    )
    soldes = []
    for rang, regle in RANGS.items():
        avant = "".join(f" - r.r{autre}" for autre in range(1, rang))
        soldes.append(
            f"CASE WHEN r.exclues = 0 OR r.j{rang - 1} = r.j{rang} THEN 0"
            f" WHEN r.j{rang} = r.j{_DERNIER} THEN r.exclues{avant} ELSE r.r{rang} END AS {colonne(regle.code)}"
        )
    natures = [
        f"CASE WHEN g.nature = '{regle.nature}' THEN g.heures - r.base ELSE 0 END AS {colonne(regle.code)}"
        for regle in REGLES_DE_NATURE
    ]
    publics = [
        f"CASE WHEN g.refus = '{regle.code}' THEN r.base ELSE 0 END AS {colonne(regle.code)}"
        for regle in REGLES_DE_PUBLIC
    ]
    return f"""
      SELECT r.*, {", ".join([*natures, *publics, *soldes])} FROM (
        SELECT k.*, {parts} FROM (
        SELECT j.*, {retenues} AS retenues,
          CASE WHEN g.refus IS NULL THEN j.base - {retenues} ELSE 0 END AS exclues
        FROM ({_jours()}) j {CLOTURE}) k {CLOTURE}) r"""


def _lignes(perimetre: Perimetre, faits_: str, colonnes: tuple[str, ...]) -> str:
    """Each line with what it keeps before the cap."""
    tous_admis = " AND ".join(
        [f"h.du >= f.d{rang}" for rang, regle in RANGS.items() if regle.debut]
        + [f"h.au <= f.f{rang}" for rang, regle in RANGS.items() if regle.fin]
    )
    entiere = f"h.nature IN ('{Nature.TRAVAIL}', '{Nature.FORMATION_CONTRAT}') AND f.refus IS NULL AND {tous_admis}"
    retenues = f"CASE g.sorte WHEN {ENTIERE} THEN g.heures WHEN {DETAILLEE} THEN x.retenues ELSE 0 END"
    jours = ", ".join(f"x.j{rang}" for rang in range(_DERNIER + 1))
    return f"""
  SELECT g.*, {retenues} AS retenues,
    CASE WHEN g.coef <> 1 AND g.sorte <= {DETAILLEE}
      THEN CAST(round({retenues} * g.coef) AS integer) - {retenues} ELSE 0 END AS bonus,
    {jours}, {", ".join(f"x.{nom}" for nom in EX_AVANT_PLAFOND)}
  FROM (
    SELECT {"".join(f"h.{nom}, " for nom in colonnes)}h.lot_id AS lot, h.du, h.au, h.nature,
      CAST(h.heures * 100 AS integer) AS heures,
      CASE h.statut WHEN '{StatutHeure.VALIDEE}' THEN CASE WHEN {entiere} THEN {ENTIERE} ELSE {DETAILLEE} END
        WHEN '{StatutHeure.SOUMISE}' THEN {EN_ATTENTE} ELSE {REFUSEE} END AS sorte,
      f.*
    FROM (SELECT * FROM {perimetre.registre} h WHERE NOT h.annulee AND {perimetre.lignes}) h
    JOIN {faits_} f ON f.contrat_id = h.contrat_id AND h.du >= f.v_debut AND h.du < f.v_fin
    {CLOTURE}) g
  LEFT JOIN LATERAL ({_detail()}) x ON TRUE"""


def _tables(perimetre: Perimetre, colonnes: tuple[str, ...] = ()) -> str:
    """Everything before the last SELECT, with these columns of the ledger beside the count."""
    litteral = perimetre.litteral
    en_commun = perimetre.avec_plafond and perimetre.est_complet
    if en_commun:
        colonnes = tuple(dict.fromkeys((*colonnes, *COLONNES_DU_PLAFOND)))
    return f"""WITH RECURSIVE {perimetre.sql_listes}{perimetre.prealable}
versions AS NOT MATERIALIZED ({perimetre.versions.sql(litteral=litteral)}),
portees AS NOT MATERIALIZED ({perimetre.versions.portees_sql(litteral=litteral)}),
faits AS NOT MATERIALIZED ({faits(perimetre)}),
lignes AS NOT MATERIALIZED ({_lignes(perimetre, "faits", colonnes)}),
{_comptees(en_commun)},
{_excedents(perimetre) if perimetre.avec_plafond else SANS_PLAFOND}"""


def _comptees(en_commun: bool) -> str:
    """Lines as the totals read them: kept aside where the cap reads them too."""
    if not en_commun:
        return "comptees AS NOT MATERIALIZED (SELECT * FROM lignes)"
    noms = (*COLONNES_DU_PLAFOND, *COLONNES_CALCULEES, "heures", "sorte", *EX_AVANT_PLAFOND)
    return f"comptees AS MATERIALIZED (SELECT {', '.join(noms)}, {mois_de('lignes')} AS mois FROM lignes)"


def _excedents(perimetre: Perimetre) -> str:
    """The cap looks at every lot of the people it concerns, in the months that may exceed it."""
    if perimetre.est_complet:
        return f"""
lignes_plafond AS NOT MATERIALIZED (SELECT * FROM comptees WHERE sorte <= {DETAILLEE}),
{plafond(perimetre.registre)}"""
    # a list, not a semi-join: read by index, where a join would read every work contract of the guichet
    des_surcharges = "= ANY (CAST((SELECT array_agg(DISTINCT s.beneficiaire_id) FROM surcharges s) AS bigint[]))"
    tous_lots = replace(
        perimetre,
        contrats=f"c.beneficiaire_id {des_surcharges}",
        lignes=(
            f"{perimetre.des_plafonnes('h.beneficiaire_id')} AND h.statut = '{StatutHeure.VALIDEE}'"
            f" AND h.beneficiaire_id {des_surcharges}"
            f" AND (h.beneficiaire_id, {mois_de('h')}) IN (SELECT beneficiaire_id, mois FROM surcharges)"
        ),
        personnes=des_surcharges,
        detaille=False,
    )
    return f"""{surcharges(perimetre)},
faits_plafond AS NOT MATERIALIZED ({faits(tous_lots)}),
lignes_plafond AS MATERIALIZED (
  SELECT l.*, {mois_de("l")} AS mois FROM ({_lignes(tous_lots, "faits_plafond", COLONNES_DU_PLAFOND)}) l),
{plafond(perimetre.registre)}"""


COLONNES_DU_LOT = (
    *("declarees", "en_attente", "refusees", "retenues", "valorisees"),
    *(colonne(motif) for motif in MOTIFS),
    "lignes",
)


def tables_par_lot(perimetre: Perimetre) -> str:
    """WITH … up to `totaux`: one row a lot that has lines, in hours. A SELECT or an INSERT follows."""
    motifs = ", ".join(f"COALESCE(sum(l.{nom}), 0) AS {nom}" for nom in EX_AVANT_PLAFOND)
    en_heures = ", ".join(
        f"t.{nom} * 0.01 AS {nom}" for nom in ("declarees", "en_attente", "refusees", *EX_AVANT_PLAFOND)
    )
    return f"""{_tables(perimetre)},
totaux AS (
  SELECT t.lot_id, t.lignes, {en_heures},
    COALESCE(p.excedent, 0) * 0.01 AS {EX_PLAFOND},
    (t.retenues - COALESCE(p.excedent, 0)) * 0.01 AS retenues,
    (t.retenues + t.bonus - COALESCE(p.excedent + p.bonus_perdu, 0)) * 0.01 AS valorisees
  FROM (
    SELECT l.lot AS lot_id, count(*) AS lignes, sum(l.heures) AS declarees,
      COALESCE(sum(l.heures) FILTER (WHERE l.sorte = {EN_ATTENTE}), 0) AS en_attente,
      COALESCE(sum(l.heures) FILTER (WHERE l.sorte = {REFUSEE}), 0) AS refusees,
      sum(l.retenues) AS retenues, sum(l.bonus) AS bonus, {motifs}
    FROM comptees l GROUP BY l.lot) t
  LEFT JOIN (
    SELECT lot, sum(excedent) AS excedent, sum(bonus_perdu) AS bonus_perdu FROM excedents GROUP BY lot) p
    ON p.lot = t.lot_id
  {CLOTURE})"""


def tables_comparees(perimetre: Perimetre) -> str:
    """WITH … up to `ecarts`: the lots whose stored totals are not what is computed.

    A lot without any line has no row, or a row of zeros.
    """
    zeros = ", ".join(f"COALESCE(t.{nom}, 0) AS {nom}" for nom in COLONNES_DU_LOT)
    stockes = ", ".join(f"r.{nom}" for nom in COLONNES_DU_LOT)
    voulus = ", ".join(f"v.{nom}" for nom in COLONNES_DU_LOT)
    avant = ", ".join(f"r.{nom} AS avant_{nom}" for nom in COLONNES_DU_LOT)
    return f"""{tables_par_lot(perimetre)},
voulus AS (
  SELECT l.guichet_id, l.id AS lot_id, {zeros}
  FROM marches_lot l LEFT JOIN totaux t ON t.lot_id = l.id WHERE {perimetre.lots} {CLOTURE}),
ecarts AS (
  SELECT v.*, r.id AS realisation_id, {avant}
  FROM voulus v
  LEFT JOIN suivi_heures_realisation r ON r.lot_id = v.lot_id AND r.guichet_id = v.guichet_id
  WHERE CASE WHEN r.id IS NULL THEN v.lignes > 0 ELSE ({stockes}) IS DISTINCT FROM ({voulus}) END)"""


def requete_par_ligne(perimetre: Perimetre, *, de_plus: str = "") -> str:
    """One row a line, in hundredths of an hour."""
    motifs = ", ".join(f"COALESCE(l.{nom}, 0) AS {nom}" for nom in EX_AVANT_PLAFOND)
    return f"""{_tables(perimetre, ("id", "ref", "statut"))}
SELECT l.id, l.ref, l.lot AS lot_id, l.contrat_id, l.du, l.au, l.nature, l.statut, l.heures,
  l.retenues - COALESCE(p.excedent, 0) AS retenues,
  l.retenues + l.bonus - COALESCE(p.excedent + p.bonus_perdu, 0) AS valorisees,
  l.coef, {motifs}, COALESCE(p.excedent, 0) AS {EX_PLAFOND}{de_plus}
FROM lignes l LEFT JOIN excedents p ON p.id = l.id
ORDER BY l.lot, l.ref COLLATE "C", l.id"""
