"""The pipeline: projects of purchase, what was decided of them, the contract they become."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_euros, formater_heures
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.enums import StatutProjet
from marches.forms.calibrage import FormulaireTaux
from marches.forms.projets import (
    FormulaireDecision,
    FormulaireLotsColles,
    FormulaireNouveauProjet,
    FormulaireOuverture,
    FormulaireProjet,
)
from marches.models import ProjetAchat, TexteClause
from marches.queries.conseil import conseiller
from marches.queries.projets import lire_consultation, lire_consultations
from marches.queries.ratios import ratios_en_vigueur, reglages_en_vigueur
from marches.services.decider_projet import DecisionImpossible, decider_projet
from marches.services.enregistrer_projet import ProjetModifie, enregistrer_projet
from marches.services.ouvrir_marche_du_projet import ChoixOuverture, ouvrir_marche_du_projet
from marches.views.presentation_calibrage import presenter_bilan, presenter_lots

PAR_PAGE = 25


@autorise(Permission.MARCHE_LIRE)
def calibrer(request: HttpRequest) -> HttpResponse:
    """Studied, retained, set aside with the motive: also what the yearly report counts."""
    q, statut = request.GET.get("q", "").strip()[:80].replace("\x00", ""), request.GET.get("statut", "")
    projets = ProjetAchat.objects.visibles_par(request.adhesion).select_related("maitre_ouvrage", "marche")  # type: ignore[attr-defined]
    comptes = dict.fromkeys(StatutProjet.values, 0)
    comptes |= dict(projets.order_by().values_list("statut").annotate(nombre=Count("pk")))
    if statut in StatutProjet.values:
        projets = projets.filter(statut=statut)
    if q:
        projets = projets.filter(Q(objet__icontains=q) | Q(maitre_ouvrage__nom__icontains=q))
    page = Paginator(projets.order_by("-cree_a", "-pk"), PAR_PAGE).get_page(request.GET.get("page"))
    consultations = lire_consultations(page.object_list)
    rangs = [_rang(projet, consultations[projet.pk]) for projet in page.object_list]
    segments = [_segment("", "Tous", sum(comptes.values()), statut)] + [
        _segment(code, libelle, comptes[code], statut) for code, libelle in StatutProjet.choices
    ]
    contexte = {"page": page, "rangs": rangs, "q": q, "statut": statut, "segments": segments}
    return render(request, "marches/calibrer.html", contexte)


def _segment(code: str, libelle: str, compte: int, courant: str) -> dict[str, Any]:
    adresse = reverse("marches:calibrer") + (f"?statut={code}" if code else "")
    return {"libelle": libelle, "adresse": adresse, "courant": code == courant, "compte": compte}


def _rang(projet: ProjetAchat, consultation: Any) -> dict[str, Any]:
    return {
        "projet": projet,
        "lots": len(consultation.lots),
        "calibres": consultation.calibres,
        "montant": formater_euros(consultation.montant) if consultation.montant else "–",
        "heures": formater_heures(consultation.heures) if consultation.heures else "–",
    }


def chercher_projet(request: HttpRequest, pk: int) -> ProjetAchat:
    visibles = ProjetAchat.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("maitre_ouvrage", "marche"), pk=pk)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def projet_nouveau(request: HttpRequest) -> HttpResponse:
    ratios = ratios_en_vigueur(timezone.localdate())
    depart = {"montant_ht": request.GET.get("montant", "")[:20], "secteur": request.GET.get("secteur", "")[:64]}
    form = FormulaireNouveauProjet(request.POST or None, ratios=ratios, initial=depart)
    if form.is_valid():
        projet = enregistrer_projet(projet=form.save(commit=False), lot=form.premier_lot(), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Projet ouvert. Calibrez ses lots, ou ajoutez-en d’autres.")
        return redirect("marches:projet", projet.pk)
    contexte = {"form": form, "titre": "Nouveau projet", "bouton": "Ouvrir le projet"}
    contexte["retour"] = reverse("marches:calibrer")
    return render(request, "marches/projet_formulaire.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.MARCHE_LIRE)
def projet(request: HttpRequest, pk: int) -> HttpResponse:
    return montrer_projet(request, chercher_projet(request, pk))


def montrer_projet(request: HttpRequest, projet: ProjetAchat, **formulaires: Any) -> HttpResponse:
    """The page of a project; a refused form comes back in its place, with what was typed."""
    aujourd_hui = timezone.localdate()
    ratios, reglages = ratios_en_vigueur(aujourd_hui), reglages_en_vigueur(aujourd_hui)
    consultation = lire_consultation(projet)
    textes = TexteClause.objects.visibles_par(request.adhesion).filter(projet=projet).order_by("-rang")[:10]  # type: ignore[attr-defined]
    contexte = {
        "projet": projet,
        "indicateurs": presenter_bilan(projet, consultation, reglages),
        "lots": presenter_lots(consultation, ratios),
        "conseil": conseiller(projet.fournisseurs, projet.dependance_pct),
        "textes": textes,
        "form_lots": FormulaireLotsColles(projet=projet, ratios=ratios),
        "form_taux": FormulaireTaux(),
        "form_decision": _decision(projet),
    } | formulaires
    return render(request, "marches/projet.html", contexte, status=422 if formulaires else 200)


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def projet_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    projet = chercher_projet(request, pk)
    form = FormulaireProjet(request.POST or None, instance=projet)
    if form.is_valid():
        try:
            enregistrer_projet(projet=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        except ProjetModifie as refus:
            return _montrer_le_conflit(request, form, refus)
        messages.success(request, "Projet modifié.")
        form.annoncer(request)
        return redirect("marches:projet", projet.pk)
    contexte = {"form": form, "titre": "Modifier le projet", "bouton": "Enregistrer", "projet": projet}
    contexte["retour"] = reverse("marches:projet", args=[pk])
    return render(request, "marches/projet_formulaire.html", contexte, status=422 if form.is_bound else 200)


def _montrer_le_conflit(request: HttpRequest, form: FormulaireProjet, refus: ProjetModifie) -> HttpResponse:
    """Both values side by side; the next save is over the version now shown."""
    form.add_error(None, str(refus))
    form.data = form.data.copy()
    form.data["version"] = refus.actuel.version
    autre = FormulaireProjet(instance=refus.actuel)
    ecarts = [
        {
            "libelle": form[nom].label,
            "valeur": autre[nom].value() if nom != "maitre_ouvrage" else refus.actuel.maitre_ouvrage,
        }
        for nom in form.changed_data
        if nom != "version" and form[nom].value() != autre[nom].value()
    ]
    contexte = {"form": form, "titre": "Modifier le projet", "bouton": "Enregistrer", "ecarts": ecarts}
    contexte |= {"projet": refus.actuel, "retour": reverse("marches:projet", args=[refus.actuel.pk])}
    return render(request, "marches/projet_formulaire.html", contexte, status=422)


def _decision(projet: ProjetAchat, donnees: Any = None) -> Any:
    form = FormulaireDecision(donnees, initial={"statut": projet.statut, "motif": projet.motif})
    return form.partager(sujet=projet, verbes=(Verbe.PROJET_DECIDE,))


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def projet_decider(request: HttpRequest, pk: int) -> HttpResponse:
    projet = chercher_projet(request, pk)
    form = _decision(projet, request.POST or None)
    if form.is_valid():
        try:
            decider_projet(projet=projet, le=timezone.localdate(), par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
        except DecisionImpossible as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "Décision notée. Elle peut changer tant que le marché n’est pas ouvert.")
            form.annoncer(request)
            return redirect("marches:projet", projet.pk)
    return montrer_projet(request, projet, form_decision=form) if form.is_bound else redirect("marches:projet", pk)


@autorise(Permission.MARCHE_ECRIRE)
def projet_ouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    projet = chercher_projet(request, pk)
    form = FormulaireOuverture(request.POST or None, initial={"types_clause": ["EXEC"]})
    if form.is_valid():
        try:
            marche = ouvrir_marche_du_projet(
                projet=projet,
                choix=ChoixOuverture(**form.cleaned_data),
                aujourd_hui=timezone.localdate(),
                par=request.adhesion,  # type: ignore[attr-defined]
            )
        except DecisionImpossible as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "Marché ouvert avec ses lots et ses heures dues. Attribuez les lots.")
            return redirect("suivi_heures:marche", marche.pk)
    contexte = {"form": form, "titre": "Ouvrir le marché", "bouton": "Ouvrir le marché", "projet": projet}
    contexte |= {"retour": reverse("marches:projet", args=[pk]), "ouverture": True}
    return render(request, "marches/projet_formulaire.html", contexte, status=422 if form.is_bound else 200)
