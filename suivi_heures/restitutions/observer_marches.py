"""Read the contracts of a buyer for a quarterly report: a dozen queries whatever their number."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import en_date_locale
from clauses_app.tenancy.contexte import exiger_guichet
from clauses_app.tenancy.tri import CleTri
from marches.enums import RoleAttribution, StatutMarche
from marches.models import Attribution, EngagementHeures, Lot, MaitreOuvrage, Marche, RegleDecompte
from suivi_heures.models import TexteRapport
from suivi_heures.queries.avancement import attendu_a_ce_jour
from suivi_heures.queries.couverture import Par, calculer_couvertures
from suivi_heures.queries.faits_mensuels import FaitMensuel, faits_mensuels
from suivi_heures.queries.projection import dernier_mois_echu
from suivi_heures.queries.realisation import realisation_des_lots
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import (
    Couverture,
    CouvertureEntreprise,
    TexteFacilitateur,
    additionner_couvertures,
)
from suivi_heures.restitutions.rassembler_parts import Entree, rassembler_personnes
from suivi_heures.restitutions.repartir import Part
from suivi_heures.restitutions.situation import LotObserve, Periode

MARCHES_MAX = 300


class BilanImpossible(ValueError):
    """Nothing to report, or too much; the message says what to do."""


@dataclass(frozen=True, slots=True)
class MarcheObserve:
    marche: Marche
    lots: tuple[tuple[Lot, LotObserve], ...]
    titulaires: Mapping[int, tuple[str, ...]]  # by lot
    engagements: tuple[EngagementHeures, ...]
    entreprises: tuple[CouvertureEntreprise, ...] = ()
    texte: TexteFacilitateur | None = None
    entreprises_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything read from the database, before any sum."""

    guichet: Guichet
    maitre_ouvrage: MaitreOuvrage
    periode: Periode
    marches: tuple[MarcheObserve, ...]
    couverture_trimestre: Couverture
    regles: tuple[tuple[RegleDecompte, tuple[str, ...]], ...]
    parts: tuple[Part, ...]
    entrees: tuple[Entree, ...]
    entreprises: int


def observer(*, maitre_ouvrage: MaitreOuvrage, trimestre: Trimestre, etabli_a: datetime.datetime) -> Observation:
    """Read the contracts of a buyer as they stand at the end of the quarter (or today, if it is not over)."""
    jour = en_date_locale(etabli_a)
    guichet = Guichet.objects.get(pk=exiger_guichet())
    periode = _periode(trimestre, jour, guichet)
    marches = _choisir_marches(maitre_ouvrage, periode)
    lots = list(Lot.objects.filter(marche__in=[m.pk for m in marches]).order_by("marche_id", "ref"))
    observes, faits = _observer_lots(lots, {m.pk: m for m in marches}, periode, jour)
    attributions = list(
        (Attribution.objects.tenues() | _qui_emploient(lots))
        .filter(lot__in=[lot.pk for lot in lots])
        .select_related("entreprise")
        .order_by("pk")
    )
    engagements = list(
        EngagementHeures.objects.filter(lot__in=[lot.pk for lot in lots], date__lte=periode.arrete_au)
        .select_related("lot")
        .order_by("date", "pk")
    )
    declarations = _declarations(attributions, jour, periode)
    textes = _lire_textes(marches, trimestre)
    parts, entrees = rassembler_personnes(faits, periode=periode, refs={m.pk: m.ref for m in marches})
    return Observation(
        guichet=guichet,
        maitre_ouvrage=maitre_ouvrage,
        periode=periode,
        marches=tuple(
            replace(
                _assembler(m, lots, observes, attributions, engagements),
                entreprises=declarations.get(m.pk, ()),
                texte=textes.get(m.pk),
                entreprises_ids=frozenset(a.entreprise_id for a in attributions if a.marche_id == m.pk),
            )
            for m in marches
        ),
        couverture_trimestre=additionner_couvertures(
            une.du_trimestre for siennes in declarations.values() for une in siennes
        ),
        regles=_lire_regles(marches, periode.arrete_au),
        parts=parts,
        entrees=entrees,
        entreprises=len({a.entreprise_id for a in attributions}),
    )


def _qui_emploient(lots: Sequence[Lot]) -> QuerySet[Attribution]:
    """A holder undone keeps the contracts signed for it: their declarations are still owed."""
    signes = ContratTravail.objects.filter(lot__in=[lot.pk for lot in lots]).values("attribution")
    return Attribution.objects.filter(pk__in=signes)


def _declarations(
    attributions: Sequence[Attribution], jour: datetime.date, periode: Periode
) -> dict[int, tuple[CouvertureEntreprise, ...]]:
    """By contract and by holder, in the order of the names."""
    cles = [a.pk for a in attributions]
    depuis = calculer_couvertures(Par.ATTRIBUTION, cles, au=jour, jusque=periode.arrete_au)
    trimestre = calculer_couvertures(
        Par.ATTRIBUTION, cles, au=jour, depuis=periode.trimestre.debut, jusque=periode.arrete_au
    )
    sommes: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for a in attributions:
        valeurs = (depuis[a.pk].attendues, depuis[a.pk].recues, trimestre[a.pk].attendues, trimestre[a.pk].recues)
        cle = a.marche_id, a.entreprise.nom
        sommes[cle] = [x + y for x, y in zip(sommes[cle], valeurs, strict=True)]
    rangees: dict[int, list[CouvertureEntreprise]] = defaultdict(list)
    for (marche, nom), (attendues, recues, attendues_t, recues_t) in sorted(sommes.items()):
        rangees[marche].append(
            CouvertureEntreprise(nom[:150], Couverture(attendues, recues), Couverture(attendues_t, recues_t))
        )
    return {marche: tuple(siennes) for marche, siennes in rangees.items()}


def _lire_textes(marches: Sequence[Marche], trimestre: Trimestre) -> dict[int, TexteFacilitateur]:
    textes = TexteRapport.objects.filter(
        marche__in=[m.pk for m in marches], annee=trimestre.annee, trimestre=trimestre.numero
    )
    return {
        un.marche_id: TexteFacilitateur(un.actions, un.difficultes, un.recommandation)
        for un in textes
        if un.actions or un.difficultes or un.recommandation
    }


def _periode(trimestre: Trimestre, jour: datetime.date, guichet: Guichet) -> Periode:
    if jour < trimestre.debut:
        raise BilanImpossible(
            f"Le {trimestre.libelle} n’a pas commencé\u202f: choisissez un trimestre commencé ou passé."
        )
    arrete_au = min(jour, trimestre.fin)
    echu = min(dernier_mois_echu(jour, guichet.delai_releve_jours), arrete_au.replace(day=1))
    return Periode(trimestre, arrete_au, echu)


def _choisir_marches(maitre_ouvrage: MaitreOuvrage, periode: Periode) -> list[Marche]:
    """Contracts begun by the closing date, and alive or still open in the quarter."""
    tous = (
        Marche.objects.filter(maitre_ouvrage=maitre_ouvrage, date_debut__lte=periode.arrete_au)
        .exclude(statut__in=[StatutMarche.ANNULE, StatutMarche.SANS_SUITE])
        .exclude(statut=StatutMarche.SOLDE, date_fin__lt=periode.trimestre.debut)
        .select_related("operation")
        .order_by(CleTri("objet"), "ref")
    )
    marches = list(tous[: MARCHES_MAX + 1])
    if not marches:
        raise BilanImpossible(
            f"Aucun marché de « {maitre_ouvrage.nom} » n’est suivi au {periode.trimestre.libelle}\u202f:"
            " vérifiez l’acheteur et le trimestre."
        )
    if len(marches) > MARCHES_MAX:
        raise BilanImpossible(
            f"Plus de {MARCHES_MAX} marchés\u202f: un seul rapport serait illisible. Soldez les marchés terminés."
        )
    return marches


def _observer_lots(
    lots: Sequence[Lot], marches: Mapping[int, Marche], periode: Periode, jour: datetime.date
) -> tuple[dict[int, LotObserve], list[FaitMensuel]]:
    cles = [lot.pk for lot in lots]
    a_la_cloture = realisation_des_lots(lots=cles, au=periode.arrete_au)
    ce_jour = realisation_des_lots(lots=cles, au=jour)
    couvertures = calculer_couvertures(Par.LOT, cles, au=jour, jusque=periode.arrete_au, mois=True)
    plafonds = _plafonds(marches.values())
    retenus = [un for un in faits_mensuels(lots=cles) if un.mois <= periode.arrete_au]
    par_lot: dict[int, list[FaitMensuel]] = defaultdict(list)
    for fait in retenus:
        par_lot[fait.lot_id].append(fait)
    observes = {}
    for lot in lots:
        marche, objectif = marches[lot.marche_id], a_la_cloture[lot.pk].objectif
        observes[lot.pk] = LotObserve(
            lot_id=lot.pk,
            objectif=objectif,
            plafond_pct=plafonds[marche.pk],
            date_fin=marche.date_fin,
            attendu=attendu_a_ce_jour(objectif, marche, periode.attendu_au),
            couverture=Couverture(couvertures[lot.pk].attendues, couvertures[lot.pk].recues),
            faits=tuple(par_lot[lot.pk]),
            a_ce_jour=ce_jour[lot.pk].valorisees,
            attendus=couvertures[lot.pk].attendus,
            incomplets=couvertures[lot.pk].incomplets,
        )
    return observes, retenus


def _plafonds(marches: Collection[Marche]) -> dict[int, Decimal | None]:
    """Cap on bonuses of the version in force at the start of each contract, the oldest if none was."""
    versions: dict[str, list[RegleDecompte]] = defaultdict(list)
    for regle in RegleDecompte.objects.filter(code__in={m.regle_code for m in marches}).order_by("date_effet"):
        versions[regle.code].append(regle)
    plafonds: dict[int, Decimal | None] = {}
    for marche in marches:
        toutes = versions[marche.regle_code]
        valables = [regle for regle in toutes if regle.date_effet <= marche.date_debut]
        choisie = valables[-1] if valables else (toutes[0] if toutes else None)
        plafonds[marche.pk] = choisie.bonification_plafond_pct if choisie else None
    return plafonds


def _assembler(
    marche: Marche,
    lots: Sequence[Lot],
    observes: Mapping[int, LotObserve],
    attributions: Sequence[Attribution],
    engagements: Sequence[EngagementHeures],
) -> MarcheObserve:
    siens = [lot for lot in lots if lot.marche_id == marche.pk]
    principaux = {RoleAttribution.TITULAIRE, RoleAttribution.MANDATAIRE, RoleAttribution.COTRAITANT}
    return MarcheObserve(
        marche=marche,
        lots=tuple((lot, observes[lot.pk]) for lot in siens),
        titulaires={
            lot.pk: tuple(
                dict.fromkeys(a.entreprise.nom for a in attributions if a.lot_id == lot.pk and a.role in principaux)
            )
            for lot in siens
        },
        engagements=tuple(ligne for ligne in engagements if ligne.lot.marche_id == marche.pk),
    )


def _lire_regles(marches: Sequence[Marche], au: datetime.date) -> tuple[tuple[RegleDecompte, tuple[str, ...]], ...]:
    """Versions known at the closing date, with the contracts they govern; defaults where there is none."""
    refs: dict[str, list[str]] = defaultdict(list)
    for marche in marches:
        refs[marche.regle_code].append(marche.ref)
    versions = list(RegleDecompte.objects.filter(code__in=refs).order_by("code", "date_effet"))
    retenues = [regle for regle in versions if regle.date_effet <= au]
    codes = {regle.code for regle in retenues}
    for code in refs.keys() - codes:
        plus_ancienne = next((regle for regle in versions if regle.code == code), None)
        debut = min(marche.date_debut for marche in marches if marche.regle_code == code)
        retenues.append(plus_ancienne or RegleDecompte(code=code, date_effet=debut))
    retenues.sort(key=lambda regle: (regle.code, regle.date_effet))
    return tuple((regle, tuple(refs[regle.code])) for regle in retenues)
