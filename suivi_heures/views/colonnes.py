"""Step 2 of an import: what each column holds, the effect of another choice, what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_heures, formater_mois
from suivi_heures.forms.colonnes import FormulaireColonnes
from suivi_heures.imports.releve.mesurer_effet import EffetColonnes
from suivi_heures.imports.releve.resultat import ColonneLue, MiseEnPage, Reconnue, ReleveCompris
from suivi_heures.imports.releve.roles import Role
from suivi_heures.models import LienDepot, ReleveHeures
from suivi_heures.queries.colonnes_modifiables import motif_de_refus, rejoues_ensuite
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.recus_depot import lire_recu
from suivi_heures.services.changer_colonnes import changer_colonnes
from suivi_heures.services.essayer_colonnes import essayer_colonnes
from suivi_heures.services.lire_colonnes import lire_colonnes
from suivi_heures.views.depot_releve import entreprise_de
from suivi_heures.views.espace_entreprise import releves_de
from suivi_heures.views.lignes_releve import etapes_de
from suivi_heures.views.par_lien import par_lien
from suivi_heures.views.releves import chercher_releve

GABARIT = "suivi_heures/colonnes.html"
DIFFERENCES = 12
RECONNUES, EVIDENTES = {Reconnue.TITRE, Reconnue.DITE}, {"titre inconnu", "jamais comptée"}
FAIT_DE_PERSONNE = {str(role) for role in (Role.NOM_COMPLET, Role.NOM, Role.PRENOM, Role.NAISSANCE, Role.AUTRE_NOM)}


@dataclass(frozen=True, slots=True)
class Porte:
    """The same screen for the guichet, the company, or who holds its personal link: the last shows no name."""

    du_guichet: bool
    adresse: str
    retour: str
    role: Callable[[], AbstractContextManager[None]]
    par: Any
    gabarit: str
    sans_nom: bool = False


@require_http_methods(["GET", "POST"])
@autorise(Permission.RELEVE_VALIDER)
def colonnes(request: HttpRequest, pk: int) -> HttpResponse:
    releve = chercher_releve(request, pk)
    porte = Porte(
        du_guichet=True,
        adresse=reverse("suivi_heures:releve_colonnes", args=[pk]),
        retour=reverse("suivi_heures:releve", args=[pk]),
        role=nullcontext,
        par=request.adhesion,  # type: ignore[attr-defined]
        gabarit="base.html",
    )
    return _servir(request, porte, releve)


@require_http_methods(["GET", "POST"])
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_colonnes(request: HttpRequest, pk: int) -> HttpResponse:
    releve = get_object_or_404(releves_de(request, entreprise_de(request)).select_related("entreprise"), pk=pk)
    porte = Porte(
        du_guichet=False,
        adresse=reverse("suivi_heures:portail_colonnes", args=[pk]),
        retour=reverse("suivi_heures:portail_releve", args=[pk]),
        role=comme_interne,
        par=request.adhesion,  # type: ignore[attr-defined]
        gabarit="base_portail.html",
    )
    return _servir(request, porte, releve)


@par_lien
@require_http_methods(["GET", "POST"])
def lien_colonnes(request: HttpRequest, lien: LienDepot, code: str) -> HttpResponse:
    """The timesheet is named by its signed receipt: a link knows no number."""
    lu = lire_recu(code)
    siens = ReleveHeures.objects.visibles_par(request.deposant)  # type: ignore[attr-defined]
    siens = siens.filter(entreprise=lien.entreprise_id).select_related("entreprise")
    releve = siens.filter(pk=lu.releve_id).first() if lu and lu.guichet_id == lien.guichet_id else None
    if releve is None:
        return redirect("suivi_heures:lien_espace")
    porte = Porte(
        du_guichet=False,
        adresse=reverse("suivi_heures:lien_colonnes", args=[code]),
        retour=reverse("suivi_heures:lien_recu", args=[code]),
        role=comme_interne,
        par=request.deposant,  # type: ignore[attr-defined]
        gabarit="base_portail.html",
        sans_nom=True,
    )
    reponse = _servir(request, porte, releve)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _servir(request: HttpRequest, porte: Porte, releve: ReleveHeures) -> HttpResponse:
    """Obtained under the role of whoever asks; read and written as the guichet's."""
    with porte.role():
        lu, mises = lire_colonnes(releve=releve)
        if request.method == "GET":
            formulaire = FormulaireColonnes(mises=mises, initial={"base": _dites_le(releve)})
            return _montrer(request, porte, releve, lu, formulaire)
        formulaire = FormulaireColonnes(request.POST, mises=mises)
        essai = "essayer" in request.POST or getattr(request, "htmx", False)
        if essai or not mises or not formulaire.is_valid():
            return _essayer(request, porte, releve, lu, formulaire)
        if formulaire.cleaned_data["base"] != _dites_le(releve):
            _prevenir(formulaire, releve)
            return _montrer(request, porte, releve, lu, formulaire, status=422)
        return _garder(request, porte, releve, formulaire)


def _essayer(
    request: HttpRequest, porte: Porte, releve: ReleveHeures, lu: ReleveCompris, formulaire: FormulaireColonnes
) -> HttpResponse:
    """The effect, live; an unfinished choice says only what is still to be said."""
    valide = formulaire.is_valid()
    effet = essayer_colonnes(releve=releve, colonnes=formulaire.dites()) if valide and formulaire.rangees else None
    status = 200 if valide or getattr(request, "htmx", False) else 422
    return _montrer(request, porte, releve, lu, formulaire, effet=effet, status=status)


def _garder(request: HttpRequest, porte: Porte, releve: ReleveHeures, formulaire: FormulaireColonnes) -> HttpResponse:
    retenir = formulaire.cleaned_data["retenir"]
    fait = changer_colonnes(
        releve=releve,
        colonnes=formulaire.dites(),
        retenir=retenir,
        motif=formulaire.cleaned_data["motif"],
        par=porte.par,
    )
    suite = f" Retenu pour les prochains relevés de {releve.entreprise}." if retenir else ""
    if fait.refus:
        messages.warning(request, f"{fait.refus} Il n’est pas relu.{suite}")
    elif fait.effet is not None:
        messages.success(request, f"{_dire_effet(fait.effet)}{suite}")
    return redirect(porte.retour)


def _dire_effet(effet: EffetColonnes) -> str:
    lues = f"{accorder(effet.lignes, 'ligne')}, {formater_heures(effet.heures)}"
    if not effet.differences:
        return f"Colonnes enregistrées\u00a0: {lues}, comme avant."
    return f"Fichier relu\u00a0: {lues} (avant, {formater_heures(effet.avant_heures)})."


def _dites_le(releve: ReleveHeures) -> str:
    return str((releve.colonnes or {}).get("le", ""))


def _prevenir(formulaire: FormulaireColonnes, releve: ReleveHeures) -> None:
    """A second writer: told who and when, what he chose still there; saving again is a decision."""
    dites = releve.colonnes or {}
    formulaire.add_error(
        None,
        f"{dites.get('par') or 'Quelqu’un'} a dit ces colonnes pendant que vous les regardiez. Vos choix sont"
        " gardés ci-dessous\u00a0: enregistrez de nouveau pour les faire valoir.",
    )
    formulaire.data = formulaire.data.copy()
    formulaire.data["base"] = _dites_le(releve)


def _montrer(
    request: HttpRequest,
    porte: Porte,
    releve: ReleveHeures,
    lu: ReleveCompris,
    formulaire: FormulaireColonnes,
    *,
    effet: EffetColonnes | None = None,
    status: int = 200,
) -> HttpResponse:
    tables = _tables(porte, formulaire)
    contexte = {
        "porte": porte,
        "releve": releve,
        "form": formulaire,
        "lisible": lu.lisible,
        "phrase": lu.phrase,
        "tables": tables,
        "a_verifier": sum(table["a_verifier"] for table in tables),
        "nombre": len(formulaire.rangees),
        "effet": _montrer_effet(porte, effet) if effet else None,
        "refus": motif_de_refus(releve),
        "ensuite": rejoues_ensuite(releve),
        "etapes": etapes_de(releve, 2) if porte.du_guichet else [],
        "restent": [nom for nom in formulaire.errors if nom.startswith("colonne-")] if formulaire.is_bound else [],
    }
    gabarit = f"{GABARIT}#effet" if getattr(request, "htmx", False) else GABARIT
    return render(request, gabarit, contexte, status=status)


def _tables(porte: Porte, formulaire: FormulaireColonnes) -> list[dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for nom, mise, colonne in formulaire.rangees:
        table = tables.setdefault(
            mise.empreinte,
            {"feuille": mise.feuille, "ligne": mise.ligne_entete, "comme": mise.comme, "rangees": [], "a_verifier": 0},
        )
        table["a_verifier"] += colonne.a_verifier
        table["rangees"].append(
            {
                "champ": formulaire[nom],
                "titre": _titrer(colonne),
                "pareilles": ", ".join(_titrer(autre) for autre in formulaire.pareilles[nom]),
                "valeurs": [_voiler(v, colonne) if porte.sans_nom else v for v in colonne.valeurs],
                "reconnue": _reconnaissance(mise, colonne),
                "raison": "" if colonne.parce_que in EVIDENTES or colonne.reconnue in RECONNUES else colonne.parce_que,
                "a_verifier": colonne.a_verifier,
            }
        )
    return list(tables.values())


def _titrer(colonne: ColonneLue) -> str:
    return f"{colonne.lettre}\u00a0\u00a0{colonne.titre}".strip()


def _voiler(valeur: str, colonne: ColonneLue) -> str:
    """Initials of what may be somebody: a link may have been forwarded."""
    if colonne.champ == str(Role.NAISSANCE):
        return f"…{valeur[-4:]}"
    if colonne.champ in FAIT_DE_PERSONNE or not any(signe.isdigit() for signe in valeur):
        return " ".join(f"{mot[0]}…" for mot in valeur.split() if mot)
    return valeur


def _reconnaissance(mise: MiseEnPage, colonne: ColonneLue) -> str:
    if colonne.nouvelle and colonne.a_verifier:
        return "Nouvelle colonne"
    if colonne.a_verifier:
        return "À vérifier" if colonne.champ else "À dire"
    if colonne.reconnue == Reconnue.DITE:
        return colonne.parce_que.capitalize()
    if mise.comme:
        return mise.comme.capitalize()
    return {
        Reconnue.TITRE: "Reconnue à son titre",
        Reconnue.CONTENU: "Reconnue à son contenu",
        Reconnue.NON_LUE: "Jamais comptée",
        Reconnue.INCONNUE: "Non lue",
    }[colonne.reconnue]


def _montrer_effet(porte: Porte, effet: EffetColonnes) -> dict[str, Any]:
    ecart = effet.heures - effet.avant_heures
    return {
        "lignes": [
            ("Lignes lues", effet.lignes),
            ("Heures", formater_heures(effet.heures)),
            *((f"dont {formater_mois(mois)}", formater_heures(h)) for mois, h in effet.par_mois[:DIFFERENCES]),
            ("Absences, non comptées", formater_heures(effet.absences)),
            ("Personnes à reconnaître", effet.inconnues),
        ],
        "ecart": formater_heures(ecart),
        "signe": "+" if ecart > 0 else "",
        "change": bool(effet.differences),
        "differences": [
            {
                "qui": "" if porte.sans_nom else une.qui,
                "avant": formater_heures(une.avant),
                "apres": formater_heures(une.apres),
                "nature": une.nature.label,
            }
            for une in effet.differences[:DIFFERENCES]
        ],
        "autres": max(0, len(effet.differences) - DIFFERENCES),
        "pires": effet.inconnues,
    }
