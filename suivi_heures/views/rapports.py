"""Quarterly reports: ask, follow the production, download, publish. A buyer sees what was published to it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date_heure, formater_heures, formater_pourcent
from clauses_app.tenancy.tri import par_nom
from marches.models import MaitreOuvrage, Marche, Operation
from suivi_heures.enums import StatutBilan
from suivi_heures.forms.rapports import FormulaireRapport
from suivi_heures.models import Bilan, FichierBilan
from suivi_heures.queries.bilans import DossierBilan, avec_chiffres, en_decimal, ranger
from suivi_heures.queries.reserves_rapports import Reserve, reserves
from suivi_heures.queries.taux import part_realisee
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.joindre_donnees import nommer_fichier
from suivi_heures.services.arreter_bilan import ArretTardif, arreter_bilan
from suivi_heures.services.demander_bilan import TrimestreClos, demander_bilan
from suivi_heures.services.publier_bilan import BilanDepasse, BilanNonPret, publier_bilan
from suivi_heures.tasks import produire_bilan_tache

PAR_PAGE = 25
GABARIT = "suivi_heures/rapports.html"


@require_GET
@autorise(Permission.RAPPORT_LIRE)
def rapports(request: HttpRequest) -> HttpResponse:
    """The page; under htmx the list alone, asked again every second while something is being produced."""
    contexte = _contexte_liste(request)
    if request.htmx:  # type: ignore[attr-defined]
        reponse = render(request, f"{GABARIT}#liste", contexte)
        if not contexte["en_travail"]:
            reponse["HX-Trigger"] = json.dumps({"annonce": {"texte": "Production du rapport terminée."}})
        return reponse
    if contexte["peut_produire"]:
        propose = {nom: request.GET.get(nom, "")[:40] for nom in ("acheteur", "perimetre")}
        contexte["form"] = _formulaire(request, initial=propose | {"trimestre": _dernier_trimestre().code})
    return render(request, GABARIT, contexte)


@require_POST
@autorise(Permission.RAPPORT_PRODUIRE)
def produire(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    form = _formulaire(request, data=request.POST)
    if not form.is_valid():
        return render(request, GABARIT, _contexte_liste(request) | {"form": form}, status=422)
    trimestre = Trimestre.lire(form.cleaned_data["trimestre"])
    try:
        bilan = demander_bilan(
            maitre_ouvrage=form.cleaned_data["acheteur"],
            trimestre=trimestre,
            operation=form.cleaned_data["operation"],
            marche=form.cleaned_data["marche"],
            par=adhesion,
        )
    except TrimestreClos as refus:
        form.add_error("trimestre", str(refus))
        return render(request, GABARIT, _contexte_liste(request) | {"form": form}, status=422)
    produire_bilan_tache.delay_on_commit(adhesion.guichet_id, bilan_id=bilan.pk)
    return redirect("suivi_heures:rapports")


@require_POST
@autorise(Permission.RAPPORT_PUBLIER)
def publier(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    bilan = get_object_or_404(Bilan.objects.visibles_par(adhesion), identifiant=identifiant)
    try:
        publier_bilan(bilan=bilan, par=adhesion)
    except (BilanNonPret, BilanDepasse) as refus:
        messages.warning(request, str(refus))
    else:
        messages.success(request, f"Le rapport est publié\u00a0: {bilan.maitre_ouvrage} peut le télécharger.")
    return redirect("suivi_heures:rapports")


@require_POST
@autorise(Permission.RAPPORT_PRODUIRE)
def arreter(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    bilan = get_object_or_404(Bilan.objects.visibles_par(adhesion), identifiant=identifiant)
    try:
        arreter_bilan(bilan=bilan, par=adhesion)
    except ArretTardif as refus:
        messages.warning(request, str(refus))
    else:
        messages.success(request, "La production est arrêtée\u202f: vous pouvez redemander ce rapport.")
    return redirect("suivi_heures:rapports")


@require_GET
@autorise(Permission.RAPPORT_LIRE)
def telecharger(request: HttpRequest, identifiant: UUID) -> HttpResponse:
    """Always an attachment, never kept by a cache; each reading is written in the journal."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    bilan = get_object_or_404(
        Bilan.objects.visibles_par(adhesion).lisibles_par(adhesion).select_related("maitre_ouvrage"),
        identifiant=identifiant,
    )
    fichier = get_object_or_404(FichierBilan.objects.visibles_par(adhesion), bilan=bilan)
    journaliser(Verbe.RAPPORT_LU, bilan, par=adhesion, revision=bilan.revision, empreinte=bilan.empreinte)
    return HttpResponse(
        bytes(fichier.contenu),
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{nommer_fichier(bilan)}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _dernier_trimestre() -> Trimestre:
    return Trimestre.contenant(timezone.localdate()).precedent


def _formulaire(request: HttpRequest, **kwargs: Any) -> FormulaireRapport:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    return FormulaireRapport(
        acheteurs=MaitreOuvrage.objects.visibles_par(adhesion).order_by(*par_nom("nom")),
        operations=Operation.objects.visibles_par(adhesion).select_related("maitre_ouvrage").order_by(*par_nom("nom")),
        marches=Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage"),
        aujourd_hui=timezone.localdate(),
        **kwargs,
    )


def _contexte_liste(request: HttpRequest) -> dict[str, Any]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    bilans = Bilan.objects.visibles_par(adhesion)
    acheteur = request.GET.get("acheteur", "")
    if acheteur.isdecimal() and len(acheteur) < 19:
        bilans = bilans.filter(maitre_ouvrage_id=int(acheteur))
    dossiers = ranger(avec_chiffres(bilans))
    page = Paginator(dossiers, PAR_PAGE).get_page(request.GET.get("page"))
    dits = reserves(bilan for dossier in page.object_list for bilan in dossier.versions)
    return {
        "page": page,
        "dossiers": [_decrire(dossier, dits, interne=adhesion.est_interne) for dossier in page.object_list],
        "en_travail": any(dossier.en_travail for dossier in page.object_list),
        "peut_produire": a_le_droit(adhesion, Permission.RAPPORT_PRODUIRE),
        "peut_publier": a_le_droit(adhesion, Permission.RAPPORT_PUBLIER),
        "est_acheteur": not adhesion.est_interne,
    }


def _decrire(dossier: DossierBilan, dits: dict[int, Reserve], *, interne: bool) -> dict[str, Any]:
    courante = dossier.courante
    reserve = dits.get(courante.pk)
    return {
        "code": Trimestre(courante.annee, courante.trimestre).code,
        "acheteur_pk": courante.maitre_ouvrage_id,
        "periode": Trimestre(courante.annee, courante.trimestre).libelle.replace(" ", "\u00a0"),
        "acheteur": str(courante.maitre_ouvrage),
        "sujet": courante.sujet,
        "courante": _decrire_version(courante, dits, interne=interne),
        "anterieures": [_decrire_version(bilan, dits, interne=interne) for bilan in dossier.anterieures],
        "en_travail": dossier.en_travail,
        "avis": f"{courante.maitre_ouvrage} pourra télécharger ce rapport. Un rapport publié ne se réécrit pas\u00a0:"
        " il se remplace par une révision, ou se retire avec un motif."
        f"{f' {reserve.phrase}' if reserve else ''}",
    }


def _decrire_version(bilan: Any, dits: dict[int, Reserve], *, interne: bool) -> dict[str, Any]:
    """A rate never goes without its coverage; figures that were taken back are not given again outside."""
    donne = interne or not bilan.retire_a
    realise, objectif = (en_decimal(bilan.realise), en_decimal(bilan.objectif)) if donne else (None, None)
    return {
        "bilan": bilan,
        "identifiant": bilan.identifiant,
        "cle": str(bilan.identifiant),
        "nom": bilan.nom_version,
        "retire": formater_date_heure(bilan.retire_a) if bilan.retire_a else "",
        "retrait": bilan.get_retrait_display() if bilan.retire_a else "",
        "detail": bilan.retrait_detail,
        "produit": formater_date_heure(bilan.produit_a),
        "publie": formater_date_heure(bilan.publie_a) if bilan.publie_a else "",
        "realise": formater_heures(realise),
        "taux": formater_pourcent(None if realise is None else part_realisee(realise, objectif)),
        "couverture": f"{bilan.recues} décl. sur {bilan.attendues}" if donne and bilan.attendues is not None else "",
        "est_pret": bilan.statut == "PRET",
        "reserve": dits[bilan.pk].courte if bilan.pk in dits else "",
        "demande": _dire_la_demande(bilan),
        "a_refaire": bilan.statut in (StatutBilan.ECHEC, StatutBilan.ARRETE),
        "perimetre": _nommer_perimetre(bilan),
    }


def _dire_la_demande(bilan: Bilan) -> str:
    qui = f" par {bilan.demande_par}" if bilan.demande_par else ""
    return f"Demandé le {formater_date_heure(bilan.demande_a)}{qui}."


def _nommer_perimetre(bilan: Bilan) -> str:
    """As the form names it: asked again without being typed again."""
    if bilan.operation_id:
        return f"operation-{bilan.operation_id}"
    return f"marche-{bilan.marche_id}" if bilan.marche_id else ""
