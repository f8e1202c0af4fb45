"""Validate a month of a lot in the grid: what was typed, and what companies declared."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_heures, formater_mois
from marches.models import Lot
from suivi_heures.enums import StatutHeure
from suivi_heures.models import BrouillonHeure, Heure
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.services.accepter_avertissements import accepter_avertissements
from suivi_heures.services.conclure_releves import conclure_releves
from suivi_heures.services.exiger_bases_validees import exiger_bases_validees
from suivi_heures.services.exiger_retraits_decides import exiger_retraits_decides
from suivi_heures.services.inscrire_brouillons import inscrire_brouillons
from suivi_heures.services.recalculer_realisation import recalculer_realisation


@dataclass(frozen=True, slots=True)
class MoisValide:
    """`laisses`: drafts that wait for a correction or a confirmation."""

    lignes: int
    heures: Decimal
    laisses: int


class MontantChange(RuntimeError):
    """Hours came or went since the page was drawn: nobody validates what was not shown."""


@transaction.atomic
def valider_heures(
    *,
    lot: Lot,
    mois: datetime.date,
    par: Adhesion,
    contrats: Iterable[int] | None = None,
    montre: Decimal | None = None,
) -> MoisValide:
    """A second click finds nothing left to validate. `contrats`: those shown, when the grid is filtered.
    `montre`: declared hours the page showed as waiting; another total validates nothing."""
    mois = mois.replace(day=1)
    brouillons = BrouillonHeure.objects.filter(contrat__lot_id=lot.pk, mois=mois)
    soumises = Heure.objects.filter(
        lot_id=lot.pk, statut=StatutHeure.SOUMISE, annulee=False, du__gte=mois, du__lte=dernier_jour(mois)
    )
    if contrats is not None:
        montres = list(contrats)
        brouillons, soumises = brouillons.filter(contrat_id__in=montres), soumises.filter(contrat_id__in=montres)
    tenus = list(soumises.select_for_update(of=("self",)).values_list("pk", "heures", "releve_id"))
    prets = list(brouillons.select_for_update(of=("self",)).values_list("pk", flat=True))
    exiger_retraits_decides(heures={pk for pk, _, _ in tenus})
    exiger_bases_validees(heures={pk for pk, _, _ in tenus})
    accepter_avertissements(heures=[pk for pk, _, _ in tenus], par=par)
    inscrites = inscrire_brouillons(brouillons=prets, par=par)
    Heure.objects.filter(pk__in=[pk for pk, _, _ in tenus]).update(
        statut=StatutHeure.VALIDEE, decidee_a=timezone.now(), decidee_par=str(par)
    )
    conclure_releves(releves=[releve for _, _, releve in tenus], par=par)
    heures = sum((h for _, h, _ in tenus), Decimal(0)) + sum((h for _, _, h in inscrites), Decimal(0))
    if montre is not None and heures and heures != montre:
        raise MontantChange(
            f"Rien n’a été validé\u00a0: la page montrait {formater_heures(montre)} à valider en {formater_mois(mois)},"
            f" il y en a maintenant {formater_heures(heures)}. Relisez la grille, puis validez."
        )
    resultat = MoisValide(len(tenus) + len(inscrites), heures, len(prets) - len(inscrites))
    if resultat.lignes:
        recalculer_realisation(lots=[lot.pk])
        journaliser(
            Verbe.HEURES_VALIDEES,
            lot,
            par=par,
            marche_id=lot.marche_id,
            libelle=f"lot {lot.ref}, {formater_mois(mois)}",
            lignes=resultat.lignes,
            heures=heures,
        )
    return resultat
