"""An output is a list of figures, each with its definition, its coverage and why it is not there: the same list makes
the screen, the workbook, the CSV and the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from clauses_app.interface.formats import arrondir, formater_heures, formater_nombre, formater_pourcent
from suivi_heures.queries.petits_effectifs import Masque

PERSONNES, HEURES, NOMBRE, EUROS, MOIS, ETP, POURCENT = "personnes", "heures", "nombre", "euros", "mois", "ETP", "%"
ENSEMBLE = "Ensemble"
MASQUES = {
    Masque.SEUIL: "moins de {seuil} personnes",
    Masque.SECONDAIRE: "non communiqué\u00a0: rapproché d’un autre chiffre, il en révélerait un trop petit",
}


@dataclass(frozen=True, slots=True)
class Chiffre:
    """`valeur` None: `motif` says why, always."""

    rubrique: str
    perimetre: str
    libelle: str
    valeur: Decimal | None
    unite: str = NOMBRE
    motif: str = ""
    definition: str = ""
    couverture: str = ""

    @property
    def est_d_ensemble(self) -> bool:
        return self.perimetre == ENSEMBLE

    @property
    def ecrit(self) -> str:
        if self.valeur is None:
            return self.motif or "non connu"
        if self.unite == HEURES:
            return formater_heures(self.valeur)
        if self.unite == POURCENT:  # a share that a convention states keeps its hundredths
            return formater_pourcent(self.valeur, 1 if self.valeur == arrondir(self.valeur, 1) else 2)
        entier = self.valeur == self.valeur.to_integral_value()
        texte = formater_nombre(self.valeur, 0 if entier else 2)
        return {
            EUROS: f"{texte}\u202f€",
            MOIS: f"{texte}\u00a0mois",
            ETP: f"{texte}\u00a0ETP",
        }.get(self.unite, texte)


@dataclass(frozen=True, slots=True)
class Sortie:
    """What was produced one day, for good."""

    titre: str
    guichet: str
    annee: int
    trimestre: int
    debut: date
    fin: date
    close_a: datetime
    avis: tuple[str, ...]  # what the reader must know before reading
    chiffres: tuple[Chiffre, ...]
    manques: tuple[str, ...]  # asked for by the receiver, not held here, with the reason

    def rubriques(self) -> list[tuple[str, list[Chiffre]]]:
        return [(nom, list(siens)) for nom, siens in groupby(self.chiffres, key=lambda un: un.rubrique)]


COLONNES = ("Rubrique", "Périmètre", "Indicateur", "Valeur", "Unité", "Pourquoi absent", "Définition", "Couverture")


def en_lignes(chiffres: Iterable[Chiffre]) -> list[list[str | Decimal | None]]:
    return [
        [c.rubrique, c.perimetre, c.libelle, c.valeur, c.unite, c.motif, c.definition, c.couverture] for c in chiffres
    ]


def dire_masque(masque: Masque, seuil: int) -> str:
    return MASQUES[masque].format(seuil=seuil) if masque else ""
