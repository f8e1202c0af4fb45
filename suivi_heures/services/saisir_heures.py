"""Keep what is typed in a cell of the grid, right or wrong."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_de_mois,
    formater_heures,
    formater_mois,
    soigner_typographie,
)
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.imports.heures_ecrites import HeuresIllisibles, lire_heures
from suivi_heures.models import BrouillonHeure, Heure
from suivi_heures.queries.clotures import phrase_de_cloture
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat

COMPTEES = (Nature.TRAVAIL, Nature.FORMATION_CONTRAT)
LONGUEUR = 40
PAR_JOUR = 24


class CaseFermee(RuntimeError):
    """Nothing may be typed there: the sentence says why."""


@transaction.atomic
def saisir_heures(
    *,
    contrat: ContratTravail,
    mois: datetime.date,
    texte: str,
    par: Adhesion | None,
    nature: str = Nature.TRAVAIL,
    confirmer: bool = False,
) -> BrouillonHeure | None:
    """Nothing typed is lost: a wrong text stays with its sentence. Empty = no draft any more.

    Hours that are only surprising keep their value and wait for `confirmer`.
    """
    mois = mois.replace(day=1)
    jours = _verifier_ouverte(contrat, mois, nature)
    propre = texte.strip()[:LONGUEUR]
    cle: dict[str, Any] = {"contrat": contrat, "mois": mois, "nature": nature}
    if not propre:
        BrouillonHeure.objects.filter(**cle).delete()
        return None
    heures, faute = _lire(propre, jours)
    if heures is not None and nature in COMPTEES:
        heures, faute = _peser(contrat, mois, nature, heures)
        faute = "" if confirmer and heures is not None else faute
    brouillon: BrouillonHeure
    brouillon, _ = BrouillonHeure.objects.update_or_create(
        **cle,
        defaults={
            "texte": propre,
            "heures": heures,
            "faute": soigner_typographie(faute),
            "saisi_par": str(par or ""),
        },
    )
    return brouillon


def _verifier_ouverte(contrat: ContratTravail, mois: datetime.date, nature: str) -> tuple[datetime.date, datetime.date]:
    """Closed: outside the contract, in the future, or already in the ledger."""
    jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin)
    if jours is None:
        avant = contrat.date_debut > mois
        fait = (
            f"commence le {formater_date(contrat.date_debut)}"
            if avant
            else f"s’est terminé le {formater_date(contrat.date_fin)}"
        )
        raise CaseFermee(f"Le contrat {fait} : {formater_mois(mois)} est fermé à la saisie.")
    if mois > timezone.localdate():
        raise CaseFermee(f"{formater_mois(mois).capitalize()} n’a pas commencé.")
    clos = phrase_de_cloture(mois)
    if clos:
        raise CaseFermee(clos)
    lignes = Heure.objects.filter(
        contrat=contrat, nature=nature, annulee=False, du__lte=dernier_jour(mois), au__gte=mois
    )
    if lignes.exclude(statut=StatutHeure.REFUSEE).exists():
        raise CaseFermee("Des heures sont déjà enregistrées dans cette case : corrigez-les depuis son panneau.")
    return jours


def _lire(texte: str, jours: tuple[datetime.date, datetime.date]) -> tuple[Decimal | None, str]:
    try:
        heures = lire_heures(texte)
    except HeuresIllisibles as faute:
        return None, faute.phrase
    if heures < 0:
        return None, "Des heures ne se saisissent pas en négatif. Pour en retirer, corrigez la ligne validée."
    nombre = (jours[1] - jours[0]).days + 1
    if heures > PAR_JOUR * nombre:
        return None, f"Plus de 24 h par jour : le contrat ne couvre que {accorder(nombre, 'jour')} de ce mois."
    return heures, ""


def _peser(contrat: ContratTravail, mois: datetime.date, nature: str, heures: Decimal) -> tuple[Decimal | None, str]:
    """The person's month, all contracts together: impossible, or past what the guichet finds likely."""
    seuil = Guichet.objects.get(pk=exiger_guichet()).heures_max_mois
    total = heures + _autres_heures(contrat, mois, nature)
    ailleurs = "" if total == heures else f", dont {formater_heures(total - heures)} sous d’autres contrats"
    debut = f"{formater_heures(total)} {formater_de_mois(mois)}{ailleurs} : "
    if total > PAR_JOUR * dernier_jour(mois).day:
        return None, f"{debut}plus de 24 h par jour. Corrigez l’une des cases."
    if total > seuil:
        return heures, f"{debut}au-delà de {formater_heures(seuil)}. Corrigez, ou confirmez dans le panneau."
    return heures, ""


def _autres_heures(contrat: ContratTravail, mois: datetime.date, nature: str) -> Decimal:
    """Hours of the person in the month elsewhere than in this cell: ledger and drafts."""
    lignes = (
        Heure.objects.filter(beneficiaire_id=contrat.beneficiaire_id, nature__in=COMPTEES, annulee=False)
        .filter(du__gte=mois, du__lte=dernier_jour(mois))
        .exclude(statut=StatutHeure.REFUSEE)
        .aggregate(total=Sum("heures"))["total"]
    )
    brouillons = (
        BrouillonHeure.objects.filter(contrat__beneficiaire_id=contrat.beneficiaire_id, mois=mois, nature__in=COMPTEES)
        .exclude(contrat=contrat, nature=nature)
        .aggregate(total=Sum("heures"))["total"]
    )
    return Decimal(lignes or 0) + Decimal(brouillons or 0)
