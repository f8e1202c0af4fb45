"""Weigh the hours of a cell against the controls of the guichet."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import formater_de_mois, formater_heures, soigner_typographie
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import CodeAnomalie, Severite, StatutHeure
from suivi_heures.models import BrouillonHeure, Heure
from suivi_heures.queries.constats import COMPTEES, Constat, HeuresDuMois, constater, lire_faits
from suivi_heures.queries.controles import A_TENIR, RANGS, lire_severites
from suivi_heures.queries.mois import dernier_jour

PAR_JOUR = 24
SUITES = {
    Severite.CONFIRMER: " Corrigez, ou confirmez dans le panneau.",
    Severite.AVERTIR: " Corrigez, ou dites pourquoi dans le panneau.",
    Severite.BLOQUER: " Corrigez : votre guichet refuse ces heures.",
}


class Pesee(NamedTuple):
    """`heures` None: refused. `faute`: the strictest sentence that stops. `controles`: all of them, kept."""

    heures: Decimal | None
    faute: str
    controles: list[dict[str, str]]

    @property
    def a_justifier(self) -> list[str]:
        return [controle["code"] for controle in self.controles if controle["severite"] == Severite.AVERTIR]


def peser_heures(
    *,
    contrat: ContratTravail,
    mois: datetime.date,
    nature: str,
    heures: Decimal,
    jours: tuple[datetime.date, datetime.date],
    remplacees: Decimal = Decimal(0),
) -> Pesee:
    """The person's month, all contracts together: impossible, refused, to confirm, or only told. `remplacees`: what
    these hours take the place of in the ledger."""
    seuil = Guichet.objects.get(pk=exiger_guichet()).heures_max_mois
    total = heures + _autres_heures(contrat, mois, nature) - remplacees
    ailleurs = "" if total == heures else f", dont {formater_heures(total - heures)} sous d’autres contrats"
    debut = f"{formater_heures(total)} {formater_de_mois(mois)}{ailleurs} : "
    if total > PAR_JOUR * dernier_jour(mois).day:
        return Pesee(None, f"{debut}plus de 24 h par jour. Corrigez l’une des cases.", [])
    severites = lire_severites()
    constats = []
    if total > seuil:
        constats.append(Constat(CodeAnomalie.HEURES_EXCESSIVES, f"{debut}au-delà de {formater_heures(seuil)}."))
    if heures:
        faits = lire_faits([contrat], mois, dernier_jour(mois), severites)
        constats += constater(HeuresDuMois(contrat, mois, jours, heures, total), faits)
    return _juger(heures, constats, severites)


def _juger(heures: Decimal, constats: list[Constat], severites: dict[str, str]) -> Pesee:
    parlants = sorted(
        ((severites[constat.code], constat) for constat in constats if severites[constat.code] != Severite.IGNORER),
        key=lambda paire: -RANGS[paire[0]],
    )
    controles = [
        {"code": constat.code.value, "severite": severite, "message": soigner_typographie(constat.phrase)}
        for severite, constat in parlants
    ]
    if not parlants or parlants[0][0] not in A_TENIR:
        return Pesee(heures, "", controles)
    severite, constat = parlants[0]
    faute = f"{constat.phrase}{SUITES[Severite(severite)]}"
    return Pesee(None if severite == Severite.BLOQUER else heures, faute, controles)


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
