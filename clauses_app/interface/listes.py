"""Lists that leave as the screen shows them: their address, and the name of their file. A list that has columns of its
own for its file (hours, contracts, people…) is not here: see the exports of the room above."""

from __future__ import annotations

LISTES_D_ECRAN: dict[str, tuple[str, str]] = {
    "achats": ("marches:calibrer", "Achats à calibrer"),
    "annuaire": ("marches:annuaire", "Annuaire des structures"),
    "colonnes": ("suivi_heures:correspondances", "Colonnes retenues"),
    "conservation": ("suivi_heures:conservation", "Dossiers à anonymiser"),
    "demandes": ("beneficiaires:demandes", "Demandes d’éligibilité"),
    "depenses": ("suivi_heures:depenses", "Dépenses des postes"),
    "difficultes": ("suivi_heures:dossiers", "Difficultés"),
    "fenetres": ("suivi_heures:fenetres", "Fenêtres d’éligibilité"),
    "marches-publies": ("marches:decp", "Marchés publiés"),
    "noms": ("suivi_heures:noms_retenus", "Noms retenus"),
    "observatoire": ("suivi_heures:observatoire", "Observatoire"),
    "operations": ("marches:operations", "Opérations"),
    "paies": ("suivi_heures:paies", "DSN lues"),
    "postes": ("suivi_heures:postes", "Postes financés"),
    "rapports": ("suivi_heures:rapports", "Rapports"),
    "restitutions": ("suivi_heures:sorties", "Restitutions"),
    "temps": ("suivi_heures:temps", "Temps passé"),
    "trimestres": ("suivi_heures:trimestres", "Trimestres"),
}
PAR_ADRESSE = {adresse: code for code, (adresse, _) in LISTES_D_ECRAN.items()}
EXPORTER = "suivi_heures:exporter_ecran"
EQUIPE = frozenset({"FACILITATEUR", "ADMIN_GUICHET"})
