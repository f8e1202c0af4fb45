"""The gestures of the life of a contract: one short form each, what it did said back at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date, formater_euros, formater_heures
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.forms.vie import (
    FormulaireAffermissement,
    FormulaireAnnulation,
    FormulaireAvenant,
    FormulaireBonCommande,
    FormulaireReprise,
    FormulaireSuppression,
    FormulaireSuspension,
    FormulaireTranche,
    FormulaireTransfert,
)
from marches.models import Acte, EngagementHeures, Lot, Marche, Tranche
from marches.queries.accords_cadres import cumuler_accord_cadre
from marches.queries.actes import memes_numeros
from marches.services.affermir_tranche import affermir_tranche
from marches.services.annuler_acte import annuler_acte
from marches.services.enregistrer_tranche import enregistrer_tranche
from marches.services.inscrire_avenant import inscrire_avenant
from marches.services.inscrire_bon_commande import inscrire_bon_commande
from marches.services.reprendre_clause import reprendre_clause
from marches.services.supprimer_clause import supprimer_clause
from marches.services.suspendre_clause import suspendre_clause
from marches.services.transferer_heures import transferer_heures


def page_de_vie(marche_id: int) -> str:
    return reverse("marches:vie", args=[marche_id])


def montrer(
    request: HttpRequest, form: Any, marche: Marche, *, titre: str, bouton: str, aide: str = ""
) -> HttpResponse:
    contexte = {"form": form, "titre": titre, "bouton": bouton, "marche": marche, "aide": aide}
    contexte["retour"] = page_de_vie(marche.pk)
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


def tenter(form: Any, geste: Callable[[], Any]) -> Any:
    """What the service refuses goes back to the field at fault."""
    try:
        return geste()
    except ValidationError as refus:
        form.add_error(None, refus)
        return None


def inscrire_geste(
    request: HttpRequest,
    pk: int,
    classe: Any,
    service: Callable[..., Acte],
    *,
    titre: str,
    bouton: str,
    aide: str = "",
    avec_marche: bool = True,
) -> HttpResponse:
    marche = get_object_or_404(Marche.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    lot = lire_cle(request.GET.get("lot", ""))
    form = classe(request.POST or None, marche=marche, initial={"lot": lot} if lot else None)
    if form.is_valid():
        suite = {"marche": marche} if avec_marche else {}
        acte = tenter(form, lambda: service(par=request.adhesion, **suite, **form.cleaned_data))  # type: ignore[attr-defined]
        if acte is not None:
            _annoncer(request, acte)
            return redirect(page_de_vie(pk))
    return montrer(request, form, marche, titre=titre, bouton=bouton, aide=aide)


def _annoncer(request: HttpRequest, acte: Acte) -> None:
    """The act, and what it did to the hours due."""
    lignes = EngagementHeures.objects.visibles_par(request.adhesion).filter(acte=acte)  # type: ignore[attr-defined]
    heures = lignes.aggregate(total=Sum("heures"))["total"]
    effet = f"\u00a0: {'+' if heures > 0 else ''}{formater_heures(heures)}" if heures else ""
    messages.success(request, f"Inscrit : {acte}{effet}. Vous pouvez l’annuler dans le journal.")
    for autre in memes_numeros(acte):
        ou = f"le lot {autre.lot.ref}" if autre.lot else "tout le marché"
        messages.warning(
            request,
            f"{autre} est déjà inscrit sur {ou}, du {formater_date(autre.date)}\u00a0: si c’est un autre papier,"
            " vérifiez le numéro\u202f; si c’est le même, rien de plus à faire.",
        )
    if acte.type == "BON_COMMANDE":
        cumul = cumuler_accord_cadre(acte.marche)
        if cumul.depassement:
            exces = formater_euros(cumul.depassement)
            messages.warning(request, f"Le maximum de l’accord-cadre est dépassé de {exces} : prévenez l’acheteur.")


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def avenant(request: HttpRequest, pk: int) -> HttpResponse:
    return inscrire_geste(
        request, pk, FormulaireAvenant, inscrire_avenant, titre="Avenant", bouton="Inscrire l’avenant"
    )


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def suspension(request: HttpRequest, pk: int) -> HttpResponse:
    return inscrire_geste(
        request,
        pk,
        FormulaireSuspension,
        suspendre_clause,
        titre="Suspendre la clause",
        bouton="Inscrire la suspension",
    )


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def reprise(request: HttpRequest, pk: int) -> HttpResponse:
    return inscrire_geste(
        request,
        pk,
        FormulaireReprise,
        reprendre_clause,
        titre="Reprendre après suspension",
        bouton="Inscrire la reprise",
    )


@autorise(Permission.MARCHE_ECRIRE)
def suppression(request: HttpRequest, pk: int) -> HttpResponse:
    aide = "Les heures déjà faites restent au décompte. Seules celles qui restaient dues ne le sont plus."
    return inscrire_geste(
        request,
        pk,
        FormulaireSuppression,
        supprimer_clause,
        titre="Supprimer la clause",
        bouton="Inscrire la suppression",
        aide=aide,
    )


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def transfert(request: HttpRequest, pk: int) -> HttpResponse:
    aide = "Deux lignes opposées, un seul fait : le total des deux lots ne change pas."
    return inscrire_geste(
        request,
        pk,
        FormulaireTransfert,
        transferer_heures,
        titre="Transférer des heures",
        bouton="Transférer",
        aide=aide,
        avec_marche=False,
    )


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def bon_commande(request: HttpRequest, pk: int) -> HttpResponse:
    return inscrire_geste(
        request,
        pk,
        FormulaireBonCommande,
        inscrire_bon_commande,
        titre="Bon de commande",
        bouton="Inscrire le bon",
        avec_marche=False,
    )


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def tranche_nouvelle(request: HttpRequest, pk: int) -> HttpResponse:
    lots = Lot.objects.visibles_par(request.adhesion).select_related("marche")  # type: ignore[attr-defined]
    lot = get_object_or_404(lots, pk=pk)
    form = FormulaireTranche(request.POST or None, lot=lot)
    if form.is_valid():
        deja_dues = form.cleaned_data["deja_dues"]
        tranche = form.save(commit=False)
        if tenter(form, lambda: enregistrer_tranche(tranche=tranche, deja_dues=deja_dues, par=request.adhesion)):  # type: ignore[attr-defined]
            messages.success(request, f"Ajoutée : {tranche}.")
            return redirect(page_de_vie(lot.marche_id))
    aide = "Les heures d’une tranche optionnelle ne seront dues qu’à son affermissement."
    titre = f"Ajouter une tranche au lot {lot.ref}"
    return montrer(request, form, lot.marche, titre=titre, bouton="Ajouter la tranche", aide=aide)


def _tranche(request: HttpRequest, pk: int) -> Tranche:
    tranches = Tranche.objects.visibles_par(request.adhesion).select_related("lot__marche")  # type: ignore[attr-defined]
    return get_object_or_404(tranches, pk=pk)


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def tranche_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    tranche = _tranche(request, pk)
    form = FormulaireTranche(request.POST or None, instance=tranche, lot=tranche.lot)
    if form.is_valid():
        ecrite = form.save(commit=False)
        if tenter(form, lambda: enregistrer_tranche(tranche=ecrite, par=request.adhesion)):  # type: ignore[attr-defined]
            messages.success(request, f"Modifiée : {ecrite}.")
            form.annoncer(request)
            return redirect(page_de_vie(tranche.lot.marche_id))
    titre = f"Modifier la {tranche}"
    return montrer(request, form, tranche.lot.marche, titre=titre, bouton="Enregistrer")


@autorise(Permission.MARCHE_ECRIRE)
def tranche_affermir(request: HttpRequest, pk: int) -> HttpResponse:
    tranche = _tranche(request, pk)
    form = FormulaireAffermissement(request.POST or None)
    if form.is_valid():
        acte = tenter(form, lambda: affermir_tranche(tranche=tranche, par=request.adhesion, **form.cleaned_data))  # type: ignore[attr-defined]
        if acte is not None:
            _annoncer(request, acte)
            return redirect(page_de_vie(tranche.lot.marche_id))
    aide = f"{formater_heures(tranche.heures)} deviendront dues à cette date, sur le lot {tranche.lot.ref}."
    titre = f"Affermir la {tranche}"
    return montrer(request, form, tranche.lot.marche, titre=titre, bouton="Affermir", aide=aide)


@autorise(Permission.MARCHE_ECRIRE)
def acte_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    actes = Acte.objects.visibles_par(request.adhesion).select_related("marche")  # type: ignore[attr-defined]
    acte = get_object_or_404(actes, pk=pk)
    form = FormulaireAnnulation(request.POST or None)
    if form.is_valid():
        oppose = tenter(form, lambda: annuler_acte(acte=acte, par=request.adhesion, **form.cleaned_data))  # type: ignore[attr-defined]
        if oppose is not None:
            messages.success(request, f"Annulé : {acte}. Les deux lignes restent au journal.")
            return redirect(page_de_vie(acte.marche_id))
    aide = "Rien n’est effacé : un acte opposé, à la même date, rend les heures, les dates et les parts d’avant."
    return montrer(request, form, acte.marche, titre=f"Annuler : {acte}", bouton="Annuler cet acte", aide=aide)
