"""Observation to figures: sums, breakdowns, sentences. No query here."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from clauses_app.interface.formats import accorder, formater_date, formater_heures, formater_pourcent
from marches.enums import SourceEngagement
from marches.models import EngagementHeures, Lot
from suivi_heures.enums import Motif
from suivi_heures.queries.avancement import attendu_des_lots
from suivi_heures.queries.chiffres_publies import Registre
from suivi_heures.queries.detail_marche import DERNIER_JOUR
from suivi_heures.queries.projection import juger
from suivi_heures.restitutions.bilan_trimestriel import (
    Acheteur,
    Avancement,
    BilanTrimestriel,
    Engagement,
    Exclusion,
    FicheLot,
    FicheMarche,
    HeuresTrimestre,
    Methode,
    Perimetre,
    PointCourbe,
    Porteur,
    RegleAppliquee,
    Synthese,
    additionner_couvertures,
)
from suivi_heures.restitutions.compter_gens import Foule, Gens, compter_gens
from suivi_heures.restitutions.enoncer_regles import PHRASES, enoncer_regle
from suivi_heures.restitutions.observer_marches import MarcheObserve, Observation
from suivi_heures.restitutions.situation import (
    RIEN,
    LotObserve,
    Mesure,
    Periode,
    additionner_projections,
    avancer,
    exclusions_du_trimestre,
    mesurer_lot,
    projeter,
)

ETATS_EXPOSES = ("en_retard", "a_surveiller")
TEXTE_COURT, TEXTE_LONG, LIGNES_MAX, TRIMESTRES = 150, 300, 8, 7


def couper(texte: str, longueur: int = TEXTE_COURT) -> str:
    """Free text is cut, never broken: an object of 1 000 characters would take the page."""
    texte = " ".join(texte.split())
    return texte if len(texte) <= longueur else f"{texte[: longueur - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class _MarcheMesure:
    observe: MarcheObserve
    lots: tuple[Mesure, ...]
    total: Mesure
    avancement: Avancement
    echu: datetime.date

    @property
    def lots_mesures(self) -> list[tuple[Lot, Mesure]]:
        return [(lot, un) for (lot, _), un in zip(self.observe.lots, self.lots, strict=True)]


def composer_bilan(
    observation: Observation,
    *,
    etabli_a: datetime.datetime,
    precedent: BilanTrimestriel | None,
    registre: Registre,
    perimetre: Perimetre | None = None,
    garder: frozenset[int] = frozenset(),
) -> BilanTrimestriel:
    """Without lists of late declarations and corrections, nor revision: they are added by the caller.

    `garder`: the contracts of the perimeter. What is hidden is decided on the whole buyer first: a report on a part
    must not give back, by difference, what the report on the whole hides. `registre`: what already left the guichet.
    """
    anciens = {fiche.reference: fiche.avancement.realise for fiche in precedent.marches} if precedent else {}
    mesures = [_mesurer_marche(un, observation.periode, anciens, bool(precedent)) for un in observation.marches]
    foule = Foule(
        trimestre=observation.periode.trimestre,
        refs=[un.observe.marche.ref for un in mesures],
        parts=observation.parts,
        entrees=observation.entrees,
        seuil=observation.guichet.seuil_effectif,
    )
    siens = None
    if perimetre:
        mesures = [un for un in mesures if un.observe.marche.pk in garder]
        siens = [un.observe.marche.ref for un in mesures]
        observation = _reduire(observation, garder)
    gens = compter_gens(foule, registre=registre, perimetre=siens)
    exclusions = _exclusions([lot for un in mesures for _, lot in un.observe.lots], observation.periode)
    return BilanTrimestriel(
        acheteur=Acheteur(couper(observation.maitre_ouvrage.nom), observation.maitre_ouvrage.siret),
        guichet=_porteur(observation),
        trimestre=observation.periode.trimestre,
        arrete_au=observation.periode.arrete_au,
        etabli_a=etabli_a,
        synthese=_synthese(observation, mesures, gens, exclusions),
        marches=tuple(_fiche(un, observation.periode, gens) for un in mesures),
        retards_transmission=(),
        corrections=(),
        methode=_methode(observation, exclusions),
        precedent=precedent.trimestre.code if precedent else "",
        perimetre=perimetre,
    )


def _reduire(observation: Observation, garder: frozenset[int]) -> Observation:
    marches = tuple(un for un in observation.marches if un.marche.pk in garder)
    refs = {un.marche.ref for un in marches}
    return replace(
        observation,
        marches=marches,
        couverture_trimestre=additionner_couvertures(une.du_trimestre for un in marches for une in un.entreprises),
        regles=tuple(
            (regle, tuple(ref for ref in siennes if ref in refs))
            for regle, siennes in observation.regles
            if refs.intersection(siennes)
        ),
        entreprises=len(frozenset().union(*(un.entreprises_ids for un in marches))),
    )


def _mesurer_marche(
    observe: MarcheObserve, periode: Periode, anciens: dict[str, Decimal], a_un_precedent: bool
) -> _MarcheMesure:
    lots = tuple(mesurer_lot(lot, periode) for _, lot in observe.lots)
    total = sum(lots, RIEN)
    projection = projeter(total, echu=periode.echu, fin=observe.marche.date_fin)
    ancien = anciens.get(observe.marche.ref, Decimal(0)) if a_un_precedent else None
    avancement = avancer(total, projection=projection, avant_selon_precedent=ancien)
    return _MarcheMesure(observe, lots, total, avancement, periode.echu)


def _fiche(mesure: _MarcheMesure, periode: Periode, gens: Gens) -> FicheMarche:
    marche = mesure.observe.marche
    return FicheMarche(
        reference=marche.ref,
        objet=couper(marche.objet),
        date_debut=marche.date_debut,
        date_fin=marche.date_fin,
        operation=couper(marche.operation.nom) if marche.operation else "",
        suivi_par=marche.suivi_par_nom,
        avancement=mesure.avancement,
        lots=tuple(
            FicheLot(
                lot.ref,
                couper(lot.objet),
                tuple(couper(nom) for nom in mesure.observe.titulaires[lot.pk]),
                avancer(un, projection=projeter(un, echu=periode.echu, fin=marche.date_fin)),
            )
            for (lot, _), un in zip(mesure.observe.lots, mesure.lots, strict=True)
        ),
        engagements=_engagements(mesure.observe.engagements),
        courbe=_courbe(mesure, periode),
        modalites=gens.modalites_par_marche[marche.ref],
        publics=gens.publics_par_marche[marche.ref],
        exclusions=_exclusions([lot for _, lot in mesure.observe.lots], periode),
        faits=_faits(mesure, periode),
        entreprises=mesure.observe.entreprises,
        texte=mesure.observe.texte,
    )


def _engagements(lignes: Sequence[EngagementHeures]) -> tuple[Engagement, ...]:
    """One row per day and source; the oldest ones summed when there are too many for a page."""
    groupes: dict[tuple[datetime.date, str], list[EngagementHeures]] = defaultdict(list)
    for ligne in lignes:
        groupes[ligne.date, ligne.source].append(ligne)
    rangees, cumul = [], Decimal(0)
    for (jour, source), siennes in groupes.items():
        heures = sum((ligne.heures for ligne in siennes), Decimal(0))
        cumul += heures
        noms = list(dict.fromkeys(ligne.lot.ref for ligne in siennes))
        motifs = list(dict.fromkeys(ligne.motif for ligne in siennes if ligne.motif))
        lot = f"{'Lots' if len(noms) > 1 else 'Lot'}\u00a0{', '.join(noms)}"
        raisons = " ; ".join(couper(motif) for motif in motifs)  # each is cut, none is left out
        rangees.append(Engagement(jour, SourceEngagement(source).label, heures, cumul, lot, raisons))
    trop = len(rangees) - LIGNES_MAX
    if trop > 0:
        fondues = rangees[: trop + 1]
        total = sum((une.heures for une in fondues), Decimal(0))
        texte = f"{len(fondues)} lignes du {formater_date(fondues[0].date)} au {formater_date(fondues[-1].date)}"
        rangees[: trop + 1] = [Engagement(fondues[-1].date, "Lignes antérieures", total, fondues[-1].cumul, texte)]
    return tuple(rangees)


def _fins_de_mois(debut: datetime.date, fin: datetime.date, arrete_au: datetime.date) -> list[datetime.date]:
    """Last day of each month, the closing day standing for the month it stops in."""
    fins, mois = [], debut.replace(day=1)
    fin = min(fin, DERNIER_JOUR)
    while mois <= fin:
        suivant = (mois.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
        dernier = suivant - datetime.timedelta(days=1)
        fins.append(arrete_au if mois <= arrete_au <= dernier else dernier)
        mois = suivant
    return fins


def _courbe(mesure: _MarcheMesure, periode: Periode) -> tuple[PointCourbe, ...]:
    marche = mesure.observe.marche
    fins = _fins_de_mois(marche.date_debut, marche.date_fin, periode.arrete_au)
    faites = [fin for fin in fins if fin <= periode.arrete_au]
    par_lot = [lot.cumuls(faites) for _, lot in mesure.observe.lots]
    dus = [lot.objectif for _, lot in mesure.observe.lots]
    cumuls = [sum(valeurs, Decimal(0)) for valeurs in zip(*par_lot, strict=True)]
    return tuple(
        PointCourbe(
            fin,
            cumuls[rang] if rang < len(cumuls) else None,
            attendu_des_lots(dus, marche, fin),
        )
        for rang, fin in enumerate(fins)
    )


def _faits(mesure: _MarcheMesure, periode: Periode) -> tuple[str, ...]:
    marche, avancement = mesure.observe.marche, mesure.avancement
    faits = []
    if avancement.etat == "atteint":
        faits.append(f"L’obligation est atteinte\u00a0: {formater_pourcent(avancement.pourcent)}.")
    faits += [
        f"{SourceEngagement(ligne.source).label} du {formater_date(ligne.date)}, lot\u00a0{ligne.lot.ref}\u00a0:"
        f" {formater_heures(ligne.heures)}."
        for ligne in mesure.observe.engagements
        if ligne.date >= periode.trimestre.debut and ligne.date > marche.date_debut
    ]
    if not avancement.couverture.est_complete:
        faits.append(f"{_manquantes(avancement.couverture.manquantes)} pour ce marché.")
    restants = (marche.date_fin - periode.arrete_au).days
    if restants < 0:
        faits.append(f"Le marché a pris fin le {formater_date(marche.date_fin)}.")
    elif restants <= 92:
        faits.append(
            f"Le marché prend fin dans {accorder(restants, 'jour')}\u00a0; reste {formater_heures(_reste(mesure))}."
        )
    return tuple(faits[:4])


def _reste(mesure: _MarcheMesure) -> Decimal:
    """Lot by lot: a lot ahead does not save another."""
    return sum((max(Decimal(0), lot.objectif - lot.realise) for lot in mesure.lots), Decimal(0))


def _manquantes(nombre: int) -> str:
    if nombre == 1:
        return "1\u00a0déclaration attendue manque"
    return f"{accorder(nombre, 'déclaration attendue manque', 'déclarations attendues manquent')}"


def _exclusions(lots: Sequence[LotObserve], periode: Periode) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(motif.value, Motif(motif).label, heures, PHRASES[motif])
        for motif, heures in exclusions_du_trimestre(lots, periode).items()
    )


def _synthese(
    observation: Observation,
    mesures: Sequence[_MarcheMesure],
    gens: Gens,
    exclusions: tuple[Exclusion, ...],
) -> Synthese:
    avancements = [un.avancement for un in mesures]
    rattrapages = [a.rattrapage for a in avancements if a.rattrapage is not None]
    ensemble = avancer(
        sum((un.total for un in mesures), RIEN),
        projection=additionner_projections(a.projection for a in avancements),
        rattrapage=sum(rattrapages, Decimal(0)) if rattrapages else None,
    )
    lots = [lot for un in mesures for _, lot in un.observe.lots]
    return Synthese(
        avancement=ensemble,
        couverture_trimestre=observation.couverture_trimestre,
        nombre_marches=len(mesures),
        nombre_lots=len(lots),
        nombre_entreprises=observation.entreprises,
        personnes=gens.personnes,
        personnes_trimestre=gens.personnes_trimestre,
        entrees=gens.entrees,
        alertes=_alertes(mesures, ensemble),
        par_trimestre=_par_trimestre(lots, observation.periode),
        publics=gens.publics,
        modalites=gens.modalites,
        profils=gens.profils,
        exclusions=exclusions,
    )


def _alertes(mesures: Sequence[_MarcheMesure], ensemble: Avancement) -> tuple[str, ...]:
    alertes = []
    for etat in ETATS_EXPOSES:
        alertes += _lots_a_suivre(mesures, etat)
        for mesure in mesures:
            projection = mesure.avancement.projection
            if mesure.avancement.etat == etat and projection:
                alertes.append(
                    f"{couper(mesure.observe.marche.objet)}\u00a0: {formater_heures(projection.centrale)} projetées"
                    f" sur {formater_heures(mesure.avancement.objectif)}."
                )
    if len(alertes) > 4:
        alertes[3:] = [f"{len(alertes) - 3}\u00a0autres marchés ou lots à surveiller ou en retard, voir le tableau."]
    if not ensemble.couverture.est_complete:
        alertes.append(f"{_manquantes(ensemble.couverture.manquantes)}\u00a0: les taux sont provisoires.")
    return tuple(alertes)


def _lots_a_suivre(mesures: Sequence[_MarcheMesure], etat: str) -> list[str]:
    """Lots exposed inside a contract that, as a whole, is not: lots do not compensate each other."""
    return [
        f"{couper(mesure.observe.marche.objet)}, lot\u00a0{lot.ref}\u00a0: {formater_heures(projection.centrale)}"
        f" projetées sur {formater_heures(un.objectif)}."
        for mesure in mesures
        if mesure.avancement.etat not in ETATS_EXPOSES
        for (lot, un) in mesure.lots_mesures
        if (projection := projeter(un, echu=mesure.echu, fin=mesure.observe.marche.date_fin))
        and juger(valide=un.realise, du=un.objectif, projection=projection) == etat  # type: ignore[arg-type]
    ]


def _par_trimestre(lots: Sequence[LotObserve], periode: Periode) -> tuple[HeuresTrimestre, ...]:
    """Differences of what was done up to the end of each quarter: they add up to the total."""
    premiers = [lot.faits[0].mois for lot in lots if lot.faits]
    if not premiers:
        return ()
    trimestres = [periode.trimestre]
    while len(trimestres) < TRIMESTRES and trimestres[0].debut > min(premiers):
        trimestres.insert(0, trimestres[0].precedent)
    bornes = [trimestres[0].precedent.fin, *(un.fin for un in trimestres)]
    cumuls = [sum(valeurs, Decimal(0)) for valeurs in zip(*(lot.cumuls(bornes) for lot in lots), strict=True)]
    return tuple(
        HeuresTrimestre(un.annee, un.numero, cumuls[rang + 1] - cumuls[rang]) for rang, un in enumerate(trimestres)
    )


def _porteur(observation: Observation) -> Porteur:
    guichet = observation.guichet
    return Porteur(
        nom=guichet.nom,
        code=guichet.code,
        adresse=couper(guichet.adresse, TEXTE_LONG),
        courriel=guichet.courriel,
        telephone=guichet.telephone,
        mention=couper(guichet.mention_rapport, TEXTE_LONG),
    )


def _methode(observation: Observation, exclusions: tuple[Exclusion, ...]) -> Methode:
    return Methode(
        regles=tuple(
            RegleAppliquee(regle.code, regle.date_effet, refs, enoncer_regle(regle))
            for regle, refs in observation.regles
        ),
        motifs=exclusions,
        seuil=observation.guichet.seuil_effectif,
        delai_releve_jours=observation.guichet.delai_releve_jours,
    )
