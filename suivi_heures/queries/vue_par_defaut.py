"""The filters a list opens on, for the member who chose them."""

from __future__ import annotations

from suivi_heures.enums import Liste
from suivi_heures.models import VueEnregistree

# name of the address of a list
LISTES = {
    "suivi_heures:tableau_de_bord": Liste.AFFAIRES,
    "suivi_heures:marches": Liste.MARCHES,
    "marches:entreprises": Liste.ENTREPRISES,
    "beneficiaires:liste": Liste.BENEFICIAIRES,
    "suivi_heures:releves": Liste.RELEVES,
    "comptes:journal": Liste.JOURNAL,
    "suivi_heures:heures": Liste.HEURES,
}


def filtres_par_defaut(nom: str, adhesion_id: int) -> str:
    """One query; nothing to ask where no list has this address."""
    if nom not in LISTES:
        return ""
    siennes = VueEnregistree.objects.filter(liste=LISTES[nom], adhesion_id=adhesion_id, par_defaut=True)
    filtres: str = siennes.order_by("-pk").values_list("filtres", flat=True).first() or ""
    return filtres
