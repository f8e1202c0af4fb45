"""Settings of reminders and letters: calendars, wordings, each with its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses_app.audit.partage import Main
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date_heure
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Marche
from suivi_heures.enums import TypeCourrier
from suivi_heures.forms.relances import FormulaireCalendrier, FormulaireModeleCourrier
from suivi_heures.models import CalendrierRelance, ModeleCourrier
from suivi_heures.queries.calendriers import CHAMPS, Calendrier, lire_calendriers
from suivi_heures.queries.modeles_courrier import DEFAUTS, VARIABLES, Modele, composer, exemples, lire_modeles
from suivi_heures.services.changer_modele import changer_modele
from suivi_heures.services.regler_calendrier import regler_calendrier


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.GUICHET_LIRE)
@un_a_la_fois
def calendrier_guichet(request: HttpRequest) -> HttpResponse:
    """Read by the staff, set by a responsable."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    peut_regler = a_le_droit(adhesion, Permission.GUICHET_REGLER)
    if request.method == "POST" and not peut_regler:
        messages.error(request, "Seul un responsable du guichet peut changer ces délais.")
        return redirect("suivi_heures:calendrier_guichet")
    courant = lire_calendriers().guichet
    form = FormulaireCalendrier(request.POST or None, initial=_initial(courant))
    form.partager(main=_main(_calendriers(adhesion, None)))
    for champ in form.fields.values():
        champ.disabled = not peut_regler
    if form.is_valid():
        regler_calendrier(valeurs=form.cleaned_data, par=adhesion)
        form.annoncer(request)
        messages.success(request, "Délais enregistrés\u00a0: les prochaines relances les suivront.")
        return redirect("suivi_heures:calendrier_guichet")
    contexte = {"form": form, "peut_regler": peut_regler, "historique": _historique(adhesion, None), "propre": True}
    return render(request, "suivi_heures/calendrier.html", contexte, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def calendrier_marche(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion), pk=pk)
    calendriers = lire_calendriers()
    form = FormulaireCalendrier(request.POST or None, initial=_initial(calendriers.du_marche(pk)))
    form.partager(main=_main(_calendriers(adhesion, marche)))
    if request.method == "POST" and "rendre" in request.POST:
        if form.a_bouge(request.POST.get("base", "")):
            messages.warning(
                request,
                f"Calendrier changé entre-temps par {form.autre}\u00a0: relisez-le avant de le rendre au guichet.",
            )
            return redirect("suivi_heures:calendrier_marche", pk)
        regler_calendrier(marche=marche, valeurs=None, par=adhesion)
        messages.success(request, "Ce marché suit de nouveau le calendrier du guichet.")
        return redirect("suivi_heures:calendrier_marche", pk)
    if form.is_valid():
        regler_calendrier(marche=marche, valeurs=form.cleaned_data, par=adhesion)
        form.annoncer(request)
        messages.success(request, "Ce marché a son calendrier.")
        return redirect("suivi_heures:calendrier_marche", pk)
    contexte = {
        "form": form,
        "marche": marche,
        "peut_regler": True,
        "propre": pk in calendriers.propres,
        "historique": _historique(adhesion, marche),
    }
    return render(request, "suivi_heures/calendrier.html", contexte, status=422 if form.is_bound else 200)


def _initial(calendrier: Calendrier) -> dict[str, Any]:
    return {nom: getattr(calendrier, nom) for nom in CHAMPS}


def _main(lignes: Any) -> Main:
    """Who wrote the last of these lines."""
    ligne = lignes.first()
    return Main(ligne.par_nom, ligne.saisi_a) if ligne else Main()


def _calendriers(adhesion: Any, marche: Marche | None) -> Any:
    return CalendrierRelance.objects.visibles_par(adhesion).filter(marche=marche).order_by("-saisi_a", "-pk")


def _historique(adhesion: Any, marche: Marche | None) -> list[dict[str, str]]:
    lignes = _calendriers(adhesion, marche)[:10]
    return [
        {
            "icone": "calendar3",
            "titre": str(ligne) if ligne.rythme else "Calendrier du guichet repris",
            "texte": f"Relances à {ligne.r1_jours}, {ligne.r2_jours}, {ligne.r3_jours} et {ligne.r4_jours} jours."
            if ligne.rythme
            else "",
            "quand": f"{ligne.par_nom}, le {formater_date_heure(ligne.saisi_a)}",
        }
        for ligne in lignes
    ]


@require_http_methods(["GET", "HEAD"])
@autorise(Permission.GUICHET_LIRE)
def modeles(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    contexte = {
        "modeles": [_resumer(modele) for modele in lire_modeles().values()],
        "peut_regler": a_le_droit(adhesion, Permission.GUICHET_REGLER),
    }
    return render(request, "suivi_heures/modeles_courrier.html", contexte)


def _resumer(modele: Modele) -> dict[str, str]:
    return {
        "code": modele.type.lower(),
        "libelle": modele.libelle,
        "objet": modele.objet,
        "par": f"écrit par {modele.par_nom}" if modele.par_nom else "texte du produit",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.GUICHET_LIRE)
@un_a_la_fois
def modele(request: HttpRequest, type_lettre: str) -> HttpResponse:
    """Edit with a preview; any former version can be taken again."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    type_courrier = type_lettre.upper()
    if type_courrier not in TypeCourrier.values:
        raise Http404
    peut_regler = a_le_droit(adhesion, Permission.GUICHET_REGLER)
    if request.method == "POST" and not peut_regler:
        messages.error(request, "Seul un responsable du guichet peut changer les modèles.")
        return redirect("suivi_heures:modele_courrier", type_lettre)
    courant = lire_modeles()[type_courrier]
    form = FormulaireModeleCourrier(
        request.POST or None,
        type_courrier=type_courrier,
        initial=_version(request, type_courrier) or {"objet": courant.objet, "corps": courant.corps},
    )
    versions = ModeleCourrier.objects.visibles_par(adhesion).filter(type=type_courrier).order_by("-saisi_a", "-pk")
    form.partager(main=_main(versions), actuelles={"objet": courant.objet, "corps": courant.corps})
    apercu = courant
    if form.is_valid():
        apercu = Modele(type_courrier, form.cleaned_data["objet"], form.cleaned_data["corps"])
        if "enregistrer" in request.POST:
            changer_modele(type=type_courrier, objet=apercu.objet, corps=apercu.corps, par=adhesion)
            form.annoncer(request)
            messages.success(request, "Modèle enregistré. Les courriers déjà partis ne changent pas.")
            return redirect("suivi_heures:modele_courrier", type_lettre)
    objet, corps = composer(apercu, exemples(type_courrier))
    contexte = {
        "form": form,
        "titre": courant.libelle,
        "variables": VARIABLES[type_courrier].items(),
        "apercu_objet": objet,
        "apercu_corps": corps,
        "versions": [(v.pk, f"{v.par_nom}, le {formater_date_heure(v.saisi_a)}") for v in versions[:10]],
        "peut_regler": peut_regler,
    }
    return render(request, "suivi_heures/modele_courrier.html", contexte, status=422 if form.errors else 200)


def _version(request: HttpRequest, type_courrier: str) -> dict[str, str] | None:
    """A former version, or the product's own text, put back in the form; kept only once recorded."""
    demandee = request.GET.get("version", "")
    if demandee == "produit":
        objet, corps = DEFAUTS[type_courrier]
        return {"objet": objet, "corps": corps}
    if not demandee.isascii() or not demandee.isdecimal() or len(demandee) > 18:
        return None
    visibles = ModeleCourrier.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    ancienne = visibles.filter(pk=int(demandee), type=type_courrier).first()
    return {"objet": ancienne.objet, "corps": ancienne.corps} if ancienne else None
