"""The quarterly report to a buyer: its figures, and nothing else.

Small groups are already hidden here (`personnes` or `heures` is None): the stored figures hold
nothing that the printed page does not say. No name of a person, ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from suivi_heures.queries.petits_effectifs import Masque
from suivi_heures.queries.taux import part_realisee
from suivi_heures.queries.trimestres import Trimestre

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Acheteur:
    nom: str
    siret: str = ""


@dataclass(frozen=True, slots=True)
class Porteur:
    """The guichet that signs."""

    nom: str
    code: str
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Couverture:
    """Monthly declarations expected from the companies, and received."""

    attendues: int
    recues: int

    @property
    def manquantes(self) -> int:
        return max(0, self.attendues - self.recues)

    @property
    def est_complete(self) -> bool:
        return self.manquantes == 0


def additionner_couvertures(couvertures: Iterable[Couverture]) -> Couverture:
    toutes = list(couvertures)
    return Couverture(sum(une.attendues for une in toutes), sum(une.recues for une in toutes))


@dataclass(frozen=True, slots=True)
class Projection:
    basse: Decimal
    centrale: Decimal
    haute: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Avancement:
    """Where the obligation stands at the end of the quarter. `realise` is the weighted hours."""

    objectif: Decimal
    realise: Decimal
    retenues: Decimal
    en_attente: Decimal
    refusees: Decimal
    exclues: Decimal
    au_trimestre: Decimal
    taux: Decimal | None
    attendu: Decimal | None
    etat: str
    couverture: Couverture
    projection: Projection | None = None
    # earlier months, as they are counted now, minus what the previous report said of them
    rattrapage: Decimal | None = None
    # what screens show on the day of production, when later months have already been validated
    a_ce_jour: Decimal | None = None

    @property
    def declarees(self) -> Decimal:
        return self.en_attente + self.refusees + self.retenues + self.exclues

    @property
    def reste(self) -> Decimal:
        return max(ZERO, self.objectif - self.realise)

    @property
    def ecart(self) -> Decimal | None:
        return None if self.attendu is None else self.realise - self.attendu

    @property
    def pourcent(self) -> Decimal | None:
        """The rate in points, to be rounded once, where it is printed."""
        return part_realisee(self.realise, self.objectif)

    @property
    def bonus(self) -> Decimal:
        return self.realise - self.retenues


@dataclass(frozen=True, slots=True)
class Effectif:
    """A number of people and their hours, or the reason why neither is published."""

    personnes: int | None
    heures: Decimal | None
    masque: Masque = Masque.AUCUN


@dataclass(frozen=True, slots=True)
class LigneRepartition:
    libelle: str
    effectif: Effectif
    part: Decimal | None  # of the hours, in points


@dataclass(frozen=True, slots=True)
class Repartition:
    """People and hours of the quarter along one axis (public, way of working, sex…)."""

    titre: str
    lignes: tuple[LigneRepartition, ...]
    total: Effectif
    est_tue: bool = False  # so few people that no row is published

    @property
    def lignes_et_parts(self) -> list[tuple[LigneRepartition, Decimal | None]]:
        """Shares from the hours: `part` is already rounded, printing it would round twice."""
        tout = self.total.heures
        return [
            (une, part_realisee(une.effectif.heures, tout) if une.effectif.heures is not None else None)
            for une in self.lignes
        ]


@dataclass(frozen=True, slots=True)
class Exclusion:
    motif: str
    libelle: str
    heures: Decimal
    phrase: str = ""  # the rule, as it is said to the company


@dataclass(frozen=True, slots=True)
class Engagement:
    date: date
    source: str
    heures: Decimal
    cumul: Decimal
    lot: str
    motif: str = ""


@dataclass(frozen=True, slots=True)
class PointCourbe:
    """Cumulated hours at the end of a month; None after the closing date, or where nothing is expected."""

    fin: date
    realise: Decimal | None
    attendu: Decimal | None


@dataclass(frozen=True, slots=True)
class FicheLot:
    reference: str
    objet: str
    titulaires: tuple[str, ...]
    avancement: Avancement


@dataclass(frozen=True, slots=True)
class CouvertureEntreprise:
    """Declarations of a company on a contract: since the beginning, and in the quarter."""

    entreprise: str
    couverture: Couverture
    du_trimestre: Couverture


@dataclass(frozen=True, slots=True)
class TexteFacilitateur:
    """What the facilitator wrote of the contract, copied as it stood on the day of production."""

    actions: str = ""
    difficultes: str = ""
    recommandation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheMarche:
    reference: str
    objet: str
    date_debut: date
    date_fin: date
    operation: str
    suivi_par: str
    avancement: Avancement
    lots: tuple[FicheLot, ...]
    engagements: tuple[Engagement, ...]
    courbe: tuple[PointCourbe, ...]  # one a month, from the first to the last of the contract
    modalites: Repartition
    publics: Repartition
    exclusions: tuple[Exclusion, ...]
    faits: tuple[str, ...] = ()
    entreprises: tuple[CouvertureEntreprise, ...] = ()
    texte: TexteFacilitateur | None = None

    @property
    def exclues_au_trimestre(self) -> Decimal:
        return sum((exclusion.heures for exclusion in self.exclusions), ZERO)


@dataclass(frozen=True, slots=True)
class HeuresTrimestre:
    annee: int
    numero: int
    heures: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthese:
    avancement: Avancement
    couverture_trimestre: Couverture
    nombre_marches: int
    nombre_lots: int
    nombre_entreprises: int
    personnes: Effectif  # since the beginning
    personnes_trimestre: Effectif
    entrees: Effectif
    alertes: tuple[str, ...]
    par_trimestre: tuple[HeuresTrimestre, ...]
    publics: Repartition
    modalites: Repartition
    profils: tuple[Repartition, ...]
    exclusions: tuple[Exclusion, ...]

    @property
    def exclues_au_trimestre(self) -> Decimal:
        return sum((exclusion.heures for exclusion in self.exclusions), ZERO)


@dataclass(frozen=True, slots=True)
class RetardTransmission:
    marche: str
    entreprise: str
    mois: date
    echeance: date
    jours: int
    situation: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Lines entered since the previous report about an earlier quarter, summed by lot and month."""

    marche: str
    lot: str
    mois: date
    ajoutees: Decimal
    retirees: Decimal
    lignes: int


@dataclass(frozen=True, slots=True)
class RegleAppliquee:
    code: str
    date_effet: date
    marches: tuple[str, ...]
    enonces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Methode:
    regles: tuple[RegleAppliquee, ...]
    motifs: tuple[Exclusion, ...]
    seuil: int
    delai_releve_jours: int


@dataclass(frozen=True, slots=True)
class Changement:
    """A figure that differs from the previous revision of the same quarter."""

    objet: str
    mesure: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Perimetre:
    """What the report is about inside the buyer: an operation or a contract."""

    genre: str  # "operation" or "marche"
    reference: str
    nom: str

    @property
    def libelle(self) -> str:
        return f"{'Opération' if self.genre == 'operation' else 'Marché'} {self.reference}, {self.nom}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanTrimestriel:
    acheteur: Acheteur
    guichet: Porteur
    trimestre: Trimestre
    arrete_au: date
    etabli_a: datetime
    synthese: Synthese
    marches: tuple[FicheMarche, ...]
    retards_transmission: tuple[RetardTransmission, ...]
    corrections: tuple[Correction, ...]
    methode: Methode
    revision: int = 0
    ce_qui_a_change: tuple[Changement, ...] = ()
    remplace: str = ""  # fingerprint of the revision it replaces
    precedent: str = ""  # quarter of the previous report to this buyer, for the corrections
    perimetre: Perimetre | None = None  # None: all the contracts of the buyer

    @property
    def titre(self) -> str:
        debut = f"Clauses sociales d’insertion, rapport du {self.trimestre.libelle}, {self.acheteur.nom}"
        return f"{debut}, {self.perimetre.nom}" if self.perimetre else debut

    def chiffres(self) -> BilanTrimestriel:
        """The same without what tells one printing from another: two productions of the same facts
        have the same fingerprint."""
        return replace(
            self,
            etabli_a=datetime.combine(self.arrete_au, datetime.min.time(), tzinfo=self.etabli_a.tzinfo),
            revision=0,
            ce_qui_a_change=(),
            remplace="",
        )
