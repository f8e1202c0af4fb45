"""Keep a sizing of a lot: one more version, with everything needed to play it again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Calibrage, LotProjet
from marches.queries.formules_calibrage import FORMULE, Reglages, calculer
from marches.queries.ratios import Ratio
from marches.queries.saisie_calibrage import completer, garder_entrees
from marches.services.decider_projet import DecisionImpossible


@transaction.atomic
def calibrer_lot(
    *,
    lot: LotProjet,
    methode: str,
    saisies: Mapping[str, Decimal | None],
    ratio: Ratio | None,
    reglages: Reglages,
    note: str = "",
    par: Any,
) -> Calibrage:
    """`CalibrageImpossible` when a term is missing. Two people at once: each keeps its version, in order."""
    lot = LotProjet.objects.select_for_update(of=("self",)).select_related("projet").get(pk=lot.pk)
    if lot.projet.marche_id:
        raise DecisionImpossible("Le marché est ouvert : ses heures dues se corrigent dans leur journal.")
    entrees = completer(methode, saisies, ratio)
    resultat = calculer(methode, entrees, reglages)
    lus = [code for code in entrees if saisies.get(code) is None]
    provenance = {"code": ratio.code, "libelle": ratio.libelle, "version": ratio.version, "lus": lus} if ratio else None
    calibrage: Calibrage = Calibrage.objects.create(
        lot_projet=lot,
        rang=Calibrage.objects.filter(lot_projet=lot).count() + 1,
        methode=methode,
        formule=FORMULE,
        entrees=garder_entrees(entrees),
        reglages=reglages.en_json() | {"ratio": provenance},
        brut=resultat.brut,
        heures=resultat.heures,
        note=note,
        par_nom=str(par or ""),
    )
    if lot.sans_clause or (ratio and lot.secteur != ratio.code):
        lot.sans_clause, lot.secteur = False, ratio.code if ratio else lot.secteur
        lot.save(update_fields=["sans_clause", "secteur"])
    journaliser(Verbe.CALIBRAGE_FAIT, lot, par=par, methode=methode, heures=resultat.heures, version=calibrage.rang)
    return calibrage
