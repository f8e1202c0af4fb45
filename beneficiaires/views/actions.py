"""Collective actions: the list, the page of one, its form, its cancellation."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from beneficiaires.enums import TypeAction
from beneficiaires.forms import FormulaireMotif
from beneficiaires.forms.actions import FormulaireAction, FormulaireSeance
from beneficiaires.models import Action, Convention
from beneficiaires.queries.actions import compter_actions, dresser_bilan, lire_inscriptions, situer_seances
from beneficiaires.services.annuler_action import annuler_action
from beneficiaires.services.enregistrer_action import SeanceHorsPeriode, enregistrer_action
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from beneficiaires.views.presenter_action import decrire_inscrite, decrire_seance, indicateurs_action
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_euros, formater_nombre, formater_periode
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Entreprise, Marche

PAR_PAGE = 25
QUAND = (("a_venir", "À venir"), ("en_cours", "En cours"), ("passees", "Passées"), ("annulees", "Annulées"))


def choisir_actions(request: HttpRequest) -> Any:
    """What the list shows, in its order; its export reads the same."""
    q, genre, quand = (request.GET.get(cle, "").strip()[:80].replace("\x00", "") for cle in ("q", "type", "quand"))
    actions = Action.objects.visibles_par(request.adhesion).order_by("-date_debut", "-pk")  # type: ignore[attr-defined]
    jour = timezone.localdate()
    if q:
        actions = actions.filter(nom__icontains=q)
    if genre in TypeAction.values:
        actions = actions.filter(type=genre)
    if (convention := lire_cle(request.GET.get("convention", ""))) is not None:
        actions = actions.filter(convention=convention)
    if quand == "annulees":
        return actions.exclude(annulee_a=None)
    actions = actions.filter(annulee_a=None)
    filtres = {
        "a_venir": {"date_debut__gt": jour},
        "en_cours": {"date_debut__lte": jour, "date_fin__gte": jour},
        "passees": {"date_fin__lt": jour},
    }
    return actions.filter(**filtres.get(quand, {}))


@autorise(Permission.ACTION_LIRE)
def liste(request: HttpRequest) -> HttpResponse:
    page = Paginator(choisir_actions(request), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "rangs": decrire_actions(page.object_list, au=timezone.localdate()),
        "q": request.GET.get("q", "").strip()[:80],
        "type": request.GET.get("type", ""),
        "quand": request.GET.get("quand", ""),
        "types": TypeAction.choices,
        "quands": QUAND,
        "convention": request.GET.get("convention", ""),
        "filtree": any(request.GET.get(cle) for cle in ("q", "type", "quand", "convention")),
    }
    return render(request, "beneficiaires/actions.html", contexte)


def decrire_actions(actions: Any, *, au: datetime.date) -> list[dict[str, Any]]:
    comptes = compter_actions(actions, au=au)
    return [
        {
            "pk": a.pk,
            "adresse": reverse("beneficiaires:action", args=[a.pk]),
            "nom": a.nom,
            "type": a.get_type_display(),
            "periode": formater_periode(a.date_debut, a.date_fin),
            "lieu": a.lieu,
            "inscrites": formater_nombre(comptes[a.pk][0]),
            "participants": formater_nombre(comptes[a.pk][1]) if comptes[a.pk][2] else "–",
            "cout": formater_euros(a.cout) if a.cout is not None else "–",
            "annulee": a.annulee_a is not None,
        }
        for a in actions
    ]


def lire_action(request: HttpRequest, pk: int) -> Action:
    visibles = Action.objects.visibles_par(request.adhesion).select_related("porteur", "marche", "convention")  # type: ignore[attr-defined]
    return get_object_or_404(visibles, pk=pk)


def contexte_action(request: HttpRequest, action: Action, **formes: Any) -> dict[str, Any]:
    au = timezone.localdate()
    suivies, seances = lire_inscriptions([action]), situer_seances([action], au=au)
    bilan = dresser_bilan(suivies, seances)
    return {
        "action": action,
        "periode": formater_periode(action.date_debut, action.date_fin),
        "bilan": bilan,
        "indicateurs": indicateurs_action(action, bilan),
        "inscrites": [decrire_inscrite(s) for s in suivies],
        "seances": [decrire_seance(s) for s in seances],
        "form_seance": formes.get("form_seance") or FormulaireSeance(initial={"jour": _prochain_jour(action, au)}),
        "form_annulation": formes.get("form_annulation") or FormulaireMotif(),
        "peut_ecrire": a_le_droit(request.adhesion, Permission.ACTION_ECRIRE),  # type: ignore[attr-defined]
    }


def _prochain_jour(action: Action, au: datetime.date) -> datetime.date:
    return min(max(au, action.date_debut), action.date_fin)


@autorise(Permission.ACTION_LIRE)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "beneficiaires/action.html", contexte_action(request, lire_action(request, pk)))


@autorise(Permission.ACTION_ECRIRE)
@une_seule_fois
def nouvelle(request: HttpRequest) -> HttpResponse:
    return _ecrire(request, None)


@autorise(Permission.ACTION_ECRIRE)
@un_a_la_fois
def modifier(request: HttpRequest, pk: int) -> HttpResponse:
    return _ecrire(request, lire_action(request, pk))


def _ecrire(request: HttpRequest, instance: Action | None) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    form = FormulaireAction(
        request.POST or None,
        instance=instance,
        marches=Marche.objects.visibles_par(adhesion).order_by("ref"),
        entreprises=Entreprise.objects.visibles_par(adhesion).order_by("nom"),
        conventions=Convention.objects.visibles_par(adhesion).order_by("-date_fin"),
        initial={"convention": lire_cle(request.GET.get("convention", ""))} if instance is None else None,
    )
    if form.is_valid():
        try:
            gardee = enregistrer_action(
                action=form.save(commit=False), par=adhesion, version=form.cleaned_data["version"]
            )
            messages.success(request, f"{gardee.nom}\u00a0: action enregistrée.")
            form.annoncer(request)
            return redirect("beneficiaires:action", gardee.pk)
        except ModifieEntreTemps as refus:
            form.signaler_conflit(lire_action(request, form.instance.pk), refus.version)
        except SeanceHorsPeriode as refus:
            form.add_error("date_fin", str(refus))
    pk = instance.pk if instance else None
    contexte = {
        "form": form,
        "titre": "Modifier l’action" if pk else "Nouvelle action",
        "bouton": "Enregistrer",
        "retour": reverse("beneficiaires:action", args=[pk]) if pk else reverse("beneficiaires:actions"),
    }
    return render(request, "beneficiaires/action_formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_POST
@autorise(Permission.ACTION_ECRIRE)
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancelled with a motive; put back without."""
    lue = lire_action(request, pk)
    if lue.annulee_a:
        annuler_action(action=lue, annulee=False, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Action rétablie, avec ses séances et ses inscriptions.")
        return redirect("beneficiaires:action", pk)
    form = FormulaireMotif(request.POST)
    if not form.is_valid():
        contexte = contexte_action(request, lue, form_annulation=form)
        return render(request, "beneficiaires/action.html", contexte, status=422)
    annuler_action(action=lue, annulee=True, motif=form.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Action annulée. Elle ne compte plus nulle part\u202f; vous pouvez la rétablir.")
    return redirect("beneficiaires:action", pk)
