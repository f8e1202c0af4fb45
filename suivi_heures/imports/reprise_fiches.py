"""What a reprise file says, once read: one frozen record per line of the format, nothing computed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Faute:
    """One thing the file must change, named by its JSON path."""

    chemin: str
    message: str


@dataclass(frozen=True, slots=True)
class FicheGuichet:
    code: str
    nom: str
    type: str


@dataclass(frozen=True, slots=True)
class FicheBonification:
    code: str
    condition: str
    coefficient: Decimal


@dataclass(frozen=True, slots=True)
class FicheRegle:
    code: str
    date_effet: date
    duree_eligibilite_mois: int | None
    point_depart: str
    portee: str
    cdi_mois: int | None
    alternance_contrat_entier: bool
    handicap_sans_limite: bool
    regularisation_jours: int
    mois_partiel: str
    part_formation_hors_contrat: Decimal
    plafond_mensuel: Decimal | None
    bonifications: tuple[FicheBonification, ...]
    bonification_cumul: str
    bonification_plafond_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class FicheMaitreOuvrage:
    ref: str
    nom: str
    siret: str
    type: str


@dataclass(frozen=True, slots=True)
class FicheEntreprise:
    ref: str
    nom: str
    siret: str
    autres_noms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FicheStructure:
    ref: str
    nom: str
    siret: str
    autres_noms: tuple[str, ...]
    type: str


@dataclass(frozen=True, slots=True)
class FicheOperation:
    ref: str
    nom: str
    maitre_ouvrage: str


@dataclass(frozen=True, slots=True)
class FichePenalite:
    type: str
    valeur: Decimal


@dataclass(frozen=True, slots=True)
class FicheEngagement:
    date: date
    source: str
    heures: Decimal
    motif: str


@dataclass(frozen=True, slots=True)
class FicheAttribution:
    ref: str
    entreprise: str
    role: str
    heures_affectees: Decimal | None


@dataclass(frozen=True, slots=True)
class FicheLot:
    ref: str
    objet: str
    reperes: tuple[str, ...]
    engagements: tuple[FicheEngagement, ...]
    attributions: tuple[FicheAttribution, ...]


@dataclass(frozen=True, slots=True)
class FicheMarche:
    ref: str
    objet: str
    maitre_ouvrage: str
    operation: str | None
    types_clause: tuple[str, ...]
    regle: str
    date_debut: date
    date_fin: date
    montant_ht: Decimal | None
    categories_admises: tuple[str, ...]
    penalite: FichePenalite | None
    lots: tuple[FicheLot, ...]


@dataclass(frozen=True, slots=True)
class FicheEligibilite:
    categorie: str
    date_decision: date
    decision: str
    principale: bool


@dataclass(frozen=True, slots=True)
class FicheBeneficiaire:
    ref: str
    nom: str
    prenom: str
    autres_noms: tuple[str, ...]
    date_naissance: date
    sexe: str | None
    commune: str
    qpv: bool
    niveau_formation: int | None
    eligibilites: tuple[FicheEligibilite, ...]


@dataclass(frozen=True, slots=True)
class FicheContrat:
    ref: str
    beneficiaire: str
    employeur: str
    attribution: str
    modalite: str
    type_contrat: str
    date_debut: date
    date_fin: date | None


@dataclass(frozen=True, slots=True)
class FicheHeure:
    ref: str
    contrat: str
    du: date
    au: date
    nature: str
    heures: Decimal
    statut: str


@dataclass(frozen=True, slots=True)
class FicheTotal:
    """What the former tool displayed for a lot."""

    marche: str
    lot: str
    heures_realisees: Decimal


@dataclass(frozen=True, slots=True)
class FicheReprise:
    """The file itself, as its top-level keys."""

    format: str
    guichet: FicheGuichet
    regles: tuple[FicheRegle, ...]
    maitres_ouvrage: tuple[FicheMaitreOuvrage, ...]
    entreprises: tuple[FicheEntreprise, ...]
    structures: tuple[FicheStructure, ...]
    operations: tuple[FicheOperation, ...]
    marches: tuple[FicheMarche, ...]
    beneficiaires: tuple[FicheBeneficiaire, ...]
    contrats: tuple[FicheContrat, ...]
    heures: tuple[FicheHeure, ...]
    totaux_connus: tuple[FicheTotal, ...]


@dataclass(frozen=True, slots=True)
class RepriseLue:
    """A file without fault, and what deserves a second look in it."""

    contenu: FicheReprise
    avertissements: tuple[Faute, ...] = ()
