"""Write the clause of a consultation, keep each text, edit the models of the guichet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.partage import derniere_main
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.forms.clauses import FormulaireClause, FormulaireModeleClause
from marches.models import ModeleClause, TexteClause
from marches.queries.clauses import PROPOSE, VARIABLES, Modele, modeles_en_vigueur, remplir
from marches.queries.projets import lire_consultation
from marches.queries.ratios import reglages_en_vigueur
from marches.queries.valeurs_clause import composer_valeurs, resumer_parametres
from marches.services.ecrire_modele_clause import ModeleModifie, ecrire_modele_clause
from marches.services.rediger_clause import rediger_clause
from marches.views.projets import chercher_projet

DEPART: dict[str, Any] = {
    "frequence": "MENSUELLE",
    "delai_releve": 10,
    "delai_demande": 7,
    "toutes_categories": True,
    "delai_mise_en_demeure": 15,
}
FORMES = {"txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8"}
# values of the preview of a model, without any project
EXEMPLES = {nom: f"[{libelle.lower()}]" for nom, libelle in VARIABLES.items()}


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    """Parameters first; the text follows them, shown before it is kept."""
    projet = chercher_projet(request, pk)
    modeles = modeles_en_vigueur()
    textes = TexteClause.objects.visibles_par(request.adhesion).filter(projet=projet).order_by("-rang")  # type: ignore[attr-defined]
    dernier = textes.first()
    form = FormulaireClause(request.POST or None, modeles=modeles, initial=dernier.parametres if dernier else DEPART)
    apercu = ""
    if form.is_bound and form.is_valid():
        modele = modeles[form.cleaned_data["modele"]]
        valeurs = composer_valeurs(
            projet,
            lire_consultation(projet),
            form.parametres,
            reglages_en_vigueur(timezone.localdate()),
            facilitateur=str(request.adhesion),  # type: ignore[attr-defined]
        )
        if "garder" in request.POST:
            texte = rediger_clause(
                projet=projet,
                modele=modele,
                valeurs=valeurs,
                parametres=form.parametres,
                par=request.adhesion,  # type: ignore[attr-defined]
            )
            messages.success(request, "Texte gardé : copiez-le, imprimez-le ou téléchargez-le.")
            return redirect("marches:texte", texte.pk)
        apercu = remplir(modele.texte, valeurs)
    contexte = {"form": form, "projet": projet, "apercu": apercu, "textes": textes[:20]}
    return render(request, "marches/clause.html", contexte, status=422 if form.errors else 200)


def _texte(request: HttpRequest, pk: int) -> TexteClause:
    visibles = TexteClause.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("projet__maitre_ouvrage"), pk=pk)


@autorise(Permission.MARCHE_LIRE)
def texte(request: HttpRequest, pk: int) -> HttpResponse:
    garde = _texte(request, pk)
    contexte = {"texte": garde, "projet": garde.projet, "parametres": resumer_parametres(garde.parametres)}
    return render(request, "marches/texte_clause.html", contexte)


@autorise(Permission.MARCHE_LIRE)
def texte_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """Plain text, or a page that a word processor opens."""
    garde, forme = _texte(request, pk), request.GET.get("forme", "txt")
    if forme not in FORMES:
        raise Http404
    contenu = garde.texte if forme == "txt" else _mettre_en_page(garde)
    reponse = HttpResponse(contenu, content_type=FORMES[forme])
    nom = f"clause-{slugify(garde.projet.objet)[:60] or 'projet'}-v{garde.rang}.{forme}"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _mettre_en_page(garde: TexteClause) -> str:
    paragraphes = [bloc for bloc in garde.texte.split("\n\n") if bloc.strip()]
    return render_to_string("marches/texte_clause_fichier.html", {"texte": garde, "paragraphes": paragraphes})


@autorise(Permission.GUICHET_LIRE)
def modeles_clause(request: HttpRequest) -> HttpResponse:
    """Every model with its versions, those no longer proposed included."""
    siens: dict[str, list[ModeleClause]] = {}
    for version in ModeleClause.objects.visibles_par(request.adhesion).order_by("nom", "-rang")[:200]:  # type: ignore[attr-defined]
        siens.setdefault(version.code, []).append(version)
    peut_regler = a_le_droit(request.adhesion, Permission.GUICHET_REGLER)  # type: ignore[attr-defined]
    propose = None if PROPOSE.code in siens else PROPOSE
    contexte = {"modeles": siens.items(), "propose": propose, "peut_regler": peut_regler}
    return render(request, "marches/modeles_clause.html", contexte)


@autorise(Permission.GUICHET_REGLER)
@un_a_la_fois
def modele_ecrire(request: HttpRequest) -> HttpResponse:
    """The next version of a model (?code=), or a new one; with a preview of what it gives."""
    code = request.GET.get("code", "")[:64].replace("\x00", "")
    depart = _modele_de_depart(request, code)
    form = FormulaireModeleClause(
        request.POST or None,
        initial={"nom": depart.nom if code else "", "texte": depart.texte, "rang": depart.rang if code else 0},
    )
    if code:
        dernier = ModeleClause.objects.visibles_par(request.adhesion).filter(code=code).order_by("-rang").first()  # type: ignore[attr-defined]
        form.partager(main=derniere_main(dernier), jetons={"rang": depart.rang})
    apercu, actuelle = "", None
    if form.is_bound and form.is_valid():
        if "apercu" in request.POST:
            apercu = remplir(form.cleaned_data["texte"], EXEMPLES)
        else:
            lues = dict(form.cleaned_data)
            try:
                ecrire_modele_clause(code=code, rang_lu=lues.pop("rang"), **lues, par=request.adhesion)  # type: ignore[attr-defined]
            except ModeleModifie as refus:
                form.add_error(None, str(refus))
                actuelle = refus.actuelle
                form.data = form.data.copy()
                form.data["rang"] = refus.actuelle.rang
            else:
                messages.success(request, "Version gardée. Les textes déjà remis ne changent pas.")
                form.annoncer(request)
                return redirect("marches:modeles_clause")
    contexte = {
        "form": form,
        "variables": VARIABLES.items(),
        "apercu": apercu,
        "actuelle": actuelle,
        "nouveau": not code,
    }
    return render(request, "marches/modele_clause.html", contexte, status=422 if form.errors else 200)


def _modele_de_depart(request: HttpRequest, code: str) -> Modele:
    """The last version of this model, withdrawn or not; the proposed text otherwise."""
    versions = ModeleClause.objects.visibles_par(request.adhesion).filter(code=code)  # type: ignore[attr-defined]
    derniere = versions.order_by("-rang").first()
    if derniere is not None:
        return Modele(derniere.code, derniere.nom, derniere.rang, derniere.texte)
    if code not in {"", PROPOSE.code}:
        raise Http404
    return PROPOSE
