"""The data of a report inside its own file: nobody types a figure of the PDF again.

Written from the frozen figures alone. Format: docs/donnees-du-rapport.md.
"""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

from clauses_app.interface.formats import formater_date, formater_date_heure
from clauses_app.pdf import PieceJointe
from suivi_heures.models import Bilan
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.exporter import DANGEREUX, Tableau, ecrire_classeur
from suivi_heures.restitutions.figer import empreinte, en_json
from suivi_heures.restitutions.mesurer_bilan import COLONNES, mesurer_bilan

SCHEMA = "ancrage/rapport-trimestriel/1"
NOM_JSON, NOM_CSV = "rapport.json", "mesures.csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FormeInconnue(ValueError):
    """Neither xlsx, nor csv, nor json."""


def nommer_fichier(bilan: Bilan) -> str:
    """Without extension, nor the name of the buyer: it travels in addresses and logs."""
    revision = f"-rev{bilan.revision}" if bilan.revision else ""
    return f"rapport-{bilan.annee}-T{bilan.trimestre}{revision}"


def ecrire_donnees(figures: BilanTrimestriel, forme: str) -> tuple[bytes, str]:
    """The bytes, and their type."""
    if forme == "json":
        return ecrire_json(figures), "application/json"
    if forme == "csv":
        return ecrire_mesures(figures), "text/csv; charset=utf-8"
    if forme == "xlsx":
        return ecrire_classeur(_mettre_en_tableau(figures)), XLSX
    raise FormeInconnue(forme)


def _mettre_en_tableau(figures: BilanTrimestriel) -> Tableau:
    return Tableau(
        titre=f"Rapport {figures.trimestre.libelle}",
        colonnes=COLONNES,
        lignes=[mesure.en_ligne for mesure in mesurer_bilan(figures)],
        entete=(
            figures.titre,
            f"Comptes arrêtés au {formater_date(figures.arrete_au)}. Chiffres figés le"
            f" {formater_date_heure(figures.etabli_a)}, empreinte {empreinte(figures.chiffres())}.",
        ),
    )


def joindre_donnees(figures: BilanTrimestriel) -> tuple[PieceJointe, ...]:
    return (
        PieceJointe(NOM_JSON, ecrire_json(figures), "Toutes les données du rapport, JSON", figures.etabli_a),
        PieceJointe(NOM_CSV, ecrire_mesures(figures), "Une mesure par ligne, CSV", figures.etabli_a),
    )


def ecrire_json(figures: BilanTrimestriel) -> bytes:
    """The figures as they are kept, and the fingerprint printed at the foot of each page."""
    contenu = {"schema": SCHEMA, "empreinte": empreinte(figures.chiffres()), "rapport": en_json(figures)}
    return json.dumps(contenu, ensure_ascii=False, sort_keys=True, indent=1).encode()


def ecrire_mesures(figures: BilanTrimestriel) -> bytes:
    """Commas and points, for programs: a table of figures, where the lists of the screens are for spreadsheets."""
    sortie = io.StringIO()
    plume = csv.writer(sortie, lineterminator="\n")
    plume.writerow(COLONNES)
    plume.writerows([_case(valeur) for valeur in mesure.en_ligne] for mesure in mesurer_bilan(figures))
    return sortie.getvalue().encode()


def _case(valeur: str | int | Decimal | None) -> str:
    """A text may not become a formula; a negative number is a number."""
    if isinstance(valeur, str):
        texte = valeur.replace("\0", " ")
        return f"'{texte}" if texte.startswith(DANGEREUX) else texte
    return "" if valeur is None else f"{valeur:f}" if isinstance(valeur, Decimal) else str(valeur)
