"""Who worked in a year, up to the end of its last closed quarter: one row a work contract, no name.

The gathering stands on the closings: a line counts if it was decided by the day of the closing; one decided after the
last closing of the former year belongs to this year, whatever month it speaks of (ADR 0014).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from beneficiaires.enums import Categorie, Decision
from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from marches.enums import StatutMarche, TypeClause
from marches.models import Marche
from suivi_heures.models import ChiffreClos, Cloture, Heure
from suivi_heures.queries.clotures import trimestre_de
from suivi_heures.queries.couverture import Couverture
from suivi_heures.queries.decompte.lignes import calculer_lignes
from suivi_heures.queries.trimestres import Trimestre

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Participation:
    """A work contract that counted in the year, and what outputs may say of the person: never who."""

    personne: int
    contrat: int
    marche: str
    heures: Decimal
    heures_qpv: Decimal
    modalite: str
    type_contrat: str
    date_debut: datetime.date
    date_fin: datetime.date | None
    motif_fin: str
    sexe: str
    naissance: datetime.date
    qpv: bool
    niveau: int | None
    categories: tuple[str, ...]  # the main one first
    est_nouvelle: bool  # first contract ever in this guichet begins in the year


@dataclass(frozen=True, slots=True)
class ChiffreMarche:
    """A contract as the closings froze it, and what it is."""

    objet: str
    acheteur: str
    type_acheteur: str
    operation: str
    est_anru: bool
    montant_ht: Decimal | None
    due: Decimal
    retenues: Decimal  # of the year
    couverture: Couverture  # of the year
    bonifie: bool = False  # its quarterly reports add bonuses to these hours


@dataclass(frozen=True, slots=True)
class AnneeClose:
    trimestre: Trimestre
    close_a: datetime.datetime
    trimestres_clos: tuple[Trimestre, ...]
    chiffres: dict[str, ChiffreMarche]  # by reference of contract
    participations: tuple[Participation, ...]

    @property
    def debut(self) -> datetime.date:
        return datetime.date(self.trimestre.annee, 1, 1)

    @property
    def fin(self) -> datetime.date:
        return self.trimestre.fin


def rassembler_annee(cloture: Cloture) -> AnneeClose:
    """Contracts that count between the first of January and the end of this closed quarter."""
    trimestre = trimestre_de(cloture)
    de_l_annee = list(
        Cloture.objects.en_vigueur().filter(annee=cloture.annee, trimestre__lte=cloture.trimestre).order_by("trimestre")
    )
    avant: Cloture | None = (
        Cloture.objects.en_vigueur().filter(annee__lt=cloture.annee).order_by("-annee", "-trimestre").first()
    )
    heures = _heures_par_contrat(cloture, avant)
    participations = _decrire_contrats(heures, trimestre)
    chiffres = _chiffres(cloture, avant, de_l_annee, participations)
    return AnneeClose(
        trimestre=trimestre,
        close_a=cloture.faite_a,
        trimestres_clos=tuple(trimestre_de(une) for une in de_l_annee),
        chiffres=chiffres,
        participations=tuple(p for p in participations if p.marche in chiffres),
    )


def _heures_par_contrat(cloture: Cloture, avant: Cloture | None) -> dict[int, Decimal]:
    debut, fin = datetime.date(cloture.annee, 1, 1), trimestre_de(cloture).fin
    choisies = Q(du__gte=debut)
    if avant is not None:
        choisies |= Q(decidee_a__gt=avant.faite_a)
    retenues = set(
        Heure.objects.filter(choisies, du__lte=fin, decidee_a__lte=cloture.faite_a).values_list("pk", flat=True)
    )
    heures: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for ligne in calculer_lignes(lots=None):
        if ligne.id in retenues and ligne.retenues:
            heures[ligne.contrat_id] += ligne.retenues
    return {contrat: total for contrat, total in heures.items() if total > 0}


def _decrire_contrats(heures: dict[int, Decimal], trimestre: Trimestre) -> tuple[Participation, ...]:
    contrats = list(
        ContratTravail.objects.filter(pk__in=heures)
        .order_by("pk")
        .values(
            *("pk", "beneficiaire_id", "marche__ref", "modalite", "type_contrat", "date_debut", "date_fin", "motif_fin")
        )
    )
    cles = {c["beneficiaire_id"] for c in contrats}
    personnes = {
        p["pk"]: p
        for p in Beneficiaire.objects.filter(pk__in=cles).values(
            "pk", "sexe", "date_naissance", "qpv", "niveau_formation"
        )
    }
    categories, premiers = _categories(cles), _premiers_contrats(cles)
    return tuple(
        _participation(c, heures[c["pk"]], personnes[c["beneficiaire_id"]], categories, premiers, trimestre)
        for c in contrats
    )


def _participation(
    c: dict[str, Any],
    heures: Decimal,
    p: dict[str, Any],
    categories: dict[int, tuple[str, ...]],
    premiers: dict[int, datetime.date],
    trimestre: Trimestre,
) -> Participation:
    qpv = p["qpv"] or Categorie.B_QPV in categories.get(p["pk"], ())
    return Participation(
        personne=p["pk"],
        contrat=c["pk"],
        marche=c["marche__ref"],
        heures=heures,
        heures_qpv=heures if qpv else ZERO,
        modalite=c["modalite"],
        type_contrat=c["type_contrat"],
        date_debut=c["date_debut"],
        date_fin=c["date_fin"],
        motif_fin=c["motif_fin"],
        sexe=p["sexe"],
        naissance=p["date_naissance"],
        qpv=qpv,
        niveau=p["niveau_formation"],
        categories=categories.get(p["pk"], ()),
        est_nouvelle=premiers[p["pk"]].year == trimestre.annee,
    )


def _categories(personnes: set[int]) -> dict[int, tuple[str, ...]]:
    """Accepted ones; the main first, then the earliest."""
    lues: dict[int, list[str]] = defaultdict(list)
    decisions = DecisionEligibilite.objects.filter(
        beneficiaire__in=personnes, decision=Decision.ACCEPTEE, retiree_a=None
    ).order_by("beneficiaire_id", "-principale", "date_decision", "pk")
    for personne, categorie in decisions.values_list("beneficiaire_id", "categorie"):
        if categorie not in lues[personne]:
            lues[personne].append(categorie)
    return {personne: tuple(codes) for personne, codes in lues.items()}


def _premiers_contrats(personnes: set[int]) -> dict[int, datetime.date]:
    premiers: dict[int, datetime.date] = {}
    debuts = ContratTravail.objects.filter(beneficiaire__in=personnes).values_list("beneficiaire_id", "date_debut")
    for personne, debut in debuts:
        premiers[personne] = min(debut, premiers.get(personne, debut))
    return premiers


def _chiffres(
    cloture: Cloture, avant: Cloture | None, de_l_annee: list[Cloture], participations: tuple[Participation, ...]
) -> dict[str, ChiffreMarche]:
    """Frozen totals of this closing minus those of the last one of the former year; without one, the lines say it."""
    dues, retenues = _sommer(cloture, "due"), _sommer(cloture, "retenues")
    valorisees = _sommer(cloture, "valorisees")
    anciennes = _sommer(avant, "retenues") if avant else {}
    lignes: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for p in participations:
        lignes[p.marche] += p.heures
    couvertures: dict[str, Couverture] = defaultdict(Couverture)
    for une in de_l_annee:
        attendues, recues = _sommer(une, "attendues_trimestre"), _sommer(une, "recues_trimestre")
        for ref in attendues:
            couvertures[ref] += Couverture(attendues=attendues[ref], recues=recues[ref])
    return {
        m.ref: ChiffreMarche(
            objet=m.objet,
            acheteur=m.maitre_ouvrage.nom,
            type_acheteur=m.maitre_ouvrage.type,
            operation=m.operation.nom if m.operation else "",
            est_anru=TypeClause.ANRU in m.types_clause or (m.programme is not None and "ANRU" in m.programme.code),
            montant_ht=m.montant_ht,
            due=dues[m.ref],
            retenues=retenues[m.ref] - anciennes.get(m.ref, ZERO) if avant else lignes[m.ref],
            couverture=couvertures[m.ref],
            bonifie=valorisees[m.ref] != retenues[m.ref],
        )
        for m in _marches_de_l_annee(dues, cloture)
    }


def _marches_de_l_annee(refs: Collection[str], cloture: Cloture) -> Iterable[Marche]:
    """Those whose clause was alive at some time of the year."""
    debut, fin = datetime.date(cloture.annee, 1, 1), trimestre_de(cloture).fin
    marches: Iterable[Marche] = (
        Marche.objects.filter(ref__in=refs, date_debut__lte=fin)
        .exclude(statut__in=[StatutMarche.ANNULE, StatutMarche.SANS_SUITE])
        .exclude(statut=StatutMarche.SOLDE, date_fin__lt=debut)
        .select_related("maitre_ouvrage", "operation", "programme")
        .order_by("ref")
    )
    return marches


def _sommer(cloture: Cloture, champ: str) -> dict[str, Any]:
    sommes: dict[str, Any] = {}
    figes = ChiffreClos.objects.filter(cloture=cloture).values_list("lot__marche__ref", champ)
    for ref, valeur in figes:
        sommes[ref] = sommes.get(ref, 0) + valeur
    return sommes
