"""Letters about a difficulty: composed, read again before they are made, kept as made."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from suivi_heures.enums import TypeCourrier, TypeEtape
from suivi_heures.forms.relances import FormulaireLettre
from suivi_heures.models import Courrier, Dossier
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.demarches import rassembler_diligences
from suivi_heures.queries.dossiers import lire_faits, situer_dossier
from suivi_heures.queries.lettres_dossier import DU_DOSSIER, refus_du_courrier
from suivi_heures.restitutions.courriers import (
    dire_exposition,
    mettre_en_page_courrier,
    rediger_courrier_dossier,
)
from suivi_heures.services.avancer_dossier import DossierAvance, EtapeImpossible, avancer_dossier
from suivi_heures.services.garder_courrier import garder_courrier
from suivi_heures.views.dossiers import chercher_dossier, exposition_du_lot


@require_http_methods(["GET", "POST"])
@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def courrier_dossier(request: HttpRequest, pk: int, lettre: str) -> HttpResponse:
    """The request for a formal notice also writes its step in the case. What is already there is not written twice."""
    if lettre not in DU_DOSSIER:
        raise Http404
    dossier = chercher_dossier(request, pk)
    type_courrier = DU_DOSSIER[lettre]
    situation = situer_dossier(dossier, [f.etape for f in lire_faits(dossier)], au=timezone.localdate())
    courriers = Courrier.objects.visibles_par(request.adhesion).filter(dossier=dossier).defer("contenu")  # type: ignore[attr-defined]
    if refus := refus_du_courrier(type_courrier, situation, courriers):
        messages.warning(request, refus)
        return redirect("suivi_heures:dossier", pk)
    form = FormulaireLettre(request.POST or None, initial=_rediger(request, dossier, type_courrier))
    if form.is_valid():
        try:
            _produire(request, dossier, type_courrier, form.cleaned_data, situation)
        except (DossierAvance, EtapeImpossible) as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "Courrier produit et gardé tel quel. Téléchargez-le pour l’envoyer à l’acheteur.")
            return redirect("suivi_heures:dossier", pk)
    contexte = {
        "form": form,
        "dossier": dossier,
        "titre": type_courrier.label,
        "ecrit_l_etape": type_courrier == TypeCourrier.DEMANDE_MISE_EN_DEMEURE,
    }
    return render(request, "suivi_heures/courrier_dossier.html", contexte, status=422 if form.is_bound else 200)


def _rediger(request: HttpRequest, dossier: Dossier, type_courrier: str) -> dict[str, str]:
    au = timezone.localdate()
    avancement = avancement_des_marches([dossier.marche], au=au)[0]
    objet, corps = rediger_courrier_dossier(
        dossier,
        type_courrier,
        avancement=next((a for lot, a in avancement.lots if lot.pk == dossier.lot_id), avancement.total),
        exposition=dire_exposition([e["calcul"] for e in exposition_du_lot(dossier, au)]),
        diligences=rassembler_diligences(entreprise_id=dossier.entreprise_id, marche_id=dossier.marche_id),
        faits=lire_faits(dossier),
        signataire=str(request.adhesion),  # type: ignore[attr-defined]
    )
    return {"objet": objet, "corps": corps}


@transaction.atomic
def _produire(
    request: HttpRequest, dossier: Dossier, type_courrier: TypeCourrier, texte: dict[str, Any], situation: Any
) -> None:
    par = request.adhesion  # type: ignore[attr-defined]
    if type_courrier == TypeCourrier.DEMANDE_MISE_EN_DEMEURE:
        avancer_dossier(
            dossier=dossier,
            type=TypeEtape.DEMANDE,
            vu=situation.numero,
            date=timezone.localdate(),
            texte="Courrier produit et gardé au dossier.",
            par=par,
        )
    courrier = Courrier(
        type=type_courrier,
        entreprise=dossier.entreprise,
        maitre_ouvrage=dossier.maitre_ouvrage,
        marche=dossier.marche,
        dossier=dossier,
        destinataire=str(dossier.maitre_ouvrage),
        **texte,
    )
    contenu = mettre_en_page_courrier(courrier, a_qui=[str(dossier.maitre_ouvrage)])
    garder_courrier(courrier=courrier, contenu=contenu, par=par)


@require_safe
@autorise(Permission.MARCHE_LIRE)
def courrier(request: HttpRequest, identifiant: uuid.UUID) -> HttpResponse:
    visibles = Courrier.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return servir_pdf(get_object_or_404(visibles.exclude(contenu=None), identifiant=identifiant))


def servir_pdf(objet: Courrier) -> HttpResponse:
    nom = f"{objet.type.lower().replace('_', '-')}-{objet.numero or objet.cree_a.date()}.pdf"
    return HttpResponse(
        bytes(objet.contenu or b""),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
