"""Bring published contracts into the list to qualify, set-based; the same file twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.imports.copie import copier_lignes
from marches.enums import StatutDecp
from marches.imports.decp_lu import LectureDecp, MarcheLu, en_json

TABLE = "decp_lus"
ANOMALIES_GARDEES = 300
COLONNES = {
    "uid": "text",
    "acheteur_siret": "text",
    "acheteur_nom": "text",
    "objet": "text",
    "cpv": "text",
    "montant_ht": "numeric(20, 2)",
    "duree_mois": "integer",
    "date_notification": "date",
    "considerations_sociales": "jsonb",
    "titulaires": "jsonb",
    "donnees": "jsonb",
    "avertissements": "jsonb",
    "empreinte": "text",
    "statut": "text",
    "source": "text",
}
# What was decided here (followed, set aside) is not undone by a file; an empty field does not erase a known
# one; a version older than ours changes nothing.
ECRIRE = f"""
WITH ecrits AS (
    INSERT INTO marches_marchedecp AS ancien ({", ".join(COLONNES)}, motif_ecart, importe_a)
    SELECT {", ".join(COLONNES)}, '', now() FROM pg_temp.{TABLE}
    ON CONFLICT (guichet_id, uid) DO UPDATE SET
        acheteur_nom = coalesce(nullif(excluded.acheteur_nom, ''), ancien.acheteur_nom),
        objet = coalesce(nullif(excluded.objet, ''), ancien.objet),
        cpv = coalesce(nullif(excluded.cpv, ''), ancien.cpv),
        montant_ht = coalesce(excluded.montant_ht, ancien.montant_ht),
        duree_mois = coalesce(excluded.duree_mois, ancien.duree_mois),
        date_notification = coalesce(excluded.date_notification, ancien.date_notification),
        considerations_sociales = coalesce(
            nullif(excluded.considerations_sociales, '[]'), ancien.considerations_sociales),
        titulaires = coalesce(nullif(excluded.titulaires, '[]'), ancien.titulaires),
        donnees = ancien.donnees || excluded.donnees,
        avertissements = excluded.avertissements,
        empreinte = excluded.empreinte,
        source = excluded.source,
        statut = CASE WHEN ancien.statut IN ('{StatutDecp.SUIVI}', '{StatutDecp.ECARTE}')
            THEN ancien.statut ELSE excluded.statut END
    WHERE ancien.empreinte IS DISTINCT FROM excluded.empreinte
      AND coalesce(ancien.donnees->>'derniere_version_le', '')
          <= coalesce(excluded.donnees->>'derniere_version_le', '')
    RETURNING old.id IS NULL AS cree
)
SELECT count(*) FILTER (WHERE cree), count(*) FILTER (WHERE NOT cree) FROM ecrits
"""


@dataclass(frozen=True, slots=True)
class BilanDecp:
    """What a file gave, in counts, and the faults to show."""

    format: str
    lignes: int
    marches: int
    crees: int
    mis_a_jour: int
    inchanges: int
    douteux: int
    refuses: int
    doublons: int
    concessions: int
    anomalies: list[dict[str, object]]

    def en_json(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def importer_decp(*, lecture: LectureDecp, source: str, par: Any) -> BilanDecp:
    copier_lignes(table=TABLE, colonnes=COLONNES, lignes=_lignes(lecture.marches, source[-255:]))
    with connection.cursor() as curseur:
        curseur.execute(ECRIRE)
        crees, mis_a_jour = curseur.fetchone()
    bilan = BilanDecp(
        format=lecture.format,
        lignes=lecture.lignes_lues,
        marches=len(lecture.marches),
        crees=crees,
        mis_a_jour=mis_a_jour,
        inchanges=len(lecture.marches) - crees - mis_a_jour,
        douteux=lecture.douteux,
        refuses=len(lecture.anomalies),
        doublons=lecture.doublons,
        concessions=lecture.concessions,
        anomalies=en_json(lecture.anomalies[:ANOMALIES_GARDEES]),
    )
    if crees or mis_a_jour:
        journaliser(Verbe.DECP_IMPORTE, par=par, libelle=source, crees=crees, mis_a_jour=mis_a_jour)
    return bilan


def _lignes(marches: tuple[MarcheLu, ...], source: str) -> Iterator[tuple[object, ...]]:
    for marche in marches:
        donnees = marche.donnees()
        yield (
            marche.uid,
            marche.acheteur_siret,
            marche.acheteur_nom,
            marche.objet,
            marche.cpv,
            marche.montant,
            marche.duree_mois,
            marche.date_notification,
            _json(marche.considerations_sociales),
            _json(donnees.get("titulaires", [])),
            _json(donnees),
            _json(en_json(marche.avertissements)),
            marche.empreinte(),
            StatutDecp.DOUTEUX if marche.est_douteux else StatutDecp.A_QUALIFIER,
            source,
        )


def _json(valeur: object) -> str:
    return json.dumps(valeur, ensure_ascii=False)
