"""The peer: DuckDB on the very text of the engine, its dialect put in place of PostgreSQL's."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.queries.decompte.perimetre import Perimetre, perimetre_complet
from suivi_heures.queries.decompte.requete import COLONNES_DU_LOT, tables_comparees, tables_par_lot
from suivi_heures.queries.decompte.versions import Versions

TABLES = {
    "marches_marche": "id BIGINT, guichet_id BIGINT, regle_code VARCHAR, date_debut DATE, date_fin DATE,"
    " operation_id BIGINT, categories_admises VARCHAR[]",
    "marches_lot": "id BIGINT, guichet_id BIGINT",
    "beneficiaires_beneficiaire": "id BIGINT, guichet_id BIGINT, sexe VARCHAR, qpv BOOLEAN",
    "beneficiaires_decisioneligibilite": "id BIGINT, guichet_id BIGINT, beneficiaire_id BIGINT, categorie VARCHAR,"
    " date_decision DATE, decision VARCHAR, retiree_a TIMESTAMPTZ, prolonge_au DATE",
    "beneficiaires_contrattravail": "id BIGINT, guichet_id BIGINT, beneficiaire_id BIGINT, employeur_id BIGINT,"
    " lot_id BIGINT, marche_id BIGINT, modalite VARCHAR, type_contrat VARCHAR, date_debut DATE, date_fin DATE",
    "suivi_heures_heure": "id BIGINT, guichet_id BIGINT, ref VARCHAR, contrat_id BIGINT, lot_id BIGINT,"
    " beneficiaire_id BIGINT, du DATE, au DATE, nature VARCHAR, heures DECIMAL(8, 2), statut VARCHAR,"
    " corrige_id BIGINT, annulee BOOLEAN",
    "suivi_heures_realisation": "id BIGINT, guichet_id BIGINT, lot_id BIGINT, lignes INTEGER, "
    + ", ".join(f"{nom} DECIMAL(12, 2)" for nom in COLONNES_DU_LOT if nom != "lignes"),
}
# PostgreSQL's word → DuckDB's. The fences (OFFSET '0') only speak to PostgreSQL's planner.
DIALECTE = (
    (r"OFFSET '0'", ""),
    (r"SELECT FROM", "SELECT 1 FROM"),
    (r" AS numeric\)", " AS DOUBLE)"),
    ("%%", "%"),
    (r" \* 0\.01 AS ", " :: BIGINT * 0.01 AS "),
)


def traduire(requete: str) -> str:
    for motif, remplacement in DIALECTE:
        requete = re.sub(motif, remplacement, requete)
    return requete


def perimetre_national(guichets: Iterable[int]) -> Perimetre:
    """The rules of all the guichets at once: one query for the nation."""
    lignes: list[dict[str, Any]] = []
    for guichet_id in guichets:
        with within_guichet(guichet_id):
            lignes += perimetre_complet().versions.lignes
    return Perimetre(Versions(tuple(lignes)))


class Pair:
    """Its own copy of the tables of the count, in memory, and the same text over the whole nation."""

    def __init__(self, source: Any, guichets: Iterable[int]) -> None:
        national = perimetre_national(guichets)
        self._ecarts = traduire(f"{tables_comparees(national)} SELECT count(*) FROM ecarts")
        self._totaux = traduire(
            f"{tables_par_lot(national)} SELECT lot_id, {', '.join(COLONNES_DU_LOT)} FROM totaux ORDER BY lot_id"
        )
        self.base = duckdb.connect()
        self.base.execute("SET integer_division = true")
        with tempfile.TemporaryDirectory() as dossier:
            for table, colonnes in TABLES.items():
                self._copier(source, table, colonnes, Path(dossier) / "table.csv")

    def _copier(self, source: Any, table: str, colonnes: str, fichier: Path) -> None:
        noms = re.findall(r"(?:^|, )(\w+) [A-Z]", colonnes)
        choix = ", ".join(f"to_json({nom})" if nom == "categories_admises" else nom for nom in noms)
        with (
            fichier.open("wb") as sortie,
            source.cursor().copy(f"COPY (SELECT {choix} FROM {table} ORDER BY id) TO STDOUT (FORMAT csv)") as copie,
        ):
            for bloc in copie:
                sortie.write(bloc)
        self.base.execute(f"CREATE TABLE {table} ({colonnes})")
        self.base.execute(f"COPY {table} FROM '{fichier}' (FORMAT csv, HEADER false)")

    def ecarts(self) -> int:
        """Number of lots whose stored totals are not those it computes: the same work as the product's."""
        [[nombre]] = self.base.execute(self._ecarts).fetchall()
        return int(nombre)

    def totaux(self) -> list[tuple[Any, ...]]:
        return self.base.execute(self._totaux).fetchall()


def totaux_gardes(source: Any) -> Iterable[tuple[Any, ...]]:
    """What the product has stored, lot by lot; a lot without a line has no row on either side."""
    return source.execute(
        f"SELECT lot_id, {', '.join(COLONNES_DU_LOT)} FROM suivi_heures_realisation WHERE lignes > 0 ORDER BY lot_id"
    ).fetchall()
