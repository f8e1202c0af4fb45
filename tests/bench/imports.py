"""Speeds of the imports: timesheets by the door of the web, then, for information, published contracts and a whole
spreadsheet taken over.

A timesheet is deposited, read by the confined process, understood, controlled and written to the ledger, with its
recount: the services of the task. Its rows are those of one company, in a layout that is not our template. Nothing
is committed: each measure is undone."""

from __future__ import annotations

import datetime
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from tempfile import NamedTemporaryFile
from time import perf_counter, process_time
from typing import Any

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from clauses_app.imports.tableur import PROGRAMME, RACINE
from clauses_app.memoire import ramasse_miettes_espace
from clauses_app.tenancy.contexte import within_guichet
from marches.imports.decp import lire_decp
from marches.models import Entreprise
from marches.services.importer_decp import importer_decp
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.models import Heure, ReleveHeures
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.installer_reprise import installer_reprise
from suivi_heures.services.lire_releve import lire_releve
from tests.bench.base import superutilisateur
from tests.bench.mesure import Ligne, attendre_le_repos, rapport, temps_processeur
from tests.bench.national import guichets
from tests.bench.releve import FIN, embaucher, en_classeur, en_csv, rangees, salarie

DECP = Path(__file__).parents[1] / "donnees" / "decp" / "decp_2024H2_travaux_cpv4521_REEL_8957lignes.csv"
JOUR = datetime.date(2024, 1, 1)
RECU = datetime.date(2026, 1, 5)
LANCEUR = """
import os, sys
ici = os.open(sys.argv[1], os.O_RDONLY)
enfant = os.fork()
if not enfant:
    os.dup2(ici, 0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[2], sys.argv[2:])
_, statut, usage = os.wait4(enfant, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(bool(statut))
"""
PETIT, GRAND, ESSAIS = 1000, 99_980, 5  # a file holds 100 000 rows at most, its heading among them


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    yield _petit_releve()
    yield from _grand_releve(adresse)
    yield from _grand_classeur()
    yield _decp()
    yield _reprise()


def _lire_un_releve(contenu: bytes, entreprise: Entreprise) -> ReleveHeures:
    """What the deposit keeps and what its task does."""
    depose = deposer_releve(
        entreprise=entreprise, mois=FIN, nom_fichier="heures.csv", contenu=contenu, par=None, recu_le=RECU
    )
    with ramasse_miettes_espace():
        return lire_releve(releve=depose.releve)


def _petit_releve() -> Ligne:
    """Processor of the worker and of its confined child; the database's own stands apart."""
    repos = attendre_le_repos()
    temps, de_la_base = [], []
    for _ in range(ESSAIS):
        with within_guichet(guichets()[-1]), transaction.atomic():
            entreprise, salaries = embaucher(PETIT // 2)
            contenu = en_csv(rangees(salaries, PETIT))
            serveur = connection.connection.info.backend_pid
            avant, nous = temps_processeur(serveur), _du_processeur()
            releve = _lire_un_releve(contenu, entreprise)
            temps.append(_du_processeur() - nous)
            de_la_base.append(temps_processeur(serveur) - avant - temps[-1])
            ecrites = Heure.objects.filter(releve_id=releve.pk).count()
            transaction.set_rollback(True)
    return Ligne(
        "imports.releve_1000_lignes_ms",
        median(temps) * 1000,
        "<= 300",
        ours=temps,
        limit=[max(0.0, un) for un in de_la_base],
        egal=ecrites == PETIT,
        idle=repos,
    )


def _du_processeur() -> float:
    """Of this process and of the confined children that ended."""
    usages = [resource.getrusage(qui) for qui in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usages)


def _peser(action: Callable[[], Any], serveur: int) -> tuple[float, Any]:
    """Seconds of processor of all that worked: this process, its children, the database for it."""
    avant = temps_processeur(serveur) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    resultat = action()
    apres = temps_processeur(serveur) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    return apres - avant, resultat


def _grand_releve(adresse: str) -> Iterator[Ligne]:
    """Against the same rows sent by COPY to a lean table, and against `bulk_create` of the lines of the ledger: all
    in seconds of processor."""
    repos = attendre_le_repos()
    with within_guichet(guichets()[-1]), transaction.atomic():
        entreprise, salaries = embaucher(GRAND // 20)
        contenu = en_csv(rangees(salaries, GRAND))
        serveur = connection.connection.info.backend_pid
        nous, releve = _peser(lambda: _lire_un_releve(contenu, entreprise), serveur)
        ecrites = list(Heure.objects.filter(releve_id=releve.pk))
        for heure in ecrites:
            heure.pk, heure.ref = None, f"B-{heure.ref}"
        pair, _ = _peser(lambda: Heure.objects.bulk_create(ecrites, batch_size=1000), serveur)
        transaction.set_rollback(True)
    nue = _copie_nue(adresse, ecrites)
    juste = len(ecrites) == GRAND
    commun: dict[str, Any] = {"limit": [nue], "ours": [nous], "peer": [pair], "egal": juste, "idle": repos}
    yield Ligne("imports.releve_100000_lignes.copie_nue", nue / nous, ">= 0.40", **commun)
    yield Ligne("imports.releve_100000_lignes.bulk_create", pair / nous, ">= 4", **commun)


def _copie_nue(adresse: str, heures: list[Heure]) -> float:
    """Server COPY: the key and two indexes, no constraint, no policy."""
    lignes = "".join(
        f"{h.guichet_id}\t{h.ref}\t{h.contrat_id}\t{h.lot_id}\t{h.beneficiaire_id}\t{h.employeur_id}\t{h.du}\t{h.au}\t"
        f"{h.nature}\t{h.heures}\t{h.statut}\n"
        for h in heures
    )
    with superutilisateur(adresse) as connexion, connexion.transaction(force_rollback=True):
        connexion.execute(
            "CREATE TABLE banc_nue (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, guichet bigint, ref text,"
            " contrat bigint, lot bigint, personne bigint, employeur bigint, du date, au date, nature text,"
            " heures numeric(8,2), statut text)"
        )
        connexion.execute("CREATE INDEX ON banc_nue (guichet, lot, du)")
        connexion.execute("CREATE INDEX ON banc_nue (contrat, du)")
        colonnes = "guichet, ref, contrat, lot, personne, employeur, du, au, nature, heures, statut"

        def copier() -> None:
            with connexion.cursor().copy(f"COPY banc_nue ({colonnes}) FROM STDIN") as copie:
                copie.write(lignes)

        return _peser(copier, connexion.info.backend_pid)[0]


def _grand_classeur() -> Iterator[Ligne]:
    """The confined process, beyond its start, against the bare library (calamine, as fastexcel) on the same bytes."""
    salaries = [salarie(n) for n in range(GRAND // 20)]
    gros, petit = (en_classeur(rangees(salaries, nombre)) for nombre in (GRAND, 1))
    repos = attendre_le_repos()
    temps: dict[str, list[float]] = {"nu": [], "nous": []}
    memoire = 0.0
    for _ in range(3):
        debut = process_time()
        CalamineWorkbook.from_filelike(BytesIO(gros)).get_sheet_by_index(0).to_python()
        temps["nu"].append(process_time() - debut)
        (a_vide, kio_a_vide), (plein, kio) = _confine(petit), _confine(gros)
        temps["nous"].append(plein - a_vide)
        memoire = (kio - kio_a_vide) / 1024
    yield Ligne(
        "imports.classeur_100000_lignes",
        rapport(temps["nous"], temps["nu"]),
        "<= 1.5",
        limit=temps["nu"],
        ours=temps["nous"],
        idle=repos,
        plus={"octets": len(gros)},
    )
    yield Ligne("imports.classeur_100000_lignes_mib", memoire, "<= 150", idle=repos)


def _confine(contenu: bytes) -> tuple[float, int]:
    """Seconds of processor, and greatest memory, of the reader of spreadsheets. Started by a small process: one that
    starts another lends it its own greatest memory."""
    with NamedTemporaryFile() as entree:
        entree.write(contenu)
        entree.flush()
        lecteur = [sys.executable, "-I", "-c", PROGRAMME, "fichier.xlsx", str(RACINE)]
        lu = subprocess.run(
            [sys.executable, "-I", "-c", LANCEUR, entree.name, *lecteur], capture_output=True, check=True, text=True
        )
    secondes, kio = lu.stdout.split()
    return float(secondes), int(kio)


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
