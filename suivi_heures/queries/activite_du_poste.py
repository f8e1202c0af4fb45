"""What the guichet did over a period, as its own data tell it: what a funder's report shows besides money."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.models import ContratTravail, PresenceAction, SeanceAction
from marches.enums import NaturePrestation, StatutMarche, TypeMaitreOuvrage
from marches.models import Marche, ProjetAchat, TexteClause
from suivi_heures.models import Demarche, Heure
from suivi_heures.queries.couverture import Couverture, calculer_couverture
from suivi_heures.queries.decompte.lignes import calculer_lignes

SANS_NATURE = "Nature non dite"


@dataclass(frozen=True)
class ActivitePoste:
    """`personnes`: with hours kept in the period, each counted once."""

    marches: int
    publics: int
    prives: int
    natures: tuple[tuple[str, int], ...]
    heures: Decimal
    couverture: Couverture
    personnes: int
    contrats: int
    projets: int
    clauses: int
    demarches: int
    seances: int
    participants: int
    refs: tuple[str, ...]  # contracts alive in the period, or with hours kept in it


def rassembler_activite(*, du: datetime.date, au: datetime.date) -> ActivitePoste:
    marches = list(
        Marche.objects.filter(date_debut__lte=au, date_fin__gte=du)
        .values_list("pk", "maitre_ouvrage__type", "nature_prestation")
        .order_by("pk")
    )
    natures = Counter(str(NaturePrestation(nature).label) if nature else SANS_NATURE for _, _, nature in marches)
    retenues = {
        ligne.id: ligne.retenues for ligne in calculer_lignes(lots=None) if ligne.retenues and du <= ligne.du <= au
    }
    lignes = Heure.objects.filter(pk__in=list(retenues)).values_list("beneficiaire_id", "contrat_id")
    avec_heures = Heure.objects.filter(pk__in=list(retenues)).values("lot__marche")
    vivants = Marche.objects.filter(date_debut__lte=au, date_fin__gte=du).exclude(
        statut__in=[StatutMarche.ANNULE, StatutMarche.SANS_SUITE]
    )
    refs = (vivants | Marche.objects.filter(pk__in=avec_heures)).distinct()
    seances = SeanceAction.objects.filter(jour__range=(du, au), annulee_a=None, action__annulee_a=None)
    nommees = PresenceAction.objects.filter(seance__in=seances, etat="PRESENT", inscription__retiree_a=None)
    projets = ProjetAchat.objects.filter(cree_a__date__range=(du, au))
    return ActivitePoste(
        marches=len(marches),
        publics=sum(1 for _, sorte, _ in marches if sorte != TypeMaitreOuvrage.PRIVE),
        prives=sum(1 for _, sorte, _ in marches if sorte == TypeMaitreOuvrage.PRIVE),
        natures=tuple(sorted(natures.items())),
        heures=sum(retenues.values(), Decimal("0.00")),
        couverture=calculer_couverture(depuis=du, jusque=au),
        personnes=len({personne for personne, _ in lignes}),
        contrats=ContratTravail.objects.filter(pk__in={contrat for _, contrat in lignes}).count(),
        projets=projets.count(),
        clauses=TexteClause.objects.filter(fait_a__date__range=(du, au)).values("projet").distinct().count(),
        demarches=Demarche.objects.filter(date__range=(du, au), annule=None).count(),
        seances=seances.count(),
        participants=nommees.values("inscription__beneficiaire").distinct().count()
        + sum(seances.exclude(decompte=None).values_list("decompte", flat=True)),
        refs=tuple(refs.order_by("ref").values_list("ref", flat=True)),
    )
