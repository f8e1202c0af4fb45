"""Words, colours and icons of the states shown to the user: one table, never a colour alone."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses_app.interface.icones import dessiner_icone


@dataclass(frozen=True)
class Etat:
    ton: str  # atteint, bonne-voie, surveiller, retard, neutre: suffix of the classes
    icone: str
    libelle: str


ATTEINT = "check-circle-fill"
FLECHE = "arrow-up-right-circle-fill"
TRIANGLE = "exclamation-triangle-fill"
OCTOGONE = "exclamation-octagon-fill"
SABLIER = "hourglass-split"

ETATS = {
    # progress of a contract, a lot, a holder, a report
    "atteint": Etat("atteint", ATTEINT, "Atteint"),
    "en_bonne_voie": Etat("bonne-voie", FLECHE, "En bonne voie"),
    "bonne_voie": Etat("bonne-voie", FLECHE, "En bonne voie"),
    "a_surveiller": Etat("surveiller", TRIANGLE, "À surveiller"),
    "surveiller": Etat("surveiller", TRIANGLE, "À surveiller"),
    "en_retard": Etat("retard", OCTOGONE, "En retard"),
    "retard": Etat("retard", OCTOGONE, "En retard"),
    "a_lancer": Etat("neutre", "dash-circle", "À lancer"),
    "sans_projection": Etat("neutre", "dash-circle", "Sans projection"),
    "sans_objet": Etat("neutre", "dash-circle", "Sans objet"),
    "solde": Etat("neutre", "archive", "Soldé"),
    "en_preparation": Etat("neutre", "pencil", "En préparation"),
    "publie": Etat("bonne-voie", "megaphone", "Publié"),
    "attribue": Etat("bonne-voie", "check-circle", "Attribué"),
    "termine_atteint": Etat("atteint", ATTEINT, "Terminé, atteint"),
    "termine_partiel": Etat("surveiller", TRIANGLE, "Terminé, en partie atteint"),
    "termine_non_atteint": Etat("retard", OCTOGONE, "Terminé, non atteint"),
    "annule": Etat("neutre", "slash-circle", "Annulé"),
    "sans_suite": Etat("neutre", "slash-circle", "Sans suite"),
    "suspendu": Etat("neutre", "pause-circle", "Suspendu"),
    "a_qualifier": Etat("surveiller", TRIANGLE, "À qualifier"),
    "suivi": Etat("atteint", ATTEINT, "Suivi"),
    "ecarte": Etat("neutre", "slash-circle", "Écarté"),
    "etudie": Etat("bonne-voie", SABLIER, "À l’étude"),
    "retenu": Etat("atteint", ATTEINT, "Retenu"),
    # hours and their cells
    "valide": Etat("atteint", ATTEINT, "Validé"),
    "validee": Etat("atteint", ATTEINT, "Validée"),
    "en_attente": Etat("surveiller", SABLIER, "En attente"),
    "soumise": Etat("surveiller", SABLIER, "En attente"),
    "non_compte": Etat("retard", "slash-circle", "Non compté"),
    "compte_en_partie": Etat("retard", "slash-circle", "Compté en partie"),
    "a_corriger": Etat("retard", OCTOGONE, "À corriger"),
    "brouillon": Etat("neutre", "pencil", "Brouillon"),
    "clos": Etat("neutre", "lock", "Clos"),
    "ferme": Etat("neutre", "lock", "Fermé"),
    "pourvu": Etat("atteint", ATTEINT, "Pourvu"),
    "refuse": Etat("retard", "x-circle-fill", "Refusé"),
    "refusee": Etat("retard", "x-circle-fill", "Refusée"),
    # timesheets, reports, background work
    "depose": Etat("bonne-voie", SABLIER, "Déposé"),
    "en_lecture": Etat("bonne-voie", SABLIER, "En cours de lecture"),
    "lu": Etat("bonne-voie", SABLIER, "À examiner"),
    "soumis": Etat("bonne-voie", SABLIER, "En cours d’examen"),
    "a_completer": Etat("surveiller", TRIANGLE, "À compléter"),
    "valide_partiel": Etat("surveiller", ATTEINT, "Validé en partie"),
    "rejete": Etat("retard", "x-circle-fill", "Refusé"),
    "remplace": Etat("neutre", "arrow-repeat", "Remplacé"),
    "rapproche": Etat("bonne-voie", "arrow-left-right", "Rapproché"),
    "retire": Etat("neutre", "arrow-counterclockwise", "Retiré"),
    "demande": Etat("bonne-voie", SABLIER, "Demandé"),
    # calls for funds
    "prepare": Etat("surveiller", "pencil", "Préparé"),
    "envoye": Etat("bonne-voie", "send", "Envoyé"),
    "accepte": Etat("bonne-voie", "check-circle", "Accepté"),
    "paye": Etat("atteint", ATTEINT, "Payé"),
    "preparee": Etat("bonne-voie", "envelope", "À envoyer"),
    "envoyee": Etat("atteint", "send", "Envoyée"),
    "faite": Etat("atteint", ATTEINT, "Faite"),
    "rejetee": Etat("retard", OCTOGONE, "Adresse en échec"),
    "deposee": Etat("bonne-voie", SABLIER, "Déposée"),
    "examinee": Etat("bonne-voie", "card-checklist", "Examinée"),
    "gardee": Etat("atteint", ATTEINT, "Gardée"),
    "abandonnee": Etat("neutre", "slash-circle", "Abandonnée"),
    "renvoye": Etat("surveiller", "reply", "Renvoyé"),
    "illisible": Etat("retard", OCTOGONE, "Illisible"),
    "en_file": Etat("bonne-voie", SABLIER, "En file d’attente"),
    "en_cours": Etat("bonne-voie", SABLIER, "En cours"),
    "pret": Etat("atteint", ATTEINT, "Prêt"),
    "termine": Etat("atteint", ATTEINT, "Terminé"),
    "echec": Etat("retard", OCTOGONE, "Échec"),
    "arrete": Etat("neutre", "slash-circle", "Arrêté"),
    # people, eligibility, members
    "eligible": Etat("atteint", ATTEINT, "Éligible"),
    "non_eligible": Etat("retard", "slash-circle", "Non éligible"),
    "fenetre_fermee": Etat("retard", "slash-circle", "Fenêtre fermée"),
    "a_verifier": Etat("surveiller", TRIANGLE, "À vérifier"),
    "douteux": Etat("surveiller", TRIANGLE, "À vérifier"),
    "a_examiner": Etat("surveiller", TRIANGLE, "À examiner"),
    "piece_demandee": Etat("surveiller", "paperclip", "Pièce demandée"),
    "acceptee": Etat("atteint", ATTEINT, "Acceptée"),
    "retiree": Etat("neutre", "arrow-counterclockwise", "Retirée"),
    "a_voir": Etat("surveiller", TRIANGLE, "À voir"),
    "distincts": Etat("neutre", "people", "Deux personnes"),
    "reunis": Etat("atteint", ATTEINT, "Fiches réunies"),
    "expire": Etat("retard", OCTOGONE, "Expiré"),
    "actif": Etat("atteint", ATTEINT, "Actif"),
    "inactif": Etat("neutre", "dash-circle", "Inactif"),
    "invite": Etat("bonne-voie", "envelope", "Invité"),
}


def lire_etat(code: str) -> Etat:
    """Any spelling of a code (EN_RETARD, en-retard); an unknown one is shown, in neutral."""
    cle = str(code).lower().replace("-", "_").replace(" ", "_")
    return ETATS.get(cle) or Etat("neutre", "dash-circle", cle.replace("_", " ").capitalize())


@lru_cache(maxsize=512)
def dessiner_etat(code: str, libelle: str = "", plat: bool = False) -> SafeString:
    """The pill of a state, or the word alone with its icon (`plat`)."""
    etat = lire_etat(code)
    return format_html(
        '<span class="etat etat-{}{}">{}{}</span>',
        etat.ton,
        " etat-plat" if plat else "",
        dessiner_icone(etat.icone),
        libelle or etat.libelle,
    )
