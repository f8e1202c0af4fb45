"""Open the contract of a retained project: its lots, their hours due, their moving targets."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.enums import MethodeCalibrage, SourceEngagement, StatutMarche, StatutProjet
from marches.models import Calibrage, Lot, Marche, ObjectifGlissant, ProjetAchat, TexteClause
from marches.queries.projets import LotCalibre, lire_consultation
from marches.queries.saisie_calibrage import rejouer, relire_entrees
from marches.queries.termes_calibrage import ASSIETTES
from marches.services.decider_projet import DecisionImpossible
from marches.services.enregistrer_lot import enregistrer_lot
from marches.services.enregistrer_marche import enregistrer_marche
from marches.services.inscrire_engagement import inscrire_engagement

CENTIEME = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class ChoixOuverture:
    """What only the notified contract tells; the rest comes from the project."""

    ref: str
    date_debut: datetime.date
    date_fin: datetime.date
    types_clause: Sequence[str]
    regle_code: str


@transaction.atomic
def ouvrir_marche_du_projet(
    *, projet: ProjetAchat, choix: ChoixOuverture, aujourd_hui: datetime.date, par: Any
) -> Marche:
    projet = ProjetAchat.objects.select_for_update(of=("self",)).get(pk=projet.pk)
    lots = _lots_a_ouvrir(projet)
    parametres = _parametres(projet)
    marche = enregistrer_marche(
        marche=Marche(
            ref=choix.ref,
            objet=projet.objet,
            maitre_ouvrage=projet.maitre_ouvrage,
            types_clause=list(choix.types_clause),
            regle_code=choix.regle_code,
            date_debut=choix.date_debut,
            date_fin=choix.date_fin,
            montant_ht=_montant(lots),
            categories_admises=parametres.get("publics") or None,
            penalite_type=parametres.get("penalite_type", ""),
            penalite_valeur=_decimal(parametres.get("penalite_valeur")),
            statut=StatutMarche.EN_PREPARATION if choix.date_debut > aujourd_hui else StatutMarche.EN_COURS,
        ),
        par=par,
    )
    for un in lots:
        _ouvrir_lot(un, marche, par)
    projet.marche, projet.version = marche, projet.version + 1
    projet.save(update_fields=["marche", "version"])
    journaliser(Verbe.PROJET_DECIDE, projet, par=par, marche_id=marche.pk, ouvert=True)
    return marche


def _lots_a_ouvrir(projet: ProjetAchat) -> list[LotCalibre]:
    if projet.marche_id:
        raise DecisionImpossible("Le marché de ce projet est déjà ouvert.")
    if projet.statut != StatutProjet.RETENU:
        raise DecisionImpossible("Retenez d’abord ce projet : seul un projet retenu devient un marché.")
    lots = lire_consultation(projet).lots
    attendent = [un.lot.ref for un in lots if un.attend]
    if attendent:
        raise DecisionImpossible(f"Calibrez d’abord, ou laissez sans clause : lot {', lot '.join(attendent)}.")
    ouverts = [un for un in lots if not un.lot.sans_clause]
    if not ouverts:
        raise DecisionImpossible("Aucun lot ne porte de clause : il n’y a rien à suivre.")
    return ouverts


def _parametres(projet: ProjetAchat) -> dict[str, Any]:
    """Those of the last text given to the buyer; none when no text was drawn."""
    texte = TexteClause.objects.filter(projet=projet).order_by("-rang").first()
    return texte.parametres if texte else {}


def _montant(lots: list[LotCalibre]) -> Decimal | None:
    """Of the lots followed; unknown as soon as one is."""
    montants = [un.lot.montant_ht for un in lots if un.lot.montant_ht is not None]
    return sum(montants, Decimal(0)) if len(montants) == len(lots) else None


def _decimal(texte: Any) -> Decimal | None:
    return Decimal(texte) if texte else None


def _ouvrir_lot(un: LotCalibre, marche: Marche, par: Any) -> None:
    lot = enregistrer_lot(
        lot=Lot(
            marche=marche,
            ref=un.lot.ref,
            objet=un.lot.objet,
            montant_ht=un.lot.montant_ht,
            ratio_eur_heure=_euros_par_heure(un.calibrage),
        ),
        par=par,
    )
    un.lot.lot = lot
    un.lot.save(update_fields=["lot"])
    calibrage = un.calibrage
    if calibrage is None:
        return
    motif = f"Calibrage version {calibrage.rang} : {rejouer(calibrage).chiffres}"[:500]
    for source, heures in _heures_initiales(calibrage):
        if heures > 0:
            inscrire_engagement(lot=lot, date=marche.date_debut, source=source, heures=heures, motif=motif, par=par)
    if calibrage.methode in ASSIETTES:
        ObjectifGlissant.objects.create(
            lot=lot,
            methode=calibrage.methode,
            entrees=calibrage.entrees,
            reglages=calibrage.reglages,
            formule=calibrage.formule,
            par_nom=str(par or ""),
        )


def _euros_par_heure(calibrage: Calibrage | None) -> Decimal | None:
    """What an order or an amendment of the contract is converted with."""
    if calibrage is None:
        return None
    e = relire_entrees(calibrage.entrees)
    if calibrage.methode == MethodeCalibrage.RATIO_EUR:
        return e["ratio"].quantize(CENTIEME, ROUND_HALF_UP)
    if calibrage.methode == MethodeCalibrage.MONTANT_MO:
        return (e["cout"] * 10_000 / (e["part"] * e["taux"])).quantize(CENTIEME, ROUND_HALF_UP)
    return None


def _heures_initiales(calibrage: Calibrage) -> list[tuple[str, Decimal]]:
    """What the buyer imposes, then what the offer adds to it."""
    if calibrage.methode != MethodeCalibrage.OFFRE:
        return [(SourceEngagement.INITIAL, calibrage.heures)]
    minimum = min(Decimal(calibrage.entrees["minimum"]), calibrage.heures)
    return [(SourceEngagement.INITIAL, minimum), (SourceEngagement.OFFRE, calibrage.heures - minimum)]
