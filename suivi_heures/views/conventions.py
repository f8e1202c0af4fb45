"""Conventions: the list, the page of one, its objectives, its meeting sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beneficiaires.forms.conventions import FormulaireConvention, FormulaireObjectif
from beneficiaires.models import Action, Convention, ObjectifConvention
from beneficiaires.queries.chemins_convention import rassembler_chemins
from beneficiaires.queries.conventions import suivre_conventions
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from beneficiaires.services.enregistrer_convention import enregistrer_convention
from beneficiaires.services.fixer_objectif import ObjectifRefuse, fixer_objectif
from beneficiaires.services.retirer_objectif import retirer_objectif
from beneficiaires.views.actions import decrire_actions
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import accorder, formater_nombre
from clauses_app.pdf import rendre_pdf
from clauses_app.tenancy.verrou import un_a_la_fois
from suivi_heures.restitutions.convention import FicheConvention, composer_chemins, composer_convention

PAR_PAGE = 25


def choisir_conventions(request: HttpRequest) -> Any:
    """What the list shows, in its order; its export reads the same."""
    conventions = Convention.objects.visibles_par(request.adhesion).order_by("-date_fin", "-pk")  # type: ignore[attr-defined]
    quand = request.GET.get("quand", "")
    jour = timezone.localdate()
    if quand == "en_cours":
        return conventions.filter(date_debut__lte=jour, date_fin__gte=jour)
    return conventions.filter(date_fin__lt=jour) if quand == "finies" else conventions


def composer(request: HttpRequest, conventions: Any, *, public: bool) -> list[FicheConvention]:
    suivies = suivre_conventions(conventions, au=timezone.localdate())
    seuil = request.adhesion.guichet.seuil_effectif  # type: ignore[attr-defined]
    return [composer_convention(s, seuil=seuil, public=public) for s in suivies]


@require_safe
@autorise(Permission.CONVENTION_LIRE)
def conventions(request: HttpRequest) -> HttpResponse:
    page = Paginator(choisir_conventions(request), PAR_PAGE).get_page(request.GET.get("page"))
    liste = list(page.object_list)
    rangs = [
        {
            "pk": c.pk,
            "fiche": fiche,
            "atteints": f"{sum(1 for o in fiche.objectifs if o.etat == 'atteint')} sur"
            f" {accorder(len(fiche.objectifs), 'objectif')}",
        }
        for c, fiche in zip(liste, composer(request, liste, public=False), strict=True)
    ]
    contexte = {"page": page, "rangs": rangs, "quand": request.GET.get("quand", "")}
    return render(request, "suivi_heures/conventions.html", contexte)


def lire_convention(request: HttpRequest, pk: int) -> Convention:
    return get_object_or_404(Convention.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


def _contexte(request: HttpRequest, convention: Convention, form: FormulaireObjectif | None = None) -> dict[str, Any]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    fiche = composer(request, [convention], public=False)[0]
    actions = Action.objects.visibles_par(adhesion).maintenues().filter(convention=convention)
    retires = ObjectifConvention.objects.visibles_par(adhesion).filter(convention=convention).exclude(retire_a=None)
    return {
        "convention": convention,
        "fiche": fiche,
        "actions": decrire_actions(actions.order_by("-date_debut", "-pk")[:20], au=timezone.localdate()),
        "nombre": formater_nombre(actions.count()),
        "chemins": composer_chemins(
            rassembler_chemins(convention, au=timezone.localdate()), seuil=adhesion.guichet.seuil_effectif
        ),
        "retires": retires.order_by("-retire_a")[:10],
        "form": form or FormulaireObjectif(),
        "peut_ecrire": a_le_droit(adhesion, Permission.CONVENTION_ECRIRE),
        "indicateurs": [
            {"libelle": "Budget", "valeur": fiche.budget, "note": fiche.periode},
            {"libelle": "Dépensé", "valeur": fiche.depense, "note": fiche.depense_note},
            {"libelle": "Actions", "valeur": formater_nombre(actions.count()), "note": fiche.seances},
        ],
    }


@require_safe
@autorise(Permission.CONVENTION_LIRE)
def convention(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "suivi_heures/convention.html", _contexte(request, lire_convention(request, pk)))


@autorise(Permission.CONVENTION_ECRIRE)
@une_seule_fois
def convention_nouvelle(request: HttpRequest) -> HttpResponse:
    return _ecrire(request, None)


@autorise(Permission.CONVENTION_ECRIRE)
@un_a_la_fois
def convention_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    return _ecrire(request, lire_convention(request, pk))


def _ecrire(request: HttpRequest, instance: Convention | None) -> HttpResponse:
    form = FormulaireConvention(request.POST or None, instance=instance)
    pk = instance.pk if instance else None
    if form.is_valid():
        try:
            gardee = enregistrer_convention(
                convention=form.save(commit=False),
                par=request.adhesion,  # type: ignore[attr-defined]
                version=form.cleaned_data["version"],
            )
            messages.success(request, f"{gardee.nom}\u00a0: convention enregistrée.")
            form.annoncer(request)
            return redirect("suivi_heures:convention", gardee.pk)
        except ModifieEntreTemps as refus:
            form.signaler_conflit(lire_convention(request, form.instance.pk), refus.version)
    contexte = {
        "form": form,
        "titre": "Modifier la convention" if pk else "Nouvelle convention",
        "retour": reverse("suivi_heures:convention", args=[pk]) if pk else reverse("suivi_heures:conventions"),
    }
    return render(request, "suivi_heures/convention_formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_POST
@autorise(Permission.CONVENTION_ECRIRE)
def objectif_fixer(request: HttpRequest, pk: int) -> HttpResponse:
    lue = lire_convention(request, pk)
    form = FormulaireObjectif(request.POST)
    if form.is_valid():
        try:
            fixer_objectif(convention=lue, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, "Objectif fixé. Ce qui est fait se lit dans les actions de la convention.")
            return redirect("suivi_heures:convention", pk)
        except ObjectifRefuse as refus:
            form.add_error("indicateur", str(refus))
    return render(request, "suivi_heures/convention.html", _contexte(request, lue, form), status=422)


@require_POST
@autorise(Permission.CONVENTION_ECRIRE)
def objectif_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    objectif = get_object_or_404(ObjectifConvention.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    retire = objectif.retire_a is None
    try:
        retirer_objectif(objectif=objectif, retire=retire, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Objectif retiré." if retire else "Objectif rétabli.")
    except ObjectifRefuse as refus:
        messages.error(request, str(refus))
    return redirect("suivi_heures:convention", objectif.convention_id)


@require_safe
@autorise(Permission.CONVENTION_LIRE)
def convention_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of the review meeting: it leaves the guichet, small groups are hidden."""
    lue = lire_convention(request, pk)
    contexte = {
        "fiche": composer(request, [lue], public=True)[0],
        "guichet": request.adhesion.guichet,  # type: ignore[attr-defined]
        "le": timezone.localtime(),
    }
    contenu = rendre_pdf("suivi_heures/pdf/convention.html", contexte, titre=f"Comité de suivi, {lue.nom}")
    return HttpResponse(
        contenu,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="convention-{lue.pk}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
