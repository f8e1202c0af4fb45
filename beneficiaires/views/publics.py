"""What the guichet asks for each public, from which date; how long answers and files may last."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from beneficiaires.enums import Categorie
from beneficiaires.forms.eligibilite import FormulairePublic, FormulaireReglage
from beneficiaires.models import ReferencePublic
from beneficiaires.queries.demandes import lire_reglage
from beneficiaires.queries.publics import references_au
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from beneficiaires.services.regler_personnes import regler_personnes
from beneficiaires.services.regler_public import DejaRegle, regler_public
from beneficiaires.services.retirer_public import retirer_public
from clauses_app.audit.partage import derniere_main
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.tenancy.verrou import un_a_la_fois


@autorise(Permission.GUICHET_LIRE)
def liste(request: HttpRequest) -> HttpResponse:
    """The whole staff reads them; a responsable changes them."""
    jour = timezone.localdate()
    versions = ReferencePublic.objects.visibles_par(request.adhesion).order_by("-date_effet", "code")  # type: ignore[attr-defined]
    contexte = {
        "references": references_au(jour).values(),
        "versions": [
            {"v": v, "libelle": Categorie(v.code).label, "future": v.date_effet > jour} for v in versions[:50]
        ],
        "peut_regler": a_le_droit(request.adhesion, Permission.GUICHET_REGLER),  # type: ignore[attr-defined]
    }
    return render(request, "beneficiaires/publics.html", contexte)


@autorise(Permission.GUICHET_REGLER)
@un_a_la_fois
def regler(request: HttpRequest, code: str) -> HttpResponse:
    jour = timezone.localdate()
    if code not in Categorie.values:
        raise Http404
    actuelle = references_au(jour)[code]
    champs = ("condition", "justificatif", "anciennete_mois", "admise")
    initial = {nom: getattr(actuelle, nom) for nom in champs} | {"date_effet": jour}
    form = FormulairePublic(request.POST or None, initial=initial, instance=ReferencePublic(code=code))
    form.partager(main=derniere_main(_derniere(request, code)), sauf=("date_effet",))
    if form.is_valid():
        try:
            regler_public(reference=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, f"{actuelle.libelle} : réglage enregistré.")
            form.annoncer(request)
            return redirect("beneficiaires:publics")
        except DejaRegle as refus:
            form.add_error("date_effet", str(refus))
    contexte = {
        "form": form,
        "titre": actuelle.libelle,
        "bouton": "Enregistrer cette version",
        "retour": reverse("beneficiaires:publics"),
        "aide": "Une version nouvelle s’ajoute\u202f; les décisions déjà prises ne changent pas.",
    }
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)


def _derniere(request: HttpRequest, code: str) -> ReferencePublic | None:
    versions = ReferencePublic.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    derniere: ReferencePublic | None = versions.filter(code=code).order_by("-pk").first()
    return derniere


@require_POST
@autorise(Permission.GUICHET_REGLER)
def retirer(request: HttpRequest, pk: int) -> HttpResponse:
    versions = ReferencePublic.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    retirer_public(reference=get_object_or_404(versions, pk=pk), par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Version retirée\u00a0: la précédente s’applique de nouveau.")
    return redirect("beneficiaires:publics")


@autorise(Permission.GUICHET_REGLER)
@un_a_la_fois
def reglages(request: HttpRequest) -> HttpResponse:
    actuel = lire_reglage()
    champs = ("delai_demande_jours", "conservation_mois", "version")
    form = FormulaireReglage(request.POST or None, initial={nom: getattr(actuel, nom) for nom in champs})
    form.partager(sujet=actuel, jetons={"version": actuel.version})
    if form.is_valid():
        try:
            regler_personnes(par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, "Réglages enregistrés.")
            form.annoncer(request)
            return redirect("beneficiaires:publics")
        except ModifieEntreTemps:
            form.add_error(
                None,
                f"Un autre responsable vient d’enregistrer\u00a0: réponse sous {actuel.delai_demande_jours} jours,"
                f" conservation {actuel.conservation_mois} mois. Rouvrez la page pour changer ces valeurs.",
            )
    contexte = {
        "form": form,
        "titre": "Délais des demandes et des dossiers",
        "bouton": "Enregistrer",
        "retour": reverse("beneficiaires:publics"),
    }
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)
