"""Hours sent by two employers: the guichet keeps one figure; the company confirms what the other declared."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaires.models import ContratTravail
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_echeance, formater_heures
from marches.models import Entreprise
from suivi_heures.forms.envois_croises import FormulaireConfirmation, FormulaireDepartage
from suivi_heures.models import EnvoiCroise
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.ecarts_paie import heures_a_proposer
from suivi_heures.queries.envois_croises import (
    Croisement,
    EnvoiLu,
    heures_a_confirmer,
    lire_envois_croises,
    nommer_nature,
    noms_des_declarants,
    source_du_premier,
)
from suivi_heures.queries.mois import mois_entre
from suivi_heures.services.confirmer_heures import ChiffreChange, Reponse, confirmer_heures
from suivi_heures.services.corriger_heure import CorrectionImpossible
from suivi_heures.services.departager_envois import ChiffresChanges, departager_envois
from suivi_heures.services.retirer_confirmation import ReponseTenue, retirer_confirmation
from suivi_heures.services.rouvrir_envoi import PasDecide, rouvrir_envoi
from suivi_heures.views.croises import decrire_envoi_croise, nommer_de_mois, nommer_mois
from suivi_heures.views.depot_releve import entreprise_de

DERNIERES = 20


# ---- the guichet -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.HEURES_VALIDER)
def envoi_croise(request: HttpRequest, pk: int) -> HttpResponse:
    """Both figures, who says each, since when; POST keeps one."""
    lu = _chercher(request, pk)
    formulaire = FormulaireDepartage(
        request.POST if request.method == "POST" else None,
        chiffres=_chiffres(lu),
        initial={"retenues": str(lu.debout) if lu.est_decide else "", "motif": lu.croise.motif},
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            departager_envois(
                croise=lu.croise,
                retenues=formulaire.cleaned_data["retenues"],
                montrees=_lire_montrees(request.POST.get("montrees", "")),
                motif=formulaire.cleaned_data["motif"],
                par=request.adhesion,  # type: ignore[attr-defined]
            )
        except (ChiffresChanges, CorrectionImpossible) as refus:
            formulaire.add_error(None, str(refus))
            lu = _chercher(request, pk)
        else:
            retenu = formater_heures(formulaire.cleaned_data["retenues"])
            messages.success(request, f"{retenu} retenues. Les deux employeurs lisent le motif.")
            return redirect("suivi_heures:envoi_croise", pk=pk)
    contexte = {
        "e": decrire_envoi_croise(lu),
        "croise": lu.croise,
        "montrees": str(lu.debout),
        "form": formulaire,
        "camps": _camps(lu),
        "payees": _payees(lu.croise),
    }
    return render(request, "suivi_heures/envoi_croise.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
@autorise(Permission.HEURES_VALIDER)
def envoi_rouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    lu = _chercher(request, pk)
    try:
        rouvrir_envoi(croise=lu.croise, par=request.adhesion)  # type: ignore[attr-defined]
    except (PasDecide, CorrectionImpossible) as deja:
        messages.warning(request, str(deja))
    else:
        messages.success(request, "Décision annulée\u00a0: les deux chiffres attendent de nouveau.")
    return redirect("suivi_heures:envoi_croise", pk=pk)


def _chercher(request: HttpRequest, pk: int) -> EnvoiLu:
    visibles = EnvoiCroise.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    trouve = get_object_or_404(visibles.only("pk"), pk=pk)
    [lu] = lire_envois_croises(visibles.filter(pk=trouve.pk))
    return lu


def _lire_montrees(texte: str) -> Decimal:
    """What the page showed; anything else is a figure nobody saw."""
    try:
        return Decimal(texte)
    except InvalidOperation:
        return Decimal(-1)


def _chiffres(lu: EnvoiLu) -> list[tuple[Decimal, str]]:
    """Each figure once, with its voices; the one that was put aside can be taken again."""
    croise = lu.croise
    au_registre = f"selon {croise.premier}, au registre"
    if croise.retenues is not None and lu.debout == croise.heures:
        au_registre = f"selon {croise.second}, au registre"
    chiffres = {lu.debout: au_registre}
    chiffres.setdefault(croise.heures, f"selon {croise.second}")
    if croise.ecartees is not None:
        chiffres.setdefault(croise.ecartees, f"selon {croise.premier}")
    return list(chiffres.items())


def _camps(lu: EnvoiLu) -> list[dict[str, Any]]:
    """Who says what, since when, and how to reach them."""
    croise = lu.croise
    saisie_a, releve_id = source_du_premier(croise)
    en_premier = releve_id != croise.releve_id
    du_premier = croise.ecartees if croise.retenues == croise.heures and croise.ecartees is not None else lu.debout
    return [
        {
            "nom": croise.premier.nom,
            "role": _role(croise, croise.premier_id),
            "heures": formater_heures(du_premier),
            "dit": f"Le {formater_date(saisie_a)}, en premier." if saisie_a and en_premier else "En premier.",
            "releve_id": releve_id if en_premier else None,
            "telephone": croise.premier.contact_telephone,
            "courriel": croise.premier.contact_courriel,
        },
        {
            "nom": croise.second.nom,
            "role": _role(croise, croise.second_id),
            "heures": formater_heures(croise.heures),
            "dit": f"Le {formater_date(croise.dit_a)}{f', par {croise.dit_par}' if croise.dit_par else ''}"
            f"{'' if croise.releve_id else ', dans son espace'}.",
            "releve_id": croise.releve_id,
            "telephone": croise.second.contact_telephone,
            "courriel": croise.second.contact_courriel,
        },
    ]


def _role(croise: EnvoiCroise, entreprise_id: int) -> str:
    return "Employeur" if croise.contrat.employeur_id == entreprise_id else "Entreprise où la personne travaille"


def _payees(croise: EnvoiCroise) -> str:
    """What the payroll of the employer says of that month, when it was read."""
    if croise.du.replace(day=1) != croise.au.replace(day=1):
        return ""
    payees = heures_a_proposer(croise.contrat.employeur_id, croise.du, [croise.contrat_id])
    return formater_heures(payees[croise.contrat_id]) if croise.contrat_id in payees else ""


# ---- the company or structure ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attendue:
    """A line to confirm, as its form names it."""

    un: Croisement
    nom: str
    chantier: str

    @property
    def champ(self) -> str:
        return f"dites-{self.un.contrat_id}-{self.un.nature}-{self.un.du:%Y-%m}"

    @property
    def temoin(self) -> str:
        return f"montre-{self.un.contrat_id}-{self.un.nature}-{self.un.du:%Y-%m}"

    @property
    def mois(self) -> int:
        return len(list(mois_entre(self.un.du, self.un.au)))

    @property
    def etiquette(self) -> str:
        nature = nommer_nature(self.un.nature)
        return f"{self.nom}, {nommer_mois(self.un.du, self.un.au)}{f', {nature}' if nature else ''}"

    @property
    def montrees(self) -> str:
        return str(self.un.heures)

    @property
    def heures(self) -> str:
        return formater_heures(self.un.heures)


def contrats_partages(request: HttpRequest) -> list[ContratTravail]:
    """Read under the company's own role: what it may answer about, and nothing else."""
    visibles = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    partages = visibles.exclude(employeur_id=F("titulaire_id"))
    return list(partages.select_related("beneficiaire", "lot", "marche"))


def attendues_de(request: HttpRequest, entreprise: Entreprise) -> list[Attendue]:
    contrats = contrats_partages(request)
    if not contrats:
        return []
    par_cle = {contrat.pk: contrat for contrat in contrats}
    with comme_interne():  # the zeros and timesheets of the other sender
        croisements = heures_a_confirmer(contrats, entreprise.pk, timezone.localdate())
    return [
        Attendue(
            un,
            str(par_cle[un.contrat_id].beneficiaire),
            f"{par_cle[un.contrat_id].marche.objet}, lot {par_cle[un.contrat_id].lot.ref}",
        )
        for un in croisements
    ]


def grouper(attendues: list[Attendue], delai: int) -> list[dict[str, Any]]:
    """One gesture by sender and month."""
    if not attendues:
        return []
    with comme_interne():  # its name only: the other sender may be no party to the company's contracts
        noms = noms_des_declarants(une.un for une in attendues)
    groupes: dict[tuple[Any, ...], list[Attendue]] = {}
    for une in attendues:
        groupes.setdefault((une.un.du, une.un.au, une.un.autre_id), []).append(une)
    return [
        {
            "cle": f"{du:%Y-%m}-{au:%m}-{autre}",
            "mois": nommer_mois(du, au),
            "de_mois": nommer_de_mois(du, au),
            "autre": noms[autre],
            "heures": formater_heures(sum((une.un.heures for une in siennes), Decimal(0))),
            "personnes": accorder(len({une.nom for une in siennes}), "personne"),
            "depuis": formater_date(_depuis(siennes)),
            "avant": formater_echeance(_depuis(siennes) + datetime.timedelta(days=delai), timezone.localdate()),
            "echeance": _depuis(siennes) + datetime.timedelta(days=delai),
            "lignes": siennes,
        }
        for (du, au, autre), siennes in groupes.items()
    ]


def _depuis(siennes: list[Attendue]) -> datetime.date:
    return min((une.un.depuis for une in siennes if une.un.depuis), default=timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_confirmer_heures(request: HttpRequest) -> HttpResponse:
    """What the other employer declared: confirmed in one tap, or the figure one has. Lines of the page that were
    not sent are left for later."""
    entreprise = entreprise_de(request)
    attendues = attendues_de(request, entreprise)
    envoyees = [une for une in attendues if request.method == "POST" and une.temoin in request.POST]
    formulaire = _formulaire(request, attendues)
    if request.method == "POST" and formulaire.is_valid():
        if _confirmer(request, entreprise, envoyees, formulaire):
            return redirect(_retour(request))
        attendues = attendues_de(request, entreprise)
    champs = {champ.name: champ for champ in formulaire}
    adhesion = request.adhesion  # type: ignore[attr-defined]
    contexte = {
        "entreprise": entreprise,
        "groupes": [
            groupe | {"lignes": [{"attendue": une, "champ": champs[une.champ]} for une in groupe["lignes"]]}
            for groupe in grouper(attendues, adhesion.guichet.delai_releve_jours)
        ],
        "form": formulaire,
        "reponses": _reponses(request, entreprise),
    }
    return render(request, "suivi_heures/portail_confirmer.html", contexte, status=422 if formulaire.errors else 200)


def confirmer_envoyees(request: HttpRequest, entreprise: Entreprise) -> list[str]:
    """The same gesture from a page that shows no field; gives why nothing was confirmed."""
    attendues = attendues_de(request, entreprise)
    formulaire = _formulaire(request, attendues)
    if formulaire.is_valid():
        _confirmer(request, entreprise, [une for une in attendues if une.temoin in request.POST], formulaire)
    return [str(faute) for fautes in formulaire.errors.values() for faute in fautes]


def _formulaire(request: HttpRequest, attendues: list[Attendue]) -> FormulaireConfirmation:
    """What was not sent says what the other declared: one form for the whole page, whichever part was sent."""
    declarees = {une.champ: une.montrees.replace(".", ",") for une in attendues}
    donnees = None
    if request.method == "POST":
        donnees = request.POST.copy()
        for champ, heures in declarees.items():
            donnees.setdefault(champ, heures)
    return FormulaireConfirmation(donnees, attendues=attendues, auto_id="%s", initial=declarees)


def _retour(request: HttpRequest) -> str:
    accueil = request.POST.get("retour") == "accueil"
    return "suivi_heures:espace_entreprise" if accueil else "suivi_heures:portail_heures_confirmer"


def _confirmer(
    request: HttpRequest, entreprise: Entreprise, envoyees: list[Attendue], formulaire: FormulaireConfirmation
) -> bool:
    """False when the figures moved under the page: said on it."""
    reponses = []
    for une in envoyees:
        montrees = _lire_montrees(request.POST[une.temoin])
        dites = formulaire.cleaned_data[une.champ]
        reponses.append(Reponse(une.un.contrat_id, une.un.nature, une.un.du, montrees, dites))
    try:
        with comme_interne():
            gardes = confirmer_heures(
                entreprise=entreprise,
                contrats=[c for c in contrats_partages(request) if c.pk in {r.contrat_id for r in reponses}],
                reponses=reponses,
                par=request.adhesion,  # type: ignore[attr-defined]
            )
    except ChiffreChange as change:
        formulaire.add_error(None, str(change))
        return False
    autres = sum(1 for r in reponses if r.dites != r.montrees)
    if not gardes:
        messages.info(request, "C’était déjà répondu\u00a0: rien n’a changé.")
    elif autres:
        pareils = len(reponses) - autres
        dits = accorder(pareils, "déclaration confirmée", "déclarations confirmées") + ", " if pareils else ""
        dits += accorder(autres, "autre chiffre noté", "autres chiffres notés")
        messages.success(request, f"{dits}\u00a0: le guichet retiendra un des deux, et vous lirez pourquoi.")
    else:
        messages.success(request, "Heures confirmées. Rien d’autre à faire.")
    return True


def _reponses(request: HttpRequest, entreprise: Entreprise) -> list[dict[str, Any]]:
    """The latest answers of the company, by file or by page, and what became of them."""
    visibles = EnvoiCroise.objects.visibles_par(request.adhesion).filter(second=entreprise)  # type: ignore[attr-defined]
    siennes = list(visibles.order_by("-dit_a", "-pk").values_list("pk", flat=True)[:DERNIERES])
    if not siennes:
        return []
    with comme_interne():  # the name of the other sender, what the ledger says: of rows obtained above
        lus = lire_envois_croises(visibles.filter(pk__in=siennes))
    return [
        decrire_envoi_croise(lu) | {"retirable": lu.croise.releve_id is None and lu.croise.decide_a is None}
        for lu in sorted(lus, key=lambda lu: siennes.index(lu.croise.pk))
    ]


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_reponse_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    entreprise = entreprise_de(request)
    visibles = EnvoiCroise.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    croise = get_object_or_404(visibles, pk=pk, second=entreprise)
    try:
        with comme_interne():
            retirer_confirmation(croise=croise, par=request.adhesion)  # type: ignore[attr-defined]
    except ReponseTenue as tenue:
        messages.warning(request, str(tenue))
    else:
        messages.success(request, "Réponse retirée\u00a0: vous pouvez en donner une autre.")
    return redirect("suivi_heures:portail_heures_confirmer")
