"""Documents of a contract: meeting sheet, end-of-clause certificates, statement for the company."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_date_heure, formater_heures
from clauses_app.interface.lectures import lire_cle
from clauses_app.pdf import rendre_pdf
from marches.models import Marche
from suivi_heures.enums import TypeCourrier
from suivi_heures.models import Courrier
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.restitutions.attestation import (
    Bilan,
    dresser_bilans,
    est_fini,
    heures_en_suspens,
    rediger_attestation,
)
from suivi_heures.restitutions.courriers import mettre_en_page_courrier
from suivi_heures.restitutions.fiche_reunion import composer_fiche, contexte_pdf
from suivi_heures.services.garder_courrier import NumeroPris, garder_courrier
from suivi_heures.views.courriers import servir_pdf
from suivi_heures.views.depot_releve import entreprise_de
from suivi_heures.views.espace_entreprise import lots_de


def _marche(request: HttpRequest, pk: int) -> Marche:
    visibles = Marche.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("maitre_ouvrage"), pk=pk)


@require_safe
@autorise(Permission.MARCHE_LIRE)
def fiche_reunion(request: HttpRequest, pk: int) -> HttpResponse:
    marche = _marche(request, pk)
    fiche = composer_fiche(marche, au=timezone.localdate())
    return render(request, "suivi_heures/fiche_reunion.html", {"fiche": fiche, "marche": marche})


@require_safe
@autorise(Permission.MARCHE_LIRE)
def fiche_reunion_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _fiche_pdf(request, _marche(request, pk))


@require_safe
@autorise(Permission.ESPACE_ACHETEUR)
def fiche_acheteur_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Read under the buyer's own role; only then counted, as the count does."""
    marche = _marche(request, pk)
    with comme_interne():
        return _fiche_pdf(request, marche)


def _fiche_pdf(request: HttpRequest, marche: Marche) -> HttpResponse:
    fiche = composer_fiche(marche, au=timezone.localdate())
    contexte = contexte_pdf(fiche, request.adhesion.guichet, timezone.localtime())  # type: ignore[attr-defined]
    titre = f"Fiche de réunion, {marche.ref}"
    return _pdf(rendre_pdf("suivi_heures/pdf/fiche_reunion.html", contexte, titre=titre), f"fiche-{marche.pk}.pdf")


def _pdf(contenu: bytes, nom: str) -> HttpResponse:
    return HttpResponse(
        contenu,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.MARCHE_ECRIRE)
def attestations(request: HttpRequest, pk: int) -> HttpResponse:
    """One a company, once the contract is over and no line waits."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = _marche(request, pk)
    au = timezone.localdate()
    bilans = dresser_bilans(marche, au=au)
    if request.method == "POST":
        choisie = lire_cle(request.POST.get("entreprise", ""))
        bilan = next((b for b in bilans if b.entreprise.pk == choisie), None)
        refus = _refus(marche, bilan, au)
        if bilan is None or refus:
            messages.error(request, refus)
        else:
            _emettre(request, marche, bilan)
        return redirect("suivi_heures:attestations", pk)
    emises = Courrier.objects.visibles_par(adhesion).filter(marche=marche, type=TypeCourrier.ATTESTATION)
    contexte = {
        "marche": marche,
        "empechement": _refus(marche, bilans[0] if bilans else None, au),
        "bilans": [_decrire(b) for b in bilans],
        "emises": emises.defer("contenu").select_related("entreprise").order_by("-cree_a"),
    }
    return render(request, "suivi_heures/attestations.html", contexte)


def _refus(marche: Marche, bilan: Bilan | None, au: Any) -> str:
    """Why no certificate can be made; empty when it can."""
    if bilan is None:
        return "Aucune entreprise n’est titulaire\u00a0: choisissez-la dans la liste du marché."
    if not est_fini(marche, au):
        fin = formater_date(marche.date_fin)
        return f"Le marché court jusqu’au {fin}\u00a0: l’attestation de fin de clause attend sa fin."
    suspens = heures_en_suspens(marche)
    if suspens:
        lignes = accorder(suspens, "ligne d’heures attend", "lignes d’heures attendent")
        return f"{lignes} une décision\u00a0: validez-les ou refusez-les d’abord."
    return ""


def _emettre(request: HttpRequest, marche: Marche, bilan: Bilan) -> None:
    par = request.adhesion  # type: ignore[attr-defined]
    courrier = rediger_attestation(marche, bilan, au=timezone.localdate(), signataire=str(par))
    contenu = mettre_en_page_courrier(courrier, a_qui=[])
    try:
        garder_courrier(courrier=courrier, contenu=contenu, donnees=courrier.donnees, par=par)
    except NumeroPris as refus:
        messages.warning(request, str(refus))
    else:
        messages.success(request, f"Attestation {courrier.numero} produite. L’entreprise la trouve dans son espace.")


def _decrire(b: Bilan) -> dict[str, Any]:
    return {
        "entreprise": b.entreprise,
        "du": formater_heures(b.du) if b.du is not None else "partagées",
        "valide": formater_heures(b.valide),
        "taux": b.taux,
        "couverture": b.couverture,
    }


@require_safe
@autorise(Permission.ESPACE_ENTREPRISE)
def attestation_entreprise(request: HttpRequest, identifiant: uuid.UUID) -> HttpResponse:
    visibles = Courrier.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return servir_pdf(get_object_or_404(visibles, identifiant=identifiant, type=TypeCourrier.ATTESTATION))


@require_safe
@autorise(Permission.ESPACE_ENTREPRISE)
def etat_avancement_pdf(request: HttpRequest) -> HttpResponse:
    """The company's own lots, as its home page shows them."""
    entreprise = entreprise_de(request)
    contexte = {
        "entreprise": entreprise,
        "lots": lots_de(request, entreprise),
        "guichet": request.adhesion.guichet,  # type: ignore[attr-defined]
        "le": timezone.localtime(),
        "quand": formater_date_heure(timezone.now()),
    }
    contenu = rendre_pdf("suivi_heures/pdf/etat_avancement.html", contexte, titre=f"État d’avancement, {entreprise}")
    return _pdf(contenu, "etat-d-avancement.pdf")
