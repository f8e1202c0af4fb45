"""The calendar of the guichet, month by month, and its secret address for other calendars."""

from __future__ import annotations

import datetime
import hashlib
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise, publique
from clauses_app.interface.formats import formater_date_longue, formater_heure, formater_mois
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.contexte import basculer_dans_guichet
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Entreprise, Marche
from suivi_heures.forms.carnet import FormulaireRendezVous
from suivi_heures.models import AbonnementAgenda, RendezVous
from suivi_heures.queries.abonnements import abonne
from suivi_heures.queries.agenda import Jalon, jalons
from suivi_heures.queries.mois import decaler, dernier_jour, lire_mois, premier_jour
from suivi_heures.restitutions.calendrier import ecrire_calendrier
from suivi_heures.services.annuler_rendez_vous import annuler_rendez_vous
from suivi_heures.services.fermer_abonnement import fermer_abonnement
from suivi_heures.services.inscrire_rendez_vous import RendezVousChange, inscrire_rendez_vous
from suivi_heures.services.ouvrir_abonnement import ouvrir_abonnement
from suivi_heures.services.tenir_file import tenir_file

SIGNATAIRE = signing.Signer(salt="agenda")
PASSE, AVENIR = datetime.timedelta(days=60), datetime.timedelta(days=400)


@autorise(Permission.TABLEAU_LIRE)
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    aujourd_hui = timezone.localdate()
    mois = lire_mois(request.GET.get("mois", "")) or premier_jour(aujourd_hui)
    trouves = jalons(mois, dernier_jour(mois), tenir_file(au=aujourd_hui).affaires)
    abonnements = AbonnementAgenda.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    contexte = {
        "mois": formater_mois(mois).capitalize(),
        "precedent": f"{decaler(mois, -1):%Y-%m}" if mois.year > 2000 else "",
        "suivant": f"{decaler(mois, 1):%Y-%m}" if mois.year < 2099 else "",
        "jours": [
            {
                "titre": formater_date_longue(jour).capitalize(),
                "aujourd_hui": jour == aujourd_hui,
                "jalons": [_decrire(j) for j in du_jour],
            }
            for jour, du_jour in groupby(trouves, key=lambda j: j.jour)
        ],
        "abonne": abonnements.filter(adhesion_id=request.adhesion.pk, ferme_a=None).exists(),  # type: ignore[attr-defined]
        "adresse": request.session.pop("adresse_agenda", ""),
    }
    return render(request, "suivi_heures/agenda.html", contexte)


def _decrire(j: Jalon) -> dict[str, Any]:
    icones = {"Fin de marché": "flag", "Rapports aux acheteurs": "file-earmark-pdf", "À traiter avant ce jour": "inbox"}
    return {
        "icone": icones.get(j.genre, "calendar-event"),
        "titre": j.titre,
        "detail": ", ".join(x for x in (j.genre, formater_heure(j.heure) if j.heure else "", j.lieu) if x),
        "adresse": reverse(j.url, args=[j.pk] if j.pk is not None else []),
    }


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def rendez_vous_nouveau(request: HttpRequest) -> HttpResponse:
    marche, entreprise = (lire_cle(request.GET.get(nom, "")) for nom in ("marche", "entreprise"))
    return _ecrire(request, RendezVous(), {"marche": marche, "entreprise": entreprise})


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def rendez_vous(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, change, add the minutes."""
    trouve = get_object_or_404(RendezVous.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    return _ecrire(request, trouve, {})


def _ecrire(request: HttpRequest, objet: RendezVous, initial: dict[str, Any]) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    vu_a, annule = objet.modifie_a, objet.annule_a is not None
    formulaire = FormulaireRendezVous(
        request.POST or None,
        instance=objet,
        initial=initial,
        marches=Marche.objects.visibles_par(adhesion).order_by("objet"),
        entreprises=Entreprise.objects.visibles_par(adhesion).order_by("tri", "pk"),
    )
    if formulaire.is_valid():
        vu = formulaire.data.get("vu_a", "")
        lu_a = parse_datetime(vu) if vu else None
        try:
            inscrire_rendez_vous(rendez_vous=formulaire.save(commit=False), par=adhesion, vu_a=lu_a)
        except RendezVousChange as change:
            formulaire.add_error(None, str(change))
        else:
            messages.success(request, "C’est à l’agenda.")
            formulaire.annoncer(request)
            return redirect(f"{reverse('suivi_heures:agenda')}?mois={objet.jour:%Y-%m}")
    contexte = {
        "form": formulaire,
        "objet": objet if objet.pk else None,
        "annule": annule,
        "vu_a": vu_a.isoformat() if objet.pk else "",
    }
    return render(request, "suivi_heures/rendez_vous.html", contexte, status=422 if formulaire.is_bound else 200)


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def rendez_vous_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel, or put back when it was cancelled."""
    trouve = get_object_or_404(RendezVous.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    annule = "remettre" not in request.POST
    annuler_rendez_vous(rendez_vous=trouve, annule=annule, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Rendez-vous annulé\u00a0: il reste au fil." if annule else "Rendez-vous remis.")
    return redirect("suivi_heures:rendez_vous", pk)


@require_POST
@autorise(Permission.TABLEAU_LIRE)
def abonnement(request: HttpRequest) -> HttpResponse:
    """Open or close the secret address; it is shown once."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    if "fermer" in request.POST:
        fermer_abonnement(par=adhesion)
        messages.success(request, "L’adresse est fermée\u00a0: les calendriers qui la lisaient ne reçoivent plus rien.")
        return redirect("suivi_heures:agenda")
    jeton = SIGNATAIRE.sign(f"{adhesion.guichet_id}.{ouvrir_abonnement(par=adhesion)}")
    request.session["adresse_agenda"] = request.build_absolute_uri(reverse("suivi_heures:agenda_ics", args=[jeton]))
    return redirect("suivi_heures:agenda")


@publique
@require_safe
def agenda_ics(request: HttpRequest, jeton: str) -> HttpResponse:
    """Read by a calendar, without session. The signature says which guichet; the row says whether it still holds."""
    try:
        guichet, _, secret = SIGNATAIRE.unsign(jeton).partition(".")
    except signing.BadSignature:
        raise Http404 from None
    with basculer_dans_guichet(int(guichet)):
        contenu = _composer(hashlib.sha256(secret.encode()).hexdigest())
    if contenu is None:
        raise Http404
    reponse = HttpResponse(contenu, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="ancrage.ics"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _composer(empreinte: str) -> bytes | None:
    """None when the address was closed, or its owner left."""
    membre = abonne(empreinte)
    if membre is None:
        return None
    jour = timezone.localdate()
    trouves = jalons(jour - PASSE, jour + AVENIR, tenir_file(au=jour).affaires)
    return ecrire_calendrier(trouves, nom=f"Ancrage, {membre.guichet.nom}", quand=timezone.now())
