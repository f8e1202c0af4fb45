"""Read a timesheet that was received, whatever its layout, and bring to the ledger what can be: exactly once."""

from __future__ import annotations

import logging
from dataclasses import replace

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from clauses_app.imports.tableur import LectureReportee
from suivi_heures.enums import StatutReleve
from suivi_heures.imports.releve.connaissances import Depot
from suivi_heures.imports.releve.deja_recu import confronter
from suivi_heures.imports.releve.resultat import ReleveCompris
from suivi_heures.models import FichierReleve, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.services.completer_releve import completer_releve
from suivi_heures.services.comprendre_depot import comprendre_depot
from suivi_heures.services.expurger_fichier import expurger_fichier
from suivi_heures.services.inscrire_releve_compris import inscrire_releve_compris
from suivi_heures.services.rassembler_deja_recus import rassembler_deja_recus
from suivi_heures.services.situer_depot import situer_depot

journal = logging.getLogger(__name__)


@transaction.atomic
def lire_releve(*, releve: ReleveHeures, lu: ReleveCompris | None = None) -> ReleveHeures:
    """Delivered twice, or read while another worker reads it: once. A timesheet sent back by the guichet is not
    read again: the company must send another file; one that it took back is, when it sends the same file.
    `lu`: the reading, when the door has just made it."""
    _lire_les_precedents(releve)
    return _lire(releve, lu)


def _lire_les_precedents(releve: ReleveHeures) -> None:
    """What the company sent before is read before, even when its message was lost: of two figures of the same month
    the last sent stands, whatever the order in which workers get hold of them."""
    avant = ReleveHeures.objects.filter(
        Q(depose_a__lt=releve.depose_a) | Q(depose_a=releve.depose_a, pk__lt=releve.pk),
        entreprise=releve.entreprise_id,
        statut=StatutReleve.DEPOSE,
    )
    for precedent in avant.order_by("depose_a", "pk"):
        try:
            with transaction.atomic():
                _lire(precedent, None)
        except (OperationalError, LectureReportee):  # we are busy: everything will be tried again, in the same order
            raise
        except Exception:  # whatever spoils that file must not hold this one back: the sweep tells of it
            journal.exception("timesheet %s: reading failed", precedent.pk)


def _lire(releve: ReleveHeures, lu: ReleveCompris | None) -> ReleveHeures:
    releve = ReleveHeures.objects.select_related("entreprise").get(pk=releve.pk)
    if not _se_lit(releve):
        return releve
    recu_le = timezone.localtime(releve.depose_a).date()
    depot = situer_depot(releve=releve)
    lu = lu or _comprendre(releve, depot)
    if lu.porte_un_nir and expurger_fichier(releve=releve):
        releve.lecture = (releve.lecture or {}) | {"expurge": True}
        releve.save(update_fields=["lecture"])
    # One at a time in a guichet, and always in this order: two files of the same hours cannot both be the first.
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).select_related("entreprise").get(pk=releve.pk)
    if not _se_lit(releve):
        return releve
    if releve.statut == StatutReleve.SOUMIS:
        return completer_releve(releve=releve, lu=lu)
    if lu.lisible:
        recus = rassembler_deja_recus(
            entreprise=releve.entreprise, periode=lu.periode, empreinte=releve.empreinte, sauf=releve.pk
        )
        lu = confronter(replace(lu, employeur=releve.entreprise.ref), replace(depot, deja_recus=recus))
    return inscrire_releve_compris(releve=releve, lu=lu, recu_le=recu_le)


def _se_lit(releve: ReleveHeures) -> bool:
    """Waiting, a timesheet is only completed: what could not be understood before."""
    if releve.statut == StatutReleve.A_COMPLETER:
        return not releve.motif
    return releve.statut in (StatutReleve.DEPOSE, StatutReleve.RETIRE, StatutReleve.SOUMIS)


def _comprendre(releve: ReleveHeures, depot: Depot) -> ReleveCompris:
    contenu = bytes(FichierReleve.objects.get(releve=releve).contenu)
    return comprendre_depot(contenu=contenu, depot=depot, entreprise=releve.entreprise, releve=releve)
