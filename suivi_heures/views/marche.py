"""A contract: gauge, curve, lots and holders, means, publics, engagements, events."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clauses_app.audit.models import Evenement
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import (
    accorder,
    calculer_part,
    formater_date,
    formater_heures,
    formater_pourcent,
)
from clauses_app.interface.graphiques import (
    ETROIT,
    LARGE,
    calculer_barre,
    calculer_barre_avancement,
    calculer_courbe,
    calculer_jauge,
)
from marches.enums import TypeClause
from marches.models import Attribution, EngagementHeures, Lot, Marche
from suivi_heures.enums import Motif
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.avancement import Avancement, AvancementMarche, avancement_des_marches
from suivi_heures.queries.detail_marche import DetailMarche, PartTitulaire, detailler_marche, points_de_la_courbe
from suivi_heures.queries.projection import dernier_mois_echu
from suivi_heures.views.lignes_marches import decrire_avancement


@autorise(Permission.MARCHE_LIRE)
def marche(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    liste = Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage", "operation", "programme")
    objet = get_object_or_404(liste, pk=pk)
    au = timezone.localdate()
    avancement = avancement_des_marches([objet], au=au)[0]
    detail = detailler_marche(objet, [lot.pk for lot, _ in avancement.lots], au=au)
    echu = dernier_mois_echu(au, adhesion.guichet.delai_releve_jours)
    contexte = {
        "marche": objet,
        "a": decrire_avancement(f"m{pk}", objet.objet, avancement.total),
        "types_clause": [TypeClause(code).label for code in objet.types_clause],
        "lots": _lots(avancement, detail, adhesion),
        "engagements": _engagements(request, avancement),
        "modalites": _repartition(detail.par_modalite),
        "publics": _repartition(detail.par_public),
        "exclues": [(Motif(code).label, formater_heures(h)) for code, h in avancement.total.exclues.items() if h],
        "detail": detail,
        "evenements": Evenement.objects.visibles_par(adhesion).filter(marche_id=pk).order_by("-quand")[:12],
        "releves": _releves(adhesion, objet),
    }
    contexte |= _graphiques(objet, avancement.total, detail, echu) | _lecture(avancement.total)
    return render(request, "suivi_heures/marche.html", contexte)


def _fin_de_mois(premier: datetime.date) -> datetime.date:
    return (premier.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)


def _graphiques(objet: Marche, total: Avancement, detail: DetailMarche, echu: datetime.date) -> dict[str, Any]:
    """Gauge and curve; an empty contract has neither."""
    if total.du <= 0:
        return {"jauge": None, "courbe": None}
    arret = min(_fin_de_mois(echu), objet.date_fin)
    points = points_de_la_courbe(objet, total, detail, echu=echu)
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
        "jauge": calculer_jauge(
            cle=f"m{objet.pk}",
            nom="Avancement du marché",
            du=total.du,
            valide=total.valide,
            attente=total.attente,
            previsionnel=detail.previsionnel,
            attendu=total.attendu,
            attendu_libelle=f"Attendu à ce jour : {formater_heures(total.attendu, 0)}",
        ),
        "note_valide": f"{formater_heures(abs(ecart), 0)} {'au-dessus de' if ecart >= 0 else 'sous'} l’attendu",
        "note_previsionnel": f"contrats signés, {accorder(detail.en_contrat, 'personne')}",
        "arrete_au": formater_date(arret),
        "courbe": calculer_courbe(**courbe, cadre=LARGE) if tracable else None,
        "courbe_etroite": calculer_courbe(**courbe, cadre=ETROIT) if tracable else None,
    }


def _lecture(total: Avancement) -> dict[str, Any]:
    """What the projection says, in a sentence whose figures are those of the chart."""
    p = total.projection
    if p is None or total.du <= 0:
        return {"lecture": None}
    ecart = p.centrale - total.du
    return {
        "lecture": {
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


def _lots(avancement: AvancementMarche, detail: DetailMarche, adhesion: Any) -> list[dict[str, Any]]:
    attributions = (
        Attribution.objects.visibles_par(adhesion)
        .filter(marche=avancement.marche)
        .exclude(date_fin__lte=F("date_debut"))  # came and left the same day: entered by mistake
        .select_related("entreprise")
        .order_by("pk")
    )
    par_lot: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        par_lot.setdefault(attribution.lot_id, []).append(attribution)
    return [_lot(lot, a, par_lot.get(lot.pk, []), detail) for lot, a in avancement.lots]


def _lot(lot: Lot, a: Avancement, attributions: list[Attribution], detail: DetailMarche) -> dict[str, Any]:
    ligne = decrire_avancement(f"l{lot.pk}", f"Lot {lot.ref}", a)
    return ligne | {
        "lot": lot,
        "titulaires": [
            _titulaire(attribution, a, detail.par_attribution.get(attribution.pk, PartTitulaire()), len(attributions))
            for attribution in attributions
        ],
    }


def _titulaire(attribution: Attribution, a: Avancement, part: PartTitulaire, nombre: int) -> dict[str, Any]:
    """A holder's own share: hours it took on, else the whole lot when it is alone."""
    du = attribution.heures_affectees or (a.du if nombre == 1 else Decimal(0))
    barre = calculer_barre_avancement(
        cle=f"a{attribution.pk}", nom=str(attribution.entreprise), valide=part.valide, du=du, attente=part.attente
    )
    seul = nombre == 1
    reste = max(Decimal(0), du - part.valide - part.attente - part.previsionnel)
    return {
        "attribution": attribution,
        "role": attribution.get_role_display().lower(),
        "modalites": " · ".join(part.modalites) or "Aucun contrat",
        "etat": a.etat if seul else ("atteint" if du and part.valide >= du else ""),
        "barre": barre if du else None,
        "du": formater_heures(du) if du else "",
        "valide": formater_heures(part.valide),
        "taux": formater_pourcent(calculer_part(part.valide, du), 0) if du else "",
        "attente": formater_heures(part.attente),
        "non_compte": formater_heures(part.non_compte) if part.non_compte else "",
        "previsionnel": formater_heures(part.previsionnel, 0),
        "reste": formater_heures(reste, 0) if du else "",
        "personnes": accorder(part.personnes, "personne"),
    }


def _engagements(request: HttpRequest, avancement: AvancementMarche) -> list[EngagementHeures]:
    visibles = EngagementHeures.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    lignes = visibles.filter(lot__in=[lot.pk for lot, _ in avancement.lots])
    return list(lignes.select_related("lot").order_by("-date", "-pk"))


def _repartition(rangs: list[tuple[str, Decimal]]) -> list[dict[str, Any]]:
    total = sum((heures for _, heures in rangs), Decimal(0))
    return [
        {
            "libelle": libelle,
            "heures": formater_heures(heures, 0),
            "part": formater_pourcent(calculer_part(heures, total), 0),
            "barre": calculer_barre(cle=f"r{rang}", fait=heures, tout=total, hauteur=6),
        }
        for rang, (libelle, heures) in enumerate(rangs)
    ]


def _releves(adhesion: Any, objet: Marche) -> Any:
    titulaires = Attribution.objects.visibles_par(adhesion).filter(marche=objet).values("entreprise")
    liste = ReleveHeures.objects.visibles_par(adhesion).filter(entreprise__in=titulaires).select_related("entreprise")
    return liste.order_by("-mois", "-depose_a")[:6]
