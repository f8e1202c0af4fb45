"""Requests of companies, on the side of the guichet: read, accept, refuse, ask for a proof."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from beneficiaires.enums import Categorie, EtatDemande
from beneficiaires.forms.demandes import FormulaireAcceptation, FormulaireTour
from beneficiaires.models import Beneficiaire, DemandeEligibilite, EtapeDemande
from beneficiaires.queries.demandes import OUVERTES, avec_etat, echeance, lire_reglage
from beneficiaires.queries.ressemblance import SEUIL, comparer, identifier
from beneficiaires.services.accepter_demande import accepter_demande
from beneficiaires.services.enregistrer_contrat import ContratRefuse
from beneficiaires.services.repondre_demande import DejaRepondu, repondre_demande
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date, formater_periode

PAR_PAGE = 25
TONS = {
    EtatDemande.A_EXAMINER: "en_attente",
    EtatDemande.PIECE_DEMANDEE: "a_completer",
    EtatDemande.ACCEPTEE: "atteint",
    EtatDemande.REFUSEE: "refusee",
    EtatDemande.RETIREE: "sans_objet",
}
GESTES = {
    "piece": (EtatDemande.PIECE_DEMANDEE, "Demande envoyée\u00a0: l’entreprise la voit dans son espace."),
    "refuser": (EtatDemande.REFUSEE, "Refus enregistré\u00a0: l’entreprise voit votre message, et rien d’autre."),
    "rouvrir": (EtatDemande.A_EXAMINER, "La demande est de nouveau à examiner."),
}


def _demandes(request: HttpRequest) -> Any:
    visibles = DemandeEligibilite.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return avec_etat(visibles).select_related("entreprise", "attribution__lot", "attribution__marche", "beneficiaire")


def decrire_demande(d: Any) -> dict[str, Any]:
    return {
        "pk": d.pk,
        "nom": str(d),
        "entreprise": d.entreprise.nom,
        "chantier": f"{d.attribution.marche.objet}, lot {d.attribution.lot.ref}",
        "periode": formater_periode(d.date_debut, d.date_fin),
        "ton": TONS[EtatDemande(d.etat)],
        "etat": EtatDemande(d.etat).label,
        "ouverte": d.etat in OUVERTES,
        "depuis": formater_date(timezone.localdate(d.depuis)),
        "message": d.dernier_message,
    }


@autorise(Permission.BENEFICIAIRE_LIRE)
def liste(request: HttpRequest) -> HttpResponse:
    """Open ones by default, the oldest first; `?toutes=1` for the others too."""
    toutes = bool(request.GET.get("toutes"))
    demandes = _demandes(request)
    demandes = demandes.order_by("-deposee_a") if toutes else demandes.filter(etat__in=OUVERTES).order_by("depuis")
    page = Paginator(demandes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "rangs": [decrire_demande(d) for d in page.object_list], "toutes": toutes}
    return render(request, "beneficiaires/demandes.html", contexte)


@autorise(Permission.BENEFICIAIRE_LIRE)
def demande(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(_demandes(request), pk=pk)
    return _montrer(request, objet, _formulaire(request, objet, None))


@require_POST
@autorise(Permission.ELIGIBILITE_DECIDER)
def accepter(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(_demandes(request), pk=pk)
    form = _formulaire(request, objet, request.POST)
    if not form.is_valid():
        return _montrer(request, objet, form, statut=422)
    donnees = dict(form.cleaned_data)
    choisie = donnees.pop("beneficiaire")
    fiches = Beneficiaire.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    personne = get_object_or_404(fiches, pk=choisie) if choisie else None
    try:
        personne = accepter_demande(demande=objet, personne=personne, par=request.adhesion, **donnees)  # type: ignore[attr-defined]
    except DejaRepondu as refus:
        form.add_error(None, str(refus))
        return _montrer(request, objet, form, statut=422)
    except ContratRefuse as refus:
        for phrase in refus.phrases:
            form.add_error("avec_contrat", phrase)
        return _montrer(request, objet, form, statut=422)
    if form.contradiction:
        messages.warning(request, f"À regarder. {form.contradiction}")
    messages.success(request, "Demande acceptée\u00a0: la fiche, la décision et le contrat annoncé sont enregistrés.")
    return redirect("beneficiaires:fiche", personne.pk)


@require_POST
@autorise(Permission.ELIGIBILITE_DECIDER)
@une_seule_fois
def repondre(request: HttpRequest, pk: int) -> HttpResponse:
    """`geste`: ask for a proof, refuse, or open again a refusal."""
    objet = get_object_or_404(_demandes(request), pk=pk)
    etat, phrase = GESTES.get(request.POST.get("geste", ""), GESTES["piece"])
    tour = FormulaireTour(request.POST)
    if not tour.is_valid():
        return _montrer(request, objet, _formulaire(request, objet, None), tour=tour, statut=422)
    try:
        repondre_demande(demande=objet, etat=etat, par=request.adhesion, **tour.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, phrase)
    except DejaRepondu as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:demande", pk)


def _formulaire(request: HttpRequest, objet: Any, donnees: Any) -> FormulaireAcceptation:
    initial = {"rang": objet.rang}
    if len(objet.declarees) == 1:
        initial["categorie"] = objet.declarees[0]
    ressemblantes = _ressemblantes(request, objet)
    if len(ressemblantes) == 1:
        initial["beneficiaire"] = ressemblantes[0][0]
    return FormulaireAcceptation(
        donnees,
        fiches=ressemblantes,
        initial=initial,
        naissance=objet.date_naissance,
        embauche=objet.date_debut,
    )


def _ressemblantes(request: HttpRequest, objet: Any) -> list[tuple[int, str]]:
    """Files that may be this person already: never opened twice."""
    personnes = Beneficiaire.objects.visibles_par(request.adhesion).actifs().filter(anonymise_le=None)  # type: ignore[attr-defined]
    proches = personnes.filter(date_naissance=objet.date_naissance) | personnes.filter(nom__iexact=objet.nom)
    lui = identifier(0, objet.nom, [], objet.prenom, objet.date_naissance)
    trouvees = []
    for p in proches.order_by("pk")[:200]:
        score, raisons = comparer(lui, identifier(p.pk, p.nom, p.autres_noms, p.prenom, p.date_naissance))
        if score >= SEUIL:
            trouvees.append((score, p.pk, f"{p}, {p.ref}. {' '.join(raisons)}"))
    return [(pk, nom) for _, pk, nom in sorted(trouvees, reverse=True)]


def _montrer(request: HttpRequest, objet: Any, form: Any, tour: Any = None, statut: int = 200) -> HttpResponse:
    etapes = EtapeDemande.objects.visibles_par(request.adhesion).filter(demande=objet).order_by("-rang")  # type: ignore[attr-defined]
    admises = objet.attribution.marche.categories_admises
    contexte = {
        "demande": objet,
        "d": decrire_demande(objet),
        "form": form,
        "tour": tour or FormulaireTour(initial={"rang": objet.rang}),
        "etapes": etapes,
        "declarees": [Categorie(code).label for code in objet.declarees],
        "admises": [Categorie(code).label for code in admises] if admises is not None else None,
        "echeance": echeance(timezone.localdate(objet.depuis), lire_reglage()),
        "refusee": objet.etat == EtatDemande.REFUSEE,
    }
    return render(request, "beneficiaires/demande.html", contexte, status=statut)
