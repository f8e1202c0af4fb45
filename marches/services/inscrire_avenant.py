"""An amendment: it may change the amount, the end date and the hours due of some lots, each as a dated fact."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.interface.formats import formater_euros
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
    parts: Mapping[Lot, Decimal] | None = None,
) -> Acte:
    """`montant_ht` and `heures` are signed changes. PROPORTIONNEL: ΔH = Δamount ÷ ratio (domaine § 2.4).

    `parts`: several lots by one paper, hours of each (EXPLICITE) or its amount (PROPORTIONNEL), instead of `lot`."""
    verrouille = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    _refuser_ce_qui_se_perdrait(revision, heures, ratio_eur_heure, parts)
    champs: dict[str, Any] = {"lot": lot, "numero": numero, "revision": revision}
    if parts:
        lignes = _reviser_chacun(revision, lot, parts, ratio_eur_heure)
        if revision == ModeRevision.PROPORTIONNEL:
            montant_ht = _sommer(montant_ht, parts)
    else:
        ratio = ratio_eur_heure or (ratio_du_lot(lot) if lot and revision == ModeRevision.PROPORTIONNEL else None)
        delta = _reviser(revision, lot, montant_ht, ratio, heures)
        lignes = [(lot, delta)] if lot and delta else []
        if revision == ModeRevision.PROPORTIONNEL:
            champs["ratio_eur_heure"] = ratio
    champs["montant_ht"] = montant_ht
    prolonge = date_fin is not None and date_fin != verrouille.date_fin
    _verifier(verrouille, lignes, montant_ht, date_fin if prolonge else None)
    if prolonge:
        champs |= {"date_fin_avant": verrouille.date_fin, "date_fin_apres": date_fin}
        verrouille.date_fin = date_fin
    if montant_ht and verrouille.montant_ht is not None:
        verrouille.montant_ht += montant_ht
    verrouille.save(update_fields=["date_fin", "montant_ht", "modifie_a"])
    champs |= {"date": date, "motif": motif, "par": par, "lignes": lignes, "source": SourceEngagement.AVENANT}
    acte = inscrire_acte(marche=verrouille, type=TypeActe.AVENANT, **champs)
    if prolonge:
        signaler(marches=[verrouille.pk])
    return acte


def _refuser_ce_qui_se_perdrait(
    revision: str, heures: Decimal | None, ratio: Decimal | None, parts: Mapping[Lot, Decimal] | None
) -> None:
    """A number typed where the revision chosen does not read it is never dropped in silence."""
    if heures and revision != ModeRevision.EXPLICITE:
        dit = f"Des heures sont écrites ici, et le choix est «\u00a0{ModeRevision(revision).label}\u00a0»"
        voulu = f"choisissez «\u00a0{ModeRevision.EXPLICITE.label}\u00a0», ou videz cette case."
        raise ValidationError({"heures": f"{dit}\u00a0: {voulu}"})
    if heures and parts:
        raise ValidationError({"heures": "Les heures sont écrites lot par lot\u00a0: videz cette case."})
    if ratio and revision == ModeRevision.AUCUNE:
        voulu = f"choisissez «\u00a0{ModeRevision.PROPORTIONNEL.label}\u00a0», ou videz cette case."
        raise ValidationError({"ratio_eur_heure": f"Un ratio est écrit, et les heures sont inchangées\u00a0: {voulu}"})


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


def _reviser_chacun(
    revision: str, lot: Lot | None, parts: Mapping[Lot, Decimal], ratio_eur_heure: Decimal | None
) -> list[tuple[Lot, Decimal]]:
    """Each lot at its own ratio, unless the paper gives one for all."""
    if lot is not None:
        raise ValidationError({"lot": "Choisissez tout le marché, ou laissez vides les cases lot par lot."})
    if revision == ModeRevision.AUCUNE:
        raise ValidationError(
            {"revision": "Dites comment les heures changent\u00a0: des cases lot par lot sont remplies."}
        )
    if revision == ModeRevision.EXPLICITE:
        return [(un, heures) for un, heures in parts.items() if heures]
    lignes = []
    for un, montant in parts.items():
        ratio = ratio_eur_heure or ratio_du_lot(un)
        if not ratio:
            raise ValidationError(
                {f"part_{un.pk}": "Ce lot n’a ni ratio ni montant\u00a0: écrivez combien d’euros valent une heure."}
            )
        lignes.append((un, convertir_en_heures(montant, ratio)))
    return lignes


def _sommer(montant: Decimal | None, parts: Mapping[Lot, Decimal]) -> Decimal:
    """The amount of the paper, if it is written, is that of its lots."""
    somme = sum(parts.values(), Decimal(0))
    if montant is not None and montant != somme:
        raise ValidationError(
            {"montant_ht": f"Les lots font {formater_euros(somme)}\u00a0: laissez ce montant vide, ou corrigez-le."}
        )
    return somme


def _verifier(
    marche: Marche, lignes: Sequence[tuple[Lot, Decimal]], montant: Decimal | None, date_fin: datetime.date | None
) -> None:
    if not lignes and not montant and date_fin is None:
        raise ValidationError("Cet avenant ne change rien : indiquez des heures, un montant ou une date de fin.")
    if date_fin is not None and date_fin < marche.date_debut:
        raise ValidationError({"date_fin": "La fin serait avant le début du marché : vérifiez la date."})
    dus = objectif_des_lots([lot.pk for lot, delta in lignes if delta < 0])
    for lot, delta in lignes:
        if delta < 0 and dus[lot.pk] + delta < 0:
            champ = "heures" if len(lignes) == 1 else f"part_{lot.pk}"
            raise ValidationError({champ: "Le lot devrait moins de zéro heure : vérifiez le nombre retiré."})
    if montant and marche.montant_ht is not None and marche.montant_ht + montant < 0:
        raise ValidationError({"montant_ht": "Le marché passerait sous zéro euro : vérifiez le montant retiré."})
