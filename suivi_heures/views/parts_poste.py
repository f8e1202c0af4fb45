"""The share of a funder: written, changed, withdrawn; its calls for funds and what it was told."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_euros
from clauses_app.pdf import rendre_pdf
from clauses_app.tenancy.verrou import un_a_la_fois
from suivi_heures.enums import GenreAppel
from suivi_heures.forms.postes import FormulaireAppel, FormulairePart, FormulairePeriode
from suivi_heures.models import CompteRendu, PartPoste
from suivi_heures.queries.chiffres_publies import Registre
from suivi_heures.queries.postes import suivre_postes
from suivi_heures.restitutions.compte_rendu import Document, composer_compte_rendu
from suivi_heures.restitutions.figer import depuis_json, empreinte, en_json
from suivi_heures.restitutions.lire_publies import lire_publies
from suivi_heures.services.inscrire_part import PartRefusee, inscrire_part
from suivi_heures.services.preparer_appel import AppelRefuse, preparer_appel
from suivi_heures.services.produire_compte_rendu import CompteRenduRefuse, produire_compte_rendu
from suivi_heures.services.reprendre_financeurs import reprendre_financeurs
from suivi_heures.services.retirer_part import retirer_part
from suivi_heures.views.postes import lire_poste

FORMULAIRE = "suivi_heures/poste_formulaire.html"


def _lire(request: HttpRequest, pk: int) -> PartPoste:
    parts = PartPoste.objects.visibles_par(request.adhesion).select_related("poste")  # type: ignore[attr-defined]
    return get_object_or_404(parts, pk=pk)


@autorise(Permission.FINANCEMENT_ECRIRE)
@une_seule_fois
def part_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    return _ecrire(request, PartPoste(poste=lire_poste(request, pk)))


@require_POST
@autorise(Permission.FINANCEMENT_ECRIRE)
def parts_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        repris = reprendre_financeurs(poste=lire_poste(request, pk), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"{accorder(repris, 'financeur repris', 'financeurs repris')} des restitutions.")
    except PartRefusee as refus:
        messages.error(request, str(refus))
    return redirect("suivi_heures:poste", pk)


@autorise(Permission.FINANCEMENT_ECRIRE)
@un_a_la_fois
def part_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    return _ecrire(request, _lire(request, pk))


def _ecrire(request: HttpRequest, part: PartPoste) -> HttpResponse:
    form = FormulairePart(request.POST or None, instance=part)
    if form.is_valid():
        try:
            inscrire_part(part=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, f"{part.financeur}\u00a0: part enregistrée.")
            form.annoncer(request)
            return redirect("suivi_heures:poste", part.poste_id)
        except PartRefusee as refus:
            form.add_error("part_pct", str(refus))
    contexte = {
        "form": form,
        "titre": "Modifier la part" if part.pk else "Ajouter un financeur",
        "poste": part.poste,
        "retour": reverse("suivi_heures:poste", args=[part.poste_id]),
    }
    return render(request, FORMULAIRE, contexte, status=422 if form.is_bound else 200)


@require_POST
@autorise(Permission.FINANCEMENT_ECRIRE)
def part_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    part = _lire(request, pk)
    retire = part.retire_a is None
    try:
        retirer_part(part=part, retire=retire, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"{part.financeur}\u00a0: part {'retirée' if retire else 'rétablie'}.")
    except PartRefusee as refus:
        messages.error(request, str(refus))
    return redirect("suivi_heures:poste", part.poste_id)


@autorise(Permission.FINANCEMENT_ECRIRE)
@une_seule_fois
def appel_preparer(request: HttpRequest, pk: int) -> HttpResponse:
    """The period is the next one, its amount is computed: a call is prepared in one gesture."""
    part, jour = _lire(request, pk), timezone.localdate()
    suivie = next((p for p in suivre_postes([part.poste], au=jour)[0].parts if p.part.pk == pk), None)
    periode = suivie.periode if suivie else None
    fin = min(periode[1], jour) if periode else jour
    solde = periode is not None and periode[1] == part.poste.date_fin
    initial = {"au": fin, "genre": GenreAppel.SOLDE if solde else GenreAppel.ACOMPTE}
    form = FormulaireAppel(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            appel = preparer_appel(part=part, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, f"Appel de {formater_euros(appel.montant)} préparé\u00a0: reste à l’envoyer.")
            return redirect("suivi_heures:appel_fonds", appel.pk)
        except AppelRefuse as refus:
            form.add_error(None, str(refus))
    sous = (
        f"{part.poste}. À appeler depuis le {formater_date(periode[0])}\u00a0:"
        f" {formater_euros(suivie.a_appeler)} au {formater_date(jour)}."
        if suivie and periode
        else str(part.poste)
    )
    contexte = {
        "form": form,
        "titre": f"Appel de fonds, {part.financeur}",
        "sous": sous,
        "poste": part.poste,
        "geste": "Préparer l’appel",
        "retour": reverse("suivi_heures:poste", args=[part.poste_id]),
    }
    return render(request, FORMULAIRE, contexte, status=422 if form.is_bound else 200)


def produire(part: PartPoste, *, du: datetime.date, au: datetime.date, par: Adhesion) -> CompteRendu:
    guichet = par.guichet
    document = composer_compte_rendu(
        part=part, du=du, au=au, guichet=guichet.nom, seuil=guichet.seuil_effectif, registre=Registre(lire_publies())
    )
    return produire_compte_rendu(
        part=part, du=du, au=au, donnees=en_json(document), empreinte=empreinte(document), par=par
    )


@autorise(Permission.FINANCEMENT_ECRIRE)
@une_seule_fois
def compte_rendu_produire(request: HttpRequest, pk: int) -> HttpResponse:
    part, jour = _lire(request, pk), timezone.localdate()
    debut = max(part.poste.date_debut, jour.replace(month=1, day=1))
    form = FormulairePeriode(request.POST or None, initial={"du": debut, "au": min(jour, part.poste.date_fin)})
    if part.retire_a is not None:
        messages.error(request, "Cette part est retirée\u00a0: rétablissez-la d’abord.")
        return redirect("suivi_heures:poste", part.poste_id)
    if form.is_valid():
        try:
            produit = produire(part, **form.cleaned_data, par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, f"{part.financeur}\u00a0: compte rendu figé, révision {produit.revision}.")
            return redirect("suivi_heures:poste", part.poste_id)
        except CompteRenduRefuse as refus:
            form.add_error(None, str(refus))
    contexte = {
        "form": form,
        "titre": f"Compte rendu, {part.financeur}",
        "sous": "Ses chiffres sont figés\u00a0: produit de nouveau après un changement, c’est une révision.",
        "poste": part.poste,
        "geste": "Produire",
        "retour": reverse("suivi_heures:poste", args=[part.poste_id]),
    }
    return render(request, FORMULAIRE, contexte, status=422 if form.is_bound else 200)


@require_safe
@autorise(Permission.FINANCEMENT_LIRE)
def compte_rendu_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Written from the frozen figures: the same today and in a year."""
    rendus = CompteRendu.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    rendu = get_object_or_404(rendus, pk=pk)
    document = depuis_json(Document, rendu.donnees)
    titre = f"Compte rendu, {document.financeur}, {document.periode}"
    contexte = {"rendu": rendu, "document": document}
    return HttpResponse(
        rendre_pdf("suivi_heures/pdf/compte_rendu.html", contexte, titre=titre),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="compte-rendu-{rendu.pk}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
