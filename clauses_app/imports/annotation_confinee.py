"""The confined process that writes remarks into a workbook: its bytes in, the annotated ones out.

A failure of any kind is an exit code: the caller then gives a list back instead.
"""

from __future__ import annotations

import json
import struct
import sys

from clauses_app.imports.annoter_xlsx import NonAnnotable, annoter_classeur
from clauses_app.imports.tableur_confine import confiner
from clauses_app.imports.tableur_enveloppe import reconnaitre, verifier_classeur
from clauses_app.imports.tableur_refus import FichierIllisible

REFUSE = 3


def principal() -> None:
    confiner()
    entree = sys.stdin.buffer
    (taille,) = struct.unpack(">I", entree.read(4))
    demande = json.loads(entree.read(taille))
    contenu = entree.read()
    try:
        if reconnaitre(contenu, "") != "xlsx":
            sys.exit(REFUSE)
        verifier_classeur(contenu)
        sortie = annoter_classeur(contenu, demande["remarques"], demande["resume"], demande["titre"])
    except (FichierIllisible, NonAnnotable, MemoryError):
        sys.exit(REFUSE)
    sys.stdout.buffer.write(sortie)
