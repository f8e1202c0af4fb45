"""What was done for a contract in a quarter, in numbers: efforts, reminders, meetings, difficulties. Four queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from suivi_heures.enums import GenreRendezVous, TypeDemarche, TypeEtape
from suivi_heures.models import Demarche, Dossier, EtapeDossier, Relance, RendezVous
from suivi_heures.queries.trimestres import Trimestre


@dataclass(frozen=True, slots=True)
class DifficulteOuverte:
    lot: str
    objet: str
    entreprise: str


@dataclass(frozen=True, slots=True)
class ActionsDuTrimestre:
    demarches: Mapping[str, int]  # type → number
    relances: int
    reunions: int
    difficultes: tuple[DifficulteOuverte, ...]


def actions_du_trimestre(*, marche_id: int, trimestre: Trimestre) -> ActionsDuTrimestre:
    """Efforts cancelled since do not count; neither do meetings called off, nor reminders that did not leave."""
    jours = trimestre.debut, trimestre.fin
    lignes = list(Demarche.objects.filter(marche=marche_id, date__range=jours))
    annulees = set(Demarche.objects.filter(annule__in=[une.pk for une in lignes]).values_list("annule_id", flat=True))
    demarches: Counter[str] = Counter()
    for une in lignes:
        if une.annule_id is None and une.pk not in annulees:
            demarches[TypeDemarche(une.type)] += une.nombre
    relances = Relance.objects.filter(
        statut__in=["ENVOYEE", "FAITE"], marches__contains=[marche_id], jour__range=jours
    ).count()
    reunions = (
        RendezVous.objects.maintenus()
        .filter(marche=marche_id, jour__range=jours, genre__in=[GenreRendezVous.LANCEMENT, GenreRendezVous.SUIVI])
        .count()
    )
    return ActionsDuTrimestre(demarches, relances, reunions, _difficultes(marche_id, trimestre))


def _difficultes(marche_id: int, trimestre: Trimestre) -> tuple[DifficulteOuverte, ...]:
    """Opened by the end of the quarter, and not closed nor decided before it began."""
    fermes = EtapeDossier.objects.filter(
        dossier__marche=marche_id, type__in=[TypeEtape.CLOTURE, TypeEtape.DECISION], date__lt=trimestre.debut
    ).values("dossier_id")
    dossiers = (
        Dossier.objects.filter(marche=marche_id, ouvert_le__lte=trimestre.fin)
        .exclude(pk__in=fermes)
        .select_related("lot", "entreprise")
        .order_by("ouvert_le", "pk")
    )
    return tuple(DifficulteOuverte(un.lot.ref, un.objet, un.entreprise.nom) for un in dossiers)
