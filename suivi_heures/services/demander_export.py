"""Ask for a list that is too long to be written while its reader waits."""

from __future__ import annotations

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import Liste, StatutExport
from suivi_heures.models import ExportDemande

EN_ATTENTE_MAX = 5


class TropDExports(RuntimeError):
    """Those already asked for are not written yet."""


def demander_export(*, liste: Liste, forme: str, requete: str, par: Adhesion, filtres: str = "") -> ExportDemande:
    """The same list asked for twice, while it waits, is asked for once. `filtres`: the request in words."""
    attendus = ExportDemande.objects.visibles_par(par).filter(statut=StatutExport.DEMANDE).defer("contenu")
    memes = attendus.filter(liste=liste, forme=forme, requete=requete)
    existant: ExportDemande | None = memes.first()
    if existant is not None:
        return existant
    if attendus.count() >= EN_ATTENTE_MAX:
        raise TropDExports("Cinq exports se préparent déjà\u00a0: attendez que l’un d’eux soit prêt.")
    demande: ExportDemande = ExportDemande.objects.create(
        liste=liste, forme=forme, requete=requete, filtres=filtres, demande_par_id=par.pk, demande_par=str(par)
    )
    return demande
