"""A timesheet as it is read on screen: its lines, what each counts and why, who must act."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from clauses_app.interface.formats import formater_date, formater_heures, formater_mois, formater_periode
from suivi_heures.enums import CodeAnomalie, Nature, StatutHeure, StatutReleve, SuiteLigne
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.explication import ExplicationLigne, expliquer_lignes
from suivi_heures.queries.mois import dernier_jour, premier_jour

ZERO = Decimal("0.00")
GUICHET, ENTREPRISE, MACHINE, PERSONNE = "guichet", "entreprise", "machine", ""
DU_FICHIER = {CodeAnomalie.TOTAL_INCOHERENT: "Total du fichier", CodeAnomalie.SIRET_INVALIDE: "Employeur"}
TRANCHEES = (SuiteLigne.CORRIGEE, SuiteLigne.CONFIRMEE, SuiteLigne.ECARTEE)
ACTEURS = {
    StatutReleve.DEPOSE: MACHINE,
    StatutReleve.A_COMPLETER: ENTREPRISE,
    StatutReleve.SOUMIS: GUICHET,
}


@dataclass(frozen=True, slots=True)
class LigneDetaillee:
    """`heure` is the line of the ledger, when it entered it."""

    ligne: LigneReleve
    heure: Heure | None
    explication: ExplicationLigne | None

    @property
    def nom(self) -> str:
        if self.ligne.contrat is not None:
            return str(self.ligne.contrat.beneficiaire)
        ecrit = f"{self.ligne.lue.get('Prénom', '')} {self.ligne.lue.get('Nom', '')}".strip()
        return ecrit or self._du_fichier or "Personne sans nom"

    @property
    def _du_fichier(self) -> str:
        """What the remark is about, when it is nobody: a total, the employer."""
        codes = {fait["code"] for fait in self.ligne.anomalies}
        return next((nom for code, nom in DU_FICHIER.items() if code in codes), "")

    @property
    def informe(self) -> bool:
        """No hours, and nothing to decide: said of the file or of its totals."""
        codes = {fait["code"] for fait in self.ligne.anomalies}
        return self.ligne.heures is None and bool(codes) and codes <= set(DU_FICHIER)

    @property
    def nature(self) -> str:
        return "" if self.informe else Nature(self.ligne.nature).label

    @property
    def bornes(self) -> tuple[datetime.date, datetime.date] | None:
        """The days of its hours as the file says them; within the contract when nothing else is known."""
        lue = self.ligne.lue
        if self.informe or not (lue.get("du") or self.ligne.du):
            return None
        du, au = (
            datetime.date.fromisoformat(lue[nom]) if lue.get(nom) else ecrite
            for nom, ecrite in (("du", self.ligne.du), ("au", self.ligne.au))
        )
        return (du, au) if du and au else None

    @property
    def mois(self) -> datetime.date | None:
        return premier_jour(self.bornes[0]) if self.bornes else None

    @property
    def periode(self) -> str:
        """« mars 2026 », « 04/03/2026 », « du 02/03/2026 au 08/03/2026 »."""
        if self.bornes is None:
            return ""
        du, au = self.bornes
        if (du, au) == (premier_jour(du), dernier_jour(du)):
            return formater_mois(du)
        return formater_date(du) if du == au else formater_periode(du, au)

    @property
    def comptees(self) -> Decimal | None:
        if self.heure is None or self.explication is None:
            return None
        return ZERO if self.heure.statut == StatutHeure.REFUSEE else self.explication.retenues

    @property
    def pourquoi(self) -> str:
        """Reasons in a row; empty when every hour counts."""
        if self.heure is not None and self.heure.statut == StatutHeure.REFUSEE:
            return f"Refusées. {self.heure.motif}".strip()
        return self.explication.phrase if self.explication else ""

    @property
    def est_deja_declaree(self) -> bool:
        return any(avis["code"] == CodeAnomalie.DEJA_DECLAREE for avis in self.ligne.avertissements)

    @property
    def tranchee(self) -> bool:
        """Somebody decided of it: its remarks stay readable, nobody has to act on them any more."""
        return self.ligne.suite in TRANCHEES

    @property
    def est_a_corriger(self) -> bool:
        return bool(self.ligne.anomalies) and not self.tranchee

    @property
    def est_a_verifier(self) -> bool:
        """Some remark asks for a look; others only tell: hours already declared that entered nothing, say."""
        rien_de_neuf = self.heure is None and self.est_deja_declaree
        return not self.tranchee and not rien_de_neuf and any(not a.get("informe") for a in self.ligne.avertissements)

    @property
    def remplacees(self) -> Decimal | None:
        """The hours that the file wrote, once somebody put others in their place."""
        ecrites = Decimal(self.ligne.lue.get("heures") or 0)
        changees = self.ligne.suite == SuiteLigne.CORRIGEE and ecrites and self.ligne.heures is not None
        return ecrites if changees and ecrites != self.ligne.heures else None

    @property
    def suite_donnee(self) -> str:
        """« Corrigée : 125,05 h retenues, 1 250,50 h écrites »; empty when nobody decided anything."""
        if not self.ligne.suite:
            return ""
        dite = self.ligne.get_suite_display()
        if self.remplacees is None:
            return dite
        return (
            f"{dite}\u00a0: {formater_heures(self.ligne.heures)} retenues, {formater_heures(self.remplacees)} écrites"
        )

    @property
    def ecart(self) -> Decimal | None:
        """What its hours change of those that stood before this file; None when they are the first."""
        return self.heure.heures if self.heure is not None and self.heure.corrige_id else None

    @property
    def deja(self) -> Decimal:
        """Of its hours, those that stood before this file: only the difference enters."""
        lues = self.ligne.heures or ZERO
        if self.heure is not None and self.heure.corrige_id and lues > self.heure.heures:
            return lues - self.heure.heures if not self.est_deja_declaree else lues
        return lues if self.est_deja_declaree else ZERO

    @property
    def a_decider(self) -> bool:
        return self.heure is not None and self.heure.statut == StatutHeure.SOUMISE and not self.heure.annulee


def phrase_pour(fait: Mapping[str, Any], *, du_guichet: bool) -> str:
    """What a remark says to the staff, or to the sender, who learns nothing of people that are not its own."""
    return str((du_guichet and fait.get("au_guichet")) or fait["message"])


@dataclass(frozen=True, slots=True)
class TotauxReleve:
    """`doublons`: hours that were already declared, not entered a second time."""

    declarees: Decimal
    doublons: Decimal
    comptees: Decimal
    fautives: int
    a_verifier: int
    corrections: Decimal = ZERO  # what somebody changed of the hours that the file wrote

    @property
    def ecrites(self) -> Decimal:
        return self.declarees - self.corrections

    @property
    def nouvelles(self) -> Decimal:
        return self.declarees - self.doublons

    @property
    def ecartees(self) -> Decimal:
        return self.declarees - self.doublons - self.comptees


def detailler_releve(releve: ReleveHeures) -> list[LigneDetaillee]:
    """Lines in the order of the file; explanations in one count."""
    lignes: Any = LigneReleve.objects.filter(releve=releve).select_related("contrat__beneficiaire", "contrat__lot")
    lignes = list(lignes.order_by("numero", "pk"))
    heures = {heure.pk: heure for heure in Heure.objects.filter(pk__in=[li.heure_id for li in lignes if li.heure_id])}
    explications = expliquer_lignes([heure for heure in heures.values() if not heure.annulee])
    return [
        LigneDetaillee(ligne, heures.get(ligne.heure_id or 0), explications.get(ligne.heure_id or 0))
        for ligne in lignes
    ]


@dataclass(frozen=True, slots=True)
class MoisLu:
    mois: datetime.date
    lignes: int
    heures: Decimal
    comptees: Decimal


def lister_mois(lignes: Iterable[LigneDetaillee]) -> list[MoisLu]:
    """The months a file speaks of; empty for one month, which the timesheet says itself."""
    par_mois: dict[datetime.date, list[LigneDetaillee]] = {}
    for detail in lignes:
        if detail.mois is not None:
            par_mois.setdefault(detail.mois, []).append(detail)
    if len(par_mois) < 2:
        return []
    return [
        MoisLu(
            mois,
            len(siennes),
            sum((une.ligne.heures or ZERO for une in siennes), ZERO),
            sum((une.comptees or ZERO for une in siennes), ZERO),
        )
        for mois, siennes in sorted(par_mois.items())
    ]


def totaliser(lignes: Iterable[LigneDetaillee]) -> TotauxReleve:
    lignes = list(lignes)
    return TotauxReleve(
        declarees=sum((detail.ligne.heures or ZERO for detail in lignes), ZERO),
        doublons=sum((detail.deja for detail in lignes), ZERO),
        comptees=sum((detail.comptees or ZERO for detail in lignes), ZERO),
        fautives=len({detail.ligne.numero for detail in lignes if detail.est_a_corriger}),
        a_verifier=len({detail.ligne.numero for detail in lignes if detail.est_a_verifier}),
        corrections=sum(
            ((un.ligne.heures or ZERO) - un.remplacees for un in lignes if un.remplacees is not None), ZERO
        ),
    )


def heures_par_releve(releves: Iterable[int]) -> dict[int, Decimal]:
    """Hours read in each timesheet, for the lists."""
    lignes = LigneReleve.objects.filter(releve_id__in=list(releves)).values_list("releve_id")
    return dict(lignes.annotate(total=Sum("heures")).order_by())
