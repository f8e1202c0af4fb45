"""Naive day-by-day count of hours, read straight from a reprise document.

Independent of the product: no SQL, no interval arithmetic, one loop over days. The engine must
give the same figures on every scenario. What the written rule leaves open, and how the reference
examples settle it (S = shown by an example, C = chosen here because no example can tell):

- FORMATION_HORS_CONTRAT (S): the share is rounded to the hundredth first; the rest is excluded
  under that code; everything after (eligibility, days, cap) works on the share alone.
- A refusal of eligibility comes before the days: the whole share carries that single code (S).
- Split of the excluded hours: by the days *not admitted* (C: dividing by the whole period gives
  the same examples); every code but the last is rounded half up; the last code present, in the
  order of the rule, takes the balance (S), which may be negative by a hundredth or two (C).
- PERIODE_ENTIERE: one admitted day keeps everything and gives no code at all; with none, the
  excluded hours are split as above (S).
- A code worth 0.00 is not listed, on lines nor on lots (S).
- Monthly cap: validated lines of the person and of the month of ``du``, in every lot of the
  guichet (S), by (du, au, ref as UTF-8 bytes) (C); lines without a cap of their own count in the
  running total (C). The running total is that of the hours *left after* capping each line (C): a
  line keeps at most its own cap less what the lines before it kept. With a single cap in the month
  "before" and "after" give the same figures; they part only where two caps meet.
- A correcting line stands, for the cap, where the line it corrects stands: the hours of the chain
  are netted, and each correction keeps the difference it makes. So the first line keeps what it
  had, and a full reversal gives back exactly that, codes included (C).
- Bonus cap: share of the target known at the observation date, rounded half up, never negative (C);
  the version is the one in force at the start of the contract, the oldest if none is (S).
- A version applies by the ``du`` of the line alone, even if the line runs past a newer version (S).
- The totals list every lot in the order of the document, the lines by ``ref`` (S).
- ``taux`` is null for a target of zero or below, and is never bounded (S).

One key outside the reprise format lets the tests describe signed correcting lines: ``corrige``,
the ref of the corrected line.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

CENTIEME = Decimal("0.01")
ZERO = Decimal("0.00")
DEFAUTS: dict[str, Any] = {
    "duree_eligibilite_mois": 24,
    "point_depart": "PREMIER_CONTRAT",
    "portee": "GUICHET",
    "cdi_mois": 24,
    "alternance_contrat_entier": True,
    "handicap_sans_limite": False,
    "regularisation_jours": 0,
    "mois_partiel": "PRORATA_JOURS",
    "part_formation_hors_contrat": "0",
    "plafond_mensuel": None,
    "bonifications": [],
    "bonification_cumul": "MAX",
    "bonification_plafond_pct": None,
}
TYPES_CDI = {"CDI", "CDI_INCLUSION", "CDI_INTERIMAIRE"}
ALTERNANCE = {"APPRENTISSAGE", "PROFESSIONNALISATION"}
MODALITES_HANDICAP = {"ST_EA", "ST_ESAT", "MAD_EA", "MAD_EATT"}
CATEGORIES_HANDICAP = {"B_RQTH", "B_BOETH"}
MOTIFS_JOUR = ["HORS_CONTRAT", "HORS_MARCHE", "AVANT_DECISION", "APRES_FENETRE"]


def arrondir(valeur: Decimal) -> Decimal:
    return valeur.quantize(CENTIEME, rounding=ROUND_HALF_UP)


def lire_date(texte: str | None) -> date | None:
    return None if texte is None else date.fromisoformat(texte)


@cache
def ajouter_mois(jour: date, mois: int) -> date:
    annee, reste = divmod(jour.month - 1 + mois, 12)
    annee += jour.year
    dernier = calendar.monthrange(annee, reste + 1)[1]
    return date(annee, reste + 1, min(jour.day, dernier))


@dataclass
class Ligne:
    """One line of hours with everything it leans on."""

    brut: dict[str, Any]
    contrat: dict[str, Any]
    marche: dict[str, Any]
    lot: dict[str, Any]
    personne: dict[str, Any]
    regle: dict[str, Any]
    du: date
    au: date
    heures: Decimal
    retenues: Decimal = ZERO
    valorisees: Decimal = ZERO
    motifs: dict[str, Decimal] = field(default_factory=dict)

    @property
    def validee(self) -> bool:
        return self.brut["statut"] == "VALIDEE"

    def exclure(self, code: str, heures: Decimal) -> None:
        self.motifs[code] = self.motifs.get(code, ZERO) + heures


class Oracle:
    def __init__(self, scenario: dict[str, Any]) -> None:
        self.scenario = scenario
        self.personnes = {p["ref"]: p for p in scenario["beneficiaires"]}
        self.contrats = {c["ref"]: c for c in scenario["contrats"]}
        self.places = {
            attribution["ref"]: (marche, lot)
            for marche in scenario["marches"]
            for lot in marche["lots"]
            for attribution in lot.get("attributions", [])
        }
        self.lignes = [self._ligne(brut) for brut in scenario["heures"]]
        self.par_ref = {ligne.brut["ref"]: ligne for ligne in self.lignes}

    def _ligne(self, brut: dict[str, Any]) -> Ligne:
        contrat = self.contrats[brut["contrat"]]
        marche, lot = self.places[contrat["attribution"]]
        du = date.fromisoformat(brut["du"])
        return Ligne(
            brut=brut,
            contrat=contrat,
            marche=marche,
            lot=lot,
            personne=self.personnes[contrat["beneficiaire"]],
            regle=self._version(marche["regle"], du),
            du=du,
            au=date.fromisoformat(brut["au"]),
            heures=Decimal(brut["heures"]),
        )

    def _version(self, code: str, jour: date) -> dict[str, Any]:
        versions = sorted(
            (r for r in self.scenario["regles"] if r["code"] == code),
            key=lambda r: r["date_effet"],
        )
        retenue = versions[0]
        for version in versions:
            if date.fromisoformat(version["date_effet"]) <= jour:
                retenue = version
        presents = {cle: valeur for cle, valeur in retenue.items() if cle in DEFAUTS}
        return DEFAUTS | presents | {"bonifications": retenue.get("bonifications") or []}

    def _decisions(self, ligne: Ligne) -> tuple[list[dict[str, Any]], str | None]:
        acceptees = [e for e in ligne.personne["eligibilites"] if e["decision"] == "ACCEPTEE"]
        if not acceptees:
            return [], "SANS_ELIGIBILITE"
        admises = ligne.marche.get("categories_admises")
        if admises:
            acceptees = [e for e in acceptees if e["categorie"] in admises]
            if not acceptees:
                return [], "PUBLIC_NON_ADMIS"
        return acceptees, None

    def _depart(self, ligne: Ligne, decision: date) -> date:
        regle, contrat = ligne.regle, ligne.contrat
        if regle["point_depart"] == "CONTRAT":
            return date.fromisoformat(contrat["date_debut"])
        if regle["point_depart"] == "DECISION":
            return decision
        debuts = [
            date.fromisoformat(autre["date_debut"])
            for autre in self.scenario["contrats"]
            if autre["beneficiaire"] == contrat["beneficiaire"] and self._meme_portee(regle["portee"], contrat, autre)
        ]
        return min(debuts)

    def _meme_portee(self, portee: str, contrat: dict[str, Any], autre: dict[str, Any]) -> bool:
        if portee == "GUICHET":
            return True
        if portee == "EMPLOYEUR":
            return bool(contrat["employeur"] == autre["employeur"])
        marche, _ = self.places[contrat["attribution"]]
        autre_marche, _ = self.places[autre["attribution"]]
        if portee == "OPERATION" and marche.get("operation"):
            return bool(marche["operation"] == autre_marche.get("operation"))
        return bool(marche["ref"] == autre_marche["ref"])

    def _fin_fenetre(self, ligne: Ligne, decisions: list[dict[str, Any]], decision: date) -> date | None:
        regle, contrat = ligne.regle, ligne.contrat
        debut = date.fromisoformat(contrat["date_debut"])
        if regle["handicap_sans_limite"] and (
            contrat["modalite"] in MODALITES_HANDICAP or any(e["categorie"] in CATEGORIES_HANDICAP for e in decisions)
        ):
            return None
        if regle["alternance_contrat_entier"] and contrat["type_contrat"] in ALTERNANCE:
            return None
        if contrat["type_contrat"] in TYPES_CDI and regle["cdi_mois"] is not None:
            return ajouter_mois(debut, regle["cdi_mois"]) - timedelta(days=1)
        if regle["duree_eligibilite_mois"] is None:
            return None
        depart = self._depart(ligne, decision)
        return ajouter_mois(depart, regle["duree_eligibilite_mois"]) - timedelta(days=1)

    def _jours(self, ligne: Ligne, decisions: list[dict[str, Any]]) -> dict[str | None, int]:
        """Number of days by code of refusal; None counts the admitted days."""
        contrat, marche = ligne.contrat, ligne.marche
        debut, fin = date.fromisoformat(contrat["date_debut"]), lire_date(contrat.get("date_fin"))
        ouverture, cloture = date.fromisoformat(marche["date_debut"]), lire_date(marche["date_fin"])
        decision = min(date.fromisoformat(e["date_decision"]) for e in decisions)
        fin_fenetre = self._fin_fenetre(ligne, decisions, decision)
        seuil = decision
        if 1 <= (decision - debut).days <= ligne.regle["regularisation_jours"]:
            seuil = debut
        compte: dict[str | None, int] = defaultdict(int)
        jour = ligne.du
        while jour <= ligne.au:
            if jour < debut or (fin is not None and jour > fin):
                compte["HORS_CONTRAT"] += 1
            elif jour < ouverture or (cloture is not None and jour > cloture):
                compte["HORS_MARCHE"] += 1
            elif jour < seuil:
                compte["AVANT_DECISION"] += 1
            elif fin_fenetre is not None and jour > fin_fenetre:
                compte["APRES_FENETRE"] += 1
            else:
                compte[None] += 1
            jour += timedelta(days=1)
        return compte

    def _retenir(self, ligne: Ligne) -> None:
        """Points 2 to 6: what the line keeps before any cap."""
        nature, base = ligne.brut["nature"], ligne.heures
        if nature in ("ABSENCE", "TUTORAT"):
            ligne.exclure(nature, base)
            return
        if nature == "FORMATION_HORS_CONTRAT":
            base = arrondir(base * Decimal(ligne.regle["part_formation_hors_contrat"]))
            ligne.exclure("FORMATION_HORS_CONTRAT", ligne.heures - base)
        decisions, refus = self._decisions(ligne)
        if refus:
            ligne.exclure(refus, base)
            return
        jours = self._jours(ligne, decisions)
        total, admis = sum(jours.values()), jours[None]
        if ligne.regle["mois_partiel"] == "PERIODE_ENTIERE":
            ligne.retenues = base if admis else ZERO
        else:
            ligne.retenues = arrondir(base * admis / total)
        if admis == 0 or ligne.regle["mois_partiel"] == "PRORATA_JOURS":
            self._repartir(ligne, base - ligne.retenues, jours)

    def _repartir(self, ligne: Ligne, exclues: Decimal, jours: dict[str | None, int]) -> None:
        presents = [code for code in MOTIFS_JOUR if jours[code]]
        refuses = sum(jours[code] for code in presents)
        reste = exclues
        for code in presents[:-1]:
            part = arrondir(exclues * jours[code] / refuses)
            ligne.exclure(code, part)
            reste -= part
        if presents:
            ligne.exclure(presents[-1], reste)

    def _racine(self, ligne: Ligne) -> Ligne:
        while ligne.brut.get("corrige"):
            ligne = self.par_ref[ligne.brut["corrige"]]
        return ligne

    def _plafonner(self) -> None:
        """Point 7, one person and one month at a time."""
        groupes: dict[tuple[str, int, int], dict[str, list[Ligne]]] = {}
        for ligne in self.lignes:
            if ligne.validee:
                racine = self._racine(ligne)
                cle = (ligne.personne["ref"], racine.du.year, racine.du.month)
                groupe = groupes.setdefault(cle, defaultdict(list))
                groupe[racine.brut["ref"]].append(ligne)
        for groupe in groupes.values():
            cumul = ZERO
            for ref in sorted(groupe, key=self._ordre):
                cumul += self._plafonner_chaine(groupe[ref], cumul)

    def _ordre(self, ref: str) -> tuple[date, date, bytes]:
        ligne = self.par_ref[ref]
        return ligne.du, ligne.au, ref.encode()

    def _plafonner_chaine(self, chaine: list[Ligne], cumul: Decimal) -> Decimal:
        """A line then its corrections: what the net hours keep, each paying its difference."""
        net = gardees = ZERO
        for ligne in chaine:
            net += ligne.retenues
            plafond = ligne.regle["plafond_mensuel"]
            total = net
            if plafond is not None:
                total = min(net, max(ZERO, Decimal(plafond) - cumul))
            part, gardees = total - gardees, total
            ligne.exclure("PLAFOND_MENSUEL", ligne.retenues - part)
            ligne.retenues = part
        return gardees

    def _coefficient(self, ligne: Ligne) -> Decimal:
        decisions, _ = self._decisions(ligne)
        type_contrat = ligne.contrat["type_contrat"]
        conditions = {
            "FEMME": ligne.personne.get("sexe") == "F",
            "QPV": bool(ligne.personne.get("qpv")),
            "ALTERNANCE": type_contrat in ALTERNANCE,
            "CDI": type_contrat in TYPES_CDI,
            "HANDICAP": any(e["categorie"] in CATEGORIES_HANDICAP for e in decisions),
        }
        vrais = [Decimal(b["coefficient"]) for b in ligne.regle["bonifications"] if conditions[b["condition"]]]
        if not vrais:
            return Decimal(1)
        if ligne.regle["bonification_cumul"] == "MAX":
            return max(vrais)
        produit = Decimal(1)
        for coefficient in vrais:
            produit *= coefficient
        return produit

    def _compter(self) -> None:
        for ligne in self.lignes:
            if ligne.validee:
                self._retenir(ligne)
        self._plafonner()
        for ligne in self.lignes:
            if ligne.validee:
                ligne.valorisees = arrondir(ligne.retenues * self._coefficient(ligne))
            ligne.motifs = {code: heures for code, heures in ligne.motifs.items() if heures}

    def _totaux(self, marche: dict[str, Any], lot: dict[str, Any], au: date) -> dict[str, Any]:
        lignes = [x for x in self.lignes if x.lot is lot]
        lignes.sort(key=lambda x: x.brut["ref"].encode())
        engagements = lot.get("engagements", [])
        objectif = sum(
            (Decimal(e["heures"]) for e in engagements if date.fromisoformat(e["date"]) <= au),
            ZERO,
        )
        retenues = sum((x.retenues for x in lignes), ZERO)
        bonus = sum((x.valorisees for x in lignes), ZERO) - retenues
        debut = date.fromisoformat(marche["date_debut"])
        pct = self._version(marche["regle"], debut)["bonification_plafond_pct"]
        if pct is not None:
            bonus = min(bonus, max(ZERO, arrondir(objectif * Decimal(pct) / 100)))
        valorisees = retenues + bonus
        taux = None
        if objectif > 0:
            taux = str((valorisees / objectif).quantize(Decimal("0.0001"), ROUND_HALF_UP))
        exclues: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for ligne in lignes:
            for code, heures in ligne.motifs.items():
                exclues[code] += heures
        return {
            "marche": marche["ref"],
            "lot": lot["ref"],
            "objectif": str(arrondir(objectif)),
            "declarees": _somme(lignes),
            "en_attente": _somme(x for x in lignes if x.brut["statut"] == "SOUMISE"),
            "refusees": _somme(x for x in lignes if x.brut["statut"] == "REFUSEE"),
            "retenues": str(arrondir(retenues)),
            "valorisees": str(arrondir(valorisees)),
            "taux": taux,
            "exclues": {code: str(arrondir(h)) for code, h in sorted(exclues.items()) if h},
            "lignes": [_en_sortie(x) for x in lignes],
        }

    def calculer(self, au: date) -> dict[str, Any]:
        self._compter()
        return {
            "lots": [self._totaux(marche, lot, au) for marche in self.scenario["marches"] for lot in marche["lots"]]
        }


def _somme(lignes: Any) -> str:
    return str(arrondir(sum((x.heures for x in lignes), ZERO)))


def _en_sortie(ligne: Ligne) -> dict[str, Any]:
    return {
        "ref": ligne.brut["ref"],
        "retenues": str(arrondir(ligne.retenues)),
        "valorisees": str(arrondir(ligne.valorisees)),
        "motifs": {code: str(arrondir(h)) for code, h in sorted(ligne.motifs.items())},
    }


def calculer(scenario: dict[str, Any], au: date) -> dict[str, Any]:
    """The ``lots`` table of ``calculer_realisation --json --lignes`` for this document."""
    return Oracle(scenario).calculer(au)
