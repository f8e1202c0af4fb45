"""Has a formal notice still an object? Hours short on the lot, or declarations that did not come."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from clauses_app.interface.formats import formater_heures
from suivi_heures.models import Dossier
from suivi_heures.queries.couverture import Couverture, Par, calculer_couvertures
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.realisation import realisation_des_lots


def motifs_sans_objet(dossiers: Iterable[Dossier], *, au: datetime.date) -> dict[int, str]:
    """By dossier, the figures that leave nothing to ask for; absent where something is still owed. Two queries.

    A buyer and a company read the same answer as the guichet: the dossiers were obtained under their own role.
    """
    lots = {d.pk: d.lot_id for d in dossiers}
    if not lots:
        return {}
    with comme_interne():
        totaux = realisation_des_lots(lots=set(lots.values()), au=au)
        couvertures = calculer_couvertures(Par.LOT, set(lots.values()), au=au)
    motifs = {}
    for cle, lot in lots.items():
        total, couverture = totaux.get(lot), couvertures.get(lot, Couverture())
        if total and total.objectif > 0 and not total.reste and couverture.est_complete:
            motifs[cle] = (
                f"{formater_heures(total.valorisees)} sont faites sur {formater_heures(total.objectif)} dues et aucune"
                " déclaration ne manque\u00a0: une mise en demeure n’a pas d’objet"
            )
    return motifs
