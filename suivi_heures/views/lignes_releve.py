"""Step 3 of an import: correct lines in place, alone or together, undo, send the others back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder
from clauses_app.interface.lectures import lire_cle, lire_heures
from marches.models import Attribution
from suivi_heures.enums import GesteLigne, StatutReleve
from suivi_heures.forms import FormulaireMotif
from suivi_heures.models import CorrectionLigne, LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.lignes_a_corriger import (
    A_CORRIGER,
    ATTENTE,
    CORRIGEES,
    PRETES,
    LigneACorriger,
    lister_lignes,
)
from suivi_heures.queries.releves_corrigibles import dire_non_annulable, est_corrigible
from suivi_heures.services.admettre_correction import CorrectionIncomplete, LigneChangee, NonCorrigible
from suivi_heures.services.annuler_correction import CorrectionNonAnnulable, annuler_correction
from suivi_heures.services.corriger_lignes import corriger_lignes
from suivi_heures.services.demander_pour_ligne import demander_pour_ligne
from suivi_heures.services.ouvrir_pour_ligne import Ouverture, ouvrir_pour_ligne
from suivi_heures.services.renvoyer_lignes import RienARenvoyer, renvoyer_lignes
from suivi_heures.views.depot_releve import entreprise_de
from suivi_heures.views.espace_entreprise import releves_de
from suivi_heures.views.fiche_ligne import (
    attributions_de,
    composer_fiches,
    controles_passes,
    preparer_ouverture,
    resumer_places,
)
from suivi_heures.views.releves import chercher_releve, decrire_mois
from suivi_heures.views.retraits_du_releve import retraits_du_releve

GABARIT = "suivi_heures/releve_lignes.html"
PAR_PAGE = 20
SEGMENTS = ((A_CORRIGER, "À corriger"), (CORRIGEES, "Corrigées"), (PRETES, "Prêtes"), (ATTENTE, "En attente"))
PERMIS_A_L_ENTREPRISE = (
    *(GesteLigne.RATTACHER, GesteLigne.HEURES, GesteLigne.DEDOUBLER, GesteLigne.GARDER, GesteLigne.ECARTER),
)


@dataclass(frozen=True, slots=True)
class Porte:
    """The same screen seen by the guichet, or by the company for its own lines."""

    du_guichet: bool
    prefixe: str
    chercher: Callable[[HttpRequest, int], ReleveHeures]
    role: Callable[[], AbstractContextManager[None]]

    def adresse(self, nom: str, pk: int) -> str:
        return reverse(f"suivi_heures:{self.prefixe}{nom}", args=[pk])


def _chercher_le_sien(request: HttpRequest, pk: int) -> ReleveHeures:
    trouve: ReleveHeures = get_object_or_404(releves_de(request, entreprise_de(request)), pk=pk)
    return trouve


GUICHET = Porte(True, "releve_", chercher_releve, nullcontext)
ENTREPRISE = Porte(False, "portail_", _chercher_le_sien, comme_interne)


@require_GET
@autorise(Permission.RELEVE_VALIDER)
def lignes(request: HttpRequest, pk: int) -> HttpResponse:
    return _montrer(request, GUICHET, chercher_releve(request, pk))


@require_GET
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_lignes(request: HttpRequest, pk: int) -> HttpResponse:
    return _montrer(request, ENTREPRISE, _chercher_le_sien(request, pk))


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def ligne(request: HttpRequest, pk: int) -> HttpResponse:
    return _corriger(request, GUICHET, pk)


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_ligne(request: HttpRequest, pk: int) -> HttpResponse:
    return _corriger(request, ENTREPRISE, pk)


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def ouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract the line lacks, and the person's file when nobody knows her."""
    return _ouvrir(request, GUICHET, pk)


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_demander(request: HttpRequest, pk: int) -> HttpResponse:
    """The company does not open contracts: it asks, and the line waits for the guichet."""
    return _ouvrir(request, ENTREPRISE, pk)


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    return _annuler(request, GUICHET, pk)


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    return _annuler(request, ENTREPRISE, pk)


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """What only the company knows goes back to it; the rest stays."""
    releve = chercher_releve(request, pk)
    formulaire = FormulaireMotif(request.POST, auto_id="renvoi-%s")
    if not formulaire.is_valid():
        return _montrer(request, GUICHET, releve, statut=422, form_renvoi=formulaire)
    try:
        faites = renvoyer_lignes(releve=releve, motif=formulaire.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
    except RienARenvoyer as rien:
        messages.warning(request, str(rien))
    else:
        messages.success(
            request, f"{accorder(len(faites), 'ligne renvoyée', 'lignes renvoyées')} à {releve.entreprise}."
        )
    return redirect("suivi_heures:releve_resume", pk=pk)


def _corriger(request: HttpRequest, porte: Porte, pk: int) -> HttpResponse:
    visee = _ligne(request, porte, pk)
    try:
        geste, contrat, heures, semblables = _lire(request, porte)
        with porte.role():
            faites = corriger_lignes(
                ligne=visee,
                version=lire_cle(request.POST.get("version", "")) or 0,
                geste=geste,
                contrat=contrat,
                heures=heures,
                motif=request.POST.get("motif", "").strip()[:500],
                semblables=semblables,
                par=request.adhesion,  # type: ignore[attr-defined]
            )
    except CorrectionIncomplete as manque:
        return _montrer(request, porte, visee.releve, statut=422, fautes={pk: str(manque)}, apres=visee)
    except (LigneChangee, NonCorrigible) as refus:
        return _montrer(request, porte, visee.releve, statut=409, refus=str(refus))
    return _suite(request, porte, visee, faites)


def _lire(request: HttpRequest, porte: Porte) -> tuple[GesteLigne, ContratTravail | None, Decimal | None, bool]:
    """The button says the gesture; « CHOISIR » is said by the answer ticked; a « + » takes the lines alike."""
    dit = request.POST.get("geste", "")
    semblables = dit.endswith("+")
    dit = dit.rstrip("+")
    contrat = None
    if dit == "CHOISIR":
        choix = request.POST.get("choix", "")
        dit = {"garder": "GARDER", "ecarter": "ECARTER"}.get(choix, "RATTACHER")
        contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
        contrat = contrats.filter(pk=lire_cle(choix.removeprefix("contrat-")) or 0).first()
    if dit not in GesteLigne.values or (not porte.du_guichet and dit not in PERMIS_A_L_ENTREPRISE):
        raise CorrectionIncomplete("Choisissez une réponse parmi celles qui sont proposées.")
    geste = GesteLigne(dit)
    if geste == GesteLigne.GARDER and request.POST.get("exige_motif") and not request.POST.get("motif", "").strip():
        raise CorrectionIncomplete("Dites pourquoi ces heures sont justes\u00a0: ce motif reste avec votre nom.")
    return geste, contrat, _lire_les_heures(request) if geste == GesteLigne.HEURES else None, semblables


def _lire_les_heures(request: HttpRequest) -> Decimal | None:
    texte = request.POST.get("remplacer") or request.POST.get("heures", "")
    if not texte.strip():
        return None
    try:
        heures = lire_heures(texte)
    except ValueError as faute:
        raise CorrectionIncomplete(str(faute)) from None
    if not 0 < heures < 10_000:
        raise CorrectionIncomplete("Écrivez un nombre d’heures plus grand que zéro et plus petit que 10\u202f000.")
    return heures


def _ouvrir(request: HttpRequest, porte: Porte, pk: int) -> HttpResponse:
    visee = _ligne(request, porte, pk)
    connue = porte.du_guichet and bool(visee.lue.get("personne"))
    attributions = _attributions(request, visee.releve)
    formulaire = preparer_ouverture(visee, attributions, connue=connue, donnees=request.POST)
    if not formulaire.is_valid():
        return _montrer(request, porte, visee.releve, statut=422, ouvertures={pk: formulaire}, apres=visee)
    demande = Ouverture(**formulaire.cleaned_data)
    faire = ouvrir_pour_ligne if porte.du_guichet else demander_pour_ligne
    version = lire_cle(request.POST.get("version", "")) or 0
    try:
        with porte.role():
            faites = faire(ligne=visee, version=version, ouverture=demande, par=request.adhesion)  # type: ignore[attr-defined]
    except CorrectionIncomplete as manque:
        return _montrer(request, porte, visee.releve, statut=422, fautes={pk: str(manque)}, apres=visee)
    except (LigneChangee, NonCorrigible) as refus:
        return _montrer(request, porte, visee.releve, statut=409, refus=str(refus))
    return _suite(request, porte, visee, faites)


def _annuler(request: HttpRequest, porte: Porte, pk: int) -> HttpResponse:
    visibles = CorrectionLigne.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    correction = get_object_or_404(visibles, pk=pk)
    releve = porte.chercher(request, correction.releve_id)
    if not porte.du_guichet and correction.par_id != request.adhesion.pk:  # type: ignore[attr-defined]
        return _montrer(
            request, porte, releve, statut=409, refus="C’est le guichet qui a traité cette ligne\u00a0: demandez-lui."
        )
    try:
        with porte.role():
            defaites = annuler_correction(correction=correction, par=request.adhesion)  # type: ignore[attr-defined]
    except CorrectionNonAnnulable as refus:
        return _montrer(request, porte, releve, statut=409, refus=str(refus))
    texte = f"{accorder(len(defaites), 'ligne remise', 'lignes remises')} comme avant."
    if getattr(request, "htmx", False):
        return _montrer(request, porte, releve, fait={"texte": texte})
    messages.success(request, texte)
    return redirect(porte.adresse("lignes", releve.pk))


def _suite(request: HttpRequest, porte: Porte, visee: LigneReleve, faites: list[CorrectionLigne]) -> HttpResponse:
    lignes_faites = "lignes " + ", ".join(str(une.numero) for une in faites[:8])
    texte = f"{faites[0].get_geste_display()}\u00a0: {lignes_faites if len(faites) > 1 else f'ligne {visee.numero}'}."
    if getattr(request, "htmx", False):
        fait = {"texte": texte, "correction": faites[0].pk}
        return _montrer(request, porte, visee.releve, fait=fait, apres=visee)
    messages.success(request, texte)
    return redirect(f"{porte.adresse('lignes', visee.releve_id)}#t-lignes")


def _ligne(request: HttpRequest, porte: Porte, pk: int) -> LigneReleve:
    visibles = LigneReleve.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    trouvee: LigneReleve = get_object_or_404(visibles, pk=pk)
    trouvee.releve = porte.chercher(request, trouvee.releve_id)
    return trouvee


def _attributions(request: HttpRequest, releve: ReleveHeures) -> Any:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    contrats = ContratTravail.objects.visibles_par(adhesion)
    return attributions_de(Attribution.objects.visibles_par(adhesion), contrats, releve)


def _montrer(
    request: HttpRequest, porte: Porte, releve: ReleveHeures, *, statut: int = 200, **suite: Any
) -> HttpResponse:
    releve.refresh_from_db()
    if releve.statut == StatutReleve.DEPOSE:  # nothing is known of its lines yet: its page says where it is
        return redirect("suivi_heures:releve" if porte.du_guichet else "suivi_heures:portail_releve", pk=releve.pk)
    toutes = lister_lignes(releve, du_guichet=porte.du_guichet)
    comptes = resumer_places(toutes)
    place = request.GET.get("place", "") if request.method == "GET" else ""
    place = place if place in {code for code, _ in SEGMENTS} else A_CORRIGER
    mois_lus = decrire_mois(une.detail for une in toutes)
    mois = request.GET.get("mois", "") if request.method == "GET" else ""
    mois = mois if mois in {un["code"] for un in mois_lus} else ""
    choisies = [une for une in toutes if une.place == place and (not mois or _est_du_mois(une, mois))]
    page = Paginator(choisies, PAR_PAGE).get_page(request.GET.get("page"))
    fiches = composer_fiches(
        releve,
        list(page),
        contrats=ContratTravail.objects.visibles_par(request.adhesion),  # type: ignore[attr-defined]
        attributions=_attributions(request, releve),
        personnes=Beneficiaire.objects.visibles_par(request.adhesion) if porte.du_guichet else None,  # type: ignore[attr-defined]
    )
    _reprendre_la_saisie(request, fiches, suite)
    retraits = retraits_du_releve(releve)
    contexte = {
        "releve": releve,
        "porte": porte,
        "du_guichet": porte.du_guichet,
        "page": page,
        "place": place,
        "fiches": fiches,
        "comptes": comptes,
        "segments": _segments(porte, releve, comptes, place, mois),
        "mois_lus": _mois_a_choisir(porte, releve, mois_lus, place, mois),
        "pretes": comptes["places"].get(PRETES, (0, ""))[0] + comptes["places"].get(CORRIGEES, (0, ""))[0],
        "restent": comptes["places"].get(A_CORRIGER, (0, "")),
        "bilan": _bilan(comptes, retraits),
        **retraits,
        "regles": controles_passes(releve, toutes),
        "corrigible": est_corrigible(releve),
        "non_annulable": dire_non_annulable(releve) if porte.du_guichet else "",
        "adresse": porte.adresse("lignes", releve.pk),
        "etapes": etapes_de(releve, 3) if porte.du_guichet else [],
        "form_renvoi": FormulaireMotif(auto_id="renvoi-%s"),
    } | suite
    gabarit = f"{GABARIT}#lignes" if getattr(request, "htmx", False) else GABARIT
    return render(request, gabarit, contexte, status=statut)


def _reprendre_la_saisie(request: HttpRequest, fiches: list[dict[str, Any]], suite: dict[str, Any]) -> None:
    """Nothing typed is lost; the focus goes to the next line to decide."""
    apres = suite.get("apres")
    for fiche in fiches:
        fiche["faute"] = (suite.get("fautes") or {}).get(fiche["pk"], "")
        if formulaire := (suite.get("ouvertures") or {}).get(fiche["pk"]):
            fiche["form_ouverture"], fiche["ouverte"] = formulaire, True
        if fiche["faute"]:
            fiche["valeur"] = request.POST.get("heures", fiche.get("valeur", ""))
            fiche["motif"] = request.POST.get("motif", "")
            for choix in fiche.get("choix", ()):
                choix["coche"] = choix["valeur"] == request.POST.get("choix", choix["valeur"])
    if apres is not None and fiches:
        suivantes = [fiche for fiche in fiches if fiche["numero"] >= apres.numero]
        (suivantes or fiches)[0]["focus"] = True


def _est_du_mois(une: LigneACorriger, mois: str) -> bool:
    return une.detail.mois is not None and f"{une.detail.mois:%Y-%m}" == mois


def _mois_a_choisir(
    porte: Porte, releve: ReleveHeures, mois_lus: list[dict[str, Any]], place: str, mois: str
) -> list[dict[str, Any]]:
    """Of a file of several months, one at a time, or all."""
    base = f"{porte.adresse('lignes', releve.pk)}?place={place}"
    tous = [{"adresse": base, "libelle": "Tous les mois", "courant": not mois}]
    siens = [
        {"adresse": f"{base}&mois={un['code']}", "libelle": un["nom"], "courant": un["code"] == mois} for un in mois_lus
    ]
    return [*tous, *siens] if siens else []


def _segments(
    porte: Porte, releve: ReleveHeures, comptes: dict[str, Any], place: str, mois: str
) -> list[dict[str, Any]]:
    base = porte.adresse("lignes", releve.pk)
    suite = f"&mois={mois}" if mois else ""
    return [
        {
            "adresse": f"{base}?place={code}{suite}",
            "libelle": libelle,
            "compte": comptes["places"].get(code, (0, ""))[0],
            "courant": code == place,
        }
        for code, libelle in SEGMENTS
        if code != ATTENTE or code in comptes["places"]
    ]


def _bilan(comptes: dict[str, Any], retraits: dict[str, Any]) -> list[tuple[str, Any]]:
    places = comptes["places"]
    lignes_du_bilan: list[tuple[str, Any]] = [
        ("Lignes lues", comptes["lues"]),
        *comptes["du_fichier"],
    ]
    noms = (
        (PRETES, "Prêtes"),
        (CORRIGEES, "Corrigées"),
        (ATTENTE, "En attente"),
        (A_CORRIGER, "À corriger"),
    )
    lignes_du_bilan += [(nom, places[code][1]) for code, nom in noms if code in places]
    if (effet := retraits["effet"])["corrige"]:
        lignes_du_bilan += [("Retirées du registre", effet["retirees"]), ("Effet sur le registre", effet["heures"])]
    return lignes_du_bilan


def etapes_de(releve: ReleveHeures, courante: int) -> list[dict[str, Any]]:
    """Steps of an import; the first two are the deposit's."""
    adresses = (
        reverse("suivi_heures:releve", args=[releve.pk]),
        reverse("suivi_heures:releve_colonnes", args=[releve.pk]),
        reverse("suivi_heures:releve_lignes", args=[releve.pk]),
        reverse("suivi_heures:releve_resume", args=[releve.pk]),
    )
    noms = ("Fichier", "Colonnes reconnues", "Lignes à corriger", "Résumé")
    return [
        {"nom": nom, "adresse": adresse, "faite": rang < courante, "courante": rang == courante}
        for rang, (nom, adresse) in enumerate(zip(noms, adresses, strict=True), start=1)
    ]
