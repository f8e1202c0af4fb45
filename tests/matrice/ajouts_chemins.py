"""Forms of paths to work and of their money that overwrite nothing of what somebody else wrote, and why."""

UNE_LIGNE = "ajoute une ligne datée et signée : celle de l’autre reste, les deux se lisent"
UN_OBJET = "crée un objet : celui de l’autre existe à côté, sous son propre numéro"
UNE_FOIS = "ne se fait qu’une fois : la seconde personne lit que c’est fait, et rien ne s’écrit"
RIEN = "n’écrit rien : calcul, lecture ou recherche"
AJOUTS_DES_CHEMINS: dict[str, str] = {
    "beneficiaires:action_annuler": UNE_FOIS,
    "beneficiaires:action_etape": UNE_LIGNE,
    "beneficiaires:action_inscrire": UN_OBJET,
    "beneficiaires:action_nouvelle": UN_OBJET,
    "beneficiaires:diagnostic_nouveau": UNE_LIGNE,
    "beneficiaires:engagement_nouveau": UNE_LIGNE,
    "beneficiaires:etape_nouvelle": UNE_LIGNE,
    "beneficiaires:frein_nouveau": UNE_LIGNE,
    "beneficiaires:parcours_reveler": RIEN,
    "beneficiaires:rsa_noter": UNE_LIGNE,
    "beneficiaires:situation_noter": UNE_FOIS,
    "beneficiaires:sortie_noter": UNE_FOIS,
    "marches:agrement_noter": UNE_LIGNE,
    "marches:annuaire_charger": "met à jour depuis un fichier : chargé deux fois, le second ne change rien",
    "suivi_heures:appel_avancer": UNE_LIGNE,
    "suivi_heures:appel_preparer": UN_OBJET,
    "suivi_heures:besoin_fermer": UNE_FOIS,
    "suivi_heures:besoin_nouveau": UN_OBJET,
    "suivi_heures:besoin_proposer": UN_OBJET,
    "suivi_heures:compte_rendu_produire": UN_OBJET,
    "suivi_heures:convention_nouvelle": UN_OBJET,
    "suivi_heures:depense_ajouter": UNE_LIGNE,
    "suivi_heures:objectif_fixer": UNE_FOIS,
    "suivi_heures:part_ajouter": UN_OBJET,
    "suivi_heures:poste_nouveau": UN_OBJET,
    "suivi_heures:proposition_avancer": UNE_LIGNE,
    "suivi_heures:temps_noter": UNE_LIGNE,
}
