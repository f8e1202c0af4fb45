"""Set-based filling of an empty database: everything through the deploy login, same seed = same rows.

Times are those of a life: contracts, people and hours come in the order of the years, and the ledger is
written month after month, guichet after guichet, as it would have been.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, models

from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from clauses_app.comptes.models import Adhesion, Guichet, Utilisateur
from marches.models import (
    Attribution,
    EngagementHeures,
    Entreprise,
    Lot,
    MaitreOuvrage,
    Marche,
    Operation,
    RegleDecompte,
)
from suivi_heures.models import Heure
from tests.bench.echelle import COLONNES, Echelle, partager, valeurs
from tests.bench.insertion import inserer, parmi, poser_le_hasard, tirer, u
from tests.bench.schema import schema_allege

MODELES: tuple[type[models.Model], ...] = (
    *(Guichet, Utilisateur, Adhesion, RegleDecompte, MaitreOuvrage, Operation, Entreprise, Marche, Lot),
    *(EngagementHeures, Attribution, Beneficiaire, DecisionEligibilite, ContratTravail, Heure),
)
DEBUT, FIN = "DATE '2016-01-01'", "DATE '2025-12-31'"
NOMS = "MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFEVRE LEROY ROUX DAVID"
PRENOMS = "Camille Nadia Youssef Fatou Léa Karim Inès Mehdi Julie Ahmed Sarah Moussa Chloé Bilal Awa Kevin"
STRUCTURES = "ETTI AI EI ACI GEIQ EA"
CATEGORIES = "B_DELD B_RSA B_RQTH B_JEUNE_NQ B_SENIOR B_QPV B_PLIE A_ETTI"


def generer(echelle: Echelle, graine: int) -> None:
    """Fill the empty database of the `deploiement` connection; the real schema is back at the end."""
    tables = [modele._meta.db_table for modele in MODELES]
    with connections["deploiement"].cursor() as curseur:
        for reglage in ("synchronous_commit = off", "maintenance_work_mem = '256MB'", "work_mem = '128MB'"):
            curseur.execute(f"SET {reglage}")
        poser_le_hasard(curseur, graine)
        curseur.execute(f"CREATE TEMP TABLE part ({', '.join(f'{nom} integer' for nom in COLONNES)})")
        curseur.execute(f"INSERT INTO part VALUES {valeurs(partager(echelle))}")
        curseur.execute("ANALYZE part")
        with schema_allege(curseur, tables):
            for remplir in (_guichets, _acteurs, _regles, _marches, _lots, _personnes, _contrats, _heures):
                remplir(curseur)
        for table in tables:
            curseur.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
            curseur.execute(f"VACUUM (ANALYZE) {table}")
    connections["deploiement"].close()


def _chacun(nombre: str, rang: str = "i") -> str:
    """As many rows a guichet as its share says."""
    return f"part CROSS JOIN LATERAL generate_series(1, {nombre}) {rang}"


def _guichets(curseur: Any) -> None:
    courriel = "'facilitateur-' || g || '@banc.invalid'"
    inserer(
        curseur, Guichet, "part", id="g", code="'banc-' || lpad(g::text, 3, '0')", nom="'Guichet ' || g",
        type="'PLIE'",
    )  # fmt: skip
    inserer(
        curseur, Utilisateur, "part", id="g", email=courriel, password="'!'", prenom="'Camille'", nom="'Banc ' || g"
    )
    inserer(
        curseur, Adhesion, "part", id="g", guichet_id="g", utilisateur_id="g", role="'FACILITATEUR'",
        nom_affiche="'Camille Banc'", courriel=courriel,
    )  # fmt: skip


def _acteurs(curseur: Any) -> None:
    inserer(
        curseur, MaitreOuvrage, _chacun("a"), id="a0 + i", guichet_id="g", ref="'MO' || i",
        nom="'Ville de Banc-' || i", type="'COMMUNE'",
    )  # fmt: skip
    inserer(
        curseur, Operation, _chacun("o"), id="o0 + i", guichet_id="g", ref="'OP' || i", nom="'Opération ' || i",
        maitre_ouvrage_id="a0 + 1 + i % a",
    )  # fmt: skip
    inserer(
        curseur, Entreprise, _chacun("e"), id="e0 + i", guichet_id="g", ref="'E' || i", nom="'Entreprise ' || i",
        type_structure=f"CASE WHEN i % 4 = 0 THEN {parmi(STRUCTURES, 'e0 + i', 1)} ELSE '' END",
    )  # fmt: skip


def _regles(curseur: Any) -> None:
    """R0 for nearly all contracts, with a second version in a third of the guichets; R1 has bonuses. One
    guichet in eight caps the month for everybody, one in four for the contracts under R1."""
    bonus = ", ".join(
        f'{{"code": "B{rang}", "condition": "{condition}", "coefficient": "{coefficient}"}}'
        for rang, (condition, coefficient) in enumerate((("FEMME", "1.25"), ("QPV", "1.5"), ("HANDICAP", "2")), 1)
    )
    versions = "(VALUES ('R0', DATE '2015-01-01', 1), ('R0', DATE '2021-01-01', 2), ('R1', DATE '2015-01-01', 3))"
    inserer(
        curseur, RegleDecompte, f"part CROSS JOIN {versions} AS v (code, des, n) WHERE n <> 2 OR g % 3 = 0",
        id="g * 3 + n", guichet_id="g", code="code", date_effet="des",
        duree_eligibilite_mois="CASE WHEN n = 2 THEN 36 WHEN g % 7 = 5 THEN NULL ELSE 24 END", cdi_mois="24",
        point_depart="CASE g % 6 WHEN 4 THEN 'DECISION' WHEN 2 THEN 'CONTRAT' ELSE 'PREMIER_CONTRAT' END",
        portee="CASE g % 7 WHEN 0 THEN 'OPERATION' WHEN 3 THEN 'EMPLOYEUR' WHEN 6 THEN 'MARCHE' ELSE 'GUICHET' END",
        handicap_sans_limite="g % 3 = 1", regularisation_jours="CASE WHEN g % 2 = 0 THEN 30 ELSE 0 END",
        mois_partiel="CASE WHEN g % 5 = 1 THEN 'PERIODE_ENTIERE' ELSE 'PRORATA_JOURS' END",
        part_formation_hors_contrat="CASE WHEN n = 3 THEN 0.5 ELSE 0 END",
        plafond_mensuel="CASE WHEN g % 8 = 3 AND n < 3 OR g % 4 = 1 AND n = 3 THEN 110 END",
        bonifications=f"CASE WHEN n = 3 THEN CAST('[{bonus}]' AS jsonb) ELSE '[]' END",
        bonification_cumul="CASE WHEN g % 2 = 0 THEN 'PRODUIT' ELSE 'MAX' END",
    )  # fmt: skip


def _marches(curseur: Any) -> None:
    """The last buyer of a guichet has one contract only, the most recent."""
    cle = "(m0 + k)"
    debut = f"{DEBUT} + CAST(floor((k - 1) * 3560.0 / m) AS integer) + {tirer(cle, 10, 40)} - 20"
    inserer(
        curseur, Marche, _chacun("m", "k"),
        id=cle, guichet_id="g", ref="'M' || k", identifiant_public=f"CAST(md5('m' || {cle}) AS uuid)",
        objet="'Marché ' || k || ', construction et réhabilitation'",
        maitre_ouvrage_id=f"CASE WHEN k = m THEN a0 + a ELSE a0 + 1 + {tirer(cle, 11, '(a - 1)')} END",
        operation_id=f"CASE WHEN {u(cle, 12)} < 0.2 THEN o0 + 1 + {tirer(cle, 13, 'o')} END",
        types_clause="CAST('{EXEC}' AS text[])", regle_code="CASE WHEN k % 8 = 1 THEN 'R1' ELSE 'R0' END",
        date_debut=debut, date_fin=f"{debut} + 400 + {tirer(cle, 14, 900)}",
        categories_admises=f"CASE WHEN {u(cle, 15)} < 0.1 THEN CAST('{{B_DELD,B_RSA,B_RQTH,B_PLIE}}' AS text[]) END",
        statut="CASE WHEN k < m * 0.7 THEN 'SOLDE' ELSE 'EN_COURS' END", suivi_par_nom="'Camille Banc'",
    )  # fmt: skip


def _lots(curseur: Any) -> None:
    """Blocks of four contracts hold six lots; one lot in five has a subcontractor."""
    marche = "m0 + (r - 1) / 6 * 4 + CASE WHEN (r - 1) % 6 < 3 THEN (r - 1) % 6 + 1 ELSE 4 END"
    inserer(
        curseur, Lot, _chacun("l", "r"),
        id="l0 + r", guichet_id="g", marche_id=marche, ref="'L' || r", objet="'Lot ' || r || ', gros œuvre'",
    )  # fmt: skip
    lots = "part JOIN marches_lot t ON t.guichet_id = g JOIN marches_marche s ON s.id = t.marche_id"
    inserer(
        curseur, EngagementHeures, f"{lots}, generate_series(1, 2) n WHERE n = 1 OR {u('t.id', 16)} < 0.2",
        id="t.id * 2 + n", guichet_id="g", lot_id="t.id", date="s.date_debut + (n - 1) * 180",
        source="CASE n WHEN 1 THEN 'INITIAL' ELSE 'AVENANT' END",
        heures=f"CASE n WHEN 1 THEN 200 ELSE 20 END + {tirer('t.id', 17, 1600)}",
    )  # fmt: skip
    inserer(
        curseur, Attribution, f"{lots}, generate_series(1, 2) n WHERE n = 1 OR t.id % 5 = 0",
        id="t.id * 2 + n", guichet_id="g", lot_id="t.id", marche_id="t.marche_id",
        maitre_ouvrage_id="s.maitre_ouvrage_id", ref="'A' || t.id || '-' || n",
        entreprise_id=f"e0 + 1 + {tirer('t.id * 2 + n', 18, 'e')}",
        role="CASE n WHEN 1 THEN 'TITULAIRE' ELSE 'SOUS_TRAITANT' END",
    )  # fmt: skip


_ARRIVEE = f"{DEBUT} + CAST(floor((i - 1) * 3420.0 / p) AS integer) + {tirer('p0 + i', 20, 60)}"


def _personnes(curseur: Any) -> None:
    """Decisions: the main one, late for one in ten; a second category; one that was refused."""
    cle, decision = "(p0 + i)", "((p0 + i) * 3 + n)"
    source = f"{_chacun('p')} CROSS JOIN LATERAL (SELECT {_ARRIVEE} AS arrivee) d"
    inserer(
        curseur, Beneficiaire, source,
        id=cle, guichet_id="g", ref="'B' || i", nom=f"{parmi(NOMS, cle, 21)} || '-' || i % 97",
        prenom=parmi(PRENOMS, cle, 22), date_naissance=f"DATE '1965-01-01' + {tirer(cle, 23, 14_000)}",
        sexe=f"CASE WHEN {u(cle, 24)} < 0.3 THEN 'F' ELSE 'M' END", qpv=f"{u(cle, 25)} < 0.35",
        commune="'Banc-la-Ville'", est_eligible=f"{u(cle, 26)} < 0.95",
        verifie_le=f"CASE WHEN {u(cle, 26)} < 0.95 THEN arrivee END",
    )  # fmt: skip
    retenues = f"{u(cle, 26)} < 0.95 AND n = 1 OR {u(cle, 27)} < 0.2 AND n = 2 OR {u(cle, 28)} < 0.05 AND n = 3"
    inserer(
        curseur, DecisionEligibilite, f"{source}, generate_series(1, 3) n WHERE {retenues}",
        id=decision, guichet_id="g", beneficiaire_id=cle, categorie=parmi(CATEGORIES, decision, 29),
        date_decision=f"arrivee + CASE WHEN {u(cle, 30)} < 0.1 THEN {tirer(cle, 31, 90)} ELSE -10 END + n - 1",
        decision="CASE n WHEN 3 THEN 'REFUSEE' ELSE 'ACCEPTEE' END", principale="n = 1",
    )  # fmt: skip


def _contrats(curseur: Any) -> None:
    """Two a person on average, the longest chains leave the window; the lot is one that runs at that time."""
    nombre = "CASE WHEN t < 0.45 THEN 1 WHEN t < 0.72 THEN 2 WHEN t < 0.86 THEN 3 WHEN t < 0.93 THEN 4 ELSE 5 END"
    cle = "((p0 + i) * 5::bigint + j - 5)"
    rang = f"CAST(floor(((debut - {DEBUT}) / 3650.0 - {u('id', 42)} * 0.08) * l) AS integer) + 1"
    curseur.execute(f"""
CREATE TEMP TABLE embauche AS
SELECT c.*, debut + 20 + {tirer("id", 41, 106)} AS jusque, l0 + GREATEST(1, LEAST(l, {rang})) AS lot_id
FROM (
  SELECT g, l, l0, e, e0, p0 + i AS beneficiaire_id, {cle} AS id,
    {_ARRIVEE} + (j - 1) * 230 + {tirer(cle, 40, 90)} AS debut
  FROM {_chacun("p")} CROSS JOIN LATERAL (SELECT {u("p0 + i", 43)} AS t) d
    CROSS JOIN LATERAL generate_series(1, {nombre}) j) c
WHERE debut <= {FIN}""")
    curseur.execute("ANALYZE embauche")
    second = f"c.lot_id % 5 = 0 AND {u('c.id', 44)} < 0.4"
    interim = f"{u('c.id', 45)} < 0.4"
    structure = f"c.e0 + 4 * (1 + {tirer('c.id', 46, '(c.e / 4)')})"
    inserer(
        curseur, ContratTravail,
        f"embauche c JOIN marches_attribution t ON t.id = c.lot_id * 2 + CASE WHEN {second} THEN 2 ELSE 1 END",
        id="c.id", guichet_id="c.g", ref="'C' || c.id", beneficiaire_id="c.beneficiaire_id",
        employeur_id=f"CASE WHEN {interim} THEN {structure} ELSE t.entreprise_id END",
        attribution_id="t.id", lot_id="t.lot_id", marche_id="t.marche_id", titulaire_id="t.entreprise_id",
        modalite=f"CASE WHEN {interim} THEN 'MAD_ETTI' ELSE 'EMB' END",
        type_contrat=f"CASE WHEN {interim} THEN 'MISSION_INSERTION' WHEN {u('c.id', 47)} < 0.06 THEN 'CDI'"
        f" WHEN {u('c.id', 47)} < 0.12 THEN 'APPRENTISSAGE' ELSE 'CDD' END",
        date_debut="c.debut", date_fin=f"CASE WHEN {interim} OR {u('c.id', 47)} >= 0.06 THEN c.jusque END",
        poste="'manœuvre'",
    )  # fmt: skip


def _heures(curseur: Any) -> None:
    """A line a month of work. One in sixteen covers the whole month, days without contract included."""
    cle = "(c.id * 16 + n)"
    entier = f"{u(cle, 50)} < 0.06"
    fin_du_mois = "CAST(m + INTERVAL '1 month' AS date) - 1"
    source = f"""(
  SELECT row_number() OVER (ORDER BY m, c.g, t.employeur_id, c.id) AS rang, c.id, c.g, t.lot_id, t.beneficiaire_id,
    t.employeur_id, n, CAST(m AS date) AS mois, {u(cle, 51)} AS sort, {u(cle, 54)} AS tire,
    CASE WHEN {entier} THEN CAST(m AS date) ELSE GREATEST(c.debut, CAST(m AS date)) END AS du,
    CASE WHEN {entier} THEN {fin_du_mois} ELSE LEAST(c.jusque, {fin_du_mois}) END AS au
  FROM embauche c JOIN beneficiaires_contrattravail t ON t.id = c.id
    CROSS JOIN LATERAL generate_series(date_trunc('month', c.debut), LEAST(c.jusque, {FIN}), INTERVAL '1 month')
      WITH ORDINALITY AS s (m, n)) c
ORDER BY rang"""
    decimales = f"CASE WHEN {u(cle, 53)} < 0.1 THEN 2 ELSE 0 END"
    inserer(
        curseur, Heure, source,
        id="rang", guichet_id="g", ref="'H' || c.id || '-' || n", contrat_id="c.id", lot_id="lot_id",
        beneficiaire_id="beneficiaire_id", employeur_id="employeur_id", du="du", au="au",
        nature="CASE WHEN tire < 0.92 THEN 'TRAVAIL' WHEN tire < 0.95 THEN 'FORMATION_CONTRAT'"
        " WHEN tire < 0.97 THEN 'FORMATION_HORS_CONTRAT' WHEN tire < 0.99 THEN 'ABSENCE' ELSE 'TUTORAT' END",
        heures=f"round(CAST((au - du + 1) * (2.1 + 2.5 * {u(cle, 52)}) AS numeric), {decimales})",
        statut=f"CASE WHEN mois >= {FIN} - 92 AND sort < 0.5 THEN 'SOUMISE' WHEN sort < 0.02 THEN 'REFUSEE'"
        " WHEN sort < 0.03 THEN 'SOUMISE' ELSE 'VALIDEE' END",
        annulee="sort > 0.998",
    )  # fmt: skip
    _corrections(curseur)


def _corrections(curseur: Any) -> None:
    """Lines taken back whole (two in a thousand), or in part (four in a thousand)."""
    copies = ("guichet_id", "contrat_id", "lot_id", "beneficiaire_id", "employeur_id", "du", "au", "nature", "annulee")
    source = f"""(
  SELECT h.*, (SELECT max(id) FROM suivi_heures_heure) + row_number() OVER (ORDER BY h.id) AS rang
  FROM suivi_heures_heure h WHERE h.annulee OR h.statut = 'VALIDEE' AND {u("h.id", 60)} < 0.004) h"""
    inserer(
        curseur, Heure, source,
        id="rang", ref="h.ref || '-C'", heures="CASE WHEN annulee THEN -heures ELSE -round(heures / 4, 2) END",
        corrige_id="id", statut="'VALIDEE'", **{nom: nom for nom in copies},
    )  # fmt: skip
