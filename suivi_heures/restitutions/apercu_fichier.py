"""What would be understood of a file, said without keeping anything of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from clauses_app.imports.tableur import lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from clauses_app.interface.formats import accorder, formater_heures, formater_mois
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.nom_de_fichier import assainir_nom
from suivi_heures.imports.releve.champs import nommer_lu
from suivi_heures.imports.releve.comprendre import comprendre_releve
from suivi_heures.imports.releve.connaissances import Connaissances, Depot
from suivi_heures.imports.releve.resultat import ZERO, AnomalieLue, ReleveCompris

# They speak of what a guichet knows: a public page knows nobody.
DU_GUICHET = frozenset(
    {
        CodeAnomalie.BENEFICIAIRE_INCONNU,
        CodeAnomalie.SANS_CONTRAT,
        CodeAnomalie.SANS_DECISION,
        CodeAnomalie.CONTRAT_INCONNU,
    }
)
MONTREES = 200
SUR = 90


@dataclass(frozen=True, slots=True)
class Apercu:
    """`colonnes`: where, read as, because; `personnes`: name, months, hours, as the file writes them."""

    lisible: bool
    phrase: str
    resume: tuple[tuple[str, str], ...] = ()
    colonnes: tuple[dict[str, Any], ...] = ()
    personnes: tuple[dict[str, Any], ...] = ()
    restantes: int = 0
    fautes: tuple[dict[str, str], ...] = ()


def apercevoir_fichier(contenu: bytes, nom_fichier: str) -> Apercu:
    """The confined reader, then the reader of timesheets; no database, no trace."""
    nom = assainir_nom(nom_fichier)
    try:
        classeur = lire_tableur(contenu, nom)
    except FichierIllisible as refus:
        return Apercu(False, refus.phrase)
    lu = comprendre_releve(classeur, Depot(nom, timezone.localdate()), Connaissances(aucun_marche=True))
    if not lu.lisible:
        return Apercu(False, lu.phrase or "Ce fichier s’ouvre, mais aucune heure n’y a été trouvée.")
    personnes = _personnes(lu)
    return Apercu(
        lisible=True,
        phrase="",
        resume=_resumer(lu, len(personnes)),
        colonnes=tuple(_colonnes(lu)),
        personnes=tuple(personnes[:MONTREES]),
        restantes=max(0, len(personnes) - MONTREES),
        fautes=tuple(_dire(a) for a in lu.anomalies if a.code not in DU_GUICHET)[:MONTREES],
    )


def _resumer(lu: ReleveCompris, personnes: int) -> tuple[tuple[str, str], ...]:
    mois = f"{formater_mois(lu.periode.du)}" if lu.periode else "non trouvé"
    if lu.periode and lu.periode.nombre_de_mois() > 1:
        mois = f"{mois} à {formater_mois(lu.periode.au)}"
    return (
        ("Mois", mois),
        ("Personnes", accorder(personnes, "personne")),
        ("Heures de travail", formater_heures(lu.total(Nature.TRAVAIL))),
        ("Absences", formater_heures(lu.total(Nature.ABSENCE))),
    )


def _personnes(lu: ReleveCompris) -> list[dict[str, Any]]:
    par: dict[tuple[str, str], list[Any]] = {}
    for ligne in lu.lignes:
        par.setdefault((ligne.nom, ligne.prenom), []).append(ligne)
    return [
        {
            "nom": f"{prenom} {nom}".strip(),
            "heures": formater_heures(sum((li.heures for li in lignes if li.nature == Nature.TRAVAIL), ZERO)),
            "lignes": accorder(len(lignes), "ligne"),
            "mois": ", ".join(dict.fromkeys(formater_mois(li.periode.du) for li in lignes)),
        }
        for (nom, prenom), lignes in par.items()
    ]


def _colonnes(lu: ReleveCompris) -> list[dict[str, Any]]:
    tableaux = lu.lecture.tableaux if lu.lecture else ()
    return [
        {
            "ou": f"{preuve.feuille}, {preuve.cellule}" if preuve.feuille else preuve.cellule,
            "lu": nommer_lu(preuve.lu),
            "parce_que": preuve.parce_que,
            "sure": preuve.confiance >= SUR,
        }
        for tableau in tableaux
        for preuve in tableau.preuves
    ]


def _dire(anomalie: AnomalieLue) -> dict[str, str]:
    feuille = f"feuille {anomalie.feuille}" if anomalie.feuille else ""
    ou = [feuille, f"ligne {anomalie.numero}" if anomalie.numero else ""]
    return {
        "ou": ", ".join(x for x in ou if x) or "tout le fichier",
        "titre": str(anomalie.code.label),
        "detail": anomalie.detail,
    }
