"""DSN: read in memory, compared with what is declared, dropped. By the facilitator or by the company itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import accorder, formater_date_heure, formater_heures, formater_mois
from marches.models import Entreprise
from suivi_heures.enums import Nature
from suivi_heures.forms.programmes import FormulairePaie
from suivi_heures.imports.dsn import DsnRefusee
from suivi_heures.models import LecturePaie
from suivi_heures.queries.ecarts_paie import Ecart, comparer_la_paie
from suivi_heures.services.lire_paie import lire_paie
from suivi_heures.services.oublier_paie import oublier_paie
from suivi_heures.views.depot_releve import entreprise_de
from suivi_heures.views.selon_la_paie import decrire_ecart

PAR_PAGE = 20


@require_http_methods(["GET", "POST"])
@autorise(Permission.RELEVE_LIRE)
def paies(request: HttpRequest) -> HttpResponse:
    """Months read, with what to look at; the form that reads another."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    choix = Entreprise.objects.visibles_par(adhesion).order_by("tri", "pk") if adhesion.est_interne else None
    formulaire = FormulairePaie(request.POST or None, request.FILES or None, entreprises=choix)
    lues = _lire(request, formulaire) if request.method == "POST" and formulaire.is_valid() else []
    if lues:
        return redirect("suivi_heures:paie", pk=lues[-1].pk) if len(lues) == 1 else redirect("suivi_heures:paies")
    visibles = _visibles(request).order_by("-mois", "entreprise__tri", "pk")
    page = Paginator(visibles, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "form": formulaire,
        "page": page,
        "lectures": [_resumer(lecture) for lecture in page],
        "de_tous": adhesion.est_interne,
    }
    return render(request, "suivi_heures/paies.html", contexte, status=422 if formulaire.errors else 200)


def _lire(request: HttpRequest, formulaire: FormulairePaie) -> list[LecturePaie]:
    entreprise: Any = formulaire.cleaned_data.get("entreprise") or entreprise_de(request)
    try:
        lues = lire_paie(
            entreprise=entreprise,
            contenu=formulaire.cleaned_data["fichier"].read(),
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    except DsnRefusee as refus:
        formulaire.add_error("fichier", str(refus))
        return []
    mois = ", ".join(formater_mois(lecture.mois) for lecture in lues)
    messages.success(request, f"DSN lue : {mois}. Le fichier n’a pas été gardé.")
    return lues


def _visibles(request: HttpRequest) -> Any:
    """The database confines a company to its own; the staff sees all."""
    return LecturePaie.objects.visibles_par(request.adhesion).select_related("entreprise")  # type: ignore[attr-defined]


def _resumer(lecture: LecturePaie) -> dict[str, Any]:
    comparaison = comparer_la_paie(lecture)
    a_voir = len(comparaison.a_voir)
    return {
        "pk": lecture.pk,
        "mois": formater_mois(lecture.mois).capitalize(),
        "entreprise": lecture.entreprise.nom,
        "lue": formater_date_heure(lecture.lue_a),
        "a_voir": accorder(a_voir, "écart à regarder", "écarts à regarder") if a_voir else "",
    }


@require_GET
@autorise(Permission.RELEVE_LIRE)
def paie(request: HttpRequest, pk: int) -> HttpResponse:
    lecture = get_object_or_404(_visibles(request), pk=pk)
    comparaison = comparer_la_paie(lecture)
    contexte = {
        "lecture": lecture,
        "lue": formater_date_heure(lecture.lue_a),
        "ecarts": [decrire_ecart(ecart) | {"grille": _dans_la_grille(ecart, lecture)} for ecart in comparaison.ecarts],
        "a_voir": len(comparaison.a_voir),
        "tolerance": formater_heures(comparaison.tolere),
        "peut_regler": a_le_droit(request.adhesion, Permission.GUICHET_REGLER),  # type: ignore[attr-defined]
        "inconnues": accorder(lecture.inconnues, "autre salarié", "autres salariés") if lecture.inconnues else "",
        "cle": f"{lecture.mois:%Y-%m}",
        "de_tous": request.adhesion.est_interne,  # type: ignore[attr-defined]
    }
    return render(request, "suivi_heures/paie.html", contexte)


def _dans_la_grille(ecart: Ecart, lecture: LecturePaie) -> str:
    """The cell where the hours are corrected or refused, opened."""
    cle = f"{ecart.contrat_id}-{Nature.TRAVAIL}-{lecture.mois:%Y-%m}"
    return f"{reverse('suivi_heures:grille', args=[ecart.lot_id])}?de={lecture.mois:%Y-%m}&cle={cle}"


@require_POST
@autorise(Permission.RELEVE_LIRE)
def paie_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    lecture = get_object_or_404(_visibles(request), pk=pk)
    oublier_paie(lecture=lecture, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Ce qui avait été lu de cette DSN est effacé.")
    return redirect("suivi_heures:paies")
