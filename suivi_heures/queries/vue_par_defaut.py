"""The filters a list opens on, for the member who chose them."""

from __future__ import annotations

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import Liste

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


# asked at each opening of a list: the statement as it is, not composed again every time
_SIENNE = """
SELECT filtres FROM suivi_heures_vueenregistree
 WHERE guichet_id = %s AND adhesion_id = %s AND liste = %s AND par_defaut ORDER BY id DESC LIMIT 1
"""


def filtres_par_defaut(nom: str, adhesion_id: int) -> str:
    """One query; nothing to ask where no list has this address."""
    if nom not in LISTES:
        return ""
    with connection.cursor() as curseur:
        curseur.execute(_SIENNE, [exiger_guichet(), adhesion_id, LISTES[nom].value])
        trouvee = curseur.fetchone()
    return trouvee[0] if trouvee else ""
