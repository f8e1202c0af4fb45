"""The short run of `make chaos`: a few deaths, and nothing lost nor doubled."""

import os
import subprocess
import sys

from clauses_app.local.emplacement import RACINE

LIMITE = 420


def test_quelques_kill_9_pendant_des_depots_ne_perdent_ni_ne_doublent_rien():
    commande = [sys.executable, "-m", "tests.chaos", "--coups", "5", "--entreprises", "3", "--graine", "20261128"]
    propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(("DATABASE_URL", "PYTEST"))}
    fait = subprocess.run(commande, cwd=RACINE, env=propre, capture_output=True, text=True, timeout=LIMITE, check=False)
    assert fait.returncode == 0, fait.stdout[-3000:] + fait.stderr[-3000:]
    assert "rien de perdu, rien en double" in fait.stderr
