"""The receipt of a deposit: its page for anybody who holds it, its PDF, and the page that follows a deposit."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clauses_app.comptes.permissions import publique
from clauses_app.interface.formats import formater_ecart_heures, formater_heures, soigner_typographie
from clauses_app.tenancy.contexte import basculer_dans_guichet
from suivi_heures.enums import CodeAnomalie, StatutReleve
from suivi_heures.models import LienDepot, ReleveHeures
from suivi_heures.queries.colonnes_lues import decrire_colonnes_lues
from suivi_heures.queries.detail_releve import LigneDetaillee, detailler_releve, totaliser
from suivi_heures.queries.lecture_releve import decrire_lecture
from suivi_heures.queries.recus_depot import lire_recu, noms_du_recu
from suivi_heures.restitutions.recu_depot import decrire_recu, imprimer_recu
from suivi_heures.views.depot_releve import joindre
from suivi_heures.views.par_lien import par_lien, trop

ORDINAIRE = 200
NUMERO = re.compile(r"(?:n°\s*)?\d{1,9}\s?-\s?\d{1,9}", re.IGNORECASE)


@publique
@require_safe
def recus(request: HttpRequest) -> HttpResponse:
    """A code copied from a letter."""
    code = request.GET.get("code", "").strip()
    if NUMERO.fullmatch(code):  # who holds the number alone is told where the code stands
        return render(request, "suivi_heures/depot/verifier_recu.html", {"numero": code})
    if code:
        return redirect("suivi_heures:recu", code=code[:300])
    return render(request, "suivi_heures/depot/verifier_recu.html")


@publique
@require_safe
def recu(request: HttpRequest, code: str) -> HttpResponse:
    """Authentic or not, and what it proves; nothing of a person."""
    if refus := trop(request, "recu"):
        return refus
    lignes = lignes_du_recu(code)
    contexte = {"lignes": lignes, "code": code}
    return render(request, "suivi_heures/depot/recu.html", contexte, status=ORDINAIRE if lignes else 404)


@publique
@require_safe
def recu_pdf(request: HttpRequest, code: str) -> HttpResponse:
    if refus := trop(request, "recu"):
        return refus
    lignes = lignes_du_recu(code)
    if not lignes:
        return render(request, "suivi_heures/depot/recu.html", {"lignes": [], "code": code}, status=404)
    numero = dict(lignes)["Numéro"]
    return joindre(imprimer_recu(code, lignes), f"Accusé de dépôt {numero}.pdf", "application/pdf")


def lignes_du_recu(code: str) -> list[tuple[str, str]]:
    """In the sign-in role. What is signed comes from the code itself; names, from the guichet it names."""
    lu = lire_recu(code)
    if lu is None:
        return []
    with basculer_dans_guichet(lu.guichet_id):
        guichet, entreprise, mois = noms_du_recu(lu)
    return decrire_recu(lu, guichet=guichet, entreprise=entreprise, mois_annonce=mois)


@par_lien
@require_safe
def lien_recu(request: HttpRequest, lien: LienDepot, code: str) -> HttpResponse:
    """What follows a deposit: the receipt, and the reading as it goes."""
    lu: Any = lire_recu(code)
    siens = ReleveHeures.objects.visibles_par(request.deposant)  # type: ignore[attr-defined]
    releve = siens.filter(pk=lu.releve_id).first() if lu and lu.guichet_id == lien.guichet_id else None
    if releve is None:
        return redirect("suivi_heures:lien_espace")
    lignes = decrire_recu(
        lu,
        guichet=request.deposant.guichet.nom,  # type: ignore[attr-defined]
        entreprise=lien.entreprise.nom,
        mois_annonce=releve.mois_annonce,
    )
    contexte = {
        "releve": releve,
        "lignes": lignes,
        "code": code,
        "en_lecture": releve.statut == "DEPOSE",
        **_decrire_les_lignes(releve),
        "retrait": decrire_lecture(releve).retrait,
        "colonnes": decrire_colonnes_lues(releve),
        "adresse_colonnes": reverse("suivi_heures:lien_colonnes", args=[code]),
    }
    gabarit = "suivi_heures/depot/depose.html"
    return render(request, f"{gabarit}#etat" if getattr(request, "htmx", False) else gabarit, contexte)


def _decrire_les_lignes(releve: ReleveHeures) -> dict[str, Any]:
    """What was read and what counts, and the lines that say why not: by their number in the file. A link may be
    forwarded: nobody's name."""
    if releve.statut == StatutReleve.DEPOSE:
        return {}
    details = detailler_releve(releve)
    totaux = totaliser(details)
    return {
        "totaux": {
            "declarees": formater_heures(totaux.declarees),
            "comptees": formater_heures(totaux.comptees),
            "doublons": formater_heures(totaux.doublons) if totaux.doublons else "",
            "nouvelles": formater_ecart_heures(totaux.nouvelles),
        },
        "lues": len(details),
        "remarquees": [
            {
                "numero": detail.ligne.numero,
                "lu": formater_heures(detail.ligne.heures) if detail.ligne.heures is not None else "",
                "comptees": formater_heures(detail.comptees) if detail.comptees is not None else "",
                "sur_ecart": formater_ecart_heures(detail.ecart) if detail.ecart is not None else "",
                "raisons": raisons,
            }
            for detail in details
            if (raisons := _raisons(detail))
        ],
    }


def _raisons(detail: LigneDetaillee) -> list[str]:
    """The rule and its dates; of a remark, its kind alone, for its sentence names the person."""
    codes = dict.fromkeys(fait["code"] for fait in (*detail.ligne.anomalies, *detail.ligne.avertissements))
    dites = [f"{CodeAnomalie(code).label}." for code in codes]
    suite = f"{detail.suite_donnee}." if detail.suite_donnee else ""
    return [soigner_typographie(une) for une in (*dites, suite, detail.pourquoi) if une]
