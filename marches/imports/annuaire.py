"""Read a file of structures: whatever its columns are called, a line that cannot be one says why."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from clauses_app.imports.tableur import Classeur, Ligne
from clauses_app.interface.lectures import lire_date
from clauses_app.tenancy.tri import plier
from marches.enums import TypeStructure

# what a column may be called, once folded
COLONNES: dict[str, tuple[str, ...]] = {
    "siret": ("siret",),
    "type": ("kind", "type", "type de structure"),
    "nom": ("raison_sociale", "raison sociale", "nom", "denomination"),
    "enseigne": ("enseigne", "brand", "sigle"),
    "naf": ("naf", "ape", "code naf"),
    "adresse": ("adresse", "rue"),
    "code_postal": ("code_postal", "code postal", "cp"),
    "commune": ("ville", "commune"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng"),
    "site": ("site_web", "site", "site internet"),
    "a_jour_le": ("maj", "date_maj", "mis a jour le"),
    "numero": ("numero_annexe", "numero", "convention", "asp_id", "numero de convention"),
    "debut": ("convention_debut", "debut", "date d effet", "date de debut"),
    "fin": ("convention_fin", "fin", "date de fin"),
}
TYPES = {t.value: t for t in TypeStructure} | {"ANTENNE": TypeStructure.GEIQ, "EATT": TypeStructure.EATT}
TERRE = (Decimal(90), Decimal(180))
LIGNES_MAX = 60_000


@dataclass(frozen=True)
class AgrementLu:
    numero: str
    debut: datetime.date
    fin: datetime.date | None


@dataclass(frozen=True)
class StructureLue:
    cle: str
    nom: str
    type: str
    siret: str = ""
    enseigne: str = ""
    naf: str = ""
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    site: str = ""
    a_jour_le: datetime.date | None = None
    agrement: AgrementLu | None = None


@dataclass
class AnnuaireLu:
    """`refus`: line and reason; `remarques`: what was kept, and is odd."""

    structures: dict[str, StructureLue] = field(default_factory=dict)
    lignes: int = 0
    doublons: int = 0
    sans_point: int = 0
    refus: list[tuple[int, str]] = field(default_factory=list)
    remarques: list[tuple[int, str]] = field(default_factory=list)


class AnnuaireIllisible(ValueError):
    """The file is not one of structures; the sentence says what is missing."""


def lire_annuaire(classeur: Classeur) -> AnnuaireLu:
    for feuille in classeur.visibles:
        if feuille.lignes:
            colonnes = _trouver_colonnes(feuille.lignes[0])
            if "nom" in colonnes and "type" in colonnes:
                return _lire(colonnes, feuille.lignes[1:])
    raise AnnuaireIllisible(
        "Ce fichier n’a pas de colonne pour le nom et le type des structures\u00a0: sa première ligne doit les nommer."
    )


def _trouver_colonnes(entete: Ligne) -> dict[str, int]:
    noms = {plier(texte).strip(): rang for rang, texte in entete.textes().items()}
    trouvees = {}
    for champ, possibles in COLONNES.items():
        rang = next((noms[nom] for nom in (plier(p) for p in possibles) if nom in noms), None)
        if rang is not None:
            trouvees[champ] = rang
    return trouvees


def _lire(colonnes: dict[str, int], lignes: tuple[Ligne, ...]) -> AnnuaireLu:
    if len(lignes) > LIGNES_MAX:
        raise AnnuaireIllisible(f"Ce fichier dépasse {LIGNES_MAX} lignes\u00a0: chargez-le par département.")
    lu = AnnuaireLu()
    for ligne in lignes:
        textes = {champ: ligne.texte(rang).strip() for champ, rang in colonnes.items()}
        if not any(textes.values()):
            continue
        lu.lignes += 1
        try:
            structure = _composer(textes)
        except ValueError as raison:
            lu.refus.append((ligne.numero, str(raison)))
            continue
        lu.remarques += [(ligne.numero, r) for r in _remarquer(textes, structure)]
        lu.doublons += structure.cle in lu.structures
        lu.sans_point += structure.latitude is None
        lu.structures[structure.cle] = structure
    return lu


def _composer(t: dict[str, str]) -> StructureLue:
    nom = t.get("nom", "")[:255]
    if not nom:
        raise ValueError("Sans nom.")
    code = t.get("type", "").upper()
    if code not in TYPES:
        raise ValueError(f"Type «\u00a0{code[:20] or 'vide'}\u00a0» inconnu d’une structure.")
    siret = "".join(t.get("siret", "").split())
    if siret and not (siret.isascii() and siret.isdigit() and len(siret) == 14 and siret.strip("0")):
        siret = ""
    postal = t.get("code_postal", "")
    postal = postal.zfill(5) if postal.isdigit() and len(postal) in (4, 5) else ""
    latitude, longitude = _lire_point(t)
    return StructureLue(
        cle=siret or f"{plier(nom)}|{postal}",
        nom=nom,
        type=TYPES[code],
        siret=siret,
        enseigne=t.get("enseigne", "")[:255],
        naf=t.get("naf", "").replace(".", "").upper()[:6],
        adresse=t.get("adresse", "")[:255],
        code_postal=postal,
        commune=t.get("commune", "")[:150],
        latitude=latitude,
        longitude=longitude,
        site=t.get("site", "")[:255] if re.match(r"https?://", t.get("site", "")) else "",
        a_jour_le=_lire_jour(t.get("a_jour_le", "")),
        agrement=_lire_agrement(t),
    )


def _lire_point(t: dict[str, str]) -> tuple[Decimal | None, Decimal | None]:
    try:
        point = [Decimal(t.get(nom, "").replace(",", ".")) for nom in ("latitude", "longitude")]
    except InvalidOperation:
        return None, None
    if not all(v.is_finite() and abs(v) <= borne for v, borne in zip(point, TERRE, strict=True)) or not any(point):
        return None, None
    exact = Decimal("0.000001")
    return point[0].quantize(exact), point[1].quantize(exact)


def _lire_jour(texte: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(texte[:10])
    except ValueError:
        pass
    try:
        return lire_date(texte) if texte else None
    except ValueError:
        return None


def _lire_agrement(t: dict[str, str]) -> AgrementLu | None:
    debut, fin = _lire_jour(t.get("debut", "")), _lire_jour(t.get("fin", ""))
    if debut is None or (fin is not None and fin < debut):
        return None
    return AgrementLu(t.get("numero", "")[:40], debut, fin)


def _remarquer(t: dict[str, str], s: StructureLue) -> Iterator[str]:
    if t.get("siret") and not s.siret:
        yield "SIRET illisible\u00a0: la structure est gardée sans lui."
    if t.get("debut") and s.agrement is None:
        yield "Dates de convention illisibles\u00a0: elles ne sont pas gardées."
