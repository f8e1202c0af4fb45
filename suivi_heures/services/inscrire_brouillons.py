"""Enter drafts of the grid in the ledger, validated: who types and validates is the same person."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import connection

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import exiger_guichet

# A cell that received a line meanwhile keeps its draft aside, and so does one of a quarter closed meanwhile; a draft
# of a month is in the days of its contract.
_INSCRIRE = """
WITH pris AS (
  DELETE FROM suivi_heures_brouillonheure b
  USING beneficiaires_contrattravail c
  WHERE b.guichet_id = %(guichet)s AND b.id = ANY(%(brouillons)s) AND b.heures IS NOT NULL AND b.faute = ''
    AND c.guichet_id = b.guichet_id AND c.id = b.contrat_id
    AND NOT EXISTS (
      SELECT FROM suivi_heures_heure h
      WHERE h.guichet_id = b.guichet_id AND h.contrat_id = b.contrat_id AND h.nature = b.nature AND NOT h.annulee
        AND h.statut <> 'REFUSEE' AND h.du < b.mois + INTERVAL '1 month' AND h.au >= b.mois)
    AND NOT EXISTS (
      SELECT FROM suivi_heures_cloture k
      WHERE k.guichet_id = b.guichet_id AND k.rouverte_a IS NULL
        AND b.mois < make_date(k.annee, 3 * k.trimestre - 2, 1) + INTERVAL '3 months')
  RETURNING b.id, b.mois, b.nature, b.heures, b.saisi_a, b.saisi_par, c.id AS contrat_id, c.lot_id, c.beneficiaire_id,
    c.employeur_id, c.date_debut, c.date_fin)
INSERT INTO suivi_heures_heure
  (ref, contrat_id, lot_id, beneficiaire_id, employeur_id, du, au, nature, heures, statut, annulee, motif,
   saisie_a, saisie_par, decidee_a, decidee_par)
SELECT 'G' || p.id, p.contrat_id, p.lot_id, p.beneficiaire_id, p.employeur_id, greatest(p.mois, p.date_debut),
  least((p.mois + INTERVAL '1 month' - INTERVAL '1 day')::date, p.date_fin), p.nature, p.heures, 'VALIDEE', false, '',
  p.saisi_a, p.saisi_par, now(), %(par)s
FROM pris p
RETURNING id, lot_id, heures
"""


def inscrire_brouillons(*, brouillons: Iterable[int], par: Adhesion) -> list[tuple[int, int, Decimal]]:
    """(line, lot, hours) of each; the caller recomputes. A zero is a declaration too: nobody worked."""
    parametres: dict[str, object] = {"brouillons": list(brouillons), "par": str(par), "guichet": exiger_guichet()}
    with connection.cursor() as curseur:
        curseur.execute(_INSCRIRE, parametres)  # type: ignore[arg-type]  # a list travels as an array
        return list(curseur.fetchall())
