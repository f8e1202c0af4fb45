"""Ways to break people down in the outputs of a year. A person takes one value a way: rows add up to the whole."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from beneficiaires.enums import Categorie, Modalite, MotifFin, TypeContrat
from suivi_heures.queries.participations import Participation
from suivi_heures.restitutions.familles import MODALITES, PUBLICS, famille, groupe
from suivi_heures.restitutions.repartir import AGES, QUARTIERS, SEXES, tranche_d_age

type Siennes = Sequence[Participation]  # the contracts of one person in the scope, the earliest first
NON_RENSEIGNE = "Non renseigné"
NIVEAUX = ("Sans diplôme ni CAP (infra 3)", "CAP, BEP (niveau 3)", "Baccalauréat (niveau 4)", "Supérieur (5 et plus)")
OUI_LONGUE_DUREE, NON_LONGUE_DUREE = "Demandeurs d’emploi de longue durée", "Autres situations"
TYPES_CONTRAT = ("CDI", "CDD", "Intérim", "Alternance", "Insertion (CDDI)", "Autre contrat")
EMPLOI, FORMATION, TERME, RUPTURE, EN_COURS = (
    "Embauche ailleurs",
    "Entrée en formation",
    "Contrat allé à son terme",
    "Autre fin avant le terme",
    "En contrat à la fin de la période",
)
SUITES = (EMPLOI, FORMATION, TERME, RUPTURE, EN_COURS)
NOUVELLES = ("Première fois dans une clause", "Déjà venues")
_INTERIM = {TypeContrat.MISSION_INTERIM, TypeContrat.MISSION_INSERTION}
_ALTERNANCE = {TypeContrat.APPRENTISSAGE, TypeContrat.PROFESSIONNALISATION}
_LONGUE_DUREE = {Categorie.B_DELD, Categorie.B_DETLD, Categorie.B_ELOIGNE}


@dataclass(frozen=True, slots=True)
class Axe:
    titre: str
    ordre: Sequence[str]
    lire: Callable[[Siennes, datetime.date], str]
    definition: str


def _niveau(siennes: Siennes, au: datetime.date) -> str:
    niveau = siennes[0].niveau
    if niveau is None:
        return NON_RENSEIGNE
    return NIVEAUX[0] if niveau < 3 else NIVEAUX[min(niveau, 5) - 2]


def _type_contrat(siennes: Siennes, au: datetime.date) -> str:
    code = siennes[-1].type_contrat
    if code in _INTERIM:
        return "Intérim"
    if code in _ALTERNANCE:
        return "Alternance"
    if code == TypeContrat.CDDI:
        return "Insertion (CDDI)"
    return next((nom for nom in ("CDI", "CDD") if code.startswith(nom)), "Autre contrat")


def _suite(siennes: Siennes, au: datetime.date) -> str:
    dernier = max(siennes, key=lambda p: (p.date_fin or datetime.date.max, p.contrat))
    if dernier.date_fin is None or dernier.date_fin > au:
        return EN_COURS
    return {MotifFin.EMPLOI: EMPLOI, MotifFin.FORMATION: FORMATION, MotifFin.CHANTIER: TERME, "": TERME}.get(
        dernier.motif_fin, RUPTURE
    )


SEXE = Axe("Sexe", tuple(SEXES.values()), lambda s, au: SEXES[s[0].sexe], "Sexe porté sur la fiche de la personne.")
AGE = Axe("Âge", AGES, lambda s, au: tranche_d_age(s[0].naissance, au), "Âge au dernier jour de la période.")
PUBLIC = Axe(
    "Public",
    PUBLICS,
    lambda s, au: famille(s[0].categories[0] if s[0].categories else None),
    "Catégorie principale acceptée, la plus ancienne à défaut, regroupée par famille.",
)
MODALITE = Axe(
    "Modalité",
    MODALITES,
    lambda s, au: groupe(max(s, key=lambda p: (p.heures, -p.contrat)).modalite or Modalite.EMB),
    "Employeur du contrat qui compte le plus d’heures de la période.",
)
QUARTIER = Axe(
    "Quartier prioritaire",
    QUARTIERS,
    lambda s, au: QUARTIERS[0 if s[0].qpv else 1],
    "Habitant d’un quartier prioritaire de la politique de la ville, selon la fiche ou une décision.",
)
NIVEAU = Axe("Niveau de formation", (*NIVEAUX, NON_RENSEIGNE), _niveau, "Niveau le plus élevé porté sur la fiche.")
LONGUE_DUREE = Axe(
    "Longue durée",
    (OUI_LONGUE_DUREE, NON_LONGUE_DUREE),
    lambda s, au: OUI_LONGUE_DUREE if _LONGUE_DUREE & set(s[0].categories) else NON_LONGUE_DUREE,
    "Une catégorie acceptée dit un an de chômage ou plus, qu’elle soit principale ou non.",
)
TYPE_CONTRAT = Axe("Type de contrat", TYPES_CONTRAT, _type_contrat, "Type du dernier contrat de la période.")
SUITE = Axe(
    "Suite du contrat", SUITES, _suite, "Fin du dernier contrat, telle qu’elle est saisie à la fin de la période."
)
NOUVEAUTE = Axe(
    "Première fois",
    NOUVELLES,
    lambda s, au: NOUVELLES[0 if s[0].est_nouvelle else 1],
    "Aucun contrat d’une clause suivie par ce guichet avant le 1er janvier.",
)
