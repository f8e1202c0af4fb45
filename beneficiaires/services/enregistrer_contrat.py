"""Enter a work contract, or correct it: its attribution gives the lot, the contract, the holder."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from beneficiaires.enums import Severite
from beneficiaires.models import ContratTravail
from beneficiaires.queries.vigilances import vigilances
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.changements import peser, signaler

# said once for an employment, whatever the number of lots it is opened on
COMMUNS = ("employeur_id", "modalite", "type_contrat", "date_debut", "date_fin", "poste", "heures_semaine")


class HeuresPerdues(RuntimeError):
    """Hours that counted would stop counting: whoever changes the dates must say that they know it."""

    def __init__(self, heures: Decimal) -> None:
        self.heures = heures
        super().__init__(
            f"Avec ces dates, {formater_heures(heures)} déjà validées de cette personne ne compteraient plus."
            " Vérifiez-les, ou cochez la case pour enregistrer quand même."
        )


class ContratRefuse(RuntimeError):
    """The guichet refuses what a control found; each sentence says the fact, the date and the rule."""

    def __init__(self, phrases: list[str]) -> None:
        self.phrases = phrases
        super().__init__(" ".join(phrases))


@transaction.atomic
def enregistrer_contrat(
    *,
    contrat: ContratTravail,
    par: Any,
    version: int | None = None,
    perte_admise: bool = True,
    controler: bool = False,
) -> ContratTravail:
    """A first contract may move the window of the person: all its lots are recomputed.

    Without `perte_admise`, nothing is written when hours of the person would stop counting. `controler`: nor what
    the guichet refuses; a takeover of contracts already signed elsewhere keeps them all.
    """
    comptees = Decimal(0) if perte_admise else peser(beneficiaires=[contrat.beneficiaire_id])
    if contrat.pk:
        avant = ContratTravail.objects.select_for_update(of=("self",)).get(pk=contrat.pk)
        if version is not None and avant.version != version:
            raise ModifieEntreTemps(avant.version)
        contrat.version = avant.version + 1
    attribution = contrat.attribution
    contrat.lot_id, contrat.marche_id = attribution.lot_id, attribution.marche_id
    contrat.titulaire_id = attribution.entreprise_id
    if not contrat.ref:
        contrat.ref = _prochaine_ref()
    contrat.save()
    _accorder_l_embauche(contrat)
    if controler:
        _refuser_l_impossible(contrat)
    signaler(beneficiaires=[contrat.beneficiaire_id], lots=[contrat.lot_id])
    if not perte_admise and (perdues := comptees - peser(beneficiaires=[contrat.beneficiaire_id])) > 0:
        raise HeuresPerdues(perdues)
    journaliser(
        Verbe.CONTRAT_ENREGISTRE,
        contrat,
        par=par,
        marche_id=contrat.marche_id,
        libelle=f"bénéficiaire {contrat.beneficiaire.ref}",
        type_contrat=contrat.get_type_contrat_display(),
        date_debut=contrat.date_debut,
        date_fin=contrat.date_fin,
    )
    return contrat


def _refuser_l_impossible(contrat: ContratTravail) -> None:
    siennes = [
        v
        for v in vigilances(beneficiaires=[contrat.beneficiaire_id])
        if contrat.pk in v.contrats and v.severite == Severite.BLOQUER and v.levee is None
    ]
    if siennes:
        raise ContratRefuse([f"{v.titre}\u00a0: {v.phrase[0].lower()}{v.phrase[1:]}" for v in siennes])


def _accorder_l_embauche(contrat: ContratTravail) -> None:
    """The other lots of the same employment say the same thing."""
    racine = contrat.embauche_racine
    soeurs = ContratTravail.objects.filter(Q(pk=racine) | Q(embauche=racine)).exclude(pk=contrat.pk)
    soeurs.update(**{champ: getattr(contrat, champ) for champ in COMMUNS}, version=F("version") + 1)


def _prochaine_ref() -> str:
    prises = set(ContratTravail.objects.filter(ref__startswith="CT").values_list("ref", flat=True))
    return next(ref for n in range(len(prises) + 1, len(prises) + 100_000) if (ref := f"CT{n:05d}") not in prises)
