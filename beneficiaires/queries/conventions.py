"""Where a convention stands: every indicator computed from its actions, with how much of it is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.enums import (
    DECOUVERTES,
    FORMATIONS,
    OPERATIONS_EMPLOI,
    TAUX,
    IndicateurConvention,
    NatureEtape,
    TypeAction,
)
from beneficiaires.models import Action, Convention, EtapeParcours, ObjectifConvention
from beneficiaires.queries.actions import SeanceSituee, SuivieAction, lire_inscriptions, situer_seances
from beneficiaires.queries.allocataires import SuiviRsa, lire_rsa
from clauses_app.interface.formats import arrondir

RETARD, VIGILANCE = Decimal("0.6"), Decimal("0.9")


@dataclass(frozen=True)
class Periode:
    debut: datetime.date
    fin: datetime.date

    def contient(self, jour: datetime.date | None) -> bool:
        return jour is not None and self.debut <= jour <= self.fin

    def ecoulee(self, au: datetime.date) -> Decimal:
        """Share of the period behind us, from 0 to 1."""
        jours = (self.fin - self.debut).days + 1
        passes = min(max((au - self.debut).days + 1, 0), jours)
        return Decimal(passes) / jours


@dataclass(frozen=True)
class FaitsConvention:
    """What the actions say over a period. Sessions to come count nowhere."""

    operations: int
    decouvertes: int
    participants: int
    recrutements: int
    recues: int
    formation: int
    formes_recrutes: int
    venues: int
    en_emploi: int
    connues: int
    allocataires: int
    rsa_connues: int
    sorties_rsa: int
    tenues: int
    notees: int
    a_noter: datetime.date | None  # the oldest session held whose attendance nobody noted
    depenses: Decimal
    couts_connus: int
    actions: int


@dataclass(frozen=True)
class ObjectifSuivi:
    """`fait` and `cible` in the same unit; `attendu`: the share of the target that time has used."""

    objectif: ObjectifConvention
    periode: Periode
    fait: Decimal
    attendu: Decimal
    couverture: tuple[int, int]
    commencee: bool
    finie: bool

    @property
    def etat(self) -> str:
        if self.fait >= self.objectif.cible:
            return "atteint"
        if not self.commencee:
            return "a_lancer"
        if self.finie:
            return "termine_non_atteint"
        if self.fait >= self.attendu * VIGILANCE:
            return "en_bonne_voie"
        return "a_surveiller" if self.fait >= self.attendu * RETARD else "en_retard"

    @property
    def en_alerte(self) -> bool:
        return self.etat in ("en_retard", "termine_non_atteint")


@dataclass(frozen=True)
class ConventionSuivie:
    convention: Convention
    au: datetime.date
    objectifs: tuple[ObjectifSuivi, ...]
    totale: FaitsConvention
    annee: FaitsConvention
    periode_annee: Periode

    @property
    def alertes(self) -> tuple[ObjectifSuivi, ...]:
        return tuple(o for o in self.objectifs if o.en_alerte)


def annee_de_convention(convention: Convention, au: datetime.date) -> Periode:
    """The year of the convention, counted from its first day, that holds `au`; the last one afterwards."""
    jour = min(max(au, convention.date_debut), convention.date_fin)
    debut = convention.date_debut
    while (suivante := _un_an_apres(debut)) <= jour:
        debut = suivante
    return Periode(debut, min(_un_an_apres(debut) - datetime.timedelta(days=1), convention.date_fin))


def _un_an_apres(jour: datetime.date) -> datetime.date:
    return datetime.date(jour.year + 1, jour.month, min(jour.day, 28) if jour.month == 2 else jour.day)


def suivre_conventions(conventions: Iterable[Convention], *, au: datetime.date) -> list[ConventionSuivie]:
    """Eight queries, whatever their number."""
    toutes = list(conventions)
    actions = list(Action.objects.maintenues().filter(convention__in=[c.pk for c in toutes]))
    suivies, seances = lire_inscriptions(actions), situer_seances(actions, au=au)
    etapes = list(
        EtapeParcours.objects.retenus().filter(
            action__in=[a.pk for a in actions], nature=NatureEtape.FORMATION, debut__lte=au
        )
    )
    rsa = lire_rsa({s.personne_id for s in suivies if s.est_venue}, au=au)
    objectifs: dict[int, list[ObjectifConvention]] = {}
    for o in ObjectifConvention.objects.tenus().filter(convention__in=[c.pk for c in toutes]).order_by("pk"):
        objectifs.setdefault(o.convention_id, []).append(o)
    resultat = []
    for c in toutes:
        cles = {a.pk for a in actions if a.convention_id == c.pk}
        lot = _Lot(
            [a for a in actions if a.pk in cles],
            [s for s in suivies if s.inscription.action_id in cles],
            [s for s in seances if s.seance.action_id in cles and s.est_tenue],
            [e for e in etapes if e.action_id in cles],
            rsa,
            au,
        )
        entiere, annee = Periode(c.date_debut, c.date_fin), annee_de_convention(c, au)
        faits = {False: lot.compter(entiere), True: lot.compter(annee)}
        suivis = tuple(_suivre(o, annee if o.par_an else entiere, faits[o.par_an], au) for o in objectifs.get(c.pk, []))
        resultat.append(ConventionSuivie(c, au, suivis, faits[False], faits[True], annee))
    return resultat


@dataclass(frozen=True)
class _Lot:
    """The facts of one convention."""

    actions: list[Action]
    suivies: list[SuivieAction]
    tenues: list[SeanceSituee]
    etapes: list[EtapeParcours]
    rsa: SuiviRsa
    au: datetime.date

    def compter(self, periode: Periode) -> FaitsConvention:
        tenues = [s for s in self.tenues if periode.contient(s.seance.jour)]
        venues = [s for s in self.suivies if periode.contient(s.venue_le)]
        en_formation = self._entrees(periode, venues)
        recrutees = {
            s.personne_id for s in self.suivies if s.est_venue and periode.contient(s.emploi_le) and self._est_passe(s)
        }
        personnes = {s.personne_id for s in venues}
        allocataires = personnes & self.rsa.allocataires
        actives = {s.seance.action_id for s in tenues}
        couts = [a.cout for a in self.actions if a.pk in actives and a.cout is not None]
        return FaitsConvention(
            operations=len({s.seance.action_id for s in tenues if s.seance.action.type in OPERATIONS_EMPLOI}),
            decouvertes=sum(1 for s in tenues if s.seance.action.type in DECOUVERTES),
            participants=self._compter_venus(tenues, venues, DECOUVERTES),
            recrutements=sum(1 for s in tenues if s.seance.action.type == TypeAction.RECRUTEMENT),
            recues=self._compter_venus(tenues, venues, frozenset({TypeAction.RECRUTEMENT, TypeAction.JOB_DATING})),
            formation=len(en_formation),
            formes_recrutes=len(en_formation | recrutees),
            venues=len(personnes),
            en_emploi=len({s.personne_id for s in venues if s.emploi_le and self._est_passe(s)}),
            connues=len({s.personne_id for s in venues if s.est_connue}),
            allocataires=len(allocataires),
            rsa_connues=len(allocataires & self.rsa.dites.keys()),
            sorties_rsa=sum(1 for p in allocataires if self.rsa.dites.get(p) is False),
            tenues=len(tenues),
            notees=sum(1 for s in tenues if s.est_notee),
            a_noter=min((s.seance.jour for s in tenues if not s.est_notee), default=None),
            depenses=sum(couts, Decimal(0)),
            couts_connus=len(couts),
            actions=len(actives),
        )

    def _est_passe(self, suivie: SuivieAction) -> bool:
        return suivie.emploi_le is not None and suivie.emploi_le <= self.au

    def _entrees(self, periode: Periode, venues: list[SuivieAction]) -> set[int]:
        """A training written at the path for one of the actions, or the first day of an action that is one."""
        par_etape = {e.beneficiaire_id for e in self.etapes if periode.contient(e.debut)}
        return par_etape | {s.personne_id for s in venues if s.inscription.action.type in FORMATIONS}

    @staticmethod
    def _compter_venus(tenues: list[SeanceSituee], venues: list[SuivieAction], types: frozenset[TypeAction]) -> int:
        nommees = {s.personne_id for s in venues if s.inscription.action.type in types}
        return len(nommees) + sum(s.seance.decompte or 0 for s in tenues if s.seance.action.type in types)


def _suivre(objectif: ObjectifConvention, periode: Periode, faits: FaitsConvention, au: datetime.date) -> ObjectifSuivi:
    fait, couverture = _lire_indicateur(objectif.indicateur, faits)
    est_taux = objectif.indicateur in TAUX
    # a rate is owed from the first person, not in proportion to time
    part = Decimal(1) if est_taux else periode.ecoulee(au)
    return ObjectifSuivi(
        objectif=objectif,
        periode=periode,
        fait=fait,
        attendu=objectif.cible * part,
        couverture=couverture,
        commencee=periode.debut <= au and not (est_taux and not couverture[1]),
        finie=periode.fin < au,
    )


def _lire_indicateur(indicateur: str, f: FaitsConvention) -> tuple[Decimal, tuple[int, int]]:
    """The figure, and what it is known of: sessions noted, or people whose situation is known."""
    if indicateur == IndicateurConvention.RETOUR_EMPLOI:
        taux = Decimal(100) * f.en_emploi / f.venues if f.venues else Decimal(0)
        return arrondir(taux, 1), (f.connues, f.venues)
    if indicateur == IndicateurConvention.SORTIE_RSA:
        taux = Decimal(100) * f.sorties_rsa / f.allocataires if f.allocataires else Decimal(0)
        return arrondir(taux, 1), (f.rsa_connues, f.allocataires)
    valeurs = {
        IndicateurConvention.OPERATIONS: f.operations,
        IndicateurConvention.DECOUVERTES: f.decouvertes,
        IndicateurConvention.PARTICIPANTS: f.participants,
        IndicateurConvention.RECRUTEMENTS: f.recrutements,
        IndicateurConvention.RECUES: f.recues,
        IndicateurConvention.FORMATION: f.formation,
        IndicateurConvention.FORMES_RECRUTES: f.formes_recrutes,
    }
    return Decimal(valeurs[IndicateurConvention(indicateur)]), (f.notees, f.tenues)
