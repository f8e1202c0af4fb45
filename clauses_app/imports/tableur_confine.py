"""The confined process: bytes in, rows as JSON out, and nothing else within reach.

Started by `tableur` with an empty environment: no secret, no database, no network where the system
allows to cut it. What kills this process kills nobody else.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import sys
from typing import Any

import orjson

from clauses_app.imports.nir import LONGUEUR, contient_nir
from clauses_app.imports.tableur_csv import lire_csv
from clauses_app.imports.tableur_enveloppe import reconnaitre, verifier_classeur, verifier_ods
from clauses_app.imports.tableur_refus import FichierIllisible, Refus

MEMOIRE_MAX = 700 * 1024 * 1024
SECONDES_MAX = 20


def confiner() -> None:
    """Limits first: nothing of the file has been read yet."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX + 1))  # dies of SIGXCPU, which says why
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # not every system counts address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    if hasattr(os, "unshare"):
        with contextlib.suppress(OSError):  # a container may forbid it: the limits above remain
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def lire(contenu: bytes, nom: str) -> dict[str, Any]:
    """Each form brings its own reader: a process is started for every file, and a CSV pays for no workbook."""
    forme = reconnaitre(contenu, nom)
    if forme == "xlsx":
        from clauses_app.imports.tableur_classeur import lire_classeur  # noqa: PLC0415

        verifier_classeur(contenu)
        return {"forme": forme, "feuilles": lire_classeur(contenu)}
    if forme == "xls":
        from clauses_app.imports.tableur_xls import lire_ancien_classeur, verifier_xls  # noqa: PLC0415

        verifier_xls(contenu)
        return {"forme": forme, "feuilles": lire_ancien_classeur(contenu)}
    if forme == "ods":
        from clauses_app.imports.tableur_ods import lire_ods  # noqa: PLC0415

        verifier_ods(contenu)
        return {"forme": forme, "feuilles": lire_ods(contenu)}
    lignes = [
        (numero, [(rang, texte.strip(), "texte") for rang, texte in enumerate(ligne, start=1) if texte.strip()])
        for numero, ligne in enumerate(lire_csv(contenu), start=1)
    ]
    feuille = {"nom": "", "visible": True, "lignes": [(numero, cases) for numero, cases in lignes if cases]}
    return {"forme": forme, "feuilles": [feuille]}


def _porte_un_nir(feuilles: list[dict[str, Any]]) -> bool:
    """One look at the cells long enough to hold one."""
    cases = (case for feuille in feuilles for _, cases in feuille["lignes"] for case in cases)
    longs = {texte for _, texte, _ in cases if len(texte) >= LONGUEUR}
    return contient_nir("\n\n\n\n".join(longs))  # far enough apart not to be read as one number


def principal() -> None:
    confiner()
    gc.disable()  # it lives for one file, and makes no cycle worth looking for
    nom = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        reponse = lire(sys.stdin.buffer.read(), nom)
        reponse["porte_un_nir"] = _porte_un_nir(reponse["feuilles"])
    except FichierIllisible as refus:
        reponse = {"refus": refus.code, "phrase": refus.phrase}
    except MemoryError:
        reponse = {"refus": Refus.TROP_GRAND, "phrase": ""}
    except Exception:  # what a reader makes of bytes that are not what they say
        reponse = {"refus": Refus.ENDOMMAGE, "phrase": ""}
    sys.stdout.buffer.write(orjson.dumps(reponse))
