"""Tell on the file itself that its work failed, so that the page stops waiting."""

from __future__ import annotations

from suivi_heures.enums import StatutReprise
from suivi_heures.models import Reprise

MESSAGE = "Le traitement s’est arrêté sur une panne\u202f; rien n’a été gardé. "
SUITES = {
    StatutReprise.DEPOSEE: (StatutReprise.ABANDONNEE, "Déposez de nouveau le fichier."),
    StatutReprise.EN_COURS: (StatutReprise.EXAMINEE, "Vous pouvez recommencer."),
}


def signaler_echec_reprise(*, reprise_id: int) -> None:
    """A file being examined is given up; one being kept goes back to its reconciliation."""
    depot = Reprise.objects.select_for_update(of=("self",)).get(pk=reprise_id)
    if depot.statut not in SUITES:
        return
    suite, conseil = SUITES[StatutReprise(depot.statut)]
    depot.statut = suite
    depot.message = MESSAGE + conseil
    if suite == StatutReprise.ABANDONNEE:
        depot.contenu = None
    depot.save(update_fields=["statut", "message", "contenu"])
