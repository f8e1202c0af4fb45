"""Bring the ledger to what a timesheet says, by new lines only: nothing twice, nothing edited."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection

from beneficiaires.models import ContratTravail
from clauses_app.imports.copie import creer_par_copie
from suivi_heures.enums import CodeAnomalie, StatutHeure
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.models import Heure, LigneReleve, ReleveHeures

ZERO = Decimal(0)
CORRECTION = "Version corrigée du relevé"

_RELIER = """
    UPDATE suivi_heures_lignereleve l SET heure_id = d.heure
      FROM unnest(%(lignes)s::bigint[], %(heures)s::bigint[]) AS d(ligne, heure) WHERE l.id = d.ligne
"""

type Cle = tuple[int, datetime.date, datetime.date, str]


@dataclass(slots=True)
class Inscription:
    """`avant`: hours that stood where this timesheet writes; `total`: what it adds, with its sign."""

    avant: Decimal = ZERO
    total: Decimal = ZERO
    corrige: bool = False
    ecrites: int = 0
    lots: set[int] = field(default_factory=set)
    deja: list[LigneReleve] = field(default_factory=list)


def inscrire_differences(
    *, releve: ReleveHeures, remplaces: Iterable[int], corrigees: Collection[int] | None = None, motif: str = ""
) -> Inscription:
    """What stands is read in the ledger, wherever it came from: grid, template, other file. A line of the former
    version that this one no longer holds is taken back by its opposite. The lock of the guichet is held.

    `corrigees`: lines decided since the reading; only what they say is brought to the ledger, and is theirs."""
    lues: dict[Cle, list[LigneReleve]] = defaultdict(list)
    siennes = LigneReleve.objects.filter(releve=releve, contrat__isnull=False).defer("lue")
    for ligne in siennes.order_by("rang"):
        lues[_cle(ligne)].append(ligne)
    if corrigees is not None:
        voulues = {cle for cle, siennes in lues.items() if any(ligne.pk in corrigees for ligne in siennes)}
        lues = {cle: sorted(lues[cle], key=lambda ligne: ligne.pk in corrigees) for cle in voulues}
    anciennes = LigneReleve.objects.filter(releve_id__in=list(remplaces), contrat__isnull=False, heures__isnull=False)
    anciennes = anciennes.exclude(contrat__ref__in=_en_suspens(releve))
    cles = {*lues, *(_cle(ligne) for ligne in anciennes)}
    debout = _debout(cles)
    contrats = ContratTravail.objects.only("lot", "beneficiaire", "employeur").in_bulk({cle[0] for cle in cles})
    ecriture = _Ecriture(releve, contrats, motif)
    for cle in sorted(cles):
        if cle in debout:
            ecriture.corriger(cle, lues.get(cle, []), debout[cle])
        elif cle in lues:
            ecriture.ajouter(lues[cle])
    ecriture.retirer_les_avoirs()
    ecriture.relier()
    return ecriture.bilan


def _en_suspens(releve: ReleveHeures) -> set[str]:
    """Contracts of lines that could not enter: what was declared for them stands until those are decided."""
    lignes = LigneReleve.objects.filter(releve=releve, contrat=None, lue__contrat__isnull=False)
    return {ref for ref in lignes.values_list("lue__contrat", flat=True) if ref}


def _cle(ligne: LigneReleve | Heure) -> Cle:
    assert ligne.contrat_id is not None and ligne.du is not None and ligne.au is not None  # noqa: S101, PT018
    return ligne.contrat_id, ligne.du, ligne.au, str(ligne.nature)


def _debout(cles: set[Cle]) -> dict[Cle, list[Heure]]:
    trouvees: dict[Cle, list[Heure]] = defaultdict(list)
    lignes = Heure.objects.filter(contrat_id__in={cle[0] for cle in cles}, annulee=False)
    for heure in lignes.exclude(statut=StatutHeure.REFUSEE).order_by("pk"):
        if (cle := _cle(heure)) in cles:
            trouvees[cle].append(heure)
    return trouvees


class _Ecriture:
    def __init__(self, releve: ReleveHeures, contrats: dict[int, ContratTravail], motif: str = "") -> None:
        self.bilan = Inscription()
        self._releve = releve
        self._contrats = contrats
        self._motif = motif
        self._deja_ecrites = Heure.objects.filter(releve_id=releve.pk).count()  # before it was taken back
        self._ecrites: list[tuple[LigneReleve, Heure]] = []
        self._avoirs: list[LigneReleve] = []

    def corriger(self, cle: Cle, lignes: list[LigneReleve], debout: list[Heure]) -> None:
        avant = sum((heure.heures for heure in debout), ZERO)
        difference = sum((ligne.heures or ZERO for ligne in lignes), ZERO) - avant
        self.bilan.avant += avant
        if not difference:
            self.bilan.deja += lignes
            return
        self.bilan.corrige = True
        racine = max((h for h in debout if h.corrige_id is None), key=lambda h: h.heures, default=None)
        racine_id = racine.pk if racine else debout[0].corrige_id
        heure = self._composer(
            cle, difference, f"V{self._releve.pk}-{debout[0].pk}-{self._deja_ecrites}", corrige=racine_id
        )
        heure.save()
        if lignes:
            self._ecrites.append((lignes[-1], heure))
            self.bilan.deja += lignes[:-1]

    def ajouter(self, lignes: list[LigneReleve]) -> None:
        for ligne in lignes:
            if (ligne.heures or ZERO) < 0:
                self._avoirs.append(ligne)
            elif ligne.heures:
                self._ecrites.append((ligne, self._composer(_cle(ligne), ligne.heures, self._ref(ligne))))

    def retirer_les_avoirs(self) -> None:
        """A negative line corrects hours of the same contract and kind, of its own period when there are some."""
        creer_par_copie([heure for _, heure in self._ecrites if heure.pk is None])
        for ligne in self._avoirs:
            racine = self._racine(ligne)
            if racine is None:
                ligne.anomalies = [*ligne.anomalies, *ligne.avertissements, _sans_racine(ligne)]
                ligne.avertissements = []
                continue
            heure = self._composer(_cle(ligne), ligne.heures or ZERO, self._ref(ligne), corrige=racine)
            heure.save()
            self._ecrites.append((ligne, heure))

    def _ref(self, ligne: LigneReleve) -> str:
        """A line decided again is written again: what it had written before stays, taken back."""
        ref = f"R{self._releve.pk}-{ligne.pk}"
        return f"{ref}-{ligne.version}" if ligne.version else ref

    def _racine(self, ligne: LigneReleve) -> int | None:
        lignes = list(
            Heure.objects.filter(
                contrat_id=ligne.contrat_id, nature=ligne.nature, annulee=False, corrige_id=None, heures__gt=0
            ).exclude(statut=StatutHeure.REFUSEE)
        )
        assert ligne.du is not None and ligne.au is not None  # noqa: S101, PT018
        du, au = ligne.du, ligne.au
        proches = sorted(lignes, key=lambda h: (not (h.du <= au and h.au >= du), abs(h.du - du), -h.heures))
        return proches[0].pk if proches else None

    def _composer(self, cle: Cle, heures: Decimal, ref: str, corrige: int | None = None) -> Heure:
        contrat = self._contrats[cle[0]]
        self.bilan.total += heures
        self.bilan.ecrites += 1
        self.bilan.lots.add(contrat.lot_id)
        return Heure(
            ref=ref,
            contrat_id=contrat.pk,
            lot_id=contrat.lot_id,
            beneficiaire_id=contrat.beneficiaire_id,
            employeur_id=contrat.employeur_id,
            du=cle[1],
            au=cle[2],
            nature=cle[3],
            heures=heures,
            statut=StatutHeure.SOUMISE,
            corrige_id=corrige,
            motif=self._motif or (CORRECTION if corrige else ""),
            releve_id=self._releve.pk,
            saisie_par=self._releve.depose_par,
        )

    def relier(self) -> None:
        for ligne, heure in self._ecrites:
            ligne.heure_id = heure.pk
        with connection.cursor() as curseur:
            curseur.execute(
                _RELIER,
                {
                    "lignes": [ligne.pk for ligne, _ in self._ecrites],
                    "heures": [heure.pk for _, heure in self._ecrites],
                },
            )
        seules = [ligne for ligne in self._avoirs if not ligne.heure_id]
        LigneReleve.objects.bulk_update(seules, ["anomalies", "avertissements"], batch_size=500)


def _sans_racine(ligne: LigneReleve) -> dict[str, object]:
    return Anomalie(
        ligne.numero,
        "",
        CodeAnomalie.HEURES_NEGATIVES,
        "Aucune heure de ce contrat n’est déclarée : il n’y a rien dont les retirer.",
    ).en_json()
