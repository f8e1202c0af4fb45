"""Bring a reprise file in from outside any guichet: the one it names is created if it does not exist."""

from __future__ import annotations

import datetime
from dataclasses import replace

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import basculer_dans_guichet, within_connexion
from suivi_heures.imports.reprise_fiches import RepriseLue
from suivi_heures.services.reprendre import RapportReprise, reprendre


class _RienGarder(Exception):
    pass


def installer_reprise(*, reprise: RepriseLue, au: datetime.date | None = None, a_blanc: bool = False) -> RapportReprise:
    """Guichet and content in one transaction: a failure, or a dry run, leaves neither."""
    rapports = []
    try:
        with within_connexion():
            rapports.append(_installer(reprise, au))
            if a_blanc:
                raise _RienGarder
    except _RienGarder:
        pass
    return rapports[0]


def _installer(reprise: RepriseLue, au: datetime.date | None) -> RapportReprise:
    fiche = reprise.contenu.guichet
    guichet, cree = Guichet.objects.get_or_create(code=fiche.code, defaults={"nom": fiche.nom, "type": fiche.type})
    with basculer_dans_guichet(guichet.pk):
        rapport = reprendre(reprise=reprise, au=au)
    return replace(rapport, cree=rapport.cree | {"guichets": int(cree)})
