"""A contract: gauge, curve, projection. Its lots and what follows come as fragments (`rubriques_marche`)."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_heures,
)
from clauses_app.interface.graphiques import (
    ETROIT,
    LARGE,
    calculer_courbe,
)
from marches.models import Marche
from suivi_heures.enums import Motif
from suivi_heures.queries.avancement import Avancement, AvancementMarche, avancement_des_marches
from suivi_heures.queries.detail_marche import DetailMarche, detailler_marche, points_de_la_courbe
from suivi_heures.queries.projection import SANS_PROJECTION, dernier_mois_echu, dire_mois_observes
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.views.jauge_marche import dessiner_jauge
from suivi_heures.views.lignes_marches import decrire_avancement


@autorise(Permission.MARCHE_LIRE)
def marche(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    liste = Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage", "operation", "programme")
    objet = get_object_or_404(liste, pk=pk)
    au = timezone.localdate()
    delai = adhesion.guichet.delai_releve_jours
    avancement = avancement_des_marches([objet], au=au, delai_releve_jours=delai)[0]
    detail = detailler_marche(objet, [lot.pk for lot, _ in avancement.lots], au=au, par_public=False)
    echu = dernier_mois_echu(au, delai)
    contexte = {
        "marche": objet,
        "a": decrire_avancement(f"m{pk}", objet.objet, avancement.total),
        "trimestre_rapport": Trimestre.contenant(au).precedent.code,
        "premier_lot": avancement.lots[0][0] if avancement.lots else None,
        "exclues": [(Motif(code).label, formater_heures(h)) for code, h in avancement.total.exclues.items() if h],
    }
    contexte |= _graphiques(avancement, detail, echu) | _lecture(avancement.total, echu)
    return render(request, "suivi_heures/marche.html", contexte)


def _fin_de_mois(premier: datetime.date) -> datetime.date:
    return (premier.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)


def _graphiques(avancement: AvancementMarche, detail: DetailMarche, echu: datetime.date) -> dict[str, Any]:
    """Gauge and curve; an empty contract has neither."""
    objet, total = avancement.marche, avancement.total
    if total.du <= 0:
        return {"jauge": None, "courbe": None}
    arret = min(_fin_de_mois(echu), objet.date_fin)
    points = points_de_la_courbe(objet, avancement, detail, echu=echu)
    courbe = {
        "cle": f"m{objet.pk}",
        "nom": objet.objet,
        "debut": objet.date_debut,
        "points": points,
        "du": total.du,
        "attente": total.attente,
    }
    tracable = any(p.valide is not None for p in points)
    ecart = total.valide - total.attendu
    return {
        **dessiner_jauge(avancement, detail, echu),
        "note_valide": f"{formater_heures(abs(ecart), 0)} {'au-dessus de' if ecart >= 0 else 'sous'} l’attendu",
        "note_previsionnel": f"contrats signés, {accorder(detail.en_contrat, 'personne')}",
        "arrete_au": formater_date(arret),
        "courbe": calculer_courbe(**courbe, cadre=LARGE) if tracable else None,
        "courbe_etroite": calculer_courbe(**courbe, cadre=ETROIT) if tracable else None,
    }


def _lecture(total: Avancement, echu: datetime.date) -> dict[str, Any]:
    """What the projection says, in a sentence whose figures are those of the chart."""
    p = total.projection
    if p is None or total.du <= 0:
        return {"lecture": None, "sans_projection": SANS_PROJECTION}
    ecart = p.centrale - total.du
    return {
        "lecture": {
            "mois": dire_mois_observes(echu),
            "centrale": formater_heures(p.centrale),
            "ecart": formater_heures(abs(ecart), 0),
            "dessous": ecart < 0,
            "hypotheses": [
                {"libelle": "Hypothèse haute", "valeur": formater_heures(p.haute)},
                {"libelle": "Hypothèse centrale", "valeur": formater_heures(p.centrale)},
                {"libelle": "Hypothèse basse", "valeur": formater_heures(p.basse)},
                {"libelle": "Obligation", "valeur": formater_heures(total.du)},
            ],
        }
    }
