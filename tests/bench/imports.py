"""Speeds of the two imports, for information: published contracts, and a whole spreadsheet taken over."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from django.db import transaction

from clauses_app.tenancy.contexte import within_guichet
from marches.imports.decp import lire_decp
from marches.services.importer_decp import importer_decp
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.services.installer_reprise import installer_reprise
from tests.bench.mesure import Ligne, attendre_le_repos
from tests.bench.national import guichets

DECP = Path(__file__).parents[1] / "donnees" / "decp" / "decp_2024H2_travaux_cpv4521_REEL_8957lignes.csv"
JOUR = datetime.date(2024, 1, 1)


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    yield _decp()
    yield _reprise()


def _chronometrer(action: Callable[[], Any]) -> tuple[float, Any]:
    debut = perf_counter()
    resultat = action()
    return perf_counter() - debut, resultat


def _decp() -> Ligne:
    repos = attendre_le_repos()
    lecture, lue = _chronometrer(lambda: lire_decp(DECP.read_bytes()))
    with within_guichet(guichets()[-1]), transaction.atomic():
        ecriture, bilan = _chronometrer(lambda: importer_decp(lecture=lue, source=DECP.name, par=None))
        transaction.set_rollback(True)
    duree = lecture + ecriture
    return Ligne(
        "imports.decp_csv",
        round(bilan.lignes / duree),
        ours=[duree],
        idle=repos,
        plus={"unite": "lignes/s", "lignes": bilan.lignes, "lecture_ms": round(lecture * 1000)},
    )


def _reprise() -> Ligne:
    document = json.dumps(composer_reprise(personnes=1000)).encode()
    repos = attendre_le_repos()
    lecture, lue = _chronometrer(lambda: lire_reprise(document))
    if isinstance(lue, list):
        raise AssertionError(lue[:3])
    ecriture, rapport = _chronometrer(lambda: installer_reprise(reprise=lue, au=JOUR, a_blanc=True))
    duree, heures = lecture + ecriture, rapport.cree["heures"]
    return Ligne(
        "imports.reprise",
        round(heures / duree),
        ours=[duree],
        idle=repos,
        plus={"unite": "lignes d’heures/s", "heures": heures, "lecture_ms": round(lecture * 1000)},
    )


def composer_reprise(*, personnes: int, graine: int = 42) -> dict[str, Any]:
    """A guichet of `personnes` people, two work contracts each, six months of hours a contract."""
    hasard = Random(graine)
    lots = max(4, personnes // 10)
    mois = [JOUR.replace(month=n) for n in range(1, 7)]
    return {
        "format": "clauses-reprise/1",
        "guichet": {"code": "banc-reprise", "nom": "Guichet repris", "type": "PLIE"},
        "regles": [{"code": "R0", "date_effet": "2020-01-01"}],
        "maitres_ouvrage": [{"ref": "MO", "nom": "Ville", "type": "COMMUNE"}],
        "entreprises": [{"ref": f"E{n}", "nom": f"Entreprise {n}"} for n in range(20)],
        "structures": [],
        "operations": [],
        "marches": [_marche(n) for n in range(lots)],
        "beneficiaires": [_personne(n, hasard) for n in range(personnes)],
        "contrats": [
            {
                "ref": f"C{n}-{rang}", "beneficiaire": f"B{n}", "employeur": f"E{(n + rang) % 20}",
                "attribution": f"A{hasard.randrange(lots)}", "modalite": "EMB", "type_contrat": "CDD",
                "date_debut": "2024-01-10", "date_fin": "2024-06-20",
            }
            for n in range(personnes) for rang in range(2)
        ],
        "heures": [
            {
                "ref": f"H{n}-{rang}-{un.month}", "contrat": f"C{n}-{rang}", "du": un.isoformat(),
                "au": un.replace(day=28).isoformat(), "nature": "TRAVAIL", "statut": "VALIDEE",
                "heures": str(Decimal(hasard.randrange(500, 15000)).scaleb(-2)),
            }
            for n in range(personnes) for rang in range(2) for un in mois
        ],
    }  # fmt: skip


def _marche(n: int) -> dict[str, Any]:
    lot = {
        "ref": "L1",
        "objet": f"Lot {n}",
        "engagements": [{"date": "2023-12-01", "source": "INITIAL", "heures": "1000.00"}],
        "attributions": [{"ref": f"A{n}", "entreprise": f"E{n % 20}", "role": "TITULAIRE"}],
    }
    return {
        "ref": f"M{n}", "objet": f"Marché {n}", "maitre_ouvrage": "MO", "types_clause": ["EXEC"], "regle": "R0",
        "date_debut": "2023-12-01", "date_fin": "2025-12-31", "lots": [lot],
    }  # fmt: skip


def _personne(n: int, hasard: Random) -> dict[str, Any]:
    return {
        "ref": f"B{n}", "nom": f"NOM{n}", "prenom": f"Prénom{n}", "date_naissance": "1990-01-01",
        "sexe": hasard.choice("FM"), "qpv": False,
        "eligibilites": [
            {"categorie": "B_DELD", "date_decision": "2023-12-15", "decision": "ACCEPTEE", "principale": True}
        ],
    }  # fmt: skip
