"""What waits for somebody. One file a theme, each a list of `Affaire`; a new theme is one line here."""

from __future__ import annotations

import datetime

from clauses_app.tenancy.tri import plier
from suivi_heures.queries.affaires.agrements import agrements_echus
from suivi_heures.queries.affaires.chemins import (
    besoins_a_pourvoir,
    conventions_a_suivre,
    presences_a_noter,
    suites_a_demander,
)
from suivi_heures.queries.affaires.commun import TYPES, Affaire
from suivi_heures.queries.affaires.difficultes import dossiers_a_suivre
from suivi_heures.queries.affaires.eligibilites import fins_de_fenetre, sans_decision
from suivi_heures.queries.affaires.entreprises import declarations_dues, envois_douteux
from suivi_heures.queries.affaires.financements import appels_a_suivre
from suivi_heures.queries.affaires.marches import marches_en_retard, publies_a_qualifier
from suivi_heures.queries.affaires.personnes import (
    contrats_incoherents,
    demandes_a_suivre,
    doublons_a_voir,
    pieces_a_controler,
)
from suivi_heures.queries.affaires.releves import (
    ecarts_de_paie,
    envois_a_departager,
    heures_en_attente,
    releves_a_completer,
    releves_a_valider,
)
from suivi_heures.queries.affaires.sans_suivi import marches_sans_suivi
from suivi_heures.queries.affaires.trimestres import trimestre_a_clore
from suivi_heures.queries.affaires.vie_marches import parts_sans_porteur, suspensions_a_reprendre, tranches_a_affermir
from suivi_heures.queries.avancement import AvancementMarche

__all__ = ["TYPES", "Affaire", "affaires_en_cours"]


def affaires_en_cours(marches: list[AvancementMarche], *, au: datetime.date) -> list[Affaire]:
    """Everything that waits, the closest deadline first."""
    affaires = [
        *releves_a_valider(),
        *releves_a_completer(),
        *heures_en_attente(),
        *envois_a_departager(),
        *ecarts_de_paie(),
        *declarations_dues(au),
        *envois_douteux(),
        *agrements_echus(au),
        *dossiers_a_suivre(au),
        *sans_decision(au),
        *fins_de_fenetre(au),
        *demandes_a_suivre(),
        *pieces_a_controler(),
        *doublons_a_voir(),
        *contrats_incoherents(),
        *besoins_a_pourvoir(au),
        *conventions_a_suivre(au),
        *appels_a_suivre(au),
        *presences_a_noter(au),
        *suites_a_demander(au),
        *marches_sans_suivi(au),
        *marches_en_retard(marches, au),
        *tranches_a_affermir(au),
        *suspensions_a_reprendre(au),
        *parts_sans_porteur(),
        *publies_a_qualifier(),
        *trimestre_a_clore(au),
    ]
    loin = datetime.date.max
    return sorted(affaires, key=lambda a: (a.echeance or loin, a.depuis or loin, plier(a.titre)))
