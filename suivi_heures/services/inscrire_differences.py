"""Bring the ledger to what a timesheet says, by new lines only: nothing twice, nothing edited."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Q, Sum
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.imports.copie import creer_par_copie
from clauses_app.interface.formats import formater_heures
from suivi_heures.enums import CodeAnomalie, StatutHeure, SuiteLigne
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.envois_croises import Croisement
from suivi_heures.queries.retraits import motif_d_absence, motif_du_decoupage
from suivi_heures.services.garder_envois_croises import garder_envois_croises
from suivi_heures.services.rapprocher_envois import DITES, rapprocher_envois

ZERO = Decimal(0)
RIEN_A_RETIRER = "Aucune heure de ce contrat n’est déclarée\u00a0: il n’y a rien dont les retirer."
CORRECTION = "Version corrigée du relevé"

_RELIER = """
    UPDATE suivi_heures_lignereleve l SET heure_id = d.heure
      FROM unnest(%(lignes)s::bigint[], %(heures)s::bigint[]) AS d(ligne, heure) WHERE l.id = d.ligne
"""
# A line decided again is written again, with its version: what it had written before stays, taken back.
_AJOUTER = """
WITH ecrites AS (
  INSERT INTO suivi_heures_heure
    (ref, contrat_id, lot_id, beneficiaire_id, employeur_id, du, au, nature, heures, statut, annulee, motif,
     releve_id, saisie_a, saisie_par, decidee_par)
  SELECT %(ref)s || l.id || CASE WHEN l.version > 0 THEN '-' || l.version ELSE '' END,
    c.id, c.lot_id, c.beneficiaire_id, c.employeur_id, l.du, l.au, l.nature, l.heures, %(statut)s, false, %(motif)s,
    l.releve_id, %(saisie_a)s, %(par)s, ''
  FROM unnest(%(lignes)s::bigint[]) WITH ORDINALITY AS a(ligne, rang)
  JOIN suivi_heures_lignereleve l ON l.id = a.ligne
  JOIN beneficiaires_contrattravail c ON c.id = l.contrat_id
  ORDER BY a.rang
  RETURNING id, ref)
UPDATE suivi_heures_lignereleve l SET heure_id = e.id
  FROM ecrites e WHERE l.id = split_part(e.ref, '-', 2)::bigint
"""

type Cle = tuple[int, datetime.date, datetime.date, str]


class _Lue(NamedTuple):
    """Of a line of the timesheet, what the ledger needs."""

    contrat_id: int
    du: datetime.date
    au: datetime.date
    nature: str
    pk: int
    heures: Decimal | None
    version: int

    @property
    def cle(self) -> Cle:
        return self[:4]


class _Debout(NamedTuple):
    """Of a line of the ledger that stands, what its correction needs."""

    contrat_id: int
    du: datetime.date
    au: datetime.date
    nature: str
    pk: int
    heures: Decimal
    corrige_id: int | None
    releve_id: int | None
    saisie_a: datetime.datetime
    saisie_par: str


class _Contrat(NamedTuple):
    pk: int
    lot_id: int
    beneficiaire_id: int
    employeur_id: int


class Tenue(NamedTuple):
    """Where hours that stood before came from."""

    releve_id: int | None
    saisie_a: datetime.datetime
    saisie_par: str


class Reprise(NamedTuple):
    """What stood for the same contract and days, what the file says of them: all its lines together."""

    avant: Decimal
    ici: Decimal
    tenues: tuple[Tenue, ...]


@dataclass(slots=True)
class Inscription:
    """`avant`: hours that stood where this timesheet writes; `total`: what it adds, with its sign."""

    avant: Decimal = ZERO
    total: Decimal = ZERO
    corrige: bool = False
    ecrites: int = 0
    retraits: int = 0  # lines of the former version that this one no longer holds
    lots: set[int] = field(default_factory=set)
    deja: list[int] = field(default_factory=list)  # lines whose hours were already declared
    croisements: list[Croisement] = field(default_factory=list)
    reprises: dict[int, Reprise] = field(default_factory=dict)  # lines of hours that stood already
    redecoupees: dict[int, Reprise] = field(default_factory=dict)  # the same, of hours that stood on other days
    regularisees: set[int] = field(default_factory=set)  # lines that take hours off what stands, and restate nothing


def inscrire_differences(
    *, releve: ReleveHeures, remplaces: Iterable[int], corrigees: Collection[int] | None = None, motif: str = ""
) -> Inscription:
    """What stands is read in the ledger, wherever it came from: grid, template, other file. A line of the former
    version that this one no longer holds is taken back by its opposite. The lock of the guichet is held.
    Months of which the other employer's figure stands are left as they are: the two figures are compared instead.

    `corrigees`: lines decided since the reading; only what they say is brought to the ledger, and is theirs."""
    remplaces = list(remplaces)
    croisements, croisees = _mettre_a_part_les_croisees(releve, remplaces)
    lues: dict[Cle, list[_Lue]] = defaultdict(list)
    siennes = LigneReleve.objects.filter(releve=releve, contrat__isnull=False)
    for ligne in map(_Lue._make, siennes.order_by("rang").values_list(*_Lue._fields)):
        if ligne.pk not in croisees:
            lues[ligne.cle].append(ligne)
    if corrigees is not None:
        voulues = {cle for cle, siennes in lues.items() if any(ligne.pk in corrigees for ligne in siennes)}
        lues = {cle: sorted(lues[cle], key=lambda ligne: ligne.pk in corrigees) for cle in voulues}
    anciennes = LigneReleve.objects.filter(releve_id__in=remplaces, contrat__isnull=False, heures__isnull=False)
    anciennes = anciennes.exclude(contrat__ref__in=_en_suspens(releve)).exclude(suite=SuiteLigne.CROISEE)
    dites = anciennes.values_list("contrat_id", "du", "au", "nature")
    cles: set[Cle] = {*lues, *(cle for cle in dites if not _est_croisee(cle, croisements))}
    debout = _debout(cles)
    trouves = ContratTravail.objects.filter(pk__in={cle[0] for cle in cles}).values_list(*_Contrat._fields)
    contrats = {valeurs[0]: _Contrat._make(valeurs) for valeurs in trouves}
    ecriture = _Ecriture(releve, contrats, motif)
    ecriture.comparer_les_decoupages(lues, debout)
    for cle in sorted(cles):
        if cle in debout:
            ecriture.corriger(cle, lues.get(cle, []), debout[cle])
        elif cle in lues:
            ecriture.ajouter(lues[cle])
    ecriture.ecrire()
    ecriture.bilan.croisements = croisements
    return ecriture.bilan


def _mettre_a_part_les_croisees(releve: ReleveHeures, remplaces: list[int]) -> tuple[list[Croisement], set[int]]:
    """The crossings, kept, and their lines: all others go to the ledger. One whose other sender has left goes there
    again. Only contracts that two may declare are looked at."""
    lues = LigneReleve.objects.filter(releve=releve, contrat__isnull=False).defer("lue")
    a_deux = ~Q(contrat__employeur_id=F("contrat__titulaire_id")) | Q(suite=SuiteLigne.CROISEE)
    lignes = list(lues.filter(a_deux).order_by("rang"))
    contrats = ContratTravail.objects.in_bulk({ligne.contrat_id for ligne in lignes if ligne.contrat_id})
    marquees = {ligne.pk for ligne in lignes if ligne.suite == SuiteLigne.CROISEE}
    for ligne in lignes:
        ligne.suite = "" if ligne.pk in marquees else ligne.suite
    croisements = rapprocher_envois(releve=releve, lignes=lignes, contrats=contrats)
    garder_envois_croises(releve=releve, croisements=croisements, remplaces=remplaces)
    croisees = {ligne.pk for un in croisements for ligne in un.lignes}
    touchees = [ligne for ligne in lignes if ligne.pk in croisees | marquees]
    for ligne in touchees:
        if ligne.pk not in croisees:
            ligne.avertissements = [avis for avis in ligne.avertissements if avis["code"] not in DITES]
    LigneReleve.objects.bulk_update(touchees, ["suite", "heure_id", "avertissements"], batch_size=500)
    return croisements, croisees


def _est_croisee(cle: Cle, croisements: list[Croisement]) -> bool:
    contrat_id, du, _, nature = cle
    return any(un.contrat_id == contrat_id and un.nature == nature and un.du <= du <= un.au for un in croisements)


def _en_suspens(releve: ReleveHeures) -> set[str]:
    """Contracts of lines that could not enter: what was declared for them stands until those are decided."""
    lignes = LigneReleve.objects.filter(releve=releve, contrat=None, lue__contrat__isnull=False)
    return {ref for ref in lignes.values_list("lue__contrat", flat=True) if ref}


def _debout(cles: set[Cle]) -> dict[Cle, list[_Debout]]:
    trouvees: dict[Cle, list[_Debout]] = defaultdict(list)
    lignes = Heure.objects.filter(contrat_id__in={cle[0] for cle in cles}, annulee=False)
    for valeurs in lignes.exclude(statut=StatutHeure.REFUSEE).order_by("pk").values_list(*_Debout._fields):
        if valeurs[:4] in cles:
            trouvees[valeurs[:4]].append(_Debout._make(valeurs))
    return trouvees


class _Ecriture:
    def __init__(self, releve: ReleveHeures, contrats: dict[int, _Contrat], motif: str = "") -> None:
        self.bilan = Inscription()
        self._releve = releve
        self._contrats = contrats
        self._motif = motif
        self._deja_ecrites = Heure.objects.filter(releve_id=releve.pk).count()  # before it was taken back
        self._corrections: list[tuple[_Lue | None, Heure]] = []
        self._ajoutees: list[int] = []
        self._avoirs: list[tuple[_Lue, Decimal]] = []
        self._redecoupees: dict[Cle, tuple[Cle, ...]] = {}

    def comparer_les_decoupages(self, lues: Mapping[Cle, list[_Lue]], debout: Mapping[Cle, list[_Debout]]) -> None:
        """A month that this file says day by day, or the reverse: the former figure is not absent from it."""
        siennes: dict[tuple[int, str], list[Cle]] = defaultdict(list)
        for autre in lues if any(cle not in lues for cle in debout) else ():
            siennes[autre[0], autre[3]].append(autre)
        ensembles: dict[tuple[Cle, ...], list[_Debout]] = defaultdict(list)
        for cle in debout:
            if cle in lues:
                continue
            contrat, du, au, nature = cle
            jours = [autre for autre in siennes.get((contrat, nature), ()) if autre[1] <= au and du <= autre[2]]
            if jours:
                self._redecoupees[cle] = tuple(sorted(jours))
                ensembles[self._redecoupees[cle]] += debout[cle]
        for ensemble, anciennes in ensembles.items():
            lignes = [ligne for jour in ensemble for ligne in lues[jour]]
            reprise = Reprise(
                sum((heure.heures for heure in anciennes), ZERO),
                sum((ligne.heures or ZERO for ligne in lignes), ZERO),
                tuple(Tenue(h.releve_id, h.saisie_a, h.saisie_par) for h in anciennes if h.corrige_id is None),
            )
            self.bilan.redecoupees |= {ligne.pk: reprise for ligne in lignes}

    def corriger(self, cle: Cle, lignes: list[_Lue], debout: list[_Debout]) -> None:
        avant = sum((heure.heures for heure in debout), ZERO)
        ici = sum((ligne.heures or ZERO for ligne in lignes), ZERO)
        if ici < 0:
            self._regulariser(lignes, ici, debout)
            return
        difference = ici - avant
        tenues = tuple(Tenue(h.releve_id, h.saisie_a, h.saisie_par) for h in debout if h.corrige_id is None)
        self.bilan.reprises |= {ligne.pk: Reprise(avant, ici, tenues) for ligne in lignes}
        self.bilan.avant += avant
        if not difference:
            self.bilan.deja += [ligne.pk for ligne in lignes]
            return
        self.bilan.corrige = True
        racine = max((h for h in debout if h.corrige_id is None), key=lambda h: h.heures, default=None)
        racine_id = racine.pk if racine else debout[0].corrige_id
        absente = "" if lignes or cle in self._redecoupees else motif_d_absence(self._releve)
        self.bilan.retraits += bool(absente)
        redite = motif_du_decoupage(self._releve) if cle in self._redecoupees else ""
        ref = f"V{self._releve.pk}-{debout[0].pk}-{self._deja_ecrites}"
        heure = self._composer(cle, difference, ref, corrige=racine_id, motif=absente or redite)
        self._corrections.append((lignes[-1] if lignes else None, heure))
        self.bilan.deja += [ligne.pk for ligne in lignes[:-1]]

    def _regulariser(self, lignes: list[_Lue], ici: Decimal, debout: list[_Debout]) -> None:
        """Nobody works fewer than no hours: a negative figure is taken off what stands, once however often it is
        said."""
        self.bilan.avant += sum((heure.heures for heure in debout), ZERO)
        self.bilan.corrige = True
        self.bilan.regularisees |= {ligne.pk for ligne in lignes}
        dites = LigneReleve.objects.filter(heure_id__in=[heure.pk for heure in debout], heures__lt=0)
        deja = set(dites.values_list("heure_id", flat=True))
        reste = ici - sum((heure.heures for heure in debout if heure.pk in deja), ZERO)
        if deja or any((ligne.heures or ZERO) > 0 for ligne in lignes):
            self.bilan.deja += [ligne.pk for ligne in (lignes[:-1] if reste else lignes)]
            self._avoirs += [(lignes[-1], reste)] if reste else []
        else:
            self._avoirs += [(ligne, ligne.heures) for ligne in lignes if ligne.heures]

    def ajouter(self, lignes: list[_Lue]) -> None:
        for ligne in lignes:
            if (ligne.heures or ZERO) < 0:
                self._avoirs.append((ligne, ligne.heures or ZERO))
                self.bilan.regularisees.add(ligne.pk)
            elif ligne.heures:
                self._peser(self._contrats[ligne.contrat_id], ligne.heures)
                self._ajoutees.append(ligne.pk)

    def ecrire(self) -> None:
        """New lines are composed by the database, from what the timesheet keeps and from the contract."""
        creer_par_copie([heure for _, heure in self._corrections])
        self._relier((ligne.pk, heure.pk) for ligne, heure in self._corrections if ligne)
        if self._ajoutees:
            parametres: dict[str, object] = {
                "ref": f"R{self._releve.pk}-",
                "lignes": self._ajoutees,
                "statut": StatutHeure.SOUMISE.value,
                "motif": self._motif,
                "saisie_a": timezone.now(),
                "par": self._releve.depose_par,
            }
            with connection.cursor() as curseur:
                curseur.execute(_AJOUTER, parametres)  # type: ignore[arg-type]  # a list travels as an array
        self._retirer_les_avoirs()

    def _retirer_les_avoirs(self) -> None:
        """A negative line corrects hours of the same contract and kind, of its own period when there are some."""
        retires: list[tuple[int, int]] = []
        seules: dict[int, str] = {}
        for ligne, heures in self._avoirs:
            racine, debout = self._racine(ligne)
            if racine is None or debout + heures < 0:
                seules[ligne.pk] = _trop_retirer(debout) if racine else RIEN_A_RETIRER
                continue
            ref = f"R{self._releve.pk}-{ligne.pk}" + (f"-{ligne.version}" if ligne.version else "")
            heure = self._composer(ligne.cle, heures, ref, corrige=racine)
            heure.save()
            retires.append((ligne.pk, heure.pk))
        self._relier(retires)
        dites = list(LigneReleve.objects.filter(pk__in=seules).select_related("contrat")) if seules else []
        for dite in dites:
            dite.ecarter(dite.contrat.ref if dite.contrat else None, [_sans_racine(dite, seules[dite.pk])])
        LigneReleve.objects.bulk_update(dites, ["lue", "contrat", "anomalies", "avertissements"], batch_size=500)

    def _racine(self, ligne: _Lue) -> tuple[int | None, Decimal]:
        """The line it corrects, and what stands of these days, or of the whole contract when nothing does."""
        lignes = list(
            Heure.objects.filter(
                contrat_id=ligne.contrat_id, nature=ligne.nature, annulee=False, corrige_id=None, heures__gt=0
            ).exclude(statut=StatutHeure.REFUSEE)
        )
        du, au = ligne.du, ligne.au
        proches = sorted(lignes, key=lambda h: (not (h.du <= au and h.au >= du), abs(h.du - du), -h.heures))
        if not proches:
            return None, ZERO
        debout = Heure.objects.filter(contrat_id=ligne.contrat_id, nature=ligne.nature, annulee=False)
        debout = debout.exclude(statut=StatutHeure.REFUSEE)
        if proches[0].du <= au and proches[0].au >= du:
            debout = debout.filter(du__lte=au, au__gte=du)
        return proches[0].pk, debout.aggregate(total=Sum("heures"))["total"] or ZERO

    def _composer(self, cle: Cle, heures: Decimal, ref: str, corrige: int | None = None, motif: str = "") -> Heure:
        contrat = self._contrats[cle[0]]
        self._peser(contrat, heures)
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
            motif=motif or self._motif or (CORRECTION if corrige else ""),
            releve_id=self._releve.pk,
            saisie_par=self._releve.depose_par,
        )

    def _peser(self, contrat: _Contrat, heures: Decimal) -> None:
        self.bilan.total += heures
        self.bilan.ecrites += 1
        self.bilan.lots.add(contrat.lot_id)

    @staticmethod
    def _relier(paires: Iterable[tuple[int, int]]) -> None:
        paires = list(paires)
        if paires:
            parametres = {"lignes": [ligne for ligne, _ in paires], "heures": [heure for _, heure in paires]}
            with connection.cursor() as curseur:
                curseur.execute(_RELIER, parametres)


def _trop_retirer(debout: Decimal) -> str:
    return f"Cette régularisation retire plus que les {formater_heures(debout)} déclarées."


def _sans_racine(ligne: LigneReleve, phrase: str) -> dict[str, object]:
    return Anomalie(ligne.numero, "", CodeAnomalie.HEURES_NEGATIVES, phrase).en_json()
