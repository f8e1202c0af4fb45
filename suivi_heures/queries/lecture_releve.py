"""How a timesheet was read, in sentences: what concerns the whole file, what was not sure, what is asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import formater_heures, formater_periode, soigner_typographie
from suivi_heures.enums import CodeAnomalie, Nature, StatutReleve
from suivi_heures.models import ReleveHeures

SUR = 80  # below, whoever reads the page is asked to look
ROLES = {
    "nom": "le nom",
    "prenom": "le prénom",
    "nom_prenom": "le nom et le prénom",
    "date_naissance": "la date de naissance",
    "chantier": "le chantier",
    "numéro": "un numéro",
    "autre_nom": "le nom de naissance",
    "annee": "l’année",
    "periode": "la période",
    "debut": "l’heure de début",
    "fin": "l’heure de fin",
    "horaire": "les horaires",
    "pause": "la pause",
    "clause": "la clause, oui ou non",
    "type_heures": "la nature des heures",
    "motif": "le motif d’absence",
    "client": "le client",
    "employeur": "l’employeur",
    "siret": "le SIRET de l’employeur",
    "mois": "le mois",
    "semaine": "la semaine",
    "date": "la date",
    "du": "le début",
    "au": "la fin",
} | {f"heures {nature.value}": f"des heures ({nature.label.lower()})" for nature in Nature}


# read later by itself; then, after too many times, at the guichet's demand
REPORTEE = "Lecture reportée"
PHRASE_REPORTEE = (
    "La lecture a été reportée plusieurs fois, le serveur étant trop occupé. Le fichier n’est pas en cause\u00a0:"
    " votre facilitateur peut le faire relire, inutile de le renvoyer."
)

# the product may not hold this number (decree 2019-341)
EXPURGE = (
    "Ce fichier portait un numéro de sécurité sociale : il est effacé de la copie gardée, la loi ne permet pas de"
    " le recevoir ici. Retirez cette colonne de vos prochains envois."
)


def est_reportee(releve: ReleveHeures) -> bool:
    """Nothing was read of it, and its file is not at fault: the guichet acts, not the sender."""
    attend = releve.statut == StatutReleve.A_COMPLETER and not releve.motif
    return attend and releve.message.startswith((REPORTEE, PHRASE_REPORTEE))


@dataclass(frozen=True, slots=True)
class LectureDecrite:
    """`retrait`: hours that the file would take back, and that somebody must confirm."""

    remarques: tuple[str, ...] = ()
    doutes: tuple[str, ...] = ()
    retrait: str = ""
    reportee: bool = False


def decrire_lecture(releve: ReleveHeures) -> LectureDecrite:
    lecture = releve.lecture or {}
    attend = releve.statut == StatutReleve.A_COMPLETER and not releve.motif
    retrait = Decimal(lecture.get("retrait") or 0) if attend and "retrait_confirme" not in lecture else Decimal(0)
    return LectureDecrite(
        remarques=tuple(soigner_typographie(phrase) for phrase in _remarques(lecture)),
        doutes=tuple(soigner_typographie(phrase) for phrase in _doutes(lecture)),
        retrait=formater_heures(retrait) if retrait else "",
        reportee=est_reportee(releve),
    )


def _remarques(lecture: Mapping[str, Any]) -> Iterator[str]:
    for fait in lecture.get("anomalies") or ():
        ou = f"Feuille « {fait['feuille']} ». " if fait.get("feuille") else ""
        suite = f" : {fait['detail']}" if fait.get("detail") else ""
        yield f"{ou}{CodeAnomalie(fait['code']).label}{suite}".rstrip(".") + "."
    for ignoree in (lecture.get("lecture") or {}).get("feuilles_ignorees") or ():
        yield f"Feuille « {ignoree['feuille']} » non lue : {ignoree['motif']}."
    if lecture.get("expurge"):
        yield EXPURGE


def _doutes(lecture: Mapping[str, Any]) -> Iterator[str]:
    lue = lecture.get("lecture") or {}
    periode, preuve = lecture.get("periode"), lue.get("periode_lue")
    if periode and preuve and preuve["confiance"] < SUR:
        bornes = (datetime.date.fromisoformat(periode[borne]) for borne in ("du", "au"))
        yield f"Période lue : {formater_periode(*bornes)} ({preuve['parce_que']}). Vérifiez-la."
    for tableau in lue.get("tableaux") or ():
        for colonne in tableau["preuves"]:
            if colonne["confiance"] < SUR:
                nom = "".join(lettre for lettre in colonne["cellule"] if lettre.isalpha())
                role = ROLES.get(colonne["lu"], colonne["lu"])
                yield f"Colonne {nom} lue comme {role} : {colonne['parce_que']}. Vérifiez-la."
