"""Hours shared between lots: where a line may go, what a contract gave and received."""

from __future__ import annotations

import datetime

from beneficiaires.models import ContratTravail
from marches.models import Attribution, Lot
from suivi_heures.models import Globalisation, Imputation, LotGlobalise

LIGNES_MAX = 200


def lots_receveurs(contrat: ContratTravail) -> list[Lot]:
    """Other lots that its holder holds in the same public contract, and those pooled with it by a decision."""
    siens = Lot.objects.filter(
        pk__in=Attribution.objects.tenues().filter(entreprise_id=contrat.titulaire_id).values("lot")
    ).exclude(pk=contrat.lot_id)
    nommes = LotGlobalise.objects.filter(globalisation__titulaire=contrat.titulaire_id, globalisation__finie_a=None)
    communes = nommes.filter(lot_id=contrat.lot_id).values("globalisation")
    globalises = nommes.filter(globalisation__in=communes).values("lot")
    choix = siens.filter(marche_id=contrat.marche_id) | siens.filter(pk__in=globalises)
    return list(choix.select_related("marche").order_by("marche__objet", "ref"))


def heures_recues(lot_id: int, *, du: datetime.date, au: datetime.date) -> list[Imputation]:
    """What other lots gave to this one for these months, by name: they count here, without a contract here."""
    recues = Imputation.objects.en_vigueur().filter(lot=lot_id, heure__du__gte=du, heure__du__lte=au)
    return list(
        recues.select_related("contrat__beneficiaire", "contrat__lot__marche", "heure", "globalisation").order_by(
            "contrat__beneficiaire__nom", "contrat__beneficiaire__prenom", "heure__du", "pk"
        )
    )


def imputations_du_marche(marche_id: int) -> list[Imputation]:
    """Those that leave one of its lots or reach one, the latest first."""
    toutes = Imputation.objects.filter(lot__marche_id=marche_id) | Imputation.objects.filter(
        contrat__marche_id=marche_id
    )
    return list(
        toutes.select_related("lot__marche", "contrat__lot__marche", "contrat__beneficiaire", "heure", "globalisation")
        .order_by("-faite_a", "-pk")
        .distinct()[:LIGNES_MAX]
    )


def globalisations_du_marche(marche_id: int) -> list[tuple[Globalisation, list[Lot]]]:
    """Decisions that name one of its lots, with all their lots."""
    cles = LotGlobalise.objects.filter(lot__marche_id=marche_id).values("globalisation")
    decisions = {
        un.pk: un
        for un in Globalisation.objects.filter(pk__in=cles).select_related("titulaire").order_by("-decidee_le")
    }
    lots: dict[int, list[Lot]] = {}
    for nomme in LotGlobalise.objects.filter(globalisation__in=decisions).select_related("lot__marche").order_by("pk"):
        lots.setdefault(nomme.globalisation_id, []).append(nomme.lot)
    return [(un, lots.get(pk, [])) for pk, un in decisions.items()]
