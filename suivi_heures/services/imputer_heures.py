"""Impute a part of a line to another lot: two signed lines, never an edit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_heures
from marches.models import Attribution, Lot
from suivi_heures.enums import StatutHeure
from suivi_heures.models import Globalisation, Heure, Imputation, LotGlobalise
from suivi_heures.services.recalculer_realisation import recalculer_realisation


class ImputationImpossible(RuntimeError):
    """More than the line holds, a lot that may not receive, or a line that no longer stands."""


@transaction.atomic
def imputer_heures(*, heure: Heure, lot: Lot, heures: Decimal, motif: str, par: Adhesion) -> Imputation:
    """Towards a lot of the same holder, the same contract is enough where the person works for several of its
    lots; across contracts, a decision of pooling in force on the day must name both lots."""
    racine = _verrouiller(heure)
    globalisation = _autoriser(racine, lot)
    reste = _reste(racine)
    if not 0 < heures <= reste:
        raise ImputationImpossible(
            f"Il reste {formater_heures(reste)} à imputer sur cette ligne : écrivez plus de 0 h et au plus ce reste."
        )
    rang = Imputation.objects.filter(heure=racine).count() + 1
    retrait = _inscrire(racine, f"I{racine.pk}-{rang}-", racine.lot_id, -heures, motif, par)
    ajout = _inscrire(racine, f"I{racine.pk}-{rang}+", lot.pk, heures, motif, par)
    imputation: Imputation = Imputation.objects.create(
        heure=racine,
        contrat_id=racine.contrat_id,
        lot=lot,
        globalisation=globalisation,
        heures=heures,
        motif=motif,
        retrait_id=retrait.pk,
        ajout_id=ajout.pk,
        faite_par=str(par),
    )
    recalculer_realisation(lots={racine.lot_id, lot.pk})
    for marche_id in {racine.lot.marche_id, lot.marche_id}:
        journaliser(
            Verbe.HEURES_IMPUTEES,
            imputation,
            par=par,
            marche_id=marche_id,
            libelle=f"{formater_heures(heures)} du lot {racine.lot.ref} au lot {lot.ref}",
            motif=motif,
            globalisation=globalisation.pk if globalisation else None,
        )
    return imputation


def _verrouiller(heure: Heure) -> Heure:
    racine: Heure = (
        Heure.objects.select_for_update(of=("self",))
        .select_related("lot", "contrat__titulaire")
        .get(pk=heure.corrige_id or heure.pk)
    )
    if racine.annulee:
        raise ImputationImpossible("Cette ligne a été retirée : il n’y a plus rien à imputer.")
    if racine.statut != StatutHeure.VALIDEE:
        raise ImputationImpossible("Seules des heures validées s’imputent : validez d’abord cette ligne.")
    return racine


def _reste(racine: Heure) -> Decimal:
    """What the line still holds on its own lot, corrections and imputations included."""
    chaine = Heure.objects.filter(corrige_id=racine.pk, annulee=False, lot_id=racine.lot_id)
    return racine.heures + Decimal(chaine.aggregate(total=Sum("heures"))["total"] or 0)


def _autoriser(racine: Heure, lot: Lot) -> Globalisation | None:
    """None: a line shared between lots of the same public contract."""
    if lot.pk == racine.lot_id:
        raise ImputationImpossible("Ces heures sont déjà sur ce lot : choisissez-en un autre.")
    titulaire = racine.contrat.titulaire
    if not Attribution.objects.filter(lot=lot, entreprise=titulaire).exists():
        raise ImputationImpossible(
            f"{titulaire} ne tient pas le lot {lot.ref}\u00a0: ses heures ne peuvent pas y aller."
        )
    if lot.marche_id == racine.lot.marche_id:
        return None
    nommes = LotGlobalise.objects.filter(
        globalisation__titulaire=titulaire,
        globalisation__finie_a=None,
        globalisation__decidee_le__lte=timezone.localdate(),
    )
    communes = nommes.filter(lot_id=racine.lot_id).values("globalisation")
    trouve = nommes.filter(lot=lot, globalisation__in=communes).select_related("globalisation").first()
    if trouve is None:
        raise ImputationImpossible(
            "Ces deux lots sont de marchés différents : il faut une décision de globalisation en vigueur qui les nomme."
        )
    decision: Globalisation = trouve.globalisation
    return decision


def _inscrire(racine: Heure, ref: str, lot_id: int, heures: Decimal, motif: str, par: Adhesion) -> Heure:
    maintenant = timezone.now()
    champs: dict[str, Any] = {
        nom: getattr(racine, nom) for nom in ("contrat_id", "beneficiaire_id", "employeur_id", "du", "au", "nature")
    }
    ligne: Heure = Heure.objects.create(
        **champs,
        ref=ref,
        lot_id=lot_id,
        heures=heures,
        statut=StatutHeure.VALIDEE,
        corrige_id=racine.pk,
        motif=motif,
        saisie_par=str(par),
        decidee_a=maintenant,
        decidee_par=str(par),
    )
    return ligne
