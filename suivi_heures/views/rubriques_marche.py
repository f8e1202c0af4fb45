"""Rubrics of a contract: lots and holders; publics, hours due, sheet, timesheets, events. Each is a page of its own,
and a fragment that the page of the contract loads after itself."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clauses_app.audit.models import Evenement
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, calculer_part, formater_heures, formater_pourcent
from clauses_app.interface.graphiques import calculer_barre, calculer_barre_avancement
from marches.enums import TypeClause
from marches.models import Attribution, EngagementHeures, Lot, Marche
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.avancement import Avancement, AvancementMarche, avancement_des_marches
from suivi_heures.queries.couverture import Par, calculer_couvertures
from suivi_heures.queries.detail_marche import DetailMarche, PartTitulaire, detailler_marche
from suivi_heures.queries.part_entreprise import avancer_part
from suivi_heures.queries.projection import dernier_mois_echu
from suivi_heures.queries.taux import part_realisee
from suivi_heures.views.lignes_marches import decrire_avancement

ZERO = Decimal("0.00")
GABARIT = "suivi_heures/rubrique_marche.html"
FRAGMENTS = {
    "lots": "suivi_heures/fragments/lots_du_marche.html",
    "suite": "suivi_heures/fragments/suite_du_marche.html",
}


@autorise(Permission.MARCHE_LIRE)
def lots_marche(request: HttpRequest, pk: int) -> HttpResponse:
    objet, avancement, detail = _observer(request, pk, par_public=False)
    lots = _lots(avancement, detail, request.adhesion)  # type: ignore[attr-defined]
    contexte = {"marche": objet, "lots": lots, "partages": any(len(un["titulaires"]) > 1 for un in lots)}
    return _montrer(request, contexte, courant="lots", titre="Lots et titulaires")


@autorise(Permission.MARCHE_LIRE)
def suite_marche(request: HttpRequest, pk: int) -> HttpResponse:
    objet, avancement, detail = _observer(request, pk, par_public=True)
    adhesion = request.adhesion  # type: ignore[attr-defined]
    contexte = {
        "marche": objet,
        "detail": detail,
        "types_clause": [TypeClause(code).label for code in objet.types_clause],
        "engagements": _engagements(request, avancement),
        "modalites": _repartition(detail.par_modalite),
        "publics": _repartition(detail.par_public),
        "evenements": Evenement.objects.visibles_par(adhesion).filter(marche_id=pk).order_by("-quand")[:12],
        "releves": _releves(adhesion, objet),
    }
    return _montrer(request, contexte, courant="suite", titre="Publics, fiche et activité")


def _montrer(request: HttpRequest, contexte: dict[str, Any], *, courant: str, titre: str) -> HttpResponse:
    """The fragment for the page of the contract; without script, the whole page."""
    fragment = FRAGMENTS[courant]
    if getattr(request, "htmx", False):
        return render(request, fragment, contexte)
    return render(request, GABARIT, contexte | {"fragment": fragment, "courant": courant, "titre": titre})


def _observer(request: HttpRequest, pk: int, *, par_public: bool) -> tuple[Marche, AvancementMarche, DetailMarche]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    liste = Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage", "operation", "programme")
    objet: Marche = get_object_or_404(liste, pk=pk)
    au = timezone.localdate()
    delai = adhesion.guichet.delai_releve_jours
    avancement = avancement_des_marches([objet], au=au, delai_releve_jours=delai)[0]
    lots = [lot.pk for lot, _ in avancement.lots]
    return objet, avancement, detailler_marche(objet, lots, au=au, par_public=par_public)


def _lots(avancement: AvancementMarche, detail: DetailMarche, adhesion: Any) -> list[dict[str, Any]]:
    attributions = (
        Attribution.objects.visibles_par(adhesion)
        .filter(marche=avancement.marche)
        .tenues()
        .select_related("entreprise", "lot__marche")
        .order_by("pk")
    )
    par_lot: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        par_lot.setdefault(attribution.lot_id, []).append(attribution)
    au = timezone.localdate()
    parts = _juger_parts(
        [une for siennes in par_lot.values() if len(siennes) > 1 for une in siennes], detail, adhesion, au
    )
    return [_lot(lot, a, par_lot.get(lot.pk, []), detail, parts) for lot, a in avancement.lots]


def _juger_parts(
    attributions: list[Attribution], detail: DetailMarche, adhesion: Any, au: datetime.date
) -> dict[int, Avancement]:
    """Shares of the lots held by several, as the page of each company judges them."""
    couvertures = calculer_couvertures(Par.ATTRIBUTION, [une.pk for une in attributions], au=au, mois=True)
    echu = dernier_mois_echu(au, adhesion.guichet.delai_releve_jours)
    return {
        une.pk: avancer_part(
            une.heures_affectees or ZERO,
            detail.par_attribution.get(une.pk, PartTitulaire()).lignes,
            une.lot,
            couvertures[une.pk],
            echu,
        )
        for une in attributions
    }


def _lot(
    lot: Lot, a: Avancement, attributions: list[Attribution], detail: DetailMarche, parts: dict[int, Avancement]
) -> dict[str, Any]:
    ligne = decrire_avancement(f"l{lot.pk}", f"Lot {lot.ref}", a)
    return ligne | {
        "lot": lot,
        "titulaires": [
            _titulaire(
                attribution, parts.get(attribution.pk, a), detail.par_attribution.get(attribution.pk, PartTitulaire())
            )
            for attribution in attributions
        ],
    }


def _titulaire(attribution: Attribution, a: Avancement, part: PartTitulaire) -> dict[str, Any]:
    """A holder's own share: hours it took on, else the whole lot when it is alone. `a`: this share, or the lot."""
    du = attribution.heures_affectees or a.du
    barre = calculer_barre_avancement(
        cle=f"a{attribution.pk}",
        nom=str(attribution.entreprise),
        valide=part.valide,
        du=du,
        attente=part.attente,
        projection=a.projection,
    )
    reste = max(Decimal(0), du - part.valide - part.attente - part.previsionnel)
    return {
        "attribution": attribution,
        "role": attribution.get_role_display().lower(),
        "modalites": " · ".join(part.modalites) or "Aucun contrat",
        "etat": a.etat,
        "barre": barre if du else None,
        "du": formater_heures(du) if du else "",
        "valide": formater_heures(part.valide),
        "taux": formater_pourcent(part_realisee(part.valide, du)) if du else "",
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
    titulaires = Attribution.objects.visibles_par(adhesion).tenues().filter(marche=objet).values("entreprise")
    liste = ReleveHeures.objects.visibles_par(adhesion).filter(entreprise__in=titulaires).select_related("entreprise")
    return liste.order_by("-mois", "-depose_a")[:6]
