"""What a column may hold, as a person chooses it; the words of the memory of layouts."""

from __future__ import annotations

from dataclasses import dataclass

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.resultat import MotifAbsence
from suivi_heures.imports.releve.roles import Role

IGNOREE = "ignoree"


@dataclass(frozen=True, slots=True)
class Champ:
    """`role` says where the column goes; hours also say their nature."""

    code: str
    libelle: str
    groupe: str
    role: Role
    nature: Nature | None = None
    motif: MotifAbsence | None = None
    minutes: bool = False


PERSONNE, PERIODE, HEURES, HORAIRES, AUTRES = "La personne", "La période", "Les heures", "Les horaires", "Le reste"
_SIMPLES = (
    (PERSONNE, Role.NOM_COMPLET, "Nom et prénom"),
    (PERSONNE, Role.NOM, "Nom"),
    (PERSONNE, Role.PRENOM, "Prénom"),
    (PERSONNE, Role.NAISSANCE, "Date de naissance"),
    (PERSONNE, Role.AUTRE_NOM, "Nom de naissance"),
    (PERIODE, Role.DATE, "Jour travaillé"),
    (PERIODE, Role.DU, "Début de période"),
    (PERIODE, Role.AU, "Fin de période"),
    (PERIODE, Role.SEMAINE, "Semaine"),
    (PERIODE, Role.MOIS, "Mois"),
    (PERIODE, Role.ANNEE, "Année"),
    (PERIODE, Role.PERIODE, "Période écrite en toutes lettres"),
)
_HEURES = (
    (Nature.TRAVAIL, None, "Heures travaillées"),
    (Nature.FORMATION_CONTRAT, None, "Formation pendant le contrat"),
    (Nature.FORMATION_HORS_CONTRAT, None, "Formation hors contrat"),
    (Nature.ABSENCE, None, "Absence"),
    (Nature.ABSENCE, MotifAbsence.CP, "Absence, congés"),
    (Nature.ABSENCE, MotifAbsence.MALADIE, "Absence, maladie"),
    (Nature.ABSENCE, MotifAbsence.ACCIDENT, "Absence, accident"),
    (Nature.ABSENCE, MotifAbsence.INTEMPERIES, "Absence, intempéries"),
    (Nature.ABSENCE, MotifAbsence.FERIE, "Absence, jour férié"),
)
_SUITE = (
    (HORAIRES, Role.DEBUT, "Heure de début"),
    (HORAIRES, Role.FIN, "Heure de fin"),
    (HORAIRES, Role.PAUSE, "Pause"),
    (HORAIRES, Role.HORAIRE, "Horaires dans une seule case"),
    (AUTRES, Role.CHANTIER, "Chantier"),
    (AUTRES, Role.NUMERO, "Numéro de mission ou de contrat"),
    (AUTRES, Role.CLAUSE, "Clause d’insertion, oui ou non"),
    (AUTRES, Role.TYPE_HEURES, "Nature des heures, ligne par ligne"),
    (AUTRES, Role.MOTIF, "Motif d’absence"),
    (AUTRES, Role.CLIENT, "Client"),
    (AUTRES, Role.EMPLOYEUR, "Employeur"),
    (AUTRES, Role.SIRET, "SIRET de l’employeur"),
    (AUTRES, Role.IGNOREE, "Ne pas lire"),
)

_LUS = {str(role): libelle for _, role, libelle in (*_SIMPLES, *_SUITE)}
_LUS |= {f"heures {nature}": libelle for nature, motif, libelle in _HEURES if motif is None}
_LUS["numéro"] = _LUS[str(Role.NUMERO)]


def nommer_lu(lu: str) -> str:
    """How a reading names a column (« date_naissance », « heures TRAVAIL »), in the words of the screens."""
    return _LUS.get(lu, lu.replace("_", " "))


def coder_heures(nature: Nature, motif: MotifAbsence | None = None, *, minutes: bool = False) -> str:
    precis = nature == Nature.ABSENCE and motif not in {None, MotifAbsence.AUTRE}
    code = f"heures_{nature.value}" + (f"_{motif}" if precis else "")
    return (code + ("_min" if minutes else "")).lower()


def _composer() -> dict[str, Champ]:
    champs = [Champ(str(role), libelle, groupe, role) for groupe, role, libelle in _SIMPLES]
    for minutes, suite in ((False, ""), (True, ", en minutes")):
        champs += [
            Champ(
                coder_heures(nature, motif, minutes=minutes),
                libelle + suite,
                HEURES,
                Role.HEURES,
                nature,
                motif,
                minutes,
            )
            for nature, motif, libelle in _HEURES
            if not (minutes and motif)
        ]
    champs += [Champ(str(role), libelle, groupe, role) for groupe, role, libelle in _SUITE]
    return {champ.code: champ for champ in champs}


CHAMPS = _composer()


def lire_champ(code: str) -> Champ | None:
    """None for a word that this version does not know: the column is then read by its title."""
    return CHAMPS.get(code)
