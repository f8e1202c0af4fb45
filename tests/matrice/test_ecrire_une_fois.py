"""Double click, reload or replay: a form that adds is written once (what then: clauses_app/audit/test_envois.py)."""

from __future__ import annotations

from tests.matrice.adresses import Adresse
from tests.matrice.test_deux_a_ecrire import AJOUTS, UN_OBJET, UNE_LIGNE

# what makes a second sending harmless where the decorator is not
DEJA_UNIQUES = {
    "beneficiaires:contrat_lots": "un contrat par personne, par lot et par dates",
    "comptes:inviter": "une invitation en attente par adresse",
    "marches:decp_importer": "un marché publié porte son identifiant national",
    "suivi_heures:jetons": "la page montre un secret, et non une suite",
    "suivi_heures:portail_deposer": "un fichier est unique par son empreinte",
    "suivi_heures:portail_saisir": "les mêmes heures ne font aucune différence au registre",
    "suivi_heures:rapport_produire": "une demande encore servie répond à la seconde",
    "suivi_heures:releve_deposer": "un fichier est unique par son empreinte",
    "suivi_heures:reprise": "un fichier est examiné avant d’être gardé",
}


def test_ce_qui_ajoute_ne_s_ecrit_qu_une_fois(adresses: list[Adresse]) -> None:
    """It carries `@une_seule_fois`, or is unique by itself."""
    ajoutent = {nom for nom, raison in AJOUTS.items() if raison in (UNE_LIGNE, UN_OBJET)}
    proteges = {a.nom for a in adresses if getattr(a.vue, "une_seule_fois", False)}
    assert ajoutent - proteges == set(DEJA_UNIQUES)
