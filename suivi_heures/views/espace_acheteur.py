"""The buyer's home: its contracts, how far they are, the published reports. No person, no company's note.

Contracts are read under the buyer's own role; only then are their totals counted, as the count does.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_heures
from clauses_app.interface.graphiques import calculer_barre
from marches.models import Attribution, EngagementHeures, Marche
from suivi_heures.enums import Motif
from suivi_heures.models import Bilan
from suivi_heures.queries.avancement import Avancement, AvancementMarche, avancement_des_marches, manque_projete
from suivi_heures.queries.couverture import Couverture
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.detail_marche import detailler_marche
from suivi_heures.queries.projection import dernier_mois_echu
from suivi_heures.queries.reserves_rapports import reserves
from suivi_heures.queries.taux import part_realisee
from suivi_heures.views.jauge_marche import dessiner_jauge
from suivi_heures.views.lignes_marches import decrire_avancement, decrire_marche

A_SUIVRE = {"en_retard": "retard", "a_surveiller": "surveiller"}


@autorise(Permission.ESPACE_ACHETEUR)
def espace_acheteur(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    liste = list(Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage").order_by("-date_debut"))
    with comme_interne():
        marches = avancement_des_marches(liste)
    marches.sort(key=lambda a: -a.total.valide)
    bilans = list(
        Bilan.objects.visibles_par(adhesion)
        .select_related("operation", "marche")
        .defer("donnees")
        .order_by("-annee", "-trimestre", "-revision")[:8]
    )
    dits = reserves(bilans)
    contexte = {
        "rangs": [decrire_marche(a) | {"ecart": _ecart(a)} for a in marches],
        "indicateurs": _indicateurs(marches),
        "a_suivre": [_signaler(a.marche, a.total) for a in marches if a.total.etat in A_SUIVRE]
        + [
            _signaler(a.marche, lot_avance, f", lot {lot.ref}")
            for a in marches
            if a.total.etat not in A_SUIVRE
            for lot, lot_avance in a.lots
            if lot_avance.etat in A_SUIVRE
        ],
        "bilans": [(b, dits[b.pk].courte if b.pk in dits else "") for b in bilans],
        "aujourd_hui": formater_date(timezone.localdate()),
    }
    return render(request, "suivi_heures/espace_acheteur.html", contexte)


@autorise(Permission.ESPACE_ACHETEUR)
def marche_acheteur(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract: what is due and since when, how far each lot is, why hours do not count."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    objet = get_object_or_404(Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage"), pk=pk)
    titulaires: dict[int, list[str]] = {}
    # one that came and left the same day was entered by mistake, or undone
    tenues = Attribution.objects.visibles_par(adhesion).tenues().filter(marche=objet)
    for a in tenues.select_related("entreprise"):
        titulaires.setdefault(a.lot_id, []).append(str(a))
    au = timezone.localdate()
    with comme_interne():
        avancement = avancement_des_marches([objet], au=au)[0]
        detail = detailler_marche(objet, [lot.pk for lot, _ in avancement.lots], au=au)
    engagements = EngagementHeures.objects.visibles_par(adhesion).filter(lot__marche=objet).select_related("lot")
    total = avancement.total
    contexte = {
        "marche": objet,
        "a": decrire_avancement(f"m{pk}", objet.objet, total),
        **dessiner_jauge(avancement, detail, dernier_mois_echu(au, adhesion.guichet.delai_releve_jours)),
        "note_previsionnel": f"contrats signés, {accorder(detail.en_contrat, 'personne')}",
        "lots": [
            decrire_avancement(f"l{lot.pk}", f"Lot {lot.ref}", a)
            | {"lot": lot, "titulaires": titulaires.get(lot.pk, [])}
            for lot, a in avancement.lots
        ],
        "exclues": [(Motif(code).label, formater_heures(h)) for code, h in total.exclues.items() if h],
        "engagements": engagements.order_by("-date", "-pk"),
    }
    return render(request, "suivi_heures/marche_acheteur.html", contexte)


def _ecart(a: AvancementMarche) -> str:
    ecart = a.total.valide - a.total.attendu
    signe = "+" if ecart > 0 else "−" if ecart < 0 else ""
    return f"{signe}{formater_heures(abs(ecart), 0)}"


def _signaler(marche: Marche, a: Avancement, lot: str = "") -> dict[str, Any]:
    """A contract, or a lot exposed inside a contract that is not: lots do not compensate each other."""
    p = a.projection
    return {
        "ton": A_SUIVRE[a.etat],
        "pk": marche.pk,
        "titre": f"{marche.objet}{lot}",
        "detail": f"{formater_heures(p.centrale)} projetées sur {formater_heures(a.du)}." if p else "",
    }


def _indicateurs(marches: list[AvancementMarche]) -> dict[str, Any]:
    zero = Decimal(0)
    du, valide, attente = (sum((getattr(a.total, nom) for a in marches), zero) for nom in ("du", "valide", "attente"))
    projetes = [a for a in marches if a.total.projection]
    return {
        "marches": len(marches),
        "lots": sum(len(a.lots) for a in marches),
        "du": du,
        "valide": valide,
        "part": part_realisee(valide, du),
        "attente": attente,
        "barre": calculer_barre(cle="acheteur", fait=valide, tout=du or Decimal(1), attente=attente),
        "couverture": sum((a.total.couverture for a in marches), Couverture()),
        "centrale": sum((a.total.projection.centrale for a in projetes if a.total.projection), zero),
        "manque": manque_projete(lot for a in marches for _, lot in a.lots),
        "projetes": len(projetes),
    }
