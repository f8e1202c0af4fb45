"""Undo a turn of the life of a contract by its opposite: both stay readable."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_date
from clauses_app.tenancy.changements import signaler
from marches.enums import TypeActe
from marches.models import Acte, Attribution, EngagementHeures, Marche
from marches.queries.objectif import objectif_des_lots

APRES = "Un acte plus récent a changé {quoi} : annulez-le d’abord."


@transaction.atomic
def annuler_acte(*, acte: Acte, motif: str, par: Any) -> Acte:
    """Same date, opposite hours: the objective is right again at every date. What a later act has moved is
    not moved back over it."""
    marche = Marche.objects.select_for_update(of=("self",)).get(pk=acte.marche_id)
    if acte.type == TypeActe.ANNULATION or Acte.objects.filter(annule=acte).exists():
        raise ValidationError("Cet acte est déjà annulé : rechargez la page.")
    _verifier_reprise(acte)
    _rendre_le_marche(marche, acte)
    _rendre_les_parts(acte)
    oppose: Acte = Acte.objects.create(
        marche=marche,
        lot_id=acte.lot_id,
        lot_vers_id=acte.lot_vers_id,
        annule=acte,
        type=TypeActe.ANNULATION,
        date=acte.date,
        motif=motif,
        par_nom=str(par or ""),
    )
    lots = _contrepasser(acte, oppose)
    signaler(lots=lots, marches=[marche.pk] if acte.date_fin_apres else ())
    journaliser(Verbe.ACTE_ANNULE, acte, par=par, marche_id=marche.pk, raison=motif)
    return oppose


def _verifier_reprise(acte: Acte) -> None:
    """What a resumption gave back answers the suspension: undone alone, the lot would owe those hours twice."""
    if acte.type != TypeActe.SUSPENSION:
        return
    suivantes = Acte.objects.en_vigueur().filter(
        marche_id=acte.marche_id, lot_id=acte.lot_id, type=TypeActe.REPRISE, pk__gt=acte.pk
    )
    reprise = suivantes.order_by("-pk").first()
    if reprise is not None:
        raise ValidationError(
            f"Un acte plus récent, la reprise du {formater_date(reprise.date)}, répond à cette suspension\u00a0:"
            " annulez-le d’abord."
        )


def _contrepasser(acte: Acte, oppose: Acte) -> list[int]:
    rangees = EngagementHeures.objects.filter(acte=acte).values_list("lot_id", "source").annotate(total=Sum("heures"))
    lignes = [(lot_id, source, -total) for lot_id, source, total in rangees.order_by("lot_id")]
    dus = objectif_des_lots({lot_id for lot_id, _, _ in lignes})
    for lot_id, _, heures in lignes:
        dus[lot_id] += heures
    if any(du < 0 for du in dus.values()):
        raise ValidationError("Un lot devrait moins de zéro heure : annulez d’abord ce qui lui en a retiré depuis.")
    EngagementHeures.objects.bulk_create(
        EngagementHeures(
            lot_id=lot_id,
            date=acte.date,
            source=source,
            heures=heures,
            motif=f"Annule {acte}, {oppose.motif}"[:500],
            acte=oppose,
            par_nom=oppose.par_nom,
        )
        for lot_id, source, heures in lignes
    )
    return sorted(dus)


def _rendre_le_marche(marche: Marche, acte: Acte) -> None:
    if acte.statut_apres:
        if marche.statut != acte.statut_apres:
            raise ValidationError(APRES.format(quoi="le statut"))
        marche.statut = acte.statut_avant
    if acte.date_fin_avant and acte.date_fin_apres:
        if marche.date_fin != acte.date_fin_apres:
            raise ValidationError(APRES.format(quoi="la date de fin"))
        marche.date_fin = acte.date_fin_avant
    if acte.type == TypeActe.AVENANT and acte.montant_ht and marche.montant_ht is not None:
        marche.montant_ht -= acte.montant_ht
    marche.save(update_fields=["statut", "date_fin", "montant_ht", "modifie_a"])


def _rendre_les_parts(acte: Acte) -> None:
    """A holder that arrived by this act leaves the day it came; the one it replaced is back."""
    parts = {part["attribution"]: part for part in acte.parts}
    for membre in Attribution.objects.select_for_update(of=("self",)).filter(pk__in=parts):
        avant, apres = (_lire(parts[membre.pk][cle]) for cle in ("avant", "apres"))
        if membre.heures_affectees != apres:
            raise ValidationError(APRES.format(quoi="les parts"))
        membre.heures_affectees = avant
        if acte.type == TypeActe.TITULAIRE and membre.date_debut != acte.date:
            membre.date_fin = None
        elif acte.type in {TypeActe.TITULAIRE, TypeActe.SOUS_TRAITANCE}:
            membre.date_fin = membre.date_debut
        membre.save(update_fields=["heures_affectees", "date_fin"])


def _lire(texte: str | None) -> Decimal | None:
    return None if texte is None else Decimal(texte)
