"""Needs of companies: the pipeline, the page of one, who is proposed and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beneficiaires.forms import FormulaireMotif
from beneficiaires.models import Action, ContratTravail
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_echeance, formater_nombre, formater_periode
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.tri import plier
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Entreprise, Marche, StructureAnnuaire
from marches.queries.annuaire import chercher_structures, situer_dans
from marches.views.annuaire import decrire_structures
from suivi_heures.forms.besoins import REPRISE, FormulaireBesoin, FormulaireEtapeProposition, FormulaireProposition
from suivi_heures.models import Besoin, EtapeProposition, Proposition
from suivi_heures.queries.besoins import (
    BesoinSitue,
    PropositionSituee,
    besoins_mutualisables,
    candidats_possibles,
    formes_au_metier,
    situer_besoins,
)
from suivi_heures.services.avancer_proposition import EtapeRefusee, avancer_proposition
from suivi_heures.services.enregistrer_besoin import BesoinModifie, enregistrer_besoin
from suivi_heures.services.fermer_besoin import fermer_besoin
from suivi_heures.services.proposer_candidats import PropositionRefusee, proposer_candidats
from suivi_heures.services.reprendre_proposition import reprendre_proposition

PAR_PAGE, TROUVEES = 25, 50
CHOIX: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "": ("À pourvoir", lambda besoins: besoins.a_pourvoir()),
    "pourvus": ("Pourvus", lambda besoins: besoins.pourvus()),
    "fermes": ("Fermés", lambda besoins: besoins.exclude(ferme_a=None)),
    "tous": ("Tous", lambda besoins: besoins),
}

PROCHES = 5


def choisir_besoins(request: HttpRequest) -> Any:
    """What the list shows, in its order; its export reads the same."""
    q, quand = (request.GET.get(cle, "").strip()[:80].replace("\x00", "") for cle in ("q", "quand"))
    besoins = Besoin.objects.visibles_par(request.adhesion).select_related("entreprise", "marche", "action")  # type: ignore[attr-defined]
    if q:
        besoins = besoins.filter(metier__icontains=q)
    return CHOIX.get(quand, CHOIX[""])[1](besoins).order_by("debut", "pk")


def decrire_besoin(s: BesoinSitue) -> dict[str, Any]:
    b = s.besoin
    return {
        "pk": b.pk,
        "metier": b.metier,
        "code_rome": b.code_rome,
        "entreprise": str(b.entreprise),
        "marche": b.marche.objet if b.marche_id else "",
        "action": b.action.nom if b.action_id else "",
        "lieu": b.lieu,
        "debut": formater_date(b.debut),
        "postes": f"{s.embauchees} sur {accorder(b.nombre, 'poste')}",
        "proposees": formater_nombre(len(s.propositions)),
        "refus": formater_nombre(s.refus),
        "etat": s.etat,
        "qui": dire_qui(s),
    }


def dire_qui(s: BesoinSitue) -> str:
    """Who must act now, since when and by when: what the queue reads too."""
    tour = s.tour
    if tour is None:
        return "Personne"
    qui = f"{s.besoin.entreprise} répond" if tour.est_a_l_entreprise else "Le guichet propose"
    avant = f", avant le {formater_echeance(tour.avant, s.au)}" if tour.avant >= tour.depuis else ""
    return f"{qui}, depuis le {formater_date(tour.depuis)}{avant}"


@require_safe
@autorise(Permission.BESOIN_LIRE)
def besoins(request: HttpRequest) -> HttpResponse:
    choisis = choisir_besoins(request)
    au = timezone.localdate()
    page = Paginator(choisis, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "rangs": [decrire_besoin(s) for s in situer_besoins(page.object_list, au=au)],
        "mutualisables": [
            {
                "metier": m.metier,
                "code": m.code_rome,
                "dit": f"{accorder(m.postes, 'poste')} dans {accorder(m.entreprises, 'entreprise')},"
                f" à partir du {formater_date(m.debut)}",
            }
            for m in besoins_mutualisables(situer_besoins(choisis[:500], au=au))
        ],
        "q": request.GET.get("q", "").strip()[:80],
        "quand": request.GET.get("quand", ""),
        "tous_pourvus": not page.object_list and Besoin.objects.visibles_par(request.adhesion).exists(),  # type: ignore[attr-defined]
        "choix": [(code, libelle) for code, (libelle, _) in CHOIX.items()],
    }
    return render(request, "suivi_heures/besoins.html", contexte)


def lire_besoin(request: HttpRequest, pk: int) -> Besoin:
    visibles = Besoin.objects.visibles_par(request.adhesion).select_related("entreprise", "marche", "action")  # type: ignore[attr-defined]
    return get_object_or_404(visibles, pk=pk)


def _contexte(request: HttpRequest, lu: Besoin, form: FormulaireMotif | None = None) -> dict[str, Any]:
    situe = situer_besoins([lu], au=timezone.localdate())[0]
    return {
        "besoin": lu,
        "situe": decrire_besoin(situe),
        "periode": _dire_periode(lu),
        "proches": _proches(request, lu),
        "propositions": [_decrire_proposition(p) for p in situe.propositions],
        "form": form or FormulaireMotif(),
        "peut_ecrire": a_le_droit(request.adhesion, Permission.BESOIN_ECRIRE),  # type: ignore[attr-defined]
        "indicateurs": [
            {"libelle": "Pourvus", "valeur": situe.embauchees, "note": f"sur {accorder(lu.nombre, 'poste')}"},
            {
                "libelle": "Proposées",
                "valeur": len(situe.propositions),
                "note": accorder(situe.ouvertes, "réponse attendue", "réponses attendues"),
            },
            {"libelle": "Refus", "valeur": situe.refus, "note": "chacun avec son motif"},
        ],
    }


def _dire_periode(lu: Besoin) -> str:
    """Nothing has lasted « since » a day to come."""
    if lu.fin is None and lu.debut > timezone.localdate():
        return f"à partir du {formater_date(lu.debut)}"
    return formater_periode(lu.debut, lu.fin)


def _proches(request: HttpRequest, lu: Besoin) -> dict[str, Any]:
    """The structures of the directory for this trade, the nearest first when the directory knows the place."""
    lieu = situer_dans(lu.lieu)
    toutes = StructureAnnuaire.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    choisies = chercher_structures(toutes, rome=lu.code_rome, lieu=lieu)
    requete = QueryDict(mutable=True)
    requete.update({"rome": lu.code_rome, "le": formater_date(lu.debut), "autour": lieu.nom if lieu else ""})
    return {
        "rangs": decrire_structures(
            list(choisies[:PROCHES]) if lu.code_rome else [], le=lu.debut, jour_dit="le début du poste"
        ),
        "lieu": lieu.nom if lieu else "",
        "adresse": f"{reverse('marches:annuaire')}?{requete.urlencode()}",
    }


def _decrire_proposition(p: PropositionSituee) -> dict[str, Any]:
    d = p.derniere
    suite = d.get_motif_display() if d.motif else str(d.contrat) if d.contrat_id else ""
    return {
        "pk": p.proposition.pk,
        "nom": f"{p.proposition.beneficiaire.nom} {p.proposition.beneficiaire.prenom}",
        "adresse": reverse("beneficiaires:fiche", args=[p.proposition.beneficiaire_id]),
        "structure": str(p.proposition.structure) if p.proposition.structure_id else "",
        "etat": d.get_etat_display(),
        "date": formater_date(d.date),
        "suite": suite,
        "histoire": ", ".join(_raconter(e, p) for e in p.etapes if e.pk != d.pk or e.annule is not None),
    }


def _raconter(e: EtapeProposition, p: PropositionSituee) -> str:
    """What was taken back stays told, with its motive."""
    if e.annule is None:
        return f"{e.get_etat_display().lower()} le {formater_date(e.date)}"
    visee = next(une for une in p.etapes if une.rang == e.annule)
    return f"«\u00a0{visee.get_etat_display()}\u00a0» reprise le {formater_date(e.saisi_a)}\u00a0: {e.motif_reprise}"


@require_safe
@autorise(Permission.BESOIN_LIRE)
def besoin(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "suivi_heures/besoin.html", _contexte(request, lire_besoin(request, pk)))


@autorise(Permission.BESOIN_ECRIRE)
@une_seule_fois
def besoin_nouveau(request: HttpRequest) -> HttpResponse:
    return _ecrire(request, None)


@autorise(Permission.BESOIN_ECRIRE)
@un_a_la_fois
def besoin_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    return _ecrire(request, lire_besoin(request, pk))


def _ecrire(request: HttpRequest, instance: Besoin | None) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    initial = {"dit_le": timezone.localdate(), "entreprise": lire_cle(request.GET.get("entreprise", ""))}
    form = FormulaireBesoin(
        request.POST or None,
        instance=instance,
        initial=None if instance else initial,
        entreprises=Entreprise.objects.visibles_par(adhesion).order_by("nom"),
        marches=Marche.objects.visibles_par(adhesion).order_by("ref"),
        actions=Action.objects.visibles_par(adhesion).maintenues().order_by("-date_debut"),
    )
    pk = instance.pk if instance else None
    if form.is_valid():
        try:
            garde = enregistrer_besoin(
                besoin=form.save(commit=False), par=adhesion, version=form.cleaned_data["version"]
            )
            messages.success(request, "Besoin enregistré.")
            form.annoncer(request)
            return redirect("suivi_heures:besoin", garde.pk)
        except BesoinModifie as refus:
            form.signaler_conflit(lire_besoin(request, form.instance.pk), refus.version)
    contexte = {
        "form": form,
        "titre": "Modifier le besoin" if pk else "Nouveau besoin",
        "bouton": "Enregistrer",
        "retour": reverse("suivi_heures:besoin", args=[pk]) if pk else reverse("suivi_heures:besoins"),
    }
    return render(request, "suivi_heures/besoin_formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_POST
@autorise(Permission.BESOIN_ECRIRE)
def besoin_fermer(request: HttpRequest, pk: int) -> HttpResponse:
    """Closed with a motive; opened again without."""
    lu = lire_besoin(request, pk)
    par = request.adhesion  # type: ignore[attr-defined]
    if lu.ferme_a:
        fermer_besoin(besoin=lu, ferme=False, par=par)
        messages.success(request, "Besoin rouvert.")
        return redirect("suivi_heures:besoin", pk)
    form = FormulaireMotif(request.POST)
    if not form.is_valid():
        return render(request, "suivi_heures/besoin.html", _contexte(request, lu, form), status=422)
    fermer_besoin(besoin=lu, ferme=True, motif=form.cleaned_data["motif"], par=par)
    messages.success(request, "Besoin fermé. Ses propositions restent lisibles.")
    return redirect("suivi_heures:besoin", pk)


@require_http_methods(["GET", "POST"])
@autorise(Permission.BESOIN_ECRIRE)
@une_seule_fois
def besoin_proposer(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    lu, au = lire_besoin(request, pk), timezone.localdate()
    structures = Entreprise.objects.visibles_par(adhesion).exclude(type_structure="").order_by("nom")
    form = FormulaireProposition(request.POST or None, structures=structures, initial={"le": au})
    possibles = candidats_possibles(lu, au=au)
    if form.is_valid():
        cles = [cle for v in request.POST.getlist("personnes")[:100] if (cle := lire_cle(v)) is not None]
        try:
            faites = proposer_candidats(
                besoin=lu, personnes=possibles.filter(pk__in=cles), par=adhesion, **form.cleaned_data
            )
        except PropositionRefusee as refus:
            messages.error(request, str(refus))
            return redirect("suivi_heures:besoin", pk)
        if faites:
            dit = accorder(len(faites), "personne proposée", "personnes proposées")
            messages.success(request, f"{dit}\u202f; la démarche est notée pour {lu.entreprise}.")
            return redirect("suivi_heures:besoin", pk)
        form.add_error(None, "Cochez au moins une personne sans contrat aujourd’hui et pas encore proposée.")
    q = request.GET.get("q", "").strip()[:80].replace("\x00", "")
    for mot in plier(q).split()[:8]:
        possibles = possibles.filter(recherche__contains=mot)
    formes = set(formes_au_metier(lu.code_rome).values_list("beneficiaire", flat=True))
    tous = possibles.order_by("tri", "pk")
    trouves = list(tous.filter(pk__in=formes)[:TROUVEES]) + list(tous.exclude(pk__in=formes)[:TROUVEES])
    contexte = {
        "besoin": lu,
        "form": form,
        "q": q,
        "personnes": [{"p": p, "forme": p.pk in formes} for p in trouves[:TROUVEES]],
        "trop": len(trouves) > TROUVEES,
    }
    return render(request, "suivi_heures/besoin_proposer.html", contexte, status=422 if form.is_bound else 200)


def _a_reprendre(p: PropositionSituee | None) -> str:
    """The last step that holds; the first is the proposal itself."""
    if p is None or len(p.tenues) < 2:
        return ""
    return f"{p.tenues[-1].get_etat_display()} le {formater_date(p.tenues[-1].date)}"


@require_http_methods(["GET", "POST"])
@autorise(Permission.BESOIN_ECRIRE)
@une_seule_fois
def proposition_avancer(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    visibles = Proposition.objects.visibles_par(adhesion).select_related("besoin__entreprise", "beneficiaire")
    lue = get_object_or_404(visibles, pk=pk)
    situe = situer_besoins([lue.besoin], au=timezone.localdate())[0]
    sienne = next((p for p in situe.propositions if p.proposition.pk == pk), None)
    rang = sienne.derniere.rang if sienne else 1
    contrats = ContratTravail.objects.visibles_par(adhesion).filter(beneficiaire=lue.beneficiaire_id)
    form = FormulaireEtapeProposition(
        request.POST or None,
        contrats=contrats.order_by("-date_debut"),
        a_reprendre=_a_reprendre(sienne),
        initial={"date": timezone.localdate(), "vu": rang},
    )
    if form.is_valid():
        try:
            if form.cleaned_data["etat"] == REPRISE:
                motif, vu = form.cleaned_data["pourquoi"], form.cleaned_data["vu"]
                reprendre_proposition(proposition=lue, vu=vu, motif=motif, par=adhesion)
                messages.success(request, "Étape reprise\u00a0: elle reste lisible, avec son motif.")
            else:
                form.cleaned_data.pop("pourquoi", None)
                avancer_proposition(proposition=lue, par=adhesion, **form.cleaned_data)
                messages.success(request, "Étape notée.")
            return redirect("suivi_heures:besoin", lue.besoin_id)
        except EtapeRefusee as refus:
            form.data = form.data.copy()
            form.data["vu"] = str(rang)
            form.add_error(None, str(refus))
    contexte = {
        "form": form,
        "titre": f"Suite pour {lue.beneficiaire}",
        "bouton": "Noter",
        "retour": reverse("suivi_heures:besoin", args=[lue.besoin_id]),
    }
    return render(request, "suivi_heures/besoin_formulaire.html", contexte, status=422 if form.is_bound else 200)
