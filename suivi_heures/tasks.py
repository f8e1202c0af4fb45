"""Background work of the room: identifiers in, guichet entered, one call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from itertools import batched
from typing import Any

from celery import Task, shared_task
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse
from django.utils import timezone

from clauses_app.comptes.courriels import adresse, composer, envoyer_lettre
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.imports.tableur import LectureReportee
from clauses_app.memoire import ramasse_miettes_espace
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from clauses_app.tenancy.courtier import confier_au_courtier
from clauses_app.tenancy.taches import TacheEnEtapes, TenantTask
from marches.models import Marche
from marches.services.relancer_imports_decp import relancer_imports_decp
from marches.tasks import importer_decp_depose
from suivi_heures.enums import StatutExport, StatutRelance, StatutReprise
from suivi_heures.models import ExportDemande, LienDepot, Relance, ReleveHeures
from suivi_heures.queries.liens_depot import lien_ouvert
from suivi_heures.queries.publications_dues import reste_a_annoncer
from suivi_heures.queries.recus_depot import lire_recu
from suivi_heures.queries.relances import etats_des_relances
from suivi_heures.restitutions.conduire_bilan import produire_bilan, produire_section
from suivi_heures.restitutions.courriers import porter_le_lien, rediger_relance
from suivi_heures.restitutions.lettre_publication import rediger_publication
from suivi_heures.restitutions.recu_depot import adresse_du_recu, decrire_recu
from suivi_heures.services.annoncer_publications import annoncer_publications
from suivi_heures.services.commencer_lecture import commencer_lecture
from suivi_heures.services.creer_lien_depot import DUREE as DUREE_LIEN
from suivi_heures.services.creer_lien_depot import creer_lien_depot
from suivi_heures.services.effacer_documents import effacer_documents
from suivi_heures.services.examiner_reprise import examiner_reprise
from suivi_heures.services.garder_export import garder_export
from suivi_heures.services.garder_reprise import garder_reprise
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.noter_envoi import noter_envoi
from suivi_heures.services.oublier_exports import oublier_exports
from suivi_heures.services.oublier_reponses import oublier_reponses
from suivi_heures.services.oublier_sections import oublier_sections
from suivi_heures.services.prendre_recu import prendre_recu
from suivi_heures.services.prendre_relance import prendre_relance
from suivi_heures.services.preparer_relance import RelanceRefusee, preparer_relance
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.relancer_bilans import relancer_bilans
from suivi_heures.services.relancer_exports import relancer_exports
from suivi_heures.services.relancer_recus import relancer_recus
from suivi_heures.services.relancer_releves import relancer_releves
from suivi_heures.services.relancer_reprises import relancer_reprises
from suivi_heures.services.rendre_recu import rendre_recu
from suivi_heures.services.reporter_lecture import reporter_lecture
from suivi_heures.services.signaler_echec_reprise import signaler_echec_reprise
from suivi_heures.services.tenir_suivi import tenir_suivi
from suivi_heures.services.verifier_realisation import verifier_realisation

journal = logging.getLogger(__name__)
DUREE_AVANCEMENT = 3600
PAQUET = 25  # guichets in a message of what is done for all of them
SAMEDI = 5
TROP_GRAND = "Cette liste est trop longue pour un seul fichier\u00a0: resserrez les filtres."


def cle_avancement(reprise_id: int) -> str:
    return f"reprise:{reprise_id}:avancement"


def _avancer(reprise_id: int) -> Callable[[int], None]:
    """Progress is seen at once from outside: the transaction of the work shows nothing until its end."""
    return lambda pourcent: cache.set(cle_avancement(reprise_id), pourcent, DUREE_AVANCEMENT)


@shared_task(base=TenantTask)
def reprendre_examiner(guichet_id: int, *, reprise_id: int, **_: object) -> None:
    try:
        with transaction.atomic():
            examiner_reprise(reprise_id=reprise_id, avancer=_avancer(reprise_id))
    except Exception:
        journal.exception("reprise %s: examination failed", reprise_id)
        signaler_echec_reprise(reprise_id=reprise_id)


@shared_task(base=TenantTask)
def reprendre_garder(guichet_id: int, *, reprise_id: int, adhesion_id: int | None = None, **_: object) -> None:
    try:
        with transaction.atomic():
            par = Adhesion.objects.filter(pk=adhesion_id).first()
            garder_reprise(reprise_id=reprise_id, par=par, avancer=_avancer(reprise_id))
    except Exception:
        journal.exception("reprise %s: import failed", reprise_id)
        signaler_echec_reprise(reprise_id=reprise_id)


@shared_task(base=TacheEnEtapes)
def importer_releve_tache(guichet_id: int, *, releve_id: int, perdu: bool = False, **_: object) -> None:
    """Counted, then read, each in its transaction: what kills the worker was counted. A timesheet that cannot be read
    stays as it was received: the sweep tries again. `perdu`: sent by the sweep, for one that nobody has read."""
    with within_guichet(guichet_id):
        if not commencer_lecture(releve_id=releve_id) and perdu:
            return
    try:
        with ramasse_miettes_espace(), within_guichet(guichet_id):
            lire_releve(releve=ReleveHeures.objects.get(pk=releve_id))
    except LectureReportee:
        journal.warning("timesheet %s: the machine was too busy to read it", releve_id)
        with within_guichet(guichet_id):
            reporter_lecture(releve_id=releve_id)
    except Exception:
        journal.exception("timesheet %s: reading failed", releve_id)


def relire_les_releves(guichet_id: int, releves: Iterable[int]) -> None:
    """What kept some of their lines out of the ledger may have left it: they say so once they are read again."""
    for releve_id in releves:
        importer_releve_tache.delay_on_commit(guichet_id, releve_id=releve_id)


@shared_task(base=TacheEnEtapes)
def produire_bilan_tache(guichet_id: int, *, bilan_id: int, **_: object) -> None:
    for _section in range(produire_bilan(guichet_id, bilan_id=bilan_id)):
        produire_section_tache.envoyer(guichet_id, bilan_id=bilan_id)


@shared_task(base=TacheEnEtapes)
def produire_section_tache(guichet_id: int, *, bilan_id: int, **_: object) -> None:
    """One message a section, and any free section a message: which one does not matter."""
    if produire_section(guichet_id, bilan_id=bilan_id):
        produire_section_tache.envoyer(guichet_id, bilan_id=bilan_id)


@shared_task(base=TacheEnEtapes)
def produire_export_tache(guichet_id: int, *, export_id: int, **_: object) -> None:
    """The same address, asked again as the person who wanted it: her rights and her filters, without the limit."""
    try:
        with ramasse_miettes_espace(), within_guichet(guichet_id):
            export = ExportDemande.objects.filter(pk=export_id, statut=StatutExport.DEMANDE).defer("contenu").first()
            par = Adhesion.objects.actives().filter(pk=export.demande_par_id).first() if export else None
            if export is None or par is None:
                garder_export(export_id=export_id)
                return
            reponse = _demander(export, par)
            if reponse.status_code == HTTPStatus.OK:
                garder_export(export_id=export_id, contenu=reponse.content, lignes=int(reponse["X-Lignes"]))
            else:
                garder_export(export_id=export_id, message=TROP_GRAND)
    except Exception:
        journal.exception("export %s: production failed", export_id)
        with within_guichet(guichet_id):
            garder_export(export_id=export_id)


def _demander(export: ExportDemande, par: Adhesion) -> HttpResponse:
    request = HttpRequest()
    request.method, request.GET = "GET", QueryDict(export.requete)
    request.adhesion, request.export_entier, request.filtres_dits = par, True, export.filtres  # type: ignore[attr-defined]
    trouve = resolve(reverse("suivi_heures:exporter", args=[export.liste, export.forme]))
    reponse: HttpResponse = trouve.func(request, *trouve.args, **trouve.kwargs)
    return reponse


@shared_task(base=TenantTask)
def relancer_guichet(guichet_id: int, **_: object) -> None:
    """Work whose message was lost is sent again; the row says what is left to do."""
    for bilan_id in relancer_bilans():
        produire_bilan_tache.delay_on_commit(guichet_id, bilan_id=bilan_id)
    for releve_id in relancer_releves():
        importer_releve_tache.delay_on_commit(guichet_id, releve_id=releve_id, perdu=True)
    for recu_id in relancer_recus():
        envoyer_recu_depot.delay_on_commit(guichet_id, recu_id=recu_id)
    for import_id in relancer_imports_decp():
        importer_decp_depose.delay_on_commit(guichet_id, import_id=import_id)
    for export_id in relancer_exports():
        produire_export_tache.delay_on_commit(guichet_id, export_id=export_id)
    for reprise_id, statut in relancer_reprises():
        tache = reprendre_examiner if statut == StatutReprise.DEPOSEE else reprendre_garder
        tache.delay_on_commit(guichet_id, reprise_id=reprise_id)
    if reste_a_annoncer():
        prevenir_abonnes.delay_on_commit(guichet_id)


@shared_task(base=TacheEnEtapes)
def prevenir_abonnes(guichet_id: int, **_: object) -> None:
    """A mail with the address of the report: whoever opens it signs in and reads what was published to them."""
    with within_guichet(guichet_id):
        guichet, annonces = Guichet.objects.get(pk=guichet_id), annoncer_publications()
    for annonce in annonces:
        lettre = rediger_publication(guichet, annonce)
        try:
            envoyer_lettre(**lettre, suivi={"guichet": str(guichet_id)})
        except Exception:
            journal.exception("publication %s: the mail to a subscriber was refused", annonce.identifiant)


@shared_task
def relancer_guichets(guichets: list[int]) -> None:
    _a_chacun(relancer_guichet, guichets)


@shared_task
def relancer_travaux() -> None:
    """Every five minutes. Most guichets have lost nothing."""
    _par_paquets(relancer_guichets)


def _par_paquets(tache: Task[..., Any]) -> None:
    """All guichets, some in a message: a message costs as much as what there is to do for one."""
    with within_connexion():
        guichets = list(Guichet.objects.values_list("pk", flat=True))
    for paquet in batched(guichets, PAQUET):
        confier_au_courtier(tache, args=(list(paquet),), kwargs={})


def _a_chacun(tache: Callable[[int], object], guichets: list[int]) -> None:
    """Each in its own transaction: what stops one does not stop the others."""
    for guichet_id in guichets:
        try:
            tache(guichet_id)
        except Exception:
            journal.exception("guichet %s: %s failed", guichet_id, getattr(tache, "name", tache))


@shared_task(base=TenantTask)
def recalculer_guichet(guichet_id: int, *, lots: list[int] | None = None, **_: object) -> None:
    """What is wide: a rule that changes, many lots at once. None = the whole guichet."""
    recalculer_realisation(lots=lots)


@shared_task(base=TenantTask)
def tenir_suivi_guichet(guichet_id: int, **_: object) -> None:
    oublier_reponses()
    oublier_exports()
    oublier_sections()
    effacer_documents()
    tenir_suivi(au=timezone.localdate(), tout=True)


@shared_task
def tenir_suivi_guichets(guichets: list[int]) -> None:
    _a_chacun(tenir_suivi_guichet, guichets)


@shared_task
def tenir_tous_les_suivis() -> None:
    """Just after midnight: what is expected and projected moves with the day."""
    _par_paquets(tenir_suivi_guichets)


@shared_task(base=TenantTask)
def verifier_guichet(guichet_id: int, **_: object) -> None:
    verification = verifier_realisation()
    if not verification.est_juste:
        journal.error("guichet %s: %s stored figures differed from the count", guichet_id, len(verification.ecarts))


@shared_task
def verifier_guichets(guichets: list[int]) -> None:
    _a_chacun(verifier_guichet, guichets)


@shared_task
def verifier_tous_les_guichets() -> None:
    """Every night, one guichet after the other."""
    _par_paquets(verifier_guichets)


@shared_task(base=TacheEnEtapes)
def envoyer_relance(guichet_id: int, *, relance_id: int, **_: object) -> None:
    """Taken, then sent, then written down, each in its transaction. Interrupted between the last two, it stays « en
    cours »: a person will say, nothing is sent twice by itself."""
    with within_guichet(guichet_id):
        relance = prendre_relance(relance_id=relance_id)
        guichet = Guichet.objects.get(pk=guichet_id)
        if relance is None or relance.courrier is None:
            return
        jeton = creer_lien_depot(entreprise=relance.entreprise, nom=relance.contact_nom, courriel=relance.courriel)
        lettre = {
            "sujet": relance.courrier.objet,
            "corps": porter_le_lien(relance.courrier.corps, adresse_du_lien(jeton) if jeton else ""),
            "destinataire": relance.courriel,
            "au_nom_de": guichet.nom,
            "repondre_a": guichet.courriel,
            "suivi": {"guichet": str(guichet_id), "relance": str(relance.identifiant)},
        }
    try:
        message_id = envoyer_lettre(**lettre)  # type: ignore[arg-type]
    except Exception:
        journal.exception("reminder %s: the message was refused", relance_id)
        with within_guichet(guichet_id):
            noter_envoi(relance_id=relance_id, erreur="Le service de courriel a refusé le message.")
        return
    with within_guichet(guichet_id):
        noter_envoi(relance_id=relance_id, message_id=message_id)


@shared_task(base=TenantTask)
def relancer_entreprises(guichet_id: int, **_: object) -> None:
    """The day's reminders of a guichet; run twice, it prepares nothing more."""
    etats = [etat for etat in etats_des_relances(au=timezone.localdate()) if etat.part_seule]
    suivi = dict(Marche.objects.filter(pk__in=[e.premiere.marche_id for e in etats]).values_list("pk", "suivi_par_nom"))
    for etat in etats:
        signataire = suivi.get(etat.premiere.marche_id) or "L’équipe des clauses sociales"
        objet, corps = rediger_relance(etat, etat.palier, signataire=signataire)
        try:
            preparer_relance(etat=etat, palier=etat.palier, objet=objet, corps=corps)
        except RelanceRefusee:
            continue
    for relance_id in Relance.objects.filter(statut=StatutRelance.PREPAREE).values_list("pk", flat=True):
        envoyer_relance.delay_on_commit(guichet_id, relance_id=relance_id)


@shared_task
def relancer_tous_les_guichets() -> None:
    """Every working morning, one guichet after the other."""
    if timezone.localdate().weekday() >= SAMEDI:
        return
    with within_connexion():
        guichets = list(Guichet.objects.values_list("pk", flat=True))
    for guichet_id in guichets:
        relancer_entreprises.envoyer(guichet_id)


def adresse_du_lien(jeton: str) -> str:
    return adresse(reverse("suivi_heures:lien", args=[jeton]))


@shared_task(base=TacheEnEtapes)
def envoyer_lien_depot(guichet_id: int, lien_id: int, **_: object) -> None:
    """A new secret at each sending, to the address of the link and no other."""
    with within_guichet(guichet_id):
        lien: LienDepot | None = lien_ouvert(lien_id)
        if lien is None:
            return
        jeton = creer_lien_depot(entreprise=lien.entreprise, nom=lien.nom, courriel=lien.courriel)
        guichet = Guichet.objects.get(pk=guichet_id)
    if jeton is None:
        return
    sujet, corps = composer(
        "lien_depot",
        {"lien": lien, "guichet": guichet, "adresse_du_lien": adresse_du_lien(jeton), "jours": DUREE_LIEN.days},
    )
    envoyer_lettre(
        sujet=sujet,
        corps=corps,
        destinataire=lien.courriel,
        au_nom_de=guichet.nom,
        repondre_a=guichet.courriel,
        suivi={"guichet": str(guichet_id)},
    )


@shared_task(base=TacheEnEtapes)
def envoyer_recu_depot(guichet_id: int, recu_id: int, **_: object) -> None:
    """Taken, sent; put back when the mail service refuses it."""
    with within_guichet(guichet_id):
        recu = prendre_recu(recu_id=recu_id)
        if recu is None:
            return
        guichet = Guichet.objects.get(pk=guichet_id)
        lu = lire_recu(recu.code)
        qui, mois = str(recu.entreprise), recu.releve.mois_annonce
        lignes = decrire_recu(lu, guichet=guichet.nom, entreprise=qui, mois_annonce=mois) if lu else []
    try:
        sujet, corps = composer(
            "recu_depot", {"lignes": lignes, "guichet": guichet, "adresse_du_recu": adresse_du_recu(recu.code)}
        )
        envoyer_lettre(
            sujet=sujet,
            corps=corps,
            destinataire=recu.courriel,
            au_nom_de=guichet.nom,
            repondre_a=guichet.courriel,
            suivi={"guichet": str(guichet_id)},
        )
    except Exception:
        journal.exception("receipt %s: the message was refused", recu_id)
        with within_guichet(guichet_id):
            rendre_recu(recu_id=recu_id)
