"""Take the social security numbers out of the copy of a file that is kept."""

from __future__ import annotations

import logging

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.imports.expurgation import expurger_tableur
from suivi_heures.models import FichierReleve, ReleveHeures

journal = logging.getLogger(__name__)


def expurger_fichier(*, releve: ReleveHeures) -> bool:
    """True when something was taken out. The fingerprint stays the one of what was received: the same file is known
    again, and the receipt still proves it."""
    fichier = FichierReleve.objects.get(releve=releve)
    recu = bytes(fichier.contenu)
    expurge = expurger_tableur(recu)
    if expurge is None:
        journal.error("timesheet %s: its social security numbers could not be taken out", releve.pk)
        return False
    if expurge == recu:
        return False
    FichierReleve.objects.filter(pk=fichier.pk).update(contenu=expurge)
    journaliser(Verbe.RELEVE_EXPURGE, releve, entreprise=releve.entreprise.nom)
    return True
