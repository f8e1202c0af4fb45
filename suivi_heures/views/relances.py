"""Reminders of a company: what it owes, the next step, the message before it leaves, contacts, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_date_heure, formater_mois
from marches.models import Entreprise, Marche
from marches.queries.contacts import Contact, contacts_des_entreprises
from suivi_heures.enums import Palier, StatutRelance
from suivi_heures.forms.relances import FormulaireAppel, FormulaireLettre, FormulairePause
from suivi_heures.models import PauseRelance, Relance
from suivi_heures.queries.relances import PAR_COURRIEL, EtatRelance, etats_des_relances
from suivi_heures.restitutions.courriers import rediger_relance
from suivi_heures.restitutions.second_contact import ecrire_au_second_contact
from suivi_heures.services.constater_rejet import constater_rejet
from suivi_heures.services.noter_appel import noter_appel
from suivi_heures.services.preparer_relance import RelanceRefusee, preparer_relance
from suivi_heures.services.reprendre_relances import reprendre_relances
from suivi_heures.services.suspendre_relances import suspendre_relances
from suivi_heures.services.trancher_envoi import trancher_envoi
from suivi_heures.tasks import envoyer_relance

GABARIT = "suivi_heures/relances.html"
MONTREES = 20


def _entreprise(request: HttpRequest, pk: int) -> Entreprise:
    return get_object_or_404(Entreprise.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


def _etat(entreprise: Entreprise) -> EtatRelance | None:
    etats = etats_des_relances(au=timezone.localdate(), entreprise_id=entreprise.pk)
    return etats[0] if etats else None


@require_safe
@autorise(Permission.ENTREPRISE_LIRE)
def relances_entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    """Whole page; the block alone for the page of the company (htmx)."""
    contexte = _contexte(request, _entreprise(request, pk))
    return render(request, f"{GABARIT}#resume" if getattr(request, "htmx", False) else GABARIT, contexte)


def _contexte(request: HttpRequest, entreprise: Entreprise, **formulaires: Any) -> dict[str, Any]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    au = timezone.localdate()
    etat = _etat(entreprise)
    contacts = etat.contacts if etat else contacts_des_entreprises([entreprise])[entreprise.pk]
    relances = Relance.objects.visibles_par(adhesion).filter(entreprise=entreprise).select_related("courrier")
    pause = PauseRelance.objects.visibles_par(adhesion).en_cours(au).filter(entreprise=entreprise).first()
    contexte = {
        "entreprise": entreprise,
        "etat": _decrire_etat(etat),
        "contacts": [_decrire_contact(c) for c in contacts],
        "relances": [decrire_relance(r) for r in relances.order_by("-creee_a", "-pk")[:MONTREES]],
        "pause": pause,
        "form_pause": FormulairePause(auto_id="pause-%s"),
        "form_lettre": None,
        "form_appel": None,
    }
    if etat is not None and not formulaires:
        contexte |= _formulaires(etat, adhesion)
    return contexte | formulaires


def _formulaires(etat: EtatRelance, par: Any) -> dict[str, Any]:
    """The message of the step due now, or one by hand; the call when its day has come."""
    palier = etat.palier if etat.palier in PAR_COURRIEL else Palier.LIBRE
    objet, corps = rediger_relance(etat, palier, signataire=str(par))
    lettre = FormulaireLettre(initial={"objet": objet, "corps": corps}, auto_id="lettre-%s")
    appel = FormulaireAppel(initial={"copie_a": _adresse_acheteur(etat, par)}, auto_id="appel-%s")
    return {
        "form_lettre": lettre if etat.peut_partir else None,
        "form_appel": appel if etat.palier == Palier.R3 and etat.pause is None else None,
    }


def _adresse_acheteur(etat: EtatRelance, par: Any) -> str:
    """The first buyer's account of the oldest contract: proposed, never imposed."""
    acheteur = Marche.objects.visibles_par(par).filter(pk=etat.premiere.marche_id).values("maitre_ouvrage_id")
    membres = Adhesion.objects.visibles_par(par).actives()
    membre = membres.filter(role=Role.ACHETEUR, maitre_ouvrage_id__in=acheteur).order_by("pk").first()
    return membre.courriel if membre else ""


def _decrire_etat(etat: EtatRelance | None) -> dict[str, Any] | None:
    if etat is None:
        return None
    prochain = ""
    if etat.prochain:
        palier, jour = etat.prochain
        prochain = f"{Palier(palier).label} le {formater_date(jour)}"
    return {
        "palier": etat.palier,
        "peut_partir": etat.peut_partir,
        "titre": str(Palier(etat.palier).label) if etat.palier else "Rien à faire aujourd’hui",
        "prochain": prochain,
        "mois": [formater_mois(m) for m in etat.mois],
        "marches": list(etat.marches.items()),
        "echeance": formater_date(etat.premiere.echeance),
        "retard": accorder(etat.retard, "jour"),
        "seule": etat.part_seule,
        "libre_le": formater_date(etat.libre_le) if etat.libre_le else "",
        "sans_adresse": etat.contact is None,
        "contact": f"{etat.contact.nom}, {etat.contact.courriel}" if etat.contact else "",
    }


def _decrire_contact(c: Contact) -> dict[str, Any]:
    return {
        "nom": c.nom,
        "fonction": c.fonction,
        "courriel": c.courriel,
        "telephone": c.telephone,
        "verifie": formater_date(c.verifie_le) if c.verifie_le else "",
        "pk": c.contact_id,
        "echec_pk": c.echec.pk if c.echec else None,
        "echec": f"{c.echec.motif}, depuis le {formater_date(c.echec.depuis)}" if c.echec else "",
    }


def decrire_relance(r: Relance) -> dict[str, Any]:
    le_jour_meme = r.envoyee_a is not None and timezone.localdate(r.envoyee_a) == r.jour
    quand = formater_date_heure(r.envoyee_a) if le_jour_meme else formater_date(r.jour)
    qui = "automatique" if r.automatique else r.par_nom
    return {
        "pk": r.pk,
        "titre": r.get_palier_display(),
        "etat": r.get_statut_display(),
        "ton": "retard" if r.statut in {StatutRelance.REJETEE, StatutRelance.ECHEC} else "",
        "icone": "telephone" if r.palier == Palier.R3 else "send",
        "mois": ", ".join(formater_mois(m) for m in r.mois_attendus),
        "a": f"{r.contact_nom} {r.courriel}".strip(),
        "detail": r.detail,
        "quand": f"{quand}, {qui}",
        "objet": r.courrier.objet if r.courrier else "",
        "corps": r.courrier.corps if r.courrier else "",
        "rejetable": r.statut == StatutRelance.ENVOYEE and bool(r.courriel),
        "douteuse": r.statut in {StatutRelance.EN_COURS, StatutRelance.ECHEC} and r.courrier_id is not None,
    }


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def relancer(request: HttpRequest, pk: int) -> HttpResponse:
    """« Relancer maintenant »: what the preview shows leaves."""
    entreprise = _entreprise(request, pk)
    etat = _etat(entreprise)
    if etat is None:
        messages.info(request, "Rien n’est attendu de cette entreprise\u00a0: aucun message n’est parti.")
        return redirect("suivi_heures:relances_entreprise", pk)
    form = FormulaireLettre(request.POST, auto_id="lettre-%s")
    if form.is_valid():
        palier = etat.palier if etat.palier in PAR_COURRIEL else Palier.LIBRE
        try:
            relance = preparer_relance(etat=etat, palier=palier, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
        except RelanceRefusee as refus:
            messages.warning(request, str(refus))
        else:
            envoyer_relance.delay_on_commit(relance.guichet_id, relance_id=relance.pk)
            messages.success(request, f"Relance confiée au courriel, pour {relance.contact_nom}.")
        return redirect("suivi_heures:relances_entreprise", pk)
    return render(request, GABARIT, _contexte(request, entreprise, form_lettre=form), status=422)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def relance_appel(request: HttpRequest, pk: int) -> HttpResponse:
    entreprise = _entreprise(request, pk)
    etat = _etat(entreprise)
    form = FormulaireAppel(request.POST, auto_id="appel-%s")
    if etat is None:
        messages.info(request, "Rien n’est attendu de cette entreprise.")
        return redirect("suivi_heures:relances_entreprise", pk)
    if not form.is_valid():
        return render(request, GABARIT, _contexte(request, entreprise, form_appel=form), status=422)
    dit, copie_a = form.cleaned_data["dit"], form.cleaned_data["copie_a"]
    par = request.adhesion  # type: ignore[attr-defined]
    objet, corps = rediger_relance(etat, Palier.R3, signataire=str(par), appel=dit)
    try:
        relance = noter_appel(etat=etat, dit=dit, copie_a=copie_a, objet=objet, corps=corps, par=par)
    except RelanceRefusee as refus:
        messages.warning(request, str(refus))
    else:
        if copie_a:
            envoyer_relance.delay_on_commit(relance.guichet_id, relance_id=relance.pk)
        messages.success(request, "Appel noté, aussi dans les démarches.")
    return redirect("suivi_heures:relances_entreprise", pk)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def relances_pause(request: HttpRequest, pk: int) -> HttpResponse:
    entreprise = _entreprise(request, pk)
    par = request.adhesion  # type: ignore[attr-defined]
    if "lever" in request.POST:
        reprendre_relances(entreprise=entreprise, par=par)
        messages.success(request, "Pause levée\u00a0: elles reprennent le prochain matin ouvré.")
        return redirect("suivi_heures:relances_entreprise", pk)
    form = FormulairePause(request.POST, auto_id="pause-%s")
    if not form.is_valid():
        return render(request, GABARIT, _contexte(request, entreprise, form_pause=form), status=422)
    suspendre_relances(entreprise=entreprise, par=par, **form.cleaned_data)
    messages.success(request, "Relances en pause. Elles reprendront seules après cette date.")
    return redirect("suivi_heures:relances_entreprise", pk)


@require_POST
@autorise(Permission.ENTREPRISE_ECRIRE)
def relance_trancher(request: HttpRequest, pk: int) -> HttpResponse:
    """The message came back, did leave, or must leave again: said by a person."""
    relance = get_object_or_404(Relance.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    par, geste = request.adhesion, request.POST.get("geste")  # type: ignore[attr-defined]
    if geste == "rejetee":
        fait: Any = constater_rejet(identifiant=relance.identifiant, motif="Message revenu, dit par l’équipe", par=par)
        seconde = ecrire_au_second_contact(fait, par=par) if fait else None
        if seconde:
            envoyer_relance.delay_on_commit(seconde.guichet_id, relance_id=seconde.pk)
        phrase = (
            f"Adresse en échec\u00a0: la relance part à {seconde.contact_nom}."
            if seconde
            else "Adresse en échec. Aucun autre contact\u00a0: ajoutez-en un."
        )
    else:
        fait = trancher_envoi(relance=relance, partie=geste == "partie", par=par)
        phrase = "Noté." if geste == "partie" else "Le message repart."
        if fait and geste != "partie":
            envoyer_relance.delay_on_commit(relance.guichet_id, relance_id=relance.pk)
    if fait:
        messages.success(request, phrase)
    else:
        messages.info(request, "Cet envoi a déjà été tranché.")
    return redirect("suivi_heures:relances_entreprise", relance.entreprise_id)
