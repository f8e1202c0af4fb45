"""People of an output, by scope and by axis, small groups hidden inside the output and beside any other."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from suivi_heures.queries.chiffres_publies import Boite, Publie, Registre, trahis
from suivi_heures.queries.participations import Participation
from suivi_heures.queries.petits_effectifs import TOTAL, Masque, masquer, masquer_liste
from suivi_heures.restitutions.sorties.axes import Axe
from suivi_heures.restitutions.sorties.chiffres import ENSEMBLE, HEURES, PERSONNES, Chiffre, dire_masque

ZERO = Decimal("0.00")
type Case = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Groupe:
    """Scopes printed one under the other. `partition`: they share the contracts out, a reader may add them up."""

    rubrique: str
    perimetres: Mapping[str, frozenset[str]]
    axes: Sequence[Axe] = ()
    partition: bool = False


@dataclass(frozen=True, slots=True)
class _Compte:
    """One cell, before anything is hidden."""

    boite: Boite
    personnes: int
    heures: Decimal
    contrats: int


@dataclass(frozen=True, slots=True)
class Resultat:
    chiffres: tuple[Chiffre, ...]
    publies: tuple[Publie, ...]


class _Table:
    """A group along an axis: its cells, and what is hidden of them given what must be."""

    def __init__(
        self, groupe: Groupe, axe: Axe | None, parts: Sequence[Participation], debut: datetime.date, fin: datetime.date
    ) -> None:
        self.groupe, self.axe = groupe, axe
        self.perimetres = dict(groupe.perimetres)
        if groupe.partition:
            self.perimetres[TOTAL] = frozenset().union(*groupe.perimetres.values())
        self.valeurs = (*(axe.ordre if axe else ()), TOTAL)
        self.comptes = {
            (nom, valeur): compte
            for nom, marches in self.perimetres.items()
            for valeur, compte in _compter(parts, marches, axe, debut, fin).items()
        }

    def totaux(self, secrets: set[Boite], seuil: int) -> dict[str, Masque]:
        nombres = {nom: self.comptes[nom, TOTAL].personnes for nom in self.perimetres}
        tus = {nom for nom in nombres if self.comptes[nom, TOTAL].boite in secrets}
        if self.groupe.partition:
            ensemble = nombres.pop(TOTAL)
            return masquer_liste(nombres, total=ensemble, seuil=seuil, secrets=tus)
        return {
            nom: Masque.SEUIL if 0 < nombre < seuil else Masque.SECONDAIRE if nom in tus else Masque.AUCUN
            for nom, nombre in nombres.items()
        }

    def masquer(self, secrets: set[Boite], seuil: int) -> dict[Case, Masque]:
        totaux = self.totaux(secrets, seuil)
        if self.axe is None:
            return {(nom, TOTAL): masque for nom, masque in totaux.items()}
        if self.groupe.partition:
            return self._masquer(self.perimetres, totaux, secrets, seuil)
        masques: dict[Case, Masque] = {}
        for nom in self.perimetres:
            masques |= self._masquer([nom], totaux, secrets, seuil)
        return masques

    def _masquer(
        self, noms: Mapping[str, frozenset[str]] | list[str], totaux: dict[str, Masque], secrets: set[Boite], seuil: int
    ) -> dict[Case, Masque]:
        cases = {(nom, valeur): self.comptes[nom, valeur] for nom in noms for valeur in self.valeurs}
        if TOTAL not in noms:  # one list alone: its own margin
            (nom,) = noms
            cases |= {(TOTAL, valeur): self.comptes[nom, valeur] for valeur in self.valeurs}
            totaux = {nom: totaux[nom], TOTAL: totaux[nom]}
        masques = masquer(
            {case: compte.personnes for case, compte in cases.items()},
            seuil=seuil,
            totaux={nom: totaux[nom] for nom in {nom for nom, _ in cases}},
            secrets=[case for case, compte in cases.items() if compte.boite in secrets],
        )
        if TOTAL not in noms:  # hidden at the margin or in the row: the same figure
            return {(nom, valeur): masques[nom, valeur] or masques[TOTAL, valeur] for valeur in self.valeurs}
        return masques

    def publier(self, masques: Mapping[Case, Masque]) -> Iterator[Publie]:
        for case, compte in self.comptes.items():
            yield Publie(compte.boite, None if masques[case] else compte.personnes)


def resoudre(
    groupes: Sequence[Groupe],
    parts: Sequence[Participation],
    *,
    debut: datetime.date,
    fin: datetime.date,
    registre: Registre,
    seuil: int,
) -> Resultat:
    """Hide, look at every pair, hide what a pair gave away, until no pair gives anything away."""
    tables = [_Table(g, axe, parts, debut, fin) for g in groupes for axe in (g.axes or (None,))]
    boites = {compte.boite for table in tables for compte in table.comptes.values()}
    secrets = {boite for boite in boites if registre.est_cachee(boite)}
    while True:
        masques = [table.masquer(secrets, seuil) for table in tables]
        publies = [un for table, siens in zip(tables, masques, strict=True) for un in table.publier(siens)]
        trouvees = trahis(publies, registre, seuil=seuil)
        if trouvees <= secrets:
            break
        secrets |= trouvees
    chiffres = [c for table, siens in zip(tables, masques, strict=True) for c in _ecrire(table, siens, seuil)]
    return Resultat(tuple(chiffres), tuple(dict.fromkeys(publies)))


def _compter(
    parts: Sequence[Participation],
    marches: frozenset[str],
    axe: Axe | None,
    debut: datetime.date,
    fin: datetime.date,
) -> dict[str, _Compte]:
    siennes: dict[int, list[Participation]] = defaultdict(list)
    for part in parts:
        if part.marche in marches:
            siennes[part.personne].append(part)
    gens: dict[str, list[list[Participation]]] = defaultdict(list)
    for contrats in siennes.values():
        contrats.sort(key=lambda p: (p.date_debut, p.contrat))
        gens[TOTAL].append(contrats)
        if axe:
            gens[axe.lire(contrats, fin)].append(contrats)
    return {
        valeur: _Compte(
            boite=Boite(debut, fin, marches, frozenset({(axe.titre, valeur)}) if axe and valeur else frozenset()),
            personnes=len(gens[valeur]),
            heures=sum((p.heures for contrats in gens[valeur] for p in contrats), ZERO),
            contrats=sum(len(contrats) for contrats in gens[valeur]),
        )
        for valeur in (*(axe.ordre if axe else ()), TOTAL)
    }


def _ecrire(table: _Table, masques: Mapping[Case, Masque], seuil: int) -> Iterator[Chiffre]:
    """People then hours of each cell; a whole printed by every table is printed once."""
    for (nom, valeur), compte in table.comptes.items():
        if table.axe is not None and valeur == TOTAL:
            continue
        motif = dire_masque(masques[nom, valeur], seuil)
        perimetre, libelle = nom or ENSEMBLE, valeur or "Personnes"
        definition = (
            table.axe.definition if table.axe else "Personnes dont des heures ont été retenues, comptées une fois."
        )
        rubrique = f"{table.groupe.rubrique}, {table.axe.titre.lower()}" if table.axe else table.groupe.rubrique
        yield Chiffre(
            rubrique, perimetre, libelle, None if motif else Decimal(compte.personnes), PERSONNES, motif, definition
        )
        if table.axe is not None:
            yield Chiffre(
                rubrique,
                perimetre,
                f"{libelle}, heures",
                None if motif else compte.heures,
                HEURES,
                motif,
                "Heures retenues de ces personnes.",
            )
