"""The two scenarios, complete, in the format `clauses-reprise/1`."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from suivi_heures.management.demonstration import chantiers as c
from suivi_heures.management.demonstration.postes import (
    Tirage,
    creer_personne,
    declarer,
    signer,
    tenir_un_poste,
    travailler,
)

D = datetime.date
# (attribution, employers, posts, start, end, share of full time)
POSTES = [
    ("T-1A", ["E-VALL", "S-ETTI", "E-VALL"], 5, D(2024, 9, 16), D(2027, 6, 30), 1.0),
    ("T-1B", ["S-ETTI", "E-EMEL"], 4, D(2024, 10, 1), D(2027, 6, 30), 1.0),
    ("T-2", ["E-PAVE", "S-GEIQ"], 4, D(2024, 11, 4), D(2027, 6, 30), 1.0),
    ("T-3", ["S-ETTI", "E-ROCA", "S-ETTI"], 5, D(2024, 10, 14), D(2027, 6, 30), 1.0),
    ("T-4", ["S-ETTI", "S-AI", "E-LEFR"], 3, D(2024, 11, 18), D(2027, 6, 30), 1.0),
    ("H-1", ["E-BATI", "S-ETTI"], 3, D(2025, 4, 1), D(2027, 11, 30), 0.9),
    ("D-1", ["E-LEFR", "S-ETTI"], 3, D(2025, 9, 15), D(2027, 8, 31), 1.0),
    ("Z-1", ["E-EMEL", "S-ETTI"], 3, D(2025, 6, 2), D(2027, 9, 30), 1.0),
    ("Z-2S", ["S-ACI"], 2, D(2025, 9, 1), D(2026, 11, 30), 0.75),
    ("N-1", ["E-NETT", "S-AI"], 3, D(2025, 8, 18), D(2028, 7, 31), 0.6),
    ("R-1", ["E-TABL", "S-AI"], 2, D(2025, 1, 20), D(2027, 12, 31), 0.55),
    ("C-1", ["E-BATI", "S-ETTI"], 2, D(2024, 2, 1), D(2026, 6, 30), 0.75),
    ("C-2", ["E-CHAR"], 1, D(2024, 6, 3), D(2025, 12, 19), 0.9),
    ("G-1", ["E-BATI"], 1, D(2025, 3, 3), D(2026, 10, 30), 1.0),
    ("G-1S", ["S-ESAT"], 1, D(2025, 5, 5), D(2026, 3, 31), 0.4),
    ("P-1", ["E-SEVE", "S-ACI"], 3, D(2026, 3, 16), D(2027, 4, 30), 1.0),
]
# the company that sends nothing since summer, and the one whose site barely started
SILENCIEUX = {"P-1": D(2026, 8, 31)}
# what comes by timesheet (see `vie`) or is still owed: attribution → first month that was not taken over
PAR_RELEVE = {"T-1A": "2026-09", "N-1": "2026-10", "R-1": "2026-10"}
ADMISES = {"N-1": ["B_DELD", "B_RSA", "B_SENIOR", "B_DETLD"]}


def scenario_coteaux() -> dict[str, Any]:
    tirage = Tirage(graine=131_000, prefixe="C")
    _cohorte(tirage)
    for attribution, employeurs, nombre, debut, fin, quotite in POSTES:
        for _ in range(nombre):
            tenir_un_poste(
                tirage,
                attribution,
                employeurs,
                debut,
                fin,
                quotite,
                SILENCIEUX.get(attribution, D(2026, 10, 31)),
                ADMISES.get(attribution),
            )
    _cas_particuliers(tirage)
    _laisser_aux_releves(tirage)
    return _assembler(
        tirage,
        c.COTEAUX,
        c.REGLES,
        c.MAITRES_OUVRAGE,
        c.ENTREPRISES,
        c.STRUCTURES,
        operations=[{"ref": "OP-T9", "nom": "Tramway T9 Porte Sud – Aérodrome", "maitre_ouvrage": "MO-TRAM"}],
        marches=[c.tramway(), *c.autres_marches()],
    )


def _cohorte(tirage: Tirage) -> None:
    """Twenty people, ten months, work and training in turn, towards « constructeur en voirie et réseaux »."""
    debut, fin = D(2025, 9, 1), D(2026, 6, 30)
    for n in range(20):
        personne = creer_personne(tirage, debut, "B_JEUNE_NQ" if n % 3 else "B_RSA", femme=n % 5 == 0, retard=-21)
        attribution = ("T-1A", "T-2", "T-3", "T-1B", "T-4")[n % 5]
        contrat = signer(tirage, personne, "S-GEIQ", attribution, debut, fin)
        travailler(tirage, contrat, debut, fin, 1.0, formation=frozenset({9, 11, 1, 3, 5}))
        if n % 4 == 0:  # hired by the company they trained in
            embauche = signer(
                tirage,
                personne,
                {"T-1A": "E-VALL", "T-2": "E-PAVE", "T-3": "E-ROCA", "T-1B": "E-EMEL", "T-4": "E-LEFR"}[attribution],
                attribution,
                D(2026, 7, 6),
                None,
                type_contrat="CDI",
            )
            travailler(tirage, embauche, D(2026, 7, 6), D(2026, 10, 31), 1.0)


def _cas_particuliers(tirage: Tirage) -> None:
    """One of each thing a facilitator must be able to see and understand."""
    _finir_sa_fenetre(tirage, "E-VALL", "T-1A")
    tardive = creer_personne(tirage, D(2026, 6, 1), "B_RSA", retard=48)
    contrat = signer(tirage, tardive, "E-CREP", "V-1", D(2026, 6, 1), D(2026, 12, 18))
    travailler(tirage, contrat, D(2026, 6, 1), D(2026, 9, 30), 0.8)
    inconnue = creer_personne(tirage, D(2026, 9, 7), "B_RSA", sans_decision=True)
    contrat = signer(tirage, inconnue, "E-LEFR", "D-1", D(2026, 9, 7), D(2027, 3, 5))
    travailler(tirage, contrat, D(2026, 9, 7), D(2026, 10, 31), 1.0)
    ecarte = creer_personne(tirage, D(2026, 2, 2), "B_MOBILITE", retard=-10)
    contrat = signer(tirage, ecarte, "E-NETT", "N-1", D(2026, 2, 2), D(2026, 11, 27))
    travailler(tirage, contrat, D(2026, 2, 2), D(2026, 10, 31), 0.5)
    declarer(tirage, contrat, D(2026, 9, 1), D(2026, 9, 30), Decimal("10"), nature="TUTORAT")
    declarer(tirage, contrat, D(2026, 6, 1), D(2026, 6, 30), Decimal("35"), statut="REFUSEE")
    declarer(tirage, contrat, D(2026, 5, 1), D(2026, 5, 31), Decimal("21"), nature="FORMATION_HORS_CONTRAT")
    _finir_sa_fenetre(tirage, "E-PAVE", "T-2")


def _finir_sa_fenetre(tirage: Tirage, employeur: str, attribution: str) -> None:
    """Three contracts; the 24 months end on 23 October 2026, and the last contract goes on."""
    personne = creer_personne(tirage, D(2024, 10, 24), "B_DELD", retard=-3, femme=False)
    for debut, fin in (
        (D(2024, 10, 24), D(2025, 3, 28)),
        (D(2025, 7, 1), D(2026, 1, 30)),
        (D(2026, 3, 2), D(2026, 12, 31)),
    ):
        contrat = signer(tirage, personne, employeur, attribution, debut, fin)
        travailler(tirage, contrat, debut, fin, 1.0)


def _laisser_aux_releves(tirage: Tirage) -> None:
    depuis = {contrat["ref"]: PAR_RELEVE.get(contrat["attribution"], "9999") for contrat in tirage.contrats}
    tirage.heures = [heure for heure in tirage.heures if heure["du"] < depuis[heure["contrat"]]]


def scenario_aubance() -> dict[str, Any]:
    tirage = Tirage(graine=49, prefixe="A")
    for attribution, employeurs, nombre, debut, fin, quotite in (
        ("AU-1", ["E-GRAV", "S-PRIM"], 2, D(2026, 2, 2), D(2027, 1, 31), 0.8),
        ("AU-2", ["E-MENU"], 1, D(2025, 10, 6), D(2027, 6, 30), 0.35),
        ("AU-3", ["S-REGI"], 1, D(2025, 10, 6), D(2026, 12, 18), 0.2),
    ):
        for _ in range(nombre):
            tenir_un_poste(tirage, attribution, employeurs, debut, fin, quotite)
    return _assembler(
        tirage,
        c.AUBANCE,
        [{"code": "PLIE", "date_effet": "2023-01-01", "duree_eligibilite_mois": 18}],
        [("MO-AUB", "Communauté de communes d’Aubance", "EPCI")],
        [("E-GRAV", "Gravières et Routes du Bief", []), ("E-MENU", "Menuiserie Aubanc", [])],
        [("S-REGI", "Régie du Bief", "REGIE"), ("S-PRIM", "Prim’Emploi", "ETTI")],
        operations=[],
        marches=c.marches_aubance(),
    )


def _assembler(
    tirage: Tirage,
    guichet: dict[str, str],
    regles: list[Any],
    acheteurs: list[Any],
    entreprises: list[Any],
    structures: list[Any],
    **suite: Any,
) -> dict[str, Any]:
    return {
        "format": "clauses-reprise/1",
        "guichet": guichet,
        "regles": regles,
        "maitres_ouvrage": [{"ref": r, "nom": n, "type": t} for r, n, t in acheteurs],
        "entreprises": [{"ref": r, "nom": n, "autres_noms": a} for r, n, a in entreprises],
        "structures": [{"ref": r, "nom": n, "type": t} for r, n, t in structures],
        **suite,
        "beneficiaires": tirage.personnes,
        "contrats": tirage.contrats,
        "heures": tirage.heures,
    }
