"""Thousands of damaged files through the only door: read or refused, never anything else.

`make mutations` runs 10,000 of them; the suite runs 200.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from clauses_app.imports.tableur import ATTENTE_MAX, lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible

DONNEES = Path(__file__).parents[2] / "donnees"
GABARITS = sorted([*(DONNEES / "tableurs").glob("*.*"), *(DONNEES / "releves" / "fichiers").iterdir()])
GRAINE = 20261128
TAILLE_DEPLIEE = 100_000  # beyond, unpacking the model costs more than reading it


@dataclass
class Mesure:
    lus: int = 0
    refus: Counter[str] = field(default_factory=Counter)
    pannes: list[str] = field(default_factory=list)
    durees: list[float] = field(default_factory=list)

    def phrase(self) -> str:
        durees = sorted(self.durees)
        p99 = durees[int(len(durees) * 0.99) - 1]
        refus = ", ".join(f"{code} × {n}" for code, n in self.refus.most_common())
        return (
            f"{len(durees)} fichiers abîmés : {self.lus} lus, {sum(self.refus.values())} refusés ({refus}),"
            f" {len(self.pannes)} panne ; p99 {p99:.2f} s, au pire {durees[-1]:.2f} s"
        )


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


def eprouver(nombre: int, graine: int = GRAINE) -> Mesure:
    mesure = Mesure()
    hasard = random.Random(graine)
    lots = [(chemin := hasard.choice(GABARITS), _abimer(chemin.read_bytes(), hasard)) for _ in range(nombre)]
    with ThreadPoolExecutor(max_workers=2) as ouvriers:
        for issue, duree in ouvriers.map(lambda lot: _lire(*lot), lots):
            mesure.durees.append(duree)
            if issue == "lu":
                mesure.lus += 1
            elif issue.startswith("PANNE"):
                mesure.pannes.append(issue)
            else:
                mesure.refus[issue] += 1
    return mesure


def _abimer(contenu: bytes, hasard: random.Random) -> bytes:
    dedans = contenu[:2] == b"PK" and len(contenu) < TAILLE_DEPLIEE and hasard.random() < 0.6
    return abimer_dedans(contenu, hasard) if dedans else abimer(contenu, hasard)


def _lire(chemin: Path, contenu: bytes) -> tuple[str, float]:
    depart = time.monotonic()
    try:
        lire_tableur(contenu, chemin.name)
        issue = "lu"
    except FichierIllisible as refus:
        issue = str(refus.code) if refus.phrase.endswith(".") else f"PANNE sans phrase {refus.code}"
    except Exception as erreur:  # the very thing that must never happen
        issue = f"PANNE {chemin.name} {type(erreur).__name__} {erreur}"
    return issue, time.monotonic() - depart


if __name__ == "__main__":
    obtenue = eprouver(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    sys.stdout.write(obtenue.phrase() + "\n")
    sys.stdout.writelines(panne + "\n" for panne in obtenue.pannes)
    sys.exit(1 if obtenue.pannes or max(obtenue.durees) > ATTENTE_MAX + 5 else 0)
