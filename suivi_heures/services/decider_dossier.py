"""The buyer's decision: a penalty, a waiver with its motive, a suspension."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from marches.queries.penalites import baremes_du_marche
from suivi_heures.enums import Camp, SensDecision, TypeEtape
from suivi_heures.models import DecisionAcheteur, Dossier, EtapeDossier
from suivi_heures.queries.dossiers import Situation, situer
from suivi_heures.services.avancer_dossier import EtapeImpossible, avancer_dossier


@transaction.atomic
def decider_dossier(
    *,
    dossier: Dossier,
    vu: int,
    date: datetime.date,
    sens: str,
    montant: Decimal | None = None,
    motif: str = "",
    jusqu_au: datetime.date | None = None,
    texte: str = "",
    camp: str = Camp.GUICHET,
    par: Adhesion,
) -> DecisionAcheteur:
    """A penalty needs its adversarial step (CCAG Travaux 2021, 19.2.4), unless the contract dispenses with it."""
    if sens == SensDecision.PENALITE:
        if montant is None or montant <= 0:
            raise EtapeImpossible("Inscrivez le montant de la pénalité décidée.")
        _verifier_le_contradictoire(dossier)
        motif, jusqu_au = "", None
    else:
        montant = None
        if not motif:
            raise EtapeImpossible("Une renonciation ou une suspension dit son motif\u00a0: choisissez-le.")
    etape = avancer_dossier(dossier=dossier, type=TypeEtape.DECISION, vu=vu, date=date, camp=camp, par=par)
    decision = DecisionAcheteur(
        dossier=dossier,
        etape=etape,
        sens=sens,
        montant=montant,
        motif=motif,
        jusqu_au=jusqu_au if sens == SensDecision.SUSPENSION else None,
        texte=texte,
    )
    decision.save()
    return decision


def _verifier_le_contradictoire(dossier: Dossier) -> None:
    baremes = baremes_du_marche(dossier.marche)
    if baremes and not any(bareme.mise_en_demeure for bareme in baremes):
        return
    au = timezone.localdate()
    situation = situer(EtapeDossier.objects.filter(dossier=dossier), au=au)
    demeure = situation.a(TypeEtape.MISE_EN_DEMEURE)
    if demeure is None:
        raise EtapeImpossible(
            "Aucune mise en demeure n’est au dossier\u00a0: le marché n’en dispense pas, consignez-la d’abord."
        )
    if not _a_repondu(situation, demeure) and demeure.echeance and demeure.echeance >= au:
        raise EtapeImpossible(
            f"L’entreprise a jusqu’au {demeure.echeance:%d/%m/%Y} pour répondre\u00a0: la pénalité attend cette date."
        )


def _a_repondu(situation: Situation, demeure: EtapeDossier) -> bool:
    reponse = situation.a(TypeEtape.REPONSE)
    return reponse is not None and reponse.numero > demeure.numero
