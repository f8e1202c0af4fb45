"""Take whole lines back: each gets its opposite, and the pair weighs nothing, caps included."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import exiger_guichet

_ANNULER = """
WITH prises AS (
  UPDATE suivi_heures_heure SET annulee = true
  WHERE guichet_id = %(guichet)s AND id = ANY(%(heures)s) AND NOT annulee
  RETURNING *)
INSERT INTO suivi_heures_heure
  (ref, contrat_id, lot_id, beneficiaire_id, employeur_id, du, au, nature, heures, statut, corrige_id, annulee, motif,
   releve_id, saisie_a, saisie_par, decidee_a, decidee_par)
SELECT 'A' || p.id, p.contrat_id, p.lot_id, p.beneficiaire_id, p.employeur_id, p.du, p.au, p.nature, -p.heures,
  p.statut, p.id, true, %(motif)s, p.releve_id, now(), %(par)s, CASE WHEN p.statut <> 'SOUMISE' THEN now() END, %(par)s
FROM prises p
RETURNING lot_id
"""


def annuler_heures(*, heures: Iterable[int], motif: str, par: Adhesion | None) -> set[int]:
    """Lots touched, that the caller recomputes. A line already taken back is left alone."""
    parametres: dict[str, object] = {
        "heures": list(heures),
        "motif": motif,
        "par": str(par or ""),
        "guichet": exiger_guichet(),
    }
    with connection.cursor() as curseur:
        curseur.execute(_ANNULER, parametres)  # type: ignore[arg-type]  # a list travels as an array
        return {lot_id for (lot_id,) in curseur.fetchall()}
