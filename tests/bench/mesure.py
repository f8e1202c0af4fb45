"""How anything is timed: idle machine if possible, limit, ours and peer in turn, median and minimum."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter

REPOS = 0.93
PATIENCE = [20.0]  # seconds


def _tics() -> tuple[int, int]:
    """(idle, all) ticks of the machine since it started; no such file = nothing known."""
    try:
        champs = [int(mot) for mot in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except OSError:
        return 0, 0
    return champs[3] + champs[4], sum(champs)


def attendre_le_repos() -> float | None:
    """Share of idle processor last seen. A machine that stays busy is not waited for a second time:
    one measures anyway, and each line says under which idle."""
    limite = time.monotonic() + PATIENCE[0]
    while True:
        avant = _tics()
        time.sleep(0.5)
        apres = _tics()
        if apres[1] == avant[1]:
            return None
        repos = (apres[0] - avant[0]) / (apres[1] - avant[1])
        if repos >= REPOS:
            return round(repos, 3)
        if time.monotonic() >= limite:
            PATIENCE[0] = 1.0
            return round(repos, 3)


@cache
def etalonner() -> float:
    """Milliseconds of a fixed loop over a dictionary: what this Python on this machine is worth."""
    temps = []
    for _ in range(5):
        debut = perf_counter()
        compte: dict[int, int] = {}
        for n in range(300_000):
            compte[n % 5003] = compte.get(n % 5003, 0) + n
        temps.append(perf_counter() - debut)
    return round(min(temps) * 1000, 1)


def temps_processeur(pid_du_serveur: int) -> float:
    """Seconds of processor of this process and of the server process that works for it."""
    nous = resource.getrusage(resource.RUSAGE_SELF)
    try:
        champs = Path(f"/proc/{pid_du_serveur}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    tics = int(champs[11]) + int(champs[12])
    return nous.ru_utime + nous.ru_stime + tics / os.sysconf("SC_CLK_TCK")


@contextmanager
def epingler(*serveurs: int) -> Iterator[None]:
    """This process on one core, the server processes that answer it on another. Queries of 0.1 ms are
    otherwise judged on where the scheduler happened to put each side: 1 or 1.7 for the same plan."""
    try:
        coeurs = sorted(os.sched_getaffinity(0))
        avant = {pid: os.sched_getaffinity(pid) for pid in (0, *serveurs)}
        for pid in avant:
            os.sched_setaffinity(pid, {coeurs[-1] if pid else coeurs[0]})
    except (AttributeError, OSError):  # another system, or a server of another account
        avant = {}
    try:
        yield
    finally:
        for pid, ensemble in avant.items():
            os.sched_setaffinity(pid, ensemble)


type Action = Callable[[], object]


def entrelacer(actions: Mapping[str, Action], tours: int, *, duree: float = 3.0) -> dict[str, list[float]]:
    """Seconds of each action, A B C A B C: a disturbance hits all of them. At least `tours` times, and
    more where it is short: up to `duree` seconds in all."""
    temps: dict[str, list[float]] = {nom: [] for nom in actions}
    fin = perf_counter() + duree
    for action in actions.values():  # caches warm, plans made
        action()
    while len(next(iter(temps.values()))) < tours or perf_counter() < fin:
        for nom, action in actions.items():
            debut = perf_counter()
            action()
            temps[nom].append(perf_counter() - debut)
    return temps


@dataclass
class Ligne:
    """One printed line. `goal` is « <= 40 », « >= 6000 », or empty for a mere information."""

    name: str
    ratio: float | None
    goal: str = ""
    limit: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    egal: bool = True  # results checked equal
    idle: float | None = None
    plus: dict[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        if not self.egal or not self.goal:
            return self.egal
        signe, but = self.goal.split()
        assert self.ratio is not None
        return self.ratio <= float(but) if signe == "<=" else self.ratio >= float(but)

    def imprimer(self) -> None:
        nombres = {nom: getattr(self, nom) for nom in ("limit", "ours", "peer")}
        ligne = {
            "name": self.name,
            **{nom: _ms(median(temps)) if temps else None for nom, temps in nombres.items()},
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal or None,
            "ok": self.ok,
            "idle": self.idle,
            "calib_ms": etalonner(),
            "n": max(map(len, nombres.values())),
            "min": {nom: _ms(min(temps)) for nom, temps in nombres.items() if temps},
            "equal": self.egal,
            **self.plus,
        }
        sys.stdout.write(f"{json.dumps(ligne, ensure_ascii=False)}\n")
        sys.stdout.flush()


def _ms(secondes: float) -> float:
    return round(secondes * 1000, 3)


def rapport(haut: list[float], bas: list[float]) -> float:
    """Of medians."""
    return median(haut) / median(bas)
