"""Contacts of a company, and addresses that no longer answer. They are listed beside its reminders."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.partage import Main
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.forms.penalites import FormulaireContact
from marches.models import AdresseEnEchec, ContactEntreprise, Entreprise
from marches.services.enregistrer_contact import ContactDejaChange, enregistrer_contact
from marches.services.retablir_adresse import retablir_adresse
from marches.services.retirer_contact import retirer_contact
from marches.services.signaler_adresse_en_echec import signaler_adresse_en_echec

PAGE = "suivi_heures:relances_entreprise"
UN_SOUFFLE = datetime.timedelta(seconds=5)


def _entreprise(request: HttpRequest, pk: int) -> Entreprise:
    return get_object_or_404(Entreprise.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


def _contact(request: HttpRequest, pk: int) -> ContactEntreprise:
    visibles = ContactEntreprise.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("entreprise"), pk=pk)


def _ecrire(
    request: HttpRequest, form: FormulaireContact, entreprise: Entreprise, *, titre: str, bouton: str
) -> HttpResponse:
    if form.is_valid():
        contact = form.save(commit=False)
        contact.entreprise = entreprise
        try:
            remplace = form.cleaned_data["remplace"]
            enregistrer_contact(contact=contact, remplace=remplace, par=request.adhesion)  # type: ignore[attr-defined]
        except ContactDejaChange as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"« {contact} » est enregistré.")
            form.annoncer(request)
            return redirect(PAGE, entreprise.pk)
    contexte = {"form": form, "titre": titre, "bouton": bouton, "retour": reverse(PAGE, args=[entreprise.pk])}
    contexte["parent"] = entreprise.nom
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def contact_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    entreprise = _entreprise(request, pk)
    form = FormulaireContact(request.POST or None)
    return _ecrire(request, form, entreprise, titre=f"Ajouter un contact, {entreprise}", bouton="Ajouter le contact")


def _suivant(request: HttpRequest, contact: ContactEntreprise) -> ContactEntreprise | None:
    """The row that took its place: a change withdraws one and writes the next in the same breath."""
    visibles = ContactEntreprise.objects.visibles_par(request.adhesion).filter(entreprise=contact.entreprise_id)  # type: ignore[attr-defined]
    vu, suivant = contact, None
    while vu.retire_a is not None:
        # the clock of the row is read just after that of the withdrawal
        venus = visibles.filter(pk__gt=vu.pk, saisi_a__gte=vu.retire_a, par_nom=vu.retire_par).order_by("pk")
        vu = venus.filter(saisi_a__lt=vu.retire_a + UN_SOUFFLE).first()
        if vu is None:
            return None
        suivant = vu
    return suivant


@require_http_methods(["GET", "POST"])
@autorise(Permission.ENTREPRISE_ECRIRE)
@un_a_la_fois
def contact_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    suivant = _suivant(request, contact)
    if suivant is not None and request.method != "POST":
        return redirect("marches:contact_modifier", suivant.pk)
    form = FormulaireContact(request.POST or None, instance=contact, initial={"remplace": contact.pk})
    if suivant is not None:
        form.partager(
            main=Main(suivant.par_nom, suivant.saisi_a),
            actuelles=model_to_dict(suivant),
            jetons={"remplace": suivant.pk},
        )
    else:
        form.partager(jetons={"remplace": contact.pk})
    return _ecrire(request, form, contact.entreprise, titre=f"Modifier {contact.nom}", bouton="Enregistrer")


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def contact_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    if retirer_contact(contact=contact, par=request.adhesion):  # type: ignore[attr-defined]
        messages.success(request, f"« {contact} » est retiré des contacts.")
    else:
        messages.info(request, "Ce contact était déjà retiré.")
    return redirect(PAGE, contact.entreprise_id)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def adresse_en_echec(request: HttpRequest, pk: int) -> HttpResponse:
    """Said by hand: the mail came back, or the person has left."""
    entreprise = _entreprise(request, pk)
    courriel, motif = request.POST.get("courriel", "").strip(), request.POST.get("motif", "").strip()[:500]
    try:
        validate_email(courriel)
    except ValidationError:
        messages.error(request, "Cette adresse n’en est pas une : choisissez celle d’un contact.")
    else:
        signaler_adresse_en_echec(courriel=courriel, motif=motif or "Signalée à la main", par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Adresse notée en échec : le contact suivant sera écrit.")
    return redirect(PAGE, entreprise.pk)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def adresse_retablir(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = AdresseEnEchec.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    adresse = get_object_or_404(visibles, pk=pk)
    retablir_adresse(adresse=adresse, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Adresse rétablie : les relances y repartiront.")
    retour = Entreprise.objects.visibles_par(request.adhesion).filter(contact_courriel__iexact=adresse.courriel).first()  # type: ignore[attr-defined]
    if retour is None:
        contacts = ContactEntreprise.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
        contact = contacts.filter(courriel__iexact=adresse.courriel).first()
        return redirect(PAGE, contact.entreprise_id) if contact else redirect("marches:entreprises")
    return redirect(PAGE, retour.pk)
