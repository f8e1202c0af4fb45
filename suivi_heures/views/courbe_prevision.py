"""The curve of a forecast: what is validated month after month, then the three hypotheses, to the end."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import formater_heures, formater_mois
from clauses_app.interface.graphiques import ETROIT, LARGE, PointCourbe, calculer_courbe
from marches.models import Marche
from suivi_heures.enums import StatutHeure
from suivi_heures.queries.avancement import attendu_a_ce_jour
from suivi_heures.queries.faits_mensuels import FaitMensuel
from suivi_heures.queries.mois import dernier_jour, mois_entre
from suivi_heures.queries.prevision import Depart, Prevision

ZERO = Decimal(0)


def dessiner_courbe_prevision(
    marche: Marche, faits: Sequence[FaitMensuel], depart: Depart, prevue: Prevision, due: Decimal
) -> dict[str, Any]:
    """Both renderings, and the table that says the same: one line a month to come."""
    points = _points(marche, faits, depart, prevue, due)
    valide = next((p.valide for p in reversed(points) if p.valide is not None), ZERO)
    courbe = {
        "cle": f"prevision-{marche.pk}",
        "nom": marche.objet,
        "debut": marche.date_debut,
        "points": points,
        "du": due,
        "attente": max(ZERO, depart.acquis - valide),
    }
    return {
        "large": calculer_courbe(**courbe, cadre=LARGE),
        "etroite": calculer_courbe(**courbe, cadre=ETROIT),
        "lignes": [
            {
                "mois": formater_mois(m.mois),
                "basse": formater_heures(m.cumul[0], 0),
                "centrale": formater_heures(m.cumul[1], 0),
                "haute": formater_heures(m.cumul[2], 0),
            }
            for m in prevue.mois
        ],
    }


def _points(
    marche: Marche, faits: Sequence[FaitMensuel], depart: Depart, prevue: Prevision, due: Decimal
) -> list[PointCourbe]:
    """One a month, from that of the start; what was worked before it is in the first."""
    premier = marche.date_debut.replace(day=1)
    valides: dict[datetime.date, Decimal] = defaultdict(lambda: ZERO)
    for fait in faits:
        if fait.statut == StatutHeure.VALIDEE:
            valides[max(fait.mois, premier)] += fait.valorisees
    cumuls = {m.mois: m.cumul for m in prevue.mois}
    points, total = [], ZERO
    for mois in mois_entre(premier, marche.date_fin):
        fin = dernier_jour(mois)
        attendu = attendu_a_ce_jour(due, marche, fin)
        if mois <= depart.echu:
            total += valides[mois]
            points.append(PointCourbe(fin=fin, valide=total, attendu=attendu))
        elif mois in cumuls:
            basse, centrale, haute = cumuls[mois]
            points.append(PointCourbe(fin=fin, attendu=attendu, basse=basse, centrale=centrale, haute=haute))
        else:
            points.append(PointCourbe(fin=fin, attendu=attendu))
    return points
