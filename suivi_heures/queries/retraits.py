"""What a corrected file takes back because it no longer holds it, and its true effect on the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from clauses_app.interface.formats import formater_date
from suivi_heures.enums import Nature, SortRetrait, StatutHeure, StatutReleve, SuiteLigne
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.explication import expliquer_lignes

ZERO = Decimal("0.00")
REPRISE = "Reprise de fichier"  # who signs hours that no person typed: they came with the guichet's former data
ABSENTE = "Absente du fichier corrigé"
SANS_EFFET = (StatutReleve.REJETE, StatutReleve.REMPLACE, StatutReleve.RETIRE)

type Cle = tuple[int, Any, Any, str]


@dataclass(frozen=True, slots=True)
class Retrait:
    """`cle`: the contract, the days and the kind of hours, which a new reading does not change. `heures` is what the
    ledger loses, without its sign; `portee_par`: where these hours came from."""

    cle: str
    heure: Heure
    heures: Decimal
    pourquoi: str
    portee_par: str
    sort: SortRetrait
    motif: str = ""
    par: str = ""
    le: str = ""

    @property
    def nom(self) -> str:
        return str(self.heure.contrat.beneficiaire)

    @property
    def a_confirmer(self) -> bool:
        return self.sort == SortRetrait.A_CONFIRMER


def motif_d_absence(releve: ReleveHeures) -> str:
    return f"{ABSENTE} reçu le {formater_date(releve.depose_a)}."


def motif_du_decoupage(releve: ReleveHeures) -> str:
    return f"Dite sur d’autres jours par le fichier corrigé reçu le {formater_date(releve.depose_a)}."


def cle_de(heure: Heure) -> str:
    return f"{heure.contrat_id}_{heure.du:%Y%m%d}_{heure.au:%Y%m%d}_{heure.nature}"


def lister_retraits(releve: ReleveHeures) -> list[Retrait]:
    """By person then month. Kept, a line is still listed as long as its hours stand."""
    contraires = list(
        Heure.objects.filter(releve_id=releve.pk, ref__startswith=f"V{releve.pk}-", motif__startswith=ABSENTE)
        .select_related("contrat__beneficiaire")
        .order_by("contrat__beneficiaire__tri", "du", "pk")
    )
    if not contraires:
        return []
    decisions = (releve.lecture or {}).get("retraits") or {}
    origines = _origines({h.corrige_id for h in contraires if h.corrige_id})
    debout = heures_debout_par_cle(contraires)
    trouves = []
    for heure in contraires:
        dite = decisions.get(cle_de(heure)) or {}
        sort = _sort(releve, heure, dite, tient=bool(debout.get(cle_de(heure))))
        if sort is not None:
            trouves.append(
                Retrait(
                    cle=cle_de(heure),
                    heure=heure,
                    heures=-heure.heures,
                    pourquoi=heure.motif,
                    portee_par=origines.get(heure.corrige_id or 0, ""),
                    sort=sort,
                    motif=dite.get("motif", "") or (heure.motif if heure.statut == StatutHeure.REFUSEE else ""),
                    par=dite.get("par", "") or heure.decidee_par,
                    le=dite.get("le", "") or (heure.decidee_a.isoformat() if heure.decidee_a else ""),
                )
            )
    return trouves


def _sort(releve: ReleveHeures, heure: Heure, dite: dict[str, Any], *, tient: bool) -> SortRetrait | None:
    """None for a line that left the ledger with its timesheet, or was written anew since."""
    if heure.annulee:
        gardee = dite.get("sort") == SortRetrait.GARDEE and dite.get("heure") == heure.pk
        return SortRetrait.GARDEE if gardee and tient else None
    if heure.statut == StatutHeure.REFUSEE:
        return SortRetrait.GARDEE
    confirme = (releve.lecture or {}).get("retrait_confirme") or {}
    if heure.statut == StatutHeure.VALIDEE or dite.get("sort") == SortRetrait.RETIREE or confirme.get("du_guichet"):
        return SortRetrait.RETIREE
    return SortRetrait.A_CONFIRMER  # the sender may have confirmed: the guichet still looks, line by line


def heures_debout_par_cle(contraires: Iterable[Heure]) -> dict[str, Decimal]:
    """What stands in the ledger today where these lines wrote."""
    cles = {cle_de(heure) for heure in contraires}
    sommes: dict[str, Decimal] = {}
    lignes = Heure.objects.filter(contrat_id__in={heure.contrat_id for heure in contraires}, annulee=False)
    for heure in lignes.exclude(statut=StatutHeure.REFUSEE):
        if (cle := cle_de(heure)) in cles:
            sommes[cle] = sommes.get(cle, ZERO) + heure.heures
    return sommes


def heures_tenues_par(releves: Collection[int]) -> Decimal:
    """What stands in the ledger for the lines of these timesheets, whichever version wrote it: one that corrected
    another wrote only the difference."""
    lignes = LigneReleve.objects.filter(releve_id__in=releves, contrat__isnull=False, heures__isnull=False)
    cles = set(lignes.exclude(suite=SuiteLigne.CROISEE).values_list("contrat_id", "du", "au", "nature"))
    debout = Heure.objects.filter(contrat_id__in={cle[0] for cle in cles}, annulee=False)
    tenues = debout.exclude(statut=StatutHeure.REFUSEE).values_list("contrat_id", "du", "au", "nature", "heures")
    return sum((heures for *cle, heures in tenues if tuple(cle) in cles), ZERO)


def _origines(racines: set[int]) -> dict[int, str]:
    """Root line of the ledger → the file that brought it, or who typed it."""
    lignes = list(Heure.objects.filter(pk__in=racines).values_list("pk", "releve_id", "saisie_a", "saisie_par"))
    releves = ReleveHeures.objects.select_related("entreprise").in_bulk({r for _, r, _, _ in lignes if r})
    return {
        pk: dire_l_origine(releves.get(releve_id or 0), releve_id=releve_id, saisie_a=saisie_a, saisie_par=saisie_par)
        for pk, releve_id, saisie_a, saisie_par in lignes
    }


def dire_l_origine(
    releve: ReleveHeures | None, *, releve_id: int | None, saisie_a: datetime.datetime, saisie_par: str
) -> str:
    """Where hours of the ledger came from. A sender does not see the timesheet of another."""
    if releve is not None:
        nom = f"«\u00a0{releve.nom_fichier}\u00a0»"
        return f"fichier {nom}, {releve.entreprise}, reçu le {formater_date(releve.depose_a)}"
    if releve_id:
        return "un autre envoi"
    if saisie_par == REPRISE:
        return f"reprises d’un fichier le {formater_date(saisie_a)}"
    qui = f" par {saisie_par}" if saisie_par else ""
    return f"saisies dans la grille{qui} le {formater_date(saisie_a)}"


def derniere_decision(releve: ReleveHeures) -> str:
    """When it was taken: what a page has seen."""
    decisions = (releve.lecture or {}).get("retraits") or {}
    return max((str(dite.get("le", "")) for dite in decisions.values()), default="")


def retraits_a_confirmer(heures: Collection[int]) -> dict[ReleveHeures, list[Retrait]]:
    """Of the lines about to be validated, the withdrawals nobody has confirmed, by timesheet."""
    contraires = Heure.objects.filter(
        pk__in=list(heures), statut=StatutHeure.SOUMISE, annulee=False, motif__startswith=ABSENTE
    )
    releves = set(contraires.exclude(releve_id=None).values_list("releve_id", flat=True))
    trouves = {}
    for releve in ReleveHeures.objects.filter(pk__in=releves).order_by("pk"):
        attendent = [un for un in lister_retraits(releve) if un.a_confirmer and un.heure.pk in heures]
        if attendent:
            trouves[releve] = attendent
    return trouves


def compter_retraits(releves: Collection[int]) -> dict[int, int]:
    """Timesheet → its withdrawals that wait; absent when none does."""
    contraires = Heure.objects.filter(
        releve_id__in=releves, statut=StatutHeure.SOUMISE, annulee=False, motif__startswith=ABSENTE
    )
    trouves = retraits_a_confirmer(set(contraires.values_list("pk", flat=True)))
    return {releve.pk: len(attendent) for releve, attendent in trouves.items()}


@dataclass(frozen=True, slots=True)
class EffetRegistre:
    """What a timesheet changes in the ledger, with its sign; `corrige`: it says the difference with what stood."""

    ajoutees: Decimal
    retirees: Decimal
    corrige: bool

    @property
    def heures(self) -> Decimal:
        return self.ajoutees - self.retirees


def mesurer_effet_registre(releve: ReleveHeures, **filtre: Any) -> EffetRegistre:
    """Waiting or validated: neither what was refused nor what was taken back. `filtre`: some lines only."""
    siennes = Heure.objects.filter(releve_id=releve.pk, annulee=False, **filtre).exclude(statut=StatutHeure.REFUSEE)
    sommes = siennes.aggregate(plus=Sum("heures", filter=Q(heures__gt=0)), moins=Sum("heures", filter=Q(heures__lt=0)))
    corrige = siennes.exclude(corrige_id=None).exists()
    return EffetRegistre(sommes["plus"] or ZERO, -(sommes["moins"] or ZERO), corrige)


def mesurer_effet_compte(releve: ReleveHeures) -> Decimal:
    """What validating it now adds to the hours that count, with its sign."""
    attendent = Heure.objects.filter(releve_id=releve.pk, annulee=False, statut=StatutHeure.SOUMISE)
    return sum((une.retenues for une in expliquer_lignes(list(attendent)).values()), ZERO)


def mesurer_effet_cumul(releve: ReleveHeures) -> Decimal:
    """Hours of work added to what had been received, negative when they leave: those in the ledger, and those that wait
    for their person or contract."""
    if releve.statut in SANS_EFFET:
        return ZERO
    au_registre = mesurer_effet_registre(releve, nature=Nature.TRAVAIL).heures
    restees = LigneReleve.objects.filter(releve=releve, nature=Nature.TRAVAIL, contrat=None)
    restees = restees.exclude(suite=SuiteLigne.ECARTEE)
    return au_registre + (restees.aggregate(total=Sum("heures"))["total"] or ZERO)
