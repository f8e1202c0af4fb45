"""Add hours to a closed month: a new line with its reason, that the open quarter will tell."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import accorder, formater_mois
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.clotures import phrase_de_cloture
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat
from suivi_heures.services.recalculer_realisation import recalculer_realisation

PAR_JOUR = 24


class AjoutImpossible(RuntimeError):
    """The month is open, the contract does not cover it, or hours are already there."""


@transaction.atomic
def ajouter_apres_cloture(
    *,
    contrat: ContratTravail,
    mois: datetime.date,
    heures: Decimal,
    motif: str,
    par: Adhesion,
    nature: str = Nature.TRAVAIL,
) -> Heure:
    """The line keeps the days it speaks of, so that it is counted by the facts of those days; its date of entry
    puts it in the open quarter."""
    ContratTravail.objects.select_for_update(of=("self",)).get(pk=contrat.pk)
    jours = _verifier(contrat, mois, nature, heures)
    rang = Heure.objects.filter(contrat=contrat, ref__startswith=f"L{contrat.pk}-{mois:%Y%m}-").count() + 1
    ligne: Heure = Heure.objects.create(
        ref=f"L{contrat.pk}-{mois:%Y%m}-{rang}",
        contrat_id=contrat.pk,
        lot_id=contrat.lot_id,
        beneficiaire_id=contrat.beneficiaire_id,
        employeur_id=contrat.employeur_id,
        du=jours[0],
        au=jours[1],
        nature=nature,
        heures=heures,
        statut=StatutHeure.VALIDEE,
        motif=motif,
        saisie_par=str(par),
        decidee_a=timezone.now(),
        decidee_par=str(par),
    )
    recalculer_realisation(lots=[contrat.lot_id])
    journaliser(
        Verbe.HEURES_AJOUTEES,
        ligne,
        par=par,
        marche_id=contrat.marche_id,
        libelle=f"{formater_mois(mois)}",
        heures=heures,
        motif=motif,
    )
    return ligne


def _verifier(
    contrat: ContratTravail, mois: datetime.date, nature: str, heures: Decimal
) -> tuple[datetime.date, datetime.date]:
    if not phrase_de_cloture(mois):
        raise AjoutImpossible(f"{formater_mois(mois).capitalize()} n’est pas clos : saisissez dans la case.")
    jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin)
    if jours is None:
        raise AjoutImpossible(f"Le contrat ne couvre pas {formater_mois(mois)} : aucune heure ne peut y être ajoutée.")
    nombre = (jours[1] - jours[0]).days + 1
    if not 0 < heures <= PAR_JOUR * nombre:
        raise AjoutImpossible(f"Écrivez plus de 0 h et au plus 24 h par jour, soit {accorder(nombre, 'jour')} ici.")
    debout = Heure.objects.filter(
        contrat=contrat, nature=nature, annulee=False, du__lte=dernier_jour(mois), au__gte=mois
    ).exclude(statut=StatutHeure.REFUSEE)
    if debout.exists():
        raise AjoutImpossible("Des heures sont déjà enregistrées dans cette case : corrigez-les.")
    return jours
