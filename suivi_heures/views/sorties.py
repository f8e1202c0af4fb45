"""Outputs of a closed year: choose, produce, read on screen, take away as a workbook, CSV or PDF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date, formater_date_heure, formater_nombre
from clauses_app.interface.lectures import lire_cle
from clauses_app.pdf import rendre_pdf
from clauses_app.tenancy.tri import par_nom
from marches.models import MaitreOuvrage
from suivi_heures.enums import GenreSortie
from suivi_heures.forms.restitutions import FormulaireFinancement, FormulaireSortie
from suivi_heures.models import Cloture, Financement, PartPoste, Restitution
from suivi_heures.queries.clotures import cloture_du, trimestre_de
from suivi_heures.queries.postes import mesurer_part
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.exporter import Tableau, ecrire_classeur, ecrire_csv
from suivi_heures.restitutions.figer import depuis_json, empreinte, en_json
from suivi_heures.restitutions.sorties.chiffres import COLONNES, Sortie, en_lignes
from suivi_heures.restitutions.sorties.produire import rassembler_sortie
from suivi_heures.services.enregistrer_restitution import enregistrer_restitution
from suivi_heures.services.inscrire_financement import PartsExcessives, inscrire_financement
from suivi_heures.services.retirer_financement import retirer_financement
from suivi_heures.views.depot_releve import TYPES, joindre

PAR_PAGE = 25
GABARIT = "suivi_heures/sorties.html"
GABARIT_PDF = "suivi_heures/pdf/sortie.html"
DESTINATAIRES = {
    GenreSortie.ANNUEL: "Acheteurs, élus, financeurs\u00a0: marchés, heures, personnes et suites de l’année.",
    GenreSortie.NATIONAL: "Alliance Villes Emploi\u00a0: ses indicateurs, chacun avec sa définition et sa couverture.",
    GenreSortie.ANRU: "Opérations de renouvellement urbain\u00a0: heures et habitants des quartiers.",
    GenreSortie.FINANCEURS: "Chaque convention\u00a0: heures, personnes et suites de ce qu’elle finance.",
    GenreSortie.REGIONAL: "Observatoire régional\u00a0: sommes seules, ni nom, ni marché, ni entreprise.",
}


@require_GET
@autorise(Permission.RAPPORT_PRODUIRE)
def sorties(request: HttpRequest) -> HttpResponse:
    return render(request, GABARIT, _contexte(request))


@require_POST
@autorise(Permission.RAPPORT_PRODUIRE)
def produire(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    form = FormulaireSortie(request.POST, clos=_clos(request))
    if not form.is_valid():
        return render(request, GABARIT, _contexte(request) | {"form": form}, status=422)
    trimestre, genre = Trimestre.lire(form.cleaned_data["trimestre"]), GenreSortie(form.cleaned_data["genre"])
    cloture = cloture_du(trimestre)
    if cloture is None:  # reopened meanwhile
        raise Http404
    sortie, resultat = rassembler_sortie(genre=genre, cloture=cloture)
    restitution = enregistrer_restitution(
        genre=genre,
        trimestre=trimestre,
        donnees=en_json(sortie),
        publies=[un.en_json() for un in resultat.publies],
        empreinte=empreinte(sortie),
        par=adhesion,
    )
    return redirect("suivi_heures:sortie", identifiant=restitution.identifiant)


@require_GET
@autorise(Permission.RAPPORT_PRODUIRE)
def sortie(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    restitution, lue = _lire(request, identifiant)
    contexte = {
        "sortie": lue,
        "rubriques": lue.rubriques(),
        "restitution": restitution,
        "produite": formater_date_heure(restitution.produite_a),
    }
    return render(request, "suivi_heures/sortie.html", contexte)


@require_GET
@autorise(Permission.RAPPORT_PRODUIRE)
def fichier(request: HttpRequest, identifiant: UUID, forme: str) -> HttpResponse:
    """The frozen figures, whatever the form: what the screen says, the file says."""
    if forme not in ("xlsx", "csv", "pdf"):
        raise Http404
    adhesion = request.adhesion  # type: ignore[attr-defined]
    restitution, lue = _lire(request, identifiant)
    journaliser(Verbe.RESTITUTION_LUE, restitution, par=adhesion, revision=restitution.revision, forme=forme)
    revision = f"-rev{restitution.revision}" if restitution.revision else ""
    nom = f"{restitution.genre.lower()}-{restitution.annee}-T{restitution.trimestre}{revision}.{forme}"
    if forme == "pdf":
        contexte = {"sortie": lue, "rubriques": lue.rubriques(), "restitution": restitution}
        return joindre(rendre_pdf(GABARIT_PDF, contexte, titre=lue.titre), nom, "application/pdf")
    entete = [f"Guichet\u00a0: {lue.guichet}", *lue.avis, *(f"Manque\u00a0: {manque}" for manque in lue.manques)]
    tableau = Tableau(restitution.get_genre_display(), COLONNES, en_lignes(lue.chiffres), entete)
    return joindre(ecrire_csv(tableau) if forme == "csv" else ecrire_classeur(tableau), nom, TYPES[forme])


@require_http_methods(["GET", "POST"])
@autorise(Permission.RAPPORT_PRODUIRE)
@une_seule_fois
def financements(request: HttpRequest) -> HttpResponse:
    """Who pays for the follow-up; a convention is added or taken back, never rewritten."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    acheteurs = MaitreOuvrage.objects.visibles_par(adhesion).order_by(*par_nom("nom"))
    initial = {"annee_debut": timezone.localdate().year} | _reprendre_part(request)
    form = FormulaireFinancement(request.POST or None, acheteurs=acheteurs, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _inscrire(request, form):
            return redirect("suivi_heures:financements")
    visibles = Financement.objects.visibles_par(adhesion).filter(retire_a=None).select_related("maitre_ouvrage")
    contexte = {"form": form, "financements": [_decrire_financement(f) for f in visibles.order_by("nom", "pk")]}
    return render(request, "suivi_heures/financements.html", contexte, status=status)


def _reprendre_part(request: HttpRequest) -> dict[str, Any]:
    """What a share written on a post already says."""
    cle = lire_cle(request.GET.get("part", ""))
    parts = PartPoste.objects.visibles_par(request.adhesion).tenus().select_related("poste")  # type: ignore[attr-defined]
    part = parts.filter(pk=cle).first() if cle is not None else None
    if part is None or not a_le_droit(request.adhesion, Permission.FINANCEMENT_LIRE):  # type: ignore[attr-defined]
        return {}
    return {
        "nom": part.financeur,
        "type_financeur": part.type,
        "part_pct": mesurer_part(part, part.poste.cout)[0],
        "annee_debut": part.poste.date_debut.year,
        "annee_fin": part.poste.date_fin.year,
    }


@require_POST
@autorise(Permission.RAPPORT_PRODUIRE)
def retirer(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    financement = get_object_or_404(Financement.objects.visibles_par(adhesion), pk=pk)
    retirer_financement(financement=financement, par=adhesion)
    messages.success(request, f"La convention de {financement} est retirée\u00a0: les documents produits la gardent.")
    return redirect("suivi_heures:financements")


def _inscrire(request: HttpRequest, form: FormulaireFinancement) -> bool:
    lu = form.cleaned_data
    try:
        inscrire_financement(
            nom=lu["nom"],
            type_financeur=lu["type_financeur"],
            part_pct=lu["part_pct"],
            annee_debut=lu["annee_debut"],
            annee_fin=lu["annee_fin"],
            maitre_ouvrage=lu["acheteur"],
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    except PartsExcessives as trop:
        form.add_error("part_pct", str(trop))
        return False
    messages.success(request, f"La convention de {lu['nom']} est inscrite.")
    return True


def _decrire_financement(f: Financement) -> dict[str, Any]:
    fin = f"de {f.annee_debut} à {f.annee_fin}" if f.annee_fin else f"depuis {f.annee_debut}"
    return {
        "pk": f.pk,
        "cle": str(f.pk),
        "nom": f.nom,
        "type": f.get_type_display(),
        "part": f"{formater_nombre(f.part_pct)}\u202f%",
        "sur": f"marchés de {f.maitre_ouvrage}" if f.maitre_ouvrage else "tous les marchés",
        "quand": fin,
        "par": f.inscrit_par,
    }


def _clos(request: HttpRequest) -> list[Trimestre]:
    visibles = Cloture.objects.visibles_par(request.adhesion).en_vigueur()  # type: ignore[attr-defined]
    return sorted((trimestre_de(une) for une in visibles), reverse=True)


def _lire(request: HttpRequest, identifiant: UUID) -> tuple[Restitution, Sortie]:
    visibles = Restitution.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    restitution = get_object_or_404(visibles.defer("publies"), identifiant=identifiant)
    return restitution, depuis_json(Sortie, restitution.donnees)


def _contexte(request: HttpRequest) -> dict[str, Any]:
    clos = _clos(request)
    visibles = Restitution.objects.visibles_par(request.adhesion).defer("publies", "donnees")  # type: ignore[attr-defined]
    page = Paginator(visibles.order_by("-annee", "-trimestre", "genre", "-revision"), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    return {
        "form": FormulaireSortie(clos=clos, initial={"trimestre": clos[0].code} if clos else {}),
        "clos": clos,
        "participants_fse": request.adhesion.guichet.participants_fse,  # type: ignore[attr-defined]
        "page": page,
        "documents": [(genre.label, DESTINATAIRES[genre]) for genre in GenreSortie],
        "produites": [
            {
                "identifiant": r.identifiant,
                "nom": r.get_genre_display(),
                "periode": f"{r.annee}, jusqu’au {formater_date(Trimestre(r.annee, r.trimestre).fin)}",
                "revision": f"révision {r.revision}" if r.revision else "",
                "produite": formater_date_heure(r.produite_a),
                "par": r.produite_par,
            }
            for r in page
        ],
    }
