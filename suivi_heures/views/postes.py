"""Funded posts: the list, the page of one with its funders, its money and its time, its form."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import (
    calculer_part,
    enumerer,
    formater_date,
    formater_echeance,
    formater_euros,
    formater_heures,
    formater_periode,
    formater_pourcent,
)
from clauses_app.interface.graphiques import calculer_barre
from clauses_app.tenancy.verrou import un_a_la_fois
from suivi_heures.enums import Activite, NatureDepense
from suivi_heures.forms.postes import FormulairePoste
from suivi_heures.models import CompteRendu, Financement, PartPoste, Poste
from suivi_heures.queries.postes import ZERO, AppelSitue, PartSuivie, PosteSuivi, Tour, suivre_postes
from suivi_heures.restitutions.compte_rendu import ecrire_duree
from suivi_heures.services.enregistrer_poste import enregistrer_poste

PAR_PAGE = 25


@require_safe
@autorise(Permission.FINANCEMENT_LIRE)
def postes(request: HttpRequest) -> HttpResponse:
    siens = Poste.objects.visibles_par(request.adhesion).order_by("-date_fin", "pk")  # type: ignore[attr-defined]
    page = Paginator(siens, PAR_PAGE).get_page(request.GET.get("page"))
    rangs = [
        {
            "poste": s.poste,
            "periode": formater_periode(s.poste.date_debut, s.poste.date_fin),
            "cout": formater_euros(s.poste.cout),
            "finance": formater_pourcent(s.finance_pct),
            "eligible": formater_euros(s.eligible),
            "appele": formater_euros(s.appele),
            "paye": formater_euros(s.paye),
            "tours": len(_suites(s)),
        }
        for s in suivre_postes(page.object_list, au=timezone.localdate())
    ]
    contexte = {"page": page, "rangs": rangs, "peut_ecrire": _peut_ecrire(request)}
    return render(request, "suivi_heures/postes.html", contexte)


def _peut_ecrire(request: HttpRequest) -> bool:
    return a_le_droit(request.adhesion, Permission.FINANCEMENT_ECRIRE)  # type: ignore[attr-defined]


def lire_poste(request: HttpRequest, pk: int) -> Poste:
    return get_object_or_404(Poste.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@require_safe
@autorise(Permission.FINANCEMENT_LIRE)
def poste(request: HttpRequest, pk: int) -> HttpResponse:
    lu = lire_poste(request, pk)
    adhesion = request.adhesion  # type: ignore[attr-defined]
    suivi = suivre_postes([lu], au=timezone.localdate())[0]
    rendus = CompteRendu.objects.visibles_par(adhesion).filter(part__poste=lu)
    contexte = {
        "poste": lu,
        "periode": formater_periode(lu.date_debut, lu.date_fin),
        "quotite": formater_pourcent(lu.quotite_pct, 0),
        "indicateurs": _indicateurs(suivi),
        "groupes": _grouper(suivi),
        "total": {
            "part": formater_pourcent(suivi.finance_pct),
            "accorde": formater_euros(suivi.accorde),
            "appele": formater_euros(suivi.appele),
            "paye": formater_euros(suivi.paye),
        },
        "appels": [_decrire_appel(a, suivi.au) for p in suivi.parts for a in reversed(p.appels)],
        "suites": _suites(suivi),
        "temps": _temps(suivi),
        "a_reprendre": 0 if suivi.parts else _inscrits(request, lu),
        "retirees": PartPoste.objects.visibles_par(adhesion).filter(poste=lu).exclude(retire_a=None),
        "comptes_rendus": rendus.select_related("part").order_by("-produit_a", "-pk")[:20],
        "peut_ecrire": _peut_ecrire(request),
        "est_le_sien": lu.agent_id == adhesion.pk,
    }
    return render(request, "suivi_heures/poste.html", contexte)


def _inscrits(request: HttpRequest, lu: Poste) -> int:
    """Funders written for the outputs of the year, that the post can take as they are."""
    siens = Financement.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return int(siens.en_vigueur(lu.date_debut.year).filter(maitre_ouvrage=None, part_pct__gt=0).count())


def _indicateurs(s: PosteSuivi) -> list[dict[str, Any]]:
    p = s.poste
    return [
        {
            "libelle": "Coût du poste",
            "valeur": formater_euros(p.cout),
            "note": f"{formater_pourcent(p.quotite_pct, 0)} d’un temps plein,"
            f" {formater_pourcent(s.finance_pct)} financés",
        },
        {
            "libelle": "Dépenses éligibles",
            "valeur": formater_euros(s.eligible),
            "note": f"sur {formater_euros(s.depense)} dépensés,"
            f" {formater_pourcent(calculer_part(s.eligible, p.cout))} du coût",
        },
        {
            "libelle": "Appelé",
            "valeur": formater_euros(s.appele),
            "note": f"dont payé\u00a0: {formater_euros(s.paye)}",
        },
        {
            "libelle": "Temps noté",
            "valeur": ecrire_duree(s.minutes_notees),
            "note": f"sur {formater_heures(s.heures_attendues, 0)} attendues à ce jour",
        },
    ]


def _grouper(s: PosteSuivi) -> list[dict[str, Any]]:
    """Funders who pay one share together stand under one line, with its sum."""
    groupes = []
    for nom, parts in groupby(s.parts, key=lambda p: p.part.groupe or f"#{p.part.pk}"):
        lues = list(parts)
        seul = nom.startswith("#")
        groupes.append(
            {
                "nom": "" if seul else nom,
                "part": formater_pourcent(sum((p.pct for p in lues), ZERO)),
                "accorde": formater_euros(sum((p.accorde for p in lues), ZERO)),
                "lignes": [_decrire_part(p) for p in lues],
            }
        )
    return groupes


def _decrire_part(p: PartSuivie) -> dict[str, Any]:
    return {
        "pk": p.part.pk,
        "nom": p.part.financeur,
        "type": p.part.get_type_display(),
        "part": formater_pourcent(p.pct),
        "accorde": formater_euros(p.accorde),
        "du": formater_euros(p.du),
        "base": f"de {formater_euros(p.base)} éligibles",
        "appele": formater_euros(p.appele),
        "paye": formater_euros(p.paye),
        "a_appeler": formater_euros(p.a_appeler) if p.a_appeler else "",
        "exclues": enumerer([NatureDepense(n).label.lower() for n in p.part.natures_exclues]),
    }


def _decrire_appel(a: AppelSitue, au: datetime.date) -> dict[str, Any]:
    tour = a.tour
    return {
        "pk": a.appel.pk,
        "nom": f"{a.appel.part.financeur}, n°\u00a0{a.appel.numero}",
        "genre": a.appel.get_genre_display(),
        "periode": formater_periode(a.appel.du, a.appel.au),
        "montant": formater_euros(a.appel.montant),
        "paye": formater_euros(a.paye) if a.paye != a.appel.montant and a.paye else "",
        "etat": a.etat,
        "le": formater_date(a.derniere.le),
        "qui": f"{tour.qui}, {_dire_delais(tour, au)}" if tour else "",
    }


def _dire_delais(tour: Tour, au: datetime.date) -> str:
    return f"depuis le {formater_date(tour.depuis)}, avant le {formater_echeance(tour.avant, au)}"


def _suites(s: PosteSuivi) -> list[dict[str, Any]]:
    """Who must act, since when and by when."""
    suites = [
        {
            "quoi": f"{p.part.financeur}\u00a0: appel n°\u00a0{a.appel.numero},"
            f" {formater_euros(a.appel.montant)}, {a.derniere.get_etat_display().lower()}"
            f" le {formater_date(a.derniere.le)}",
            "qui": tour.qui,
            "avant": f"{_dire_delais(tour, s.au)}\u00a0: {tour.regle}",
            "adresse": reverse("suivi_heures:appel_fonds", args=[a.appel.pk]),
            "retard": tour.avant < s.au,
        }
        for p in s.parts
        for a, tour in p.tours
    ]
    suites += [
        {
            "quoi": f"{p.part.financeur}\u00a0: {formater_euros(p.a_appeler)} à appeler",
            "qui": "Guichet",
            "avant": f"depuis le {formater_date(p.periode[1])}, avant le {formater_echeance(p.limite_appel, s.au)}",
            "adresse": reverse("suivi_heures:appel_preparer", args=[p.part.pk]),
            "retard": p.limite_appel < s.au,
        }
        for p in s.parts
        if p.periode and p.limite_appel
    ]
    return suites


def _temps(s: PosteSuivi) -> list[dict[str, Any]]:
    total = s.minutes_notees
    return [
        {
            "activite": a.label,
            "duree": ecrire_duree(s.minutes[a]),
            "part": formater_pourcent(calculer_part(s.minutes[a], total)) if total else "–",
            "barre": calculer_barre(cle=f"t-{a.value}", fait=Decimal(s.minutes[a]), tout=Decimal(max(total, 1))),
        }
        for a in Activite
    ]


def _agents(request: HttpRequest) -> list[tuple[int, str]]:
    equipe = Adhesion.objects.visibles_par(request.adhesion).actives().filter(role__in=INTERNES)  # type: ignore[attr-defined]
    return [(a.pk, a.nom_affiche) for a in equipe.order_by("nom_affiche", "pk")]


@autorise(Permission.FINANCEMENT_ECRIRE)
@une_seule_fois
def poste_nouveau(request: HttpRequest) -> HttpResponse:
    return _ecrire(request, None)


@autorise(Permission.FINANCEMENT_ECRIRE)
@un_a_la_fois
def poste_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    return _ecrire(request, lire_poste(request, pk))


def _ecrire(request: HttpRequest, instance: Poste | None) -> HttpResponse:
    agents = _agents(request)
    if instance and instance.agent_id not in dict(agents):  # who held it and left the guichet
        agents.append((instance.agent_id, instance.agent_nom))
    form = FormulairePoste(request.POST or None, instance=instance, agents=agents)
    if form.is_valid():
        try:
            garde = enregistrer_poste(
                poste=form.save(commit=False),
                par=request.adhesion,  # type: ignore[attr-defined]
                version=form.cleaned_data["version"],
            )
            messages.success(request, f"{garde.nom}\u00a0: poste enregistré.")
            form.annoncer(request)
            return redirect("suivi_heures:poste", garde.pk)
        except ModifieEntreTemps as refus:
            form.signaler_conflit(lire_poste(request, form.instance.pk), refus.version)
    pk = instance.pk if instance else None
    contexte = {
        "form": form,
        "titre": "Modifier le poste" if pk else "Nouveau poste",
        "retour": reverse("suivi_heures:poste", args=[pk]) if pk else reverse("suivi_heures:postes"),
    }
    return render(request, "suivi_heures/poste_formulaire.html", contexte, status=422 if form.is_bound else 200)
