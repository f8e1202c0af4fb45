"""What companies send, known from the seed: their people, their months, and the hours that must be left at the end."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

PERSONNES = 5
PREMIER_MOIS = datetime.date(2024, 7, 1)
MOIS = 23
EN_DOUBLE, REFAIT, CORRIGE = 0.35, 0.25, 0.25


@dataclass(frozen=True, slots=True)
class Envoi:
    """One file of one month; `forme`: how it travels."""

    entreprise: int
    mois: datetime.date
    forme: str
    nom: str
    contenu: bytes


@dataclass
class Societe:
    """A company of the instance. `contrats`: key of each work contract with the surname it bears."""

    numero: int
    pk: int
    jeton: str
    lien: str
    contrats: dict[int, str]
    identifiants: dict[tuple[int, datetime.date], str] = field(default_factory=dict)


def les_mois() -> list[datetime.date]:
    return [
        datetime.date(PREMIER_MOIS.year + (PREMIER_MOIS.month - 1 + n) // 12, (PREMIER_MOIS.month - 1 + n) % 12 + 1, 1)
        for n in range(MOIS)
    ]


def tirer_heures(societe: Societe, hasard: Random) -> dict[int, Decimal]:
    return {pk: Decimal(hasard.randrange(700, 15000, 25)).scaleb(-2) for pk in societe.contrats}


def suite_du_mois(
    societe: Societe, mois: datetime.date, hasard: Random
) -> tuple[list[Envoi], dict[tuple[int, datetime.date], Decimal]]:
    """The files of a month in the order they are sent, and what the last of them declares, by contract."""
    heures = tirer_heures(societe, hasard)
    envois = [_composer(societe, mois, heures, hasard, rang=0)]
    if hasard.random() < REFAIT:  # saved again, in another order, with another name: adds nothing
        envois.append(_composer(societe, mois, heures, hasard, rang=1))
    if hasard.random() < CORRIGE:
        corrigees = hasard.sample(sorted(heures), 2)
        heures = heures | {pk: heures[pk] + Decimal("3.25") for pk in corrigees}
        envois.append(_composer(societe, mois, heures, hasard, rang=2))
    return envois, {(pk, mois): valeur for pk, valeur in heures.items()}


def repeter(envois: list[Envoi], hasard: Random) -> Iterator[tuple[Envoi, bool]]:
    """Each file, some of them twice at once (two people press the button): the flag."""
    for envoi in envois:
        yield envoi, hasard.random() < EN_DOUBLE


def _composer(societe: Societe, mois: datetime.date, heures: dict[int, Decimal], hasard: Random, *, rang: int) -> Envoi:
    forme = "lien" if societe.lien else ("lignes" if hasard.random() < 0.4 else "fichier")
    ordre = list(heures)
    if rang:
        hasard.shuffle(ordre)
    nom = f"releve_{societe.numero}_{mois:%Y-%m}_{rang}.csv"
    if forme == "lignes":
        lignes = [{"identifiant": societe.identifiants[pk, mois], "travail": str(heures[pk])} for pk in ordre]
        contenu = json.dumps({"mois": f"{mois:%Y-%m}", "lignes": lignes}).encode()
        return Envoi(societe.numero, mois, forme, nom, contenu)
    titre = f"Relevé du mois de {mois:%m/%Y};;;\n" if rang == 1 else ""
    lignes_csv = [f"{societe.contrats[pk]};Prénom;{mois:%m/%Y};{str(heures[pk]).replace('.', ',')}" for pk in ordre]
    texte = titre + "Nom;Prénom;Mois;Heures travaillées\n" + "\n".join(lignes_csv) + "\n"
    return Envoi(societe.numero, mois, forme, nom, texte.encode())
