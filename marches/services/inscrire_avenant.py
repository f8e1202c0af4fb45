"""An amendment: it may change the amount, the end date and the hours due, each as a dated fact."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.tenancy.changements import signaler
from marches.enums import ModeRevision, SourceEngagement, TypeActe
from marches.models import Acte, Lot, Marche
from marches.queries.objectif import convertir_en_heures, objectif_des_lots, ratio_du_lot
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def inscrire_avenant(
    *,
    marche: Marche,
    numero: str,
    date: datetime.date,
    motif: str,
    revision: str,
    par: Any,
    lot: Lot | None = None,
    montant_ht: Decimal | None = None,
    ratio_eur_heure: Decimal | None = None,
    heures: Decimal | None = None,
    date_fin: datetime.date | None = None,
) -> Acte:
    """`montant_ht` and `heures` are signed changes. PROPORTIONNEL: ΔH = Δamount ÷ ratio (domaine § 2.4)."""
    verrouille = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    ratio = ratio_eur_heure or (ratio_du_lot(lot) if lot and revision == ModeRevision.PROPORTIONNEL else None)
    delta = _reviser(revision, lot, montant_ht, ratio, heures)
    prolonge = date_fin is not None and date_fin != verrouille.date_fin
    _verifier(verrouille, lot, delta, montant_ht, date_fin if prolonge else None)
    champs: dict[str, Any] = {"lot": lot, "numero": numero, "revision": revision, "montant_ht": montant_ht}
    if revision == ModeRevision.PROPORTIONNEL:
        champs["ratio_eur_heure"] = ratio
    if prolonge:
        champs |= {"date_fin_avant": verrouille.date_fin, "date_fin_apres": date_fin}
        verrouille.date_fin = date_fin
    if montant_ht and verrouille.montant_ht is not None:
        verrouille.montant_ht += montant_ht
    verrouille.save(update_fields=["date_fin", "montant_ht", "modifie_a"])
    acte = inscrire_acte(
        marche=verrouille,
        type=TypeActe.AVENANT,
        date=date,
        motif=motif,
        par=par,
        lignes=[(lot, delta)] if lot and delta else [],
        source=SourceEngagement.AVENANT,
        **champs,
    )
    if prolonge:
        signaler(marches=[verrouille.pk])
    return acte


def _reviser(
    revision: str, lot: Lot | None, montant: Decimal | None, ratio: Decimal | None, heures: Decimal | None
) -> Decimal:
    if revision == ModeRevision.AUCUNE:
        return Decimal(0)
    if lot is None:
        raise ValidationError({"lot": "Choisissez le lot dont les heures changent."})
    if revision == ModeRevision.EXPLICITE:
        if not heures:
            raise ValidationError({"heures": "Écrivez les heures ajoutées, ou retirées avec un signe moins."})
        return heures
    if not montant:
        raise ValidationError({"montant_ht": "Écrivez le montant ajouté ou retiré : les heures en découlent."})
    if not ratio:
        raise ValidationError(
            {"ratio_eur_heure": "Ce lot n’a ni ratio ni montant : écrivez combien d’euros valent une heure."}
        )
    return convertir_en_heures(montant, ratio)


def _verifier(
    marche: Marche, lot: Lot | None, delta: Decimal, montant: Decimal | None, date_fin: datetime.date | None
) -> None:
    if not delta and not montant and date_fin is None:
        raise ValidationError("Cet avenant ne change rien : indiquez des heures, un montant ou une date de fin.")
    if date_fin is not None and date_fin < marche.date_debut:
        raise ValidationError({"date_fin": "La fin serait avant le début du marché : vérifiez la date."})
    if lot is not None and delta < 0 and objectif_des_lots([lot.pk])[lot.pk] + delta < 0:
        raise ValidationError({"heures": "Le lot devrait moins de zéro heure : vérifiez le nombre retiré."})
    if montant and marche.montant_ht is not None and marche.montant_ht + montant < 0:
        raise ValidationError({"montant_ht": "Le marché passerait sous zéro euro : vérifiez le montant retiré."})
