"""One's own time on a funded post: a week, what the product proposes, three touches to add the rest."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date, formater_date_courte, formater_date_longue
from clauses_app.interface.lectures import lire_cle
from suivi_heures.forms.postes import FormulaireTemps
from suivi_heures.models import Poste, TempsPasse
from suivi_heures.queries.temps_proposes import proposer_temps
from suivi_heures.restitutions.compte_rendu import ecrire_duree
from suivi_heures.services.noter_temps import Temps, TempsRefuse, noter_temps
from suivi_heures.services.retirer_temps import retirer_temps

PAR_PAGE = 25
SEMAINE = datetime.timedelta(days=7)


def _postes(request: HttpRequest) -> Any:
    """One's own; whoever answers for the money reads the others too."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    postes = Poste.objects.visibles_par(adhesion).order_by("-date_fin", "pk")
    return postes if a_le_droit(adhesion, Permission.FINANCEMENT_ECRIRE) else postes.filter(agent_id=adhesion.pk)


def _lundi(texte: str) -> datetime.date:
    """« 2026-11-23 »; anything else is the present week."""
    try:
        jour = datetime.date.fromisoformat(texte)
    except ValueError:
        jour = timezone.localdate()
    if not 2000 <= jour.year <= 2099:
        jour = timezone.localdate()
    return jour - datetime.timedelta(days=jour.weekday())


def _choisir(request: HttpRequest) -> Poste | None:
    """The one asked for; else one's own that is under way."""
    siens, jour = list(_postes(request)), timezone.localdate()
    voulu = lire_cle(request.GET.get("poste", ""))
    if voulu is not None:
        return next((p for p in siens if p.pk == voulu), None)
    miens = [p for p in siens if p.agent_id == request.adhesion.pk]  # type: ignore[attr-defined]
    en_cours = [p for p in miens if p.date_debut <= jour <= p.date_fin]
    return next(iter(en_cours or miens or siens), None)


def _jours(poste: Poste, lundi: datetime.date) -> list[tuple[str, str]]:
    jours = [lundi + datetime.timedelta(days=rang) for rang in range(7)]
    return [
        (jour.isoformat(), f"{formater_date_longue(jour).split(' ')[0].capitalize()} {formater_date_courte(jour)}")
        for jour in jours
        if poste.date_debut <= jour <= poste.date_fin and (jour.weekday() < 5 or jour == timezone.localdate())
    ]


@require_safe
@autorise(Permission.TEMPS_NOTER)
def temps(request: HttpRequest) -> HttpResponse:
    return render(request, "suivi_heures/temps.html", _contexte(request))


def _contexte(request: HttpRequest, form: FormulaireTemps | None = None) -> dict[str, Any]:
    poste = _choisir(request)
    if poste is None:
        return {"poste": None, "page": Paginator([], 1).get_page(1)}
    lundi = _lundi(request.GET.get("semaine", ""))
    dimanche = lundi + SEMAINE - datetime.timedelta(days=1)
    lignes = TempsPasse.objects.visibles_par(request.adhesion).filter(poste=poste)  # type: ignore[attr-defined]
    semaine = lignes.tenus().filter(jour__range=(lundi, dimanche)).aggregate(total=Sum("minutes"))["total"] or 0
    jours = _jours(poste, lundi)
    jour = timezone.localdate().isoformat()
    le_sien = poste.agent_id == request.adhesion.pk  # type: ignore[attr-defined]
    page = Paginator(lignes.order_by("-jour", "-pk"), PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "poste": poste,
        "postes": list(_postes(request)),
        "le_sien": le_sien,
        "lundi": lundi,
        "titre_semaine": f"Semaine du {formater_date(lundi)}",
        "precedente": (lundi - SEMAINE).isoformat(),
        "suivante": (lundi + SEMAINE).isoformat() if lundi + SEMAINE <= timezone.localdate() else "",
        "semaine": ecrire_duree(semaine),
        "proposes": [
            {"t": t, "duree": ecrire_duree(t.minutes), "jour": formater_date_longue(t.jour)}
            for t in (proposer_temps(poste=poste, debut=lundi, fin=dimanche) if le_sien else [])
        ],
        "form": form or FormulaireTemps(jours=jours, initial={"jour": jour if jour in dict(jours) else ""}),
        "ouverte": bool(jours),
        "page": page,
        "rangs": [{"t": t, "duree": ecrire_duree(t.minutes)} for t in page.object_list],
    }


def _retour(poste: Poste, lundi: datetime.date) -> str:
    return f"{reverse('suivi_heures:temps')}?poste={poste.pk}&semaine={lundi.isoformat()}"


def _lire_le_sien(request: HttpRequest, pk: int) -> Poste:
    """Nobody notes the time of somebody else."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    return get_object_or_404(Poste.objects.visibles_par(adhesion), pk=pk, agent_id=adhesion.pk)


@require_POST
@autorise(Permission.TEMPS_NOTER)
@une_seule_fois
def temps_noter(request: HttpRequest, pk: int) -> HttpResponse:
    poste, lundi = _lire_le_sien(request, pk), _lundi(request.GET.get("semaine", ""))
    form = FormulaireTemps(request.POST, jours=_jours(poste, lundi))
    if form.is_valid():
        try:
            noter_temps(poste=poste, temps=[Temps(**form.cleaned_data)], par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, f"{ecrire_duree(form.cleaned_data['minutes'])} notés.")
            return redirect(_retour(poste, lundi))
        except TempsRefuse as refus:
            form.add_error(None, str(refus))
    requete = request.GET.copy()
    requete["poste"] = str(poste.pk)
    request.GET = requete  # type: ignore[assignment]
    return render(request, "suivi_heures/temps.html", _contexte(request, form), status=422)


@require_POST
@autorise(Permission.TEMPS_NOTER)
def temps_garder(request: HttpRequest, pk: int) -> HttpResponse:
    """`source`: the proposals kept; they are read again, what was posted is only their name."""
    poste, lundi = _lire_le_sien(request, pk), _lundi(request.GET.get("semaine", ""))
    voulues = set(request.POST.getlist("source"))
    fin = lundi + SEMAINE - datetime.timedelta(days=1)
    choisis = [t for t in proposer_temps(poste=poste, debut=lundi, fin=fin) if t.source in voulues]
    temps = [Temps(t.jour, t.activite, t.minutes, t.pourquoi, t.source) for t in choisis]
    try:
        gardes = noter_temps(poste=poste, temps=temps, par=request.adhesion)  # type: ignore[attr-defined]
        if gardes:
            messages.success(request, f"{ecrire_duree(sum(t.minutes for t in choisis))} gardés.")
        else:
            messages.info(request, "Rien de plus à garder.")
    except TempsRefuse as refus:
        messages.error(request, str(refus))
    return redirect(_retour(poste, lundi))


@require_POST
@autorise(Permission.TEMPS_NOTER)
def temps_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    lignes = TempsPasse.objects.visibles_par(request.adhesion).select_related("poste")  # type: ignore[attr-defined]
    ligne = get_object_or_404(lignes, pk=pk, poste__in=_postes(request))
    retire = ligne.retire_a is None
    try:
        retirer_temps(temps=ligne, retire=retire, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Temps retiré." if retire else "Temps rétabli.")
    except TempsRefuse as refus:
        messages.error(request, str(refus))
    return redirect(_retour(ligne.poste, _lundi(ligne.jour.isoformat())))
