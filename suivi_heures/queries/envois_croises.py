"""Hours that two senders may declare, the employer and the user company: who said what, and do they agree."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from beneficiaires.models import ContratTravail
from marches.models import Entreprise
from suivi_heures.enums import Nature, StatutHeure, SuiteLigne
from suivi_heures.models import EnvoiCroise, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.mois import decaler, dernier_jour, premier_jour
from suivi_heures.queries.zeros_declares import RECUS

ZERO = Decimal("0.00")
MOIS_A_CONFIRMER = 6

type Cle = tuple[int, str]  # contract and nature


class _Part(NamedTuple):
    """What stands in the ledger, or a zero declared: whose, on which months."""

    du: datetime.date
    au: datetime.date
    heures: Decimal
    expediteur: int | None  # None: typed by the guichet, or taken over
    est_racine: bool
    est_zero: bool
    depuis: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Croisement:
    """`heures`: what the other sender brought to the ledger for these months; `lignes`: what this one says."""

    contrat_id: int
    nature: str
    du: datetime.date
    au: datetime.date
    autre_id: int
    heures: Decimal
    lignes: tuple[LigneReleve, ...] = ()
    depuis: datetime.date | None = None

    @property
    def dites(self) -> Decimal:
        """A credit alone corrects what the other said: it is a figure too, never below zero."""
        somme = sum((ligne.heures or ZERO for ligne in self.lignes), ZERO)
        return somme if somme >= 0 else max(ZERO, self.heures + somme)


def croiser(
    lignes: Iterable[LigneReleve], contrats: Mapping[int, ContratTravail], expediteur_id: int
) -> list[Croisement]:
    """Lines about months of which the other employer's figure stands. Months that one line joins are one."""
    par_cle: dict[Cle, list[LigneReleve]] = defaultdict(list)
    for ligne in lignes:
        contrat = contrats.get(ligne.contrat_id or 0)
        if contrat is not None and est_partage(contrat) and ligne.heures is not None and ligne.du and ligne.au:
            par_cle[contrat.pk, str(ligne.nature)].append(ligne)
    if not par_cle:
        return []
    du = min(premier_jour(ligne.du) for siennes in par_cle.values() for ligne in siennes if ligne.du)
    au = max(dernier_jour(ligne.au) for siennes in par_cle.values() for ligne in siennes if ligne.au)
    parts = _parts({pk for pk, _ in par_cle}, du, au)
    trouves = []
    for cle, siennes in par_cle.items():
        for debut, fin in _periodes([*siennes, *parts[cle]]):
            ici = tuple(une for une in siennes if une.du and debut <= une.du <= fin)
            trouve = _tenu_par_l_autre(cle, debut, fin, parts[cle], expediteur_id) if ici else None
            if trouve is not None and (trouve.heures or any(une.heures for une in ici)):
                trouves.append(_avec(trouve, ici))
    return trouves


def est_partage(contrat: ContratTravail) -> bool:
    """Employed by one, at work for another: two may declare."""
    return contrat.employeur_id != contrat.titulaire_id


def _avec(trouve: Croisement, lignes: tuple[LigneReleve, ...]) -> Croisement:
    return Croisement(
        trouve.contrat_id, trouve.nature, trouve.du, trouve.au, trouve.autre_id, trouve.heures, lignes, trouve.depuis
    )


def _tenu_par_l_autre(
    cle: Cle, debut: datetime.date, fin: datetime.date, parts: Sequence[_Part], expediteur_id: int
) -> Croisement | None:
    """None when this sender's own figure stands there, or nobody's but the guichet's."""
    ici = [part for part in parts if debut <= part.du <= fin]
    racines = [part for part in ici if part.est_racine and not part.est_zero]
    if any(part.expediteur == expediteur_id for part in racines):
        return None
    autres = racines or [part for part in ici if part.est_zero and part.expediteur != expediteur_id]
    autre = next((part for part in autres if part.expediteur is not None), None)
    if autre is None or autre.expediteur is None:
        return None
    somme = sum((part.heures for part in ici), ZERO)
    return Croisement(cle[0], cle[1], debut, fin, autre.expediteur, somme, depuis=autre.depuis)


def _periodes(portions: Iterable[Any]) -> list[tuple[datetime.date, datetime.date]]:
    """Runs of months that no line straddles."""
    bornes = sorted((premier_jour(une.du), dernier_jour(une.au)) for une in portions)
    periodes: list[tuple[datetime.date, datetime.date]] = []
    for debut, fin in bornes:
        if periodes and debut <= periodes[-1][1]:
            periodes[-1] = (periodes[-1][0], max(fin, periodes[-1][1]))
        else:
            periodes.append((debut, fin))
    return periodes


def _parts(contrats: Collection[int], du: datetime.date, au: datetime.date) -> dict[Cle, list[_Part]]:
    debout = list(
        heures_debout()
        .filter(contrat_id__in=contrats, du__lte=au, au__gte=du)
        .values_list("contrat_id", "nature", "du", "au", "heures", "releve_id", "corrige_id", "saisie_a")
    )
    zeros = list(
        LigneReleve.objects.filter(contrat_id__in=contrats, heures=0, du__lte=au, au__gte=du, releve__statut__in=RECUS)
        .exclude(suite=SuiteLigne.CROISEE)
        .values_list("contrat_id", "nature", "du", "au", "releve__entreprise_id", "releve__depose_a")
    )
    releves = _receptions({releve for *_, releve, _, _ in debout if releve})
    parts: dict[Cle, list[_Part]] = defaultdict(list)
    for contrat, nature, debut, fin, heures, releve, corrige, saisie in debout:
        qui, recu = releves.get(releve or 0, (None, saisie))
        jour = timezone.localdate(recu)
        parts[contrat, nature].append(_Part(debut, fin, heures, qui, corrige is None, est_zero=False, depuis=jour))
    for contrat, nature, debut, fin, entreprise, depose in zeros:
        jour = timezone.localdate(depose)
        parts[contrat, nature].append(_Part(debut, fin, ZERO, entreprise, est_racine=False, est_zero=True, depuis=jour))
    return parts


def _receptions(releves: Collection[int]) -> dict[int, tuple[int, datetime.datetime]]:
    """Who sent each, and when it came: a file may be loaded days after."""
    lus = ReleveHeures.objects.filter(pk__in=releves).values_list("pk", "entreprise_id", "depose_a") if releves else ()
    return {pk: (entreprise_id, depose_a) for pk, entreprise_id, depose_a in lus}


def heures_debout() -> Any:
    return Heure.objects.filter(annulee=False).exclude(statut=StatutHeure.REFUSEE)


@dataclass(frozen=True, slots=True)
class EnvoiLu:
    """A crossing as it is today: `debout` is what the ledger says."""

    croise: EnvoiCroise
    debout: Decimal

    @property
    def est_un_ecart(self) -> bool:
        return self.croise.est_un_ecart(self.debout)

    @property
    def est_decide(self) -> bool:
        return self.croise.retenues is not None and self.croise.retenues == self.debout


def lire_envois_croises(croises: Any) -> list[EnvoiLu]:
    """One query, the ledger beside each."""
    debout = (
        heures_debout()
        .filter(
            contrat_id=OuterRef("contrat_id"),
            nature=OuterRef("nature"),
            du__gte=OuterRef("du"),
            du__lte=OuterRef("au"),
        )
        .order_by()
        .values("contrat_id")
        .annotate(total=Sum("heures"))
        .values("total")
    )
    lus = croises.select_related("contrat__beneficiaire", "contrat__lot", "contrat__marche", "premier", "second")
    total = DecimalField(max_digits=12, decimal_places=2)
    lus = lus.annotate(debout=Coalesce(Subquery(debout, output_field=total), Value(ZERO), output_field=total))
    return [EnvoiLu(croise, croise.debout) for croise in lus.order_by("du", "contrat__beneficiaire__tri", "pk")]


def ecarts_entre_envois() -> list[EnvoiLu]:
    """Those that call somebody."""
    return [lu for lu in lire_envois_croises(EnvoiCroise.objects.all()) if lu.est_un_ecart]


def heures_a_confirmer(contrats: Sequence[ContratTravail], entreprise_id: int, au: datetime.date) -> list[Croisement]:
    """What the other employer declared in the last months and this one has not spoken of."""
    partages = {contrat.pk for contrat in contrats if est_partage(contrat)}
    if not partages:
        return []
    depuis = decaler(premier_jour(au), -MOIS_A_CONFIRMER)
    dits = set(EnvoiCroise.objects.filter(contrat_id__in=partages).values_list("contrat_id", "nature", "du"))
    trouves = []
    for cle, parts in _parts(partages, depuis, au).items():
        for debut, fin in _periodes(part for part in parts if not part.est_zero):
            trouve = _tenu_par_l_autre(cle, debut, fin, [p for p in parts if not p.est_zero], entreprise_id)
            if trouve is not None and trouve.heures and (*cle, debut) not in dits:
                trouves.append(trouve)
    return sorted(trouves, key=lambda un: (un.du, un.contrat_id, un.nature))


def source_du_premier(croise: EnvoiCroise) -> tuple[datetime.datetime | None, int | None]:
    """When its figure came, and the timesheet that brought it: the day of its reception, not of its loading."""
    siennes = heures_debout().filter(
        contrat_id=croise.contrat_id, nature=croise.nature, du__gte=croise.du, du__lte=croise.au, corrige_id=None
    )
    premiere = siennes.order_by("saisie_a", "pk").values_list("saisie_a", "releve_id").first()
    if premiere is None:
        return None, None
    saisie_a, releve_id = premiere
    recu_a = ReleveHeures.objects.filter(pk=releve_id or 0).values_list("depose_a", flat=True).first()
    return recu_a or saisie_a, releve_id


def noms_des_declarants(croisements: Iterable[Croisement]) -> dict[int, str]:
    """Of the other senders: a company reads their name, nothing else of them."""
    return dict(Entreprise.objects.filter(pk__in={un.autre_id for un in croisements}).values_list("pk", "nom"))


def nommer_nature(nature: str) -> str:
    """Said only when it is not work."""
    return "" if nature == Nature.TRAVAIL else Nature(nature).label.lower()


def envois_du_releve(releve: ReleveHeures) -> list[EnvoiLu]:
    """Those this timesheet speaks of, whichever of the two it is."""
    siennes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    contrats = siennes.values("contrat_id")
    du_second = EnvoiCroise.objects.filter(releve_id=releve.pk)
    du_premier = EnvoiCroise.objects.filter(
        premier_id=releve.entreprise_id, contrat_id__in=contrats, du__lte=dernier_jour(releve.mois), au__gte=releve.mois
    )
    return lire_envois_croises(du_second | du_premier)
