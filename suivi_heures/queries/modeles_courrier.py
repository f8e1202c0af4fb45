"""Wording of letters: defaults, variables, and a substitution that does nothing else.

`{entreprise}` is replaced by its value, once: a value that itself holds braces, tags or code stays what it is,
letter for letter. Nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from suivi_heures.enums import TypeCourrier
from suivi_heures.models import ModeleCourrier

VARIABLE = re.compile(r"\{([a-z_]+)\}")
COMMUNES = {
    "guichet": "nom du guichet",
    "guichet_telephone": "téléphone du guichet",
    "guichet_courriel": "adresse du guichet",
    "facilitateur": "qui suit le marché, ou qui écrit",
    "date": "date du jour",
    "entreprise": "nom de l’entreprise",
}
DES_RELANCES = {
    "contact": "nom du contact",
    "mois_attendus": "mois non déclarés",
    "echeance": "échéance du plus ancien",
    "jours_retard": "jours depuis cette échéance",
    "marches": "marchés concernés",
    "lien": "adresse de l’espace de l’entreprise",
}
DU_DOSSIER = {
    "acheteur": "nom de l’acheteur",
    "marche": "objet et référence du marché",
    "lot": "numéro et objet du lot",
    "objet_dossier": "objet du dossier",
    "heures_dues": "heures dues sur le lot",
    "heures_faites": "heures validées",
    "couverture": "déclarations reçues sur attendues",
    "exposition": "pénalité calculée ce jour",
    "article": "article du marché",
    "demarches": "démarches notées, en nombres",
    "avis": "sens de l’avis",
    "raisons": "raisons de l’avis",
}
DE_L_ATTESTATION = {
    "acheteur": "nom de l’acheteur",
    "marche": "objet et référence du marché",
    "periode": "dates du marché",
    "heures_dues": "heures dues",
    "heures_faites": "heures validées",
    "taux": "taux de réalisation",
    "couverture": "déclarations reçues sur attendues",
    "personnes": "nombre de personnes",
    "numero": "numéro de l’attestation",
}
# no company in it: the letter goes to a person
DE_LA_CONVOCATION = {nom: sens for nom, sens in COMMUNES.items() if nom != "entreprise"} | {
    "personne": "prénom et nom de la personne",
    "action": "nom de l’action",
    "type_action": "type de l’action",
    "seances": "jours, heures et lieux des séances",
    "lieu": "lieu de l’action",
    "metier": "métier de l’action",
}
VARIABLES: dict[str, dict[str, str]] = {
    TypeCourrier.RELANCE_1: COMMUNES | DES_RELANCES,
    TypeCourrier.RELANCE_2: COMMUNES | DES_RELANCES,
    TypeCourrier.RELANCE_LIBRE: COMMUNES | DES_RELANCES,
    TypeCourrier.COPIE_ACHETEUR: COMMUNES | DES_RELANCES | {"appel": "ce qui a été dit au téléphone"},
    TypeCourrier.DEMANDE_MISE_EN_DEMEURE: COMMUNES | DU_DOSSIER,
    TypeCourrier.AVIS: COMMUNES | DU_DOSSIER,
    TypeCourrier.ATTESTATION: COMMUNES | DE_L_ATTESTATION,
    TypeCourrier.CONVOCATION: DE_LA_CONVOCATION,
}
_FIN = "\n\nBien cordialement,\n{facilitateur}\n{guichet}\n{guichet_telephone}"
DEFAUTS: dict[str, tuple[str, str]] = {
    TypeCourrier.RELANCE_1: (
        "{entreprise}\u00a0: heures d’insertion attendues",
        "Bonjour {contact},\n\nNous n’avons pas encore reçu vos heures d’insertion\u00a0: {mois_attendus}."
        " Elles étaient attendues le {echeance} pour\u00a0: {marches}.\n\nLe modèle déjà rempli et"
        " la saisie en ligne vous"
        " attendent ici\u00a0: {lien}\nSi personne n’a travaillé, un bouton suffit pour le dire." + _FIN,
    ),
    TypeCourrier.RELANCE_2: (
        "{entreprise}\u00a0: deuxième relance, heures d’insertion",
        "Bonjour {contact},\n\nMalgré notre premier message, ces mois restent sans"
        " déclaration\u00a0: {mois_attendus}."
        " Le plus ancien a {jours_retard} jours de retard. Marchés\u00a0: {marches}.\n\nSans"
        " réponse, nous vous appellerons"
        " et en informerons l’acheteur, comme le marché le prévoit.\n\nDéclarer ici\u00a0:"
        " {lien}\nUne difficulté\u202f?"
        " Signalez-la au même endroit\u00a0: nous chercherons une solution avec vous." + _FIN,
    ),
    TypeCourrier.RELANCE_LIBRE: (
        "{entreprise}\u00a0: heures d’insertion attendues",
        "Bonjour {contact},\n\nCes mois restent à déclarer\u00a0: {mois_attendus}. Marchés\u00a0: {marches}.\n\n"
        "Déclarer ici\u00a0: {lien}" + _FIN,
    ),
    TypeCourrier.COPIE_ACHETEUR: (
        "{entreprise}\u00a0: déclarations d’insertion absentes",
        "Bonjour,\n\n{entreprise} n’a pas déclaré ses heures d’insertion\u00a0: {mois_attendus}."
        " Marchés\u00a0: {marches}."
        "\nDeux relances sont restées sans réponse. Nous avons appelé ce jour\u00a0: {appel}\n\nSans"
        " déclaration de sa part,"
        " nous vous proposerons une mise en demeure." + _FIN,
    ),
    TypeCourrier.DEMANDE_MISE_EN_DEMEURE: (
        "Demande de mise en demeure\u00a0: {entreprise}",
        "Madame, Monsieur,\n\n{entreprise} est titulaire du {lot} du marché {marche}. L’obligation"
        " d’insertion y est de"
        " {heures_dues}\u202f; à ce jour, {heures_faites} sont validées"
        " ({couverture}).\n\nObjet\u00a0: {objet_dossier}.\n"
        "Démarches du guichet\u00a0: {demarches}.\n\nNous vous proposons de mettre l’entreprise en"
        " demeure de remplir son"
        " obligation ({article}). Le manque représenterait {exposition} ce jour\u202f; ce calcul"
        " n’est pas une décision,"
        " elle vous appartient." + _FIN,
    ),
    TypeCourrier.AVIS: (
        "Avis du facilitateur\u00a0: {entreprise}",
        "Madame, Monsieur,\n\nMarché {marche}, {lot}, titulaire {entreprise}.\nObjet\u00a0: {objet_dossier}.\n\n"
        "Avis\u00a0: {avis}.\n{raisons}\n\nHeures validées\u00a0: {heures_faites} sur {heures_dues} ({couverture})."
        " Démarches notées\u00a0: {demarches}. Exposition calculée\u00a0: {exposition}.\n\nLa"
        " décision vous appartient." + _FIN,
    ),
    TypeCourrier.ATTESTATION: (
        "Attestation de fin de clause d’insertion",
        "{guichet} atteste que {entreprise} a, au titre de la clause sociale d’insertion du marché"
        " {marche} ({acheteur}),"
        " {periode}, fait réaliser {heures_faites} d’insertion pour {heures_dues} dues, soit {taux}.\n\n"
        "Personnes employées\u00a0: {personnes}. Couverture\u00a0: {couverture}.\n\nFait le {date}.",
    ),
    TypeCourrier.CONVOCATION: (
        "Invitation\u00a0: {action}",
        "Bonjour {personne},\n\nNous vous attendons à\u00a0: {action}.\n{seances}\n\nCette rencontre est une étape de"
        " votre parcours vers l’emploi. Si vous ne pouvez pas venir, prévenez-nous\u00a0: nous chercherons une autre"
        " date avec vous." + _FIN,
    ),
}


@dataclass(frozen=True)
class Modele:
    """The wording in force. `par_nom` empty: the product's own."""

    type: str
    objet: str
    corps: str
    par_nom: str = ""

    @property
    def libelle(self) -> str:
        return str(TypeCourrier(self.type).label)


def lire_modeles() -> dict[str, Modele]:
    """The last version of each. One query."""
    modeles = {t: Modele(t, *DEFAUTS[t]) for t in TypeCourrier.values}
    for m in ModeleCourrier.objects.order_by("saisi_a", "pk"):
        modeles[m.type] = Modele(m.type, m.objet, m.corps, m.par_nom)
    return modeles


def remplir(texte: str, valeurs: Mapping[str, str]) -> str:
    """Known variables by their values; anything else is left as it is written."""
    return VARIABLE.sub(lambda trouve: valeurs.get(trouve[1], trouve[0]), texte)


def variables_inconnues(type_courrier: str, texte: str) -> list[str]:
    permises = VARIABLES[type_courrier]
    return sorted({nom for nom in VARIABLE.findall(texte) if nom not in permises})


def composer(modele: Modele, valeurs: Mapping[str, str]) -> tuple[str, str]:
    """Subject on one line, and body."""
    return en_une_ligne(remplir(modele.objet, valeurs))[:400], remplir(modele.corps, valeurs)


def en_une_ligne(texte: str) -> str:
    """No line break may enter a subject; no-break spaces stay."""
    return re.sub(r"[ \t\r\n\v\f\u2028\u2029\x85]+", " ", texte).strip(" ")


def exemples(type_courrier: str) -> dict[str, str]:
    """Values for a preview, when nothing real is at hand: each variable named."""
    return {nom: f"[{sens}]" for nom, sens in VARIABLES[type_courrier].items()}
