"""`make chaos`: deposits under kill -9, then the counts. Ends with an error when one hour is lost or doubled."""

from __future__ import annotations

import argparse
import sys
import time

from clauses_app.local.erreurs import dire
from tests.chaos.instance import Instance


def principal(arguments: list[str] | None = None) -> int:
    analyseur = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    analyseur.add_argument("--coups", type=int, default=200)
    analyseur.add_argument("--graine", type=int, default=int(time.time()) % 100_000)
    analyseur.add_argument("--entreprises", type=int, default=20)
    choix = analyseur.parse_args(arguments)
    dire(f"graine {choix.graine}, {choix.coups} coups")
    instance = Instance()
    try:
        instance.preparer()
        return _jouer(instance, choix.coups, choix.graine, choix.entreprises)
    finally:
        instance.arreter()


def _jouer(instance: Instance, coups: int, graine: int, entreprises: int) -> int:
    import django  # noqa: PLC0415 (its addresses exist from now on)

    django.setup()
    from tests.chaos.partie import jouer  # noqa: PLC0415

    return jouer(instance, coups=coups, graine=graine, entreprises=entreprises)


if __name__ == "__main__":
    sys.exit(principal())
