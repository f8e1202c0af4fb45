"""Who works where, and how much: posts held by successive people, month after month.

Drawn from a fixed seed: the demonstration is the same everywhere, and loading it twice changes
nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

MOIS_CLOS = datetime.date(2026, 9, 30)  # validated up to here
MOIS_RECU = datetime.date(2026, 10, 31)  # received, waiting
PRENOMS_F = [
    "Nadège",
    "Mariam",
    "Lucie",
    "Inès",
    "Ewa",
    "Fatoumata",
    "Sonia",
    "Chloé",
    "Aïcha",
    "Mélanie",
    "Rosa",
    "Yasmine",
    "Carole",
    "Djamila",
    "Elena",
    "Sandrine",
]
PRENOMS_M = [
    "Karim",
    "Teddy",
    "Sofiane",
    "Ousmane",
    "Jérôme",
    "Idriss",
    "Mickaël",
    "Amadou",
    "Bruno",
    "Yannick",
    "Rachid",
    "Steven",
    "Moussa",
    "Florian",
    "Abdel",
    "Kévin",
    "Dragan",
    "Luis",
    "Pascal",
    "Samba",
    "Thierno",
    "Ludovic",
]
NOMS = [
    "Oudjani",
    "Sissoko",
    "Lacroix",
    "Pinchon",
    "Merabtine",
    "Abadie",
    "Traoral",
    "Kowalczek",
    "Vauquelin",
    "Coutard",
    "Benhamza",
    "Diaraby",
    "Fontanel",
    "Grosjan",
    "Haddouche",
    "Ilbert",
    "Jaulin",
    "Kantara",
    "Lemasson",
    "Mbayo",
    "Nguyer",
    "Ollivon",
    "Perrichon",
    "Quentric",
    "Rambaud",
    "Sylvard",
    "Tessonnier",
    "Urbanic",
    "Vasseure",
    "Wolfert",
    "Ximenas",
    "Yildirin",
    "Zerrouck",
    "Arnaudin",
    "Bourdac",
    "Cherifou",
    "Delaunoy",
    "Escoffre",
    "Ferrandi",
    "Gueyan",
]
COMMUNES = ["Villeneuve-la-Plaine", "Les Coteaux", "Porte-Sud", "Saint-Aubin-sur-Lorne", "Talus-le-Bas"]
CATEGORIES = [
    "B_DELD",
    "B_RSA",
    "B_RSA",
    "B_DELD",
    "B_JEUNE_NQ",
    "B_JEUNE_NQ",
    "B_DETLD",
    "B_SENIOR",
    "B_RQTH",
    "B_QPV",
    "B_INFRA3",
    "B_ELOIGNE",
    "B_JEUNE_SUIVI",
    "B_REFUGIE",
]
PAR_STRUCTURE = {
    "S-ETTI": ("MAD_ETTI", "MISSION_INSERTION", "A_ETTI"),
    "S-AI": ("MAD_AI", "CDD_USAGE", "A_AI"),
    "S-GEIQ": ("MAD_GEIQ", "PROFESSIONNALISATION", "A_GEIQ"),
    "S-ACI": ("ST_ACI", "CDDI", "A_ACI"),
    "S-ESAT": ("ST_ESAT", "SOUTIEN_ESAT", "A_ESAT"),
    "S-REGI": ("ST_EI", "CDDI", "A_REGIE"),
}


@dataclass
class Tirage:
    """What is being written, and the dice."""

    graine: int
    prefixe: str
    personnes: list[dict[str, Any]] = field(default_factory=list)
    contrats: list[dict[str, Any]] = field(default_factory=list)
    heures: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.de = Random(self.graine)  # noqa: S311  drawing names, not secrets


def mois_suivant(jour: datetime.date) -> datetime.date:
    return datetime.date(jour.year + jour.month // 12, jour.month % 12 + 1, 1)


def fin_de_mois(jour: datetime.date) -> datetime.date:
    return mois_suivant(jour) - datetime.timedelta(days=1)


def jours_ouvres(du: datetime.date, au: datetime.date) -> int:
    return sum((du + datetime.timedelta(days=n)).weekday() < 5 for n in range((au - du).days + 1))


def creer_personne(tirage: Tirage, debut: datetime.date, categorie: str, **faits: Any) -> str:
    """A new person, checked shortly before (or, sometimes, a little after) the contract starts."""
    de = tirage.de
    n = len(tirage.personnes)
    femme = faits.get("femme", de.random() < 0.27)
    prenom = (PRENOMS_F if femme else PRENOMS_M)[n % (len(PRENOMS_F) if femme else len(PRENOMS_M))]
    naissance = datetime.date(de.randint(1968, 2005), de.randint(1, 12), de.randint(1, 28))
    retard = faits.get("retard", -de.randint(3, 40))
    eligibilites = [
        {
            "categorie": categorie,
            "date_decision": str(debut + datetime.timedelta(days=retard)),
            "decision": "ACCEPTEE",
            "principale": True,
        }
    ]
    qpv = de.random() < 0.34
    if qpv and categorie != "B_QPV":
        eligibilites.append(eligibilites[0] | {"categorie": "B_QPV", "principale": False})
    ref = f"{tirage.prefixe}-B{n + 1:03d}"
    tirage.personnes.append(
        {
            "ref": ref,
            "nom": NOMS[(n * 7) % len(NOMS)],
            "prenom": prenom,
            "date_naissance": str(naissance),
            "sexe": "F" if femme else "M",
            "commune": de.choice(COMMUNES),
            "qpv": qpv,
            "niveau_formation": de.choice([2, 3, 3, 3, 4]),
            "eligibilites": [] if faits.get("sans_decision") else eligibilites,
        }
    )
    return ref


def signer(
    tirage: Tirage,
    personne: str,
    employeur: str,
    attribution: str,
    debut: datetime.date,
    fin: datetime.date | None,
    **faits: Any,
) -> str:
    modalite, type_contrat, _ = PAR_STRUCTURE.get(employeur, ("EMB", faits.get("type_contrat", "CDD_CHANTIER"), ""))
    ref = f"{tirage.prefixe}-C{len(tirage.contrats) + 1:03d}"
    tirage.contrats.append(
        {
            "ref": ref,
            "beneficiaire": personne,
            "employeur": employeur,
            "attribution": attribution,
            "modalite": modalite,
            "type_contrat": faits.get("type_contrat", type_contrat),
            "date_debut": str(debut),
            "date_fin": str(fin) if fin else None,
        }
    )
    return ref


def declarer(tirage: Tirage, contrat: str, du: datetime.date, au: datetime.date, heures: Decimal, **faits: Any) -> None:
    statut = faits.get("statut") or ("VALIDEE" if au <= MOIS_CLOS else "SOUMISE")
    tirage.heures.append(
        {
            "ref": f"{tirage.prefixe}-H{len(tirage.heures) + 1:05d}",
            "contrat": contrat,
            "du": str(du),
            "au": str(au),
            "nature": faits.get("nature", "TRAVAIL"),
            "heures": f"{heures:.2f}",
            "statut": statut,
        }
    )


def travailler(
    tirage: Tirage,
    contrat: str,
    debut: datetime.date,
    fin: datetime.date,
    quotite: float,
    dernier_mois: datetime.date = MOIS_RECU,
    formation: frozenset[int] = frozenset(),
) -> None:
    """A line a month; `formation`: months (1-12) spent at the training centre."""
    mois = debut.replace(day=1)
    while mois <= min(fin, dernier_mois):
        du, au = max(mois, debut), min(fin_de_mois(mois), fin)
        presence = 0.55 if mois.month == 8 else tirage.de.uniform(0.86, 1.0)
        heures = Decimal(round(jours_ouvres(du, au) * 7 * presence * quotite * 4)) / 4
        nature = "FORMATION_CONTRAT" if mois.month in formation else "TRAVAIL"
        declarer(tirage, contrat, du, au, heures, nature=nature)  # zero is a declaration too
        if heures > 0 and tirage.de.random() < 0.05:
            declarer(tirage, contrat, du, au, Decimal(tirage.de.choice([7, 14, 21])), nature="ABSENCE")
        mois = mois_suivant(mois)


def tenir_un_poste(
    tirage: Tirage,
    attribution: str,
    employeurs: list[str],
    debut: datetime.date,
    fin: datetime.date,
    quotite: float = 1.0,
    dernier_mois: datetime.date = MOIS_RECU,
    categories: list[str] | None = None,
) -> None:
    """Successive people on one post, from `debut` to `fin` of the works."""
    de = tirage.de
    jour = debut + datetime.timedelta(days=de.randint(0, 20))
    while jour < min(fin, MOIS_RECU):
        employeur = de.choice(employeurs)
        categorie = (
            PAR_STRUCTURE[employeur][2]
            if employeur in PAR_STRUCTURE and de.random() < 0.7
            else de.choice(categories or CATEGORIES)
        )
        arrivee = min(fin, jour + datetime.timedelta(days=de.randint(120, 400)))
        retard = de.choice([-20, -12, -30, -8, -15, -25, -5, -18, 9])
        personne = creer_personne(tirage, jour, categorie, retard=retard)
        contrat = signer(tirage, personne, employeur, attribution, jour, arrivee)
        travailler(tirage, contrat, jour, arrivee, quotite, dernier_mois)
        jour = arrivee + datetime.timedelta(days=de.randint(5, 45))
