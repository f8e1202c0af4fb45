"""Seeded reprise documents that crowd the corner cases of the count of hours.

Small and dense: a few people work everywhere at once, so that windows, scopes, caps and codes meet
on the same lines. The document is a valid ``clauses-reprise/1`` for any seed.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.oracle.decompte import ajouter_mois

UN_JOUR = timedelta(days=1)
CATEGORIES = ["B_RQTH", "B_BOETH", "B_RSA", "B_DELD", "A_ETTI", "A_EA", "B_SENIOR", "B_QPV"]
MODALITES = [
    *("EMB", "MAD_ETTI", "MAD_ETT", "MAD_AI", "MAD_GEIQ", "MAD_EATT", "MAD_EA"),
    *("ST_EI", "ST_ACI", "ST_EA", "ST_ESAT", "COT_EI", "COT_EA", "COT_ESAT", "FORM", "STAGE"),
]
TYPES_CONTRAT = [
    *("CDI", "CDI_INCLUSION", "CDI_INTERIMAIRE", "APPRENTISSAGE", "PROFESSIONNALISATION"),
    *("CDD", "CDD_USAGE", "CDDI", "CDI_CHANTIER", "MISSION_INTERIM", "SOUTIEN_ESAT", "AUTRE"),
]
NATURES = ["TRAVAIL"] * 16 + [
    *("FORMATION_CONTRAT", "FORMATION_HORS_CONTRAT", "FORMATION_HORS_CONTRAT"),
    *("ABSENCE", "TUTORAT"),
]
STATUTS = ["VALIDEE"] * 9 + ["SOUMISE", "REFUSEE"]
HEURES = ["0.00", "0.01", "0.02", "0.03", "7.00", "7.33", "35.00", "99.99", "151.67", "999.99"]
# Days whose month arithmetic or whose month end is a trap.
JOURS_PIEGES = [
    *(date(2022, 1, 31), date(2023, 1, 31), date(2024, 1, 31), date(2024, 2, 29)),
    *(date(2022, 8, 31), date(2023, 8, 30), date(2023, 2, 28), date(2024, 3, 1)),
    *(date(2022, 12, 31), date(2023, 1, 1), date(2023, 10, 29), date(2024, 2, 28)),
]
# Byte order differs from any French alphabetical order.
PREFIXES = ["h", "H", "É", "é", "Z", "a", "10-", "9-", "~", "œ"]


def _iso(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None


def _centiemes(hasard: Random, bas: int, haut: int) -> str:
    return str(Decimal(hasard.randint(bas, haut)).scaleb(-2))


class Generateur:
    def __init__(self, graine: int) -> None:
        self.graine = graine
        self.hasard = Random(graine)

    def _jour(self) -> date:
        if self.hasard.random() < 0.35:
            return self.hasard.choice(JOURS_PIEGES)
        return date(2022, 1, 1) + timedelta(days=self.hasard.randint(0, 850))

    def _peut_etre(self, objet: dict[str, Any], cle: str, valeurs: list[Any]) -> None:
        """Left out one time in three: the default must then apply."""
        if self.hasard.random() < 0.67:
            objet[cle] = self.hasard.choice(valeurs)

    def _regles(self) -> list[dict[str, Any]]:
        regles = []
        for numero in range(self.hasard.randint(1, 3)):
            dates = {date(2021, 6, 1) + timedelta(days=self.hasard.randint(0, 1000))}
            while self.hasard.random() < 0.6 and len(dates) < 4:
                dates.add(self._jour())
            regles += [self._version(f"R{numero}", jour) for jour in sorted(dates)]
        self.hasard.shuffle(regles)
        return regles

    def _version(self, code: str, jour: date) -> dict[str, Any]:
        regle: dict[str, Any] = {"code": code, "date_effet": _iso(jour)}
        choix: dict[str, list[Any]] = {
            "duree_eligibilite_mois": [None, 1, 2, 6, 12, 13, 24],
            "point_depart": ["PREMIER_CONTRAT", "DECISION", "CONTRAT"],
            "portee": ["GUICHET", "EMPLOYEUR", "MARCHE", "OPERATION"],
            "cdi_mois": [None, 1, 3, 6, 24],
            "alternance_contrat_entier": [True, False, False],
            "handicap_sans_limite": [True, False],
            "regularisation_jours": [0, 1, 7, 30],
            "mois_partiel": ["PRORATA_JOURS", "PRORATA_JOURS", "PERIODE_ENTIERE"],
            "part_formation_hors_contrat": ["0", "1", "0.5", "0.333", "0.3333"],
            "plafond_mensuel": [None, "0.00", "35", "120", "151.67", "220.00"],
            "bonification_cumul": ["MAX", "PRODUIT"],
            "bonification_plafond_pct": [None, "0", "0.5", "1", "5", "33.33"],
        }
        for cle, valeurs in choix.items():
            self._peut_etre(regle, cle, valeurs)
        if self.hasard.random() < 0.7:
            regle["bonifications"] = self._bonifications()
        return regle

    def _bonifications(self) -> list[dict[str, str]]:
        conditions = ["FEMME", "QPV", "ALTERNANCE", "CDI", "HANDICAP"]
        tirees = self.hasard.sample(conditions, self.hasard.randint(1, 5))
        return [
            {
                "code": f"B{rang}",
                "condition": condition,
                "coefficient": self.hasard.choice(["1", "1.1", "1.25", "1.333", "1.5", "2"]),
            }
            for rang, condition in enumerate(tirees)
        ]

    def _marches(self, regles: list[dict[str, Any]]) -> list[dict[str, Any]]:
        codes = sorted({regle["code"] for regle in regles})
        marches = []
        for m in range(self.hasard.randint(2, 4)):
            debut = self._jour() - timedelta(days=self.hasard.choice([0, 300, 500, 700]))
            marche: dict[str, Any] = {
                "ref": f"M{m}",
                "objet": f"Marché d’essai {m}",
                "maitre_ouvrage": "MO0",
                "types_clause": ["EXEC"],
                "regle": self.hasard.choice(codes),
                "date_debut": _iso(debut),
                "date_fin": _iso(debut + timedelta(days=self.hasard.choice([200, 1500, 1800, 2000]))),
                "lots": [self._lot(m, n) for n in range(self.hasard.randint(1, 3))],
            }
            if self.hasard.random() < 0.5:
                marche["operation"] = self.hasard.choice(["OP0", "OP1"])
            if self.hasard.random() < 0.3:
                nombre = self.hasard.randint(2, 6)
                marche["categories_admises"] = self.hasard.sample(CATEGORIES, nombre)
            marches.append(marche)
        return marches

    def _lot(self, m: int, n: int) -> dict[str, Any]:
        engagements = []
        if self.hasard.random() < 0.9:
            heures = self.hasard.choice(["0.00", _centiemes(self.hasard, 100, 90_000)])
            engagements.append({"date": "2022-01-15", "source": "INITIAL", "heures": heures})
        for source in self.hasard.sample(["AVENANT", "TRANCHE", "SUSPENSION"], 2):
            engagements.append(
                {
                    "date": _iso(self.hasard.choice([self._jour(), date(2026, 1, 1)])),
                    "source": source,
                    "heures": _centiemes(self.hasard, -20_000, 20_000),
                    "motif": "Décision de l’acheteur",
                }
            )
        if self.hasard.random() < 0.2:
            engagements.append({"date": "2026-01-02", "source": "AVENANT", "heures": "50.00"})
        attributions = [
            {"ref": f"A{m}{n}{rang}", "entreprise": entreprise, "role": role}
            for rang, (entreprise, role) in enumerate(
                zip(
                    self.hasard.sample(["E0", "E1", "S0"], 2),
                    ["TITULAIRE", "SOUS_TRAITANT"],
                    strict=True,
                )
            )
        ]
        return {
            "ref": f"L{n}",
            "objet": f"Lot {n}",
            "engagements": engagements,
            "attributions": attributions,
        }

    def _beneficiaires(self) -> list[dict[str, Any]]:
        return [self._beneficiaire(numero) for numero in range(self.hasard.randint(3, 6))]

    def _beneficiaire(self, numero: int) -> dict[str, Any]:
        eligibilites = []
        for rang, categorie in enumerate(self.hasard.sample(CATEGORIES, self.hasard.choice([0, 1, 1, 2, 2, 3, 4]))):
            eligibilites.append(
                {
                    "categorie": categorie,
                    "date_decision": _iso(self._jour() - timedelta(days=self.hasard.choice([0, 300, 500]))),
                    "decision": self.hasard.choice(["ACCEPTEE"] * 5 + ["REFUSEE"]),
                    "principale": rang == 0,
                }
            )
        return {
            "ref": f"P{numero}",
            "nom": f"Personne {numero}",
            "prenom": f"Essai {self.graine}",
            "date_naissance": _iso(date(1980, 1, 1) + timedelta(days=37 * numero)),
            "sexe": self.hasard.choice(["F", "M", None]),
            "qpv": self.hasard.random() < 0.4,
            "eligibilites": eligibilites,
        }

    def _contrats(self, personnes: list[Any], marches: list[Any]) -> list[dict[str, Any]]:
        attributions = [a["ref"] for m in marches for lot in m["lots"] for a in lot["attributions"]]
        contrats = []
        for personne in personnes:
            for _ in range(self.hasard.randint(1, 4)):
                debut = self._debut_contrat(personne)
                duree = self.hasard.choice([0, 27, 30, 90, 200, 365, 500, 900])
                contrat: dict[str, Any] = {
                    "ref": f"C{len(contrats)}",
                    "beneficiaire": personne["ref"],
                    "employeur": self.hasard.choice(["E0", "E1", "S0", "S1"]),
                    "attribution": self.hasard.choice(attributions),
                    "modalite": self.hasard.choice(MODALITES),
                    "type_contrat": self.hasard.choice(TYPES_CONTRAT),
                    "date_debut": _iso(debut),
                }
                if self.hasard.random() < 0.75:
                    contrat["date_fin"] = _iso(debut + timedelta(days=duree))
                contrats.append(contrat)
        return contrats

    def _debut_contrat(self, personne: dict[str, Any]) -> date:
        """Often just before or after a decision: within, at or past the regularisation delay."""
        if personne["eligibilites"] and self.hasard.random() < 0.6:
            decision = self.hasard.choice(personne["eligibilites"])["date_decision"]
            ecart = self.hasard.choice([-40, -31, -30, -29, -8, -7, -6, -2, -1, 0, 1, 15])
            return date.fromisoformat(decision) + timedelta(days=ecart)
        return self._jour()

    def _bornes(self, contrat: dict[str, Any], scenario: dict[str, Any]) -> list[date]:
        """Every day on which a condition of this contract may turn."""
        debut = date.fromisoformat(contrat["date_debut"])
        personne = next(p for p in scenario["beneficiaires"] if p["ref"] == contrat["beneficiaire"])
        marche = next(
            m
            for m in scenario["marches"]
            if any(a["ref"] == contrat["attribution"] for x in m["lots"] for a in x["attributions"])
        )
        departs = [debut, *(date.fromisoformat(e["date_decision"]) for e in personne["eligibilites"])]
        departs += [
            date.fromisoformat(c["date_debut"])
            for c in scenario["contrats"]
            if c["beneficiaire"] == contrat["beneficiaire"]
        ]
        durees = [r[cle] for r in scenario["regles"] for cle in ("duree_eligibilite_mois", "cdi_mois") if r.get(cle)]
        bornes = departs + [ajouter_mois(d, n) for d in departs for n in (*durees, 24)]
        bornes += [date.fromisoformat(marche[cle]) for cle in ("date_debut", "date_fin")]
        bornes += [date.fromisoformat(r["date_effet"]) for r in scenario["regles"]]
        if contrat.get("date_fin"):
            bornes.append(date.fromisoformat(contrat["date_fin"]))
        return bornes

    def _pendant(self, contrat: dict[str, Any]) -> date:
        debut = date.fromisoformat(contrat["date_debut"])
        fin = date.fromisoformat(contrat.get("date_fin", "2025-06-30"))
        return debut + timedelta(days=self.hasard.randint(0, max(0, (fin - debut).days)))

    def _periode(self, bornes: list[date]) -> tuple[date, date]:
        pivot = self.hasard.choice(bornes) + timedelta(days=self.hasard.randint(-2, 2))
        forme = self.hasard.random()
        premier = pivot.replace(day=1)
        if forme < 0.3:
            return pivot, pivot
        if forme < 0.65:
            return premier, ajouter_mois(premier, 1) - UN_JOUR
        if forme < 0.8:
            return pivot - timedelta(days=pivot.weekday()), pivot + timedelta(days=6 - pivot.weekday())
        return premier, ajouter_mois(premier, self.hasard.randint(2, 4)) - UN_JOUR

    def _heures(self, scenario: dict[str, Any]) -> list[dict[str, Any]]:
        lignes: list[dict[str, Any]] = []
        for contrat in scenario["contrats"]:
            bornes = self._bornes(contrat, scenario)
            for _ in range(self.hasard.randint(3, 12)):
                du, au = self._periode(bornes if self.hasard.random() < 0.35 else [self._pendant(contrat)])
                lignes.append(self._ligne(contrat, du, au, len(lignes)))
        lignes += self._mois_charges(scenario["contrats"], len(lignes))
        self.hasard.shuffle(lignes)
        return lignes

    def _ligne(self, contrat: dict[str, Any], du: date, au: date, rang: int) -> dict[str, Any]:
        heures = self.hasard.choice([*HEURES, _centiemes(self.hasard, 0, 20_000)])
        return {
            "ref": f"{self.hasard.choice(PREFIXES)}{rang}",
            "contrat": contrat["ref"],
            "du": _iso(du),
            "au": _iso(au),
            "nature": self.hasard.choice(NATURES),
            "heures": heures,
            "statut": self.hasard.choice(STATUTS),
        }

    def _mois_charges(self, contrats: list[Any], rang: int) -> list[dict[str, Any]]:
        """One person, one month, all contracts: caps meet across lots, on equal (du, au) too."""
        lignes: list[dict[str, Any]] = []
        for personne in sorted({c["beneficiaire"] for c in contrats}):
            siens = [c for c in contrats if c["beneficiaire"] == personne]
            premier = self._pendant(self.hasard.choice(siens)).replace(day=1)
            fin = ajouter_mois(premier, 1) - UN_JOUR
            for contrat in siens * 2:
                du = premier + timedelta(days=self.hasard.choice([0, 0, 0, 14]))
                au = self.hasard.choice([du, fin, fin])
                lignes.append(self._ligne(contrat, du, au, rang + len(lignes)))
        return lignes

    def generer(self) -> dict[str, Any]:
        regles = self._regles()
        scenario: dict[str, Any] = {
            "format": "clauses-reprise/1",
            "guichet": {
                "code": f"gen-{self.graine}",
                "nom": f"Guichet engendré {self.graine}",
                "type": "DEPARTEMENT",
            },
            "regles": regles,
            "maitres_ouvrage": [{"ref": "MO0", "nom": "Métropole d’essai", "type": "EPCI"}],
            "entreprises": [{"ref": f"E{n}", "nom": f"Entreprise {n}"} for n in range(2)],
            "structures": [{"ref": f"S{n}", "nom": f"Structure {n}", "type": "ETTI"} for n in range(2)],
            "operations": [{"ref": f"OP{n}", "nom": f"Opération {n}", "maitre_ouvrage": "MO0"} for n in range(2)],
            "marches": self._marches(regles),
            "beneficiaires": self._beneficiaires(),
        }
        scenario["contrats"] = self._contrats(scenario["beneficiaires"], scenario["marches"])
        scenario["heures"] = self._heures(scenario)
        return scenario


def generer(graine: int) -> dict[str, Any]:
    return Generateur(graine).generer()


_REFERENCES = {
    *("ref", "regle", "code", "maitre_ouvrage", "operation", "entreprise", "beneficiaire", "employeur"),
    *("attribution", "contrat", "corrige"),
}


def reunir(graines: range) -> dict[str, Any]:
    """Several documents in one guichet, each reference preceded by its seed: one load for all."""
    scenarios = [_prefixer(generer(graine), f"{graine:05d}.") for graine in graines]
    reuni: dict[str, Any] = {"format": scenarios[0]["format"], "guichet": generer(graines.start)["guichet"]}
    for cle, valeur in scenarios[0].items():
        if isinstance(valeur, list):
            reuni[cle] = [objet for scenario in scenarios for objet in scenario[cle]]
    return reuni


def _prefixer(objet: Any, prefixe: str) -> Any:
    if isinstance(objet, list):
        return [_prefixer(element, prefixe) for element in objet]
    if not isinstance(objet, dict):
        return objet
    return {
        cle: prefixe + valeur if cle in _REFERENCES and isinstance(valeur, str) else _prefixer(valeur, prefixe)
        for cle, valeur in objet.items()
    }
