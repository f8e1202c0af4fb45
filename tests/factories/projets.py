"""Purchases being prepared. To be called inside a guichet."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from marches.models import Calibrage, LotProjet, ProjetAchat, TexteClause
from marches.queries.formules_calibrage import Reglages
from marches.services.calibrer_lot import calibrer_lot
from tests.factories.marches import creer_maitre_ouvrage

_numeros = count(1)


def creer_projet(**champs: Any) -> ProjetAchat:
    champs.setdefault("maitre_ouvrage", None)
    champs["maitre_ouvrage"] = champs["maitre_ouvrage"] or creer_maitre_ouvrage()
    return ProjetAchat.objects.create(**{"objet": f"Projet {next(_numeros)}"} | champs)


def creer_lot_projet(*, projet: ProjetAchat | None = None, **champs: Any) -> LotProjet:
    n = next(_numeros)
    return LotProjet.objects.create(projet=projet or creer_projet(), **{"ref": f"{n}", "objet": f"Lot {n}"} | champs)


def calibrer_au_forfait(lot: LotProjet, heures: str = "500") -> Calibrage:
    return calibrer_lot(
        lot=lot, methode="FORFAIT", saisies={"heures": Decimal(heures)}, ratio=None, reglages=Reglages(), par=None
    )


def creer_calibrage(*, lot_projet: LotProjet, **champs: Any) -> Calibrage:
    """As it is kept, without the service: its number may be chosen."""
    return Calibrage.objects.create(
        lot_projet=lot_projet,
        **{
            "rang": 1,
            "methode": "FORFAIT",
            "formule": 1,
            "entrees": {"heures": "500"},
            "reglages": Reglages().en_json(),
            "brut": Decimal(500),
            "heures": Decimal(500),
        }
        | champs,
    )


PARAMETRES = {
    "frequence": "MENSUELLE",
    "delai_releve": 10,
    "delai_demande": 7,
    "toutes_categories": True,
    "publics": [],
    "penalite_type": "",
    "penalite_valeur": "",
    "delai_mise_en_demeure": 15,
}


def creer_texte(*, projet: ProjetAchat, **champs: Any) -> TexteClause:
    defauts = {"rang": 1, "modele_nom": "Modèle", "modele_rang": 1, "texte": "Clause", "parametres": PARAMETRES}
    return TexteClause.objects.create(projet=projet, **defauts | champs)
