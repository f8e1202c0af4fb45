"""What is wrong in a timesheet: where, which code, and the sentence that says what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from clauses_app.interface.formats import soigner_typographie


class CodeAnomalie(StrEnum):
    MODELE_INCONNU = "MODELE_INCONNU"
    AUCUNE_LIGNE = "AUCUNE_LIGNE"
    IDENTIFIANT_ABSENT = "IDENTIFIANT_ABSENT"
    IDENTIFIANT_INCONNU = "IDENTIFIANT_INCONNU"
    CONTRAT_INCONNU = "CONTRAT_INCONNU"
    DOUBLON_LIGNE = "DOUBLON_LIGNE"
    HEURES_ILLISIBLES = "HEURES_ILLISIBLES"
    FORMULE_SANS_VALEUR = "FORMULE_SANS_VALEUR"
    HEURES_NEGATIVES = "HEURES_NEGATIVES"
    HEURES_IMPOSSIBLES = "HEURES_IMPOSSIBLES"
    HEURES_EXCESSIVES = "HEURES_EXCESSIVES"
    HEURES_AVANT_CONTRAT = "HEURES_AVANT_CONTRAT"
    HEURES_APRES_CONTRAT = "HEURES_APRES_CONTRAT"
    MOIS_FUTUR = "MOIS_FUTUR"
    DEJA_DECLAREE = "DEJA_DECLAREE"
    DECLAREE_AUTREMENT = "DECLAREE_AUTREMENT"
    LIGNE_HORS_PERIODE = "LIGNE_HORS_PERIODE"
    LIGNE_VIDE = "LIGNE_VIDE"


@dataclass(frozen=True, slots=True)
class Anomalie:
    """`colonne` is the reference of the cell (« F7 ») when there is one."""

    ligne: int
    colonne: str
    code: CodeAnomalie
    message: str

    def en_json(self) -> dict[str, object]:
        return asdict(self) | {"message": soigner_typographie(self.message)}
