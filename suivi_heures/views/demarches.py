"""Evidence of effort on a contract: noted in seconds, gathered on one page, exported."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date
from clauses_app.interface.lectures import lire_cle
from marches.models import Attribution, Entreprise, Marche
from suivi_heures.forms.difficultes import FormulaireDemarche
from suivi_heures.models import Demarche
from suivi_heures.queries.demarches import Diligences, rassembler_diligences
from suivi_heures.services.annuler_demarche import DemarcheDejaAnnulee, annuler_demarche
from suivi_heures.services.noter_demarche import noter_demarche

PAR_PAGE = 50
# a spreadsheet would run what begins so
FORMULES = ("=", "+", "-", "@", "\t", "\r")


@require_http_methods(["GET", "POST"])
@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def demarches_marche(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion), pk=pk)
    siennes = Attribution.objects.visibles_par(adhesion).tenues().filter(marche=marche).values("entreprise")
    entreprises = Entreprise.objects.visibles_par(adhesion).filter(pk__in=siennes).order_by("nom")
    unique = entreprises.first() if request.method == "GET" and entreprises.count() == 1 else None
    form = FormulaireDemarche(request.POST or None, entreprises=entreprises, initial={"entreprise": unique})
    if form.is_valid():
        noter_demarche(marche=marche, par=adhesion, **form.cleaned_data)
        messages.success(request, "Démarche notée.")
        return redirect("suivi_heures:demarches_marche", pk)
    choisie = lire_cle(request.GET.get("entreprise", ""))
    diligences = rassembler_diligences(marche_id=pk, entreprise_id=choisie)
    page = Paginator(diligences.lignes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "form": form,
        "marche": marche,
        "entreprises": entreprises,
        "choisie": choisie,
        "diligences": diligences,
        "page": page,
        "lignes": [decrire_demarche(d, diligences) for d in page.object_list],
    }
    return render(request, "suivi_heures/demarches.html", contexte, status=422 if form.is_bound else 200)


def decrire_demarche(d: Demarche, diligences: Diligences) -> dict[str, Any]:
    return {
        "pk": d.pk,
        "date": formater_date(d.date),
        "type": d.get_type_display(),
        "nombre": d.nombre,
        "entreprise": str(d.entreprise),
        "texte": d.texte,
        "par": d.par_nom,
        "contraire": d.annule_id is not None,
        "annulee": d.pk in diligences.annulees,
    }


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def demarche_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    demarche = get_object_or_404(Demarche.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    try:
        annuler_demarche(demarche=demarche, par=request.adhesion)  # type: ignore[attr-defined]
    except DemarcheDejaAnnulee as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, "Démarche annulée par une ligne contraire.")
    if demarche.marche_id is None:
        return redirect("suivi_heures:demarches_entreprise", demarche.entreprise_id)
    return redirect("suivi_heures:demarches_marche", demarche.marche_id)


@require_safe
@autorise(Permission.MARCHE_LIRE)
def demarches_exporter(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page shows, with its filter and its date inside."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion), pk=pk)
    choisie = lire_cle(request.GET.get("entreprise", ""))
    entreprise = Entreprise.objects.visibles_par(adhesion).filter(pk=choisie).first() if choisie else None
    diligences = rassembler_diligences(marche_id=pk, entreprise_id=entreprise.pk if entreprise else None)
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";")
    plume.writerow([_inerte(f"Démarches du marché {marche.ref}, {entreprise or 'toutes les entreprises'}")])
    plume.writerow([f"Exporté le {formater_date(timezone.localdate())}"])
    plume.writerow(["Date", "Démarche", "Nombre", "Entreprise", "Précision ou motif", "Notée par", "État"])
    for d in diligences.lignes:
        etat = "ligne contraire" if d.annule_id else "annulée" if d.pk in diligences.annulees else ""
        rang = [formater_date(d.date), d.get_type_display(), d.nombre, str(d.entreprise), d.texte, d.par_nom, etat]
        plume.writerow([_inerte(v) for v in rang])
    journaliser(Verbe.EXPORT_FAIT, marche, par=adhesion, marche_id=pk, libelle=f"démarches du marché {marche.ref}")
    reponse = HttpResponse("\ufeff" + sortie.getvalue(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="demarches-{pk}.csv"'
    return reponse


def _inerte(valeur: object) -> object:
    texte = str(valeur)
    return f"'{texte}" if isinstance(valeur, str) and texte.startswith(FORMULES) else valeur
