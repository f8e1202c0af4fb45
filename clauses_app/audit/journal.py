"""Write an event in the transaction of the fact it tells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clauses_app.audit.models import Evenement, Verbe

# Never a value of these in the journal: the fact that it changed is enough.
MASQUEES = frozenset({"categorie", "categories", "date_naissance", "mot_de_passe", "jeton", "motif_lecture"})


def _ecrire(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return str(valeur)
    if hasattr(valeur, "isoformat"):
        return valeur.isoformat()
    return valeur


def journaliser(
    verbe: Verbe,
    objet: Any = None,
    *,
    par: Any = None,
    marche_id: int | None = None,
    libelle: str = "",
    **faits: Any,
) -> Evenement:
    """Remember that `par` (a membership, None = the system) did `verbe` on `objet`."""
    return Evenement.objects.create(
        verbe=verbe,
        objet_type=objet._meta.model_name if objet is not None else "",
        objet_id=objet.pk if objet is not None else None,
        objet_libelle=(libelle or (str(objet) if objet is not None else ""))[:300],
        par_id=par.pk if par is not None else None,
        par_nom=str(par) if par is not None else "",
        marche_id=marche_id,
        faits={cle: "masqué" if cle in MASQUEES else _ecrire(valeur) for cle, valeur in faits.items()},
    )
