"""Bring a reprise file into the current guichet: everything by reference, then count and reconcile."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.imports.reprise_fiches import FicheReprise, RepriseLue
from suivi_heures.queries.realisation import realisation_des_lots
from suivi_heures.services.rapprocher_objets import Avancee
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.reprendre_acteurs import reprendre_acteurs
from suivi_heures.services.reprendre_eligibilites import reprendre_eligibilites
from suivi_heures.services.reprendre_engagements import reprendre_engagements
from suivi_heures.services.reprendre_heures import reprendre_heures
from suivi_heures.services.reprendre_marches import reprendre_marches
from suivi_heures.services.reprendre_personnes import reprendre_personnes

VERROU = 0x5245_5052  # one reprise at a time in a guichet
ETAPES = (
    (reprendre_acteurs, 10),
    (reprendre_marches, 20),
    (reprendre_engagements, 30),
    (reprendre_personnes, 45),
    (reprendre_eligibilites, 55),
    (reprendre_heures, 80),
)


class AutreGuichet(ValueError):
    """The file belongs to another guichet than the one that is open."""

    def __init__(self, code: str, attendu: str) -> None:
        super().__init__(
            f"«\u00a0{code}\u00a0»\u00a0: ce fichier est celui d’un autre guichet\u202f; "
            f"écrivez «\u00a0{attendu}\u00a0» ou choisissez le bon fichier."
        )


class _RienGarder(Exception):
    pass


@dataclass(frozen=True, slots=True)
class RapportReprise:
    """Ready to be printed, shown or kept as JSON: hours are strings with two decimals."""

    guichet: str
    cree: dict[str, int]
    mis_a_jour: dict[str, int]
    lots: list[dict[str, Any]]
    absents: dict[str, list[str]] = field(default_factory=dict)
    laissees: list[str] = field(default_factory=list)
    avertissements: list[dict[str, str]] = field(default_factory=list)


def reprendre(
    *,
    reprise: RepriseLue,
    au: datetime.date | None = None,
    a_blanc: bool = False,
    par: Adhesion | None = None,
    avancer: Callable[[int], None] = lambda pourcent: None,
) -> RapportReprise:
    """All or nothing; `a_blanc` does everything, reports, and keeps nothing."""
    rapports = []
    try:
        with transaction.atomic():
            rapports.append(_reprendre(reprise, au or timezone.localdate(), par, avancer))
            if a_blanc:
                raise _RienGarder
    except _RienGarder:
        pass
    return rapports[0]


def _reprendre(
    reprise: RepriseLue, au: datetime.date, par: Adhesion | None, avancer: Callable[[int], None]
) -> RapportReprise:
    contenu = reprise.contenu
    guichet_id = exiger_guichet()
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s, %s)", [VERROU, guichet_id])
    avancee = Avancee()
    _reprendre_le_guichet(contenu, Guichet.objects.get(pk=guichet_id), avancee)
    for etape, pourcent in ETAPES:
        etape(contenu=contenu, avancee=avancee)
        avancer(pourcent)
    if avancee.a_change:
        recalculer_realisation(lots=None)
        _journaliser(contenu, avancee, par)
    avancer(95)
    return RapportReprise(
        guichet=contenu.guichet.code,
        cree=avancee.cree,
        mis_a_jour=avancee.mis_a_jour,
        lots=_reconcilier(contenu, avancee, au),
        absents=avancee.absents,
        laissees=avancee.laissees,
        avertissements=[{"chemin": doute.chemin, "message": doute.message} for doute in reprise.avertissements],
    )


def _reprendre_le_guichet(contenu: FicheReprise, guichet: Guichet, avancee: Avancee) -> None:
    fiche = contenu.guichet
    if guichet.code != fiche.code:
        raise AutreGuichet(fiche.code, guichet.code)
    change = (guichet.nom, guichet.type) != (fiche.nom, fiche.type)
    if change:
        Guichet.objects.filter(pk=guichet.pk).update(nom=fiche.nom, type=fiche.type)
    avancee.noter("guichets", 0, int(change))


def _journaliser(contenu: FicheReprise, avancee: Avancee, par: Adhesion | None) -> None:
    """One event for the whole file, and none when it changed nothing."""
    journaliser(
        Verbe.REPRISE_FAITE,
        par=par,
        libelle=contenu.guichet.nom,
        cree={nom: nombre for nom, nombre in avancee.cree.items() if nombre},
        mis_a_jour={nom: nombre for nom, nombre in avancee.mis_a_jour.items() if nombre},
    )


def _reconcilier(contenu: FicheReprise, avancee: Avancee, au: datetime.date) -> list[dict[str, Any]]:
    """The count of each lot of the file, beside what the former tool displayed."""
    anciens = {(total.marche, total.lot): total.heures_realisees for total in contenu.totaux_connus}
    comptes = realisation_des_lots(lots=list(avancee.ids["lots"].values()), au=au)
    lignes = []
    for (marche, lot), lot_id in avancee.ids["lots"].items():
        ancien: Decimal | None = anciens.get((marche, lot))
        compte = comptes[lot_id]
        lignes.append(
            {
                **compte.en_json(),
                "ancien_total": None if ancien is None else f"{ancien:.2f}",
                "ecart": None if ancien is None else f"{compte.retenues - ancien:.2f}",
            }
        )
    return lignes
