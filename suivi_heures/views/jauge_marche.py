"""The gauge of a contract: the same figures for the facilitator and for the buyer."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import formater_date_courte, formater_heures
from clauses_app.interface.graphiques import Jauge, calculer_jauge
from suivi_heures.queries.avancement import AvancementMarche
from suivi_heures.queries.detail_marche import DetailMarche
from suivi_heures.queries.mois import dernier_jour

ZERO = Decimal("0.00")


def dessiner_jauge(avancement: AvancementMarche, detail: DetailMarche, echu: datetime.date) -> dict[str, Any]:
    """What remains is the sum of what remains on each lot: a lot ahead does not save another."""
    total = avancement.total
    restes = [
        max(ZERO, a.du - a.valide - a.attente - detail.previsionnel_par_lot.get(lot.pk, ZERO))
        for lot, a in avancement.lots
    ]
    jauge: Jauge = calculer_jauge(
        cle=f"m{avancement.marche.pk}",
        nom="Avancement du marché",
        du=total.du,
        valide=total.valide,
        attente=total.attente,
        previsionnel=detail.previsionnel,
        reste=sum(restes, ZERO),
        attendu=total.attendu,
        attendu_libelle=f"Attendu au {formater_date_courte(dernier_jour(echu))} : {formater_heures(total.attendu, 0)}",
    )
    return {"jauge": jauge, "note_reste": "lot par lot" if len(avancement.lots) > 1 else ""}
