"""Invented figures of the style guide."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator

from clauses_app.interface.formats import arrondir, formater_heures
from clauses_app.interface.formulaires import ChampDate, ChampHeures, FormulaireAncrage
from clauses_app.interface.graphiques import (
    ETROIT,
    LARGE,
    ContratFrise,
    PointCourbe,
    Projection,
    calculer_barre,
    calculer_barre_avancement,
    calculer_courbe,
    calculer_frise,
    calculer_jauge,
)
from clauses_app.interface.grille import Case, creer_case

UN_JOUR = timedelta(days=1)
DU = Decimal(131_000)
VALIDES = [700, 1400, 2100, 3701, 5650, 7900, 10837, 13800, 16400, 20671, 24930, 27190, 32333, 37480, 42620, 47156]
VALIDES += [52700, 59100, 64649, 70200, 75150, 80708, 86800, 90050, 96206, 96312]
COULEURS = (
    ("accent-900", "#35122f", "16,4:1 sur blanc"),
    ("accent", "#5b2350", "11,7:1 sur blanc"),
    ("accent-500", "#8c5482", "5,7:1 sur blanc"),
    ("accent-300", "#c9a6c2", "2,2:1 sur blanc"),
    ("accent-100", "#ebdde8", "1,3:1 sur blanc"),
    ("accent-50", "#f6eff4", "1,1:1 sur blanc"),
    ("gris-900", "#2a2521", "15,2:1 sur blanc"),
    ("gris-600", "#5e574f", "7,1:1 sur blanc"),
    ("gris-400", "#8a8177", "3,8:1 sur blanc"),
    ("gris-300", "#cfc8bd", "1,7:1 sur blanc"),
    ("gris-200", "#e6e1d9", "1,3:1 sur blanc"),
    ("gris-50", "#faf8f5", "1,1:1 sur blanc"),
)
NOUVELLES = ("Paveurs de Montrouge", "Valentin", "Eurovia-Massy", "Bâtir & Rénover")

AFFAIRES: list[dict[str, Any]] = [
    {
        "ton": "accent",
        "icone": "file-earmark-spreadsheet",
        "titre": "Valentin, relevé d’octobre : 1\u202f214\u202fh",
        "detail": "Tramway T9, lot 1. Reçu le 12/11. 35\u202fh ne compteront pas.",
        "adresse": "#s-affaires",
        "action": "Examiner",
        "propose": True,
    },
    {
        "ton": "retard",
        "icone": "building",
        "titre": "Crépis Modernes : aucun relevé depuis 41 jours",
        "detail": "Crèche Les Libellules. Trois relances sans réponse.",
        "adresse": "#s-affaires",
        "action": "Préparer la mise en demeure",
    },
]
FAITS: list[dict[str, Any]] = [
    {"icone": "calendar3", "titre": "Comité de suivi T9", "quand": "prévu le 24/11/2026 à 10\u202fh", "vide": True},
    {"icone": "check-lg", "ton": "atteint", "texte": "Idriss Vasseur a validé 148\u202fh", "quand": "aujourd’hui"},
]
ETAPES: list[dict[str, Any]] = [
    {"nom": "Fichier", "adresse": "#s-etapes", "faite": True},
    {"nom": "Colonnes reconnues", "adresse": "#s-etapes", "courante": True},
    {"nom": "Lignes à corriger"},
    {"nom": "Résumé"},
]
ONGLETS: list[dict[str, Any]] = [
    {"libelle": "Vue d’ensemble", "adresse": "#s-etapes", "courant": True},
    {"libelle": "Lots et titulaires", "adresse": "#s-etapes", "compte": 6},
    {"libelle": "Heures", "adresse": "#s-etapes"},
]
SEGMENTS: list[dict[str, Any]] = [
    {"libelle": "Toutes", "adresse": "?", "compte": 15, "courant": True},
    {"libelle": "Relevés", "adresse": "?", "compte": 6},
]
REGLES: list[dict[str, Any]] = [
    {
        "resultat": "ko",
        "titre": "Hors de la fenêtre de 24 mois.",
        "texte": "Close le 23/10/2026.",
        "source": "CCAP, article\u00a09.3",
    },
    {"resultat": "ok", "texte": "Public éligible : DELD, attestation du 21/10/2024"},
    {"resultat": "at", "texte": "9 éligibilités se terminent avant le 31/01/2027."},
]
CALCUL: list[dict[str, Any]] = [
    {"libelle": "Saisi, 22 jours de 7\u202fh", "valeur": formater_heures(154)},
    {"libelle": "Compté, 17 jours", "valeur": formater_heures(119)},
    {"libelle": "Non compté, 5 jours", "valeur": formater_heures(35), "ton": "retard"},
]
INDICATEURS: list[dict[str, Any]] = [
    {"libelle": "Marchés suivis", "valeur": "24", "note": "2 en retard, 5 à surveiller"},
    {
        "libelle": "Heures validées",
        "valeur": formater_heures(171_846),
        "note": "65,4\u202f% des 262\u202f900\u202fh dues",
        "barre": calculer_barre(cle="ind", fait=Decimal(171_846), tout=Decimal(262_900), attente=Decimal(8_214)),
    },
    {"libelle": "En attente de validation", "valeur": formater_heures(8_214), "note": "dans 19 relevés"},
    {"libelle": "Projection à l’échéance", "valeur": formater_heures(252_100)},
    {"libelle": "Personnes en contrat", "valeur": "187", "note": "dont 71 femmes"},
]


class FormulaireExemple(FormulaireAncrage):
    siret = forms.CharField(label="SIRET de l’employeur", help_text="14 chiffres, espaces acceptés")
    modalite = forms.ChoiceField(
        label="Modalité", choices=[("directe", "Embauche directe"), ("etti", "Mise à disposition, ETTI")]
    )
    debut = ChampDate(label="Début du contrat")
    fin = ChampDate(label="Fin du contrat", required=False)
    heures = ChampHeures(label="Heures prévues", required=False, minimum=0)
    criteres = forms.MultipleChoiceField(
        label="Critères d’éligibilité",
        choices=[("deld", "DELD"), ("rsa", "RSA"), ("qpv", "QPV"), ("iae", "IAE")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    releve = forms.BooleanField(label="Relevé signé par les deux parties", required=False)
    note = forms.CharField(label="Observation", widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean_siret(self) -> str:
        siret = "".join(self.cleaned_data["siret"].split())
        if len(siret) != 14:
            raise forms.ValidationError("Il manque un chiffre : 13 saisis sur 14.")
        return siret

    def clean(self) -> None:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("debut") and donnees.get("fin") and donnees["fin"] < donnees["debut"]:
            self.add_error("fin", "La date précède le début, 02/11/2026.")


def composer_formulaire() -> FormulaireExemple:
    return FormulaireExemple(
        {
            "siret": "732 829 320 0007",
            "debut": "02/11/2026",
            "fin": "30/10/2026",
            "heures": "151,67",
            "criteres": ["rsa"],
        }
    )


def composer_courbe(cadre: Any = LARGE) -> Any:
    """Thirty-four months from September 2024, closed on 31/10/2026."""
    points = []
    for rang in range(1, 35):
        annee, mois = divmod(2024 * 12 + 8 + rang, 12)  # the month after, minus one day
        attendu = DU * Decimal(rang) ** 2 * (3 - 2 * Decimal(rang) / 34) / Decimal(34**2)
        point = PointCourbe(fin=date(annee, mois + 1, 1) - UN_JOUR, attendu=attendu)
        if rang <= 26:
            point = replace(point, valide=Decimal(VALIDES[rang - 1]))
        else:
            part = 1 - (1 - Decimal(rang - 26) / 8) ** 2
            basse, centrale, haute = (100_162 + part * (fin - 100_162) for fin in (123_300, 127_900, 132_600))
            point = replace(point, basse=arrondir(basse, 0), centrale=arrondir(centrale, 0), haute=arrondir(haute, 0))
        points.append(point)
    return calculer_courbe(
        cle="exemple",
        nom="Tramway T9",
        debut=date(2024, 9, 1),
        points=points,
        du=DU,
        attente=Decimal(3850),
        cadre=cadre,
    )


def composer_barres() -> list[dict[str, Any]]:
    """Four states and two limits."""
    cas = [
        ("Atteint", "atteint", 12_466, 0, 12_250, (12_466, 12_500, 12_560)),
        ("En bonne voie", "bonne_voie", 6_200, 430, 6_100, (12_400, 12_700, 13_050)),
        ("À surveiller", "surveiller", 7_400, 520, 7_900, (11_300, 11_900, 12_700)),
        ("En retard", "retard", 3_900, 0, 7_600, (7_100, 7_900, 8_700)),
        ("Pas encore commencé", "a_lancer", 0, 0, 300, None),
        ("Trop peu de données pour projeter", "sans_projection", 900, 260, 1_100, None),
    ]
    return [
        {
            "nom": nom,
            "etat": etat,
            "barre": calculer_barre_avancement(
                cle=f"exemple-{rang}",
                nom=nom,
                valide=Decimal(valide),
                du=Decimal(12_400),
                attente=Decimal(attente),
                attendu=Decimal(attendu),
                projection=Projection(*map(Decimal, projection)) if projection else None,
                hauteur=26,
            ),
        }
        for rang, (nom, etat, valide, attente, attendu, projection) in enumerate(cas)
    ]


def composer_frise() -> Any:
    return calculer_frise(
        cle="exemple",
        nom="Mariam Sissoko",
        aujourdhui=date(2026, 11, 20),
        fenetre=(date(2024, 12, 5), date(2026, 12, 4)),
        contrats=[
            ContratFrise(
                "Immersion chez Emulithe",
                "PMSMP, 18/11 – 29/11/2024",
                date(2024, 11, 18),
                date(2024, 11, 29),
                compte=False,
            ),
            ContratFrise(
                "Mission chez Valentin",
                "ETTI Pro Emploi, 05/12/2024 – 30/04/2025",
                date(2024, 12, 5),
                date(2025, 4, 30),
                formater_heures(588),
            ),
            ContratFrise(
                "Mission chez Valentin",
                "ETTI Pro Emploi, 01/09/2025 – 31/12/2026",
                date(2025, 9, 1),
                date(2026, 12, 31),
                formater_heures(1652),
            ),
        ],
    )


def composer_grille() -> list[dict[str, Any]]:
    """Three people, four months."""
    texte = ("Karim Oudjani", "Mariam Sissoko", "Inès Coutard")
    lignes = []
    for rang, nom in enumerate(texte, 1):
        cases = [
            creer_case(cle=f"{rang}-2026-08", etat="v", heures=Decimal(98 + rang)),
            creer_case(cle=f"{rang}-2026-09", etat="a", heures=Decimal("151.67"), modifiable=True),
            creer_case(cle=f"{rang}-2026-10", etat="n", heures=Decimal(154), compte=Decimal(119), modifiable=True),
            creer_case(cle=f"{rang}-2026-11", etat="-", modifiable=True),
        ]
        if rang == 3:
            cases[0] = creer_case(cle="3-2026-08", etat="f", raison="Avant contrat")
            cases[2] = Case(
                cle="3-2026-10",
                etat="c",
                saisi="252",
                modifiable=True,
                message="Au-delà du plafond de 208\u202fh par mois.",
            )
        lignes.append({"nom": nom, "info": "Embauche directe", "cases": cases, "total": formater_heures(248 + rang)})
    return lignes


def composer_catalogue() -> dict[str, Any]:
    return {
        "indicateurs": INDICATEURS,
        "affaires": AFFAIRES,
        "faits": FAITS,
        "etapes": ETAPES,
        "onglets": ONGLETS,
        "segments": SEGMENTS,
        "regles": REGLES,
        "calcul": CALCUL,
        "couleurs": COULEURS,
        "releves": [
            {"entreprise": n, "recu": f"{10 + 2 * r}/11/2026", "heures": formater_heures(702 + 100 * r)}
            for r, n in enumerate(NOUVELLES)
        ],
        "page": Paginator(range(190), 4).get_page(3),
        "form": composer_formulaire(),
        "barres": composer_barres(),
        "jauge": calculer_jauge(
            cle="exemple",
            nom="Avancement du marché",
            du=DU,
            valide=Decimal(96_312),
            attente=Decimal(3_850),
            previsionnel=Decimal(24_312),
            attendu=Decimal(103_490),
            attendu_libelle="Attendu au 31/10 : 103\u202f490\u202fh",
        ),
        "courbe": composer_courbe(),
        "courbe_etroite": composer_courbe(ETROIT),
        "frise": composer_frise(),
        "grille": composer_grille(),
    }
