"""Quarters: what is closed, what stands in the way of closing, what came afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date, formater_heures, formater_periode, formater_pourcent
from suivi_heures.enums import Motif
from suivi_heures.forms import FormulaireReouverture
from suivi_heures.models import ChiffreClos, Cloture
from suivi_heures.queries.apres_cloture import ApresCloture, arrive_apres
from suivi_heures.queries.clotures import cloture_couvrant, derniere_cloture, trimestre_de
from suivi_heures.queries.couverture import Couverture, couvertures_mensuelles
from suivi_heures.queries.obstacles_cloture import Obstacle, a_savoir_avant_cloture, obstacles_a_la_cloture
from suivi_heures.queries.taux import part_realisee
from suivi_heures.queries.trimestres import Trimestre, TrimestreIllisible
from suivi_heures.services.clore_trimestre import ClotureImpossible, clore_trimestre
from suivi_heures.services.rouvrir_trimestre import ReouvertureImpossible, rouvrir_trimestre

GABARIT = "suivi_heures/trimestre.html"
MONTRES = 8
PAR_PAGE = 25
_SOMMES = (
    *("due", "declarees", "en_attente", "refusees", "retenues", "valorisees", "exclues"),
    *("declarees_trimestre", "valorisees_trimestre", "attendues", "recues"),
    *("attendues_trimestre", "recues_trimestre"),
)


@require_safe
@autorise(Permission.TRIMESTRE_LIRE)
def trimestres(request: HttpRequest) -> HttpResponse:
    """The current quarter and those before it; a rate never goes without its coverage."""
    au = timezone.localdate()
    offerts = [Trimestre.contenant(au)]
    while len(offerts) < MONTRES:
        offerts.append(offerts[-1].precedent)
    visibles = Cloture.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    closes = list(visibles.en_vigueur())
    totaux = _totaux_par_cloture(request, [un.pk for un in closes if trimestre_de(un) in offerts])
    mois = couvertures_mensuelles(depuis=offerts[-1].debut, jusque=offerts[0].fin, au=au)
    rangs = [_decrire(un, cloture_couvrant(un, closes), totaux, _couvrir(un, mois), offerts[0]) for un in offerts]
    return render(request, "suivi_heures/trimestres.html", {"rangs": rangs})


def _totaux_par_cloture(request: HttpRequest, clotures: list[int]) -> dict[int, dict[str, Any]]:
    figes = ChiffreClos.objects.visibles_par(request.adhesion).filter(cloture__in=clotures)  # type: ignore[attr-defined]
    rangees = figes.values("cloture_id").annotate(**{f"s_{nom}": Sum(nom) for nom in _SOMMES}).order_by()
    return {r["cloture_id"]: {nom: r[f"s_{nom}"] for nom in _SOMMES} for r in rangees}


def _couvrir(trimestre: Trimestre, mois: dict[Any, Couverture]) -> Couverture:
    return sum((mois.get(un, Couverture()) for un in trimestre.mois), Couverture())


def _decrire(
    trimestre: Trimestre,
    cloture: Cloture | None,
    totaux: dict[int, dict[str, Any]],
    couverture: Couverture,
    en_cours: Trimestre,
) -> dict[str, Any]:
    rang: dict[str, Any] = {
        "code": trimestre.code,
        "libelle": _citer(trimestre)["libelle"],
        "clos": cloture is not None,
        "avec": None,
        "en_cours": trimestre == en_cours,
        "recues": couverture.recues,
        "attendues": couverture.attendues,
    }
    if cloture is not None:
        rang |= {"quand": formater_date(cloture.faite_a), "par": cloture.faite_par}
        if trimestre_de(cloture) == trimestre:
            rang |= _formater(totaux.get(cloture.pk, dict.fromkeys(_SOMMES, 0)))
        else:
            rang["avec"] = _citer(trimestre_de(cloture))
    return rang


def _citer(trimestre: Trimestre) -> dict[str, str]:
    return {"code": trimestre.code, "libelle": trimestre.libelle.replace(" ", "\u00a0")}


def _formater(t: dict[str, Any]) -> dict[str, Any]:
    """Frozen sums as they are printed."""
    taux = part_realisee(t["valorisees"], t["due"])
    bonification = t["valorisees"] - t["retenues"]
    return {
        "bonification": formater_heures(bonification) if bonification else "",
        "due": formater_heures(t["due"]),
        "valorisees": formater_heures(t["valorisees"]),
        "au_trimestre": formater_heures(t["valorisees_trimestre"]),
        "declarees": formater_heures(t["declarees"]),
        "en_attente": formater_heures(t["en_attente"]),
        "refusees": formater_heures(t["refusees"]),
        "retenues": formater_heures(t["retenues"]),
        "exclues": formater_heures(t["exclues"]),
        "taux": formater_pourcent(taux) if taux is not None else "sans objet",
        "recues": t["recues_trimestre"],
        "attendues": t["attendues_trimestre"],
        "recues_cumul": t["recues"],
        "attendues_cumul": t["attendues"],
    }


@require_safe
@autorise(Permission.TRIMESTRE_LIRE)
def trimestre(request: HttpRequest, trimestre: str) -> HttpResponse:
    return _montrer(request, _lire(trimestre))


def _lire(code: str) -> Trimestre:
    try:
        lu = Trimestre.lire(code)
    except TrimestreIllisible:
        raise Http404 from None
    if lu > Trimestre.contenant(timezone.localdate()):
        raise Http404
    return lu


def _montrer(request: HttpRequest, t: Trimestre, *, status: int = 200, **suite: Any) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    closes = list(Cloture.objects.visibles_par(adhesion).filter(annee=t.annee, trimestre=t.numero).order_by("-faite_a"))
    cloture = next((un for un in closes if un.rouverte_a is None), None)
    couvrante = cloture or cloture_couvrant(t)
    contexte: dict[str, Any] = {
        "libelle": _citer(t)["libelle"],
        "trimestre": t,
        "cloture": cloture,
        "couvrante": couvrante,
        "faite": formater_date(couvrante.faite_a) if couvrante else "",
        "reouvertures": [un for un in closes if un.rouverte_a is not None],
        "peut_clore": a_le_droit(adhesion, Permission.TRIMESTRE_CLORE),
        "peut_rouvrir": a_le_droit(adhesion, Permission.TRIMESTRE_ROUVRIR),
        "form": FormulaireReouverture(),
    }
    if cloture:
        contexte |= _contexte_clos(request, cloture)
    elif couvrante:
        contexte |= _contexte_couvert(t, couvrante)
    else:
        contexte |= _contexte_ouvert(t)
    return render(request, GABARIT, contexte | suite, status=status)


def _contexte_clos(request: HttpRequest, cloture: Cloture) -> dict[str, Any]:
    figes = ChiffreClos.objects.visibles_par(request.adhesion).filter(cloture=cloture)  # type: ignore[attr-defined]
    totaux = figes.aggregate(**{f"s_{nom}": Sum(nom, default=0) for nom in _SOMMES})
    rangs = figes.exclude(due=0, declarees=0).select_related("lot__marche").order_by("lot__marche__objet", "lot__ref")
    page = Paginator(rangs, PAR_PAGE).get_page(request.GET.get("page"))
    apres = arrive_apres(cloture, au=timezone.localdate())
    return {
        "total": _formater({nom: totaux[f"s_{nom}"] for nom in _SOMMES}),
        "page": page,
        "rangs": [_decrire_lot(chiffre) for chiffre in page],
        "suivant": trimestre_de(cloture).suivant.libelle,
        "est_derniere": cloture == derniere_cloture(),
        "apres": decrire_apres(apres),
    }


def _contexte_couvert(t: Trimestre, couvrante: Cloture) -> dict[str, Any]:
    """Before the first quarter ever closed: closed with it, without figures of its own."""
    mois = couvertures_mensuelles(depuis=t.debut, jusque=t.fin, au=timezone.localdate())
    return {"couverture": _couvrir(t, mois), "avec": _citer(trimestre_de(couvrante))}


def _decrire_lot(c: ChiffreClos) -> dict[str, Any]:
    return _formater({nom: getattr(c, nom) for nom in _SOMMES}) | {
        "marche_id": c.lot.marche_id,
        "marche": c.lot.marche.objet,
        "lot": c.lot.ref,
        "motifs": ", ".join(f"{Motif(code).label} {formater_heures(heures)}" for code, heures in c.motifs.items()),
    }


def decrire_apres(apres: ApresCloture) -> dict[str, Any]:
    """Lines, engagements, decisions, and the figures they would have changed."""
    return {
        "est_vide": apres.est_vide,
        "lignes": [
            {
                "adresse": f"{reverse('suivi_heures:grille', args=[un.lot_id])}?de={un.du:%Y-%m}"
                f"&cle={un.contrat_id}-{un.nature}-{un.du:%Y-%m}",
                "personne": un.personne,
                "ou": f"{un.marche}, lot {un.lot}",
                "periode": formater_periode(un.du, un.au),
                "heures": formater_heures(un.heures),
                "sorte": "Correction" if un.corrige_id else "Ligne tardive",
                "motif": un.motif,
                "quand": formater_date(un.quand),
                "par": un.par,
            }
            for un in apres.lignes
        ],
        "engagements": apres.engagements,
        "decisions": apres.decisions,
        "ecarts": [
            {
                "nom": f"{e.chiffre.lot.marche.objet}, lot {e.chiffre.lot.ref}",
                "marche_id": e.chiffre.lot.marche_id,
                "fige": formater_heures(e.chiffre.valorisees),
                "maintenant": formater_heures(e.maintenant.valorisees),
                "ecart": f"{'+' if e.ecart > 0 else ''}{formater_heures(e.ecart)}",
                "du": f"{'+' if e.ecart_du > 0 else ''}{formater_heures(e.ecart_du)}" if e.ecart_du else "",
            }
            for e in apres.ecarts
        ],
    }


def _contexte_ouvert(t: Trimestre) -> dict[str, Any]:
    au = timezone.localdate()
    mois = couvertures_mensuelles(depuis=t.debut, jusque=t.fin, au=au)
    derniere = derniere_cloture()
    recoit = derniere is not None and t == trimestre_de(derniere).suivant
    return {
        "couverture": _couvrir(t, mois),
        "obstacles": [_adresser(un) for un in obstacles_a_la_cloture(t, au=au)],
        "a_savoir": [_adresser(un) for un in a_savoir_avant_cloture(t, au=au)],
        "recu_de": trimestre_de(derniere).libelle if derniere and recoit else "",
        "apres": decrire_apres(arrive_apres(derniere, au=au)) if derniere and recoit else None,
    }


def _adresser(obstacle: Obstacle) -> dict[str, str]:
    adresse = ""
    if obstacle.url:
        adresse = reverse(obstacle.url, args=[obstacle.cle])
        adresse += f"?{obstacle.requete}" if obstacle.requete else ""
    return {"titre": obstacle.titre, "detail": obstacle.detail, "adresse": adresse}


@require_POST
@autorise(Permission.TRIMESTRE_CLORE)
def clore(request: HttpRequest, trimestre: str) -> HttpResponse:
    t = _lire(trimestre)
    try:
        clore_trimestre(trimestre=t, par=request.adhesion)  # type: ignore[attr-defined]
    except ClotureImpossible as refus:
        messages.warning(request, f"Le {t.libelle} n’est pas clos. {refus}")
        return _montrer(request, t, status=422)
    messages.success(request, f"Le {t.libelle} est clos : ses chiffres ne changeront plus.")
    return redirect("suivi_heures:trimestre", trimestre=t.code)


@require_POST
@autorise(Permission.TRIMESTRE_ROUVRIR)
def rouvrir(request: HttpRequest, trimestre: str) -> HttpResponse:
    t = _lire(trimestre)
    form = FormulaireReouverture(request.POST)
    if not form.is_valid():
        return _montrer(request, t, status=422, form=form)
    try:
        rouvrir_trimestre(trimestre=t, motif=form.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
    except ReouvertureImpossible as refus:
        form.add_error("motif", str(refus))
        return _montrer(request, t, status=422, form=form)
    messages.success(request, f"Le {t.libelle} est rouvert. Le motif est au journal.")
    return redirect("suivi_heures:trimestre", trimestre=t.code)
