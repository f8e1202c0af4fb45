"""Variables of a clause and their values; substitution of known names only, nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from marches.models import ModeleClause

VARIABLE = re.compile(r"\{([^{}\n]{1,60})\}")

# name → what it becomes; the order is the one of the screen
VARIABLES: dict[str, str] = {
    "acheteur": "Nom de l’acheteur",
    "objet": "Objet de la consultation",
    "duree": "Durée du marché",
    "lots_et_heures": "Une ligne par lot : numéro, objet, heures",
    "heures_total": "Total des heures de la consultation",
    "equivalent": "Le même total en personnes et en mois",
    "calcul": "Méthode et chiffres du calibrage, lot par lot",
    "publics": "Publics admis",
    "frequence": "Fréquence des relevés d’heures",
    "delai_releve": "Délai de remise du relevé, en jours",
    "delai_demande": "Délai de vérification avant l’embauche, en jours",
    "penalite": "Pénalité par heure non faite",
    "delai_mise_en_demeure": "Délai laissé par la mise en demeure, en jours",
    "guichet": "Nom du guichet",
    "contact": "Courriel et téléphone du guichet",
    "facilitateur": "Nom du facilitateur",
}

PROPOSE_CODE, PROPOSE_NOM = "EXECUTION", "Clause d’exécution"
PROPOSE_TEXTE = """\
ARTICLE … – ACTION D’INSERTION SOCIALE ET PROFESSIONNELLE

1. Objet
{acheteur} fait de l’insertion une condition d’exécution du marché « {objet} », en application de l’article L. 2112-2 \
du code de la commande publique. Le titulaire réserve des heures de travail à des personnes éloignées de l’emploi. \
Cette condition n’entre pas dans la note des offres ; une offre qui l’écarte est irrégulière.

2. Volume
{lots_et_heures}
Total : {heures_total}, soit {equivalent}.
Ces volumes sont des minimums, pour toute la durée du marché ({duree}). Un avenant qui change le montant ou la durée \
peut les réviser.
{calcul}

3. Publics
Peuvent être employés à ce titre : {publics}.
Le titulaire fait vérifier chaque situation par le facilitateur au moins {delai_demande} jours avant l’embauche. Une \
heure faite par une personne non vérifiée ne compte pas.

4. Moyens
Le titulaire choisit : embauche directe, mise à disposition par une structure d’insertion, un groupement d’employeurs \
ou une entreprise de travail temporaire, sous-traitance ou cotraitance avec une structure d’insertion ou du secteur \
adapté. Ces moyens se combinent. Avec l’accord du facilitateur, des heures de plusieurs lots ou marchés peuvent être \
réunies pour construire de vrais parcours.

5. Accompagnement
{guichet} accompagne gratuitement le titulaire : choix des moyens, recherche de candidats, vérification des publics, \
suivi des heures.
Facilitateur : {facilitateur} – {contact}.

6. Suivi
Le titulaire remet son relevé d’heures {frequence}, au plus tard {delai_releve} jours après la période : personnes \
employées, contrats, heures faites, embauches à l’issue. L’absence de relevé vaut absence d’heures jusqu’à sa remise. \
Toute difficulté est signalée sans attendre à l’acheteur et au facilitateur, pour que les heures soient adaptées, \
reportées ou, si l’entreprise prouve l’impossibilité, suspendues.

7. Pénalités
Après mise en demeure restée sans effet pendant {delai_mise_en_demeure} jours, et après avoir entendu le titulaire : \
{penalite}. La pénalité n’est pas due pour les heures que le titulaire prouve n’avoir pu faire malgré ses efforts.

8. Données personnelles
L’entreprise et {guichet} traitent chacun pour leur compte les données des personnes employées, pour la seule \
vérification de leur situation et le décompte des heures. Aucun numéro de sécurité sociale n’est demandé. L’acheteur \
ne reçoit que des totaux. Les personnes en sont informées à l’embauche et exercent leurs droits auprès de {contact}.
"""


@dataclass(frozen=True)
class Modele:
    """The version of a model that holds: the guichet’s, or the one proposed until it writes its own."""

    code: str
    nom: str
    rang: int
    texte: str
    est_propose: bool = False


PROPOSE = Modele(PROPOSE_CODE, PROPOSE_NOM, 0, PROPOSE_TEXTE, est_propose=True)


def modeles_en_vigueur() -> dict[str, Modele]:
    """By code: the last version of each, the proposed one first. One query."""
    siens = ModeleClause.objects.order_by("code", "-rang").distinct("code")
    lus = {PROPOSE.code: PROPOSE} | {m.code: Modele(m.code, m.nom, m.rang, m.texte) for m in siens}
    retires = {m.code for m in siens if m.est_retire}
    return {code: modele for code, modele in lus.items() if code not in retires}


def variables_inconnues(texte: str) -> list[tuple[str, str]]:
    """Names between braces that mean nothing, each with the closest known one (or nothing)."""
    inconnues = dict.fromkeys(nom for nom in VARIABLE.findall(texte) if nom not in VARIABLES)
    return [(nom, next(iter(get_close_matches(nom, VARIABLES, 1, 0.5)), "")) for nom in inconnues]


def remplir(texte: str, valeurs: Mapping[str, str]) -> str:
    """Known names are replaced once; a value that contains braces is not read again."""
    return VARIABLE.sub(lambda trouve: valeurs.get(trouve[1], trouve[0]), texte)
