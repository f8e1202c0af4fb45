"""`python -m tests.bench [names] [--scale 1pct|france10] [--seed 42]`

One JSON line a measure; exit code 1 when a ratio misses its goal."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module

from clauses_app.local.erreurs import dire, phrase
from tests.bench.base import demarrer_le_serveur, ouvrir
from tests.bench.echelle import ECHELLES

MESURES = ("realisation", "rls", "page", "pdf", "rapports", "imports", "file", "atelier")
PROPRES = {"atelier": "atelier"}  # measures that have their own data: each in its own process


def principal(arguments: list[str]) -> int:
    analyseur = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Mesure les vitesses annoncées (docs/performances.md)."
    )
    analyseur.add_argument("noms", nargs="*", metavar="|".join(MESURES), help="toutes par défaut")
    analyseur.add_argument("--scale", choices=sorted(ECHELLES), default="1pct")
    analyseur.add_argument("--seed", type=int, default=42)
    analyseur.add_argument("--tours", type=int, default=0, help="répétitions (7 à 1 %%, 3 pour dix ans de France)")
    choix = analyseur.parse_args(arguments)
    inconnus = set(choix.noms) - set(MESURES)
    if inconnus:
        analyseur.error(f"mesure inconnue : {', '.join(sorted(inconnus))} (choix : {', '.join(MESURES)})")
    noms = choix.noms or MESURES
    communes = [nom for nom in noms if nom not in PROPRES or choix.scale == PROPRES[nom]]
    codes = [_a_part(nom, choix) for nom in noms if nom not in communes]
    return max([_mesurer(communes, choix) if communes else 0, *codes])


def _a_part(nom: str, choix: argparse.Namespace) -> int:
    commande = [nom, "--scale", PROPRES[nom], "--seed", str(choix.seed), "--tours", str(choix.tours)]
    return subprocess.run([sys.executable, "-m", "tests.bench", *commande], check=False).returncode


def _mesurer(noms: Sequence[str], choix: argparse.Namespace) -> int:
    echelle = ECHELLES[choix.scale]
    dire(f"Banc, échelle {echelle.nom}, graine {choix.seed}.")
    adresse = ouvrir(demarrer_le_serveur(), echelle, choix.seed)
    tours = choix.tours or (3 if echelle.guichets > 100 else 7)
    manques = []
    for nom in noms:
        for ligne in import_module(f"tests.bench.{nom}").mesurer(adresse, tours):
            ligne.imprimer()
            manques += [] if ligne.ok else [ligne.name]
    if manques:
        dire(f"But manqué : {', '.join(manques)}.")
    return 1 if manques else 0


if __name__ == "__main__":
    try:
        sys.exit(principal(sys.argv[1:]))
    except Exception as erreur:
        texte = phrase(erreur)
        if texte is None:
            raise
        sys.exit(texte)
