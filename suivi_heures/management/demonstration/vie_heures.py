"""Quarters of the demonstration: two closed, a line that arrived after the closing. Done once, by the services."""

from __future__ import annotations

from decimal import Decimal

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_mois
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise, Lot
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.management.demonstration.calendrier import le, trimestre_avant
from suivi_heures.models import Cloture, Heure
from suivi_heures.services.ajouter_apres_cloture import ajouter_apres_cloture
from suivi_heures.services.clore_trimestre import clore_trimestre
from suivi_heures.services.decider_globalisation import decider_globalisation
from suivi_heures.services.imputer_heures import imputer_heures

CLOS = (3, 2)  # quarters before the one it is loaded in


def clore_et_completer(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        if Cloture.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        for rang in CLOS:
            clore_trimestre(trimestre=trimestre_avant(rang), par=par)
        _ajouter_une_ligne_tardive(par)
        _partager_et_globaliser(par)


def _ajouter_une_ligne_tardive(par: Adhesion) -> None:
    """A training day of the last month closed, on a contract whose figures nobody watches."""
    mois = trimestre_avant(2).fin.replace(day=1)
    contrats = ContratTravail.objects.filter(attribution__ref="G-1", date_debut__lte=mois, date_fin__gt=mois)
    contrat = contrats.order_by("pk").first()
    if contrat is not None:
        ajouter_apres_cloture(
            contrat=contrat,
            mois=mois,
            nature=Nature.FORMATION_CONTRAT,
            heures=Decimal("14.00"),
            motif="Attestation de formation retrouvée après la clôture.",
            par=par,
        )


def _partager_et_globaliser(par: Adhesion) -> None:
    """A decision for a holder of two contracts; a part of a line of the next quarter goes from one to the other."""
    source = Lot.objects.select_related("marche").get(marche__ref="2025-VIL-09", ref="1")
    cible = Lot.objects.select_related("marche").get(marche__ref="2025-HAB-07", ref="1")
    decider_globalisation(
        titulaire=Entreprise.objects.get(ref="E-BATI"),
        lots=[source, cible],
        decidee_le=le(2026, 7, 15),
        accord_acheteur=f"Courriels des deux acheteurs, 10 et 13 {formater_mois(le(2026, 7, 15))}",
        motif="Le chantier du gymnase attend ses menuiseries : une équipe rejoint la cité du Vieux Moulin.",
        par=par,
    )
    depuis = trimestre_avant(1).debut
    lignes = Heure.objects.filter(lot=source, du__gte=depuis, statut=StatutHeure.VALIDEE, nature=Nature.TRAVAIL)
    siennes = lignes.filter(contrat__titulaire__ref="E-BATI", heures__gte=40, annulee=False, corrige_id=None)
    ligne = siennes.order_by("du", "pk").first()
    if ligne is not None:
        imputer_heures(
            heure=ligne, lot=cible, heures=Decimal("35.00"), motif="Une semaine à la cité du Vieux Moulin.", par=par
        )
