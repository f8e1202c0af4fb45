"""One trial: companies deposit, parts die, then all is quiet and counted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from random import Random

from django.db import connections

from clauses_app.local.erreurs import dire
from tests.chaos.compte import Cle, attendre_le_balayage, compter, presser_le_balayage, tout_relire
from tests.chaos.deposants import Deposant
from tests.chaos.instance import MORTS, Instance
from tests.chaos.semis import semer

DEPOSANTS = 5
CALME = (0.2, 2.5)  # seconds between two deaths, once a deposit was received since the last
REPRISE = 60.0


def jouer(instance: Instance, *, coups: int, minutes: float, graine: int, entreprises: int, presse: bool) -> int:
    guichet, societes = semer(entreprises, f"chaos-{graine}")
    instance.lancer()
    debut, fini = time.monotonic(), threading.Event()
    deposants = [
        Deposant(instance.adresse, societes[n::DEPOSANTS], graine + n, fini) for n in range(min(DEPOSANTS, entreprises))
    ]
    for deposant in deposants:
        deposant.start()
    morts = _tuer(instance, coups, Random(graine), time.monotonic() + 60 * minutes, deposants)
    fini.set()
    instance.attendre_la_sante()
    for deposant in deposants:
        deposant.join(timeout=180)
    dire(f"{morts.total()} coups en {time.monotonic() - debut:.0f} s : {dict(sorted(morts.items()))}")
    connections.close_all()  # ours died with the base
    if presse:
        presser_le_balayage(guichet.pk)
    else:
        dire(f"tout est lu {attendre_le_balayage(guichet.pk):.0f} s après le dernier coup, balayage ordinaire")
    tout_relire(guichet.pk)
    return _rendre_compte(guichet.pk, deposants)


def _tuer(instance: Instance, coups: int, hasard: Random, limite: float, deposants: list[Deposant]) -> Counter[str]:
    """On a slow machine, blows that follow one another too closely would only find an instance that starts."""
    morts: Counter[str] = Counter()
    while morts.total() < coups and time.monotonic() < limite:
        recus, patience = _recus(deposants), time.monotonic() + REPRISE
        while _recus(deposants) == recus and time.monotonic() < patience:
            time.sleep(0.05)
        time.sleep(hasard.uniform(*CALME))
        (mort,) = hasard.choices(list(MORTS), list(MORTS.values()))
        if instance.tuer(mort, hasard):
            morts[mort] += 1
            if morts.total() % 25 == 0:
                dire(f"{morts.total()} coups")
    return morts


def _recus(deposants: list[Deposant]) -> int:
    return sum(d.reponses[code] for d in deposants for code in ("200", "201", "lien 302"))


def _rendre_compte(guichet_id: int, deposants: list[Deposant]) -> int:
    attendu: dict[Cle, object] = {}
    recus: dict[str, bytes] = {}
    reponses: Counter[str] = Counter()
    for deposant in deposants:
        attendu |= deposant.attendu
        reponses += deposant.reponses
        for envoi, codes in deposant.recus.items():
            recus |= dict.fromkeys(codes, envoi.contenu if envoi.forme != "lignes" else b"")
    compte = compter(guichet_id, attendu, recus)
    dire(f"réponses aux déposants : {dict(sorted(reponses.items()))}")
    for nom, valeur in compte.chiffres.items():
        dire(f"{nom} : {valeur}")
    fautes = compte.fautes + [f"un déposant s’est arrêté : {d.faute!r}" for d in deposants if d.faute]
    fautes += [f"{n} réponses {code}" for code, n in reponses.items() if code.endswith("500")]
    fautes += ["un déposant attend encore" for d in deposants if d.is_alive()]
    for faute in fautes:
        dire(f"FAUTE : {faute}")
    dire(f"{len(fautes)} fautes" if fautes else "rien de perdu, rien en double")
    return 1 if fautes else 0
