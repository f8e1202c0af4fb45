"""Validate a timesheet, whole or in part: the facilitator's decision."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, ReleveHeures
from suivi_heures.queries.decide_par_difference import difference_decidee
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.retraits import ABSENTE
from suivi_heures.services.accepter_avertissements import accepter_avertissements
from suivi_heures.services.exiger_bases_validees import exiger_bases_validees
from suivi_heures.services.exiger_retraits_decides import exiger_retraits_decides
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.reprendre_versions import reprendre_versions


class ReleveNonSoumis(RuntimeError):
    """It was decided in the meantime, or was never complete."""


class MotifManquant(ValueError):
    """Lines are left out and nothing says why."""


class RienARetenir(ValueError):
    """No line is retained: that is a refusal."""


@transaction.atomic
def valider_releve(
    *,
    releve: ReleveHeures,
    retenues: Iterable[int] | None = None,
    motif: str = "",
    avertissement: str = "",
    par: Adhesion,
) -> ReleveHeures:
    """`retenues`: lines of the ledger kept (None = all); the others are refused with the motive.
    Lines that a corrected file no longer holds were decided before: confirmed, they leave with what is kept.
    `avertissement`: why lines are kept where the guichet asks it.

    From here a line is corrected, never edited.
    """
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    if releve.statut != StatutReleve.SOUMIS:
        raise ReleveNonSoumis("Ce relevé a déjà été traité : rechargez la page pour voir où il en est.")
    lignes = Heure.objects.filter(releve_id=releve.pk, statut=StatutHeure.SOUMISE, annulee=False)
    lots = set(lignes.values_list("lot_id", flat=True))
    exiger_retraits_decides(heures=set(lignes.values_list("pk", flat=True)))
    gardees = lignes if retenues is None else lignes.filter(Q(pk__in=list(retenues)) | Q(motif__startswith=ABSENTE))
    ecartees = lignes.exclude(pk__in=list(gardees.values_list("pk", flat=True)))
    if ecartees.exists():
        _verifier(gardees.exists(), motif)
        _exiger_libres(set(ecartees.values_list("pk", flat=True)))
    exiger_bases_validees(heures=set(gardees.values_list("pk", flat=True)))
    accepter_avertissements(heures=list(gardees.values_list("pk", flat=True)), motif=avertissement, par=par)
    maintenant = timezone.now()
    ecartees.update(statut=StatutHeure.REFUSEE, motif=motif, decidee_a=maintenant, decidee_par=str(par))
    lignes.update(statut=StatutHeure.VALIDEE, decidee_a=maintenant, decidee_par=str(par))
    partiel = Heure.objects.filter(releve_id=releve.pk, statut=StatutHeure.REFUSEE, annulee=False).exists()
    releve.statut = StatutReleve.VALIDE_PARTIEL if partiel else StatutReleve.VALIDE
    releve.motif = motif
    releve.decide_a, releve.decide_par = maintenant, str(par)
    releve.save(update_fields=["statut", "motif", "decide_a", "decide_par"])
    if partiel:
        lots |= reprendre_versions(releve=releve)
    recalculer_realisation(lots=lots)
    journaliser(Verbe.RELEVE_VALIDE, releve, par=par, heures=_total(releve), motif=motif)
    return releve


def _verifier(une_au_moins: bool, motif: str) -> None:
    if not une_au_moins:
        raise RienARetenir("Aucune ligne n’est retenue : refusez le relevé, ou renvoyez-le à l’entreprise.")
    if not motif.strip():
        raise MotifManquant("Dites à l’entreprise pourquoi les autres lignes ne sont pas retenues.")


def _exiger_libres(ecartees: set[int]) -> None:
    suivant = difference_decidee(ecartees)
    if suivant:
        raise RienARetenir(
            f"Des lignes décochées ne s’écartent plus\u00a0: «\u00a0{suivant}\u00a0», reçu depuis, a été décidé par"
            " différence avec elles. Gardez-les cochées."
        )


def _total(releve: ReleveHeures) -> Decimal:
    validees = Heure.objects.filter(releve_id=releve.pk, statut=StatutHeure.VALIDEE, annulee=False)
    return validees.aggregate(total=Sum("heures"))["total"] or Decimal(0)
