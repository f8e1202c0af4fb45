"""Say what becomes of the lines that a corrected file no longer holds: they leave the ledger, or stay in it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import soigner_typographie
from suivi_heures.enums import SortRetrait, StatutHeure, StatutReleve
from suivi_heures.models import Heure, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.retraits import (
    Retrait,
    derniere_decision,
    heures_debout_par_cle,
    lister_retraits,
)
from suivi_heures.services.garder_retraits import garder_retraits
from suivi_heures.services.noter_retrait import noter_retrait
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.redire_effet import redire_effet

ZERO = Decimal(0)


class RetraitsFermes(RuntimeError):
    """The timesheet was decided, or taken back, in the meantime."""


class RetraitsChanges(RuntimeError):
    """Somebody else decided while the page was being read."""


@transaction.atomic
def decider_retraits(
    *,
    releve: ReleveHeures,
    montres: Collection[str],
    retires: Collection[str],
    vu: str | None = None,
    motif: str = "",
    par: Adhesion | None,
) -> ReleveHeures:
    """`montres`: the lines the page showed; those among `retires` leave the ledger, the others stay. `vu`: the decision
    the page knew of (None: not compared). Changed as often as one likes, until the timesheet is validated."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    if releve.statut != StatutReleve.SOUMIS:
        raise RetraitsFermes("Ce relevé a déjà été traité\u00a0: ses heures se corrigent dans la grille.")
    if vu is not None and vu != derniere_decision(releve):
        raise RetraitsChanges(
            "Quelqu’un a décidé de ces lignes pendant que vous les regardiez. Voici où elles en sont\u00a0: vos choix"
            " sont gardés, enregistrez de nouveau pour les faire valoir."
        )
    presents = {un.cle: un for un in lister_retraits(releve)}
    a_garder = [un for cle, un in presents.items() if cle in montres and cle not in retires]
    a_retirer = [un for cle, un in presents.items() if cle in montres and cle in retires]
    lots = garder_retraits(releve=releve, retraits=a_garder, motif=motif, par=par)
    lots |= _retirer(releve, a_retirer, motif=motif, par=par)
    releve.message = soigner_typographie(redire_effet(releve=releve))
    releve.save(update_fields=["lecture", "message"])
    recalculer_realisation(lots=lots)
    perimer_suivi(lots=lots)
    journaliser(Verbe.HEURES_CORRIGEES, releve, par=par, gardees=len(a_garder), retirees=len(a_retirer), motif=motif)
    return releve


def _retirer(releve: ReleveHeures, retraits: Collection[Retrait], *, motif: str, par: Any) -> set[int]:
    """Confirmed; kept before, it is written again, since a line taken back never returns."""
    debout = heures_debout_par_cle([un.heure for un in retraits])
    lots = set()
    for un in retraits:
        heure = un.heure
        if un.sort == SortRetrait.GARDEE:
            heure = _recrire(releve, un.heure, -debout.get(un.cle, ZERO), par)
            lots.add(heure.lot_id)
        if un.sort != SortRetrait.RETIREE:
            noter_retrait(releve=releve, retrait=un, sort=SortRetrait.RETIREE, heure_id=heure.pk, motif=motif, par=par)
    return lots


def _recrire(releve: ReleveHeures, ancienne: Heure, heures: Decimal, par: Any) -> Heure:
    rang = Heure.objects.filter(releve_id=releve.pk, ref__startswith=f"{ancienne.ref}-").count() + 1
    nouvelle: Heure = Heure.objects.create(
        ref=f"{ancienne.ref}-{rang}",
        contrat_id=ancienne.contrat_id,
        lot_id=ancienne.lot_id,
        beneficiaire_id=ancienne.beneficiaire_id,
        employeur_id=ancienne.employeur_id,
        du=ancienne.du,
        au=ancienne.au,
        nature=ancienne.nature,
        heures=heures,
        statut=StatutHeure.SOUMISE,
        corrige_id=ancienne.corrige_id,
        motif=ancienne.motif,
        releve_id=releve.pk,
        saisie_par=str(par or ""),
    )
    return nouvelle
