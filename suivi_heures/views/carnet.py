"""The thread of a contract, a company or a person: what happened, notes, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beneficiaires.models import Beneficiaire
from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.partage import Main
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date, formater_date_heure, formater_octets
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Entreprise, Marche
from suivi_heures.forms.carnet import FormulaireDocument, FormulaireNote
from suivi_heures.models import Document, Note, RendezVous
from suivi_heures.queries.chronologie import FILS, raconter
from suivi_heures.services.corriger_note import DELAI, NoteFermee, corriger_note
from suivi_heures.services.ecrire_note import ecrire_note
from suivi_heures.services.effacer_documents import DELAI as DELAI_EFFACEMENT
from suivi_heures.views.lignes_carnet import GENRES, decrire

PAR_PAGE = 25
PAGES_MAX = 4_000
GABARIT = "suivi_heures/carnet.html"


@dataclass(frozen=True)
class Sujet:
    """`code`: name of the model, of its link and of its thread."""

    code: str
    modele: Any
    liste: tuple[str, str]
    fiche: str


SUJETS = {
    "marche": Sujet("marche", Marche, ("Marchés", "suivi_heures:marches"), "suivi_heures:marche"),
    "entreprise": Sujet("entreprise", Entreprise, ("Entreprises", "marches:entreprises"), "marches:entreprise"),
    "beneficiaire": Sujet(
        "beneficiaire", Beneficiaire, ("Bénéficiaires", "beneficiaires:liste"), "beneficiaires:fiche"
    ),
}


def _chercher(request: HttpRequest, code: str, pk: int) -> Any:
    return get_object_or_404(SUJETS[code].modele.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


def montrer_carnet(
    request: HttpRequest, code: str, objet: Any, *, note: Any = None, document: Any = None
) -> HttpResponse:
    """`note`, `document`: a form refused, which keeps what was typed."""
    sujet, genre = SUJETS[code], request.GET.get("genre", "")
    numero = min(max(lire_cle(request.GET.get("page", "1")) or 1, 1), PAGES_MAX)
    faits, total = raconter(code, objet.pk, genre=genre, limite=PAR_PAGE, depuis=(numero - 1) * PAR_PAGE)
    page = Paginator(range(total), PAR_PAGE).get_page(numero)
    if not faits and page.number != numero:
        faits, total = raconter(code, objet.pk, genre=genre, limite=PAR_PAGE, depuis=(page.number - 1) * PAR_PAGE)
        page = Paginator(range(total), PAR_PAGE).get_page(page.number)
    adhesion = request.adhesion  # type: ignore[attr-defined]
    contexte: dict[str, Any] = {
        "sujet": sujet,
        "objet": objet,
        code: objet,
        "nom": str(objet),
        "retour": reverse(sujet.fiche, args=[objet.pk]),
        "liste": (sujet.liste[0], reverse(sujet.liste[1])),
        "faits": [decrire(fait, adhesion.pk) for fait in faits],
        "page": page,
        "genres": [(g, GENRES[g][0]) for g in FILS[code]],
        "genre": genre,
        "note": note or FormulaireNote(auto_id="note-%s"),
        "noter": reverse(f"suivi_heures:noter_{code}", args=[objet.pk]),
        "a_documents": code != "beneficiaire",
    }
    if contexte["a_documents"]:
        contexte |= _documents(request, code, objet, document)
    refuse = note is not None or document is not None
    return render(request, GABARIT, contexte, status=422 if refuse else 200)


def _documents(request: HttpRequest, code: str, objet: Any, formulaire: Any) -> dict[str, Any]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    lien = {code: objet}
    documents = Document.objects.visibles_par(adhesion).filter(**lien).order_by("nom", "-version")[:100]
    a_venir = RendezVous.objects.visibles_par(adhesion).maintenus().filter(jour__gte=timezone.localdate(), **lien)
    return {
        "document": formulaire or FormulaireDocument(auto_id="document-%s"),
        "verser": reverse(f"suivi_heures:verser_{code}", args=[objet.pk]),
        "documents": [
            {
                "pk": d.pk,
                "nom": d.nom,
                "version": d.version,
                "taille": formater_octets(d.octets),
                "suite": _raconter_document(d),
                "retire": d.retire_a is not None,
                "efface": d.efface_a is not None,
            }
            for d in documents
        ],
        "a_venir": a_venir.order_by("jour", "heure")[:5],
        "prendre": f"{reverse('suivi_heures:rendez_vous_nouveau')}?{code}={objet.pk}",
    }


def _raconter_document(d: Document) -> str:
    if d.retire_a is None:
        return f"{d.par_nom}, {formater_date_heure(d.depose_a)}"
    retrait = f"Retiré par {d.retire_par} le {formater_date(d.retire_a)}"
    if d.efface_a is not None:
        return f"{retrait}, contenu effacé le {formater_date(d.efface_a)}. Empreinte {d.empreinte[:16]}"
    return f"{retrait}, effacé pour de bon le {formater_date(d.retire_a + DELAI_EFFACEMENT)}"


@autorise(Permission.MARCHE_LIRE)
@require_safe
def carnet_marche(request: HttpRequest, pk: int) -> HttpResponse:
    return montrer_carnet(request, "marche", _chercher(request, "marche", pk))


@autorise(Permission.ENTREPRISE_LIRE)
@require_safe
def carnet_entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    return montrer_carnet(request, "entreprise", _chercher(request, "entreprise", pk))


@autorise(Permission.BENEFICIAIRE_LIRE)
@require_safe
def carnet_beneficiaire(request: HttpRequest, pk: int) -> HttpResponse:
    return montrer_carnet(request, "beneficiaire", _chercher(request, "beneficiaire", pk))


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def noter_marche(request: HttpRequest, pk: int) -> HttpResponse:
    return _noter(request, "marche", pk)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def noter_entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    return _noter(request, "entreprise", pk)


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def noter_beneficiaire(request: HttpRequest, pk: int) -> HttpResponse:
    return _noter(request, "beneficiaire", pk)


def _noter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    objet = _chercher(request, code, pk)
    formulaire = FormulaireNote(request.POST, auto_id="note-%s")
    if not formulaire.is_valid():
        return montrer_carnet(request, code, objet, note=formulaire)
    ecrire_note(sujet=objet, texte=formulaire.cleaned_data["texte"], par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Note ajoutée. Vous pouvez la corriger pendant un jour.")
    return redirect(f"suivi_heures:carnet_{code}", pk)


@autorise(Permission.TABLEAU_LIRE)
@un_a_la_fois
def note_corriger(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, for a day."""
    notes = Note.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    note = get_object_or_404(notes.filter(par_id=request.adhesion.pk), pk=pk)  # type: ignore[attr-defined]
    code = next(nom for nom in SUJETS if getattr(note, f"{nom}_id"))
    formulaire = FormulaireNote(request.POST or None, initial={"texte": note.texte})
    formulaire.partager(main=Main(note.par_nom, note.modifiee_a or note.ecrite_a))  # oneself, in another window
    if formulaire.is_valid():
        try:
            corriger_note(
                note=note,
                sujet=getattr(note, code),
                texte=formulaire.cleaned_data["texte"],
                par=request.adhesion,  # type: ignore[attr-defined]
            )
        except NoteFermee as fermee:
            formulaire.add_error(None, str(fermee))
        else:
            messages.success(request, "Note corrigée.")
            return redirect(f"suivi_heures:carnet_{code}", getattr(note, f"{code}_id"))
    contexte = {
        "form": formulaire,
        "titre": "Corriger ma note",
        "bouton": "Enregistrer",
        "retour": reverse(f"suivi_heures:carnet_{code}", args=[getattr(note, f"{code}_id")]),
        "fermee": timezone.now() - note.ecrite_a > DELAI,
    }
    return render(request, "marches/formulaire.html", contexte, status=422 if formulaire.is_bound else 200)
