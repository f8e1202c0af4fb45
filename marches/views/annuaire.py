"""The directory of structures: search by trade and distance, one's page, agreements, the file that loads it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.imports.tableur import lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from clauses_app.interface.formats import accorder, formater_date, formater_nombre
from clauses_app.interface.lectures import lire_cle, lire_date
from marches.enums import TypeStructure
from marches.forms.annuaire import FormulaireAgrement, FormulaireAnnuaire
from marches.imports.annuaire import AnnuaireIllisible, AnnuaireLu, lire_annuaire
from marches.models import Agrement, StructureAnnuaire
from marches.queries.annuaire import (
    PLACENT,
    EtatAgrement,
    Lieu,
    chercher_structures,
    situer,
    situer_agrements,
    trouver_entreprise,
)
from marches.services.charger_annuaire import BilanAnnuaire, charger_annuaire
from marches.services.noter_agrement import AgrementRefuse, noter_agrement
from marches.services.retirer_agrement import retirer_agrement
from marches.services.suivre_structure import suivre_structure
from marches.views.carte_annuaire import dessiner_annuaire

PAR_PAGE = 25
RAYONS = (10, 20, 30, 50, 100)
DITS = {
    "ACTIF": ("valide", "Conventionnée"),
    "ECHU": ("expire", "Convention échue"),
    "A_VENIR": ("a_lancer", "Convention à venir"),
    "INCONNU": ("a_verifier", "Convention à vérifier"),
}
# these need no agreement of the State to place or employ people in a clause
SANS_AGREMENT = frozenset({TypeStructure.ETT, TypeStructure.GEIQ, TypeStructure.ESAT, TypeStructure.REGIE})


def dire_agrement(
    structure: StructureAnnuaire, etat: EtatAgrement, *, le: datetime.date, jour_dit: str = ""
) -> dict[str, str]:
    """The state, and the fact that says so. One that runs today is never told as over: it ends before the day asked,
    that `jour_dit` names."""
    if structure.type in SANS_AGREMENT and etat.agrement is None:
        return {"code": "sans_objet", "libelle": "Sans convention", "detail": ""}
    code, libelle = DITS[etat.code]
    a = etat.agrement
    detail = ""
    if a is not None and a.fin is not None and etat.code == "ECHU" and a.fin >= timezone.localdate():
        jour = formater_date(le)
        avant = f"{jour_dit}, le {jour}" if jour_dit else f"le {jour}"
        numero = f"{a.numero}, " if a.numero else ""
        code, libelle = "a_surveiller", "Convention en cours"
        detail = f"{numero}finit le {formater_date(a.fin)}, avant {avant}"
    elif a is not None:
        jusque = f" au {formater_date(a.fin)}" if a.fin else ", sans fin dite"
        detail = f"{a.numero + ', ' if a.numero else ''}du {formater_date(a.debut)}{jusque}"
    return {"code": code, "libelle": libelle, "detail": detail}


def decrire_structures(
    structures: list[StructureAnnuaire], *, le: datetime.date, jour_dit: str = ""
) -> list[dict[str, Any]]:
    etats = situer_agrements(structures, le=le)
    return [
        {
            "s": s,
            "type": s.get_type_display(),
            "place": s.type in PLACENT,
            "lieu": " ".join(mot for mot in (s.code_postal, s.commune) if mot),
            "distance": dire_distance(getattr(s, "distance", None)),
            "agrement": dire_agrement(s, etats[s.pk], le=le, jour_dit=jour_dit),
        }
        for s in structures
    ]


def dire_distance(km: Any) -> str:
    return "" if km is None else f"{formater_nombre(Decimal(km).quantize(Decimal(1)))}\u00a0km"


def _jour(texte: str) -> datetime.date:
    try:
        return lire_date(texte)
    except ValueError:
        return timezone.localdate()


@require_safe
@autorise(Permission.ENTREPRISE_LIRE)
def annuaire(request: HttpRequest) -> HttpResponse:
    lus = {nom: request.GET.get(nom, "").strip()[:80] for nom in ("q", "type", "rome", "autour", "le")}
    lieu, rayon = situer(lus["autour"]), lire_cle(request.GET.get("rayon", ""))
    le = _jour(lus["le"])
    toutes = StructureAnnuaire.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    choisies = chercher_structures(
        toutes,
        texte=lus["q"],
        sorte=lus["type"],
        rome=lus["rome"],
        lieu=lieu,
        rayon=rayon if rayon in RAYONS else None,
    )
    page = Paginator(choisies, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        **lus,
        **dessiner_annuaire(choisies, lieu=lieu, page=page),
        "page": page,
        "rangs": decrire_structures(list(page.object_list), le=le),
        "le_jour": formater_date(le),
        "rayon": rayon,
        "rayons": RAYONS,
        "types": TypeStructure.choices,
        "lieu": _dire_lieu(lieu, lus["autour"]),
        "peut_ecrire": a_le_droit(request.adhesion, Permission.ENTREPRISE_ECRIRE),  # type: ignore[attr-defined]
        "vide": not page.paginator.count and not toutes.exists(),
    }
    return render(request, "marches/annuaire.html", contexte)


def _dire_lieu(lieu: Lieu | None, demande: str) -> str:
    if lieu is not None:
        connues = accorder(lieu.combien, "structure connue", "structures connues")
        return f"Distances à vol d’oiseau, depuis le milieu de {connues} à {lieu.nom}."
    return f"L’annuaire ne connaît aucune structure à «\u00a0{demande}\u00a0»\u00a0: sans distance." if demande else ""


def _lire(request: HttpRequest, pk: int) -> StructureAnnuaire:
    return get_object_or_404(StructureAnnuaire.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@require_safe
@autorise(Permission.ENTREPRISE_LIRE)
def annuaire_structure(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "marches/annuaire_structure.html", _contexte(request, _lire(request, pk)))


def _contexte(request: HttpRequest, structure: StructureAnnuaire, form: Any = None) -> dict[str, Any]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    agrements = Agrement.objects.visibles_par(adhesion).filter(structure=structure).order_by("-debut", "-pk")
    return {
        **decrire_structures([structure], le=timezone.localdate())[0],
        "agrements": agrements,
        "entreprise": trouver_entreprise(structure),
        "form": form or FormulaireAgrement(),
        "peut_ecrire": a_le_droit(adhesion, Permission.ENTREPRISE_ECRIRE),
    }


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def structure_suivre(request: HttpRequest, pk: int) -> HttpResponse:
    entreprise = suivre_structure(structure=_lire(request, pk), par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, f"{entreprise}\u00a0: dans vos entreprises et structures.")
    return redirect("marches:entreprise", entreprise.pk)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def agrement_noter(request: HttpRequest, pk: int) -> HttpResponse:
    structure = _lire(request, pk)
    form = FormulaireAgrement(request.POST, instance=Agrement(structure=structure))
    if form.is_valid():
        try:
            noter_agrement(agrement=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, "Conventionnement noté.")
            return redirect("marches:annuaire_structure", pk)
        except AgrementRefuse as refus:
            form.add_error("debut", str(refus))
    return render(request, "marches/annuaire_structure.html", _contexte(request, structure, form), status=422)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def agrement_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    agrement = get_object_or_404(Agrement.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    retire = agrement.retire_a is None
    try:
        retirer_agrement(agrement=agrement, retire=retire, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"Conventionnement {'retiré' if retire else 'rétabli'}.")
    except AgrementRefuse as refus:
        messages.error(request, str(refus))
    return redirect("marches:annuaire_structure", agrement.structure_id)


@autorise(Permission.ENTREPRISE_ECRIRE)
def annuaire_charger(request: HttpRequest) -> HttpResponse:
    form = FormulaireAnnuaire(request.POST or None, request.FILES or None)
    contexte: dict[str, Any] = {"form": form}
    if form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            lu = lire_annuaire(lire_tableur(fichier.read(), fichier.name or ""))
            bilan = charger_annuaire(lu=lu, source=form.cleaned_data["source"], par=request.adhesion)  # type: ignore[attr-defined]
            return render(request, "marches/annuaire_charger.html", contexte | _dire_bilan(lu, bilan))
        except (FichierIllisible, AnnuaireIllisible) as refus:
            form.add_error("fichier", str(refus))
    return render(request, "marches/annuaire_charger.html", contexte, status=422 if form.is_bound else 200)


def _dire_bilan(lu: AnnuaireLu, bilan: BilanAnnuaire) -> dict[str, Any]:
    return {
        "indicateurs": [
            {"libelle": "Ajoutées", "valeur": formater_nombre(bilan.creees), "note": accorder(lu.lignes, "ligne lue")},
            {
                "libelle": "Mises à jour",
                "valeur": formater_nombre(bilan.mises_a_jour),
                "note": accorder(lu.doublons, "ligne en double", "lignes en double"),
            },
            {
                "libelle": "Conventionnements",
                "valeur": formater_nombre(bilan.agrements),
                "note": f"{formater_nombre(lu.sans_point)} sans coordonnées, hors des distances",
            },
        ],
        "ecartees": lu.refus[:50],
        "nombre_ecartees": len(lu.refus),
        "remarques": lu.remarques[:50],
        "nombre_remarques": len(lu.remarques),
    }
