"""Where a post stands for each funder: eligible spending, what it owes to a day, what was called, accepted and paid."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F

from suivi_heures.enums import Activite, EtatAppel, GenreAppel
from suivi_heures.models import AppelFonds, DepensePoste, EtapeAppel, PartPoste, Poste, TempsPasse
from suivi_heures.queries.etapes_reprises import retenir_etapes
from suivi_heures.queries.mois import UN_JOUR, decaler, premier_jour

ZERO, CENTIME = Decimal("0.00"), Decimal("0.01")
DELAI_PIECE = datetime.timedelta(days=15)
SANS_EFFET = frozenset({EtatAppel.REFUSE, EtatAppel.ANNULE})
# hours a year of a full time, by law
HEURES_PLEINES = Decimal(1607)


@dataclass(frozen=True)
class Tour:
    """Who must act, since when and by when, both from the same fact; `regle` says which one."""

    qui: str
    depuis: datetime.date
    avant: datetime.date
    regle: str


def _dire_delai(geste: str, jours: int, apres: str) -> str:
    return f"à {geste} dans les {jours}\u00a0jours qui suivent {apres}"


@dataclass(frozen=True)
class AppelSitue:
    appel: AppelFonds
    etapes: tuple[EtapeAppel, ...]

    @property
    def derniere(self) -> EtapeAppel:
        return self.etapes[-1]

    @property
    def tenues(self) -> tuple[EtapeAppel, ...]:
        """Without what was taken back."""
        return retenir_etapes(self.etapes)

    @property
    def etat(self) -> str:
        return self.derniere.etat

    @property
    def est_vif(self) -> bool:
        return self.etat not in SANS_EFFET

    @property
    def paye(self) -> Decimal:
        """What came in; said apart when it is not what was asked."""
        if self.etat != EtatAppel.PAYE:
            return ZERO
        return self.appel.montant if self.derniere.montant is None else self.derniere.montant

    @property
    def tour(self) -> Tour | None:
        part, le = self.appel.part, self.derniere.le
        if self.etat == EtatAppel.PREPARE:
            limite = max(self.appel.au + datetime.timedelta(days=part.delai_appel_jours), le)
            return Tour("Guichet", le, limite, _dire_delai("envoyer", part.delai_appel_jours, "la fin de la période"))
        if self.etat == EtatAppel.PIECE_DEMANDEE:
            return Tour("Guichet", le, le + DELAI_PIECE, _dire_delai("compléter", DELAI_PIECE.days, "la demande"))
        if self.etat in (EtatAppel.ENVOYE, EtatAppel.ACCEPTE):
            # accepted, it is still the sending that makes the funder owe
            envois = [e.le for e in self.tenues if e.etat == EtatAppel.ENVOYE]
            depuis = envois[-1] if envois else le
            jours = part.delai_paiement_jours
            limite = depuis + datetime.timedelta(days=jours)
            return Tour(part.financeur, depuis, limite, _dire_delai("payer", jours, "l’envoi"))
        return None


@dataclass(frozen=True)
class PartSuivie:
    """`du`: the share of what was spent, at `au`, never beyond what was granted."""

    part: PartPoste
    pct: Decimal
    accorde: Decimal
    base: Decimal
    du: Decimal
    appels: tuple[AppelSitue, ...]
    periode: tuple[datetime.date, datetime.date] | None
    au: datetime.date

    @property
    def appele(self) -> Decimal:
        return sum((a.appel.montant for a in self.appels if a.est_vif), ZERO)

    @property
    def paye(self) -> Decimal:
        return sum((a.paye for a in self.appels), ZERO)

    @property
    def a_appeler(self) -> Decimal:
        return max(ZERO, self.du - self.appele)

    @property
    def limite_appel(self) -> datetime.date | None:
        """The period is over and nothing was called for it: last day to do it."""
        if self.periode is None or self.periode[1] >= self.au or not self.a_appeler:
            return None
        return self.periode[1] + datetime.timedelta(days=self.part.delai_appel_jours)

    @property
    def tours(self) -> list[tuple[AppelSitue, Tour]]:
        return [(a, t) for a in self.appels if (t := a.tour) is not None]


@dataclass(frozen=True)
class PosteSuivi:
    """`minutes`: by activity, over the whole post up to `au`."""

    poste: Poste
    au: datetime.date
    parts: tuple[PartSuivie, ...]
    depense: Decimal
    eligible: Decimal
    minutes: dict[str, int]

    @property
    def finance_pct(self) -> Decimal:
        return sum((p.pct for p in self.parts), ZERO)

    @property
    def accorde(self) -> Decimal:
        return sum((p.accorde for p in self.parts), ZERO)

    @property
    def minutes_notees(self) -> int:
        return sum(self.minutes.values())

    @property
    def heures_attendues(self) -> Decimal:
        return calculer_heures_attendues(self.poste, self.poste.date_debut, self.au)

    @property
    def appele(self) -> Decimal:
        return sum((p.appele for p in self.parts), ZERO)

    @property
    def paye(self) -> Decimal:
        return sum((p.paye for p in self.parts), ZERO)


def calculer_heures_attendues(poste: Poste, du: datetime.date, au: datetime.date) -> Decimal:
    """The share of a legal year that these days of the post are worth: what time noted is compared with."""
    debut, fin = max(du, poste.date_debut), min(au, poste.date_fin)
    jours = max(0, (fin - debut).days + 1)
    return (HEURES_PLEINES * poste.quotite_pct / 100 * jours / 365).quantize(Decimal(1), ROUND_HALF_UP)


def mesurer_part(part: PartPoste, cout: Decimal) -> tuple[Decimal, Decimal]:
    """Percentage and amount, whichever of the two the convention writes."""
    if part.part_pct is not None:
        return part.part_pct, (cout * part.part_pct / 100).quantize(CENTIME, ROUND_HALF_UP)
    montant = part.montant or ZERO
    return (montant * 100 / cout).quantize(CENTIME, ROUND_HALF_UP), montant


def calculer_du(part: PartPoste, cout: Decimal, base: Decimal) -> Decimal:
    """The share of the base, never beyond what was granted. The rate is not rounded before."""
    _, accorde = mesurer_part(part, cout)
    taux = part.part_pct / 100 if part.part_pct is not None else accorde / cout
    return min((base * taux).quantize(CENTIME, ROUND_HALF_UP), accorde)


def additionner_base(part: PartPoste, depenses: Iterable[DepensePoste], *, au: datetime.date) -> Decimal:
    """Eligible spending this funder takes, up to a day."""
    return sum((d.eligible for d in depenses if d.le <= au and d.nature not in part.natures_exclues), ZERO)


def compter_depenses(depenses: Any, *, au: datetime.date) -> Any:
    """What every total counts: neither taken back, nor still to come, nor outside the dates of the post."""
    return depenses.tenus().filter(le__lte=au, le__range=(F("poste__date_debut"), F("poste__date_fin")))


def suivre_postes(postes: Iterable[Poste], *, au: datetime.date) -> list[PosteSuivi]:
    """Five queries, whatever their number."""
    tous = list(postes)
    cles = [p.pk for p in tous]
    parts = list(PartPoste.objects.tenus().filter(poste__in=cles).order_by("pk"))
    depenses: dict[int, list[DepensePoste]] = defaultdict(list)
    for d in compter_depenses(DepensePoste.objects.filter(poste__in=cles), au=au):
        depenses[d.poste_id].append(d)
    appels = situer_appels(AppelFonds.objects.filter(part__in=[p.pk for p in parts]))
    minutes: dict[int, dict[str, int]] = {cle: dict.fromkeys(Activite.values, 0) for cle in cles}
    for t in TempsPasse.objects.tenus().filter(poste__in=cles, jour__lte=au).only("poste_id", "activite", "minutes"):
        minutes[t.poste_id][t.activite] += t.minutes
    resultat = []
    for poste in tous:
        siennes = depenses[poste.pk]
        resultat.append(
            PosteSuivi(
                poste=poste,
                au=au,
                parts=tuple(
                    _suivre_part(p, poste, siennes, tuple(a for a in appels if a.appel.part_id == p.pk), au)
                    for p in parts
                    if p.poste_id == poste.pk
                ),
                depense=sum((d.montant for d in siennes), ZERO),
                eligible=sum((d.eligible for d in siennes), ZERO),
                minutes=minutes[poste.pk],
            )
        )
    return resultat


def _suivre_part(
    part: PartPoste, poste: Poste, depenses: list[DepensePoste], appels: tuple[AppelSitue, ...], au: datetime.date
) -> PartSuivie:
    pct, accorde = mesurer_part(part, poste.cout)
    base = additionner_base(part, depenses, au=au)
    periode = periode_a_appeler(part, poste, appels)
    return PartSuivie(part, pct, accorde, base, calculer_du(part, poste.cout, base), appels, periode, au)


def situer_appels(appels: Iterable[AppelFonds]) -> list[AppelSitue]:
    """Each with its turns, the oldest call first."""
    tous = sorted(appels, key=lambda a: (a.part_id, a.numero))
    etapes: dict[int, list[EtapeAppel]] = defaultdict(list)
    for e in EtapeAppel.objects.filter(appel__in=[a.pk for a in tous]).order_by("rang"):
        etapes[e.appel_id].append(e)
    return [AppelSitue(a, tuple(etapes[a.pk])) for a in tous]


def periode_a_appeler(
    part: PartPoste, poste: Poste, appels: Iterable[AppelSitue]
) -> tuple[datetime.date, datetime.date] | None:
    """The next period to call, after the last one called; None once the post is wholly called."""
    vifs = [a.appel.au for a in appels if a.est_vif and a.appel.genre != GenreAppel.AVANCE]
    debut = max(vifs) + UN_JOUR if vifs else poste.date_debut
    if debut > poste.date_fin:
        return None
    mois = decaler(premier_jour(debut), part.appel_mois)
    fin = mois.replace(day=min(debut.day, 28)) - UN_JOUR if debut.day > 1 else mois - UN_JOUR
    return debut, min(fin, poste.date_fin)
