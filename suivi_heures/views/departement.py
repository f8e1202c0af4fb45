"""The space of a buyer who works with several guichets: reports published to it, side by side.

A person reads here the union of what each of their own memberships already lets them read, one guichet after the
other, each under its own role (ADR 0023). Nothing is stored that two guichets would share.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.acces import adhesions_de_la_requete, contexte_de
from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.etats import lire_etat
from clauses_app.interface.formats import (
    accorder,
    enumerer,
    formater_date,
    formater_heures,
    formater_nombre,
    formater_pourcent,
)
from clauses_app.interface.graphiques import Projection, calculer_barre, calculer_barre_avancement
from clauses_app.tenancy.contexte import basculer
from suivi_heures.models import AbonnementRapport, Bilan
from suivi_heures.queries.reserves_rapports import Reserve, reserves
from suivi_heures.queries.trimestres import Trimestre, TrimestreIllisible
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.departement import (
    TRIS,
    Consolidation,
    Ecarts,
    LigneOperation,
    Publication,
    consolider,
    trimestres_publies,
)
from suivi_heures.restitutions.exporter import Tableau, ecrire_classeur, ecrire_csv
from suivi_heures.restitutions.figer import FiguresIllisibles, depuis_json
from suivi_heures.restitutions.presenter_bilan import calculer_colonnes, formater_ecart
from suivi_heures.services.suivre_publications import suivre_publications
from suivi_heures.views import rapport, rapports
from suivi_heures.views.depot_releve import TYPES, joindre

GABARIT = "suivi_heures/departement.html"
COLONNES = (
    *("Rang", "Opération", "Guichet", "Marchés", "Échéance", "État", "Heures dues", "Heures validées", "En attente"),
    *("Validées au trimestre", "Attendu", "Écart", "Projection centrale", "Déclarations reçues"),
    *("Déclarations attendues", "Manque projeté, lot par lot", "Excédent projeté, lot par lot"),
)


@require_safe
@autorise(Permission.ESPACE_ACHETEUR)
def departement(request: HttpRequest) -> HttpResponse:
    publications, versions, abonnees = _lire(request)
    offerts = trimestres_publies(publications)
    contexte: dict[str, Any] = {
        "versions": versions,
        "est_abonne": bool(abonnees),
        "guichets": enumerer(list(dict.fromkeys(str(a.guichet) for a in _siennes(request)))),
    }
    if offerts:
        trimestre, tri = _choisir(request, offerts)
        contexte |= _decrire(consolider(publications, trimestre, tri=tri), tri, offerts)
    return render(request, GABARIT, contexte)


@require_safe
@autorise(Permission.ESPACE_ACHETEUR)
def exporter(request: HttpRequest, forme: str) -> HttpResponse:
    """The ranking of the screen, with its quarter and its order."""
    if forme not in TYPES:
        raise Http404
    publications, _, _ = _lire(request)
    offerts = trimestres_publies(publications)
    if not offerts:
        raise Http404
    trimestre, tri = _choisir(request, offerts)
    lu = consolider(publications, trimestre, tri=tri)
    entete = [
        f"Rapports publiés au {trimestre.libelle} par {enumerer(list(lu.guichets))}",
        f"{accorder(len(lu.lignes), 'ligne, exportée', 'lignes, exportées')} le {formater_date(timezone.localdate())}",
    ]
    tableau = Tableau(f"Synthèse {trimestre.libelle}", COLONNES, [_ranger(li) for li in lu.lignes], entete)
    journaliser(
        Verbe.EXPORT_FAIT,
        par=request.adhesion,
        libelle=f"la synthèse {trimestre.libelle}",
        lignes=len(lu.lignes),  # type: ignore[attr-defined]
    )
    contenu = ecrire_csv(tableau) if forme == "csv" else ecrire_classeur(tableau)
    return joindre(contenu, f"synthese-{trimestre.code}.{forme}", TYPES[forme])


@require_POST
@autorise(Permission.ESPACE_ACHETEUR)
def abonnement(request: HttpRequest) -> HttpResponse:
    """In every guichet of the reader at once."""
    ouvert = request.POST.get("ouvert") == "1"
    for adhesion in _siennes(request):
        with _chez(request, adhesion):
            suivre_publications(par=adhesion, ouvert=ouvert)
    dit = (
        "Un courriel vous dira chaque rapport publié, avec son adresse."
        if ouvert
        else "Vous ne recevrez plus ces courriels."
    )
    messages.success(request, dit)
    return redirect("suivi_heures:departement")


@require_safe
@autorise(Permission.ESPACE_ACHETEUR)
def lire(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    return _ouvrir(request, identifiant, rapport.rapport)


@require_safe
@autorise(Permission.ESPACE_ACHETEUR)
def telecharger(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    return _ouvrir(request, identifiant, rapports.telecharger)


def _ouvrir(request: HttpRequest, identifiant: UUID, vue: Any) -> HttpResponse:
    """The page of the report itself, in the guichet that published it; its journal keeps who read."""
    for adhesion in _siennes(request):
        with _chez(request, adhesion):
            if Bilan.objects.visibles_par(adhesion).filter(identifiant=identifiant).exists():
                reponse: HttpResponse = vue(request, identifiant)
                return reponse
    raise Http404


def _siennes(request: HttpRequest) -> list[Adhesion]:
    """Memberships of this account as a buyer, the current one first: read in the sign-in role, at this request."""
    courante = request.adhesion  # type: ignore[attr-defined]
    autres = [a for a in adhesions_de_la_requete(request) if a.role == Role.ACHETEUR and a.pk != courante.pk]
    return [courante, *autres]


@contextmanager
def _chez(request: HttpRequest, adhesion: Adhesion) -> Iterator[None]:
    """Under the role and in the guichet of this membership, one at a time."""
    courante = request.adhesion  # type: ignore[attr-defined]
    if adhesion.pk == courante.pk:
        yield
        return
    with basculer(contexte_de(adhesion)):
        request.adhesion = adhesion  # type: ignore[attr-defined]
        try:
            yield
        finally:
            request.adhesion = courante  # type: ignore[attr-defined]


def _lire(request: HttpRequest) -> tuple[list[Publication], list[dict[str, Any]], list[int]]:
    """Latest published revision of each quarter, every published version to take away, or why it was withdrawn,
    where one subscribed."""
    publications, versions, abonnees = [], [], []
    for adhesion in _siennes(request):
        with _chez(request, adhesion):
            lisibles = Bilan.objects.visibles_par(adhesion).lisibles_par(adhesion)
            derniers: dict[tuple[int, int], Bilan] = {}
            for bilan in lisibles.filter(operation=None, marche=None).order_by("annee", "trimestre", "revision"):
                derniers[bilan.annee, bilan.trimestre] = bilan
            publications += [lu for bilan in derniers.values() if (lu := _publication(adhesion, bilan))]
            toutes = list(Bilan.objects.visibles_par(adhesion).select_related("operation", "marche").defer("donnees"))
            dits = reserves(toutes)
            versions += [_version(adhesion, bilan, dits) for bilan in toutes]
            if AbonnementRapport.objects.visibles_par(adhesion).filter(adhesion_id=adhesion.pk, ferme_a=None).exists():
                abonnees.append(adhesion.pk)
    return publications, sorted(versions, key=lambda v: v["ordre"], reverse=True), abonnees


def _publication(adhesion: Adhesion, bilan: Bilan) -> Publication | None:
    """None where the figures of another age cannot be read: its file still can be."""
    try:
        figures = depuis_json(BilanTrimestriel, bilan.donnees)
    except FiguresIllisibles:
        return None
    return Publication(str(adhesion.guichet), adhesion.organisation_nom, str(bilan.identifiant), figures)


def _version(adhesion: Adhesion, bilan: Bilan, dits: dict[int, Reserve]) -> dict[str, Any]:
    sur = bilan.operation or bilan.marche
    return {
        "ordre": (bilan.annee, bilan.trimestre, bilan.revision, str(adhesion.guichet)),
        "identifiant": bilan.identifiant,
        "periode": Trimestre(bilan.annee, bilan.trimestre).libelle.replace(" ", "\u00a0"),
        "revision": bilan.revision,
        "sur": str(sur) if sur else "tous les marchés",
        "guichet": str(adhesion.guichet),
        "publie": formater_date(bilan.publie_a),
        "reserve": dits[bilan.pk].courte if bilan.pk in dits and not bilan.retire_a else "",
        "retire": formater_date(bilan.retire_a) if bilan.retire_a else "",
        "motif": bilan.get_retrait_display().lower() if bilan.retire_a else "",
    }


def _choisir(request: HttpRequest, offerts: list[Trimestre]) -> tuple[Trimestre, str]:
    tri = request.GET.get("tri", "")
    try:
        voulu = Trimestre.lire(request.GET.get("trimestre", ""))
    except TrimestreIllisible:
        voulu = offerts[0]
    return voulu if voulu in offerts else offerts[0], tri if tri in TRIS else "heures"


def _decrire(c: Consolidation, tri: str, offerts: list[Trimestre]) -> dict[str, Any]:
    colonnes = calculer_colonnes(c.par_trimestre)
    return {
        "c": c,
        "periode": c.trimestre.libelle.replace(" ", "\u00a0"),
        "arrete": formater_date(c.trimestre.fin),
        "etablis": enumerer(list(c.guichets)),
        "absents": enumerer(list(c.absents)),
        "trimestres": [(t.code, t.libelle, t == c.trimestre) for t in offerts],
        "tris": [(code, nom, code == tri) for code, (nom, _) in TRIS.items()],
        "tri": tri,
        "taux": formater_pourcent(c.taux),
        "barre": calculer_barre(cle="dep", fait=c.realise, tout=c.objectif or 1, attente=c.en_attente),
        "ecart_trimestre": formater_ecart(c.au_trimestre - c.precedent, unite=True) if c.precedent is not None else "",
        "ecarts": decrire_ecarts(c.ecarts),
        "lignes": [_dessiner(li) for li in c.lignes],
        "a_suivre": [_dessiner(li) for li in c.a_suivre],
        "colonnes": colonnes,
    }


def decrire_ecarts(e: Ecarts) -> dict[str, str]:
    """What would lack, then what would exceed: said side by side, never one minus the other."""
    return {
        "manque": formater_heures(e.manque, 0) if e.manque else "",
        "surplus": formater_heures(e.surplus, 0) if e.surplus else "",
        "en_manque": f"{formater_nombre(e.lots_en_manque)} sur {accorder(e.lots, 'lot')}",
        "sans_projection": accorder(e.sans_projection, "lot") if e.sans_projection else "",
    }


def _detailler(li: LigneOperation) -> str:
    projetees = (
        li.projection and f"{formater_heures(li.projection.centrale)} projetées sur {formater_heures(li.objectif)}."
    )
    manque = li.ecarts.manque and f"Il manquerait {formater_heures(li.ecarts.manque, 0)}, lot par lot."
    return " ".join(un for un in (projetees, manque) if un)


def _dessiner(li: LigneOperation) -> dict[str, Any]:
    p = li.projection
    return {
        "li": li,
        "echeance": formater_date(li.echeance),
        "taux": formater_pourcent(li.taux),
        "ecart": formater_ecart(li.ecart, unite=True) if li.ecart is not None else "sans objet",
        "ton": "retard" if li.etat == "en_retard" else "surveiller",
        "detail": _detailler(li),
        "barre": calculer_barre_avancement(
            cle=f"o{li.rang}",
            nom=li.nom,
            valide=li.realise,
            du=li.objectif,
            attente=li.en_attente,
            attendu=li.attendu,
            projection=Projection(p.basse, p.centrale, p.haute) if p else None,
        ),
    }


def _ranger(li: LigneOperation) -> list[Any]:
    return [
        *(li.rang, li.nom, li.guichet, li.marches, li.echeance, lire_etat(li.etat).libelle, li.objectif, li.realise),
        *(li.en_attente, li.au_trimestre, li.attendu, li.ecart, li.projection.centrale if li.projection else None),
        *(li.couverture.recues, li.couverture.attendues, li.ecarts.manque, li.ecarts.surplus),
    ]
