"""Operations: the contracts of one project. Their hours come as a fragment of the room above."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_periode
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.tri import par_nom
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.forms import FormulaireOperation
from marches.forms.operation import FormulaireRattachement
from marches.models import Marche, Operation
from marches.services.enregistrer_entreprise import enregistrer_entreprise
from marches.services.rattacher_marche import rattacher_marche

PAR_PAGE = 25


@autorise(Permission.MARCHE_LIRE)
def operations(request: HttpRequest) -> HttpResponse:
    adhesion, q = request.adhesion, request.GET.get("q", "").strip()[:80]  # type: ignore[attr-defined]
    liste = Operation.objects.visibles_par(adhesion).select_related("maitre_ouvrage").order_by(*par_nom("nom"))
    if q:
        liste = liste.filter(Q(nom__icontains=q) | Q(ref__icontains=q) | Q(maitre_ouvrage__nom__icontains=q))
    siens = Marche.objects.visibles_par(adhesion).filter(operation=OuterRef("pk")).order_by().values("operation")
    liste = liste.annotate(
        marches=Subquery(siens.annotate(n=Count("pk")).values("n")),
        debut=Subquery(siens.annotate(d=Min("date_debut")).values("d")),
        fin=Subquery(siens.annotate(f=Max("date_fin")).values("f")),
    )
    page = Paginator(liste, PAR_PAGE).get_page(request.GET.get("page"))
    rangs = [
        {
            "operation": o,
            "marches": accorder(o.marches or 0, "marché"),
            "periode": formater_periode(o.debut, o.fin) if o.debut else "–",
        }
        for o in page.object_list
    ]
    return render(request, "marches/operations.html", {"page": page, "rangs": rangs, "q": q})


def _operation(request: HttpRequest, pk: int) -> Operation:
    visibles = Operation.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("maitre_ouvrage"), pk=pk)


@autorise(Permission.MARCHE_LIRE)
def operation(request: HttpRequest, pk: int) -> HttpResponse:
    objet = _operation(request, pk)
    form = FormulaireRattachement(operation=objet)
    return render(request, "marches/operation.html", _contexte(request, objet, form))


def _contexte(request: HttpRequest, objet: Operation, form: Any) -> dict[str, Any]:
    marches = Marche.objects.visibles_par(request.adhesion).filter(operation=objet)  # type: ignore[attr-defined]
    return {"operation": objet, "form": form, "marches": marches.order_by("date_debut", "ref")}


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def operation_rattacher(request: HttpRequest, pk: int) -> HttpResponse:
    objet = _operation(request, pk)
    form = FormulaireRattachement(request.POST, operation=objet)
    if not form.is_valid():
        return render(request, "marches/operation.html", _contexte(request, objet, form), status=422)
    marche = rattacher_marche(marche=form.cleaned_data["marche"], operation=objet, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, f"« {marche} » fait maintenant partie de l’opération.")
    return redirect("marches:operation", pk)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def operation_detacher(request: HttpRequest, pk: int) -> HttpResponse:
    objet = _operation(request, pk)
    siens = Marche.objects.visibles_par(request.adhesion).filter(operation=objet)  # type: ignore[attr-defined]
    marche = siens.filter(pk=lire_cle(request.POST.get("marche", "")) or 0).first()
    if marche is None:
        messages.error(request, "Ce marché ne fait pas partie de l’opération : rechargez la page.")
        return redirect("marches:operation", pk)
    rattacher_marche(marche=marche, operation=None, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, f"« {marche} » ne fait plus partie de l’opération. Vous pouvez l’y remettre ci-dessous.")
    return redirect("marches:operation", pk)


def _ecrire(request: HttpRequest, form: Any, titre: str, retour: str) -> HttpResponse:
    if form.is_valid():
        objet = enregistrer_entreprise(objet=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"« {objet} » est enregistrée.")
        form.annoncer(request)
        return redirect("marches:operation", objet.pk)
    contexte = {"form": form, "titre": titre, "bouton": "Enregistrer", "retour": retour, "parent": "Opérations"}
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def operation_nouvelle(request: HttpRequest) -> HttpResponse:
    form = FormulaireOperation(request.POST or None)
    return _ecrire(request, form, "Nouvelle opération", reverse("marches:operations"))


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def operation_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    objet = _operation(request, pk)
    form = FormulaireOperation(request.POST or None, instance=objet)
    return _ecrire(request, form, "Modifier l’opération", reverse("marches:operation", args=[pk]))
