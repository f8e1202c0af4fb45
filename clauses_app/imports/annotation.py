"""Write remarks into somebody's own workbook. The only door: `annoter_tableur`; the bytes are opened elsewhere."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from clauses_app.imports.tableur import ATTENTE_MAX, RACINE

PROGRAMME = (
    "import sys; sys.path.insert(0, sys.argv.pop()); from clauses_app.imports.annotation_confinee import principal;"
    " principal()"
)


def annoter_tableur(
    contenu: bytes,
    *,
    remarques: Mapping[str, Sequence[Mapping[str, Any]]],
    resume: Sequence[Sequence[str]],
    titre: str,
) -> bytes | None:
    """None when the file is not an ordinary .xlsx: nothing is written by halves."""
    demande = json.dumps({"remarques": remarques, "resume": resume, "titre": titre}).encode()
    try:
        fini = subprocess.run(  # noqa: S603  our own interpreter, fixed program; the file travels by its input
            [sys.executable, "-I", "-c", PROGRAMME, str(RACINE)],
            input=struct.pack(">I", len(demande)) + demande + contenu,
            capture_output=True,
            timeout=ATTENTE_MAX,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return fini.stdout if fini.returncode == 0 and fini.stdout else None
