"""How far the people of a convention went, and which services their barriers opened, fund by fund."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from beneficiaires.enums import NatureEtape, TypeContrat
from beneficiaires.models import Action, Convention, Diagnostic, EtapeParcours, Frein, InscriptionAction

POUR_DE_BON = frozenset(
    {TypeContrat.CDI, TypeContrat.CDI_INTERIMAIRE, TypeContrat.CDI_INCLUSION, TypeContrat.CDI_CHANTIER}
)
INTERIM = frozenset({TypeContrat.MISSION_INTERIM, TypeContrat.MISSION_INSERTION})
MARCHES = (
    "Diagnostic partagé",
    "Immersion",
    "Formation",
    "Mission d’intérim",
    "Autre emploi",
    "Contrat à durée indéterminée",
)


@dataclass(frozen=True)
class FondsMobilise:
    """`services`: opened; `leves`: whose barrier was lifted since; `personnes`: each counted once."""

    nom: str
    personnes: int
    services: int
    leves: int


@dataclass(frozen=True)
class CheminsConvention:
    """`marches`: step → people who took it, each counted once a step."""

    inscrites: int
    marches: dict[str, int]
    fonds: tuple[FondsMobilise, ...]


def rassembler_chemins(convention: Convention, *, au: datetime.date) -> CheminsConvention:
    """Only what was written for the actions of the convention, and the barriers seen at a diagnosis. Four queries."""
    actions = Action.objects.maintenues().filter(convention=convention)
    personnes = set(
        InscriptionAction.objects.filter(action__in=actions, retiree_a=None).values_list("beneficiaire_id", flat=True)
    )
    qui: dict[str, set[int]] = {marche: set() for marche in MARCHES}
    diagnostics = Diagnostic.objects.retenus().filter(beneficiaire__in=personnes, fait_le__lte=au)
    qui[MARCHES[0]] = set(diagnostics.values_list("beneficiaire_id", flat=True))
    etapes = EtapeParcours.objects.retenus().filter(action__in=actions, beneficiaire__in=personnes, debut__lte=au)
    for personne, nature, contrat in etapes.values_list("beneficiaire_id", "nature", "type_contrat"):
        marche = _marche(nature, contrat)
        if marche:
            qui[marche].add(personne)
    return CheminsConvention(len(personnes), {m: len(qui[m]) for m in MARCHES}, _fonds(personnes, au))


def _marche(nature: str, contrat: str) -> str:
    if nature == NatureEtape.EMPLOI:
        return MARCHES[5] if contrat in POUR_DE_BON else MARCHES[3] if contrat in INTERIM else MARCHES[4]
    return {NatureEtape.IMMERSION: MARCHES[1], NatureEtape.FORMATION: MARCHES[2]}.get(NatureEtape(nature), "")


def _fonds(personnes: set[int], au: datetime.date) -> tuple[FondsMobilise, ...]:
    freins = Frein.objects.retenus().filter(
        beneficiaire__in=personnes, diagnostic__annule_a=None, diagnostic__isnull=False, constate_le__lte=au
    )
    siens: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for f in freins.exclude(fonds="").only("beneficiaire_id", "fonds", "leve_le"):
        siens[f.fonds].append((f.beneficiaire_id, f.leve_le is not None and f.leve_le <= au))
    return tuple(
        FondsMobilise(nom, len({p for p, _ in lignes}), len(lignes), sum(1 for _, leve in lignes if leve))
        for nom, lignes in sorted(siens.items())
    )
