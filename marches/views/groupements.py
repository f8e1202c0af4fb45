"""Inside a lot: the split of the debt, declared subcontractors, a holder that takes over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.partage import derniere_main
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.enums import RoleAttribution, TypeActe
from marches.forms.vie import FormulaireRepartition, FormulaireSousTraitant, FormulaireTitulaire
from marches.models import Acte, Attribution, Lot, Marche
from marches.queries.groupements import lire_groupements
from marches.queries.objectif import objectif_des_lots
from marches.services.changer_titulaire import changer_titulaire
from marches.services.declarer_sous_traitant import declarer_sous_traitant
from marches.services.repartir_dette import repartir_dette
from marches.views.gestes import montrer, page_de_vie, tenter


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def repartir(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    lot = get_object_or_404(Lot.objects.visibles_par(adhesion).select_related("marche"), pk=pk)
    membres = (
        Attribution.objects.visibles_par(adhesion)
        .filter(lot=lot, date_fin=None)
        .exclude(role=RoleAttribution.SOUS_TRAITANT)
    )
    form = FormulaireRepartition(
        request.POST or None, membres=list(membres.select_related("entreprise").order_by("pk"))
    )
    dernier = Acte.objects.visibles_par(adhesion).filter(lot=lot, type=TypeActe.REPARTITION).order_by("-pk").first()
    form.partager(
        main=derniere_main(dernier),
        jetons={nom: champ.initial for nom, champ in form.fields.items() if nom.startswith("vue_")},
        sauf=("date", "motif"),
    )
    du = objectif_des_lots([lot.pk])[lot.pk]
    if form.is_valid():
        parts = form.lire("part")
        acte = tenter(
            form,
            lambda: repartir_dette(
                lot=lot,
                parts=parts,
                vues=form.lire("vue"),
                date=form.cleaned_data["date"],
                motif=form.cleaned_data["motif"],
                par=adhesion,
            ),
        )
        if acte is not None:
            form.annoncer(request)
            ecart = lire_groupements([lot], {lot.pk: du})[0].ecart  # with what a replaced holder keeps
            if ecart:
                quoi = "n’ont pas de porteur" if ecart > 0 else "sont prises en trop"
                messages.warning(request, f"Répartition enregistrée, mais {formater_heures(abs(ecart))} {quoi}.")
            else:
                messages.success(request, "Répartition enregistrée : la somme des parts est la dette du lot.")
            return redirect(page_de_vie(lot.marche_id))
    aide = f"Le lot doit {formater_heures(du)}. Une part vide n’est pas répartie."
    titre = f"Répartir la dette du lot {lot.ref}"
    return montrer(request, form, lot.marche, titre=titre, bouton="Enregistrer la répartition", aide=aide)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def sous_traitant(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion), pk=pk)
    form = FormulaireSousTraitant(request.POST or None, marche=marche)
    if form.is_valid():
        acte = tenter(form, lambda: declarer_sous_traitant(par=adhesion, **form.cleaned_data))
        if acte is not None:
            messages.success(request, f"{form.cleaned_data['entreprise']} est inscrit comme sous-traitant.")
            return redirect(page_de_vie(pk))
    return montrer(request, form, marche, titre="Déclarer un sous-traitant", bouton="Inscrire le sous-traitant")


@autorise(Permission.MARCHE_ECRIRE)
def titulaire(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    attributions = Attribution.objects.visibles_par(adhesion).select_related("lot__marche", "entreprise")
    attribution = get_object_or_404(attributions, pk=pk)
    form = FormulaireTitulaire(request.POST or None)
    if form.is_valid():
        acte = tenter(form, lambda: changer_titulaire(attribution=attribution, par=adhesion, **form.cleaned_data))
        if acte is not None:
            messages.success(request, f"{form.cleaned_data['entreprise']} remplace {attribution.entreprise}.")
            return redirect(page_de_vie(attribution.marche_id))
    aide = "L’entreprise remplacée reste visible, avec les heures qu’elle a faites."
    titre = f"Remplacer {attribution.entreprise}, lot {attribution.lot.ref}"
    return montrer(request, form, attribution.lot.marche, titre=titre, bouton="Remplacer", aide=aide)
