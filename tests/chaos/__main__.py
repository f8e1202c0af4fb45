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
    analyseur.add_argument("--minutes", type=float, default=90, help="plus de coups après ce temps")
    analyseur.add_argument("--suite", action="store_true", help="un autre guichet dans la base de la partie d’avant")
    analyseur.add_argument("--presse", action="store_true", help="sans attendre les minutes du balayage ordinaire")
    analyseur.add_argument("--repetitions", action="store_true", help="aucun coup : chaque porte, de toutes les façons")
    analyseur.add_argument("--fois", type=int, default=50, help="combien de fois le même fichier (--repetitions)")
    choix = analyseur.parse_args(arguments)
    dire("répétitions" if choix.repetitions else f"graine {choix.graine}, {choix.coups} coups")
    instance = Instance()
    try:
        instance.preparer(neuve=not choix.suite)
        return _jouer(instance, choix)
    finally:
        instance.arreter()


def _jouer(instance: Instance, choix: argparse.Namespace) -> int:
    import django  # noqa: PLC0415 (its addresses exist from now on)

    django.setup()
    from tests.chaos.partie import jouer  # noqa: PLC0415
    from tests.chaos.repetitions import eprouver  # noqa: PLC0415

    if choix.repetitions:
        return min(1, eprouver(instance, fois=choix.fois))
    return jouer(
        instance,
        coups=choix.coups,
        minutes=choix.minutes,
        graine=choix.graine,
        entreprises=choix.entreprises,
        presse=choix.presse,
    )


if __name__ == "__main__":
    sys.exit(principal())
