"""The hours of a lot, contract by contract and month by month, each cell with its state."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from beneficiaires.models import ContratTravail
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.models import BrouillonHeure, Heure
from suivi_heures.queries.clotures import fin_close
from suivi_heures.queries.decompte.explication import (
    ExplicationLigne,
    LigneProjetee,
    expliquer_lignes,
    simuler_lignes,
)
from suivi_heures.queries.mois import decaler, dernier_jour, jours_du_contrat, premier_jour
from suivi_heures.queries.zeros_declares import ZeroDeclare, zeros_declares

ZERO = Decimal("0.00")
ALTERNANCE = frozenset({"APPRENTISSAGE", "PROFESSIONNALISATION"})
TRIMESTRE_CLOS = "Trimestre clos"
# letters of `clauses_app.interface.grille`
VALIDE, ATTENTE, NON_COMPTE, A_CORRIGER, BROUILLON, FERME, VIDE = "v", "a", "n", "c", "b", "f", "-"

type Cle = tuple[int, str, datetime.date]


@dataclass(frozen=True, slots=True)
class CaseHeures:
    """`saisies` is what was declared or typed; `comptees` what counts of it, or would."""

    contrat_id: int
    nature: str
    mois: datetime.date
    etat: str
    saisies: Decimal | None = None
    comptees: Decimal | None = None
    texte: str = ""  # a draft that cannot be read, as typed
    raison: str = ""
    message: str = ""
    modifiable: bool = False
    en_attente: bool = False
    a_decider: Decimal = ZERO  # declared hours that a validation of the month would decide

    @property
    def cle(self) -> str:
        return f"{self.contrat_id}-{self.nature}-{self.mois:%Y-%m}"

    @property
    def ecartees(self) -> Decimal:
        return (self.saisies or ZERO) - (self.comptees or ZERO) if self.etat in (VALIDE, ATTENTE, NON_COMPTE) else ZERO


@dataclass(frozen=True, slots=True)
class LigneGrille:
    contrat: ContratTravail
    nature: str
    cases: tuple[CaseHeures, ...]
    fin_fenetre: datetime.date | None
    est_eligible: bool
    est_premiere: bool  # first line of its contract

    @property
    def comptees(self) -> Decimal:
        return sum((case.comptees or ZERO for case in self.cases if case.etat in (VALIDE, ATTENTE, NON_COMPTE)), ZERO)

    @property
    def ecartees(self) -> Decimal:
        return sum((case.ecartees for case in self.cases), ZERO)


@dataclass(frozen=True, slots=True)
class Pied:
    """Totals of a month."""

    valides: Decimal = ZERO
    attente: Decimal = ZERO
    non_comptees: Decimal = ZERO
    brouillons: Decimal = ZERO
    brouillons_prets: Decimal = ZERO  # of which would count once validated
    a_valider: int = 0  # cells
    declarees: int = 0  # cells
    a_decider: Decimal = ZERO

    def __add__(self, autre: Pied) -> Pied:
        return Pied(
            self.valides + autre.valides,
            self.attente + autre.attente,
            self.non_comptees + autre.non_comptees,
            self.brouillons + autre.brouillons,
            self.brouillons_prets + autre.brouillons_prets,
            self.a_valider + autre.a_valider,
            self.declarees + autre.declarees,
            self.a_decider + autre.a_decider,
        )


@dataclass(frozen=True, slots=True)
class Grille:
    mois: tuple[datetime.date, ...]
    lignes: tuple[LigneGrille, ...]

    def pied(self, mois: datetime.date) -> Pied:
        cases = (case for ligne in self.lignes for case in ligne.cases if case.mois == mois)
        return sum((_peser(case) for case in cases), Pied())

    @property
    def contrats(self) -> list[int]:
        return sorted({ligne.contrat.pk for ligne in self.lignes})


def _peser(case: CaseHeures) -> Pied:
    comptees = case.comptees or ZERO
    if case.etat in (BROUILLON, A_CORRIGER):
        pret = case.etat == BROUILLON
        return Pied(
            brouillons=case.saisies or ZERO,
            brouillons_prets=comptees if pret else ZERO,
            a_valider=int(pret),
            a_decider=case.a_decider,
        )
    if case.etat not in (VALIDE, ATTENTE, NON_COMPTE):
        return Pied()
    if case.en_attente:
        return Pied(attente=comptees, non_comptees=case.ecartees, a_valider=1, declarees=1, a_decider=case.a_decider)
    return Pied(valides=comptees, non_comptees=case.ecartees, declarees=1)


def contrats_de_la_grille(
    mois: Sequence[datetime.date],
    *,
    lot_id: int,
    attribution_id: int | None = None,
    modalite: str = "",
    contrats: Iterable[int] | None = None,
) -> list[ContratTravail]:
    """Contracts that touch these months, or that have lines in them whatever their dates became, by name."""
    debut, fin = mois[0], dernier_jour(mois[-1])
    en_cours = Q(date_fin=None) | Q(date_fin__gte=debut)
    ecrits = Heure.objects.filter(lot_id=lot_id, annulee=False, du__gte=debut, du__lte=fin).values("contrat_id")
    saisis = BrouillonHeure.objects.filter(contrat__lot_id=lot_id, mois__gte=debut, mois__lte=fin).values("contrat_id")
    trouves: Any = (
        ContratTravail.objects.filter(lot_id=lot_id)
        .filter((en_cours & Q(date_debut__lte=fin)) | Q(pk__in=ecrits) | Q(pk__in=saisis))
        .select_related("beneficiaire", "employeur", "titulaire", "marche")
        .order_by("beneficiaire__nom", "beneficiaire__prenom", "date_debut", "pk")
    )
    if attribution_id is not None:
        trouves = trouves.filter(attribution_id=attribution_id)
    if modalite:
        trouves = trouves.filter(modalite=modalite)
    if contrats is not None:
        trouves = trouves.filter(pk__in=list(contrats))
    return list(trouves)


def composer_grille(mois: Sequence[datetime.date], contrats: Sequence[ContratTravail]) -> Grille:
    """Lines of the ledger as they count, drafts as they would."""
    faits = _Faits.lire(mois, contrats)
    lignes = []
    for contrat in contrats:
        for rang, nature in enumerate(faits.natures(contrat)):
            cases = tuple(faits.case(contrat, nature, un_mois) for un_mois in mois)
            fenetre = faits.fenetres[contrat.pk]
            lignes.append(
                LigneGrille(
                    contrat, nature, cases, fenetre.fenetre.fin, fenetre.faits.refus is None, est_premiere=rang == 0
                )
            )
    return Grille(tuple(mois), tuple(lignes))


@dataclass(frozen=True, slots=True)
class _Faits:
    lignes: dict[Cle, list[Heure]]
    explications: dict[int, ExplicationLigne]
    brouillons: dict[Cle, BrouillonHeure]
    comptes: dict[Cle, Decimal]  # what each readable draft would count
    fenetres: dict[int, ExplicationLigne] = field(default_factory=dict)
    fin_close: datetime.date | None = None  # last day of the closed quarters
    zeros: dict[Cle, ZeroDeclare] = field(default_factory=dict)

    @classmethod
    def lire(cls, mois: Sequence[datetime.date], contrats: Sequence[ContratTravail]) -> _Faits:
        ids = [contrat.pk for contrat in contrats]
        heures = list(
            Heure.objects.filter(
                contrat_id__in=ids,
                lot_id=contrats[0].lot_id,
                annulee=False,
                du__gte=mois[0],
                du__lte=dernier_jour(mois[-1]),
            ).order_by("du", "pk")
            if ids
            else []
        )
        lignes: dict[Cle, list[Heure]] = {}
        for heure in heures:
            lignes.setdefault((heure.contrat_id, heure.nature, premier_jour(heure.du)), []).append(heure)
        brouillons = {
            (b.contrat_id, b.nature, b.mois): b
            for b in BrouillonHeure.objects.filter(contrat_id__in=ids, mois__gte=mois[0], mois__lte=mois[-1])
        }
        comptes, fenetres = _simuler(mois, contrats, brouillons)
        zeros = zeros_declares(ids, mois[0], dernier_jour(mois[-1]))
        return cls(lignes, expliquer_lignes(heures), brouillons, comptes, fenetres, fin_close(), zeros)

    def natures(self, contrat: ContratTravail) -> list[str]:
        """Work always; training where it belongs to the contract; the others where there is something."""
        presentes = {nature for pk, nature, _ in (*self.lignes, *self.brouillons) if pk == contrat.pk}
        presentes.add(Nature.TRAVAIL)
        if contrat.type_contrat in ALTERNANCE and self.est_en_cours(contrat):
            presentes.add(Nature.FORMATION_CONTRAT)
        return [nature for nature in Nature.values if nature in presentes]

    def est_en_cours(self, contrat: ContratTravail) -> bool:
        """Still running, or ended so recently that its last months may be declared."""
        return contrat.date_fin is None or contrat.date_fin >= decaler(timezone.localdate(), -3)

    def case(self, contrat: ContratTravail, nature: str, mois: datetime.date) -> CaseHeures:
        cle = (contrat.pk, nature, mois)
        lignes = self.lignes.get(cle, [])
        vives = [ligne for ligne in lignes if ligne.statut != StatutHeure.REFUSEE]
        if vives:
            return self._case_enregistree(cle, vives)
        if cle in self.brouillons:
            return self._case_brouillon(cle)
        if lignes:
            return _case_refusee(cle, lignes, modifiable=self.fin_close is None or mois > self.fin_close)
        raison = raison_de_fermeture(contrat, mois, self.fenetres[contrat.pk].fenetre.fin, self.fin_close)
        if cle in self.zeros:
            etat = VALIDE if self.zeros[cle].est_valide else ATTENTE
            return CaseHeures(*cle, etat, ZERO, ZERO, modifiable=not raison)
        if raison:
            return CaseHeures(*cle, FERME, raison=raison)
        return CaseHeures(*cle, VIDE, modifiable=True)

    def _case_enregistree(self, cle: Cle, lignes: list[Heure]) -> CaseHeures:
        declarees = sum((ligne.heures for ligne in lignes), ZERO)
        comptees = sum((self.explications[ligne.pk].retenues for ligne in lignes), ZERO)
        attente = any(ligne.statut == StatutHeure.SOUMISE for ligne in lignes)
        etat = NON_COMPTE if comptees != declarees else ATTENTE if attente else VALIDE
        soumises = sum((ligne.heures for ligne in lignes if ligne.statut == StatutHeure.SOUMISE), ZERO)
        return CaseHeures(*cle, etat, declarees, comptees, en_attente=attente, a_decider=soumises)

    def _case_brouillon(self, cle: Cle) -> CaseHeures:
        brouillon = self.brouillons[cle]
        etat = A_CORRIGER if brouillon.faute or brouillon.heures is None else BROUILLON
        clos = self.fin_close is not None and brouillon.mois <= self.fin_close
        return CaseHeures(
            *cle,
            etat,
            brouillon.heures,
            self.comptes.get(cle),
            texte="" if brouillon.heures is not None else brouillon.texte,
            message=brouillon.faute,
            modifiable=True,
            a_decider=ZERO if etat == A_CORRIGER or clos else brouillon.heures or ZERO,
        )


def _case_refusee(cle: Cle, lignes: list[Heure], *, modifiable: bool) -> CaseHeures:
    motif = next((ligne.motif for ligne in lignes if ligne.motif), "")
    declarees = sum((ligne.heures for ligne in lignes), ZERO)
    message = f"Heures refusées. {motif}".strip()
    return CaseHeures(*cle, NON_COMPTE, declarees, ZERO, message=message, modifiable=modifiable)


def raison_de_fermeture(
    contrat: ContratTravail,
    mois: datetime.date,
    fin_fenetre: datetime.date | None,
    fin_close: datetime.date | None = None,
) -> str:
    """Two words on a cell where nothing can be typed; empty = open."""
    if jours_du_contrat(mois, contrat.date_debut, contrat.date_fin) is None:
        return "Avant contrat" if contrat.date_debut > mois else "Après contrat"
    if jours_du_contrat(mois, contrat.marche.date_debut, contrat.marche.date_fin) is None:
        return "Hors marché"
    if mois > timezone.localdate():
        return "À venir"
    if fin_close is not None and mois <= fin_close:
        return TRIMESTRE_CLOS
    return "Hors fenêtre" if fin_fenetre is not None and fin_fenetre < mois else ""


def _simuler(
    mois: Sequence[datetime.date], contrats: Sequence[ContratTravail], brouillons: dict[Cle, BrouillonHeure]
) -> tuple[dict[Cle, Decimal], dict[int, ExplicationLigne]]:
    """Drafts counted together, after what is in the ledger; and a line without hours per contract: its window."""
    par_contrat = {contrat.pk: contrat for contrat in contrats}
    lisibles = [(cle, b) for cle, b in brouillons.items() if b.heures is not None and not b.faute]
    projetees = [_projeter(par_contrat[cle[0]], b.mois, b.heures or ZERO, b.nature) for cle, b in lisibles]
    temoins = [_projeter(contrat, mois[-1], ZERO, Nature.TRAVAIL) for contrat in contrats]
    resultats = simuler_lignes([*projetees, *temoins])
    comptes = {cle: resultat.retenues for (cle, _), resultat in zip(lisibles, resultats, strict=False)}
    fenetres = {contrat.pk: fait for contrat, fait in zip(contrats, resultats[len(lisibles) :], strict=True)}
    return comptes, fenetres


def _projeter(contrat: ContratTravail, mois: datetime.date, heures: Decimal, nature: str) -> LigneProjetee:
    jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin) or (mois, dernier_jour(mois))
    return LigneProjetee(contrat.pk, jours[0], jours[1], heures, nature)
