"""Forecasts made in the past with what was known then, against what happened."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.models import ContratTravail
from marches.models import Lot, Marche
from suivi_heures.enums import StatutHeure
from suivi_heures.queries.couverture import contrats_muets
from suivi_heures.queries.faits_mensuels import FaitMensuel, faits_mensuels
from suivi_heures.queries.faits_prevision import Contrat, partir_de, saison_du_guichet
from suivi_heures.queries.mois import decaler, dernier_jour
from suivi_heures.queries.prevision import Depart, prevoir
from suivi_heures.queries.projection import MOIS_OBSERVES, calculer_projection, mois_restants

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Essai:
    """One contract, forecast at the end of a month for a later one. `rythme_seul`: the plain prolongation."""

    marche: str
    depuis: datetime.date
    pour: datetime.date
    realise: Decimal
    acquis: Decimal
    basse: Decimal
    centrale: Decimal
    haute: Decimal
    rythme_seul: Decimal | None

    @property
    def erreur(self) -> Decimal:
        return self.centrale - self.realise

    @property
    def est_dans_la_fourchette(self) -> bool:
        return self.basse <= self.realise <= self.haute


def eprouver(*, echu: datetime.date, horizons: tuple[int, ...] = (3, 6, 9)) -> list[Essai]:
    """Every contract, at the end of each past quarter, for each horizon in months that is already known.

    What was known then: lines of the months due, contracts already started. Later corrections of old
    months are known too: nothing keeps the ledger of the time. A month still undeclared is unknown, as in every
    forecast.
    """
    marches = {m.pk: m for m in Marche.objects.order_by("ref")}
    du_lot = dict(Lot.objects.values_list("pk", "marche_id"))
    faits: dict[int, list[FaitMensuel]] = defaultdict(list)
    for fait in faits_mensuels(lots=list(du_lot)):
        faits[du_lot[fait.lot_id]].append(fait)
    contrats: dict[int, list[Contrat]] = defaultdict(list)
    for marche_id, *contrat in ContratTravail.objects.values_list("marche_id", "pk", "date_debut", "date_fin"):
        contrats[marche_id].append((contrat[0], contrat[1], contrat[2]))
    muets = contrats_muets()
    essais = []
    depart = decaler(echu, -3)
    while depart.month % 3:
        depart = decaler(depart, -1)
    for _ in range(12):
        saison = saison_du_guichet(depart)
        for pk, marche in marches.items():
            connus = [(cle, du, au) for cle, du, au in contrats[pk] if du <= dernier_jour(depart)]
            for horizon in horizons:
                pour = decaler(depart, horizon)
                if pour <= echu and dernier_jour(pour) <= marche.date_fin:
                    bornes = (marche.date_debut, dernier_jour(pour))
                    d = partir_de(faits[pk], connus, muets=muets[pk], saison=saison, bornes=bornes, echu=depart)
                    essais += _essayer(marche, d, pour, faits[pk])
        depart = decaler(depart, -3)
    return essais


def _essayer(marche: Marche, d: Depart, pour: datetime.date, faits: list[FaitMensuel]) -> list[Essai]:
    prevue = prevoir(d)
    if prevue is None:
        return []
    realise = ZERO
    for fait in faits:
        if fait.mois <= pour and fait.statut == StatutHeure.VALIDEE:
            realise += fait.valorisees
        elif fait.mois <= pour and fait.statut == StatutHeure.SOUMISE:
            realise += fait.heures * d.part_comptee
    rythmes = [d.heures.get(decaler(d.echu, -rang), ZERO) for rang in range(MOIS_OBSERVES)]
    seul = calculer_projection(
        acquis=d.acquis, rythmes=rythmes, restants=mois_restants(d.echu, d.fin), part_comptee=d.part_comptee
    )
    return [
        Essai(
            marche=marche.ref,
            depuis=d.echu,
            pour=pour,
            realise=realise,
            acquis=d.acquis,
            basse=prevue.basse,
            centrale=prevue.centrale,
            haute=prevue.haute,
            rythme_seul=seul.centrale if seul else None,
        )
    ]


@dataclass(frozen=True, slots=True)
class Mesure:
    """Errors of a set of trials, as shares (in points) of the hours that really came in the meantime."""

    essais: int
    erreur_absolue: Decimal  # hours, mean
    biais: Decimal  # hours, mean
    part: Decimal  # mean absolute error over mean hours that came
    couverture: Decimal  # trials inside the low–high interval, in points
    part_rythme_seul: Decimal | None


def mesurer(essais: list[Essai]) -> Mesure | None:
    if not essais:
        return None
    nombre = Decimal(len(essais))
    absolue = sum((abs(e.erreur) for e in essais), ZERO) / nombre
    venues = sum((e.realise - e.acquis for e in essais), ZERO) / nombre
    compares = [(abs(e.rythme_seul - e.realise), e) for e in essais if e.rythme_seul is not None]
    seul = sum((ecart for ecart, _ in compares), ZERO) / len(compares) if compares else None
    return Mesure(
        essais=len(essais),
        erreur_absolue=absolue,
        biais=sum((e.erreur for e in essais), ZERO) / nombre,
        part=absolue * 100 / venues if venues else ZERO,
        couverture=Decimal(sum(1 for e in essais if e.est_dans_la_fourchette) * 100) / nombre,
        part_rythme_seul=seul * 100 / venues if seul is not None and venues else None,
    )
