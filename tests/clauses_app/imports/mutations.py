"""Thousands of damaged files, opened by the only door then understood as a timesheet: read or refused with a
sentence, never anything else.

`make mutations` runs 10,000 of them; the suite runs 200.
"""

from __future__ import annotations

import datetime
import io
import json
import random
import resource
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched, chain
from pathlib import Path
from typing import Any
from unittest.mock import patch

from clauses_app.imports import tableur
from clauses_app.imports.tableur import ATTENTE_MAX, lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from suivi_heures.imports.releve.base import connaissances_de_la_base
from suivi_heures.imports.releve.comprendre import comprendre_releve
from suivi_heures.imports.releve.connaissances import Connaissances, Depot
from suivi_heures.imports.releve.noter import empreinte

DONNEES = Path(__file__).parents[2] / "donnees"
GABARITS = sorted([*(DONNEES / "tableurs").glob("*.*"), *(DONNEES / "releves" / "fichiers").iterdir()])
GRAINE = 20261128
RECU_LE = datetime.date(2026, 11, 20)
PAQUET = 250  # in memory at once
TAILLE_DEPLIEE = 100_000  # beyond, unpacking the model costs more than reading it


@dataclass
class Mesure:
    """`lus`: opened; `compris`: those of them where hours were found. The others say so by their anomalies."""

    lus: int = 0
    compris: int = 0
    refus: Counter[str] = field(default_factory=Counter)
    phrases: Counter[str] = field(default_factory=Counter)
    limites: Counter[str] = field(default_factory=Counter)
    pannes: list[str] = field(default_factory=list)
    durees: list[float] = field(default_factory=list)

    def phrase(self) -> str:
        durees = sorted(self.durees)
        p99 = durees[int(len(durees) * 0.99) - 1]
        refus = ", ".join(f"{code} × {n}" for code, n in self.refus.most_common())
        return (
            f"{len(durees)} fichiers abîmés : {self.lus} ouverts, dont {self.compris} compris ;"
            f" {sum(self.refus.values())} refusés ({refus}), {len(self.pannes)} panne ;"
            f" médiane {durees[len(durees) // 2]:.2f} s, p99 {p99:.2f} s, au pire {durees[-1]:.2f} s"
        )

    def details(self) -> Iterator[str]:
        yield "phrases les plus dites :"
        yield from (f"  {n} × {phrase}" for phrase, n in self.phrases.most_common(10))
        yield "limites du lecteur confiné atteintes :" + ("" if self.limites else " aucune")
        yield from (f"  {n} × {limite}" for limite, n in self.limites.most_common())
        temps = resource.getrusage(_ENFANTS)
        yield f"processeur : {(temps.ru_utime + temps.ru_stime) / len(self.durees):.2f} s par fichier"
        lecteur, ouvrier = (resource.getrusage(qui).ru_maxrss // 1024 for qui in (_ENFANTS, _SOI))
        yield f"mémoire au plus haut : un lecteur confiné {lecteur} Mo, l’ouvrier {ouvrier} Mo ; il vit encore"


_ENFANTS, _SOI = resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF


def abimer(contenu: bytes, hasard: random.Random) -> bytes:
    """Bytes changed, cut, doubled or poured from elsewhere."""
    abime = bytearray(contenu)
    geste = hasard.randrange(5)
    debut = hasard.randrange(len(abime) or 1)
    if geste == 0:
        del abime[debut:]
    elif geste == 1:
        del abime[debut : debut + hasard.randint(1, 64)]
    elif geste == 2:
        abime[debut:debut] = abime[debut : debut + hasard.randint(1, 512)]
    elif geste == 3:
        abime[debut : debut + 8] = hasard.randbytes(8)
    for _ in range(hasard.randint(1, 30) if geste == 4 else 0):
        abime[hasard.randrange(len(abime))] = hasard.randrange(256)
    return bytes(abime)


def abimer_dedans(contenu: bytes, hasard: random.Random) -> bytes:
    """One part of a workbook damaged, the archive itself in order: the readers see it."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as avant:
            parties = {nom: avant.read(nom) for nom in avant.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return abimer(contenu, hasard)
    visee = hasard.choice([nom for nom in parties if nom.endswith(".xml")] or list(parties))
    parties[visee] = abimer(parties[visee], hasard)
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as apres:
        for nom, partie in parties.items():
            apres.writestr(nom, partie, zipfile.ZIP_STORED if nom == "mimetype" else None)
    return sortie.getvalue()


def eprouver(nombre: int, *, ouvriers: int = 2, suivre: Callable[[Mesure], None] = lambda _: None) -> Mesure:
    mesure = Mesure()
    hasard = random.Random(GRAINE)
    connaissances = connaissances_de_la_base(json.loads((DONNEES / "releves" / "base.json").read_text("utf-8")))
    lots = ((chemin := hasard.choice(GABARITS), _abimer(chemin.read_bytes(), hasard)) for _ in range(nombre))
    with _limites_notees(mesure.limites), ThreadPoolExecutor(max_workers=ouvriers) as equipe:
        issues = (equipe.map(lambda lot: _lire(*lot, connaissances), paquet) for paquet in batched(lots, PAQUET))
        for issue, phrase, duree in chain.from_iterable(issues):
            mesure.durees.append(duree)
            mesure.phrases.update([phrase] if phrase else [])
            if issue.startswith("PANNE"):
                mesure.pannes.append(issue)
            elif issue in ("lu", "compris"):
                mesure.lus += 1
                mesure.compris += issue == "compris"
            else:
                mesure.refus[issue] += 1
            suivre(mesure)
    return mesure


@contextmanager
def _limites_notees(limites: Counter[str]) -> Iterator[None]:
    """How the confined reader ended, when it is not by an answer: the product says the same of every death."""
    verrou, lancer = threading.Lock(), subprocess.run

    def observer(*args: Any, **options: Any) -> Any:
        try:
            fini = lancer(*args, **options)
        except subprocess.TimeoutExpired:
            _noter(f"plus de {ATTENTE_MAX} s")
            raise
        if fini.returncode < 0:
            _noter(f"mort par {signal.Signals(-fini.returncode).name}")
        elif fini.returncode:
            _noter(f"fautif : {fini.stderr.decode(errors='replace').strip().rpartition(chr(10))[2][:120]}")
        return fini

    def _noter(limite: str) -> None:
        with verrou:
            limites[limite] += 1

    with patch.object(tableur.subprocess, "run", observer):
        yield


def _abimer(contenu: bytes, hasard: random.Random) -> bytes:
    dedans = contenu[:2] == b"PK" and len(contenu) < TAILLE_DEPLIEE and hasard.random() < 0.6
    return abimer_dedans(contenu, hasard) if dedans else abimer(contenu, hasard)


def _lire(chemin: Path, contenu: bytes, connaissances: Connaissances) -> tuple[str, str, float]:
    """What became of it, the sentence said, the seconds."""
    depart = time.monotonic()
    phrase = ""
    try:
        classeur = lire_tableur(contenu, chemin.name)
        depot = Depot(chemin.name, RECU_LE, None, empreinte(contenu))
        lu = comprendre_releve(classeur, depot, connaissances)
        issue = "compris" if lu.lignes else "lu"
        if not lu.lignes and not lu.anomalies:
            issue = "PANNE sans heures et sans motif"
    except FichierIllisible as refus:
        issue, phrase = str(refus.code), refus.phrase
        if not phrase.endswith("."):
            issue = f"PANNE sans phrase {refus.code}"
    except Exception as erreur:  # the very thing that must never happen
        issue = f"PANNE {chemin.name} {type(erreur).__name__} {erreur}"
    return issue, phrase, time.monotonic() - depart


def _dire(texte: str) -> None:
    sys.stdout.write(texte + "\n")
    sys.stdout.flush()


def _rendre_compte(mesure: Mesure) -> None:
    for ligne in (mesure.phrase(), *mesure.details(), *mesure.pannes):
        _dire(ligne)


if __name__ == "__main__":
    nombre, ouvriers = (*map(int, sys.argv[1:3]), *(10_000, 2)[len(sys.argv[1:3]) :])
    obtenue = eprouver(
        nombre, ouvriers=ouvriers, suivre=lambda mesure: None if len(mesure.durees) % 1000 else _rendre_compte(mesure)
    )
    if nombre % 1000:
        _rendre_compte(obtenue)
    sys.exit(1 if obtenue.pannes or max(obtenue.durees) > ATTENTE_MAX + 5 else 0)
