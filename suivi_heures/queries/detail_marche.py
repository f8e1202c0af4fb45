"""A contract in detail, from its lines: month by month, holder by holder, by means and by public."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from beneficiaires.enums import Categorie, Decision, Modalite
from beneficiaires.models import ContratTravail, DecisionEligibilite
from clauses_app.interface.graphiques import PointCourbe
from marches.models import Attribution, Marche
from suivi_heures.enums import StatutHeure
from suivi_heures.queries.avancement import Avancement, AvancementMarche, attendu_des_lots
from suivi_heures.queries.decompte.lignes import LigneComptee, calculer_lignes
from suivi_heures.queries.projection import JOURS_PAR_MOIS

ZERO = Decimal("0.00")
DERNIER_JOUR = datetime.date(2100, 12, 31)  # a curve stops there, whatever date a file gave


@dataclass(frozen=True)
class PartTitulaire:
    """What one attribution did. Bonuses count before the lot's cap."""

    valide: Decimal = ZERO
    attente: Decimal = ZERO
    non_compte: Decimal = ZERO
    previsionnel: Decimal = ZERO
    modalites: tuple[str, ...] = ()
    personnes: int = 0
    lignes: list[LigneComptee] = field(default_factory=list)


@dataclass(frozen=True)
class DetailMarche:
    par_attribution: dict[int, PartTitulaire]
    par_mois: dict[datetime.date, Decimal]
    par_modalite: list[tuple[str, Decimal]]
    par_public: list[tuple[str, Decimal]]
    heures_qpv: Decimal
    heures_femmes: Decimal
    previsionnel: Decimal
    previsionnel_par_lot: dict[int, Decimal]
    personnes: int
    en_contrat: int
    lignes: list[LigneComptee] = field(default_factory=list)


def detailler_marche(
    marche: Marche, lots: Iterable[int], *, au: datetime.date, par_public: bool = True
) -> DetailMarche:
    """Four queries, three without the publics, one more for hours lent by other contracts; the rest is addition."""
    lots = list(lots)
    lignes = calculer_lignes(lots=lots)
    tous = ContratTravail.objects.select_related("beneficiaire").order_by("date_debut")
    siens = list(tous.filter(marche=marche))
    contrats = {c.pk: c for c in siens}
    # not one condition with OR: the database would read every work contract of the guichet
    if preteurs := {ligne.contrat_id for ligne in lignes} - contrats.keys():
        contrats |= {c.pk: c for c in tous.filter(pk__in=preteurs)}
    principales = _principales({c.beneficiaire_id for c in contrats.values()}) if par_public else {}
    previsions = _previsions(siens, lignes, marche, au)
    modalites: dict[str, Decimal] = defaultdict(lambda: ZERO)
    publics: dict[str, Decimal] = defaultdict(lambda: ZERO)
    mois: dict[datetime.date, Decimal] = defaultdict(lambda: ZERO)
    qpv = femmes = ZERO
    for ligne in lignes:
        contrat = contrats[ligne.contrat_id]
        mois[ligne.du.replace(day=1)] += ligne.valorisees
        modalites[contrat.modalite] += ligne.retenues
        publics[principales.get(contrat.beneficiaire_id, "")] += ligne.retenues
        qpv += ligne.retenues if contrat.beneficiaire.qpv else ZERO
        femmes += ligne.retenues if contrat.beneficiaire.sexe == "F" else ZERO
    return DetailMarche(
        par_attribution=_par_attribution(contrats, siens, lignes, previsions),
        par_mois=dict(mois),
        par_modalite=_classer(modalites, Modalite),
        par_public=_classer(publics, Categorie),
        heures_qpv=qpv,
        heures_femmes=femmes,
        previsionnel=sum(previsions.values(), ZERO),
        previsionnel_par_lot=_par_lot(contrats, previsions),
        personnes=len({c.beneficiaire_id for c in siens}),
        en_contrat=len({c.beneficiaire_id for c in siens if _court(c, au)}),
        lignes=lignes,
    )


def _court(contrat: ContratTravail, au: datetime.date) -> bool:
    return contrat.date_debut <= au and (contrat.date_fin is None or contrat.date_fin >= au)


def _principales(personnes: set[int]) -> dict[int, str]:
    """Main accepted category of each person; the first decided where none is marked."""
    decisions = DecisionEligibilite.objects.filter(
        beneficiaire__in=personnes, decision=Decision.ACCEPTEE, retiree_a=None
    ).order_by("principale", "-date_decision")
    return {d.beneficiaire_id: d.categorie for d in decisions}


def _classer(heures: dict[str, Decimal], libelles: type[Modalite] | type[Categorie]) -> list[tuple[str, Decimal]]:
    nommes = {code: str(libelle) for code, libelle in libelles.choices}
    gardes = [(nommes.get(code, "Public non précisé"), total) for code, total in heures.items() if total]
    return sorted(gardes, key=lambda rang: -rang[1])


def _par_attribution(
    contrats: dict[int, ContratTravail],
    siens: list[ContratTravail],
    lignes: list[LigneComptee],
    previsions: dict[int, Decimal],
) -> dict[int, PartTitulaire]:
    par: dict[int, list[LigneComptee]] = defaultdict(list)
    receveuses = _receveuses(contrats, lignes)
    for ligne in lignes:
        contrat = contrats[ligne.contrat_id]
        par[receveuses.get((ligne.lot_id, contrat.titulaire_id), contrat.attribution_id)].append(ligne)
    signes: dict[int, list[ContratTravail]] = {attribution: [] for attribution in receveuses.values()}
    for contrat in siens:
        signes.setdefault(contrat.attribution_id, []).append(contrat)
    return {
        cle: PartTitulaire(
            valide=sum((ligne.valorisees for ligne in par[cle]), ZERO),
            attente=sum((ligne.heures for ligne in par[cle] if ligne.statut == StatutHeure.SOUMISE), ZERO),
            non_compte=sum((ligne.exclues for ligne in par[cle]), ZERO),
            previsionnel=sum((previsions.get(c.pk, ZERO) for c in des_contrats), ZERO),
            modalites=tuple(sorted({c.get_modalite_display() for c in des_contrats})),
            personnes=len({c.beneficiaire_id for c in des_contrats}),
            lignes=par[cle],
        )
        for cle, des_contrats in signes.items()
    }


def _receveuses(contrats: dict[int, ContratTravail], lignes: list[LigneComptee]) -> dict[tuple[int, int], int]:
    """Where imputed hours go: the attribution of the same holder on the lot that receives. No query without any."""
    lots = {ligne.lot_id for ligne in lignes if ligne.lot_id != contrats[ligne.contrat_id].lot_id}
    if not lots:
        return {}
    return {(a.lot_id, a.entreprise_id): a.pk for a in Attribution.objects.filter(lot__in=lots).order_by("-pk")}


def _previsions(
    contrats: Iterable[ContratTravail], lignes: list[LigneComptee], marche: Marche, au: datetime.date
) -> dict[int, Decimal]:
    """Hours the signed contracts should still bring: their own monthly mean, from their last declared day."""
    declarees: dict[int, list[LigneComptee]] = defaultdict(list)
    for ligne in lignes:
        declarees[ligne.contrat_id].append(ligne)
    return {c.pk: _prevoir(c, declarees[c.pk], marche, au) for c in contrats}


def _par_lot(contrats: dict[int, ContratTravail], previsions: dict[int, Decimal]) -> dict[int, Decimal]:
    par_lot: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for contrat_id, heures in previsions.items():
        par_lot[contrats[contrat_id].lot_id] += heures
    return dict(par_lot)


def _prevoir(contrat: ContratTravail, lignes: list[LigneComptee], marche: Marche, au: datetime.date) -> Decimal:
    fin = min(contrat.date_fin or marche.date_fin, marche.date_fin)
    depart = max([contrat.date_debut, *(ligne.au + datetime.timedelta(days=1) for ligne in lignes)])
    if fin < au or depart > fin or not lignes:
        return ZERO
    mois_faits = {ligne.du.replace(day=1) for ligne in lignes}
    comptees = sum((_a_compter(ligne) for ligne in lignes), ZERO)
    restant = Decimal((fin - depart).days + 1) / JOURS_PAR_MOIS
    return (comptees / len(mois_faits) * restant).quantize(Decimal("1"), ROUND_HALF_UP)


def _a_compter(ligne: LigneComptee) -> Decimal:
    return ligne.heures if ligne.statut == StatutHeure.SOUMISE else ligne.valorisees


def points_de_la_courbe(
    marche: Marche, avancement: AvancementMarche, detail: DetailMarche, *, echu: datetime.date
) -> list[PointCourbe]:
    """One point a month, from the start of the contract to its end; done up to the last month due."""
    total, dus = avancement.total, [lot.du for _, lot in avancement.lots]
    points, cumul, mois = [], ZERO, marche.date_debut.replace(day=1)
    avant = sum((heures for premier, heures in detail.par_mois.items() if premier < mois), ZERO)
    cumul += avant
    reste = _mois_entre(echu, marche.date_fin)
    while mois <= min(marche.date_fin, DERNIER_JOUR):
        suivant = (mois.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
        fin = suivant - datetime.timedelta(days=1)
        cumul += detail.par_mois.get(mois, ZERO)
        attendu = attendu_des_lots(dus, marche, fin)
        if mois <= echu:
            points.append(PointCourbe(fin=fin, valide=cumul, attendu=attendu))
        else:
            points.append(_projete(fin, attendu, total, Decimal(_mois_entre(echu, fin)) / max(reste, 1)))
        mois = suivant
    return points


def _projete(fin: datetime.date, attendu: Decimal, total: Avancement, part: Decimal) -> PointCourbe:
    p = total.projection
    if p is None:
        return PointCourbe(fin=fin, attendu=attendu)
    depart = total.valide + total.attente
    basse, centrale, haute = (depart + (cible - depart) * part for cible in (p.basse, p.centrale, p.haute))
    return PointCourbe(fin=fin, attendu=attendu, basse=basse, centrale=centrale, haute=haute)


def _mois_entre(debut: datetime.date, fin: datetime.date) -> int:
    return (fin.year - debut.year) * 12 + fin.month - debut.month
