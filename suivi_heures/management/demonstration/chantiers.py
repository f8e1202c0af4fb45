"""What the two guichets follow: buyers, companies, contracts, lots. All names are invented."""

from __future__ import annotations

from typing import Any

COTEAUX = {"code": "coteaux", "nom": "Maison de l’emploi des Coteaux de Lorne", "type": "MAISON_EMPLOI"}
AUBANCE = {"code": "aubance", "nom": "PLIE du Pays d’Aubance", "type": "PLIE"}

REGLES = [
    {"code": "GENERALE", "date_effet": "2022-01-01"},
    {"code": "GENERALE", "date_effet": "2026-01-01", "regularisation_jours": 15},
    {"code": "PROPRETE", "date_effet": "2022-01-01", "plafond_mensuel": "130", "portee": "EMPLOYEUR"},
    {
        "code": "RENOUVELLEMENT",
        "date_effet": "2023-01-01",
        "point_depart": "DECISION",
        "bonifications": [{"code": "FEMMES_CHANTIER", "condition": "FEMME", "coefficient": "1.2"}],
        "bonification_plafond_pct": "10",
    },
]

MAITRES_OUVRAGE = [
    ("MO-TRAM", "Autorité des transports du Grand Sud", "GRAND_OPERATEUR"),
    ("MO-DEP", "Département du Val-de-Lorne", "DEPARTEMENT"),
    ("MO-VILLE", "Ville de Villeneuve-la-Plaine", "COMMUNE"),
    ("MO-HAB", "Coteaux Habitat", "BAILLEUR"),
    ("MO-SPL", "SPL Rives de Lorne", "SEM_SPL"),
]
ENTREPRISES = [
    ("E-VALL", "Vallorin Travaux publics", ["VTP", "Vallorin"]),
    ("E-EMEL", "Émeline Voirie", ["EMV"]),
    ("E-PAVE", "Paveurs de la Plaine", ["PDP"]),
    ("E-ROCA", "Rocade Sud Infrastructures", ["RSI"]),
    ("E-LEFR", "Lefranc-Morin Chaussées", ["LMC"]),
    ("E-BATI", "Bâtir & Rénover du Val", ["B&R"]),
    ("E-CREP", "Crépis Contemporains", []),
    ("E-NETT", "Nettoliane Services", ["Nettoliane"]),
    ("E-TABL", "Table du Marché Traiteur", []),
    ("E-SEVE", "Racines & Sève Paysage", ["R&S"]),
    ("E-CHAR", "Charpentes Delorme", []),
]
STRUCTURES = [
    ("S-ETTI", "Passerelle Intérim", "ETTI"),
    ("S-GEIQ", "GEIQ Travaux publics de Lorne", "GEIQ"),
    ("S-AI", "Association Coup d’Épaule", "AI"),
    ("S-ACI", "Les Jardins du Talus", "ACI"),
    ("S-ESAT", "ESAT Les Trois Saules", "ESAT"),
]


def _lot(
    ref: str, objet: str, heures: str, *attributions: tuple[str, str, str, str | None], **plus: Any
) -> dict[str, Any]:
    """`attributions`: (ref, company, role, hours it takes on)."""
    return {
        "ref": ref,
        "objet": objet,
        "engagements": [{"date": plus.pop("date"), "source": "INITIAL", "heures": heures}, *plus.pop("suite", [])],
        "attributions": [
            {"ref": a, "entreprise": e, "role": r} | ({"heures_affectees": h} if h else {})
            for a, e, r, h in attributions
        ],
        **plus,
    }


def _marche(ref: str, objet: str, acheteur: str, debut: str, fin: str, lots: list[dict[str, Any]], **plus: Any) -> Any:
    return {
        "ref": ref,
        "objet": objet,
        "maitre_ouvrage": acheteur,
        "types_clause": ["EXEC"],
        "regle": "GENERALE",
        "date_debut": debut,
        "date_fin": fin,
        "lots": lots,
    } | plus


def tramway() -> dict[str, Any]:
    """The large one: 131,000 h on one operation, five companies, one ETTI, a cohort in alternation."""
    d = "2024-09-02"
    lots = [
        _lot(
            "1",
            "Voirie et réseaux, secteur Porte Sud",
            "52000.00",
            ("T-1A", "E-VALL", "MANDATAIRE", "36000.00"),
            ("T-1B", "E-EMEL", "COTRAITANT", "20000.00"),
            date=d,
            reperes=["T9 lot 1", "Tram Porte Sud"],
            suite=[
                {
                    "date": "2025-06-16",
                    "source": "AVENANT",
                    "heures": "4000.00",
                    "motif": "Avenant n° 2, prolongement de la plateforme",
                }
            ],
        ),
        _lot(
            "2", "Pavages et bordures", "23000.00", ("T-2", "E-PAVE", "TITULAIRE", None), date=d, reperes=["T9 lot 2"]
        ),
        _lot(
            "3",
            "Plateforme, secteur Coteaux",
            "29000.00",
            ("T-3", "E-ROCA", "TITULAIRE", None),
            date=d,
            reperes=["T9 lot 3"],
        ),
        _lot(
            "4",
            "Chaussées, secteur Aérodrome",
            "17000.00",
            ("T-4", "E-LEFR", "TITULAIRE", None),
            date=d,
            reperes=["T9 lot 4"],
            suite=[
                {
                    "date": "2026-02-02",
                    "source": "TRANCHE",
                    "heures": "6000.00",
                    "motif": "Tranche optionnelle 1 affermie",
                }
            ],
        ),
    ]
    return _marche(
        "2024-T9-INF",
        "Tramway T9 Porte Sud – Aérodrome, infrastructures",
        "MO-TRAM",
        d,
        "2027-06-30",
        lots,
        operation="OP-T9",
        montant_ht="148500000.00",
        penalite={"type": "EUR_HEURE", "valeur": "60.00"},
    )


def autres_marches() -> list[dict[str, Any]]:
    """Smaller contracts in every state: reached, on the way, to watch, late."""
    return [
        _marche(
            "2025-HAB-07",
            "Réhabilitation de la cité du Vieux Moulin, 312 logements",
            "MO-HAB",
            "2025-03-03",
            "2027-11-30",
            [
                _lot("1", "Gros œuvre", "14500.00", ("H-1", "E-BATI", "TITULAIRE", None), date="2025-03-03"),
                _lot("2", "Ravalement", "8000.00", ("H-2", "E-CREP", "TITULAIRE", None), date="2025-03-03"),
            ],
            regle="RENOUVELLEMENT",
            types_clause=["EXEC", "ANRU"],
            montant_ht="31200000.00",
        ),
        _marche(
            "2026-VIL-02",
            "Extension de la crèche des Libellules",
            "MO-VILLE",
            "2026-01-12",
            "2027-01-29",
            [_lot("1", "Enduits et façades", "1150.00", ("V-1", "E-CREP", "TITULAIRE", None), date="2026-01-12")],
            penalite={"type": "MULTIPLE_SMIC", "valeur": "2"},
        ),
        _marche(
            "2025-DEP-11",
            "Entretien des voiries départementales, secteur Est",
            "MO-DEP",
            "2025-09-01",
            "2027-08-31",
            [
                _lot(
                    "1",
                    "Entretien et réparations",
                    "9600.00",
                    ("D-1", "E-LEFR", "TITULAIRE", None),
                    date="2025-09-01",
                    suite=[
                        {
                            "date": "2026-03-02",
                            "source": "BON_COMMANDE",
                            "heures": "1200.00",
                            "motif": "Bon de commande n° 4",
                        }
                    ],
                )
            ],
        ),
        _marche(
            "2025-SPL-03",
            "ZAC du Quai aux Blés, espaces publics",
            "MO-SPL",
            "2025-05-05",
            "2027-09-30",
            [
                _lot(
                    "1",
                    "Voirie et réseaux divers",
                    "12200.00",
                    ("Z-1", "E-EMEL", "TITULAIRE", None),
                    date="2025-05-05",
                ),
                _lot(
                    "2",
                    "Plantations",
                    "6000.00",
                    ("Z-2", "E-SEVE", "TITULAIRE", None),
                    ("Z-2S", "S-ACI", "SOUS_TRAITANT", "2500.00"),
                    date="2025-05-05",
                ),
            ],
        ),
        _marche(
            "2025-DEP-14",
            "Nettoyage des collèges 2025–2028",
            "MO-DEP",
            "2025-08-01",
            "2028-07-31",
            [_lot("1", "Nettoyage courant", "7500.00", ("N-1", "E-NETT", "TITULAIRE", None), date="2025-08-01")],
            regle="PROPRETE",
            categories_admises=["B_DELD", "B_DETLD", "B_RSA", "B_ASS", "B_RQTH", "B_SENIOR", "A_AI", "A_ETTI"],
        ),
        _marche(
            "2025-SYN-01",
            "Restauration collective, cuisine centrale",
            "MO-VILLE",
            "2025-01-06",
            "2027-12-31",
            [
                _lot(
                    "1",
                    "Préparation et service",
                    "4200.00",
                    ("R-1", "E-TABL", "TITULAIRE", None),
                    date="2025-01-06",
                )
            ],
        ),
        _marche(
            "2024-DEP-21",
            "Collège des Aubépines, reconstruction",
            "MO-DEP",
            "2024-01-15",
            "2026-12-18",
            [
                _lot("1", "Gros œuvre", "4600.00", ("C-1", "E-BATI", "TITULAIRE", None), date="2024-01-15"),
                _lot(
                    "2", "Charpente et couverture", "1800.00", ("C-2", "E-CHAR", "TITULAIRE", None), date="2024-01-15"
                ),
            ],
        ),
        _marche(
            "2025-VIL-09",
            "Gymnase des Coteaux, construction",
            "MO-VILLE",
            "2025-02-03",
            "2026-12-11",
            [
                _lot(
                    "1",
                    "Tous corps d’état",
                    "3300.00",
                    ("G-1", "E-BATI", "TITULAIRE", None),
                    ("G-1S", "S-ESAT", "SOUS_TRAITANT", "400.00"),
                    date="2025-02-03",
                )
            ],
        ),
        _marche(
            "2026-DEP-05",
            "Parc des Coteaux, aménagement paysager",
            "MO-DEP",
            "2026-03-02",
            "2027-04-30",
            [
                _lot(
                    "1",
                    "Aménagement paysager",
                    "5200.00",
                    ("P-1", "E-SEVE", "TITULAIRE", None),
                    date="2026-03-02",
                    suite=[
                        {
                            "date": "2026-07-06",
                            "source": "SUSPENSION",
                            "heures": "-600.00",
                            "motif": "Arrêt de chantier de juillet, décision de l’acheteur",
                        }
                    ],
                )
            ],
        ),
    ]


def marches_aubance() -> list[dict[str, Any]]:
    return [
        _marche(
            "26-001",
            "Voirie communale 2026",
            "MO-AUB",
            "2026-02-02",
            "2027-01-31",
            [_lot("1", "Terrassement et enrobés", "1800.00", ("AU-1", "E-GRAV", "TITULAIRE", None), date="2026-02-02")],
            regle="PLIE",
        ),
        _marche(
            "25-014",
            "Groupe scolaire du Bief",
            "MO-AUB",
            "2025-09-01",
            "2027-06-30",
            [
                _lot("3", "Menuiseries", "900.00", ("AU-2", "E-MENU", "TITULAIRE", None), date="2025-09-01"),
                _lot("7", "Nettoyage de chantier", "350.00", ("AU-3", "S-REGI", "TITULAIRE", None), date="2025-09-01"),
            ],
            regle="PLIE",
        ),
    ]
