"""The confined process that takes social security numbers out of a file: its bytes in, the expurgated ones out."""

from __future__ import annotations

import sys

from clauses_app.imports.expurger import expurger
from clauses_app.imports.tableur_confine import confiner
from clauses_app.imports.tableur_enveloppe import reconnaitre, verifier_classeur, verifier_ods
from clauses_app.imports.tableur_refus import FichierIllisible

REFUSE = 3


def principal() -> None:
    confiner()
    contenu = sys.stdin.buffer.read()
    try:
        forme = reconnaitre(contenu, "")
        if forme == "xlsx":
            verifier_classeur(contenu)
        elif forme == "ods":
            verifier_ods(contenu)
        sortie = expurger(contenu, forme)
    except (FichierIllisible, MemoryError):
        sys.exit(REFUSE)
    sys.stdout.buffer.write(sortie)
