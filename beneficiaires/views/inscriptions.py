"""Who takes part in an action: enrolled, taken out, and how it ended for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaires.forms.actions import FormulaireIssue
from beneficiaires.forms.parcours import FormulaireEtapeCommune
from beneficiaires.models import Beneficiaire, InscriptionAction
from beneficiaires.services.ecrire_etape_commune import ecrire_etape_commune
from beneficiaires.services.inscrire_a_l_action import InscriptionRefusee, PlacesDepassees, inscrire_a_l_action
from beneficiaires.services.noter_issue import IssueRefusee, noter_issue
from beneficiaires.services.retirer_de_l_action import retirer_de_l_action
from beneficiaires.views.actions import lire_action
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.tri import plier
from marches.models import Entreprise

TROUVEES = 50


@require_http_methods(["GET", "POST"])
@autorise(Permission.ACTION_ECRIRE)
@une_seule_fois
def inscrire(request: HttpRequest, pk: int) -> HttpResponse:
    """Found among the people the guichet already follows: nobody is filed for an action."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    action = lire_action(request, pk)
    visibles = Beneficiaire.objects.visibles_par(adhesion).actifs().filter(anonymise_le=None)
    if request.method == "POST":
        cles = [cle for valeur in request.POST.getlist("personnes")[:500] if (cle := lire_cle(valeur)) is not None]
        choisies, au_dela = visibles.filter(pk__in=cles), request.POST.get("au_dela") == "1"
        try:
            faites = inscrire_a_l_action(action=action, personnes=choisies, par=adhesion, au_dela=au_dela)
        except PlacesDepassees as refus:
            contexte = {"action": action, "au_dela": str(refus), "personnes": list(choisies.order_by("tri", "pk"))}
            return render(request, "beneficiaires/action_inscrire.html", contexte, status=422)
        except InscriptionRefusee as refus:
            messages.error(request, str(refus))
            return redirect("beneficiaires:action", pk)
        if not faites:
            messages.warning(request, "Personne n’a été ajouté\u00a0: cochez au moins une personne non inscrite.")
            return redirect("beneficiaires:action_inscrire", pk)
        messages.success(request, f"{accorder(len(faites), 'personne inscrite', 'personnes inscrites')}.")
        return redirect("beneficiaires:action", pk)
    q = request.GET.get("q", "").strip()[:80].replace("\x00", "")
    inscrites = InscriptionAction.objects.visibles_par(adhesion).filter(action=action, retiree_a=None)
    libres = visibles.exclude(pk__in=inscrites.values("beneficiaire")).order_by("tri", "pk")
    for mot in plier(q).split()[:8]:
        libres = libres.filter(recherche__contains=mot)
    contexte = {"action": action, "q": q, "personnes": list(libres[:TROUVEES]), "trop": libres.count() > TROUVEES}
    return render(request, "beneficiaires/action_inscrire.html", contexte)


def lire_inscription(request: HttpRequest, pk: int) -> InscriptionAction:
    visibles = InscriptionAction.objects.visibles_par(request.adhesion).select_related("action", "beneficiaire")  # type: ignore[attr-defined]
    return get_object_or_404(visibles, pk=pk)


@require_POST
@autorise(Permission.ACTION_ECRIRE)
def retirer(request: HttpRequest, pk: int) -> HttpResponse:
    inscription = lire_inscription(request, pk)
    retiree = inscription.retiree_a is None
    retirer_de_l_action(inscription=inscription, retiree=retiree, par=request.adhesion)  # type: ignore[attr-defined]
    suite = "retiré de l’action\u202f; l’inscrire de nouveau rend ses présences" if retiree else "de nouveau inscrit"
    messages.success(request, f"{inscription.beneficiaire}\u00a0: {suite}.")
    return redirect("beneficiaires:action", inscription.action_id)


@require_http_methods(["GET", "POST"])
@autorise(Permission.ACTION_ECRIRE)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    inscription = lire_inscription(request, pk)
    form = FormulaireIssue(request.POST or None, initial={"issue": inscription.issue, "le": inscription.issue_le})
    if form.is_valid():
        try:
            noter_issue(inscription=inscription, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, "Issue enregistrée.")
            return redirect("beneficiaires:action", inscription.action_id)
        except IssueRefusee as refus:
            form.add_error("le", str(refus))
    contexte = {
        "form": form,
        "titre": f"Issue pour {inscription.beneficiaire}",
        "aide": "Un emploi se lit dans ses contrats\u00a0: ne notez ici que ce qu’ils ne disent pas.",
        "bouton": "Enregistrer",
        "retour": reverse("beneficiaires:action", args=[inscription.action_id]),
    }
    return render(request, "beneficiaires/action_formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@autorise(Permission.ACTION_ECRIRE)
@une_seule_fois
def etape_commune(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry in training, a certificate, a hire: written once for all those it concerns."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    action = lire_action(request, pk)
    entreprises = Entreprise.objects.visibles_par(adhesion).order_by("nom")
    initial = {"debut": action.date_fin, "intitule": action.metier}
    form = FormulaireEtapeCommune(request.POST or None, entreprises=entreprises, initial=initial)
    inscrites = InscriptionAction.objects.visibles_par(adhesion).filter(action=action, retiree_a=None)
    siennes = Beneficiaire.objects.visibles_par(adhesion).filter(pk__in=inscrites.values("beneficiaire"))
    if form.is_valid():
        cles = [cle for valeur in request.POST.getlist("personnes")[:500] if (cle := lire_cle(valeur)) is not None]
        etapes = ecrire_etape_commune(
            action=action, personnes=siennes.filter(pk__in=cles), modele=form.save(commit=False), par=adhesion
        )
        if etapes:
            messages.success(request, f"Étape notée au parcours de {accorder(len(etapes), 'personne')}.")
            return redirect("beneficiaires:action", pk)
        form.add_error(None, "Cochez au moins une personne qui n’a pas déjà cette étape.")
    contexte = {"action": action, "form": form, "personnes": siennes.order_by("tri", "pk")}
    return render(request, "beneficiaires/action_etape.html", contexte, status=422 if form.is_bound else 200)
