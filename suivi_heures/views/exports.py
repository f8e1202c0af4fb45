"""Export of a list: same filters, same order, same columns as the screen. Noted in the journal.

Beyond `LIGNES_MAX` rows a task asks the same address again, as the same person, and keeps the file for a day."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import repeat
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beneficiaires.models import ContratTravail
from beneficiaires.views.actions import choisir_actions, decrire_actions
from beneficiaires.views.lignes_personnes import COLONNES, decrire_personnes
from beneficiaires.views.personnes import choisir_personnes
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.forms import FiltreJournalForm
from clauses_app.comptes.journal_lisible import decrire_fait
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.comptes.views.journal import choisir_faits
from clauses_app.interface.etats import lire_etat
from clauses_app.interface.formats import accorder, formater_date, formater_date_heure, formater_nombre
from clauses_app.interface.lectures import lire_cle
from marches.models import Marche
from marches.views.acteurs import choisir_entreprises
from suivi_heures.enums import Liste, StatutExport
from suivi_heures.models import ExportDemande, Heure
from suivi_heures.queries.besoins import situer_besoins
from suivi_heures.queries.detail_releve import heures_par_releve
from suivi_heures.queries.fenetres import fenetres_fermees
from suivi_heures.queries.mois import dernier_jour, lire_mois
from suivi_heures.restitutions.exporter import Tableau, ecrire_classeur, ecrire_csv
from suivi_heures.restitutions.lignes_heures import COLONNES as COLONNES_HEURES
from suivi_heures.restitutions.lignes_heures import ecrire_lignes_heures
from suivi_heures.services.demander_export import TropDExports, demander_export
from suivi_heures.services.tenir_file import tenir_file
from suivi_heures.tasks import produire_export_tache
from suivi_heures.views.besoins import choisir_besoins, dire_qui
from suivi_heures.views.conventions import choisir_conventions, composer
from suivi_heures.views.depot_releve import TYPES, joindre
from suivi_heures.views.file_affaires import lire_affaires
from suivi_heures.views.filtres_dits import dire_les_filtres
from suivi_heures.views.lignes_marches import TRIS, en_avancement, filtrer_suivis, suivi_des_marches
from suivi_heures.views.parametres_grille import chercher_lot, lire_parametres
from suivi_heures.views.releves import choisir_releves
from suivi_heures.views.suites_parcours import lire_sorties

LIGNES_MAX = 20_000
LIGNES_MAX_TACHE = 300_000
REQUETE_MAX = 2000
GABARIT = "suivi_heures/exports.html"
PAQUET = 500
type Lignes = Iterator[list[Any]]


def _affaires(request: HttpRequest, limite: int) -> Lignes:
    for a in lire_affaires(request, tenir_file(au=timezone.localdate()).affaires):
        yield [a["titre"], a["detail"], a["qui"], a["depuis"], a["echeance"], " ".join(a["suites"])]


def _marches(request: HttpRequest, limite: int) -> Lignes:
    suivis, choix = filtrer_suivis(suivi_des_marches(Marche.objects.visibles_par(request.adhesion)), request.GET)  # type: ignore[attr-defined]
    for suivi in suivis.order_by(*TRIS[choix["tri"]][1])[: limite + 1]:
        a = en_avancement(suivi)
        t, m = a.total, a.marche
        projection = t.projection.centrale if t.projection else None
        yield [
            m.ref,
            m.objet,
            str(m.maitre_ouvrage),
            m.suivi_par_nom,
            m.date_debut,
            m.date_fin,
            lire_etat(t.etat).libelle,
            t.du,
            t.valide,
            t.attente,
            t.non_compte,
            t.couverture.recues,
            t.couverture.attendues,
            projection,
        ]


def _entreprises(request: HttpRequest, limite: int) -> Lignes:
    filtres = request.GET
    liste = choisir_entreprises(request.adhesion, filtres.get("q", "").strip(), filtres.get("type", ""))  # type: ignore[attr-defined]
    for e in liste[: limite + 1]:
        yield [
            e.nom,
            ", ".join(e.autres_noms),
            e.get_type_structure_display() or "Entreprise",
            e.siret,
            e.contact_nom,
            e.contact_courriel,
            e.contact_telephone,
        ]


def _beneficiaires(request: HttpRequest, limite: int) -> Lignes:
    """The columns of the screen and no other: neither birth nor address nor criteria."""
    q, statut, marche = (request.GET.get(cle, "").strip() for cle in ("q", "statut", "marche"))
    choisies = choisir_personnes(request, q, statut, marche)
    personnes = list(choisies.values(*COLONNES)[: limite + 1])
    contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    for depuis in range(0, len(personnes), PAQUET):
        paquet = personnes[depuis : depuis + PAQUET]
        fermees = fenetres_fermees([p["pk"] for p in paquet if p["est_eligible"]], au=timezone.localdate())
        for p in decrire_personnes(paquet, contrats):
            eligible = f"vérifiée le {p['verifie_le']}" if p["est_eligible"] else p["sans_accord"]
            if p["pk"] in fermees:
                eligible += f", fenêtre fermée le {formater_date(fermees[p['pk']])}"
            yield [p["nom"], p["ref"], eligible, p["contrat"], p["marche"], p["periode"]]


def _actions(request: HttpRequest, limite: int) -> Lignes:
    """Numbers only: no name leaves with the list."""
    actions = list(choisir_actions(request)[: limite + 1])
    for a, r in zip(actions, decrire_actions(actions, au=timezone.localdate()), strict=True):
        comptes = [r["inscrites"], r["participants"]]
        yield [a.nom, r["type"], a.date_debut, a.date_fin, a.lieu, a.metier, a.code_rome, *comptes, a.cout]


def _sorties(request: HttpRequest, limite: int) -> Lignes:
    """As the screen writes them, small groups hidden."""
    tableau = lire_sorties(request)
    for c in tableau.classes:
        yield [tableau.annee, "Sorties par nature", c.libelle, c.nombre, "", ""]
    for s in tableau.suites:
        yield [tableau.annee, "Situation ensuite", s.mois, s.sorties, s.reponses, s.en_emploi]


def _conventions(request: HttpRequest, limite: int) -> Lignes:
    """An objective a line; small groups of people are hidden, the list leaves the guichet."""
    conventions = list(choisir_conventions(request)[: limite + 1])
    for fiche in composer(request, conventions, public=True):
        debut = [fiche.nom, fiche.partenaires, fiche.periode, fiche.budget, fiche.depense]
        for o in fiche.objectifs:
            yield [*debut, o.indicateur, o.periode, o.fait, o.cible, o.etat_dit, o.couverture]
        if not fiche.objectifs:
            yield [*debut, "", "", "", "", "", ""]


def _besoins(request: HttpRequest, limite: int) -> Lignes:
    """Numbers only: no name leaves with the list."""
    besoins = list(choisir_besoins(request)[: limite + 1])
    for s in situer_besoins(besoins, au=timezone.localdate()):
        b = s.besoin
        debut = [b.metier, b.code_rome, str(b.entreprise), b.marche.ref if b.marche_id else "", b.debut, b.fin, b.lieu]
        yield [*debut, b.contraintes, b.nombre, len(s.propositions), s.refus, s.embauchees, s.reste, dire_qui(s)]


def _releves(request: HttpRequest, limite: int) -> Lignes:
    releves = list(choisir_releves(request)[: limite + 1])
    totaux = heures_par_releve([r.pk for r in releves])
    for r in releves:
        yield [
            str(r.entreprise),
            r.mois,
            timezone.localdate(r.depose_a),
            r.depose_par,
            r.get_statut_display(),
            totaux.get(r.pk),
            r.decide_par,
            r.motif,
        ]


def _journal(request: HttpRequest, limite: int) -> Lignes:
    faits = choisir_faits(request.adhesion, FiltreJournalForm(request.GET or None))  # type: ignore[attr-defined]
    for fait in faits[: limite + 1]:
        f = decrire_fait(fait)
        yield [f["quand"], f["par"], f["verbe"], f["objet"], f["details"]]


def _heures(request: HttpRequest, limite: int) -> Lignes:
    """Of a lot: the months and the lines that the grid shows. Without lot: the whole guichet, `de` and `a` included."""
    choix, _, titulaire = request.GET.get("lot", "").partition("-")
    if (cle := lire_cle(choix)) is None:
        yield from _heures_du_guichet(request, limite)
        return
    if titulaire:
        request.GET = request.GET.copy()  # type: ignore[assignment]
        request.GET["titulaire"] = titulaire  # type: ignore[index]
    parametres = lire_parametres(request, chercher_lot(request, cle))
    montrees = {(li.contrat.pk, li.nature) for li in parametres.montrees(parametres.composer())}
    debut, fin = parametres.mois[0], dernier_jour(parametres.mois[-1])
    yield from ecrire_lignes_heures(
        lots=[parametres.lot.pk],
        garder=lambda ligne: (ligne.contrat_id, ligne.nature) in montrees and debut <= ligne.du <= fin,
    )


def _heures_du_guichet(request: HttpRequest, limite: int) -> Lignes:
    du, au = lire_mois(request.GET.get("de", "")), lire_mois(request.GET.get("a", ""))
    debut, fin = du or datetime.date.min, dernier_jour(au) if au else datetime.date.max
    visibles = Heure.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    if visibles.filter(annulee=False, du__gte=debut, du__lte=fin)[: limite + 1].count() > limite:
        yield from repeat([], limite + 1)  # too long: not worth counting what each line is worth
        return
    yield from ecrire_lignes_heures(lots=None, garder=lambda ligne: debut <= ligne.du <= fin)


# list → right, columns, rows
EXPORTS: dict[Liste, tuple[Permission, list[str], Callable[[HttpRequest, int], Lignes]]] = {
    Liste.AFFAIRES: (
        Permission.TABLEAU_LIRE,
        ["Affaire", "Détail", "Qui agit", "Depuis", "Avant le", "Suites"],
        _affaires,
    ),
    Liste.MARCHES: (
        Permission.MARCHE_LIRE,
        [
            *("Référence", "Marché", "Acheteur", "Suivi par", "Début", "Fin", "État", "Heures dues", "Validées"),
            *("En attente", "Non comptées", "Déclarations reçues", "Déclarations attendues", "Projection centrale"),
        ],
        _marches,
    ),
    Liste.ENTREPRISES: (
        Permission.ENTREPRISE_LIRE,
        ["Nom", "Autres noms", "Type", "SIRET", "Correspondant", "Courriel", "Téléphone"],
        _entreprises,
    ),
    Liste.BENEFICIAIRES: (
        Permission.BENEFICIAIRE_LIRE,
        ["Nom", "Référence", "Éligibilité", "Dernier contrat", "Marché", "Période"],
        _beneficiaires,
    ),
    Liste.RELEVES: (
        Permission.RELEVE_VALIDER,
        ["Entreprise", "Mois", "Reçu le", "Déposé par", "Étape", "Heures", "Décidé par", "Motif"],
        _releves,
    ),
    Liste.JOURNAL: (Permission.JOURNAL_LIRE, ["Quand", "Qui", "Geste", "Objet", "Détails"], _journal),
    Liste.ACTIONS: (
        Permission.ACTION_LIRE,
        [
            *("Action", "Type", "Début", "Fin", "Lieu", "Métier", "Code ROME"),
            *("Inscrits", "Participants", "Coût, en euros"),
        ],
        _actions,
    ),
    Liste.SORTIES: (
        Permission.BENEFICIAIRE_LIRE,
        ["Année de sortie", "Tableau", "Ligne", "Personnes", "Situation connue", "En emploi"],
        _sorties,
    ),
    Liste.CONVENTIONS: (
        Permission.CONVENTION_LIRE,
        [
            *("Convention", "Partenaires", "Période", "Budget", "Dépensé"),
            *("Indicateur", "Rythme", "Fait", "À atteindre", "État", "Ce que l’on en sait"),
        ],
        _conventions,
    ),
    Liste.BESOINS: (
        Permission.BESOIN_LIRE,
        [
            *("Métier", "Code ROME", "Entreprise", "Marché", "Début", "Fin", "Lieu", "Contraintes"),
            *("Postes", "Proposées", "Refus", "Embauchées", "Reste", "Qui agit"),
        ],
        _besoins,
    ),
    Liste.HEURES: (Permission.HEURES_LIRE, list(COLONNES_HEURES), _heures),
}
ADRESSES = {
    Liste.AFFAIRES: "suivi_heures:tableau_de_bord",
    Liste.MARCHES: "suivi_heures:marches",
    Liste.ENTREPRISES: "marches:entreprises",
    Liste.BENEFICIAIRES: "beneficiaires:liste",
    Liste.RELEVES: "suivi_heures:releves",
    Liste.JOURNAL: "comptes:journal",
    Liste.ACTIONS: "beneficiaires:actions",
    Liste.SORTIES: "suivi_heures:suites_parcours",
    Liste.CONVENTIONS: "suivi_heures:conventions",
    Liste.BESOINS: "suivi_heures:besoins",
    Liste.HEURES: "suivi_heures:heures",
}


def lire_liste(request: HttpRequest, code: str) -> Liste:
    """The journal is hidden from whoever may not read it, here too."""
    if code not in Liste.values:
        raise Http404
    liste = Liste(code)
    if not a_le_droit(request.adhesion, EXPORTS[liste][0]):  # type: ignore[attr-defined]
        if liste == Liste.JOURNAL:
            raise Http404
        raise PermissionDenied
    return liste


@autorise(Permission.TABLEAU_LIRE)
@require_safe
def exporter(request: HttpRequest, liste: str, forme: str) -> HttpResponse:
    voulue = lire_liste(request, liste)
    if forme not in ("xlsx", "csv"):
        raise Http404
    entier = getattr(request, "export_entier", False)
    limite = LIGNES_MAX_TACHE if entier else LIGNES_MAX
    _, colonnes, lire = EXPORTS[voulue]
    par = request.adhesion  # type: ignore[attr-defined]
    filtres = request.filtres_dits if entier else dire_les_filtres(request, ADRESSES[voulue])  # type: ignore[attr-defined]
    lignes = list(lire(request, limite))
    if len(lignes) > limite:
        return (
            HttpResponse(status=HTTPStatus.CONTENT_TOO_LARGE) if entier else _differer(request, voulue, forme, filtres)
        )
    entete = [
        f"Guichet\u00a0: {par.guichet.nom}",
        f"Filtres\u00a0: {filtres or 'aucun'}",
        f"{accorder(len(lignes), 'ligne, exportée', 'lignes, exportées')} le"
        f" {formater_date_heure(timezone.now())} par {par}",
    ]
    tableau = Tableau(voulue.label, colonnes, lignes, entete)
    journaliser(Verbe.EXPORT_FAIT, par=par, libelle=f"la liste {voulue.label}", lignes=len(lignes), filtres=filtres)
    nom = f"ancrage-{voulue.value.lower()}-{timezone.localdate():%Y-%m-%d}.{forme}"
    contenu = ecrire_csv(tableau) if forme == "csv" else ecrire_classeur(tableau)
    reponse = joindre(contenu, nom, TYPES[forme])
    reponse["X-Lignes"] = str(len(lignes))
    return reponse


def _differer(request: HttpRequest, voulue: Liste, forme: str, filtres: str) -> HttpResponse:
    """A task writes it; where it will be is said at once."""
    par = request.adhesion  # type: ignore[attr-defined]
    requete = request.GET.urlencode()
    if len(requete) > REQUETE_MAX:
        messages.warning(request, "Ces filtres sont trop longs pour un export\u00a0: retirez-en.")
        return redirect(reverse(ADRESSES[voulue]))
    try:
        demande = demander_export(liste=voulue, forme=forme, requete=requete, filtres=filtres, par=par)
    except TropDExports as trop:
        messages.warning(request, str(trop))
    else:
        produire_export_tache.delay_on_commit(demande.guichet_id, export_id=demande.pk)
        messages.info(
            request,
            f"Cette liste dépasse {formater_nombre(LIGNES_MAX)} lignes\u00a0: son fichier se prépare."
            " Vous le trouverez sur cette page, pendant vingt-quatre heures.",
        )
    return redirect("suivi_heures:exports")


@autorise(Permission.TABLEAU_LIRE)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """Her own; under htmx the list alone, asked again while one is being written."""
    siens = ExportDemande.objects.visibles_par(request.adhesion).exclude(expire_a__lt=timezone.now())  # type: ignore[attr-defined]
    lus = [_decrire_export(un) for un in siens.defer("contenu").order_by("-demande_a", "-pk")[:50]]
    contexte = {"exports": lus, "en_travail": any(un["en_travail"] for un in lus)}
    htmx = getattr(request, "htmx", None)
    reponse = render(request, f"{GABARIT}#liste" if htmx else GABARIT, contexte)
    if htmx and not contexte["en_travail"]:
        reponse["HX-Trigger"] = json.dumps({"annonce": {"texte": "Vos exports sont prêts."}})
    return reponse


def _decrire_export(export: ExportDemande) -> dict[str, Any]:
    return {
        "cle": export.pk,
        "nom": export.get_liste_display(),
        "fichier": export.nom_fichier,
        "filtres": export.filtres,
        "demande": formater_date_heure(export.demande_a),
        "statut": export.statut,
        "message": export.message,
        "lignes": accorder(export.lignes, "ligne") if export.statut == StatutExport.PRET else "",
        "jusque": formater_date_heure(export.expire_a) if export.expire_a else "",
        "pret": export.statut == StatutExport.PRET,
        "en_travail": export.statut == StatutExport.DEMANDE,
        "refaire": f"{reverse('suivi_heures:exporter', args=[export.liste, export.forme])}?{export.requete}",
    }


@autorise(Permission.TABLEAU_LIRE)
@require_safe
def export_telecharger(request: HttpRequest, pk: int) -> HttpResponse:
    """Its owner, with the same rights today as when it was asked for, for a day."""
    siens = ExportDemande.objects.visibles_par(request.adhesion).filter(statut=StatutExport.PRET)  # type: ignore[attr-defined]
    export = get_object_or_404(siens, pk=pk, expire_a__gte=timezone.now())
    lire_liste(request, export.liste)
    return joindre(bytes(export.contenu or b""), export.nom_fichier, TYPES[export.forme])
