"""Read a `clauses-reprise/1` file without touching the database: the whole of it, or every fault it holds."""

import re

from suivi_heures.imports.reprise_arbre import RACINE, Illisible, inspecter_arbre, lire_arbre
from suivi_heures.imports.reprise_coherence import fautes_de_coherence
from suivi_heures.imports.reprise_fiches import Faute, FicheReprise, RepriseLue
from suivi_heures.imports.reprise_lecture import FAUTIF, Lecture


def lire_reprise(octets: bytes) -> RepriseLue | list[Faute]:
    """All faults at once, in the order of their paths; a file is taken whole or not at all."""
    try:
        arbre = lire_arbre(octets)
    except Illisible as refus:
        return [Faute(RACINE, str(refus))]
    generales = inspecter_arbre(arbre)
    lecture = Lecture()
    contenu = lecture.lire(FicheReprise, arbre, "")
    if contenu is FAUTIF:
        return [Faute(RACINE, faute.message) for faute in lecture.fautes]
    fautes = [*lecture.fautes, *fautes_de_coherence(contenu, lecture)]
    # What the general inspection says of a value (a number that must not be here) is enough said of it.
    dites = {faute.chemin for faute in generales}
    fautes = [*generales, *(faute for faute in fautes if faute.chemin not in dites)]
    if fautes:
        return sorted(set(fautes), key=_rang)
    return RepriseLue(contenu, tuple(sorted(lecture.avertissements, key=_rang)))


def _rang(faute: Faute) -> tuple[list[tuple[int, str]], str]:
    """Natural order: marches[2] before marches[10]."""
    morceaux = re.findall(r"\d+|\D+", faute.chemin)
    return [(int(m), "") if m.isdecimal() else (-1, m) for m in morceaux], faute.message
