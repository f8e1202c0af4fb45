"""Look for files that may be the same person, and propose each pair once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from django.db.models import Q

from beneficiaires.models import Beneficiaire, DoublonProbable
from beneficiaires.queries.ressemblance import SEUIL, Identite, comparer, identifier

CHAMPS = ("pk", "nom", "autres_noms", "prenom", "date_naissance")


def proposer_doublons(*, beneficiaire: Beneficiaire | None = None) -> int:
    """Of one person just written, or of everybody (after a take-over). A pair already judged stays judged."""
    personnes = Beneficiaire.objects.actifs().filter(anonymise_le=None).order_by("pk")
    if beneficiaire is None:
        paires = list(_paires_proches(identifier(*rang) for rang in personnes.values_list(*CHAMPS)))
    else:
        lui = identifier(*(getattr(beneficiaire, champ) for champ in CHAMPS))
        autres = personnes.exclude(pk=beneficiaire.pk).filter(_voisins(beneficiaire)).values_list(*CHAMPS)
        paires = [(lui, identifier(*rang)) for rang in autres]
    proposes = []
    for a, b in paires:
        score, raisons = comparer(a, b)
        if score >= SEUIL:
            premiere, seconde = sorted((a.pk, b.pk))
            proposes.append(DoublonProbable(premiere_id=premiere, seconde_id=seconde, score=score, raisons=raisons))
    DoublonProbable.objects.bulk_create(proposes, ignore_conflicts=True)
    return len(proposes)


def _voisins(personne: Beneficiaire) -> Q:
    """Same birth, or same name written either way: what an index or a short list can answer."""
    naissance = personne.date_naissance
    voisins = Q(date_naissance=naissance) | Q(nom__iexact=personne.nom) | Q(nom__iexact=personne.prenom)
    if naissance.day <= 12:
        voisins |= Q(date_naissance=datetime.date(naissance.year, naissance.day, naissance.month))
    return voisins


def _paires_proches(identites: Iterable[Identite]) -> set[tuple[Identite, Identite]]:
    """Pairs that share a birth, or the same words of name: never everybody against everybody."""
    tas: dict[object, list[Identite]] = defaultdict(list)
    for i in identites:
        tas[i.naissance].append(i)
        for nom in i.noms:
            tas[" ".join(sorted(f"{nom} {i.prenom}".split()))].append(i)
    return {(a, b) for groupe in tas.values() for a, b in combinations(groupe, 2) if a.pk != b.pk}
