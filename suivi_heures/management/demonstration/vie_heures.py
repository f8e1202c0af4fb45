"""Quarters of the demonstration: two closed, a line that arrived after the closing. Done once, by the services."""

from __future__ import annotations

import datetime
from decimal import Decimal

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise, Lot
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.models import Cloture, Heure
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.services.ajouter_apres_cloture import ajouter_apres_cloture
from suivi_heures.services.clore_trimestre import clore_trimestre
from suivi_heures.services.decider_globalisation import decider_globalisation
from suivi_heures.services.imputer_heures import imputer_heures

CLOS = (Trimestre(2026, 1), Trimestre(2026, 2))
JUIN, JUILLET = datetime.date(2026, 6, 1), datetime.date(2026, 7, 1)


def clore_et_completer(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        if Cloture.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        for trimestre in CLOS:
            clore_trimestre(trimestre=trimestre, par=par)
        _ajouter_une_ligne_tardive(par)
        _partager_et_globaliser(par)


def _ajouter_une_ligne_tardive(par: Adhesion) -> None:
    """A training day of June, on a contract whose figures nobody watches."""
    contrats = ContratTravail.objects.filter(attribution__ref="G-1", date_debut__lte=JUIN, date_fin__gt=JUIN)
    contrat = contrats.order_by("pk").first()
    if contrat is not None:
        ajouter_apres_cloture(
            contrat=contrat,
            mois=JUIN,
            nature=Nature.FORMATION_CONTRAT,
            heures=Decimal("14.00"),
            motif="Attestation de formation retrouvée après la clôture.",
            par=par,
        )


def _partager_et_globaliser(par: Adhesion) -> None:
    """A decision for a holder of two contracts, and a part of a July line that goes from one to the other."""
    source = Lot.objects.select_related("marche").get(marche__ref="2025-VIL-09", ref="1")
    cible = Lot.objects.select_related("marche").get(marche__ref="2025-HAB-07", ref="1")
    decider_globalisation(
        titulaire=Entreprise.objects.get(ref="E-BATI"),
        lots=[source, cible],
        decidee_le=datetime.date(2026, 7, 15),
        accord_acheteur="Courriels des deux acheteurs, 10 et 13 juillet 2026",
        motif="Le chantier du gymnase attend ses menuiseries : une équipe rejoint la cité du Vieux Moulin.",
        par=par,
    )
    lignes = Heure.objects.filter(lot=source, du__gte=JUILLET, statut=StatutHeure.VALIDEE, nature=Nature.TRAVAIL)
    siennes = lignes.filter(contrat__titulaire__ref="E-BATI", heures__gte=40, annulee=False, corrige_id=None)
    ligne = siennes.order_by("du", "pk").first()
    if ligne is not None:
        imputer_heures(
            heure=ligne, lot=cible, heures=Decimal("35.00"), motif="Une semaine à la cité du Vieux Moulin.", par=par
        )
