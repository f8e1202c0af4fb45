"""« de octobre » is never written: one filter, one function say « d’octobre », « d’avril », « d’août »."""

from __future__ import annotations

import re

from tests.architecture.source import RACINE, dire, fichiers, ou

DANS_UN_GABARIT = re.compile(r"\bde \{\{ ?[\w.]*(mois|\.mois|month)(\|mois)? ?\}\}")
DANS_LE_CODE = re.compile(r"\b[Dd]e \{(formater_mois|nommer_mois)\(")


def test_de_suivi_d_un_mois_passe_par_le_filtre() -> None:
    gabarits = [*(RACINE / "templates").rglob("*.html"), *(RACINE / "templates").rglob("*.txt")]
    fautes = [
        f"{ou(chemin, numero)} : {trouve[0]}"
        for chemins, motif in ((gabarits, DANS_UN_GABARIT), (fichiers(), DANS_LE_CODE))
        for chemin in chemins
        for numero, ligne in enumerate(chemin.read_text("utf-8").splitlines(), 1)
        if (trouve := motif.search(ligne))
    ]
    assert not fautes, dire(fautes)
