"""Refuse a correction that cannot be, with the sentence that says what to do instead."""

from __future__ import annotations

from decimal import Decimal

from beneficiaires.models import ContratTravail
from suivi_heures.enums import GesteLigne, StatutHeure
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.releves_corrigibles import est_comptee_ailleurs, est_corrigible
from suivi_heures.queries.semblables import OUVERTES

DEPLACENT = (GesteLigne.ECARTER, GesteLigne.RATTACHER, GesteLigne.OUVRIR)


class LigneChangee(RuntimeError):
    """Somebody else decided of this line since it was read: say who, and what."""


class NonCorrigible(RuntimeError):
    """The line can no longer be decided here: the sentence says where."""


class CorrectionIncomplete(ValueError):
    """Something is missing in what was typed: the sentence says what."""


def admettre_correction(
    *,
    releve: ReleveHeures,
    ligne: LigneReleve,
    geste: GesteLigne,
    contrat: ContratTravail | None,
    heures: Decimal | None,
    motif: str,
) -> None:
    """The line first, then what was typed."""
    _verifier_la_ligne(releve, ligne, geste)
    manque = ""
    if geste in (GesteLigne.RATTACHER, GesteLigne.OUVRIR):
        manque = _manque_au_contrat(releve, contrat)
    elif geste == GesteLigne.HEURES and heures is None:
        manque = "Écrivez les heures travaillées, par exemple 154 ou 151,67."
    elif geste == GesteLigne.RENVOYER and not motif.strip():
        manque = "Dites à l’entreprise ce qu’elle doit corriger."
    elif geste == GesteLigne.GARDER and ligne.contrat_id is None:
        manque = "Sans contrat, ces heures ne peuvent pas être gardées\u00a0: dites lequel."
    if manque:
        raise CorrectionIncomplete(manque)


def _verifier_la_ligne(releve: ReleveHeures, ligne: LigneReleve, geste: GesteLigne) -> None:
    if not est_corrigible(releve):
        raise NonCorrigible("Ce relevé ne se corrige plus\u00a0: rechargez la page pour voir où il en est.")
    if ligne.heure_id and Heure.objects.filter(pk=ligne.heure_id).exclude(statut=StatutHeure.SOUMISE).exists():
        raise NonCorrigible("Ces heures sont déjà décidées\u00a0: corrigez-les dans la grille d’heures.")
    if ligne.suite not in OUVERTES:
        raise LigneChangee("Cette ligne est déjà traitée\u00a0: annulez d’abord ce qui en a été décidé.")
    if est_comptee_ailleurs(ligne) and geste in DEPLACENT:
        raise NonCorrigible("Ces heures étaient déjà déclarées ailleurs\u00a0: corrigez-les dans la grille d’heures.")


def _manque_au_contrat(releve: ReleveHeures, contrat: ContratTravail | None) -> str:
    if contrat is None:
        return "Choisissez la personne, ou ne pas importer cette ligne."
    if contrat.employeur_id != releve.entreprise_id:
        return "Ce contrat est chez un autre employeur\u00a0: il ne couvre pas ces heures."
    return ""
