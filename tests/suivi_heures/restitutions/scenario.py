"""A small buyer whose figures can be checked by hand. To be called inside a guichet.

Contract T9: 2 lots of 1 000 h and 500 h over 2026. Ten people of long unemployment and three on
minimal income work in direct hire; two of another company come from an ETTI.
Each line is 100 h. Rule R0: no bonus, 24 months.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from beneficiaires.models import ContratTravail
from marches.models import Lot, MaitreOuvrage, Marche
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_maitre_ouvrage, creer_marche
from tests.factories.suivi_heures import creer_heure

ANNEE = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
MOIS = {n: (datetime.date(2026, n, 1), datetime.date(2026, n, 28)) for n in range(1, 13)}


@dataclass
class Scenario:
    acheteur: MaitreOuvrage
    marche: Marche
    lots: tuple[Lot, Lot]
    contrats: list[ContratTravail]


def creer_scenario(**champs) -> Scenario:
    acheteur = creer_maitre_ouvrage(ref="DEP", nom="Département d’essai")
    marche = creer_marche(
        ref="T9", objet="Tramway d’essai", maitre_ouvrage=acheteur, date_debut=ANNEE[0], date_fin=ANNEE[1],
        **champs,
    )  # fmt: skip
    lots = (
        creer_lot(marche=marche, ref="1", objet="Voirie", heures="1000.00"),
        creer_lot(marche=marche, ref="2", objet="Espaces verts", heures="500.00"),
    )
    attributions = [
        creer_attribution(lot=lot, entreprise=creer_entreprise(nom=nom))
        for lot, nom in zip(lots, ("Valentin", "Jardins & Cie"), strict=True)
    ]
    contrats = []
    for rang in range(15):
        personne = creer_beneficiaire(sexe="F" if rang % 3 == 0 else "M", qpv=rang < 6)
        creer_decision(
            beneficiaire=personne, categorie="B_RSA" if rang in (10, 11, 12) else "B_DELD",
            date_decision=datetime.date(2025, 12, 1),
        )  # fmt: skip
        contrats.append(
            creer_contrat(
                beneficiaire=personne,
                attribution=attributions[0 if rang < 13 else 1],
                modalite="EMB" if rang < 13 else "MAD_ETTI",
                date_debut=ANNEE[0],
                date_fin=None,
            )
        )
    return Scenario(acheteur, marche, lots, contrats)


def travailler(contrat: ContratTravail, mois: int, heures: str = "10.00", **champs):
    du, au = MOIS[mois]
    return creer_heure(contrat=contrat, du=du, au=au, heures=heures, **champs)
