"""Export of a list: same filters, same order, same columns as the screen. Noted in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beneficiaires.models import ContratTravail
from beneficiaires.views.lignes_personnes import COLONNES, decrire_personnes
from beneficiaires.views.personnes import choisir_personnes
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.forms import FiltreJournalForm
from clauses_app.comptes.journal_lisible import decrire_fait
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.comptes.views.journal import choisir_faits
from clauses_app.interface.formats import accorder, formater_date_heure, formater_nombre
from marches.models import Marche
from marches.views.acteurs import choisir_entreprises
from suivi_heures.enums import Liste
from suivi_heures.queries.detail_releve import heures_par_releve
from suivi_heures.restitutions.exporter import Tableau, ecrire_classeur, ecrire_csv
from suivi_heures.services.tenir_file import tenir_file
from suivi_heures.views.depot_releve import XLSX, joindre
from suivi_heures.views.file_affaires import lire_affaires
from suivi_heures.views.lignes_marches import TRIS, en_avancement, filtrer_suivis, suivi_des_marches
from suivi_heures.views.releves import choisir_releves

LIGNES_MAX = 20_000
PAQUET = 500
IGNORES = {"page", "csrfmiddlewaretoken", "tout"}
type Lignes = Iterator[list[Any]]


def _affaires(request: HttpRequest) -> Lignes:
    for a in lire_affaires(request, tenir_file(au=timezone.localdate()).affaires):
        yield [a["titre"], a["detail"], a["qui"], a["depuis"], a["echeance"], " ".join(a["suites"])]


def _marches(request: HttpRequest) -> Lignes:
    suivis, choix = filtrer_suivis(suivi_des_marches(Marche.objects.visibles_par(request.adhesion)), request.GET)  # type: ignore[attr-defined]
    for suivi in suivis.order_by(*TRIS[choix["tri"]][1])[: LIGNES_MAX + 1]:
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
            t.etat.replace("_", " "),
            t.du,
            t.valide,
            t.attente,
            t.non_compte,
            t.couverture.recues,
            t.couverture.attendues,
            projection,
        ]


def _entreprises(request: HttpRequest) -> Lignes:
    filtres = request.GET
    liste = choisir_entreprises(request.adhesion, filtres.get("q", "").strip(), filtres.get("type", ""))  # type: ignore[attr-defined]
    for e in liste[: LIGNES_MAX + 1]:
        yield [
            e.nom,
            ", ".join(e.autres_noms),
            e.get_type_structure_display() or "Entreprise",
            e.siret,
            e.contact_nom,
            e.contact_courriel,
            e.contact_telephone,
        ]


def _beneficiaires(request: HttpRequest) -> Lignes:
    """The columns of the screen and no other: neither birth nor address nor criteria."""
    q, statut, marche = (request.GET.get(cle, "").strip() for cle in ("q", "statut", "marche"))
    choisies = choisir_personnes(request, q, statut, marche)
    personnes = list(choisies.values(*COLONNES)[: LIGNES_MAX + 1])
    contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    for depuis in range(0, len(personnes), PAQUET):
        for p in decrire_personnes(personnes[depuis : depuis + PAQUET], contrats):
            eligible = f"vérifiée le {p['verifie_le']}" if p["est_eligible"] else "à décider"
            yield [p["nom"], p["ref"], eligible, p["contrat"], p["marche"], p["periode"]]


def _releves(request: HttpRequest) -> Lignes:
    releves = list(choisir_releves(request)[: LIGNES_MAX + 1])
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


def _journal(request: HttpRequest) -> Lignes:
    faits = choisir_faits(request.adhesion, FiltreJournalForm(request.GET or None))  # type: ignore[attr-defined]
    for fait in faits[: LIGNES_MAX + 1]:
        f = decrire_fait(fait)
        yield [f["quand"], f["par"], f["verbe"], f["objet"], f["details"]]


# list → right, columns, rows
EXPORTS: dict[Liste, tuple[Permission, list[str], Callable[[HttpRequest], Lignes]]] = {
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
}
ADRESSES = {
    Liste.AFFAIRES: "suivi_heures:tableau_de_bord",
    Liste.MARCHES: "suivi_heures:marches",
    Liste.ENTREPRISES: "marches:entreprises",
    Liste.BENEFICIAIRES: "beneficiaires:liste",
    Liste.RELEVES: "suivi_heures:releves",
    Liste.JOURNAL: "comptes:journal",
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


def ecrire_filtres(filtres: QueryDict) -> str:
    gardes = [
        f"{nom} = {', '.join(valeurs)}" for nom, valeurs in filtres.lists() if nom not in IGNORES and any(valeurs)
    ]
    return "\u202f; ".join(gardes)[:500]


@autorise(Permission.TABLEAU_LIRE)
@require_safe
def exporter(request: HttpRequest, liste: str, forme: str) -> HttpResponse:
    voulue = lire_liste(request, liste)
    if forme not in ("xlsx", "csv"):
        raise Http404
    _, colonnes, lire = EXPORTS[voulue]
    lignes = list(lire(request))
    if len(lignes) > LIGNES_MAX:
        messages.warning(
            request,
            f"Cette liste dépasse {formater_nombre(LIGNES_MAX)} lignes\u00a0: resserrez les filtres, puis exportez.",
        )
        return redirect(f"{reverse(ADRESSES[voulue])}?{request.GET.urlencode()}")
    par, filtres = request.adhesion, ecrire_filtres(request.GET)  # type: ignore[attr-defined]
    entete = [
        f"Guichet\u00a0: {par.guichet.nom}",
        f"Filtres\u00a0: {filtres or 'aucun'}",
        f"{accorder(len(lignes), 'ligne')}, exportées le {formater_date_heure(timezone.now())} par {par}",
    ]
    tableau = Tableau(voulue.label, colonnes, lignes, entete)
    journaliser(Verbe.EXPORT_FAIT, par=par, libelle=f"la liste {voulue.label}", lignes=len(lignes), filtres=filtres)
    nom = f"ancrage-{voulue.value.lower()}-{timezone.localdate():%Y-%m-%d}.{forme}"
    if forme == "csv":
        return joindre(ecrire_csv(tableau), nom, "text/csv; charset=utf-8")
    return joindre(ecrire_classeur(tableau), nom, XLSX)
