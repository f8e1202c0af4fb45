"""What a buyer reads across its operations and the guichets that publish to it: frozen reports, and nothing else.

Every figure is a sum of figures already published to this reader; a sum that a hidden figure enters is not made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clauses_app.interface.formats import accorder
from suivi_heures.queries.taux import part_realisee
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import (
    ZERO,
    Avancement,
    BilanTrimestriel,
    Couverture,
    FicheMarche,
    HeuresTrimestre,
    Projection,
    Repartition,
    additionner_couvertures,
)

GRAVITE = ("en_retard", "a_surveiller", "sans_projection", "en_bonne_voie", "atteint", "sans_objet")
EXPOSES = GRAVITE[:2]
TRIMESTRES = 7


@dataclass(frozen=True, slots=True)
class Publication:
    """A report as it was published, whole buyer only: its parts repeat the same contracts."""

    guichet: str
    organisation: str
    identifiant: str
    figures: BilanTrimestriel


@dataclass(frozen=True, slots=True)
class Ecarts:
    """Lot by lot, central hypothesis minus what is due: what some lots would have in excess makes up for nothing that
    others would lack, so that the two are never subtracted."""

    manque: Decimal = ZERO
    lots_en_manque: int = 0
    surplus: Decimal = ZERO
    lots: int = 0  # with hours due
    sans_projection: int = 0

    def __add__(self, autre: Ecarts) -> Ecarts:
        return Ecarts(*(getattr(self, nom) + getattr(autre, nom) for nom in Ecarts.__slots__))


def mesurer_ecarts(lots: Iterable[Avancement]) -> Ecarts:
    total = Ecarts()
    for lot in lots:
        if lot.objectif <= 0:
            continue
        if lot.projection is None and lot.realise < lot.objectif:
            total += Ecarts(lots=1, sans_projection=1)
            continue
        ecart = (lot.projection.centrale if lot.projection else lot.realise) - lot.objectif
        total += Ecarts(max(-ecart, ZERO), int(ecart < 0), max(ecart, ZERO), 1)
    return total


@dataclass(frozen=True, slots=True)
class LigneOperation:
    """An operation, or a contract that belongs to none, in one guichet."""

    rang: int
    nom: str
    guichet: str
    identifiant: str  # of the report it comes from
    marches: int
    echeance: date
    etat: str
    objectif: Decimal
    realise: Decimal
    en_attente: Decimal
    au_trimestre: Decimal
    attendu: Decimal | None
    projection: Projection | None
    couverture: Couverture
    ecarts: Ecarts

    @property
    def ecart(self) -> Decimal | None:
        return None if self.attendu is None else self.realise - self.attendu

    @property
    def taux(self) -> Decimal | None:
        return part_realisee(self.realise, self.objectif)


@dataclass(frozen=True, slots=True)
class Somme:
    """People of several reports; None, with the reason, as soon as one of them is hidden."""

    nombre: int | None
    motif: str = ""


@dataclass(frozen=True, slots=True)
class LignePublic:
    libelle: str
    heures: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation:
    trimestre: Trimestre
    guichets: tuple[str, ...]
    absents: tuple[str, ...]  # guichets that published another quarter, not this one
    lignes: tuple[LigneOperation, ...]
    objectif: Decimal
    realise: Decimal
    en_attente: Decimal
    au_trimestre: Decimal
    precedent: Decimal | None  # hours of the previous quarter, the same guichets having published it
    projection: Decimal | None
    ecarts: Ecarts
    couverture: Couverture
    personnes: Somme
    publics: tuple[LignePublic, ...]
    par_trimestre: tuple[HeuresTrimestre, ...]

    @property
    def taux(self) -> Decimal | None:
        return part_realisee(self.realise, self.objectif)

    @property
    def a_suivre(self) -> tuple[LigneOperation, ...]:
        exposees = [une for une in self.lignes if une.etat in EXPOSES]
        return tuple(sorted(exposees, key=lambda une: (GRAVITE.index(une.etat), une.ecart or ZERO)))


TRIS: dict[str, tuple[str, Callable[[LigneOperation], tuple[Decimal, str]]]] = {
    "heures": ("Heures validées", lambda li: (-li.realise, li.nom)),
    "avancement": ("Avancement", lambda li: (-(li.taux or ZERO), li.nom)),
    "ecart": ("Écart à l’attendu", lambda li: (li.ecart or ZERO, li.nom)),
}


def trimestres_publies(publications: Iterable[Publication]) -> list[Trimestre]:
    return sorted({un.figures.trimestre for un in publications}, reverse=True)


def consolider(publications: Sequence[Publication], trimestre: Trimestre, *, tri: str = "heures") -> Consolidation:
    siennes = [un for un in publications if un.figures.trimestre == trimestre]
    lignes = sorted((li for un in siennes for li in _operations(un)), key=TRIS[tri][1])
    avancements = [un.figures.synthese.avancement for un in siennes]
    projections = [a.projection.centrale for a in avancements if a.projection]
    presents = dict.fromkeys(un.guichet for un in siennes)
    return Consolidation(
        trimestre=trimestre,
        guichets=tuple(presents),
        absents=tuple(dict.fromkeys(un.guichet for un in publications if un.guichet not in presents)),
        lignes=tuple(_numeroter(li, rang) for rang, li in enumerate(lignes, start=1)),
        objectif=sum((a.objectif for a in avancements), ZERO),
        realise=sum((a.realise for a in avancements), ZERO),
        en_attente=sum((a.en_attente for a in avancements), ZERO),
        au_trimestre=sum((a.au_trimestre for a in avancements), ZERO),
        precedent=_au_trimestre(publications, trimestre.precedent, presents),
        projection=sum(projections, ZERO) if len(projections) == len(avancements) and projections else None,
        ecarts=sum((li.ecarts for li in lignes), Ecarts()),
        couverture=additionner_couvertures(a.couverture for a in avancements),
        personnes=_personnes(siennes),
        publics=_publics([un.figures.synthese.publics for un in siennes]),
        par_trimestre=_par_trimestre(publications, trimestre, presents),
    )


def _numeroter(ligne: LigneOperation, rang: int) -> LigneOperation:
    champs = {nom: getattr(ligne, nom) for nom in LigneOperation.__slots__}
    return LigneOperation(**{**champs, "rang": rang})


def _operations(publication: Publication) -> list[LigneOperation]:
    groupes: dict[str, list[FicheMarche]] = {}
    for fiche in publication.figures.marches:
        groupes.setdefault(fiche.operation or fiche.objet, []).append(fiche)
    return [_ligne(publication, nom, fiches) for nom, fiches in groupes.items()]


def _ligne(publication: Publication, nom: str, fiches: Sequence[FicheMarche]) -> LigneOperation:
    avancements = [fiche.avancement for fiche in fiches]
    attendus = [a.attendu for a in avancements]
    return LigneOperation(
        rang=0,
        nom=nom,
        guichet=publication.guichet,
        identifiant=publication.identifiant,
        marches=len(fiches),
        echeance=max(fiche.date_fin for fiche in fiches),
        etat=min((_lire_etat(a.etat) for a in avancements), key=GRAVITE.index),
        objectif=sum((a.objectif for a in avancements), ZERO),
        realise=sum((a.realise for a in avancements), ZERO),
        en_attente=sum((a.en_attente for a in avancements), ZERO),
        au_trimestre=sum((a.au_trimestre for a in avancements), ZERO),
        attendu=None if None in attendus else sum((a for a in attendus if a is not None), ZERO),
        projection=_projeter(avancements),
        couverture=additionner_couvertures(a.couverture for a in avancements),
        ecarts=mesurer_ecarts(lot.avancement for fiche in fiches for lot in fiche.lots),
    )


def _lire_etat(code: str) -> str:
    """As reports of every age wrote it."""
    code = {"bonne_voie": "en_bonne_voie"}.get(code, code)
    return code if code in GRAVITE else "sans_objet"


def _projeter(avancements: Sequence[Avancement]) -> Projection | None:
    connues = [a.projection for a in avancements if a.projection]
    if not connues or len(connues) < len(avancements):
        return None
    return Projection(*(sum((getattr(p, cote) for p in connues), ZERO) for cote in ("basse", "centrale", "haute")))


def _personnes(publications: Sequence[Publication]) -> Somme:
    nombres = [un.figures.synthese.personnes.personnes for un in publications]
    if None in nombres:
        return Somme(None, "l’un des rapports ne publie pas cet effectif, trop petit ou trop proche du précédent")
    motif = "comptées dans chaque guichet" if len(publications) > 1 else ""
    return Somme(sum(nombre for nombre in nombres if nombre is not None), motif)


def _publics(repartitions: Sequence[Repartition]) -> tuple[LignePublic, ...]:
    """Hours by public; a row hidden somewhere is hidden in the sum, and a report that says nothing hides them all."""
    libelles = list(dict.fromkeys(ligne.libelle for une in repartitions for ligne in une.lignes))
    lus: list[Mapping[str, Decimal | None]] = [
        {ligne.libelle: ligne.effectif.heures for ligne in une.lignes} for une in repartitions
    ]
    muets = any(une.est_tue for une in repartitions)
    sommes = []
    for libelle in libelles:
        valeurs = [un.get(libelle, ZERO) for un in lus]
        cachee = muets or None in valeurs
        sommes.append(LignePublic(libelle, None if cachee else sum((v for v in valeurs if v is not None), ZERO)))
    return tuple(sommes)


def _au_trimestre(publications: Sequence[Publication], t: Trimestre, guichets: Iterable[str]) -> Decimal | None:
    heures = {un.guichet: ZERO for un in publications if un.figures.trimestre == t}
    if not heures or set(heures) != set(guichets):
        return None
    return sum((un.figures.synthese.avancement.au_trimestre for un in publications if un.figures.trimestre == t), ZERO)


def _par_trimestre(
    publications: Sequence[Publication], jusque: Trimestre, guichets: Iterable[str]
) -> tuple[HeuresTrimestre, ...]:
    """Quarters that the same guichets all published: a bar never compares two guichets with three."""
    voulus = set(guichets)
    tous = [t for t in sorted(trimestres_publies(publications)) if t <= jusque]
    complets = [(t, _au_trimestre(publications, t, voulus)) for t in tous]
    lus = [HeuresTrimestre(t.annee, t.numero, heures) for t, heures in complets if heures is not None]
    return tuple(lus[-TRIMESTRES:])


def decrire_sources(consolidation: Consolidation) -> str:
    guichets = accorder(len(consolidation.guichets), "guichet")
    return f"{accorder(len(consolidation.lignes), 'opération')}, {guichets}"
