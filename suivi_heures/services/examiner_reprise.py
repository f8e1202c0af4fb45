"""Read a dropped file and run it dry: either its faults, or the reconciliation it would give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from suivi_heures.enums import StatutReprise
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.imports.reprise_fiches import Faute
from suivi_heures.models import Reprise
from suivi_heures.services.reprendre import AutreGuichet, RapportReprise, reprendre

# A file damaged throughout would fill the page: these are shown, the rest is counted.
FAUTES_GARDEES = 300


def examiner_reprise(*, reprise_id: int, avancer: Callable[[int], None] = lambda pourcent: None) -> None:
    """Nothing is kept of the file's objects; a file already examined is left as it is."""
    depot = Reprise.objects.select_for_update(of=("self",)).get(pk=reprise_id)
    if depot.statut != StatutReprise.DEPOSEE or depot.contenu is None:
        return
    resultat = _essayer(bytes(depot.contenu), avancer)
    if isinstance(resultat, RapportReprise):
        depot.statut = StatutReprise.EXAMINEE
        depot.rapport = asdict(resultat)
    else:
        depot.statut = StatutReprise.REFUSEE
        depot.contenu = None
        depot.fautes = [{"chemin": f.chemin, "message": f.message} for f in resultat[:FAUTES_GARDEES]]
        depot.rapport = {"fautes": len(resultat)}
    depot.message = ""
    depot.save(update_fields=["statut", "contenu", "rapport", "fautes", "message"])


def _essayer(octets: bytes, avancer: Callable[[int], None]) -> RapportReprise | list[Faute]:
    avancer(5)
    lue = lire_reprise(octets)
    if isinstance(lue, list):
        return lue
    try:
        return reprendre(reprise=lue, a_blanc=True, avancer=avancer)
    except AutreGuichet as refus:
        return [Faute("guichet.code", str(refus))]
