"""What the nightly check looks at: stored totals against the count, the ledger against its contracts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from suivi_heures.queries.decompte.acces import lire
from suivi_heures.queries.decompte.perimetre import REGISTRE, perimetre_complet
from suivi_heures.queries.decompte.requete import COLONNES_DU_LOT, tables_comparees

# Lot, person and employer are copied in the ledger without a foreign key: here is the proof.
_COPIES = f"""
SELECT h.ref FROM {REGISTRE} h
LEFT JOIN beneficiaires_contrattravail c ON c.id = h.contrat_id AND c.guichet_id = h.guichet_id
WHERE NOT h.annulee
  AND NOT EXISTS (
    SELECT FROM suivi_heures_imputation i
    WHERE i.guichet_id = h.guichet_id AND i.ajout_id = h.id AND i.lot_id = h.lot_id AND i.contrat_id = h.contrat_id
      AND (h.beneficiaire_id, h.employeur_id) = (c.beneficiaire_id, c.employeur_id))
  AND (h.lot_id, h.beneficiaire_id, h.employeur_id) IS DISTINCT FROM (c.lot_id, c.beneficiaire_id, c.employeur_id)
ORDER BY h.ref LIMIT 100"""
# Independent of the rules: no line is left out of the totals, none is counted twice.
_SOMMES = f"""
SELECT t.lignes, t.heures, r.lignes AS lignes_comptees, r.heures AS heures_comptees
FROM (SELECT count(*) AS lignes, COALESCE(sum(heures), 0) AS heures FROM {REGISTRE} WHERE NOT annulee) t,
  (SELECT COALESCE(sum(lignes), 0) AS lignes, COALESCE(sum(declarees), 0) AS heures FROM suivi_heures_realisation) r"""


@dataclass(frozen=True, slots=True)
class Ecart:
    """A stored figure of a lot that is not the one computed."""

    lot_id: int
    colonne: str
    garde: Decimal | None
    calcule: Decimal


def ecarts_de_realisation() -> list[Ecart]:
    """Recompute the whole guichet and compare every column. Empty = nothing to say."""
    tout = perimetre_complet()
    requete = f"{tables_comparees(tout)} SELECT * FROM ecarts ORDER BY lot_id"
    return [
        Ecart(rangee["lot_id"], nom, rangee[f"avant_{nom}"], rangee[nom])
        for rangee in lire(requete, tout.arguments)
        for nom in COLONNES_DU_LOT
        if rangee[f"avant_{nom}"] != rangee[nom]
    ]


def lignes_aux_copies_fausses() -> list[str]:
    """References of the lines whose lot, person or employer is no longer that of their work contract."""
    return [rangee["ref"] for rangee in lire(_COPIES, {})]


def registre_et_totaux_se_suivent() -> bool:
    """Same number of lines and same declared hours on both sides."""
    [sommes] = lire(_SOMMES, {})
    return (sommes["lignes"], sommes["heures"]) == (sommes["lignes_comptees"], sommes["heures_comptees"])
