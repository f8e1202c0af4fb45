"""Look in the directory: by trade, by distance from a place, with the state of agreements on a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Case, Count, ExpressionWrapper, F, FloatField, Q, Value, When
from django.db.models.functions import ACos, Cos, Least, Radians, Sin

from clauses_app.tenancy.tri import plier
from marches.enums import TypeStructure
from marches.models import Agrement, Entreprise, StructureAnnuaire

RAYON_TERRE = 6371
ETENDUE_COMMUNE = 0.4  # degrees: no town is forty kilometres wide
# who places people does so in any trade
PLACENT = frozenset({TypeStructure.ETTI, TypeStructure.AI, TypeStructure.GEIQ, TypeStructure.ETT, TypeStructure.EATT})
# family of trades (ROME) → activities (NAF) of the structures that work in it themselves
FAMILLES: dict[str, tuple[str, ...]] = {
    "A": ("01", "02", "03", "8130"),
    "B": ("13", "14", "15", "31", "32", "90"),
    "D": ("45", "46", "47"),
    "F": ("41", "42", "43", "8130"),
    "G": ("55", "56"),
    "H": ("10", "11", "16", "17", "20", "22", "24", "25", "28", "31", "38"),
    "I": ("33", "38", "45", "95"),
    "J": ("86", "87", "88"),
    "K": ("812", "8121", "8122", "8129", "88", "96", "97", "38"),
    "M": ("69", "70", "82"),
    "N": ("49", "50", "51", "52", "53"),
}


@dataclass(frozen=True)
class Lieu:
    """The middle of the structures the directory knows there. `combien`: on how many it stands."""

    latitude: Decimal
    longitude: Decimal
    nom: str
    combien: int


@dataclass(frozen=True)
class EtatAgrement:
    """`code`: ACTIF, ECHU, A_VENIR or INCONNU, on the day asked; `agrement`: the one that says so."""

    code: str
    agrement: Agrement | None


def situer(texte: str) -> Lieu | None:
    """A postcode, its first two digits, or a town: where the directory says it is."""
    texte = texte.strip()
    ici = StructureAnnuaire.objects.exclude(latitude=None)
    if texte.isdigit() and len(texte) in (2, 5):
        ici = ici.filter(code_postal__startswith=texte)
    elif texte:
        ici = ici.filter(commune__iexact=texte)
    else:
        return None
    milieu = ici.aggregate(lat=Avg("latitude"), lon=Avg("longitude"), combien=Count("pk"))
    if not milieu["combien"]:
        return None
    return Lieu(milieu["lat"], milieu["lon"], texte, milieu["combien"])


def situer_dans(texte: str) -> Lieu | None:
    """A place written freely: the postcode in it, else a town the directory knows by that name."""
    postal = re.search(r"\b\d{5}\b", texte)
    if postal:
        return situer(postal[0])
    return next((lieu for morceau in texte.split(",")[:4] if (lieu := situer(morceau)) is not None), None)


def situer_communes(noms: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Town, folded → the middle of the structures there. One name for two towns far apart has no place."""
    voulues = {plier(nom).strip() for nom in noms} - {""}
    points: dict[str, list[tuple[float, float]]] = {}
    connues = StructureAnnuaire.objects.exclude(latitude=None).order_by("pk")
    for commune, lat, lon in connues.values_list("commune", "latitude", "longitude"):
        cle = plier(commune).strip()
        if cle in voulues:
            points.setdefault(cle, []).append((float(lat), float(lon)))
    return {
        cle: (sum(lat for lat, _ in siens) / len(siens), sum(lon for _, lon in siens) / len(siens))
        for cle, siens in points.items()
        if all(max(cote) - min(cote) <= ETENDUE_COMMUNE for cote in zip(*siens, strict=True))
    }


def du_metier(rome: str) -> Q:
    """Structures that work in the family of this trade, and those that place people in any."""
    naf = Q(pk=None)
    for debut in FAMILLES.get(rome[:1].upper(), ()):
        naf |= Q(naf__startswith=debut)
    return naf | Q(type__in=PLACENT)


def a_distance(structures: Any, lieu: Lieu) -> Any:
    """Adds `distance`, in kilometres as the crow flies; without a point there is none."""
    lat, lon = Radians(Value(lieu.latitude, FloatField())), Radians(Value(lieu.longitude, FloatField()))
    ici_lat, ici_lon = Radians(F("latitude")), Radians(F("longitude"))
    cosinus = Sin(lat) * Sin(ici_lat) + Cos(lat) * Cos(ici_lat) * Cos(ici_lon - lon)
    # rounding may carry the cosine just beyond one
    distance = ExpressionWrapper(ACos(Least(Value(1, FloatField()), cosinus)) * RAYON_TERRE, FloatField())
    # LEAST leaves NULL aside: without a point, no distance
    return structures.annotate(distance=Case(When(latitude__isnull=False, then=distance), default=None))


def chercher_structures(
    structures: Any,
    *,
    texte: str = "",
    sorte: str = "",
    rome: str = "",
    lieu: Lieu | None = None,
    rayon: int | None = None,
) -> Any:
    """The nearest first when a place is given, by name otherwise."""
    for mot in plier(texte).split()[:8]:
        structures = structures.filter(recherche__contains=mot)
    if sorte in TypeStructure.values:
        structures = structures.filter(type=sorte)
    if rome:
        structures = structures.filter(du_metier(rome))
    if lieu is None:
        return structures.order_by("tri", "pk")
    structures = a_distance(structures, lieu)
    if rayon:
        structures = structures.filter(distance__lte=rayon)
    return structures.order_by(F("distance").asc(nulls_last=True), "tri", "pk")


def situer_agrements(structures: Iterable[StructureAnnuaire], *, le: datetime.date) -> dict[int, EtatAgrement]:
    """Of each structure, on a day. One query."""
    cles = [s.pk for s in structures]
    siens: dict[int, list[Agrement]] = {cle: [] for cle in cles}
    for a in Agrement.objects.tenus().filter(structure__in=cles).order_by("debut", "pk"):
        siens[a.structure_id].append(a)
    return {cle: _situer(agrements, le) for cle, agrements in siens.items()}


def _situer(agrements: list[Agrement], le: datetime.date) -> EtatAgrement:
    actifs = [a for a in agrements if a.debut <= le and (a.fin is None or a.fin >= le)]
    if actifs:
        return EtatAgrement("ACTIF", actifs[-1])
    passes = [a for a in agrements if a.fin is not None and a.fin < le]
    if passes:
        return EtatAgrement("ECHU", max(passes, key=lambda a: a.fin or le))
    return EtatAgrement("A_VENIR", agrements[0]) if agrements else EtatAgrement("INCONNU", None)


def trouver_entreprise(structure: StructureAnnuaire) -> Entreprise | None:
    """The same SIRET; without one, the same name and kind."""
    meme = (
        Entreprise.objects.filter(siret=structure.siret)
        if structure.siret
        else Entreprise.objects.filter(nom__iexact=structure.nom, type_structure=structure.type)
    )
    trouvee: Entreprise | None = meme.order_by("pk").first()
    return trouvee


def retrouver_structures(entreprises: Iterable[Entreprise]) -> dict[int, StructureAnnuaire]:
    """Company → what the directory knows of it: the same SIRET, else the same name and kind. One query."""
    toutes = [e for e in entreprises if e.type_structure]
    sirets = {e.siret for e in toutes if e.siret}
    noms = {(plier(e.nom), e.type_structure): e.pk for e in toutes}
    connues = StructureAnnuaire.objects.filter(
        Q(siret__in=sirets) | Q(tri__in=[nom for nom, _ in noms], type__in=[sorte for _, sorte in noms])
    )
    par_siret, par_nom = {}, {}
    for s in connues.order_by("pk"):
        par_siret[s.siret] = s
        par_nom[plier(s.nom), s.type] = s
    trouvees = {
        e.pk: (par_siret.get(e.siret) if e.siret else None) or par_nom.get((plier(e.nom), e.type_structure))
        for e in toutes
    }
    return {pk: s for pk, s in trouvees.items() if s is not None}
