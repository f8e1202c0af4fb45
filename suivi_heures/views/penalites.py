"""Penalties and difficulties of a contract: exposure with its computation, rules, cases, efforts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_euros,
    formater_heures,
    formater_mois,
    formater_nombre,
    formater_pourcent,
)
from marches.enums import AssiettePenalite, TypePenalite
from marches.models import Marche, ReglePenalite
from marches.queries.penalites import Bareme, CalculPenalite
from suivi_heures.models import Dossier
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.demarches import rassembler_diligences
from suivi_heures.queries.exposition import Exposition, ExpositionLot, ExpositionPieces, PieceEnRetard, exposer
from suivi_heures.queries.projection import SANS_PROJECTION
from suivi_heures.views.dossiers import decrire_dossiers, decrire_parts

PIECES_MONTREES = 12
ZERO = Decimal(0)


@require_safe
@autorise(Permission.MARCHE_LIRE)
def penalites_marche(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage"), pk=pk)
    au = timezone.localdate()
    avancement = avancement_des_marches([marche], au=au)[0]
    exposition = exposer(avancement, au=au)
    dossiers = (
        Dossier.objects.visibles_par(adhesion).filter(marche=marche).select_related("entreprise", "lot", "marche")
    )
    diligences = rassembler_diligences(marche_id=pk)
    couverture = avancement.total.couverture
    contexte = {
        "marche": marche,
        "indicateurs": _indicateurs(exposition, couverture.recues, couverture.attendues),
        "depassement": _depasser(exposition, marche),
        "lots": [_lot(e) for e in exposition.lots],
        "pieces": [_pieces(p) for p in exposition.pieces],
        "baremes": exposition.baremes,
        **_regles(request, marche),
        "dossiers": decrire_dossiers(dossiers.order_by("-ouvert_le", "-pk"), au),
        "diligences": diligences,
        "demarches": diligences.lignes[:5],
        "arrete": formater_date(au),
        "sans_projection": SANS_PROJECTION,
    }
    return render(request, "suivi_heures/penalites_marche.html", contexte)


def _indicateurs(e: Exposition, recues: int, attendues: int) -> list[dict[str, str]]:
    """An amount never goes without its coverage: hours not declared yet are missing hours."""
    couverture = f"{formater_nombre(recues)} déclarations reçues sur {formater_nombre(attendues)}"
    return [
        {
            "libelle": "Si le marché s’arrêtait aujourd’hui",
            "valeur": formater_euros(e.ce_jour) if e.lots else "Sans règle",
            "note": couverture,
        },
        {
            "libelle": "Au terme, hypothèse centrale",
            "valeur": _dire_terme(e),
            "note": _dire_absents(e),
        },
        {
            "libelle": "Pièces en retard",
            "valeur": formater_euros(e.retards) if e.pieces else "Aucune",
            "note": accorder(e.documents_en_retard, "relevé en retard", "relevés en retard")
            if e.pieces
            else "selon les règles",
        },
    ]


def _dire_terme(e: Exposition) -> str:
    """Without a rule nothing can be computed, whatever the projection of the contract says."""
    if not e.lots:
        return "Sans règle"
    return formater_euros(e.terme) if e.terme is not None else "Sans projection"


def _dire_absents(e: Exposition) -> str:
    regle = "les lots ne se compensent pas"
    if not e.sans_terme or e.terme is None:
        return regle
    absents = accorder(e.sans_terme, "lot sans projection n’y est pas", "lots sans projection n’y sont pas")
    return f"{absents}\u00a0; {regle}"


def _depasser(e: Exposition, marche: Marche) -> str:
    """A penalty above the whole contract is nearly always a rule mistyped, or a cap left out."""
    montant = marche.montant_ht
    plus_haute = max(e.ce_jour or ZERO, e.terme or ZERO) + e.retards
    if montant is None or plus_haute <= montant:
        return ""
    return (
        f"Les pénalités exposées, {formater_euros(plus_haute)}, dépassent le montant du marché,"
        f" {formater_euros(montant)} hors taxes\u00a0: vérifiez la valeur des règles, leur plafond et ce montant avant"
        " de les proposer à l’acheteur."
    )


def decrire_calcul(calcul: CalculPenalite | None) -> dict[str, Any] | None:
    if calcul is None:
        return None
    return {
        "montant": formater_euros(calcul.montant) if calcul.montant is not None else "",
        "lignes": [{"libelle": libelle, "valeur": valeur} for libelle, valeur in calcul.lignes],
        "manque": calcul.manque,
        "est_plafonnee": calcul.est_plafonnee,
    }


def _lot(e: ExpositionLot) -> dict[str, Any]:
    a = e.avancement
    fourchette = ""
    if e.pire and e.mieux and e.pire.montant is not None and e.mieux.montant is not None:
        fourchette = f"de {formater_euros(e.mieux.montant)} à {formater_euros(e.pire.montant)}"
    return {
        "cle": f"{e.lot.pk}-{e.bareme.regle_id or 0}",
        "lot": e.lot,
        "regle": _nommer(e.bareme),
        "etat": a.etat,
        "du": formater_heures(a.du),
        "fait": formater_heures(a.valide),
        "attente": formater_heures(a.attente) if a.attente else "",
        "recues": a.couverture.recues,
        "attendues": a.couverture.attendues,
        "ce_jour": decrire_calcul(e.ce_jour),
        "terme": decrire_calcul(e.terme),
        "fourchette": fourchette,
        "parts": decrire_parts(e.parts),
    }


def _nommer(bareme: Bareme) -> str:
    libelle = str(TypePenalite(bareme.type).label)
    if bareme.assiette == AssiettePenalite.FIN_MARCHE:
        return libelle
    return f"{libelle}, {AssiettePenalite(bareme.assiette).label.lower()}"


def _pieces(p: ExpositionPieces) -> dict[str, Any]:
    """The documents one by one, then what the rule makes of them together."""
    return {
        "regle": f"{_nommer(p.bareme)}\u00a0: {formater_nombre(p.bareme.valeur)}\u00a0€",
        "documents": [_piece(d) for d in p.documents[:PIECES_MONTREES]],
        "autres": max(0, len(p.documents) - PIECES_MONTREES),
        "calcul": decrire_calcul(p.calcul),
    }


def _piece(d: PieceEnRetard) -> dict[str, Any]:
    avant = f" ({formater_euros(d.brut)} avant plafond)" if d.montant != d.brut else ""
    return {
        "entreprise": d.entreprise,
        "mois": formater_mois(d.mois),
        "etat": "manque encore" if d.manque else "reçu en retard",
        "jours": accorder(d.jours, "jour"),
        "montant": f"{formater_euros(d.montant)}{avant}",
    }


def _regles(request: HttpRequest, marche: Marche) -> dict[str, Any]:
    regles = ReglePenalite.objects.visibles_par(request.adhesion).filter(marche=marche).order_by("-saisie_a")  # type: ignore[attr-defined]
    toutes = [_decrire_regle(regle) for regle in regles]
    de_la_page = ""
    if marche.penalite_type and not any(r["vive"] and r["heures"] for r in toutes):
        de_la_page = f"{marche.get_penalite_type_display()}\u00a0: {formater_nombre(marche.penalite_valeur)}"
    return {
        "regles": [r for r in toutes if r["vive"]],
        "regles_retirees": [r for r in toutes if not r["vive"]],
        "regle_du_marche": de_la_page,
    }


def _decrire_regle(r: ReglePenalite) -> dict[str, Any]:
    conditions = [
        f"mise en demeure, {accorder(r.delai_jours, 'jour')}" if r.mise_en_demeure else "sans mise en demeure"
    ]
    if r.assiette != AssiettePenalite.FIN_MARCHE:
        conditions.append(f"{r.get_assiette_display().lower()} comptée seule")
    if r.exoneration_moyens:
        conditions.append("exonération si tous les moyens ont été mis en œuvre")
    if r.plafond_montant is not None:
        conditions.append(f"plafond de {formater_euros(r.plafond_montant)}")
    if r.plafond_pct is not None:
        conditions.append(f"plafond de {formater_pourcent(r.plafond_pct, 1)} du montant")
    return {
        "pk": r.pk,
        "vive": r.retiree_a is None,
        "heures": r.objet == "HEURES",
        "titre": f"{r.get_objet_display()}\u00a0: {r.get_type_display().lower()}, {formater_nombre(r.valeur)}",
        "conditions": ", ".join(conditions),
        "article": r.article,
        "quand": f"{r.par_nom or 'Ancrage'}, le {formater_date(r.saisie_a)}",
        "retrait": f"retirée par {r.retiree_par} le {formater_date(r.retiree_a)}" if r.retiree_a else "",
    }
