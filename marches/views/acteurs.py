"""Companies, insertion structures, buyers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.sans_nir import NIR_REFUSE
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.imports.nir import contient_nir
from clauses_app.interface.ouvertures import ouvre_sur_sa_vue
from clauses_app.tenancy.tri import par_nom, plier
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.enums import TypeStructure
from marches.forms import FormulaireEntreprise, FormulaireMaitreOuvrage
from marches.models import Attribution, Entreprise, MaitreOuvrage, NoteEntreprise
from marches.queries.annuaire import retrouver_structures
from marches.services.enregistrer_entreprise import enregistrer_entreprise
from marches.views.annuaire import decrire_structures

PAR_PAGE = 50


def choisir_entreprises(adhesion: Any, recherche: str, genre: str) -> Any:
    """What the list shows, in its order; its export reads the same."""
    liste = Entreprise.objects.visibles_par(adhesion).order_by("tri", "pk")
    for mot in plier(recherche).split()[:8]:
        liste = liste.filter(recherche__contains=mot)
    if genre == "ENTREPRISE":
        return liste.ordinaires()
    return liste.filter(type_structure=genre) if genre in TypeStructure.values else liste


@autorise(Permission.ENTREPRISE_LIRE)
@ouvre_sur_sa_vue
def entreprises(request: HttpRequest) -> HttpResponse:
    recherche, genre = request.GET.get("q", "").strip(), request.GET.get("type", "")
    liste = choisir_entreprises(request.adhesion, recherche, genre)  # type: ignore[attr-defined]
    page = Paginator(liste, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "q": recherche, "type": genre, "types": TypeStructure.choices}
    contexte["acheteurs"] = MaitreOuvrage.objects.visibles_par(request.adhesion).order_by(*par_nom("nom"))  # type: ignore[attr-defined]
    return render(request, "marches/entreprises.html", contexte)


@autorise(Permission.ENTREPRISE_LIRE)
def entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(Entreprise.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    return _montrer(request, objet)


def _montrer(request: HttpRequest, objet: Entreprise, *, note: str = "", faute: str = "") -> HttpResponse:
    """`note`: refused, and kept as it was typed."""
    attributions = (
        Attribution.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
        .filter(entreprise=objet)
        .tenues()
        .select_related("lot", "marche", "maitre_ouvrage")
        .order_by("-marche__date_debut", "lot__ref")
    )
    notes = NoteEntreprise.objects.visibles_par(request.adhesion).filter(entreprise=objet)  # type: ignore[attr-defined]
    contexte = {"entreprise": objet, "attributions": attributions, "notes": notes.order_by("-ecrite_a")}
    structure = retrouver_structures([objet]).get(objet.pk)
    if structure is not None:
        contexte |= {"annuaire": decrire_structures([structure], le=timezone.localdate())[0]}
    contexte |= {"note": note, "faute_note": faute}
    return render(request, "marches/entreprise.html", contexte, status=422 if faute else 200)


@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def noter(request: HttpRequest, pk: int) -> HttpResponse:
    """An internal note: external users have no right on its table."""
    objet = get_object_or_404(Entreprise.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    texte = request.POST.get("texte", "").strip()[:500]
    if contient_nir(texte):
        return _montrer(request, objet, note=texte, faute=NIR_REFUSE)
    if request.method == "POST" and texte:
        NoteEntreprise(entreprise=objet, texte=texte, par_nom=str(request.adhesion)).save()  # type: ignore[attr-defined]
        messages.success(request, "Note ajoutée. Elle reste interne au guichet.")
    elif request.method == "POST":
        messages.error(request, "La note est vide : écrivez un fait, puis ajoutez-la.")
    return redirect("marches:entreprise", pk)


def _ecrire(request: HttpRequest, form: Any, titre: str, retour: str) -> HttpResponse:
    if form.is_valid():
        objet = enregistrer_entreprise(objet=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"« {objet} » est enregistré.")
        form.annoncer(request)
        return redirect("marches:entreprise", objet.pk) if isinstance(objet, Entreprise) else redirect(retour)
    contexte = {"form": form, "titre": titre, "bouton": "Enregistrer", "retour": retour, "parent": "Entreprises"}
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def entreprise_nouvelle(request: HttpRequest) -> HttpResponse:
    form = FormulaireEntreprise(request.POST or None)
    return _ecrire(request, form, "Nouvelle entreprise ou structure", reverse("marches:entreprises"))


@autorise(Permission.ENTREPRISE_ECRIRE)
@un_a_la_fois
def entreprise_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(Entreprise.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    form = FormulaireEntreprise(request.POST or None, instance=objet)
    return _ecrire(request, form, f"Modifier {objet}", reverse("marches:entreprise", args=[pk]))


@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def acheteur_nouveau(request: HttpRequest) -> HttpResponse:
    return _ecrire(
        request, FormulaireMaitreOuvrage(request.POST or None), "Nouvel acheteur", reverse("marches:entreprises")
    )


@autorise(Permission.ENTREPRISE_ECRIRE)
@un_a_la_fois
def acheteur_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(MaitreOuvrage.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    form = FormulaireMaitreOuvrage(request.POST or None, instance=objet)
    return _ecrire(request, form, f"Modifier {objet}", reverse("marches:entreprises"))
