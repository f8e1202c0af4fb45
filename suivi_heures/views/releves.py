"""Timesheets received: the list, one of them, and what the facilitator decides about it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date, formater_ecart_heures, formater_heures, formater_mois
from clauses_app.interface.lectures import lire_cle
from clauses_app.interface.ouvertures import ouvre_sur_sa_vue
from marches.models import Entreprise
from suivi_heures.enums import Severite, StatutReleve
from suivi_heures.forms import FormulaireMotif
from suivi_heures.forms.controles import FormulaireAvertissement
from suivi_heures.forms.lignes import FormulaireMotifLibre
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.bases_en_attente import bases_en_attente
from suivi_heures.queries.colonnes_lues import decrire_colonnes_lues
from suivi_heures.queries.controles import lire_severites
from suivi_heures.queries.decide_par_difference import decide_par_difference
from suivi_heures.queries.detail_releve import (
    ACTEURS,
    ENTREPRISE,
    GUICHET,
    MACHINE,
    LigneDetaillee,
    detailler_releve,
    heures_par_releve,
    lister_mois,
    phrase_pour,
    totaliser,
)
from suivi_heures.queries.lecture_releve import decrire_lecture, est_reportee
from suivi_heures.queries.mois import lire_mois
from suivi_heures.queries.motifs_donnes import motifs_donnes
from suivi_heures.queries.refus_anterieurs import refus_anterieurs
from suivi_heures.queries.releves_corrigibles import est_corrigible
from suivi_heures.queries.semblables import Ecrite, personne_ecrite
from suivi_heures.queries.versions_corrigees import corriges_par, dire_la_correction
from suivi_heures.views.croises import croises_du_releve
from suivi_heures.views.retraits_du_releve import retraits_du_releve
from suivi_heures.views.selon_la_paie import contexte_paie

PAR_PAGE = 25
ONGLETS = (
    ("a_valider", "À valider", (StatutReleve.SOUMIS,)),
    ("a_completer", "À compléter", (StatutReleve.A_COMPLETER, StatutReleve.DEPOSE)),
    ("tous", "Tous", tuple(StatutReleve)),
)


def _onglet(request: HttpRequest) -> str:
    code = request.GET.get("onglet", "")
    return code if code in {un for un, _, _ in ONGLETS} else "a_valider"


def choisir_releves(request: HttpRequest) -> Any:
    """What the list shows, in its order; its export reads the same."""
    visibles = ReleveHeures.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    choisi = _onglet(request)
    statuts = next(liste for code, _, liste in ONGLETS if code == choisi)
    ordre = "-depose_a" if choisi == "tous" else "depose_a"
    gardes = _filtrer(visibles, _filtres(request)).filter(statut__in=statuts)
    return gardes.select_related("entreprise").order_by(ordre, "pk")


@require_GET
@autorise(Permission.RELEVE_VALIDER)
@ouvre_sur_sa_vue
def releves(request: HttpRequest) -> HttpResponse:
    """Tabs by who must act; search by company or file, filters by company and month."""
    visibles = ReleveHeures.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    filtres = _filtres(request)
    gardes = _filtrer(visibles, filtres)
    choisi = _onglet(request)
    page = Paginator(choisir_releves(request), PAR_PAGE).get_page(request.GET.get("page"))
    totaux = heures_par_releve([releve.pk for releve in page])
    attendent = [releve.pk for releve in page if releve.statut == StatutReleve.SOUMIS]
    corriges = {pk: dire_la_correction(suivant) for pk, suivant in corriges_par(attendent).items()}
    contexte = {
        "page": page,
        "aucun_releve": not page.object_list and not visibles.exists(),
        "rangs": [decrire_releve(releve, totaux.get(releve.pk), corriges.get(releve.pk, "")) for releve in page],
        "onglets": [
            {
                "adresse": _adresse(request, code),
                "courant": code == choisi,
                "libelle": libelle,
                "compte": gardes.filter(statut__in=liste).count(),
            }
            for code, libelle, liste in ONGLETS
        ],
        "onglet": choisi,
        "filtres": filtres,
        "entreprises": Entreprise.objects.visibles_par(request.adhesion).order_by("tri", "pk"),  # type: ignore[attr-defined]
    }
    return render(request, "suivi_heures/releves.html", contexte)


def _adresse(request: HttpRequest, onglet: str) -> str:
    parametres = request.GET.copy()
    parametres.pop("page", None)
    parametres["onglet"] = onglet
    return f"?{parametres.urlencode()}"


def _filtres(request: HttpRequest) -> dict[str, Any]:
    mois = lire_mois(request.GET.get("mois", ""))
    entreprise = request.GET.get("entreprise", "")
    return {
        "q": request.GET.get("q", "").strip()[:100],
        "entreprise": lire_cle(entreprise),
        "mois": f"{mois:%Y-%m}" if mois else "",
    }


def _filtrer(releves: Any, filtres: dict[str, Any]) -> Any:
    if filtres["q"]:
        cherche = filtres["q"]
        releves = releves.filter(Q(entreprise__nom__icontains=cherche) | Q(nom_fichier__icontains=cherche))
    if filtres["entreprise"]:
        releves = releves.filter(entreprise_id=filtres["entreprise"])
    if filtres["mois"]:
        releves = releves.filter(mois=lire_mois(filtres["mois"]))
    return releves


def decrire_releve(releve: ReleveHeures, heures: Any, corrige: str = "") -> dict[str, Any]:
    """Who must act, since when; `corrige`: which later file says a difference with it."""
    acteur = GUICHET if est_reportee(releve) else ACTEURS.get(StatutReleve(releve.statut), "")
    qui = {GUICHET: "Vous", ENTREPRISE: str(releve.entreprise), MACHINE: "La machine lit le fichier"}.get(acteur, "")
    depuis: datetime.datetime = releve.decide_a or releve.depose_a
    return {
        "releve": releve,
        "mois": formater_mois(releve.mois),
        "heures": formater_heures(heures),
        "etat": releve.statut,
        "libelle": releve.get_statut_display(),
        "qui": qui,
        "depuis": formater_date(depuis) if qui else "",
        "recu": formater_date(releve.depose_a),
        "phrase": releve.motif or (releve.message if releve.statut == StatutReleve.A_COMPLETER else corrige),
    }


@require_GET
@autorise(Permission.RELEVE_VALIDER)
def releve(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines as read, what each counts and why, the decision; while it is being read, its progress."""
    recu = chercher_releve(request, pk)
    htmx = getattr(request, "htmx", False)
    if htmx and recu.statut != StatutReleve.DEPOSE:
        return HttpResponse(status=286, headers={"HX-Refresh": "true"})  # stop asking, show what was read
    gabarit = "suivi_heures/releve.html"
    return render(request, f"{gabarit}#etat" if htmx else gabarit, contexte_decision(recu))


def chercher_releve(request: HttpRequest, pk: int) -> ReleveHeures:
    visibles = ReleveHeures.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    trouve: ReleveHeures = get_object_or_404(visibles.select_related("entreprise"), pk=pk)
    return trouve


def contexte_decision(recu: ReleveHeures, **formulaires: Any) -> dict[str, Any]:
    """For who decides: what the guichet refuses, or keeps only with a motive."""
    contexte = contexte_releve(recu, du_guichet=True, **formulaires)
    contexte["du_guichet"] = True
    contexte["suivant"] = decide_par_difference(recu) if contexte["renvoyable"] or contexte["a_decider"] else ""
    plus_recent = corriges_par([recu.pk]).get(recu.pk) if contexte["a_decider"] and not contexte["suivant"] else None
    contexte["plus_recent"] = dire_la_correction(plus_recent) if plus_recent else ""
    contexte["adresse_plus_recent"] = reverse("suivi_heures:releve", args=[plus_recent.pk]) if plus_recent else ""
    contexte["bases"] = [
        {"phrase": une.dire(), "adresse": reverse("suivi_heures:releve", args=[une.releve.pk]) if une.releve else ""}
        for une in (bases_en_attente(recu) if contexte["a_decider"] else ())
    ]
    contexte["adresse_retrait"] = reverse("suivi_heures:releve_confirmer_retrait", args=[recu.pk])
    contexte["adresse_colonnes"] = reverse("suivi_heures:releve_colonnes", args=[recu.pk])
    severites = lire_severites() if contexte["a_decider"] else {}
    avertis: dict[str, list[str]] = {Severite.AVERTIR: [], Severite.BLOQUER: []}
    donnes = motifs_donnes(ligne["pk"] for ligne in contexte["lignes"])
    for ligne, avis in ((li, avis) for li in contexte["lignes"] if li["heure_id"] for avis in li["avertissements"]):
        severite = severites.get(avis["code"], "")
        if severite != Severite.AVERTIR or ligne["pk"] not in donnes:  # said when the line was kept: not asked twice
            avertis.get(severite, []).append(avis["message"])
    contexte |= {"a_justifier": avertis[Severite.AVERTIR], "refuses": avertis[Severite.BLOQUER]}
    contexte.setdefault(
        "form_avertissement", FormulaireAvertissement(auto_id="avertissement-%s", prefix="avertissement")
    )
    return contexte


def _est_relisible(recu: ReleveHeures, lignes: list[LigneDetaillee]) -> bool:
    """Something may have changed since it was read: a contract opened, hours of the same days taken back."""
    if recu.motif or recu.statut not in (StatutReleve.A_COMPLETER, StatutReleve.SOUMIS):
        return False
    hors_du_registre = (d.ligne for d in lignes if d.ligne.contrat_id is None and not d.informe)
    return recu.statut == StatutReleve.A_COMPLETER or any(not ligne.suite for ligne in hors_du_registre)


def contexte_releve(recu: ReleveHeures, *, du_guichet: bool = False, **formulaires: Any) -> dict[str, Any]:
    """`formulaires`: those sent back with their faults, and the lines that were ticked."""
    lignes = detailler_releve(recu) if recu.statut != StatutReleve.DEPOSE else []
    totaux = totaliser(lignes)
    coches = formulaires.pop("retenues", None)
    demandees = _demandees(lignes)
    refus = refus_anterieurs(recu, lignes)
    return {
        "releve": recu,
        "en_lecture": recu.statut == StatutReleve.DEPOSE,
        "a_decider": recu.statut == StatutReleve.SOUMIS,
        "corrigible": est_corrigible(recu),
        "relisible": _est_relisible(recu, lignes),
        "renvoyable": recu.statut in (StatutReleve.SOUMIS, StatutReleve.A_COMPLETER) and not recu.motif,
        "lecture": decrire_lecture(recu),
        "colonnes": decrire_colonnes_lues(recu),
        "lignes": [
            decrire_ligne(detail, coches, du_guichet=du_guichet)
            | {"renvoi": _renvoi(detail, demandees, du_guichet=du_guichet), "refus": refus.get(detail.ligne.pk, "")}
            for detail in lignes
        ],
        "mois_lus": decrire_mois(lignes),
        "totaux": {
            "declarees": formater_heures(totaux.declarees),
            "comptees": formater_heures(totaux.comptees),
            "doublons": formater_heures(totaux.doublons) if totaux.doublons else "",
            "ecartees": formater_heures(totaux.ecartees) if totaux.ecartees else "",
            "fautives": totaux.fautives,
            "a_verifier": totaux.a_verifier,
            "ecrites": formater_heures(totaux.ecrites) if totaux.corrections else "",
            "corrections": formater_ecart_heures(totaux.corrections),
            "nouvelles": formater_ecart_heures(totaux.nouvelles),
        },
        **contexte_paie(recu.entreprise_id, recu.mois),
        "croises": croises_du_releve(recu),
        **retraits_du_releve(recu),
        "decidables": du_guichet and recu.statut == StatutReleve.SOUMIS,
        "form_partiel": FormulaireMotif(auto_id="partiel-%s"),
        "form_renvoi": FormulaireMotif(auto_id="renvoi-%s"),
        "form_refus": FormulaireMotif(auto_id="refus-%s"),
        "form_retraits": FormulaireMotifLibre(auto_id="retraits-%s"),
    } | formulaires


def decrire_mois(lignes: Iterable[LigneDetaillee]) -> list[dict[str, Any]]:
    """The months of a file that speaks of several: lines, hours read, hours that count."""
    return [
        {
            "code": f"{un.mois:%Y-%m}",
            "nom": formater_mois(un.mois),
            "lignes": un.lignes,
            "heures": formater_heures(un.heures),
            "comptees": formater_heures(un.comptees),
        }
        for un in lister_mois(lignes)
    ]


def _pour(faits: Any, *, du_guichet: bool) -> list[dict[str, Any]]:
    return [fait | {"message": phrase_pour(fait, du_guichet=du_guichet)} for fait in faits]


def _demandees(lignes: Iterable[LigneDetaillee]) -> dict[Ecrite | None, LigneReleve]:
    """Person as the file writes her → the line where her question is asked: it is asked once."""
    demandees: dict[Ecrite | None, LigneReleve] = {}
    for detail in lignes:
        if detail.ligne.anomalies:
            demandees.setdefault(personne_ecrite(detail.ligne), detail.ligne)
    return demandees


def _renvoi(detail: LigneDetaillee, demandees: Mapping[Ecrite | None, LigneReleve], *, du_guichet: bool = False) -> str:
    """Why a line without any remark of its own does not count as it was read."""
    ligne = detail.ligne
    if ligne.anomalies or ligne.avertissements or detail.pourquoi or ligne.heures is None:
        return ""
    if detail.heure is None:
        autre = demandees.get(personne_ecrite(ligne)) if personne_ecrite(ligne) else None
        if autre is None:
            return "Pas encore au registre."
        motif = phrase_pour(autre.anomalies[0], du_guichet=du_guichet)
        return f"Attend la réponse de la ligne {autre.numero}, pour la même personne. {motif}"
    if detail.comptees == detail.heure.heures != ligne.heures:
        deja = formater_heures(ligne.heures - detail.heure.heures)
        return f"{deja} étaient déjà déclarées\u00a0: seul l’écart entre au registre."
    return ""


def decrire_ligne(detail: LigneDetaillee, coches: set[int] | None, *, du_guichet: bool = False) -> dict[str, Any]:
    ligne = detail.ligne
    return {
        "pk": ligne.pk,
        "numero": ligne.numero,
        "nom": detail.nom,
        "nature": detail.nature,
        "periode": detail.periode,
        "lu": formater_heures(ligne.heures) if ligne.heures is not None else "",
        "ecrites": formater_heures(detail.remplacees) if detail.remplacees is not None else "",
        "suite": detail.suite_donnee,
        "tranchee": detail.tranchee,
        "sur_ecart": formater_ecart_heures(detail.ecart) if detail.ecart is not None else "",
        "comptees": formater_heures(detail.comptees) if detail.comptees is not None else "",
        "ecart": detail.comptees is not None and detail.comptees != ligne.heures,
        "pourquoi": detail.pourquoi,
        "anomalies": _pour(ligne.anomalies, du_guichet=du_guichet),
        "avertissements": _pour(ligne.avertissements, du_guichet=du_guichet),
        "observation": ligne.lue.get("Observation", ""),
        "heure_id": detail.heure.pk if detail.heure and detail.a_decider else None,
        "cochee": detail.a_decider and (coches is None or (detail.heure is not None and detail.heure.pk in coches)),
    }
