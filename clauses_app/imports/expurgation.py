"""Take social security numbers out of a file. The only door: `expurger_tableur`; the bytes are opened elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys

from clauses_app.imports.tableur import ATTENTE_MAX, RACINE

PROGRAMME = (
    "import sys; sys.path.insert(0, sys.argv.pop()); from clauses_app.imports.expurge_confine import principal;"
    " principal()"
)


def expurger_tableur(contenu: bytes) -> bytes | None:
    """The same file without these numbers; None when it could not be opened."""
    try:
        fini = subprocess.run(  # noqa: S603  our own interpreter, fixed program; the file travels by its input
            [sys.executable, "-I", "-c", PROGRAMME, str(RACINE)],
            input=contenu,
            capture_output=True,
            timeout=ATTENTE_MAX,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return fini.stdout if fini.returncode == 0 and fini.stdout else None
