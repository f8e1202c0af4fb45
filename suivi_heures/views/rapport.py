"""A report read on screen, from the figures frozen for its file: reviewed, published, withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from marches.models import Marche
from suivi_heures.forms.rapports import FormulaireRetrait
from suivi_heures.models import Bilan
from suivi_heures.queries.bilans import en_vigueur, est_depasse, remplacant, revisions_retirees
from suivi_heures.queries.reserves_rapports import reserves
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.figer import FiguresIllisibles, depuis_json
from suivi_heures.restitutions.joindre_donnees import FormeInconnue, ecrire_donnees, nommer_fichier
from suivi_heures.restitutions.presenter_bilan import composer_contexte
from suivi_heures.restitutions.verification_rapport import adresse_de_verification
from suivi_heures.services.remettre_bilan import remettre_bilan
from suivi_heures.services.retirer_bilan import RetraitRefuse, retirer_bilan

GABARIT = "suivi_heures/rapport.html"
FORMES = (("xlsx", "Tableur"), ("csv", "CSV"), ("json", "JSON"))


@require_safe
@autorise(Permission.RAPPORT_LIRE)
def rapport(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    """The HTML twin of the file; each reading is written in the journal. Outside, a withdrawn report says only why."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    retires = Bilan.objects.visibles_par(adhesion).filter(retire_a__isnull=False).defer("donnees")
    if not adhesion.est_interne and (retire := retires.filter(identifiant=identifiant).first()):
        contexte = {
            "version": retire,
            "periode_nom": Trimestre(retire.annee, retire.trimestre).libelle,
            "en_vigueur": en_vigueur(retire),
        }
        return render(request, "suivi_heures/rapport_retire.html", contexte)
    bilan = _chercher(request, identifiant)
    if request.method == "GET":
        journaliser(Verbe.RAPPORT_LU, bilan, par=adhesion, revision=bilan.revision, forme="écran")
    return _montrer(request, bilan, FormulaireRetrait())


@require_safe
@autorise(Permission.RAPPORT_LIRE)
def donnees(request: HttpRequest, identifiant: UUID, forme: str) -> HttpResponse:
    """The figures of the file, for a spreadsheet or a program: those attached to the PDF."""
    bilan = _chercher(request, identifiant)
    try:
        contenu, genre = ecrire_donnees(depuis_json(BilanTrimestriel, bilan.donnees), forme)
    except (FormeInconnue, FiguresIllisibles):
        raise Http404 from None
    adhesion = request.adhesion  # type: ignore[attr-defined]
    journaliser(Verbe.RAPPORT_LU, bilan, par=adhesion, revision=bilan.revision, forme=forme)
    return HttpResponse(
        contenu,
        headers={
            "Content-Type": genre,
            "Content-Disposition": f'attachment; filename="{nommer_fichier(bilan)}.{forme}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
@autorise(Permission.RAPPORT_PUBLIER)
def retirer(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    bilan = _chercher(request, identifiant)
    form = FormulaireRetrait(request.POST)
    if not form.is_valid():
        return _montrer(request, bilan, form)
    adhesion = request.adhesion  # type: ignore[attr-defined]
    try:
        retirer_bilan(bilan=bilan, motif=form.cleaned_data["motif"], detail=form.cleaned_data["detail"], par=adhesion)
    except RetraitRefuse as refus:
        messages.warning(request, str(refus))
    else:
        messages.success(
            request,
            "Le rapport est retiré\u00a0: l’acheteur lit pourquoi et ne l’ouvre plus. Son fichier reste gardé.",
        )
    return redirect("suivi_heures:rapport", identifiant)


@require_POST
@autorise(Permission.RAPPORT_PUBLIER)
def remettre(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    bilan = _chercher(request, identifiant)
    remettre_bilan(bilan=bilan, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Le rapport est de nouveau en ligne, le même à l’octet près.")
    return redirect("suivi_heures:rapport", identifiant)


def _chercher(request: HttpRequest, identifiant: UUID) -> Bilan:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    lisibles = Bilan.objects.visibles_par(adhesion).lisibles_par(adhesion)
    bilan: Bilan = get_object_or_404(
        lisibles.select_related("maitre_ouvrage", "operation", "marche"), identifiant=identifiant
    )
    return bilan


def _montrer(request: HttpRequest, bilan: Bilan, form: FormulaireRetrait) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    periode = Trimestre(bilan.annee, bilan.trimestre)
    peut_publier = a_le_droit(adhesion, Permission.RAPPORT_PUBLIER)
    contexte: dict[str, Any] = {
        "version": bilan,
        "periode_nom": periode.libelle,
        "remplacant": remplacant(bilan),
        "retirees": [] if bilan.retire_a else revisions_retirees(bilan),
        "reserve": reserves([bilan]).get(bilan.pk),
        "peut_publier": peut_publier,
        "depasse": est_depasse(bilan),
        "form": form,
        "ecran": True,
        "verification": adresse_de_verification(bilan),
        "formes": FORMES,
    }
    try:
        contexte |= composer_contexte(depuis_json(BilanTrimestriel, bilan.donnees))
    except FiguresIllisibles:  # a file of another age: its PDF speaks
        contexte["illisible"] = True
    else:
        contexte["textes"] = (
            _textes(contexte, periode, adhesion) if a_le_droit(adhesion, Permission.RAPPORT_PRODUIRE) else []
        )
    return render(request, GABARIT, contexte, status=422 if form.is_bound else 200)


def _textes(contexte: dict[str, Any], periode: Trimestre, adhesion: Any) -> list[dict[str, Any]]:
    """Who reviews sees which contracts have no text yet, and goes there."""
    fiches = {page.fiche.reference: page.fiche for page in contexte["pages"]}
    marches = Marche.objects.visibles_par(adhesion).filter(ref__in=fiches).order_by("ref").only("pk", "ref", "objet")
    return [
        {"pk": m.pk, "objet": m.objet, "ecrit": fiches[m.ref].texte is not None, "code": periode.code} for m in marches
    ]
