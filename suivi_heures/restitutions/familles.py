"""How a report groups people and ways of working: few rows, nothing that points at somebody.

Some categories (justice, asylum, housing, childhood) never appear by their name outside the guichet.
"""

from __future__ import annotations

from beneficiaires.enums import Categorie, Modalite

LONGUE_DUREE = "Chômage de longue durée"
MINIMA = "Minima sociaux"
JEUNES = "Moins de 26 ans"
SENIORS = "50 ans et plus"
HANDICAP = "Handicap"
PARCOURS = "Parcours d’insertion"
AUTRES = "Autres publics"
PUBLICS = (LONGUE_DUREE, MINIMA, JEUNES, SENIORS, HANDICAP, PARCOURS, AUTRES)

FAMILLES: dict[str, str] = {
    **dict.fromkeys((Categorie.B_DELD, Categorie.B_DETLD, Categorie.B_ELOIGNE), LONGUE_DUREE),
    **dict.fromkeys((Categorie.B_RSA, Categorie.B_ASS, Categorie.B_AUTRE_MIN), MINIMA),
    **dict.fromkeys((Categorie.B_JEUNE_NQ, Categorie.B_JEUNE_EXP, Categorie.B_JEUNE_SUIVI), JEUNES),
    Categorie.B_SENIOR: SENIORS,
    **dict.fromkeys(
        (
            Categorie.B_RQTH,
            Categorie.B_BOETH,
            Categorie.B_AAH,
            Categorie.B_INVAL,
            Categorie.A_EA,
            Categorie.A_EATT,
            Categorie.A_ESAT,
        ),
        HANDICAP,
    ),
    **dict.fromkeys(
        (
            Categorie.A_AI,
            Categorie.A_ETTI,
            Categorie.A_EI,
            Categorie.A_ACI,
            Categorie.A_EITI,
            Categorie.A_REGIE,
            Categorie.A_GEIQ,
            Categorie.A_EPIDE,
            Categorie.A_E2C,
            Categorie.B_PLIE,
            Categorie.B_PEC,
        ),
        PARCOURS,
    ),
}

EMBAUCHE = "Embauche directe"
EI_ACI = "EI, ACI"
ADAPTE = "EA, EATT, ESAT"
FORMATION = "Formation, stage"
MODALITES = (EMBAUCHE, "ETTI", "ETT", "GEIQ", "AI", EI_ACI, ADAPTE, FORMATION)

GROUPES: dict[str, str] = {
    Modalite.EMB: EMBAUCHE,
    Modalite.MAD_ETTI: "ETTI",
    Modalite.MAD_ETT: "ETT",
    Modalite.MAD_GEIQ: "GEIQ",
    Modalite.MAD_AI: "AI",
    **dict.fromkeys((Modalite.ST_EI, Modalite.ST_ACI, Modalite.COT_EI, Modalite.COT_ACI), EI_ACI),
    **dict.fromkeys(
        (
            Modalite.MAD_EATT,
            Modalite.MAD_EA,
            Modalite.ST_EA,
            Modalite.ST_ESAT,
            Modalite.COT_EA,
            Modalite.COT_ESAT,
        ),
        ADAPTE,
    ),
    **dict.fromkeys((Modalite.FORM, Modalite.STAGE), FORMATION),
}


def famille(categorie: str | None) -> str:
    return FAMILLES.get(categorie or "", AUTRES)


def groupe(modalite: str) -> str:
    return GROUPES.get(modalite, EMBAUCHE)
