"""Difficulties: the list, one of them, opening one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_date_heure, formater_euros, formater_heures
from clauses_app.interface.lectures import lire_cle
from marches.models import Attribution, Marche
from marches.queries.parts_penalite import PartPenalite
from suivi_heures.enums import Camp, TypeCourrier, TypeEtape
from suivi_heures.forms.difficultes import (
    FormulaireAnnulation,
    FormulaireAvis,
    FormulaireDecision,
    FormulaireDossier,
    FormulaireEtape,
)
from suivi_heures.models import Courrier, Dossier
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.demarches import rassembler_diligences
from suivi_heures.queries.dossiers import (
    DU_CAMP,
    DossierSitue,
    FaitDossier,
    Situation,
    lire_faits,
    situer_dossier,
    situer_dossiers,
)
from suivi_heures.queries.exposition import exposer
from suivi_heures.queries.lettres_dossier import DU_DOSSIER, refus_du_courrier
from suivi_heures.services.ouvrir_dossier import ouvrir_dossier

PAR_PAGE = 25
ICONES = {
    TypeEtape.SIGNALEMENT: "megaphone",
    TypeEtape.ECHANGE: "chat-left-text",
    TypeEtape.DEMANDE: "send",
    TypeEtape.MISE_EN_DEMEURE: "file-earmark-text",
    TypeEtape.REPONSE: "reply",
    TypeEtape.AVIS: "clipboard-check",
    TypeEtape.DECISION: "flag",
    TypeEtape.CLOTURE: "check-circle",
    TypeEtape.ANNULATION: "arrow-counterclockwise",
}
# steps that have a form of their own
A_PART = frozenset({TypeEtape.AVIS, TypeEtape.DECISION})
TOUS_ETATS = (("ouverts", "Ouverts"), ("clos", "Clos"), ("tous", "Tous"))


@require_safe
@autorise(Permission.MARCHE_LIRE)
def dossiers(request: HttpRequest) -> HttpResponse:
    """All the difficulties of the guichet, those that wait first."""
    liste = Dossier.objects.visibles_par(request.adhesion).select_related("entreprise", "lot", "marche")  # type: ignore[attr-defined]
    etat = request.GET.get("etat", "ouverts")
    decrits = decrire_dossiers(liste.order_by("-ouvert_le", "-pk"), timezone.localdate())
    if etat in {"ouverts", "clos"}:
        decrits = [d for d in decrits if d["est_clos"] == (etat == "clos")]
    decrits.sort(key=lambda d: d["echeance_tri"])
    page = Paginator(decrits, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "etat": etat, "etats": TOUS_ETATS}
    return render(request, "suivi_heures/dossiers.html", contexte)


@require_http_methods(["GET", "POST"])
@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def dossier_ouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion), pk=pk)
    tenues = Attribution.objects.visibles_par(adhesion).tenues()
    attributions = tenues.filter(marche=marche).select_related("lot", "entreprise")
    form = FormulaireDossier(
        request.POST or None,
        attributions=attributions.order_by("lot__ref", "pk"),
        initial=_proposer(request, attributions),
    )
    if form.is_valid():
        ouvert = ouvrir_dossier(camp=Camp.GUICHET, par=adhesion, **form.cleaned_data)
        messages.success(request, "Dossier ouvert. Notez la suite étape par étape.")
        return redirect("suivi_heures:dossier", ouvert.pk)
    contexte = {"form": form, "marche": marche}
    return render(request, "suivi_heures/dossier_ouvrir.html", contexte, status=422 if form.is_bound else 200)


def _proposer(request: HttpRequest, attributions: Any) -> dict[str, Any]:
    """Coming from reminders left without answer: company and facts are not typed again."""
    entreprise = lire_cle(request.GET.get("entreprise", ""))
    tenue = attributions.filter(entreprise_id=entreprise).order_by("pk").first() if entreprise else None
    if tenue is None:
        return {}
    return {
        "attribution": tenue.pk,
        "objet": "Déclarations absentes malgré les relances",
        "texte": "Relances et appel restés sans réponse. Leur historique est au dossier de l’entreprise.",
    }


@require_safe
@autorise(Permission.MARCHE_LIRE)
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "suivi_heures/dossier.html", contexte_dossier(request, chercher_dossier(request, pk)))


def chercher_dossier(request: HttpRequest, pk: int) -> Dossier:
    visibles = Dossier.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("entreprise", "lot", "marche", "maitre_ouvrage"), pk=pk)


def contexte_dossier(request: HttpRequest, objet: Dossier, **formulaires: Any) -> dict[str, Any]:
    """The page of one difficulty; a form that was refused comes back as it was typed."""
    au = timezone.localdate()
    faits = lire_faits(objet)
    situation = situer_dossier(objet, [f.etape for f in faits], au=au)
    courriers = list(Courrier.objects.visibles_par(request.adhesion).filter(dossier=objet).defer("contenu"))  # type: ignore[attr-defined]
    diligences = rassembler_diligences(entreprise_id=objet.entreprise_id, marche_id=objet.marche_id)
    types = [t for t in situation.possibles if t in DU_CAMP[Camp.GUICHET] and t not in A_PART]
    initial = {"vu": situation.numero}
    avis = TypeEtape.AVIS in situation.possibles
    decision = TypeEtape.DECISION in situation.possibles
    return {
        "dossier": objet,
        "marche": objet.marche,
        "s": decrire_situation(situation, au),
        "faits": [decrire_fait(f) for f in reversed(faits)],
        "diligences": diligences,
        "exposition": exposition_du_lot(objet, au),
        "courriers": courriers,
        "lettres": [
            (code, TypeCourrier(genre).label)
            for code, genre in DU_DOSSIER.items()
            if not refus_du_courrier(genre, situation, courriers)
        ],
        "form_etape": FormulaireEtape(types=types, initial=initial, auto_id="etape-%s") if types else None,
        "form_avis": FormulaireAvis(initial=initial, auto_id="avis-%s") if avis else None,
        "form_decision": FormulaireDecision(initial=initial, auto_id="decision-%s") if decision else None,
        "form_annulation": FormulaireAnnulation(initial=initial, auto_id="annulation-%s")
        if len(situation.vives) > 1
        else None,
        "derniere": situation.vives[-1] if situation.vives else None,
        **formulaires,
    }


def exposition_du_lot(objet: Dossier, au: datetime.date) -> list[dict[str, Any]]:
    """What the shortfall of this lot costs today, rule by rule, with the coverage of its hours."""
    exposition = exposer(avancement_des_marches([objet.marche], au=au)[0], au=au)
    return [
        {
            "calcul": e.ce_jour,
            "parts": decrire_parts(e.parts),
            "recues": e.avancement.couverture.recues,
            "attendues": e.avancement.couverture.attendues,
        }
        for e in exposition.lots
        if e.lot.pk == objet.lot_id
    ]


def decrire_parts(parts: Iterable[PartPenalite]) -> list[dict[str, str]]:
    """Each member of a group, the hours it answers for, its share of the penalty."""
    return [
        {
            "libelle": f"{p.attribution.entreprise}, {p.attribution.get_role_display().lower()}, "
            + (formater_heures(p.heures) if p.heures is not None else "part non répartie"),
            "valeur": formater_euros(p.montant),
        }
        for p in parts
    ]


def decrire_situation(s: Situation, au: datetime.date, *, vous: str = Camp.GUICHET) -> dict[str, Any]:
    """Who must act, since when, by when."""
    if s.est_close:
        return {
            "titre": s.action,
            "qui": "",
            "ton": "neutre",
            "detail": f"Depuis le {formater_date(s.depuis)}.",
            "est_clos": True,
        }
    qui = "Vous" if s.camp == vous else str(Camp(s.camp).label)
    retard = (au - s.echeance).days if s.echeance else 0
    delai = (
        f"échéance dépassée de {accorder(retard, 'jour')}" if retard > 0 else f"avant le {formater_date(s.echeance)}"
    )
    return {
        "titre": s.action,
        "qui": qui,
        "ton": "retard" if retard > 0 else "surveiller" if s.camp == vous else "bonne-voie",
        "detail": f"{qui}, depuis le {formater_date(s.depuis)}, {delai}.",
        "sans_objet": s.sans_objet,
        "est_clos": False,
    }


def decrire_fait(f: FaitDossier) -> dict[str, Any]:
    e = f.etape
    titre = e.get_type_display()
    textes = [e.texte]
    if f.avis:
        titre = f"Avis {f.avis.get_sens_display().lower()}"
        chiffres = f.avis.chiffres.get("phrase", "")
        textes = [f.avis.get_motif_display(), f.avis.texte, chiffres]
    if f.decision:
        d = f.decision
        titre = f"{d.get_sens_display()}{f'\u00a0: {formater_euros(d.montant)}' if d.montant is not None else ''}"
        fin = f"Jusqu’au {formater_date(d.jusqu_au)}." if d.jusqu_au else ""
        textes = [d.get_motif_display(), d.texte, fin]
    if e.type == TypeEtape.ANNULATION:
        titre = f"Annule l’étape {e.annule}"
    par = str(Camp(e.camp).label)
    return {
        "numero": e.numero,
        "icone": ICONES.get(TypeEtape(e.type), "flag"),
        "titre": titre,
        "textes": [t for t in textes if t],
        "annulee": f.est_annulee,
        "quand": f"Le {formater_date(e.date)}, {par}. Consigné par {e.par_nom or 'Ancrage'} le"
        f" {formater_date_heure(e.saisi_a)}.",
        "echeance": formater_date(e.echeance) if e.echeance else "",
    }


def decrire_dossiers(liste: Any, au: datetime.date, *, vous: str = Camp.GUICHET) -> list[dict[str, Any]]:
    return [_decrire(d, au, vous) for d in situer_dossiers(liste, au=au)]


def _decrire(d: DossierSitue, au: datetime.date, vous: str) -> dict[str, Any]:
    decision = d.decision
    issue = ""
    if decision is not None:
        montant = f", {formater_euros(decision.montant)}" if decision.montant is not None else ""
        issue = f"{decision.get_sens_display()}{montant}"
    return {
        "pk": d.dossier.pk,
        "objet": d.dossier.objet,
        "entreprise": str(d.dossier.entreprise),
        "entreprise_id": d.dossier.entreprise_id,
        "lot": d.dossier.lot.ref,
        "marche": d.dossier.marche.objet,
        "ouvert_le": formater_date(d.dossier.ouvert_le),
        "issue": issue,
        "echeance_tri": d.situation.echeance or datetime.date.max,
        **decrire_situation(d.situation, au, vous=vous),
    }
