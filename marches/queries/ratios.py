"""Ratios and settings in force at a date: those of the guichet, or those proposed until it writes its own.

The proposed figures are published ones (domaine § 2.3); a trade without a published figure is left open: the
guichet fills it, and a sizing that needs it says so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from clauses_app.interface.formats import formater_date
from marches.models import RatioSecteur, ReglageCalibrage
from marches.queries.formules_calibrage import Reglages

_BATIMENT, _PROPRETE = "Guide de l’achat public, chiffres du bâtiment", "Référentiel de la propreté"
PROPOSE = "proposition d’Ancrage"


@dataclass(frozen=True)
class Ratio:
    """The ratios of a trade at a date. `part` is a share between 0 and 1; `version` says where it comes from."""

    code: str
    libelle: str
    part: Decimal | None = None
    cout: Decimal | None = None
    mots: tuple[str, ...] = ()
    cpv: str = ""
    rome: str = ""
    source: str = ""
    version: str = PROPOSE
    est_propose: bool = True

    @property
    def est_complet(self) -> bool:
        return self.part is not None and self.cout is not None


def _r(code: str, libelle: str, part: str, cout: str, cpv: str, rome: str, *mots: str, source: str = "") -> Ratio:
    return Ratio(
        code,
        libelle,
        Decimal(part) / 100 if part else None,
        Decimal(cout) if cout else None,
        mots,
        cpv,
        rome,
        source,
    )


# A range of 25 to 30 € is published for building works: the upper bound, the more prudent, is proposed.
PROPOSES: dict[str, Ratio] = {
    ratio.code: ratio
    for ratio in (
        _r("BATIMENT", "Bâtiment, moyenne", "50", "30", "452", "F1703", "tous corps", source=_BATIMENT),
        _r("GROS_OEUVRE", "Maçonnerie, gros œuvre", "50", "30", "45223", "F1703", "gros œuvre", "maçonnerie",
           source=_BATIMENT),
        _r("PEINTURE", "Peinture intérieure", "70", "30", "45442", "F1606", "peinture", "ravalement",
           source=_BATIMENT),
        _r("CHARPENTE_METAL", "Charpente métallique", "20", "30", "45223", "F1502", "charpente", source=_BATIMENT),
        _r("PROPRETE", "Propreté", "80", "20", "9091", "K2204", "nettoyage", "propreté", source=_PROPRETE),
        _r("VRD", "Voirie, réseaux, terrassement", "", "", "4523", "F1702", "voirie", "réseaux", "terrassement",
           "pavage", "chaussée"),
        _r("ESPACES_VERTS", "Espaces verts", "", "", "773", "A1203", "espaces verts", "plantation", "paysag"),
        _r("RESTAURATION", "Restauration", "", "", "555", "G1602", "restauration", "cuisine"),
        _r("GARDIENNAGE", "Gardiennage, sécurité", "", "", "7971", "K2503", "gardiennage", "sécurité"),
        _r("DECHETS", "Collecte et tri des déchets", "", "", "905", "K2303", "déchets", "collecte", "tri"),
        _r("TRANSPORT", "Transport", "", "", "60", "N4105", "transport"),
        _r("INTELLECTUEL", "Prestations intellectuelles", "", "", "71", "", "études", "maîtrise d’œuvre"),
    )
}  # fmt: skip


def ratios_en_vigueur(au: datetime.date) -> dict[str, Ratio]:
    """By code; a trade withdrawn by the guichet is no longer proposed. One query."""
    siens: dict[str, RatioSecteur] = {}
    for version in RatioSecteur.objects.filter(date_effet__lte=au).order_by("date_effet", "pk"):
        siens[version.code] = version
    lus = PROPOSES | {code: lire_ratio(version) for code, version in siens.items()}
    retires = {code for code, version in siens.items() if version.est_retire}
    ouverts = (ratio for code, ratio in lus.items() if code not in retires)
    return {ratio.code: ratio for ratio in sorted(ouverts, key=lambda r: (not r.est_complet, r.libelle))}


def lire_ratio(version: RatioSecteur) -> Ratio:
    return Ratio(
        code=version.code,
        libelle=version.libelle,
        part=version.part_main_oeuvre,
        cout=version.cout_horaire,
        mots=tuple(version.mots),
        cpv=version.cpv,
        rome=version.rome,
        source=version.source,
        version=f"version {version.pk} du {formater_date(version.date_effet)}",
        est_propose=False,
    )


def reglages_en_vigueur(au: datetime.date) -> Reglages:
    """Those of the guichet, or the defaults (domaine § 2.4)."""
    version: ReglageCalibrage | None = (
        ReglageCalibrage.objects.filter(date_effet__lte=au).order_by("-date_effet", "-pk").first()
    )
    if version is None:
        return Reglages()
    return Reglages(
        arrondi=version.arrondi,
        multiple=version.multiple,
        minimum_utile=version.minimum_utile,
        heures_mois=version.heures_mois,
        heures_etp=version.heures_etp,
    )
