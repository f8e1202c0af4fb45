"""Undo what was decided of lines of a timesheet, as long as nothing of it was validated."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from suivi_heures.enums import GesteLigne, StatutHeure
from suivi_heures.models import CorrectionLigne, Heure, LigneReleve, NomRetenu, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.releves_corrigibles import est_corrigible
from suivi_heures.queries.semblables import personne_ecrite
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.inscrire_differences import inscrire_differences
from suivi_heures.services.oublier_nom import oublier_nom
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.rejuger_releve import rejuger_releve
from suivi_heures.services.reporter_corrections import RELUE

MOTIF = "Correction annulée."
ECRITS = ("contrat", "du", "au", "heures", "heure_id", "anomalies", "avertissements", "suite", "version")


class CorrectionNonAnnulable(RuntimeError):
    """What followed stands on it: the sentence says what to do first."""


@transaction.atomic
def annuler_correction(*, correction: CorrectionLigne, par: Any) -> list[CorrectionLigne]:
    """The whole gesture: lines that it settled together come back together. What it had written leaves the ledger by
    its opposite, what it had taken back is written again. Undone twice, undone once."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=correction.releve_id)
    ensemble = list(CorrectionLigne.objects.filter(ensemble=correction.ensemble, annulee_a=None).order_by("pk"))
    if not ensemble:
        return []
    lignes = LigneReleve.objects.in_bulk([une.ligne_id for une in ensemble])
    _verifier(releve, ensemble, lignes)
    lots = annuler_heures(heures=[pk for une in ensemble for pk in une.ecrites], motif=MOTIF, par=par)
    for une in ensemble:
        ligne = lignes[une.ligne_id]
        _remettre(ligne, une)
        if not une.avant.get(RELUE):
            lots |= _recrire(ligne, une, par)
        une.annulee_a, une.annulee_par = timezone.now(), str(par or "")
        une.save(update_fields=["annulee_a", "annulee_par"])
        _oublier(releve, ligne, une, par)
    LigneReleve.objects.bulk_update(lignes.values(), ECRITS, batch_size=500)
    if relues := [une.ligne_id for une in ensemble if une.avant.get(RELUE) and une.geste == GesteLigne.ECARTER]:
        # read again since: it enters the ledger as any line of the file
        lots |= inscrire_differences(releve=releve, remplaces=(), corrigees=relues, motif=MOTIF).lots
    recalculer_realisation(lots=lots)
    perimer_suivi(lots=lots)
    rejuger_releve(releve=releve)
    numeros = [une.numero for une in ensemble]
    journaliser(Verbe.HEURES_CORRIGEES, releve, par=par, geste="Correction annulée", lignes=numeros)
    return ensemble


def _verifier(releve: ReleveHeures, ensemble: list[CorrectionLigne], lignes: dict[int, LigneReleve]) -> None:
    ids = [une.ligne_id for une in ensemble]
    if not est_corrigible(releve) or any(une.ligne_id not in lignes or not une.avant for une in ensemble):
        raise CorrectionNonAnnulable("Ce relevé a été relu ou traité depuis\u00a0: cette correction ne s’annule plus.")
    if CorrectionLigne.objects.filter(ligne_id__in=ids, annulee_a=None, pk__gt=ensemble[-1].pk).exists():
        raise CorrectionNonAnnulable("Une correction plus récente touche ces lignes\u00a0: annulez-la d’abord.")
    ecrites = [pk for une in ensemble for pk in une.ecrites]
    if Heure.objects.filter(pk__in=ecrites).exclude(statut=StatutHeure.SOUMISE, annulee=False).exists():
        raise CorrectionNonAnnulable("Ces heures sont déjà décidées\u00a0: corrigez-les dans la grille d’heures.")
    if Heure.objects.filter(corrige_id__in=ecrites, annulee=False).exists():
        raise CorrectionNonAnnulable("Un relevé plus récent, ou la grille, a corrigé ces heures depuis.")


def _remettre(ligne: LigneReleve, correction: CorrectionLigne) -> None:
    avant = correction.avant
    ligne.contrat = ContratTravail.objects.filter(pk=avant["contrat_id"] or 0).first()
    ligne.du, ligne.au = (datetime.date.fromisoformat(avant[c]) if avant[c] else None for c in ("du", "au"))
    ligne.heures = Decimal(avant["heures"]) if avant["heures"] is not None else None
    ligne.heure_id, ligne.suite = avant["heure_id"], avant["suite"]
    ligne.anomalies, ligne.avertissements = avant["anomalies"], avant["avertissements"]
    ligne.version += 1


def _recrire(ligne: LigneReleve, correction: CorrectionLigne, par: Any) -> set[int]:
    """An annulled line of the ledger never comes back: the same hours are written again."""
    lots = set()
    for ancienne in Heure.objects.filter(pk__in=correction.retirees):
        nouvelle = Heure.objects.create(
            ref=f"R{ligne.releve_id}-{ligne.pk}-{ligne.version}",
            contrat_id=ancienne.contrat_id,
            lot_id=ancienne.lot_id,
            beneficiaire_id=ancienne.beneficiaire_id,
            employeur_id=ancienne.employeur_id,
            du=ancienne.du,
            au=ancienne.au,
            nature=ancienne.nature,
            heures=ancienne.heures,
            statut=StatutHeure.SOUMISE,
            corrige_id=ancienne.corrige_id,
            motif=ancienne.motif if ancienne.corrige_id else "",
            releve_id=ligne.releve_id,
            saisie_par=str(par or ""),
        )
        ligne.heure_id = nouvelle.pk
        lots.add(nouvelle.lot_id)
    return lots


def _oublier(releve: ReleveHeures, ligne: LigneReleve, correction: CorrectionLigne, par: Any) -> None:
    """A name learnt by this very gesture was learnt wrong."""
    qui = personne_ecrite(ligne)
    if qui is None or correction.geste == GesteLigne.HEURES:
        return
    appris = NomRetenu.objects.filter(
        entreprise_id=releve.entreprise_id, cle=qui[0], naissance=qui[1], oublie_a=None, retenu_a__gte=correction.fait_a
    )
    for nom in appris:
        oublier_nom(nom=nom, par=par)
