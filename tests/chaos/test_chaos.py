"""The short run of `make chaos`: a few deaths, and nothing lost nor doubled."""

import os
import subprocess
import sys

from clauses_app.local.emplacement import RACINE

LIMITE = 420
PORTES, GESTES = 4, 7


def _jouer(*arguments: str) -> subprocess.CompletedProcess[str]:
    propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(("DATABASE_URL", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "-m", "tests.chaos", *arguments],
        cwd=RACINE,
        env=propre,
        capture_output=True,
        text=True,
        timeout=LIMITE,
        check=False,
    )


def test_quelques_kill_9_pendant_des_depots_ne_perdent_ni_ne_doublent_rien():
    fait = _jouer("--coups", "3", "--entreprises", "3", "--graine", "20261128", "--presse")
    assert fait.returncode == 0, fait.stdout[-3000:] + fait.stderr[-3000:]
    assert "rien de perdu, rien en double" in fait.stderr


def test_par_chaque_porte_les_memes_heures_comptent_une_fois_et_les_corrigees_leur_difference():
    """Space of the company, program, command, personal link: again and again, eight at once, saved again, in another
    order, cut in two, by two people, then corrected."""
    fait = _jouer("--repetitions", "--fois", "8")
    assert fait.returncode == 0, fait.stdout[-3000:] + fait.stderr[-3000:]
    assert fait.stderr.count("juste") == PORTES * GESTES
    assert "chaque heure compte une fois" in fait.stderr
